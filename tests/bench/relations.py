"""Measures relations of one size in a process of its own: build, memory, one answer, the naive way.

    python tests/bench/relations.py FOLDER SIZE SEED

The folder is what ``prepare`` made; the projects are drawn again from the same seed.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import combinations
from math import exp2
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from measure import clock
from real import real_catalogue, real_corpus
from synthesis import Synthesis
from telling import tell

from graph.relations import measures
from graph.relations.facts.arrays import Arrays, arrays_of, content_of
from graph.relations.facts.gathering import gather
from graph.relations.facts.models import Facts, ProjectFacts, TextVectors
from graph.relations.peers.experience import PeerQuestion
from graph.relations.peers.ranking import Peers
from graph.relations.published.groups import find_groups
from graph.relations.published.nearest import nearest
from graph.relations.published.statements import relation_lines
from graph.relations.similar.projects import SimilarProjects
from graph.relations.similar.weights import SIMILAR
from ontology.namespaces import Iris
from ontology.thesaurus import load_thesaurus
from search.engine import SearchEngine
from search.model.corpus import Document
from search.model.request import SearchRequest
from search.vectors import word_vectors

ANSWERS = 200
"""Answers that are timed."""
NAIVE_UP_TO = 2_000
"""Projects up to which every pair is compared in Python."""


def facts_of(project: Document) -> ProjectFacts:
    """Return a synthetic project as relations are told of it."""
    return ProjectFacts(
        key=project.key,
        programme=project.programmes[0],
        fiscal_year=project.fiscal_year or 0,
        printed=project.technologies,
        derived=project.technologies_derived,
        open_list=bool(project.technologies_open),
        challenges=project.challenges,
        places=project.located_in,
        bodies=project.bodies,
        road_support=project.programmes[0] == "road-av-support",
        status=(*project.statuses, "")[0],
    )


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what some work gives, and its seconds."""
    started = time.perf_counter()
    return work(), time.perf_counter() - started


def measured(folder: Path, size: int, seed: int) -> dict[str, Any]:
    """Return the figures of one size."""
    thesaurus, reader = load_thesaurus(), real_catalogue()
    real = gather(reader, thesaurus)
    projects = [facts_of(p) for p in Synthesis(real_corpus(), seed).projects(size)]
    words, words_s = timed(lambda: TextVectors(*word_vectors(folder / "search", "project")))
    facts = Facts(
        projects, real.bodies, real.broader, real.technologies, real.challenges,
        real.programme_ties, words,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        arrays, arrays_s = timed(lambda: arrays_of(facts))
        arrays.write(place)
        neighbours, nearest_s = timed(lambda: nearest(place, lambda *_: None))
        groups, groups_s = timed(lambda: find_groups(arrays, neighbours))
        lines, lines_s = timed(
            lambda: relation_lines(arrays, neighbours, groups, thesaurus, Iris())
        )
        peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF,)]
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        return {
            "projects": size,
            "statements": len(lines),
            "words_s": words_s,
            "arrays_s": arrays_s,
            "nearest_s": nearest_s,
            "groups_s": groups_s,
            "lines_s": lines_s,
            "build_s": words_s + arrays_s + nearest_s + groups_s + lines_s,
            "peak_mb": peaks[0] / 1024,
            "worker_peak_mb": children / 1024,
            **answers(Arrays.read(place), folder, seed),
            **(naive(projects, arrays) if size <= NAIVE_UP_TO else {}),
        }


def answers(arrays: Arrays, folder: Path, seed: int) -> dict[str, Any]:
    """Return the milliseconds of similar projects, of peers, and of searches of the same size."""
    random = np.random.default_rng(seed)
    similar, engine = SimilarProjects(arrays), SearchEngine(folder / "search")
    peers = Peers(arrays)
    keys = [arrays.projects[n] for n in random.integers(len(arrays.projects), size=ANSWERS)]
    codes = [arrays.bodies[n] for n in random.integers(len(arrays.bodies), size=ANSWERS)]
    technologies = [
        arrays.technologies[n] for n in random.integers(len(arrays.technologies), size=ANSWERS)
    ]
    queries = orjson.loads((folder / "queries.json").read_bytes())["mixed"][:ANSWERS]

    def one_similar(key: str) -> None:
        for item in similar.similar(key).items:
            engine.document("project", item.key)

    def one_peers(code: str, technology: str) -> None:
        for item in peers.peers(code, PeerQuestion(technologies=(technology,))).items:
            engine.document("municipality", item.key)

    warm = keys[0], codes[0], technologies[0]
    one_similar(warm[0])
    one_peers(warm[1], warm[2])
    engine.search(SearchRequest(query=queries[0]))
    return {
        "similar": [clock(lambda k=k: one_similar(k)) for k in keys],
        "peers": [
            clock(lambda c=c, t=t: one_peers(c, t))
            for c, t in zip(codes, technologies, strict=True)
        ],
        "search": [clock(lambda q=q: engine.search(SearchRequest(query=q))) for q in queries],
    }


def naive(projects: list[ProjectFacts], arrays: Arrays) -> dict[str, float]:
    """Return the seconds of the same neighbours by comparing each two projects in Python.

    Text is left out, which makes the naive way faster than it would be.
    """
    content = dict(zip(arrays.technologies, content_of(arrays.levels).tolist(), strict=True))
    number = {key: n for n, key in enumerate(arrays.projects)}
    levels = {
        p.key: {
            arrays.technologies[c]: float(arrays.levels[c, number[p.key]])
            for c in np.flatnonzero(arrays.levels[:, number[p.key]])
        }
        for p in projects
    }
    body = {code: n for n, code in enumerate(arrays.bodies)}
    distances = arrays.distances
    weight = {name: w.value for name, w in SIMILAR.items()}

    def score(a: ProjectFacts, b: ProjectFacts) -> float:
        mine, theirs = levels[a.key], levels[b.key]
        shared = sum(content[c] * min(mine[c], theirs[c]) for c in mine.keys() & theirs.keys())
        whole = sum(content[c] * level for c, level in (*mine.items(), *theirs.items()))
        raw = shared / (whole - shared + measures.SHRINKAGE)
        near = min(
            (float(distances[body[x], body[y]]) for x in a.places for y in b.places), default=1e9
        )
        problems = len(set(a.challenges) & set(b.challenges))
        return (
            weight["technologies"] * raw
            + weight["challenges"] * problems
            + weight["programme"] * (a.programme == b.programme)
            + weight["years"] * exp2(-abs(a.fiscal_year - b.fiscal_year) / measures.HALF_YEARS)
            + weight["distance"] * exp2(-near / measures.HALF_KM)
        )

    def every_pair() -> None:
        best: dict[str, list[tuple[float, str]]] = {p.key: [] for p in projects}
        for a, b in combinations(projects, 2):
            value = score(a, b)
            best[a.key].append((value, b.key))
            best[b.key].append((value, a.key))
        for found in best.values():
            found.sort(reverse=True)

    return {"naive_s": timed(every_pair)[1]}


def main() -> None:
    """Print the figures of one size as JSON."""
    folder, size, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    tell(measured(folder, size, seed))


if __name__ == "__main__":
    main()
