"""``/sparql``: SPARQL 1.1 Protocol, query side."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache
from typing import cast
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from api.answers.descriptions import described
from api.answers.search.within_sparql import evaluated
from api.http.connections.clients import asking
from api.http.connections.disconnects import ClientGoneError, while_connected
from api.http.dependencies import body_of, pairs_of, utf8
from api.http.documented import answers
from api.http.middleware import WHOLE, acceptable_encodings
from api.http.negotiation import prefers_html
from api.http.problems import ApiProblem, repeated
from api.http.sparql.formats import BODY, PARAMETERS, wanted_formats
from api.http.sparql.problems import MAX_QUERY_BYTES, check_length, too_long
from api.pages.problems import problem_response, unexpected_response
from api.pages.sparql.editor import Asked, kept_parameters, sparql_page
from api.release.following.current import CurrentRelease
from api.release.opened import OpenRelease
from graph.sparql.results import GRAPHS, RESULTS
from graph.sparql.workers.evaluator import QueryAnswer, QueryRequest
from graph.store.formats import GRAPH_FORMATS, RESULT_FORMATS

router = APIRouter()

_MAX_FORM_BYTES = 3 * MAX_QUERY_BYTES + 65_536
"""Longest form: a byte may be encoded by three (RFC 3986, section 2.1), and there is more in it."""

_RESULTS = tuple(RESULT_FORMATS)
_GRAPHS = tuple(GRAPH_FORMATS)
_MEDIA = (*_RESULTS, *_GRAPHS, "text/html")
_IN_IRIS = ":/?#[]@!$&'()*+,;=%~"
_METHODS = ("GET", "POST")
_FORMAT_PARAMETERS = ("format", "output", "results")
_PAGE = ("html",)
"""The value of ``format`` that asks for the page of a result."""
_KEPT = ("default-graph-uri", "named-graph-uri", "timeout")
"""What the page of a result keeps for its form and its downloads."""


class ProtocolRequest:
    """What a client sent: its parameters by name, wherever they stood.

    Args:
        pairs: names and values in order.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter."""
        return tuple(self._values.get(name, ()))

    def filled(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter that is not empty."""
        return tuple(filter(None, self.all(name)))

    def one(self, name: str) -> str | None:
        """Return the value of a parameter that may stand once.

        Raises:
            ApiProblem: it stands more than once.
        """
        values = self._values.get(name)
        if values is None:
            return None
        if len(values) > 1:
            raise repeated(name)
        return values[0]


async def protocol_request(request: Request) -> ProtocolRequest:
    """Read a request of any of the three ways of SPARQL 1.1 Protocol, section 2.1.

    Raises:
        ApiProblem: the content type, the charset or the size is not what the protocol allows.
    """
    pairs = pairs_of(request.scope["query_string"].decode("latin-1"), "query")
    if request.method != "POST":
        return ProtocolRequest(pairs)
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = dict(parse_qsl(parameters.replace(" ", ""), separator=";")).get("charset", "utf-8")
    if charset.strip('"').casefold() not in {"utf-8", "utf8"}:
        raise ApiProblem(415, "charset", "charset")
    kind = media.strip().casefold()
    if kind == "application/sparql-query":
        body = await body_of(request, MAX_QUERY_BYTES, too_long)
        return ProtocolRequest((*pairs, ("query", utf8(body, "body"))))
    if kind == "application/x-www-form-urlencoded":
        body = await body_of(request, _MAX_FORM_BYTES, too_long)
        return ProtocolRequest((*pairs, *pairs_of(utf8(body, "body"), "body")))
    raise ApiProblem(415, "content-type", "content-type")


@router.get(
    "/sparql",
    summary="SPARQL 1.1 Protocol",
    operation_id="sparql",
    openapi_extra={"parameters": PARAMETERS},
    responses=answers(None, _MEDIA, (400, 406, 413, 503, 504)),
)
@router.post(
    "/sparql",
    summary="SPARQL 1.1 Protocol",
    operation_id="sparql_by_post",
    openapi_extra={"parameters": PARAMETERS, "requestBody": BODY},
    responses=answers(None, _MEDIA, (400, 406, 413, 415, 503, 504)),
)
async def sparql(request: Request) -> Response:
    """Answer a SPARQL query; without one, describe the service or give a browser the editor."""
    sent = await protocol_request(request)
    holder = cast("CurrentRelease", request.app.state.holder)
    with holder.current() as opened:
        text = sent.one("query")
        if sent.all("update"):
            raise ApiProblem(400, "update-refused", "update-refused")
        if text is None or not text.strip():
            return _without_query(request, opened, sent)
        check_length(text)
        return await _answer(request, opened, sent, text)


async def door(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request for ``/sparql`` without the framework's routing (an ASGI application)."""
    request = Request(scope, receive)
    try:
        response = await (sparql if request.method in _METHODS else _no_method)(request)
    except ApiProblem as problem:
        response = problem_response(request, problem)
    except (ClientGoneError, ClientDisconnect):
        return
    except Exception as error:  # noqa: BLE001 - the outermost door
        response = unexpected_response(request, error)
    await response(scope, receive, send)


async def _no_method(_: Request) -> Response:
    allowed = {"Allow": ", ".join(_METHODS)}
    raise ApiProblem(405, "method-not-allowed", "get-or-post", headers=allowed)


def _without_query(request: Request, opened: OpenRelease, sent: ProtocolRequest) -> Response:
    """Describe the service (SPARQL 1.1 Service Description, section 2), or show the editor."""
    is_page = sent.all("format") == _PAGE
    if request.method == "POST" or sent.all("query"):
        problem = ApiProblem(400, "query-missing", "query-missing")
        if not is_page:
            raise problem
        return sparql_page(request, opened, Asked(kept=_kept(sent), problem=problem))
    if is_page or prefers_html(request.headers.get("accept")):
        return sparql_page(request, opened, Asked())
    return described(request, opened.release, "service")


async def _answer(
    request: Request, opened: OpenRelease, sent: ProtocolRequest, text: str
) -> Response:
    if sent.all("format") == _PAGE:
        return await _page(request, opened, sent, text)
    accept = request.headers.get("accept")
    short = tuple(value for name in _FORMAT_PARAMETERS for value in sent.filled(name))
    wanted = QueryRequest(
        text=text,
        results=wanted_formats(short, accept, _RESULTS),
        graphs=wanted_formats(short, accept, _GRAPHS),
        default_graphs=sent.filled("default-graph-uri"),
        named_graphs=sent.filled("named-graph-uri"),
        encodings=acceptable_encodings(request.headers.get("accept-encoding")),
    )
    return _Whole(await _evaluated(request, opened, sent, wanted))


async def _evaluated(
    request: Request, opened: OpenRelease, sent: ProtocolRequest, wanted: QueryRequest
) -> QueryAnswer:
    """Answer a query within the limits, as long as the client waits for it."""
    seconds = _seconds(sent)
    limit = request.app.state.settings.query_limit
    client = asking(request.scope)
    with while_connected(request.receive):
        return await evaluated(opened, wanted, seconds, client, limit)


async def _page(
    request: Request, opened: OpenRelease, sent: ProtocolRequest, text: str
) -> Response:
    """Answer with the page of the result, or of what is wrong with the query.

    The page needs no Content-Security-Policy of its own: what the editor styles, it styles by
    script, which ``default-src 'self'`` allows.
    """
    wanted = QueryRequest(
        text=text,
        results=(RESULTS,),
        graphs=(GRAPHS,),
        default_graphs=sent.filled("default-graph-uri"),
        named_graphs=sent.filled("named-graph-uri"),
    )
    kept, started = _kept(sent), time.perf_counter()
    try:
        answer = await _evaluated(request, opened, sent, wanted)
    except ApiProblem as problem:
        asked = Asked(text, kept, problem=problem)
    else:
        asked = Asked(text, kept, answer, time.perf_counter() - started)
    return await run_in_threadpool(sparql_page, request, opened, asked)


def _kept(sent: ProtocolRequest) -> tuple[tuple[str, str], ...]:
    return kept_parameters((name, sent.all(name)) for name in _KEPT)


class _Whole(Response):
    """An answer whose headers are known, so that nothing needs to look for them again."""

    def __init__(self, answer: QueryAnswer) -> None:
        self.status_code = 200
        self.body = answer.body
        self.background = None
        self.raw_headers = [
            (b"etag", f'W/"{answer.tag}"'.encode()),
            (b"content-type", _with_charset(answer.media_type)),
            (b"vary", b"Accept, Accept-Encoding"),
        ]
        if answer.unknown:
            self.raw_headers.append((b"warning", _warning(answer.unknown)))
        if answer.encoding:
            self.raw_headers.append((b"content-encoding", answer.encoding.encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": WHOLE, "headers": self.raw_headers, "body": self.body})


def _warning(functions: Iterable[str]) -> bytes:
    """Return what to say of functions that there are not (RFC 7234, section 5.5.7: 299)."""
    named = " ".join(f"<{quote(name, safe=_IN_IRIS)}>" for name in functions)
    return f'299 - "No such function, its value is an error: {named}"'.encode("ascii")


@cache
def _with_charset(media: str) -> bytes:
    return f"{media}; charset=utf-8".encode() if media.startswith("text/") else media.encode()


def _seconds(sent: ProtocolRequest) -> float | None:
    text = sent.one("timeout")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ApiProblem(400, "bad-parameter", "timeout")
    return seconds
