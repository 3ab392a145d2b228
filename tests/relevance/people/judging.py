"""Judges answers to queries as people type them, by lists written before anything was run.

    python tests/relevance/people/judging.py FOLDER [-v]    # FOLDER of releases, such as var/test

What each expectation means is said in the README beside the judged queries.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT))

from search.engine import SearchEngine  # noqa: E402 (run by its path, too)
from search.model.facets import ByFacet  # noqa: E402
from search.model.interpretation import Use  # noqa: E402
from search.model.request import SearchRequest  # noqa: E402
from search.model.result import SearchResult  # noqa: E402

LIMIT = 200
"""Results of a query that are looked at."""
_WORK = ("project", "programme", "council", "event")
_OF_BODIES = (
    ("project_applicants", "project"), ("project_areas", "project"), ("council_bodies", "council")
)  # fmt: skip
"""Tables that name the local governments of things, and the column of the thing."""
_CONCEPTS = ("technology", "challenge")

Case = Mapping[str, Any]
Item = tuple[str, str]
"""Kind and key."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was wrong with an answer; nothing if it was right."""

    case: Case
    faults: tuple[str, ...]
    items: tuple[str, ...]


def read_cases(name: str) -> list[Case]:
    """Return the cases of a file beside this one, by its name without the ending."""
    text = (HERE / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


class Judge:
    """Judges one release.

    Args:
        engine: the release's search.
        data: the folder of its tables.
    """

    def __init__(self, engine: SearchEngine, data: Path) -> None:
        self._engine = engine
        self._held = frozenset((HERE / "held.txt").read_text(encoding="utf-8").split())
        self._work = defaultdict(set)
        for table, thing in _OF_BODIES:
            for row in _rows(data / f"{table}.csv"):
                self._work[row["body"]].add(row[thing])
        dated = defaultdict(set)
        for row in _rows(data / "project_statuses.csv"):
            dated[row["project"]].add(row["status"])
        self._overtaken = frozenset(key for key, statuses in dated.items() if len(statuses) > 1)

    def verdict(self, case: Case) -> Verdict:
        """Return how a case was answered."""
        result = self._ask(case["q"])
        expected = case["expect"]
        unjudged = self._unjudged(case["q"], result)
        own = [item for item in _items(result) if item[1] not in unjudged]
        more = [(m.hit.kind, m.hit.key) for m in result.relaxed if m.hit.key not in unjudged]
        faults = list(self._faults(expected, result, own, own + more, unjudged))
        wanted = expected.get("did_you_mean_or_top")
        if any(offer.correction.query == wanted for offer in result.offers):
            faults = []
        return Verdict(case, tuple(faults), tuple(key for _, key in (own + more)[:8]))

    def _ask(self, query: str, **filters: tuple[str, ...]) -> SearchResult:
        return self._engine.search(SearchRequest(query, filters=ByFacet(filters), limit=LIMIT))

    def _unjudged(self, query: str, result: SearchResult) -> frozenset[str]:
        """Return keys that are neither right nor wrong: what came to the data after the lists."""
        items = [*_items(result), *((m.hit.kind, m.hit.key) for m in result.relaxed)]
        later = {key for kind, key in items if kind in _WORK and key not in self._held}
        if any(span.kind == "status" for span in result.interpretation.spans):
            later |= self._overtaken
        if any(kind == "municipality" for kind, _ in items):
            through = result.interpretation.conditions.having or "project"
            found = {key for _, key in _items(self._ask(query, type=(through,)))}
            known = self._held - later
            later |= {
                body
                for body, work in self._work.items()
                if work - known and not work & found & known
            }
        return frozenset(later)

    def _faults(
        self,
        expected: Mapping[str, Any],
        result: SearchResult,
        own: list[Item],
        items: list[Item],
        unjudged: Collection[str],
    ) -> Iterable[str]:
        top = expected["top"]
        for key in expected.get("all_top", ()):
            if key not in unjudged and not any(self._is(item, key) for item in items[:top]):
                yield f"{key} is not among the first {top}"
        for key in expected.get("full", ()):
            if key not in unjudged and not any(self._is(item, key) for item in items):
                yield f"{key} is missing"
        for key in expected.get("none", ()):
            if key in {key for _, key in own}:
                yield f"{key} is there"
        if "only" in expected:
            judged = own or items[:1]  # what follows says which condition it misses
            yield from self._others(set(expected["only"]), result, judged, top)
        if not expected.keys() & {"all_top", "full", "none", "only"}:
            uses = {word.use for word in result.interpretation.words}
            if result.hits and not uses - {Use.RANKS}:
                yield "words are neither understood nor said to be unknown"

    def _others(
        self, only: set[str], result: SearchResult, items: list[Item], top: int
    ) -> Iterable[str]:
        asked = {c.key for span in result.interpretation.spans for c in span.chosen}
        if not items:
            yield "nothing is listed"
        kinds = {"project" if "-20" in key else "other" for key in only}
        for number, (kind, key) in enumerate(items[:top]):
            rest = {kind for kind, _ in items[number:]}
            aside = kind in _WORK[1:] and "project" in kinds and "project" not in rest
            right = any(self._is((kind, key), one) for one in only)
            if not right and not aside and not (kind in _CONCEPTS and key in asked):
                yield f"{key} is among the first {top}"

    def _is(self, item: Item, key: str) -> bool:
        """Tell whether an item is a thing, or the local government of a project that is meant."""
        kind, found = item
        return found == key or (kind == "municipality" and key in self._work[found])


def _items(result: SearchResult) -> list[Item]:
    return [(hit.kind, hit.key) for hit in result.hits]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Print how many are right, by family, and with ``-v`` what is wrong."""
    folder = (Path(sys.argv[1]) / "current").resolve() / "search"
    judge = Judge(SearchEngine(folder), ROOT / "data")
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for case in read_cases("queries"):
        verdict = judge.verdict(case)
        right[case["family"]].append(not verdict.faults)
        if verdict.faults and "-v" in sys.argv:
            note = case["expect"].get("note", "")
            found = f"{'; '.join(verdict.faults)[:200]} | {' '.join(verdict.items)} | {note}"
            sys.stdout.write(f"{case['family']} | {case['q']} | {found}\n")
    right["all"] = [one for all_ in right.values() for one in all_]
    for family, all_ in right.items():
        sys.stdout.write(f"{family:24} {sum(all_)}/{len(all_)}\n")


if __name__ == "__main__":
    main()
