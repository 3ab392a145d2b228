"""Errors as RFC 9457 problem details: one shape, one place; a page with the same for a browser."""

from __future__ import annotations

import html
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.negotiation import prefers_html
from search.expert import ExpertSyntaxError
from search.results import UnresolvedName

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("tsunagu")
_TITLES = {
    400: "The request cannot be understood",
    404: "There is no such thing here",
    405: "This method is not allowed here",
    406: "None of the accepted formats is available",
    410: "This no longer exists",
    413: "The result is too large",
    414: "The request is too long",
    415: "This content type is not understood",
    500: "The service failed",
    503: "The service is busy",
}


class ApiProblem(Exception):
    """An answer that is a problem.

    Args:
        status: HTTP status.
        slug: stable last part of ``type``.
        detail: what is wrong and what would be right.
        headers: further headers.
        extra: further members of the problem.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        self.status = status
        self.slug = slug
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra
        super().__init__(detail)


def problem_response(request: Request, problem: ApiProblem) -> Response:
    """Return a problem as JSON, or as a page when a browser asks."""
    content = {
        "type": f"https://w3id.org/tsunagu/problem/{problem.slug}",
        "title": _TITLES.get(problem.status, "The request failed"),
        "status": problem.status,
        "detail": problem.detail,
        **problem.extra,
    }
    if prefers_html(request.headers.get("accept")):
        return Response(_page(content), problem.status, problem.headers, "text/html; charset=utf-8")
    return Response(orjson.dumps(content), problem.status, problem.headers, MEDIA_TYPE)


def _page(content: Mapping[str, Any]) -> str:
    title, detail = html.escape(content["title"]), html.escape(content["detail"])
    listed = "".join(
        f"<li><code>{html.escape(str(item.get('key', '')))}</code>"
        f" {html.escape(str(item.get('label', '')))}</li>"
        for item in content.get("candidates", ())
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title} – Tsunagu</title><link rel="stylesheet" href="/static/tsunagu.css"></head>'
        f'<body><main class="page"><h1>{title}</h1><p>{detail}</p>'
        f"{f'<ul>{listed}</ul>' if listed else ''}"
        '<p><a href="/">検索 / Search</a></p></main></body></html>'
    )


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""

    def own(request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiProblem)  # noqa: S101 - registered for this class only
        return problem_response(request, error)

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        slug = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http")
        problem = ApiProblem(error.status_code, slug, _detail(error.status_code), error.headers)
        return problem_response(request, problem)

    def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return problem_response(request, _validation(error.errors()))

    def unresolved(request: Request, error: Exception) -> Response:
        assert isinstance(error, UnresolvedName)  # noqa: S101
        return problem_response(request, _unresolved(error))

    def syntax(request: Request, error: Exception) -> Response:
        assert isinstance(error, ExpertSyntaxError)  # noqa: S101
        return problem_response(request, query_syntax(error))

    def unexpected(request: Request, error: Exception) -> Response:
        _LOG.error("unexpected error at %s", request.url.path, exc_info=error)
        detail = "Something went wrong on our side. The operator's log says more."
        return problem_response(request, ApiProblem(500, "internal", detail))

    app.add_exception_handler(ApiProblem, own)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(UnresolvedName, unresolved)
    app.add_exception_handler(ExpertSyntaxError, syntax)
    app.add_exception_handler(Exception, unexpected)


def _detail(status: int) -> str:
    if status == 405:  # noqa: PLR2004 - the status
        return "Use one of the methods that the Allow header lists."
    return "Nothing answers at this address. The API is described at /openapi.json."


def _validation(errors: Sequence[Mapping[str, Any]]) -> ApiProblem:
    found = []
    for error in errors:
        name = str(error["loc"][-1]) if error["loc"] else ""
        unknown = error["type"] == "extra_forbidden"
        message = "is not a parameter here" if unknown else str(error["msg"])
        found.append({"parameter": name, "message": message.removeprefix("Value error, ")})
    shown = "; ".join(f"{item['parameter']}: {item['message']}" for item in found)
    return ApiProblem(400, "bad-parameter", shown, errors=found)


def _unresolved(error: UnresolvedName) -> ApiProblem:
    candidates = [{"key": key, "label": label} for key, label in error.candidates]
    shown = error.text if len(error.text) <= 80 else f"{error.text[:80]}…"  # noqa: PLR2004
    if candidates:
        detail = f"{error.parameter}: {shown!r} fits several; give the key of the one you mean."
        return ApiProblem(
            400, "ambiguous-name", detail, parameter=error.parameter, candidates=candidates
        )
    detail = f"{error.parameter}: nothing is called {shown!r}; give a key, an IRI or a label."
    return ApiProblem(400, "unknown-name", detail, parameter=error.parameter)


def query_syntax(error: ExpertSyntaxError) -> ApiProblem:
    """Return a query in field syntax that cannot be read as a problem; the first character is 0."""
    return ApiProblem(
        400,
        "query-syntax",
        f"q, character {error.position + 1}: {error.message}.",
        parameter="q",
        position=error.position,
        candidates=[{"key": key, "label": label} for key, label in error.candidates],
    )
