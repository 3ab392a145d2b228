"""Errors as RFC 9457 problem details: one shape, one place; a page for a browser."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.items import LANGUAGES, Texts, localise
from api.messages import message, messages
from api.negotiation import language, prefers_html
from api.pages.mending import Wrong, ways_out
from api.pages.rendering import render
from search.expert import ExpertSyntaxError
from search.results import UnresolvedName

MEDIA_TYPE = "application/problem+json"
_METHOD_NOT_ALLOWED = 405
_READING = frozenset({"GET", "HEAD"})
_REPEATED = "repeated-parameter"
_SHOWN = 80
"""Characters of a value that stand in a message."""
_MOST_ERRORS = 10
"""Parameters that one answer names; a request with more was not written by hand."""
_LOG = logging.getLogger("tsunagu")


class ApiProblem(Exception):
    """An answer that is a problem; what is wrong and what would be right is said in both languages.

    Args:
        status: HTTP status.
        slug: stable last part of ``type``.
        said: keys of its texts, without ``problem-``; several stand one after another.
        shown: values in the texts; those that are texts themselves may be neutral.
        headers: further headers.
        extra: further members of the problem; texts in them may be neutral (see ``api.items``).

    Attributes:
        superfluous: parameters of the request that there are not.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        said: str | Sequence[str],
        shown: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        self.status = status
        self.slug = slug
        self.headers = dict(headers or {})
        self.extra = extra
        self.superfluous: frozenset[str] = frozenset()
        self.details = _texts((said,) if isinstance(said, str) else said, shown or {})
        super().__init__(self.details["en"])


def problem_response(request: Request, problem: ApiProblem) -> Response:
    """Return a problem as JSON, or as a page when a browser asks, in the request's language."""
    lang = _language(request)
    content = {
        "type": f"https://w3id.org/tsunagu/problem/{problem.slug}",
        "title": _title(problem.status, lang),
        "status": problem.status,
        "detail": problem.details[lang],
        **localise(problem.extra, lang),
    }
    headers = {"Vary": "Accept, Accept-Language", **problem.headers}
    if prefers_html(request.headers.get("accept")):
        context = {"problem": content, **_ways_out(request, problem, content, lang)}
        page = render(request, "problem.html", lang, context, problem.status)
        page.headers.update(headers)
        return page
    return Response(orjson.dumps(content), problem.status, headers, MEDIA_TYPE)


def _language(request: Request) -> str:
    explicit = request.query_params.get("lang")
    known = explicit if explicit in {"ja", "en"} else None
    return language(known, request.headers.get("accept-language"))


def _title(status: int, lang: str) -> str:
    key = f"problem-{status}"
    return message(key if key in messages() else "problem-other", lang)


def _ways_out(
    request: Request, problem: ApiProblem, content: Mapping[str, Any], lang: str
) -> dict[str, Any]:
    """Return what the page of a problem offers; only what an address says can be said again."""
    wrong = Wrong(
        _wrong_names(content) if request.method in _READING else (),
        problem.superfluous,
        repeated=problem.slug == _REPEATED,
    )
    pairs = request.query_params.multi_items()
    return ways_out(request.url.path, pairs, wrong, content.get("candidates", ()), lang)


def _wrong_names(content: Mapping[str, Any]) -> tuple[str, ...]:
    listed = [content, *content.get("errors", ())]
    return tuple(dict.fromkeys(one["parameter"] for one in listed if one.get("parameter")))


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""

    def own(request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiProblem)  # noqa: S101 - registered for this class only
        return problem_response(request, error)

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        slug = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http")
        said = "no-method" if error.status_code == _METHOD_NOT_ALLOWED else "no-address"
        problem = ApiProblem(error.status_code, slug, said, headers=error.headers)
        return problem_response(request, problem)

    def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return problem_response(request, validation_problem(error.errors()))

    def unresolved(request: Request, error: Exception) -> Response:
        assert isinstance(error, UnresolvedName)  # noqa: S101
        return problem_response(request, _unresolved(error))

    def syntax(request: Request, error: Exception) -> Response:
        assert isinstance(error, ExpertSyntaxError)  # noqa: S101
        return problem_response(request, query_syntax(error))

    app.add_exception_handler(ApiProblem, own)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(UnresolvedName, unresolved)
    app.add_exception_handler(ExpertSyntaxError, syntax)
    app.add_exception_handler(Exception, unexpected_response)


def unexpected_response(request: Request, error: Exception) -> Response:
    """Log an error that nobody foresaw, and return a problem that says nothing of it."""
    _LOG.error("unexpected error at %s", request.url.path, exc_info=error)
    return problem_response(request, ApiProblem(500, "internal", "internal"))


def _texts(said: Sequence[str], shown: Mapping[str, Any]) -> Texts:
    return Texts(
        (
            lang,
            "".join(
                message(f"problem-{key}", lang).format(**localise(shown, lang)) for key in said
            ),
        )
        for lang in LANGUAGES
    )


def shortened(value: str) -> str:
    """Return what of a value stands in a message: no answer grows with what was sent."""
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"


def wrong_value(key: str, **shown: Any) -> Texts:
    """Return what is wrong with the value of a parameter.

    Args:
        key: of the text, without ``problem-value-``.
        shown: values in the text.
    """
    return _texts((f"value-{key}",), shown)


def wrong_parameters(errors: Sequence[tuple[str, Texts]]) -> ApiProblem:
    """Return parameters that cannot be read as one problem.

    Args:
        errors: names, each with what is wrong.
    """
    said = [Texts((lang, f"{name}: {text[lang]}") for lang in LANGUAGES) for name, text in errors]
    joined = Texts(
        (lang, message("problem-separator", lang).join(one[lang] for one in said))
        for lang in LANGUAGES
    )
    listed = [{"parameter": name, "message": text} for name, text in errors]
    return ApiProblem(400, "bad-parameter", "bad-parameters", {"errors": joined}, errors=listed)


def repeated(name: str) -> ApiProblem:
    """Return a parameter that may stand once and was given twice as a problem."""
    name = shortened(name)
    return ApiProblem(400, _REPEATED, "repeated", {"name": name}, parameter=name)


def validation_problem(errors: Sequence[Mapping[str, Any]]) -> ApiProblem:
    """Return what pydantic says of parameters as a problem.

    Args:
        errors: as ``ValidationError.errors`` gives them; kinds of error without a text of ours are
            told in pydantic's English.
    """
    named = [(str(error["loc"][-1]) if error["loc"] else "", error) for error in errors]
    problem = wrong_parameters(
        [(shortened(name), _validated(error)) for name, error in named[:_MOST_ERRORS]]
    )
    superfluous = (name for name, error in named if error["type"] == "extra_forbidden")
    problem.superfluous = frozenset(superfluous)
    return problem


def _validated(error: Mapping[str, Any]) -> Texts:
    key = str(error["type"]).replace("_", "-")
    if f"problem-value-{key}" not in messages():
        return Texts(dict.fromkeys(LANGUAGES, str(error["msg"])))
    shown = dict(error.get("ctx", {}))
    if "expected" in shown:
        shown["expected"] = str(shown["expected"]).replace(" or ", ", ")
    return wrong_value(key, **shown)


def _unresolved(error: UnresolvedName) -> ApiProblem:
    candidates = [{"key": key, "label": label} for key, label in error.candidates]
    shown = {"name": error.parameter, "text": shortened(error.text)}
    if candidates:
        return ApiProblem(
            400,
            "ambiguous-name",
            "ambiguous-name",
            shown,
            parameter=error.parameter,
            candidates=candidates,
        )
    return ApiProblem(400, "unknown-name", "unknown-name", shown, parameter=error.parameter)


def query_syntax(error: ExpertSyntaxError) -> ApiProblem:
    """Return a query in field syntax that cannot be read as a problem; the first character is 0."""
    return ApiProblem(
        400,
        "query-syntax",
        "query-syntax",
        {"number": error.position + 1, "fault": Texts(error.texts)},
        parameter="q",
        position=error.position,
        candidates=[{"key": key, "label": label} for key, label in error.candidates],
    )
