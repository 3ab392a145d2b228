"""The view model of a neighbourhood: the same edges as a list, for who does not see the picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from api.pages.parts.paths import NETWORK, entity_path, network_path
from ontology.kinds import KINDS

DEPTHS = (1, 2)
"""Numbers of steps that can be chosen."""


def network_view(answer: Mapping[str, Any], chosen: list[str]) -> dict[str, Any]:
    """Return what the page of a neighbourhood shows.

    Args:
        answer: the answer of ``/api/graph``.
        chosen: the kinds that were asked for; none for all.
    """
    focus = answer["focus"]
    own = f"{focus['type']}/{focus['key']}"
    files = _state(own, answer["depth"], chosen, "/api/graph")
    return {
        "focus": {**focus, "url": entity_path(focus["type"], focus["key"])},
        "groups": _groups(answer),
        "further": [_node(node) for node in answer["nodes"] if node["depth"] > 1],
        "depths": [
            {"depth": depth, "url": _state(own, depth, chosen), "current": depth == answer["depth"]}
            for depth in DEPTHS
        ],
        "kinds": [{"kind": kind, "chosen": kind in chosen} for kind in KINDS],
        "own": own,
        "depth": answer["depth"],
        "total": answer["total"],
        "shown": len(answer["nodes"]),
        "truncated": answer["truncated"],
        "api": files,
        "files": [
            {"name": name, "url": f"{files}&format={name}"}
            for name in ("graphml", "gexf", "cytoscape")
        ],
    }


def _state(focus: str, depth: int, kinds: list[str], path: str = NETWORK) -> str:
    pairs = [("focus", focus), ("depth", str(depth)), *(("kinds", kind) for kind in kinds)]
    return f"{path}?{urlencode(pairs)}"


def _groups(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the neighbours of the focus by what ties them to it, in the order of the edges."""
    focus = answer["focus"]["iri"]
    nodes = {node["iri"]: node for node in answer["nodes"]}
    groups: dict[tuple[str, bool, bool], dict[str, Any]] = {}
    for edge in answer["edges"]:
        if focus not in {edge["source"], edge["target"]}:
            continue
        outward = edge["source"] == focus
        other = nodes[edge["target"] if outward else edge["source"]]
        group = groups.setdefault(
            (edge["label"], outward, edge["derived"]),
            {"label": edge["label"], "outward": outward, "derived": edge["derived"], "things": []},
        )
        group["things"].append(_node(other))
    return list(groups.values())


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **node,
        "url": entity_path(node["type"], node["key"]),
        "walk": network_path(node["type"], node["key"]),
    }
