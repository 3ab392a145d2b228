"""Groups of local governments with like projects, and those that link the groups.

A local government is a node when it takes part in a project. An edge weighs what two of them have
in common: the similarity of their projects that are nearest neighbours, joint projects, councils
and events. Groups are those of Louvain (V. Blondel et al., Fast unfolding of communities in large
networks, J. Stat. Mech. 2008, P10008), bridges those with the highest betweenness (L. Freeman, A
Set of Measures of Centrality Based on Betweenness, Sociometry 40, 1977; from sampled pivots after
U. Brandes and C. Pich, Centrality Estimation in Large Networks, 2007, where there are many nodes).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np

from graph.relations.facts.arrays import Arrays
from graph.relations.published.nearest import Nearest

SEED = 20_261_122
"""Louvain visits nodes in an order drawn from this seed."""
RESOLUTION = 1.0
"""Louvain's own default: neither larger nor smaller groups are favoured."""
JOINT_PROJECT, SAME_GROUP = 1.0, 0.5
"""Weight of a joint project, and of a council or an event that both take part in; the most that one
pair of projects adds is 1."""
STRONGEST = 10
"""Edges of each node that are kept, the strongest first: what is like everything tells nothing."""
EXACT_NODES, PIVOTS = 500, 256
"""Nodes up to which betweenness is exact, and the pivots from which it is estimated beyond."""


@dataclass(frozen=True, slots=True)
class Member:
    """A local government in its group.

    Args:
        code: its code.
        group: number of its group; the largest group is 0.
        betweenness: share of the shortest paths between others that lead through it, 0 to 1.
        groups: how many other groups it has neighbours in.
    """

    code: str
    group: int
    betweenness: float
    groups: int


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of local governments.

    Args:
        members: by code.
        edges: two codes, the smaller first, and what they have in common.
        modularity: quality of the division, at most 1.
        pivots: nodes from which betweenness was taken; 0 when it is exact.
    """

    members: tuple[Member, ...]
    edges: tuple[tuple[str, str, float], ...]
    modularity: float
    pivots: int


def find_groups(arrays: Arrays, nearest: Nearest) -> Groups:
    """Return the groups of local governments.

    Args:
        arrays: projects and local governments.
        nearest: neighbours of every project.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(code for code in _nodes(arrays))
    edges = sorted(_strongest(_weights(arrays, nearest)).items())
    graph.add_weighted_edges_from((one, other, weight) for (one, other), weight in edges)
    if not graph:
        return Groups((), (), 0.0, 0)
    if edges:
        found = nx.community.louvain_communities(graph, resolution=RESOLUTION, seed=SEED)
    else:
        found = [{node} for node in graph]
    ordered = sorted(found, key=lambda group: (-len(group), min(group)))
    of_node = {code: number for number, group in enumerate(ordered) for code in group}
    pivots = PIVOTS if len(graph) > EXACT_NODES else 0
    between = nx.betweenness_centrality(graph, k=pivots or None, seed=SEED)
    members = tuple(
        Member(code, of_node[code], between[code], _others(graph, code, of_node))
        for code in sorted(graph)
    )
    modularity = nx.community.modularity(graph, ordered) if edges else 0.0
    return Groups(members, tuple((a, b, w) for (a, b), w in edges), modularity, pivots)


def _others(graph: nx.Graph[str], code: str, of_node: Mapping[str, int]) -> int:
    return len({of_node[other] for other in graph[code]} - {of_node[code]})


def _nodes(arrays: Arrays) -> list[str]:
    taking_part = np.unique(arrays.participants.items)
    return [arrays.bodies[n] for n in taking_part if arrays.body_kinds[n] != "prefecture"]


def _weights(arrays: Arrays, nearest: Nearest) -> dict[tuple[str, str], float]:
    """Return what each two local governments have in common."""
    nodes = set(_nodes(arrays))
    found: defaultdict[tuple[str, str], float] = defaultdict(float)
    members = [
        [arrays.bodies[n] for n in arrays.participants[p]] for p in range(len(arrays.projects))
    ]
    for one, other, score in nearest.pairs():
        share = score / (len(members[one]) * len(members[other]) or 1)
        for a in members[one]:
            for b in members[other]:
                _add(found, nodes, a, b, share)
    for together, weight in _together(arrays, members):
        for a, b in combinations(together, 2):
            _add(found, nodes, a, b, weight)
    return found


def _together(arrays: Arrays, members: list[list[str]]) -> Iterator[tuple[list[str], float]]:
    """Yield who works together: in a project, in a council, at an event."""
    yield from ((codes, JOINT_PROJECT) for codes in members if len(codes) > 1)
    of_group = arrays.body_groups.turned(len(arrays.groups))
    for group in range(len(of_group)):
        yield [arrays.bodies[number] for number in of_group[group]], SAME_GROUP


def _add(
    found: defaultdict[tuple[str, str], float], nodes: set[str], a: str, b: str, weight: float
) -> None:
    if a != b and a in nodes and b in nodes:
        found[min(a, b), max(a, b)] += weight


def _strongest(weights: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Return the edges that are among the strongest of either of their ends."""
    of_node: defaultdict[str, list[tuple[float, tuple[str, str]]]] = defaultdict(list)
    for pair, weight in weights.items():
        for code in pair:
            of_node[code].append((-weight, pair))
    kept = {pair for edges in of_node.values() for _, pair in sorted(edges)[:STRONGEST]}
    return {pair: weights[pair] for pair in kept}
