"""Turn the judgements in ``rules/*.toml`` into graded lists over the tables of ``data/``.

    python tests/relevance/judge.py            # write queries.jsonl
    python tests/relevance/judge.py --check    # compare only; exit code 1 on a difference

A rule is a judgement with a reason. The README beside this script says what rules mean.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from facts import Facts, Thing  # noqa: E402 (loaded by its path, its own folder is not on the path)

QUERIES = HERE / "queries.jsonl"
ORDER_LENGTH = 10
"""How many hits, at least, the expected order of a query with ``near`` covers, if it has them:
those that nDCG@10 looks at."""
SALT = "tsunagu-relevance-2565"
"""Makes the split. Chosen once, from the ids alone, for even families; never change it."""
PRINTED, DERIVED, MARGINAL = 3, 2, 1

Rule = dict[str, Any]


def held_out(query_id: str) -> bool:
    """Return whether a query may not be looked at while the search is tuned (about a third)."""
    return int(hashlib.sha256(f"{SALT}:{query_id}".encode()).hexdigest(), 16) % 3 == 0


class Corpus(Facts):
    """The facts and the grades of one condition; a grade is 0 where the condition is not met."""

    def concept_grade(self, thing: Thing, concept: str) -> int:
        """Printed 3; derived, or printed and narrower, 2; derived and narrower 1."""
        below = self.below[concept]
        if concept in thing.printed:
            return PRINTED
        if concept in thing.derived or below & thing.printed:
            return DERIVED
        return MARGINAL if below & thing.derived else 0

    def place_grade(self, thing: Thing, place: str) -> int:
        """Applicant there 3; target area there 2; one of the towns of a whole prefecture 1."""
        if place.startswith("region:"):
            inside = self.regions[place.removeprefix("region:")]
            return max(self.place_grade(thing, prefecture) for prefecture in inside)
        for bodies, grade in ((thing.applicants, PRINTED), (thing.areas, DERIVED)):
            if self.is_prefecture(place):
                if any(self.prefecture(code) == place for code in bodies):
                    return grade
            elif any(place in {code, self.bodies[code]["parent"]} for code in bodies):
                return grade
        return MARGINAL if self.prefecture(place) in self.whole(thing) else 0

    def nearest(self, thing: Thing, rule: Rule) -> float | None:
        """Return the distance to the nearest place of the rule, or None beyond its radius."""
        places, radius = rule["near"][:-1], float(rule["near"][-1])
        found = [d for place in places if (d := self.distance(thing, place)) is not None]
        return min((d for d in found if d <= radius), default=None)

    def excluded(self, thing: Thing, rule: Rule) -> bool:
        """Return whether a rule takes a thing away by what it is about, where or when it is."""
        bodies = {self.bodies[code]["kind"] for code in (*thing.applicants, *thing.areas)}
        return (
            any(self.concept_grade(thing, c) for c in rule.get("not_tech", ()))
            or bool(bodies & set(rule.get("not_applicant_kind", ())))
            or thing.status in rule.get("not_status", ())
            or any(self.place_grade(thing, place) > MARGINAL for place in rule.get("not_place", ()))
            or bool(thing.programmes & set(rule.get("not_programme", ())))
            or bool(thing.years & set(rule.get("not_year", ())))
        )

    def kind_grade(self, thing: Thing, kinds: set[str]) -> int:
        """Return 3 where an applicant is of the kinds, 2 where a target area is."""
        for bodies, grade in ((thing.applicants, PRINTED), (thing.areas, DERIVED)):
            if any(self.bodies[code]["kind"] in kinds for code in bodies):
                return grade
        return 0

    def grade(self, thing: Thing, rule: Rule) -> int:
        """Return the grade of a project, council or event: that of its weakest condition."""
        if self.excluded(thing, rule):
            return 0
        grades = [PRINTED, *(self.concept_grade(thing, c) for c in rule.get("tech", ()))]
        grades += [self.concept_grade(thing, c) for c in rule.get("challenge", ())]
        if "tech_any" in rule:
            grades.append(max(self.concept_grade(thing, c) for c in rule["tech_any"]))
        if "place" in rule:
            grades.append(max(self.place_grade(thing, place) for place in rule["place"]))
        if "year" in rule:
            first, last = rule["year"]
            grades.append(PRINTED if any(first <= year <= last for year in thing.years) else 0)
        if "programme" in rule:
            grades.append(PRINTED if thing.programmes & set(rule["programme"]) else 0)
        if "phrase" in rule:
            weak = DERIVED if rule["phrase"] in thing.body_text else 0
            grades.append(PRINTED if rule["phrase"] in thing.text else weak)
        if "status" in rule:
            grades.append(PRINTED if thing.status in rule["status"] else 0)
        if "applicant_kind" in rule:
            grades.append(self.kind_grade(thing, set(rule["applicant_kind"])))
        if "near" in rule:  # distance orders; grades only tell print from derivation
            near = self.nearest(thing, rule) is not None
            return DERIVED if near and min(grades) == MARGINAL else min(grades) * near
        return min(grades)


def judge(corpus: Corpus, rule: Rule) -> dict[str, int]:
    """Return the grades of everything that a rule finds relevant."""
    kinds, things = set(rule.get("kinds", ["all"])), corpus.things
    graded = {ref: grade for ref, thing in things.items() if (grade := corpus.grade(thing, rule))}
    projects = {ref: grade for ref, grade in graded.items() if ref.startswith("project/")}
    found: dict[str, int] = {}
    if kinds & {"all", "project"}:
        found |= projects
    for kind in ("council", "event"):
        if kinds & {"all", kind}:
            cap = PRINTED if kind in kinds else DERIVED
            named = {DERIVED: PRINTED}  # a name says it in print
            found |= {
                ref: min(named.get(grade, grade), cap)
                for ref, grade in graded.items()
                if ref.startswith(f"{kind}/")
            }
    if "municipality" in kinds:
        found |= applicants(corpus, projects, rule)
    if "all" in kinds:
        found |= named_things(corpus, projects, rule)
    return found


def applicants(corpus: Corpus, projects: dict[str, int], rule: Rule) -> dict[str, int]:
    """Return the bodies that apply for relevant projects and themselves meet place and kind."""
    own = {key: rule[key] for key in ("place", "near", "not_place") if key in rule}
    found: dict[str, int] = {}
    for ref, grade in projects.items():
        for code in corpus.things[ref].applicants:
            body = Thing((code,))
            kind = corpus.bodies[code]["kind"]
            if kind == "prefecture" and not rule.get("prefectures"):
                continue
            if kind not in rule.get("body_kinds", [kind]):
                continue
            if (best := min(grade, corpus.grade(body, own))) > found.get(f"municipality/{code}", 0):
                found[f"municipality/{code}"] = best
    return found


def named_things(corpus: Corpus, projects: dict[str, int], rule: Rule) -> dict[str, int]:
    """Return the things that a query names itself: concepts, places, programmes."""
    conditions = set(rule) - {"kinds"}
    concepts = [*rule.get("tech", ()), *rule.get("tech_any", ()), *rule.get("challenge", ())]
    found: dict[str, int] = {}
    if conditions <= {"tech", "tech_any", "challenge"}:
        several = len(rule.get("tech", ())) > 1
        for concept in concepts:
            kind = {"technologies": "technology"}.get(corpus.thesaurus[concept].scheme, "challenge")
            found |= {f"{kind}/{key}": MARGINAL for key in corpus.thesaurus.descendants(concept)}
            found[f"{kind}/{concept}"] = DERIVED if several else PRINTED
        for key, row in corpus.programmes.items():
            about = corpus.named(corpus.programme_text[key]) | {row["implied_technology"]}
            if about & set(concepts):
                found[f"programme/{key}"] = DERIVED if several else PRINTED
    if conditions == {"programme"}:
        found |= {f"programme/{key}": PRINTED for key in rule["programme"]}
    for code in rule.get("place", ()):
        if code in corpus.bodies:
            there = any(code in corpus.things[ref].applicants for ref in projects)
            if conditions == {"place"} or there:
                found[f"municipality/{code}"] = PRINTED if conditions == {"place"} else DERIVED
    return found


def order(corpus: Corpus, relevant: dict[str, int], rule: Rule) -> list[list[str]]:
    """Return the nearest hits, those at one distance as one group."""
    by_distance: dict[float, list[str]] = {}
    for ref in relevant:
        kind, _, key = ref.partition("/")
        body = Thing((key,))
        thing = body if kind == "municipality" else corpus.things[ref]
        if (distance := corpus.nearest(thing, rule)) is not None:
            by_distance.setdefault(round(distance, 6), []).append(ref)
    groups: list[list[str]] = []
    for _, refs in sorted(by_distance.items()):
        if sum(map(len, groups)) >= ORDER_LENGTH:
            break
        groups.append(sorted(refs))
    return groups


def judged(corpus: Corpus, family: str, query: Rule) -> Rule:
    """Return one line of the file."""
    rule = query.get("rule")
    cap = query.get("cap", PRINTED)
    relevant = {r: min(g, cap) for r, g in judge(corpus, rule).items()} if rule else {}
    relevant |= query.get("relevant", {})
    relevant = {ref: grade for ref, grade in relevant.items() if grade}
    best = max(relevant.values(), default=0)
    groups = order(corpus, relevant, rule) if rule and "near" in rule else []
    default = groups[0] if groups else [ref for ref, grade in relevant.items() if grade == best]
    line = {"id": query["id"], "family": family, "q": query["q"]}
    if "params" in query:
        line["params"] = query["params"]
    ranked = sorted(relevant.items(), key=lambda item: (-item[1], item[0]))
    line |= {"relevant": dict(ranked), "first": sorted(query.get("first", default))}
    if groups:
        line["order"] = groups
    if "expect_suggestion" in query:
        line["expect_suggestion"] = query["expect_suggestion"]
    split = "held-out" if held_out(query["id"]) else "tuning"
    return line | {"split": split, "reason": query["reason"]}


def lines(corpus: Corpus) -> Iterable[str]:
    """Yield the lines of the file, by family and in the order of the rules."""
    for path in sorted((HERE / "rules").glob("*.toml")):
        for query in tomllib.loads(path.read_text("utf-8"))["query"]:
            family = path.stem.partition("-")[2]
            yield json.dumps(judged(corpus, family, query), ensure_ascii=False) + "\n"


def main() -> int:
    """Write or compare the file; return the exit code."""
    text = "".join(lines(Corpus()))
    if "--check" in sys.argv[1:]:
        return int(QUERIES.read_text("utf-8") != text)
    QUERIES.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
