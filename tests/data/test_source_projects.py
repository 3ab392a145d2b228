"""The 45 projects of the source document, fact by fact, against what the graph says.

The parser here shares nothing with the program's own folding: it reads the PDF text by its layout
and undoes the look-alike characters by NFKC and three characters that NFKC gets wrong. Where the
document is not at hand, ``pinned_projects.csv`` stands in for it; where it is, both must agree.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import pytest
from paths import DATA

from graph.entities.models import Project
from graph.entities.reader import EntityReader
from graph.store.store import Store
from ontology.namespaces import Iris

_PINNED = Path(__file__).with_name("pinned_projects.csv")
_ROW = re.compile(r"^(\d{1,2}) (\S+) (.+) (H30|R[1-4])(?=$|No)", re.MULTILINE)
_FINISHING_ROW = re.compile(r"^(\d) (\S+) (.+)$", re.MULTILINE)
_YEARS = {"H30": 2018, "R1": 2019, "R2": 2020, "R3": 2021, "R4": 2022}
_CONCEPTS = {
    "AI": "ai",
    "IoT": "iot",
    "5G": "5g",
    "クラウドコンピューティング": "cloud",
    "ビッグデータ": "big-data",
    "自動運転": "automated-driving",
    "ドローン": "drone",
    "ロボット": "robot",
    "キャッシュレス": "cashless",
    "キャッスレス": "cashless",  # No. 7 is misprinted
    "ブロックチェーン": "blockchain",
    "VR/AR": "vr-ar",
}
_AS_OF = "2023-03"


@dataclass(frozen=True)
class Printed:
    """One row of the list, every field as text; several values are joined by ``|``."""

    number: str
    applicants: str
    codes: str
    technologies: str
    concepts: str
    open: str
    year: str
    road: str
    finishing: str


def plain(text: str) -> str:
    """Undo the look-alike characters of the PDF."""
    folded = unicodedata.normalize("NFKC", text)
    return folded.translate(str.maketrans("⻑⺠戶", "長民戸"))


@pytest.fixture(scope="module")
def register() -> Mapping[tuple[str, str], str]:
    """Codes by prefecture and full name, from the register's own table."""
    with (DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != "ward"]
    return {(row["full_name"][:2], row["full_name"]): row["code"] for row in rows}


def _codes(names: list[str], register: Mapping[tuple[str, str], str]) -> list[str]:
    """Codes of joint applicants; the later ones are printed without their prefecture."""
    first = plain(names[0])
    found = []
    for name in map(plain, names):
        full = name if (name[:2], name) in register else first[:3] + name
        found.append(register[full[:2], full])
    return found


def parse_source(text: str, register: Mapping[tuple[str, str], str]) -> list[Printed]:
    head, _, tail = text.partition("支援満了自治体一覧")
    assert tail
    finishing = {(m[2], m[3].strip()) for m in _FINISHING_ROW.finditer(tail)}
    assert len(finishing) == 9
    rows = []
    for match in _ROW.finditer(head):
        number, printed, technologies, year = match.groups()
        names = printed.replace("(※)", "").split("、")
        bare = re.sub(r"\s*等$", "", technologies.strip())
        words = [word.strip() for word in bare.split("、")]
        pairs = [(word, part) for word in words for part in plain(word).split("・")]
        rows.append(
            Printed(
                number=number,
                applicants="|".join(names),
                codes="|".join(_codes(names, register)),
                technologies="|".join(word for word, _ in pairs),
                concepts="|".join(_CONCEPTS[part] for _, part in pairs),
                open=str(technologies.strip().endswith("等")),
                year=str(_YEARS[year]),
                road=str("(※)" in printed),
                finishing=str((printed, technologies.strip()) in finishing),
            )
        )
    return rows


@pytest.fixture(scope="module")
def pinned() -> list[Printed]:
    with _PINNED.open(encoding="utf-8", newline="") as file:
        return [Printed(**row) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def reader(graph_store: Store) -> EntityReader:
    return EntityReader(graph_store, Iris())


@pytest.fixture(scope="module")
def listed(reader: EntityReader) -> dict[str, Project]:
    """The projects that stand in the source's list, by their number there."""
    return {str(p.listed_number): p for p in reader.projects if p.listed_number}


@pytest.fixture(scope="module")
def statuses() -> list[dict[str, str]]:
    """Every status that the data hold, the overtaken ones too."""
    return _rows("project_statuses")


def _rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _said(project: Project) -> Printed:
    """What the catalogue says of a project, in the form of the printed row."""
    status = project.status.key if project.status else ""
    return Printed(
        number=str(project.listed_number),
        applicants="|".join(p.printed for p in project.applicants),
        codes="|".join(p.body.key for p in project.applicants if p.body),
        technologies="|".join(m.printed for m in project.technologies),
        concepts="|".join(m.concept.key for m in project.technologies),
        open=str(project.technologies_open),
        year=str(project.fiscal_year),
        road=str(project.road_av_support),
        finishing=str(status == "finishing"),
    )


def test_what_is_said_to_be_printed_is_the_source(
    source_text: str, pinned: list[Printed], register: Mapping[tuple[str, str], str]
) -> None:
    assert parse_source(source_text, register) == pinned
    printed = "".join(source_text.split())
    assert [one for one in _rows("programme_issues") if one["as_printed"] not in printed] == []
    folded = unicodedata.normalize("NFKC", printed)
    copied = [one for one in _rows("event_feedback") if one["remark_ja"] in folded]
    assert copied == [], "what participants said stands in our own words"


def test_the_pinned_table_is_whole(pinned: list[Printed]) -> None:
    assert [row.number for row in pinned] == [str(n) for n in range(1, 46)]
    assert sum(row.finishing == "True" for row in pinned) == 9
    assert all(row.year == "2018" for row in pinned if row.finishing == "True")
    assert all(value for row in pinned for value in astuple(row))


def test_the_catalogue_has_exactly_the_listed_projects(
    pinned: list[Printed], listed: dict[str, Project]
) -> None:
    assert set(listed) == {row.number for row in pinned}


@pytest.mark.parametrize("number", [str(n) for n in range(1, 46)])
def test_every_fact_of_a_row(
    number: str, pinned: list[Printed], listed: dict[str, Project]
) -> None:
    row, said = pinned[int(number) - 1], _said(listed[number])
    for field in fields(Printed):
        assert getattr(said, field.name) == getattr(row, field.name), field.name


@pytest.mark.parametrize("number", [str(n) for n in range(1, 46)])
def test_status_is_as_of_the_source(
    number: str,
    pinned: list[Printed],
    listed: dict[str, Project],
    statuses: list[dict[str, str]],
) -> None:
    project = listed[number]
    row = pinned[int(number) - 1]
    wanted = "finishing" if row.finishing == "True" else "supported"
    said = {
        (one["status"], one["as_of"], one["certainty"])
        for one in statuses
        if one["project"] == project.key
    }
    assert (wanted, _AS_OF, "stated") in said
    assert project.status is not None
    assert project.status_certainty is not None
    latest = project.status.key, project.status_as_of, project.status_certainty.key
    # 31 were supported in April 2023, as many as were selected in fiscal years 2020 to 2022
    ended = row.year == "2019"
    assert latest == (("ended", "2023-04", "inferred") if ended else (wanted, _AS_OF, "stated"))
    assert project.programme.key == "mirai"
    assert any(source.key == "mirai-fy2022" for source in project.sources)


def test_road_mark_and_link_agree(listed: dict[str, Project]) -> None:
    """Each ※ has its support of the road bureau linked, and nothing else has."""
    for project in listed.values():
        linked = [
            named.key
            for record in project.linked
            if (named := record.named("linked")) and named.key.startswith("road-av-support-")
        ]
        assert bool(linked) == bool(project.road_av_support), project.key
    assert sum(bool(p.road_av_support) for p in listed.values()) == 15
