"""Problems as JSON, or as a page for a browser, and where they are caught."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar, cast

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.answers.unknown import syntax_problem, unresolved_problem
from api.contract.problems import MEDIA_TYPE, problem_type
from api.http.addresses.rooted import rooted_json
from api.http.connections.disconnects import ClientGoneError
from api.http.dependencies import current_language
from api.http.middleware import content_policy
from api.http.negotiation import prefers_html
from api.http.observing.requests import CLIENT_LEFT
from api.http.problems import (
    REPEATED,
    ApiProblem,
    search_down,
    validation_problem,
)
from api.pages.parts.rendering import render
from api.pages.parts.ways_out import Wrong, ways_out
from api.release.following.current import CurrentRelease
from api.release.opened import OpenRelease
from api.release.settings import Settings
from api.wording.language import localise
from api.wording.messages import message, messages
from search.model.request import UnresolvedName
from search.query.fields.faults import FieldSyntaxError
from search.retrieval.retrieving import LibraryDownError

AnyError = TypeVar("AnyError", bound=Exception)
_FRAMED = "/embed/"
"""Beginning of the addresses of pages for frames."""
_READING = frozenset({"GET", "HEAD"})
_LOG = logging.getLogger("tsunagu")


def problem_response(request: Request, problem: ApiProblem) -> Response:
    """Return a problem as JSON, or as a page when a browser asks, in the request's language."""
    lang = current_language(request)
    content = {
        "type": problem_type(problem.slug),
        "title": _title(problem, lang),
        "status": problem.status,
        "detail": problem.details[lang],
        **localise(problem.extra, lang),
    }
    headers = {"Vary": "Accept, Accept-Language", **problem.headers}
    if prefers_html(request.headers.get("accept")):
        if request.url.path.startswith(_FRAMED):
            return _framed(request, problem, content, lang)
        context = {"problem": content, **_ways_out(request, problem, content, lang)}
        page = render(request, "problem.html", lang, context, problem.status)
        page.headers.update(headers)
        return page
    return Response(orjson.dumps(rooted_json(content)), problem.status, headers, MEDIA_TYPE)


def _framed(
    request: Request, problem: ApiProblem, content: Mapping[str, Any], lang: str
) -> Response:
    """Return a problem as a page for a frame, which whoever may frame the others may frame too."""
    ancestors = cast("Settings", request.app.state.settings).embed_ancestors
    page = render(
        request,
        "embed_problem.html",
        lang,
        {"problem": content, "whole": "/"},
        problem.status,
        Content_Security_Policy=content_policy(ancestors),
    )
    page.headers.update(problem.headers)
    return page


def _title(problem: ApiProblem, lang: str) -> str:
    keys = (f"problem-title-{problem.slug}", f"problem-{problem.status}")
    return message(next((key for key in keys if key in messages()), "problem-other"), lang)


def _ways_out(
    request: Request, problem: ApiProblem, content: Mapping[str, Any], lang: str
) -> dict[str, Any]:
    """Return what the page of a problem offers; only what an address says can be said again."""
    wrong = Wrong(
        _wrong_names(content) if request.method in _READING else (),
        problem.superfluous,
        repeated=problem.slug == REPEATED,
    )
    pairs = request.query_params.multi_items()
    return ways_out(request.url.path, pairs, wrong, content.get("candidates", ()), lang)


def _wrong_names(content: Mapping[str, Any]) -> tuple[str, ...]:
    listed = [content, *content.get("errors", ())]
    return tuple(dict.fromkeys(one["parameter"] for one in listed if one.get("parameter")))


def _down(request: Request, error: Exception) -> Response:
    _LOG.error("%s", error)
    return problem_response(request, search_down())


def _left(request: Request, error: Exception) -> Response:
    del request, error
    return Response(status_code=CLIENT_LEFT)  # nobody reads it, and it is no error of ours


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""

    def own(request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiProblem)  # noqa: S101 - registered for this class only
        return problem_response(request, error)

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        slug = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http")
        said = "no-method" if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else "no-address"
        if said == "no-address" and not prefers_html(request.headers.get("accept")):
            said = "no-address-api"
        problem = ApiProblem(error.status_code, slug, said, headers=error.headers)
        return problem_response(request, problem)

    def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return problem_response(request, validation_problem(error.errors()))

    def unresolved(request: Request, error: Exception) -> Response:
        assert isinstance(error, UnresolvedName)  # noqa: S101
        return problem_response(request, _explained(request, unresolved_problem, error))

    def gone(_: Request, __: Exception) -> Response:
        return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)  # which nobody gets

    def syntax(request: Request, error: Exception) -> Response:
        assert isinstance(error, FieldSyntaxError)  # noqa: S101
        return problem_response(request, _explained(request, syntax_problem, error))

    app.add_exception_handler(LibraryDownError, _down)
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(ApiProblem, own)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(UnresolvedName, unresolved)
    app.add_exception_handler(FieldSyntaxError, syntax)
    app.add_exception_handler(ClientGoneError, gone)
    app.add_exception_handler(Exception, unexpected_response)


def _explained(
    request: Request, problem_of: Callable[[OpenRelease, AnyError], ApiProblem], error: AnyError
) -> ApiProblem:
    """Return a problem whose candidates the current release knows."""
    holder = cast("CurrentRelease", request.app.state.holder)
    with holder.current() as opened:
        return problem_of(opened, error)


def unexpected_response(request: Request, error: Exception) -> Response:
    """Log an error that nobody foresaw, and return a problem that says nothing of it."""
    _LOG.error("unexpected error at %s", request.url.path, exc_info=error)
    return problem_response(request, ApiProblem(500, "internal", "internal"))
