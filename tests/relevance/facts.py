"""What judgements rest on: the tables of ``data/``, the thesauri, and distances.

Nothing of the search is read here, so that the search is never its own judge.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ontology.concepts import fold_label  # noqa: E402 (run as a script, the root is not on the path)
from ontology.geography import distance_km  # noqa: E402
from ontology.thesaurus import load_thesaurus  # noqa: E402

DATA = ROOT / "data"


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of one table of ``data/``."""
    with (DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def column(table: str, key: str, value: str) -> dict[str, list[str]]:
    """Return the non-empty values of one column, grouped by another."""
    grouped: dict[str, list[str]] = {}
    for row in rows(table):
        if row[value]:
            grouped.setdefault(row[key], []).append(row[value])
    return grouped


@dataclass(frozen=True)
class Thing:
    """A project, council or event: where and when it is, what it is about, what it is called.

    Args:
        applicants: codes of bodies that apply, hold it or belong to it.
        areas: codes of target areas that are not applicants.
        text: titles or names; ``body_text`` is longer and weaker: descriptions.
        covers: a prefecture alone stands for all of its area; so for projects only.
        status: the latest status that a source states of a project, or empty.
    """

    applicants: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    years: frozenset[int] = frozenset()
    programmes: frozenset[str] = frozenset()
    printed: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    text: str = ""
    body_text: str = ""
    covers: bool = False
    status: str = ""


class Facts:
    """The tables, the thesauri, and where things are."""

    def __init__(self) -> None:
        self.thesaurus = load_thesaurus()
        self.below = {key: set(self.thesaurus.descendants(key)) for key in self.thesaurus.concepts}
        self.bodies = {row["code"]: row for row in rows("municipalities")}
        self.regions = column("region_prefectures", "region", "prefecture")
        self.programmes = {row["key"]: row for row in rows("programmes")}
        self.programme_text = {
            key: " ".join([row["name_ja"], *column("programme_names", "programme", "name_ja")[key]])
            for key, row in self.programmes.items()
        }
        self.labels = {
            key: {fold_label(label.text) for label in labels}
            for key in self.thesaurus.concepts
            if (labels := [x for x in self.thesaurus.labels() if x.key == key])
        }
        self.things = dict(self._projects()) | dict(self._councils()) | dict(self._events())

    def _projects(self) -> Iterator[tuple[str, Thing]]:
        applicants = column("project_applicants", "project", "body")
        areas = column("project_areas_derived", "project", "body") | column(
            "project_areas", "project", "body"
        )
        printed = column("project_technologies", "project", "technology")
        derived = column("project_technologies_derived", "project", "technology")
        challenges = column("project_challenges", "project", "challenge")
        titles = column("project_titles", "project", "title")
        texts = column("project_descriptions", "project", "description_ja")
        statuses = {
            row["project"]: row["status"]
            for row in sorted(rows("project_statuses"), key=lambda row: row["as_of"])
        }
        for row in rows("projects"):
            key = row["key"]
            yield (
                f"project/{key}",
                Thing(
                    tuple(applicants.get(key, ())),
                    tuple(areas.get(key, ())),
                    frozenset({int(row["fiscal_year"])}),
                    frozenset({row["programme"]}),
                    frozenset(printed.get(key, ())),
                    frozenset(derived.get(key, [])) | frozenset(challenges.get(key, [])),
                    " ".join(titles.get(key, ())),
                    " ".join(texts.get(key, ())),
                    covers=True,
                    status=statuses.get(key, ""),
                ),
            )

    def _councils(self) -> Iterator[tuple[str, Thing]]:
        bodies = column("council_bodies", "council", "body")
        programmes = column("council_programmes", "council", "programme")
        years = column("council_programmes", "council", "fiscal_year")
        for row in rows("councils"):
            key = row["key"]
            yield (
                f"council/{key}",
                Thing(
                    tuple(bodies.get(key, ())),
                    (),
                    frozenset(map(int, years.get(key, ()))),
                    frozenset(programmes.get(key, ())),
                    derived=self.named(row["name_ja"]),
                    text=row["name_ja"],
                ),
            )

    def _events(self) -> Iterator[tuple[str, Thing]]:
        programmes = column("event_programmes", "event", "programme")
        for row in rows("events"):
            yield (
                f"event/{row['key']}",
                Thing(
                    (row["municipality"],) if row["municipality"] else (),
                    (),
                    frozenset({int(row["fiscal_year"])} if row["fiscal_year"] else ()),
                    frozenset(programmes.get(row["key"], ())),
                    derived=self.named(row["name_ja"]),
                    text=row["name_ja"],
                    body_text=row["content_ja"],
                ),
            )

    def named(self, text: str) -> frozenset[str]:
        """Return the concepts whose label stands in a text, Latin ones as whole words."""
        folded = fold_label(text)

        def stands(label: str) -> bool:
            word = rf"(?<![a-z0-9]){re.escape(label)}(?![a-z0-9])"
            return label in folded and bool(not label.isascii() or re.search(word, folded))

        return frozenset(key for key, labels in self.labels.items() if any(map(stands, labels)))

    def is_prefecture(self, code: str) -> bool:
        """Return whether a code is that of a prefecture."""
        return self.bodies[code]["kind"] == "prefecture"

    def prefecture(self, code: str) -> str:
        """Return the prefecture of a body, itself if it is one."""
        return self.bodies[code]["prefecture"] or code

    def exists(self, reference: str) -> bool:
        """Return whether ``kind/key`` is an entity of the data."""
        kind, _, key = reference.partition("/")
        if kind in {"technology", "challenge"}:
            return key in {
                c.key
                for c in self.thesaurus.scheme(
                    {"technology": "technologies"}.get(kind, "challenges")
                )
            }
        if kind == "ministry":
            return key in {row["key"] for row in rows("organisations")}
        if kind == "programme":
            return key in self.programmes
        return key in self.bodies if kind == "municipality" else reference in self.things

    def whole(self, thing: Thing) -> tuple[str, ...]:
        """Return the prefectures that a thing covers whole: those with no municipality beside."""
        bodies = thing.applicants or thing.areas
        return bodies if thing.covers and all(map(self.is_prefecture, bodies)) else ()

    def distance(self, thing: Thing, place: str) -> float | None:
        """Return kilometres to the nearest municipality of a thing; 0 inside a whole prefecture."""
        bodies = thing.applicants or thing.areas
        if place in self.bodies and self.prefecture(place) in self.whole(thing):
            return 0.0
        if whole := self.whole(thing):
            points = [
                code
                for code, body in self.bodies.items()
                if body["prefecture"] in whole and body["kind"] != "ward"
            ]
        else:
            points = [code for code in bodies if not self.is_prefecture(code)]
        there = self.point(place)
        return min((distance_km(*self.point(code), *there) for code in points), default=None)

    def point(self, place: str) -> tuple[float, float]:
        """Return latitude and longitude of a code, or of ``lat,lon`` itself."""
        if place in self.bodies:
            body = self.bodies[place]
            return float(body["latitude"]), float(body["longitude"])
        latitude, longitude = place.split(",")
        return float(latitude), float(longitude)
