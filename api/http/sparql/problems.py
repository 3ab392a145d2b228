"""What can go wrong with a SPARQL query, as problems; the same for every door that asks one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.http.problems import ApiProblem, search_down
from api.wording.language import LANGUAGES, Texts
from api.wording.messages import message
from graph.sparql.faults import Fault
from graph.sparql.guard import RefusedQuery
from graph.sparql.workers.evaluator import (
    FormatError,
    GraphNameError,
    LostQueryError,
    OutOfMemoryError,
    QueryError,
    QueryTimeoutError,
    ResultTooLargeError,
    UnreachableEngineError,
)
from graph.sparql.workers.queues import TooBusyError, TooManySlowError
from search.retrieval.retrieving import LibraryDownError

MAX_QUERY_BYTES = 1_000_000
"""Longest SPARQL query that is read, in bytes."""
_RETRY = {"Retry-After": "5"}
"""For what may go better later; a query that ran past its own time would do so again."""


def _refused(error: RefusedQuery) -> Texts:
    """Return why a query is refused, in both languages; what has no words of ours, as it is."""
    if not error.key:
        return Texts(dict.fromkeys(LANGUAGES, str(error)))
    return Texts(
        (lang, message(f"sparql-fault-{error.key}", lang).format(**error.shown))
        for lang in LANGUAGES
    )


def _mistake(fault: Fault) -> ApiProblem:
    """Return what is wrong with a query, with its place."""
    shown = {"line": fault.line, "column": fault.column, **fault.shown}
    said = Texts(
        (lang, message(f"problem-sparql-fault-{fault.key}", lang).format(**shown))
        for lang in LANGUAGES
    )
    place: dict[str, Any] = {"line": fault.line, "column": fault.column} if fault.line else {}
    return ApiProblem(400, "query-error", "sparql-error", {"error": said}, **place)


def too_long() -> ApiProblem:
    """Return a query that is longer than what is read as a problem."""
    return ApiProblem(413, "query-too-long", "too-many-bytes", {"limit": MAX_QUERY_BYTES})


def check_length(query: str) -> None:
    """Check that a query is not too long.

    Raises:
        ApiProblem: 413 with the limit.
    """
    if len(query) > MAX_QUERY_BYTES or len(query.encode("utf-8", "replace")) > MAX_QUERY_BYTES:
        raise too_long()


@contextmanager
def sparql_problems() -> Iterator[None]:
    """Turn the errors of an evaluation into problems.

    Raises:
        ApiProblem: 400 for the query, 406 for its formats, 413 for size, 504 for its own time,
            503 for the queue and a lost process.
    """
    try:
        with _reached_limits():
            yield
    except RefusedQuery as error:
        why = {"error": _refused(error)}
        raise ApiProblem(400, "query-refused", "sparql-refused", why) from error
    except QueryError as error:
        raise _mistake(error.fault) from error
    except GraphNameError as error:
        raise ApiProblem(400, "bad-parameter", "graph-name", {"text": str(error)}) from error
    except FormatError as error:
        listed = list(error.available)
        shown = {"formats": ", ".join(listed)}
        raise ApiProblem(406, "not-acceptable", "formats", shown, available=listed) from error


@contextmanager
def _reached_limits() -> Iterator[None]:
    try:
        yield
    except ResultTooLargeError as error:
        raise ApiProblem(413, "result-too-large", "result-too-large") from error
    except OutOfMemoryError as error:
        raise ApiProblem(413, "query-too-large", "query-too-large") from error
    except QueryTimeoutError as error:
        raise ApiProblem(504, "query-timeout", "query-timeout") from error
    except LostQueryError as error:
        raise ApiProblem(503, "worker-lost", "worker-lost", headers=_RETRY) from error
    except UnreachableEngineError as error:
        problem = ApiProblem(503, "engine-unreachable", "engine-unreachable", headers=_RETRY)
        raise problem from error
    except TooManySlowError as error:
        raise ApiProblem(503, "too-many-slow", "too-many-slow", headers=_RETRY) from error
    except TooBusyError as error:
        raise ApiProblem(503, "too-busy", "too-busy", headers=_RETRY) from error
    except LibraryDownError as error:  # a query that searches
        raise search_down() from error
