"""``/api/graph``: the neighbourhood of one thing, for pictures and for programs that draw them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.answers.relations.neighbourhood import (
    GraphParameters,
    around,
    graph_answer,
    once_but_kinds,
)
from api.contract.relations import CytoscapeAnswer, GraphAnswer
from api.http.dependencies import Language, Opened, json_response
from api.http.documented import answers
from graph.network import files as exchange
from graph.network.neighbourhood import Neighbourhood

_FILES: dict[str, tuple[Callable[[Neighbourhood, str], bytes], str, str]] = {
    "graphml": (exchange.graphml, "application/graphml+xml", "graphml"),
    "gexf": (exchange.gexf, "application/gexf+xml", "gexf"),
    "cytoscape": (exchange.cytoscape, "application/json", "cyjs"),
}
"""Writer, media type and file ending of the formats that are files."""


router = APIRouter(prefix="/api", dependencies=[Depends(once_but_kinds)])


@router.get(
    "/graph",
    summary="The neighbourhood of one thing",
    operation_id="graph",
    responses=answers(
        GraphAnswer | CytoscapeAnswer,
        ("application/graphml+xml", "application/gexf+xml"),
        (400, 404, 410),
    ),
)
def graph(opened: Opened, given: Annotated[GraphParameters, Query()], lang: Language) -> Response:
    """Return nodes and edges around a thing; ``hidden`` counts the edges that are not shown."""
    kind, key, found = around(opened, given, lang)
    if given.format == "json":
        return json_response(graph_answer(opened, given, found, lang))
    write, media, ending = _FILES[given.format]
    headers = {
        "Content-Disposition": f'attachment; filename="tsunagu-{kind}-{key}.{ending}"',
        "Vary": "Accept-Language",
    }
    return Response(write(found, lang), media_type=media, headers=headers)
