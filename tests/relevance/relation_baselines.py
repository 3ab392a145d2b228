"""Simple ways to find similar projects and peers, to be measured beside ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np

from graph.relations.facts.arrays import Arrays
from graph.relations.peers.experience import Ledger, PeerQuestion

NEAREST, NEAREST_ALL = "nearest with any", "nearest with all asked"
Score = Callable[[str], Mapping[str, float]]
"""For a project the scores of others."""


def by_score(arrays: Arrays, key: str, scores: Mapping[str, float]) -> list[str]:
    """Return the others that score, the best first, without the same effort elsewhere."""
    number = list(arrays.projects).index(key)
    own = {key, *(arrays.projects[n] for n in arrays.linked[number])}
    found = [(-score, other) for other, score in scores.items() if score > 0 and other not in own]
    return [other for _, other in sorted(found)]


def similar_baselines(arrays: Arrays) -> dict[str, Callable[[Mapping[str, Any]], list[str]]]:
    """Return rankers of similar projects by name."""
    sets = {
        key: {arrays.technologies[c] for c in np.flatnonzero(arrays.own[:, n])}
        for n, key in enumerate(arrays.projects)
    }
    graph = _graph(arrays)

    def shared(key: str) -> dict[str, float]:
        return {other: float(len(sets[key] & found)) for other, found in sets.items()}

    def jaccard(key: str) -> dict[str, float]:
        return {
            other: len(sets[key] & found) / (len(sets[key] | found) or 1)
            for other, found in sets.items()
        }

    def text(key: str) -> dict[str, float]:
        found = arrays.texts.cosines(list(arrays.projects).index(key))
        values = np.zeros(len(arrays.projects)) if found is None else found
        return dict(zip(arrays.projects, values.tolist(), strict=True))

    def page_rank(key: str) -> dict[str, float]:
        node = ("project", key)
        found = nx.pagerank(graph, personalization={node: 1.0})
        return {name: rank for (kind, name), rank in found.items() if kind == "project"}

    scores = {
        "shared technologies, counted": shared,
        "Jaccard of technologies": jaccard,
        "personalised PageRank": page_rank,
        "text only (BM25 cosine)": text,
    }
    return {
        name: lambda asked, score=score: by_score(arrays, asked["id"], score(asked["id"]))
        for name, score in scores.items()
    }


def peer_baselines(arrays: Arrays) -> dict[str, Callable[[Mapping[str, Any]], Sequence[str]]]:
    """Return rankers of peers by name; each sees only who meets the conditions.

    A challenge beside a technology is one for ``NEAREST_ALL`` and none for ``NEAREST``: on some
    questions the one is the harder to beat, on some the other.
    """
    ledger = Ledger(arrays)
    codes = {code: n for n, code in enumerate(arrays.bodies)}

    def ranked(asked: Mapping[str, Any], *, near: bool, every: bool) -> list[str]:
        wanted, here = _question(asked, every=every), codes[asked["municipality"]]
        counts = np.bincount(
            ledger.bodies,
            weights=(ledger.quality(wanted) > 0)[ledger.projects],
            minlength=len(arrays.bodies),
        )
        distances = arrays.distances[here]
        found = [
            ((distances[n], -counts[n]) if near else (-counts[n], 0.0), code)
            for code, n in codes.items()
            if counts[n] and n != here and arrays.body_kinds[n] != "prefecture"
            and (wanted.max_km is None or distances[n] <= wanted.max_km)
        ]  # fmt: skip
        return [code for _, code in sorted(found)]

    return {
        "projects, counted": lambda asked: ranked(asked, near=False, every=True),
        NEAREST: lambda asked: ranked(asked, near=True, every=False),
        NEAREST_ALL: lambda asked: ranked(asked, near=True, every=True),
    }


def _question(asked: Mapping[str, Any], *, every: bool) -> PeerQuestion:
    technologies = asked.get("technology", ())
    return PeerQuestion(
        technologies=technologies,
        challenges=asked.get("challenge", ()),
        challenge_must=every or not technologies,
        programmes=asked.get("programme", ()),
        stage=asked.get("stage", "experienced"),
        max_km=asked.get("max_km"),
    )


def _graph(arrays: Arrays) -> nx.Graph[tuple[str, str]]:
    """Return projects joined to their technologies, challenges, places, programmes and years."""
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    for number, key in enumerate(arrays.projects):
        node = ("project", key)
        graph.add_node(node)
        for concept in np.flatnonzero(arrays.own[:, number]):
            graph.add_edge(node, ("technology", arrays.technologies[concept]))
        for concept in np.flatnonzero(arrays.problems[:, number]):
            graph.add_edge(node, ("challenge", arrays.challenges[concept]))
        for body in arrays.participants[number]:
            graph.add_edge(node, ("municipality", arrays.bodies[body]))
        graph.add_edge(node, ("programme", arrays.programmes[arrays.programme[number]]))
        graph.add_edge(node, ("year", str(arrays.years[number])))
    return graph
