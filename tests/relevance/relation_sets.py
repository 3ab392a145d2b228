"""The judged relations: similar projects, peers, programmes; and how a ranking does on them."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import fmean
from typing import Any

from evaluate import ndcg

FOLDER = Path(__file__).parent / "relations"
DATA = FOLDER.parents[2] / "data"
ROAD = "road-av-support"
"""Programme of the road bureau, whose records say only that it supports a project."""
NEVER_TUNED = frozenset({"similar-read"})
"""Sets that came after the last change of a weight: all of them is held out."""
HALVED = frozenset({"peers-fresh"})
"""Sets of which a half is held out, not a third."""
FIRST = 5
"""Ranks of precision@5."""

Ranker = Callable[[Mapping[str, Any]], Sequence[str]]
"""Answers a judged question with keys, the best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """A judged question.

    Args:
        asked: the question's members as they stand in the file.
        grades: grade (1 to 3) of each relevant thing; what is not listed is 0.
        split: ``tuning`` or ``held-out``.
    """

    asked: Mapping[str, Any]
    grades: Mapping[str, int]
    split: str


def read_questions(name: str) -> list[Question]:
    """Return the judged questions of one set, by the name of its file."""
    judged = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    if name == "similar":
        return similar_questions(judged["theme"], judged["series"])
    return [
        Question(
            asked,
            {key: grade for key, grade, _ in asked["relevant"]},
            "held-out"
            if name in NEVER_TUNED
            else split_of(asked["id"], 2 if name in HALVED else 3),
        )
        for asked in judged["question"]
    ]


def similar_questions(
    themes: Sequence[Mapping[str, Any]], series: Sequence[Mapping[str, Any]]
) -> list[Question]:
    """Return a question for every project of a theme: which others are alike (see the file)."""
    twins, grades = _twins(), defaultdict[str, dict[str, int]](dict)
    for one, other, grade in (*_of_themes(themes), *_of_series(series)):
        if one != other and (one, other) not in twins:
            given = grade - 1 if other.startswith(ROAD) else grade
            grades[one][other] = max(grades[one].get(other, 0), given)
    return [
        Question({"id": one}, {k: g for k, g in found.items() if g > 0}, split_of(one))
        for one, found in sorted(grades.items())
        if not one.startswith(ROAD)
    ]


def _of_themes(themes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, int]]:
    """Yield 3 for two projects of one theme, and the grade of a near theme for its projects."""
    members = {theme["name"]: theme["projects"] for theme in themes}
    for theme in themes:
        for name, grade in {**theme["near"], theme["name"]: 3}.items():
            yield from ((one, other, grade) for one in theme["projects"] for other in members[name])


def _of_series(series: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, int]]:
    for together in series:
        projects = together["projects"]
        yield from ((one, other, 3) for one in projects for other in projects)


def _twins() -> set[tuple[str, str]]:
    """Return the pairs of projects that are the same effort under linked programmes."""
    with (DATA / "project_links.csv").open(encoding="utf-8-sig", newline="") as file:
        pairs = [(row["project"], row["linked"]) for row in csv.DictReader(file)]
    return {*pairs, *((b, a) for a, b in pairs)}


def split_of(id_: str, one_in: int = 3) -> str:
    """Return the part of a question: by a hash of its id and nothing else.

    Args:
        id_: its id.
        one_in: one in so many is held out.
    """
    held_out = sha256(id_.encode()).digest()[0] % one_in == 0
    return "held-out" if held_out else "tuning"


def precision(results: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the share of the first five that are judged relevant (of fewer, if fewer are)."""
    possible = min(FIRST, len(grades))
    return sum(result in grades for result in results[:FIRST]) / possible if possible else 1.0


def figures(questions: Iterable[Question], ranker: Ranker) -> dict[str, tuple[float, float, int]]:
    """Return nDCG@10, precision@5 and the number of questions, for each part and for all."""
    found: dict[str, list[tuple[float, float]]] = {"tuning": [], "held-out": [], "all": []}
    for question in questions:
        results = ranker(question.asked)
        values = ndcg(results[:10], question.grades), precision(results, question.grades)
        found[question.split].append(values)
        found["all"].append(values)
    return {
        part: (fmean(n for n, _ in values), fmean(p for _, p in values), len(values))
        for part, values in found.items()
        if values
    }


def table(title: str, rows: Mapping[str, Mapping[str, tuple[float, float, int]]]) -> str:
    """Return a Markdown table: a line for each ranker, its figures by part."""
    counts = next(iter(rows.values()))
    parts = tuple(counts)
    heads = [f"{part} ({counts[part][2]}): nDCG@10 / P@5" for part in parts]
    lines = [f"| {title:32} | {' | '.join(heads)} |", f"|{'---|' * (1 + len(parts))}"]
    for name, row in rows.items():
        cells = [f"{row[part][0]:.3f} / {row[part][1]:.3f}" for part in parts]
        lines.append(f"| {name:32} | {' | '.join(cells)} |")
    return "\n".join(lines)
