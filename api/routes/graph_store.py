"""``/rdf-graph-store``: the reading half of SPARQL 1.1 Graph Store HTTP Protocol.

A graph is written piece by piece while it is sent, so that one of any size takes little memory. It
cannot be changed here: other methods are a 405, as section 5 of the protocol allows.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api.http.dependencies import Opened
from api.http.documented import answers, read_by_hand
from api.http.negotiation import acceptable
from api.http.problems import ApiProblem, repeated
from graph.store.formats import GRAPH_SUFFIXES, UnwritableError
from graph.store.graphs import DEFAULT, graph_name, graph_parts

router = APIRouter()

GRAPH_STORE_PATH = "/rdf-graph-store"
_FORMATS = tuple(GRAPH_SUFFIXES.values())
_PARAMETERS = [
    read_by_hand("default", "The default graph; it has no value"),
    read_by_hand("graph", "IRI of a named graph"),
]


@router.get(
    GRAPH_STORE_PATH,
    summary="A whole graph (Graph Store Protocol, read-only)",
    operation_id="graph_store",
    openapi_extra={"parameters": _PARAMETERS},
    responses=answers(None, _FORMATS, (400, 404, 406)),
)
def graph(request: Request, opened: Opened) -> Response:
    """Return the default graph (``?default``) or a named one (``?graph=…``) in a format of RDF."""
    name = graph_name(_asked(request))
    store = opened.dataset
    if name is None or not store.has_graph(name):
        raise ApiProblem(404, "not-found", "no-graph")
    order = acceptable(request.headers.get("accept"), _FORMATS)
    for media in order:
        try:
            parts = graph_parts(store, name, media)
        except UnwritableError:
            continue
        charset = "; charset=utf-8" if media.startswith("text/") else ""
        return StreamingResponse(parts, 200, {"Vary": "Accept"}, f"{media}{charset}")
    listed = list(_FORMATS)
    shown = {"formats": ", ".join(listed)}
    raise ApiProblem(406, "not-acceptable", "formats", shown, available=listed)


def _asked(request: Request) -> str:
    """Return the name of the graph that is asked for, ``DEFAULT`` for the default one.

    Raises:
        ApiProblem: none is asked for, or several.
    """
    given = request.query_params
    for parameter in ("default", "graph"):
        if len(given.getlist(parameter)) > 1:
            raise repeated(parameter)
    if ("default" in given) == ("graph" in given):
        raise ApiProblem(400, "bad-parameter", "one-graph")
    return DEFAULT if "default" in given else given["graph"]
