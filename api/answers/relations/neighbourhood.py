"""Neighbourhoods: what can be asked, and the answer, one for the API and for the page."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from api.answers.lookup import find
from api.contract.relations import GraphAnswer, GraphEdgeItem, GraphNodeItem
from api.http.parameters import Parameters, clean, known_kinds, once_except
from api.release.opened import OpenRelease
from api.things.items import sources
from api.wording.language import localise, pick
from api.wording.messages import message
from graph.network.adjacency import MOST_READ
from graph.network.neighbourhood import GraphEdge, GraphNode, Neighbourhood, neighbourhood
from ontology.eras import fiscal_year_label
from ontology.kinds import KINDS

once_but_kinds = once_except({"kinds"})
"""Refuses a repeated parameter, except the kinds of nodes."""


class GraphParameters(Parameters):
    """Parameters of ``/api/graph``."""

    focus: str = Field(max_length=1000, description="IRI, kind/key, key or label of a thing")
    depth: int = Field(1, ge=1, le=2, description="Most edges between the focus and a node")
    kinds: list[str] = Field(
        [], description=f"Kinds of the other nodes, else all: {', '.join(KINDS)}; repeated: any"
    )
    limit: int = Field(100, ge=1, le=MOST_READ, description="Most nodes, with the focus")
    format: Literal["json", "graphml", "gexf", "cytoscape"] = "json"

    @field_validator("kinds")
    @classmethod
    def _known(cls, values: list[str]) -> list[str]:
        return known_kinds(values, KINDS)


def around(
    opened: OpenRelease, given: GraphParameters, lang: str
) -> tuple[str, str, Neighbourhood]:
    """Return kind and key of the thing that is asked for, and what is around it.

    Args:
        opened: the release.
        given: the thing, and how much around it.
        lang: language of suggestions.

    Raises:
        ApiProblem: there is no such thing, or it is of a kind that is not drawn.
        UnresolvedName: the focus names several things.
    """
    kind, key = find(opened, "focus", clean(given.focus), lang)
    found = neighbourhood(
        opened.store,
        opened.iris,
        str(opened.iris.entity(kind, key)),
        depth=given.depth,
        kinds=given.kinds or KINDS,
        limit=given.limit,
    )
    return kind, key, found


def graph_answer(
    opened: OpenRelease, given: GraphParameters, found: Neighbourhood, lang: str
) -> GraphAnswer:
    """Return a neighbourhood as JSON, labels in one language."""
    nodes = [_node(opened, node, lang) for node in found.nodes]
    focus = nodes[0]
    cited = sorted({source for edge in found.edges for source in edge.sources})
    empty = bool(given.kinds) and len(nodes) == 1 and bool(found.hidden) and not found.truncated
    return {
        "focus": {
            "iri": focus["iri"],
            "type": focus["type"],
            "key": focus["key"],
            "label": focus["label"],
        },
        "depth": given.depth,
        "kinds": given.kinds or list(KINDS),
        "nodes": nodes,
        "edges": [_edge(edge, lang) for edge in found.edges],
        "total": found.total,
        "truncated": found.truncated,
        "hidden": dict(found.hidden),
        "note": message("graph-no-such-kinds", lang) if empty else None,
        "limit": given.limit,
        "sources": localise(sources([(key, "") for key in cited], opened.reader.sources), lang),
    }


def _node(opened: OpenRelease, node: GraphNode, lang: str) -> GraphNodeItem:
    return {
        "iri": node.iri,
        "type": node.thing.kind,
        "key": node.thing.key,
        "label": node.thing.label(lang),
        "short": _short(opened, node, lang),
        "depth": node.depth,
        "degree": node.degree,
        "hidden": node.hidden,
    }


def _short(opened: OpenRelease, node: GraphNode, lang: str) -> str:
    """Return what a picture writes beside a thing: of a project who and when, not its title."""
    document = (
        opened.search.document(node.thing.kind, node.thing.key)
        if node.thing.kind == "project"
        else None
    )
    payload = localise(document.payload, lang) if document else {}
    bodies = payload.get("applicants") or payload.get("areas") or ()
    if not bodies:
        return node.thing.label(lang)
    key = "graph-project" if len(bodies) == 1 else "graph-joint-project"
    year = fiscal_year_label(payload["fiscal_year"], lang)
    return message(key, lang).format(name=bodies[0]["name"], year=year)


def _edge(edge: GraphEdge, lang: str) -> GraphEdgeItem:
    return {
        "source": edge.source,
        "target": edge.target,
        "type": edge.relation.key,
        "property": str(edge.relation.predicate),
        "label": pick(edge.labels, lang) or edge.relation.key,
        "derived": edge.relation.derived,
        "sources": list(edge.sources),
    }
