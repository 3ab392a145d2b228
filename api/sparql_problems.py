"""What can go wrong with a SPARQL query, as problems; the same for every door that asks one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.problems import ApiProblem
from graph.guard import RefusedQuery
from graph.places import TooBusyError, TooManySlowError
from graph.sparql import (
    FormatError,
    GraphNameError,
    OutOfMemoryError,
    QueryError,
    QueryTimeoutError,
    ResultTooLargeError,
)

_RETRY = {"Retry-After": "5"}


@contextmanager
def sparql_problems() -> Iterator[None]:
    """Turn the errors of an evaluation into problems.

    Raises:
        ApiProblem: 400 for the query, 406 for its formats, 413 for size, 503 for time and queue.
    """
    try:
        yield
    except RefusedQuery as error:
        raise ApiProblem(400, "query-refused", str(error)) from error
    except QueryError as error:
        raise ApiProblem(400, "query-error", f"The query is not understood: {error}") from error
    except GraphNameError as error:
        detail = f"default-graph-uri and named-graph-uri take absolute IRIs, not {str(error)!r}."
        raise ApiProblem(400, "bad-parameter", detail) from error
    except FormatError as error:
        detail = f"This kind of result comes as {', '.join(error.available)}."
        raise ApiProblem(406, "not-acceptable", detail, available=list(error.available)) from error
    except ResultTooLargeError as error:
        detail = "The result grew past the limit of this service; add LIMIT or be more selective."
        raise ApiProblem(413, "result-too-large", detail) from error
    except OutOfMemoryError as error:
        detail = (
            "The query needed more memory than one may have; sort or group less, or select more."
        )
        raise ApiProblem(413, "query-too-large", detail) from error
    except QueryTimeoutError as error:
        detail = "The query ran longer than its time limit and was stopped."
        raise ApiProblem(503, "query-timeout", detail, _RETRY) from error
    except TooManySlowError as error:
        detail = (
            "Too many queries that take long are running; this one was not, or no longer, run."
            " Try again later, or make it more selective."
        )
        raise ApiProblem(503, "too-many-slow", detail, _RETRY) from error
    except TooBusyError as error:
        detail = "Too many queries are waiting; try again in a few seconds."
        raise ApiProblem(503, "too-busy", detail, _RETRY) from error
