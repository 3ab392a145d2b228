"""Derive technologies and challenges of projects from titles, programmes and descriptions.

    python data/scripts/derive_concepts.py            write the two tables into data/
    python data/scripts/derive_concepts.py --check    compare; exit code 1 on a difference

Needs the project's packages to be importable (``make setup`` installs them). What a source prints
stands in ``project_technologies.csv`` and is never touched. The rules here only find labels of
the thesauri, in this order; the first that finds a concept is its reason:

title-label
    a Japanese or English label of the concept stands in a title of the project;
programme-implies
    the programme has the technology in ``programmes.csv`` because its name says so;
description-label
    a label stands in our description of the project, where the description's source itself ties
    it to the programme (``explicit`` or ``plan-name``); background of a municipality is not read.

Nothing is derived that is printed for the project or is broader than something printed: the
printed statement says it already. A narrower concept says more and is kept. Of two concepts found
in one text, the broader gives way to the narrower.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ontology.thesaurus import load_thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ontology.concepts import Thesaurus

DATA = Path(__file__).resolve().parents[1]
TECHNOLOGY_COLUMNS = ("project", "technology", "rule", "evidence", "source", "locator")
CHALLENGE_COLUMNS = (
    "project", "challenge", "rule", "evidence_table", "evidence", "source", "locator",
)  # fmt: skip
TECHNOLOGIES, CHALLENGES = "technologies", "challenges"
LABEL_LANGUAGES = frozenset({"ja", "en"})
SHORT_KATAKANA = 4
"""A katakana label up to this length must not begin inside a word: マース is not in コマース."""

_ALL_ARE_DIGITAL = "every project here is digital: the word tells nothing about one"
NOT_EVIDENCE: Mapping[str, str] = {
    "dx": _ALL_ARE_DIGITAL,
    "dx推進": _ALL_ARE_DIGITAL,
    "デジタル化": _ALL_ARE_DIGITAL,
    "レジリエント": "said of a society at large, not of disasters",
}
"""Labels, folded, that searchers may type but that prove nothing in a title, with the reason."""

NOT_MEANT: Mapping[tuple[str, str], str] = {
    ("smartcity-mlit-2021-452033", "demand-transport"): "a mode that is analysed, not run",
    ("smartcity-mlit-2021-452033", "sharing-mobility"): "a mode that is analysed, not run",
    ("smartcity-mlit-2021-131032", "congestion"): "the press of people after a disaster",
}
"""Project and concept where the words are there but mean something else, with the reason."""

Row = dict[str, str]


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


def fold(text: str) -> str:
    """Return the text in NFKC and lower case, one character for each character of NFKC."""
    return "".join(
        c.lower() if len(c.lower()) == 1 else c for c in unicodedata.normalize("NFKC", text)
    )


def pattern(label: str) -> str:
    """Return a regular expression that finds a folded label where it can be a word of its own.

    Latin letters and digits end at a word boundary (AR is not in SMART); short katakana labels
    do not begin inside a katakana word.
    """
    before = after = ""
    if re.match(r"[a-z0-9]", label):
        before = r"(?<![a-z0-9])"
    elif len(label) <= SHORT_KATAKANA and re.fullmatch(r"[ァ-ヴー]+", label):
        before = r"(?<![ァ-ヴー])"
    if re.search(r"[a-z0-9]$", label):
        after = r"(?![a-z0-9])"
    return before + re.escape(label) + after


class LabelFinder:
    """Finds the labels of one scheme in a text, longest first, without overlaps.

    Args:
        thesaurus: both thesauri.
        scheme: ``technologies`` or ``challenges``.
    """

    def __init__(self, thesaurus: Thesaurus, scheme: str) -> None:
        self._thesaurus = thesaurus
        keys = {concept.key for concept in thesaurus.scheme(scheme)}
        self._concepts = {
            fold(label.text): label.key
            for label in thesaurus.labels()
            if label.key in keys and label.lang in LABEL_LANGUAGES
        }
        usable = self._concepts.keys() - NOT_EVIDENCE.keys()
        longest_first = sorted(usable, key=lambda label: (-len(label), label))
        self._patterns = [(label, re.compile(pattern(label))) for label in longest_first]

    def find(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield (key of the concept, matched words), in the order of the text.

        A concept that is broader than another one found in the same text is left out.
        """
        normal, rest, found = unicodedata.normalize("NFKC", text), fold(text), []
        for label, regex in self._patterns:
            for match in regex.finditer(rest):
                found.append((match.start(), self._concepts[label], normal[slice(*match.span())]))
                rest = rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]
        wider = {above for _, key, _ in found for above in self._thesaurus.ancestors(key)}
        for _, key, words in sorted(found):
            if key not in wider:
                yield key, words


def read(name: str) -> list[Row]:
    """Return the rows of one table of ``data/``."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def texts_by_project() -> dict[str, list[Evidence]]:
    """Return the texts that speak about each project: titles, then descriptions."""
    texts: defaultdict[str, list[Evidence]] = defaultdict(list)
    for rule, table, column in (
        ("title-label", "project_titles", "title"),
        ("description-label", "project_descriptions", "description_ja"),
    ):
        for row in read(table):
            if row["project"]:
                texts[row["project"]].append(
                    Evidence(rule, table, row[column], row["source"], row["locator"])
                )
    return texts


def implied_by_programme(finder: LabelFinder) -> dict[str, Finding]:
    """Return the technology that each programme's own name says, by the programme's key.

    Raises:
        ValueError: ``programmes.csv`` implies a technology that no official name says.
    """
    names = [row for row in read("programme_names") if row["kind"] == "official"]
    implied: dict[str, Finding] = {}
    for programme in read("programmes"):
        concept, key = programme["implied_technology"], programme["key"]
        for row in names:
            words = dict(finder.find(row["name_ja"])).get(concept)
            if concept and row["programme"] == key and words:
                evidence = Evidence(
                    "programme-implies", "", row["name_ja"], row["source"], row["locator"]
                )
                implied[key] = Finding(concept, words, evidence)
        if concept and key not in implied:
            raise ValueError(f"programmes.csv: no official name of {key} says {concept}")
    return implied


def first_of_each(findings: list[Finding], project: str, said: set[str]) -> Iterator[Finding]:
    """Yield the first finding of each concept that is not said already and is meant."""
    done = set(said)
    for finding in findings:
        if finding.concept not in done and (project, finding.concept) not in NOT_MEANT:
            done.add(finding.concept)
            yield finding


def derive(thesaurus: Thesaurus) -> tuple[list[Row], list[Row]]:
    """Return the rows of ``project_technologies_derived`` and of ``project_challenges``."""
    technologies = LabelFinder(thesaurus, TECHNOLOGIES)
    challenges = LabelFinder(thesaurus, CHALLENGES)
    implied, texts = implied_by_programme(technologies), texts_by_project()
    printed: defaultdict[str, set[str]] = defaultdict(set)
    for row in read("project_technologies"):
        printed[row["project"]].add(row["technology"])
        printed[row["project"]].update(thesaurus.ancestors(row["technology"]))
    derived_rows: list[Row] = []
    challenge_rows: list[Row] = []
    for project in read("projects"):
        key = project["key"]
        found = [Finding(*hit, text) for text in texts[key] for hit in technologies.find(text.text)]
        titles = sum(finding.evidence.rule == "title-label" for finding in found)
        found[titles:titles] = [implied[p] for p in (project["programme"],) if p in implied]
        derived_rows.extend(
            to_row(key, "technology", finding)
            for finding in first_of_each(found, key, printed[key])
        )
        found = [Finding(*hit, text) for text in texts[key] for hit in challenges.find(text.text)]
        for finding in first_of_each(found, key, set()):
            row = to_row(key, "challenge", finding)
            challenge_rows.append(row | {"evidence_table": finding.evidence.table})
    return derived_rows, challenge_rows


def to_row(project: str, column: str, finding: Finding) -> Row:
    """Return the cells that both tables share."""
    return {
        "project": project,
        column: finding.concept,
        "rule": finding.evidence.rule,
        "evidence": finding.words,
        "source": finding.evidence.source,
        "locator": finding.evidence.locator,
    }


def to_csv(columns: tuple[str, ...], rows: list[Row]) -> bytes:
    """Return the rows as UTF-8 CSV with a header and LF line ends."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the tables; return the exit code."""
    parser = argparse.ArgumentParser(description="Derive technologies and challenges of projects.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    check = parser.parse_args(arguments).check
    derived, challenges = derive(load_thesaurus())
    different = 0
    for name, columns, rows in (
        ("project_technologies_derived", TECHNOLOGY_COLUMNS, derived),
        ("project_challenges", CHALLENGE_COLUMNS, challenges),
    ):
        path, content = DATA / f"{name}.csv", to_csv(columns, rows)
        if check and (not path.is_file() or path.read_bytes() != content):
            different += 1
            print(f"{path.name}: differs from what the script derives", file=sys.stderr)
        elif not check:
            path.write_bytes(content)
        print(f"{path.name}: {len(rows)} rows")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
