"""``/sparql``: SPARQL 1.1 Protocol, query side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.dependencies import CurrentService
from api.negotiation import acceptable, prefers_html
from api.problems import ApiProblem
from api.routes_pages import sparql_page
from graph.formats import GRAPH_FORMATS, RESULT_FORMATS
from graph.guard import RefusedQuery
from graph.sparql import (
    FormatError,
    QueryAnswer,
    QueryError,
    QueryRequest,
    QueryTimeoutError,
    ResultTooLargeError,
    TooBusyError,
)

router = APIRouter()

MAX_QUERY_BYTES = 1_000_000
"""Longest SPARQL query that is read, in bytes."""

_SHORT = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "turtle": ("text/turtle",),
    "nt": ("application/n-triples",),
    "ntriples": ("application/n-triples",),
    "rdf": ("application/rdf+xml",),
    "rdfxml": ("application/rdf+xml",),
    "jsonld": ("application/ld+json",),
    "trig": ("application/trig",),
    "nq": ("application/n-quads",),
}
"""Short names that clients send as ``format``, ``output`` or ``results``."""
_GENERIC = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
_FORMAT_PARAMETERS = ("format", "output", "results")


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """What a client sent: its parameters by name, wherever they stood."""

    pairs: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter."""
        return tuple(value for key, value in self.pairs if key == name)

    def one(self, name: str) -> str | None:
        """Return the value of a parameter that may stand once.

        Raises:
            ApiProblem: it stands more than once.
        """
        values = self.all(name)
        if len(values) > 1:
            raise ApiProblem(400, "repeated-parameter", f"{name} may stand only once.")
        return values[0] if values else None


async def protocol_request(request: Request) -> ProtocolRequest:
    """Read a request of any of the three ways of SPARQL 1.1 Protocol, section 2.1.

    Raises:
        ApiProblem: the content type, the charset or the size is not what the protocol allows.
    """
    pairs = _pairs(request.url.query, "the query string")
    if request.method != "POST":
        return ProtocolRequest(pairs)
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = dict(parse_qsl(parameters.replace(" ", ""), separator=";")).get("charset", "utf-8")
    if charset.strip('"').casefold() not in {"utf-8", "utf8"}:
        raise ApiProblem(415, "charset", "Only UTF-8 is understood; send the query as UTF-8.")
    body = await _body(request)
    kind = media.strip().casefold()
    if kind == "application/sparql-query":
        return ProtocolRequest((*pairs, ("query", _text(body, "the body"))))
    if kind == "application/x-www-form-urlencoded":
        return ProtocolRequest((*pairs, *_pairs(_text(body, "the body"), "the body")))
    detail = (
        "Send the query as application/sparql-query, or as the field 'query' of"
        " application/x-www-form-urlencoded."
    )
    raise ApiProblem(415, "content-type", detail)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_QUERY_BYTES:
            detail = f"The query is longer than {MAX_QUERY_BYTES:,} bytes."
            raise ApiProblem(413, "query-too-long", detail)
    return bytes(body)


def _text(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ApiProblem(400, "charset", f"{where} is not valid UTF-8.") from error


def _pairs(text: str, where: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100))
    except ValueError as error:
        raise ApiProblem(400, "charset", f"{where} is not percent-encoded UTF-8.") from error


Protocol = Annotated[ProtocolRequest, Depends(protocol_request)]


@router.get("/sparql", summary="SPARQL 1.1 Protocol")
@router.post("/sparql", summary="SPARQL 1.1 Protocol")
async def sparql(request: Request, sent: Protocol, service: CurrentService) -> Response:
    """Answer a SPARQL query; the editor for a browser when there is none."""
    text = sent.one("query")
    accept = request.headers.get("accept")
    if sent.all("update"):
        detail = "Updates are refused: the data change only when a new release is built."
        raise ApiProblem(400, "update-refused", detail)
    if text is None or not text.strip():
        if request.method == "GET" and prefers_html(accept):
            return sparql_page(request, service, text or "")
        raise ApiProblem(400, "query-missing", "The parameter 'query' is missing or empty.")
    wanted = QueryRequest(
        text=text,
        results=_wanted(sent, accept, tuple(RESULT_FORMATS)),
        graphs=_wanted(sent, accept, tuple(GRAPH_FORMATS)),
        default_graphs=sent.all("default-graph-uri"),
        named_graphs=sent.all("named-graph-uri"),
    )
    answer = await run_in_threadpool(_answer, service, wanted, _seconds(sent))
    return Response(
        answer.body,
        media_type=_with_charset(answer.media_type),
        headers={"Vary": "Accept", "Access-Control-Allow-Origin": "*"},
    )


def _with_charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def _wanted(
    sent: ProtocolRequest, accept: str | None, available: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the formats that a client takes, the best first."""
    short = next((value for name in _FORMAT_PARAMETERS if (value := sent.one(name))), None)
    if short:
        named = _SHORT.get(short.casefold(), (_GENERIC.get(short, short),))
        return tuple(media for media in named if media in available)
    if prefers_html(accept):
        return available
    offered = [*available, *(name for name, media in _GENERIC.items() if media in available)]
    order = [_GENERIC.get(media, media) for media in acceptable(accept, offered)]
    return tuple(dict.fromkeys(order))


def _seconds(sent: ProtocolRequest) -> float | None:
    text = sent.one("timeout")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ApiProblem(400, "bad-parameter", "timeout must be a number of seconds above 0.")
    return seconds


def _answer(service: CurrentService, wanted: QueryRequest, seconds: float | None) -> QueryAnswer:
    retry = {"Retry-After": "5"}
    try:
        return service.sparql.evaluate(wanted, seconds)
    except RefusedQuery as error:
        raise ApiProblem(400, "query-refused", str(error)) from error
    except QueryError as error:
        raise ApiProblem(400, "query-error", f"The query is not understood: {error}") from error
    except FormatError as error:
        detail = f"This kind of result comes as {', '.join(error.available)}."
        raise ApiProblem(406, "not-acceptable", detail, available=list(error.available)) from error
    except QueryTimeoutError as error:
        detail = "The query ran longer than its time limit and was stopped."
        raise ApiProblem(503, "query-timeout", detail, retry) from error
    except ResultTooLargeError as error:
        detail = "The result grew past the limit of this service; add LIMIT or be more selective."
        raise ApiProblem(413, "result-too-large", detail) from error
    except TooBusyError as error:
        detail = "Too many queries are waiting; try again in a few seconds."
        raise ApiProblem(503, "too-busy", detail, retry) from error
