"""What decides about a programme, and when applications were last taken."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from paths import DATA

from api.pages.parts.cells import Cells
from api.pages.parts.essentials import essentials, last_call
from api.release.opened import OpenRelease
from api.release.releases import Release
from api.release.settings import Settings
from api.wording.values import date_label


@pytest.fixture(scope="module")
def opened(release: Release, settings: Settings) -> Iterator[OpenRelease]:
    """The release of the project's own data, opened."""
    found = OpenRelease(release, settings)
    yield found
    found.search.close()


def calls() -> dict[str, dict[str, str]]:
    """Return the last call of each programme of which the data hold any."""
    with (DATA / "programme_terms.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["term"] == "call-period"]
    with (DATA / "programmes.csv").open(encoding="utf-8", newline="") as stream:
        programmes = {row["key"] for row in csv.DictReader(stream)}
    rows = [row for row in rows if row["programme"] in programmes]  # no groups of them
    return {row["programme"]: row for row in sorted(rows, key=lambda row: row["date_start"])}


def words(cell: tuple[object, ...]) -> Iterator[str]:
    return (f"{value.text} {value.note}" for value in cell)  # type: ignore[attr-defined]


@pytest.mark.parametrize("programme", sorted(calls()))
def test_the_last_call_is_that_of_the_table_with_its_source(
    opened: OpenRelease, programme: str
) -> None:
    row = calls()[programme]
    (call,) = last_call(opened, programme, Cells(opened, "ja"), "ja")
    assert date_label(row["date_start"], "ja") in call.text
    assert "出典に記載" in call.note
    assert row["note"].rstrip("。") in call.note
    assert call.source


def test_without_dates_the_year_of_the_last_selection_is_marked_as_inferred(
    opened: OpenRelease,
) -> None:
    without = [
        key
        for key, facts in opened.programmes.facts.items()
        if key not in calls() and facts["last_selected"]
    ]
    assert without
    for key in without:
        (call,) = last_call(opened, key, Cells(opened, "ja"), "ja")
        assert "推定" in call.note


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_programme_has_the_same_lines_in_the_same_order(
    opened: OpenRelease, lang: str
) -> None:
    for key in opened.programmes.facts:
        lines = essentials(opened, key, Cells(opened, lang), lang)
        assert [line.slug for line in lines] == ["aim", "rate", "ceiling", "call", "office"]
        assert lines[0].cell, "each says what it is for"


def test_the_rate_is_that_of_the_last_year_that_states_one(opened: OpenRelease) -> None:
    lines = {one.slug: one for one in essentials(opened, "maas-mlit", Cells(opened, "ja"), "ja")}
    rates = list(words(lines["rate"].cell))
    assert len(rates) == 3
    assert all("令和7年度" in rate for rate in rates)
    assert any("1億円" in ceiling for ceiling in words(lines["ceiling"].cell))
