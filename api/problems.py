"""Errors as RFC 9457 problem details: one shape, one place; a page for a browser."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.items import localise
from api.messages import message, messages
from api.negotiation import language, prefers_html
from api.pages.rendering import render
from search.expert import ExpertSyntaxError
from search.results import UnresolvedName

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("tsunagu")


class ApiProblem(Exception):
    """An answer that is a problem.

    Args:
        status: HTTP status.
        slug: stable last part of ``type``.
        detail: what is wrong and what would be right.
        headers: further headers.
        japanese: the detail in Japanese; where there is none, it is given in English.
        extra: further members of the problem; texts in them may be neutral (see ``api.items``).
    """

    def __init__(
        self,
        status: int,
        slug: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        *,
        japanese: str = "",
        **extra: Any,
    ) -> None:
        self.status = status
        self.slug = slug
        self.detail = detail
        self.headers = dict(headers or {})
        self.japanese = japanese
        self.extra = extra
        super().__init__(detail)


def problem_response(request: Request, problem: ApiProblem) -> Response:
    """Return a problem as JSON, or as a page when a browser asks, in the request's language."""
    lang = _language(request)
    in_japanese = lang == "ja" and bool(problem.japanese)
    content = {
        "type": f"https://w3id.org/tsunagu/problem/{problem.slug}",
        "title": _title(problem.status, lang),
        "status": problem.status,
        "detail": problem.japanese if in_japanese else problem.detail,
        **localise(problem.extra, lang),
    }
    headers = {"Vary": "Accept, Accept-Language", **problem.headers}
    if prefers_html(request.headers.get("accept")):
        context = {
            "problem": content,
            "detail_lang": "ja" if in_japanese else "en",
            "candidates": [_link(item) for item in content.get("candidates", ())],
        }
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


def _link(candidate: Mapping[str, Any]) -> dict[str, str]:
    """Return a candidate with the page that it leads to, where it is a thing with one."""
    key, label = str(candidate.get("key", "")), str(candidate.get("label", ""))
    kind = candidate.get("type")
    href = f"/doc/{quote(str(kind), safe='')}/{quote(key, safe='')}" if kind and key else ""
    return {"key": key, "label": label, "href": href}


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

    app.add_exception_handler(ApiProblem, own)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(UnresolvedName, unresolved)
    app.add_exception_handler(ExpertSyntaxError, syntax)
    app.add_exception_handler(Exception, unexpected_response)


def unexpected_response(request: Request, error: Exception) -> Response:
    """Log an error that nobody foresaw, and return a problem that says nothing of it."""
    _LOG.error("unexpected error at %s", request.url.path, exc_info=error)
    detail = "Something went wrong on our side. The operator's log says more."
    return problem_response(request, ApiProblem(500, "internal", detail))


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
