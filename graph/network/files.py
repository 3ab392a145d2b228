"""A neighbourhood as a file for Gephi, yEd or Cytoscape, written by networkx.

networkx takes a sixth of a second to import, so it is imported when the first file is asked for.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from graph.entities.records import Named
from graph.network.neighbourhood import GraphEdge, GraphNode, Neighbourhood

if TYPE_CHECKING:
    from networkx import MultiDiGraph

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document can hold, not even escaped (XML 1.0, production 2)."""


def graphml(found: Neighbourhood, lang: str) -> bytes:
    """Return a neighbourhood as GraphML, with labels in a language."""
    from networkx import generate_graphml  # noqa: PLC0415 - slow to import

    return "\n".join(generate_graphml(_network(found, lang))).encode()


def gexf(found: Neighbourhood, lang: str) -> bytes:
    """Return a neighbourhood as GEXF 1.2, with labels in a language."""
    from networkx import generate_gexf  # noqa: PLC0415 - slow to import

    return "\n".join(generate_gexf(_network(found, lang))).encode()


def cytoscape(found: Neighbourhood, lang: str) -> bytes:
    """Return a neighbourhood as the JSON that Cytoscape and Cytoscape.js read."""
    from networkx import cytoscape_data  # noqa: PLC0415 - slow to import

    return json.dumps(cytoscape_data(_network(found, lang)), ensure_ascii=False).encode()


def _network(found: Neighbourhood, lang: str) -> MultiDiGraph[str]:
    from networkx import MultiDiGraph  # noqa: PLC0415 - slow to import

    network: MultiDiGraph[str] = MultiDiGraph()
    for node in found.nodes:
        network.add_node(_clean(node.iri), **_node(node, lang))
    for number, edge in enumerate(found.edges):
        ends = _clean(edge.source), _clean(edge.target)
        # The key is the edge's id in GraphML, where two edges may not have the same.
        network.add_edge(*ends, key=f"e{number}", **_edge(edge, lang))
    return network


def _node(node: GraphNode, lang: str) -> dict[str, Any]:
    label = _clean(node.thing.label(lang))
    return {
        "label": label,
        "name": label,
        "kind": node.thing.kind,
        "thing": _clean(node.thing.key),
        "depth": node.depth,
        "degree": node.degree,
        "hidden": node.hidden,
    }


def _edge(edge: GraphEdge, lang: str) -> dict[str, Any]:
    """Return an edge's attributes; ``type`` and ``id`` have a meaning of their own in GEXF."""
    return {
        "label": _clean(Named("", edge.relation.key, edge.labels).label(lang)),
        "relation": edge.relation.key,
        "property": str(edge.relation.predicate),
        "derived": edge.relation.derived,
        "sources": _clean(" ".join(edge.sources)),
    }


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
