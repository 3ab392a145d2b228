"""How much of a programme is here stands on every page where people decide, counted once more."""

from __future__ import annotations

import csv
import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING

import pytest
from paths import DATA

if TYPE_CHECKING:
    from starlette.testclient import TestClient

APART = {"priority", "hands-on", "bureau-project"}
"""Kinds of rows that a number of selections does not count."""
ROUNDS = ("second-round-selected", "third-round-selected")
NEW = (
    "av-implementation-mlit",
    "kyoso-model-mlit",
    "av-early-commercialisation-digital",
    "drone-delivery-mlit-env",
)
"""Newer programmes of which the number selected is known."""
Counts = Counter[str]


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def stated(programme: str) -> Counts:
    """Return the selections that sources state, by year, for programmes that no two count apart."""
    found: Counts = Counter()
    for row in rows("programme_counts"):
        counted = row["measure"] == "selected" or row["measure"] in ROUNDS
        if row["programme"] == programme and counted:
            found[row["fiscal_year"]] += int(row["value"])
    first = {
        row["fiscal_year"]
        for row in rows("programme_counts")
        if row["programme"] == programme and row["measure"] == "selected"
    }
    return Counter({year: number for year, number in found.items() if year in first})


def here(programme: str) -> Counts:
    """Return the projects that the data hold, by year."""
    return Counter(
        row["fiscal_year"]
        for row in rows("projects")
        if row["programme"] == programme and row["selection_kind"] not in APART
    )


def words(client: TestClient, path: str, lang: str = "ja") -> str:
    """Return the words of a page."""
    joint = "&" if "?" in path else "?"
    response = client.get(f"{path}{joint}lang={lang}", headers={"Accept": "text/html"})
    assert response.status_code == 200, path
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


@pytest.mark.parametrize("programme", NEW)
def test_the_page_of_a_programme_says_how_much_of_it_is_here(
    client: TestClient, programme: str
) -> None:
    all_stated, all_here = stated(programme), here(programme)
    known = sum(all_here[year] for year in all_stated)
    page = words(client, f"/doc/programme/{programme}")
    if known == all_stated.total():
        assert f"選定された{known}件をすべて収録しています" in page
    else:
        line = f"選定された{all_stated.total()}件のうち、収録しているのは{known}件です"
        assert line in page
        assert line in words(client, "/programmes")
        assert line in words(client, f"/programmes/compare?compare={programme}&compare=mirai")


def test_the_json_of_a_programme_counts_each_year(client: TestClient) -> None:
    found = client.get("/api/programmes/match", params={"technology": "automated-driving"}).json()
    (item,) = [one for one in found["items"] if one["key"] == "av-implementation-mlit"]
    counted = {str(year["fiscal_year"]): year for year in item["facts"]["coverage"]}
    for year, number in stated("av-implementation-mlit").items():
        assert counted[year]["stated_least"] == counted[year]["stated_most"] == number
        assert counted[year]["here"] == here("av-implementation-mlit")[year]


def test_no_total_is_made_up_where_the_first_round_is_not_known(client: TestClient) -> None:
    page = words(client, "/doc/programme/kotsu-kuhaku-emergency-mlit")
    assert (
        f"選定数の合計は分かりません。収録しているのは{here('kotsu-kuhaku-emergency-mlit').total()}件"
        in page
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_peers_say_of_which_programmes_little_is_known(client: TestClient, lang: str) -> None:
    path = "/peers?municipality=272051&technology=automated-driving"
    page = words(client, path, lang)
    line = {"ja": "選定された228件のうち", "en": "of the 228 selected projects"}[lang]
    assert line in page
    asked = words(client, "/peers?municipality=272051&programme=road-av-support", lang)
    assert {"ja": "一部だけを収録", "en": "covered in part only"}[lang] not in asked


def test_the_programmes_of_the_document_come_first(client: TestClient) -> None:
    page = client.get("/programmes", headers={"Accept": "text/html"}).text
    listed = re.findall(r'name="compare" value="([\w-]+)"', page)
    joint = {row["key"] for row in rows("programmes") if row["jointly_screened"] == "true"}
    assert set(listed[: len(joint)]) == joint
    assert set(listed) == {row["key"] for row in rows("programmes")}


def test_a_project_that_rests_on_little_says_so_wherever_it_is_named(client: TestClient) -> None:
    key = "av-implementation-mlit-2025-142018"
    assert client.get(f"/api/projects/{key}").json()["confidence"] == "medium"
    assert "確かさは中" in words(client, f"/doc/project/{key}")
    search = "/?type=project&programme=av-implementation-mlit&municipality=142018"
    assert "確かさは中" in words(client, search)
    listed = words(client, "/doc/programme/av-implementation-mlit")
    assert listed.count("確かさは中") == 1
