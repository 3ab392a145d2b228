"""Derive technologies and challenges from names, descriptions and programmes.

    python data/scripts/derive_concepts.py            write the eight tables into data/
    python data/scripts/derive_concepts.py --check    compare; exit code 1 on a difference

Needs the project's packages to be importable (``make setup`` installs them). What a source prints
stands in ``project_technologies.csv`` and is never touched. The rules here only find labels of
the thesauri, in this order; the first that finds a concept is its reason:

title-label
    a Japanese or English label of the concept stands in a title of the project;
name-label
    a label stands in the name of the council, event or programme;
issue-label
    a label stands in an issue that the source states for the programme (``programme_issues.csv``);
programme-implies
    the project's programme has the technology in ``programmes.csv`` because its name says so;
description-label
    a label stands in our description: of the project, where the description's source itself ties
    it to the programme (``explicit`` or ``plan-name``; background of a municipality is not read),
    of what happens at the event, or of what the programme aims at and supports.

Nothing is derived that is printed for the project or is broader than something printed: the
printed statement says it already. A narrower concept says more and is kept. Of two concepts found
in one text, the broader gives way to the narrower. A council or event whose source does not name
the programme still has a name, and the name speaks for it alone, not for the programme.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from concept_labels import CHALLENGES, TECHNOLOGIES, LabelFinder

from ontology.thesaurus import load_thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ontology.concepts import Thesaurus

DATA = Path(__file__).resolve().parents[1]

Text = tuple[str, str, str, str]
"""Rule, table, column that holds the key of the thing, column that holds the text."""

TEXTS: Mapping[str, tuple[Text, ...]] = {
    "project": (
        ("title-label", "project_titles", "project", "title"),
        ("description-label", "project_descriptions", "project", "description_ja"),
    ),
    "council": (("name-label", "councils", "key", "name_ja"),),
    "event": (
        ("name-label", "events", "key", "name_ja"),
        ("description-label", "events", "key", "content_ja"),
    ),
    "programme": (
        ("name-label", "programmes", "key", "name_ja"),
        ("issue-label", "programme_issues", "programme", "as_printed"),
        ("description-label", "programmes", "key", "aim_ja"),
        ("description-label", "programmes", "key", "support_ja"),
    ),
}
"""The texts that speak about each kind of thing, in the order in which they are read.

A programme's ``implied_technology`` needs no rule for the programme itself: its name says it.
"""

TABLES: Mapping[str, tuple[str, str]] = {
    "project": ("project_technologies_derived", "project_challenges"),
    "council": ("council_technologies", "council_challenges"),
    "event": ("event_technologies", "event_challenges"),
    "programme": ("programme_technologies", "programme_challenges"),
}
"""Names of the two tables of each kind: technologies, challenges."""

SHARED_COLUMNS = ("rule", "evidence", "source", "locator")

NOT_MEANT: Mapping[tuple[str, str], str] = {
    ("smartcity-mlit-2021-452033", "demand-transport"): "a mode that is analysed, not run",
    ("smartcity-mlit-2021-452033", "sharing-mobility"): "a mode that is analysed, not run",
    ("smartcity-mlit-2021-131032", "congestion"): "the press of people after a disaster",
    ("kyoso-model-mlit-2025-263648", "education"): "staff for transport, not pupils",
}
"""Key and concept where the words are there but mean something else, with the reason."""

NOT_THE_PROGRAMMES: Mapping[str, frozenset[str]] = {
    "project_descriptions": frozenset({"not-stated", "same-effort"})
}
"""Ties of a table's texts that are not read: their source does not name the programme."""

Row = dict[str, str]


class Derived(NamedTuple):
    """One table: its name, its columns in order, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]


class Evidence(NamedTuple):
    """A text in which labels are looked for, and where it stands."""

    rule: str
    table: str
    text: str
    source: str
    locator: str


class Finding(NamedTuple):
    """A concept, by key, with the words that speak for it."""

    concept: str
    words: str
    evidence: Evidence


class Deriver:
    """Derives the tables from the tables of one folder.

    Args:
        data: the folder of the tables.
        thesaurus: both thesauri.
    """

    def __init__(self, data: Path, thesaurus: Thesaurus) -> None:
        self._data = data
        self._thesaurus = thesaurus
        self._technologies = LabelFinder(thesaurus, TECHNOLOGIES)
        self._challenges = LabelFinder(thesaurus, CHALLENGES)

    def tables(self) -> Iterator[Derived]:
        """Yield every derived table.

        Raises:
            ValueError: ``programmes.csv`` implies a technology that no official name says.
        """
        implied, printed = self._implied_by_programme(), self._printed()
        for kind, (technologies, challenges) in TABLES.items():
            derived: list[Row] = []
            challenged: list[Row] = []
            texts = self._texts(kind)
            for thing in self._read(f"{kind}s"):
                key, texts_here = thing["key"], texts[thing["key"]]
                found = found_in(texts_here, self._technologies)
                if kind == "project" and thing["programme"] in implied:
                    titles = sum(f.evidence.rule == "title-label" for f in found)
                    found.insert(titles, implied[thing["programme"]])
                derived += rows_of(kind, "technology", key, found, printed[key])
                found = found_in(texts_here, self._challenges)
                challenged += rows_of(kind, "challenge", key, found, set())
            yield Derived(technologies, (kind, "technology", *SHARED_COLUMNS), derived)
            # Of the kinds, projects alone have their texts in several tables.
            tables = ("evidence_table",) if kind == "project" else ()
            columns = (kind, "challenge", "rule", *tables, *SHARED_COLUMNS[1:])
            yield Derived(challenges, columns, challenged)

    def _read(self, name: str) -> list[Row]:
        with (self._data / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def _texts(self, kind: str) -> Mapping[str, list[Evidence]]:
        """Return the texts that speak about each thing of a kind, by its key."""
        texts: defaultdict[str, list[Evidence]] = defaultdict(list)
        for rule, table, owner, column in TEXTS[kind]:
            for row in self._read(table):
                if row[owner] and row.get("programme_tie") not in NOT_THE_PROGRAMMES.get(table, ()):
                    texts[row[owner]].append(
                        Evidence(rule, table, row[column], row["source"], row["locator"])
                    )
        return texts

    def _implied_by_programme(self) -> dict[str, Finding]:
        """Return the technology that each programme's own name says, by the programme's key."""
        names = [row for row in self._read("programme_names") if row["kind"] == "official"]
        implied: dict[str, Finding] = {}
        for programme in self._read("programmes"):
            concept, key = programme["implied_technology"], programme["key"]
            for row in names:
                words = dict(self._technologies.find(row["name_ja"])).get(concept)
                if concept and row["programme"] == key and words:
                    evidence = Evidence(
                        "programme-implies", "", row["name_ja"], row["source"], row["locator"]
                    )
                    implied[key] = Finding(concept, words, evidence)
            if concept and key not in implied:
                raise ValueError(f"programmes.csv: no official name of {key} says {concept}")
        return implied

    def _printed(self) -> Mapping[str, set[str]]:
        """Return what is printed for each project, and what is broader than that."""
        printed: defaultdict[str, set[str]] = defaultdict(set)
        for row in self._read("project_technologies"):
            printed[row["project"]].add(row["technology"])
            printed[row["project"]].update(self._thesaurus.ancestors(row["technology"]))
        return printed


def found_in(texts: Sequence[Evidence], finder: LabelFinder) -> list[Finding]:
    """Return what a finder finds in texts, in their order."""
    return [Finding(*hit, text) for text in texts for hit in finder.find(text.text)]


def rows_of(
    kind: str, column: str, key: str, findings: Sequence[Finding], said: set[str]
) -> Iterator[Row]:
    """Yield a row for the first finding of each concept that is not said already and is meant."""
    done = set(said)
    for concept, words, evidence in findings:
        if concept not in done and (key, concept) not in NOT_MEANT:
            done.add(concept)
            yield {
                kind: key,
                column: concept,
                "rule": evidence.rule,
                "evidence_table": evidence.table,
                "evidence": words,
                "source": evidence.source,
                "locator": evidence.locator,
            }


def to_csv(table: Derived) -> bytes:
    """Return a table as UTF-8 CSV with a header and LF line ends."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, table.columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows)
    return stream.getvalue().encode("utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the tables; return the exit code."""
    parser = argparse.ArgumentParser(description="Derive technologies and challenges.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the tables")
    options = parser.parse_args(arguments)
    different = 0
    for table in Deriver(options.data, load_thesaurus()).tables():
        path, content = options.data / f"{table.name}.csv", to_csv(table)
        if options.check and (not path.is_file() or path.read_bytes() != content):
            different += 1
            print(f"{path.name}: differs from what the script derives", file=sys.stderr)
        elif not options.check:
            path.write_bytes(content)
        print(f"{path.name}: {len(table.rows)} rows")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
