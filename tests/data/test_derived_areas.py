"""Areas that the words of a project name: each rests on words, and on a source for its region."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest
from paths import DATA
from starlette.testclient import TestClient

BARE = {
    "new-maas-meti-2021-aisin",
    "new-maas-meti-2024-aisin",
    "new-maas-meti-2024-amane",
    "new-maas-meti-2024-hitachi",
    "new-maas-meti-2024-jinjukai",
    "new-maas-meti-2024-tohmatsu",
    "smartcity-soumu-2023-compact-smartcity",
    "smartcity-soumu-2023-techno-square",
    "smartcity-soumu-2024-compact-smartcity",
}
"""Projects known from payees or companies: no source prints any area of theirs."""


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def areas() -> dict[str, set[str]]:
    """Return the derived areas of each project."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows("project_areas_derived"):
        found[row["project"]].add(row["body"])
    return found


def test_only_projects_without_any_words_have_no_place() -> None:
    placed = {
        row["project"]
        for name in ("project_applicants", "project_areas", "project_areas_derived")
        for row in rows(name)
        if row["body"]
    }
    assert {row["key"] for row in rows("projects")} - placed == BARE
    assert not BARE & {row["project"] for row in rows("project_areas")}


@pytest.mark.parametrize(
    ("region", "project"),
    [
        ("kyushu", "maas-mlit-2022-kyushu"),
        ("kansai", "maas-mlit-2023-kansai"),
        ("kyushu-okinawa", "maas-mlit-2023-kyushu-okinawa"),
    ],
)
def test_a_region_of_the_tables_is_taken_whole(region: str, project: str) -> None:
    members = {row["prefecture"] for row in rows("region_prefectures") if row["region"] == region}
    derived = {
        row["body"]
        for row in rows("project_areas_derived")
        if row["project"] == project and row["rule"] == "region-members"
    }
    assert derived == members


def test_a_named_place_stands_in_the_words() -> None:
    names = {row["code"]: row["name"] for row in rows("municipalities")}
    for row in rows("project_areas_derived"):
        if row["rule"] == "place-named":
            assert names[row["body"]].startswith(row["evidence"].removesuffix("県")), row


def test_what_the_words_say_is_what_is_derived() -> None:
    found = areas()
    assert found["maas-mlit-2019-yaeyama"] == {"472077", "473812", "473821"}
    assert found["maas-mlit-2019-sanin"] == {"310000", "320005"}
    assert found["maas-mlit-2019-kyotango"] == {"262129"}
    assert {"072028", "074071"} <= found["maas-mlit-2020-aizu"]
    assert "072036" not in found["maas-mlit-2020-aizu"], "only a part of 郡山市 is 会津"


def test_the_smart_city_programmes_imply_what_their_names_say() -> None:
    programmes = {"smartcity-soumu", "smartcity-mlit"}
    selected = {row["key"] for row in rows("projects") if row["programme"] in programmes}
    known = {
        row["project"]: row["rule"]
        for row in rows("project_technologies_derived")
        if row["technology"] == "smart-city"
    }
    assert len(selected) == 125
    assert selected <= known.keys()
    assert {known[key] for key in selected} == {"title-label", "programme-implies"}


def found(client: TestClient, **parameters: str) -> dict[str, dict[str, object]]:
    """Return the projects of a search by key."""
    answer = client.get("/api/search", params={"limit": "100", "type": "project", **parameters})
    return {item["key"]: item for item in answer.json()["items"]}


def test_words_for_an_area_are_found_by_place(client: TestClient) -> None:
    item = found(client, q="沖縄県のMaaS")["maas-mlit-2019-yaeyama"]
    assert item["place_basis"] == "derived"
    assert item["areas_derived"][0]["evidence"] == "八重山"
    near = found(client, q="会津若松市付近のMaaS")["maas-mlit-2020-aizu"]
    assert near["distance_km"] == 0.0
    assert "maas-mlit-2019-yaeyama" in found(client, municipality="石垣市")


def test_what_is_stated_stands_before_what_is_derived(client: TestClient) -> None:
    basis = [item["place_basis"] for item in found(client, q="大阪府").values()]
    assert basis == sorted(basis, key=["stated", "derived"].index)
    assert {"stated", "derived"} <= set(basis)


@pytest.mark.parametrize(("lang", "words"), [("ja", "所在地は不明"), ("en", "is unknown")])
def test_a_project_without_a_place_is_said_to_have_none(
    client: TestClient, lang: str, words: str
) -> None:
    key = min(BARE)
    answer = client.get(f"/api/projects/{key}").json()
    assert (answer["place_basis"], answer["locations"]) == ("none", [])
    assert words in client.get(f"/doc/project/{key}", params={"lang": lang}).text
    listed = client.get("/", params={"q": "ICタグビーコン", "lang": lang}).text
    assert ("所在地は不明" if lang == "ja" else "the place is unknown") in listed


def test_a_page_shows_derived_areas_with_their_words(client: TestClient) -> None:
    page = client.get("/doc/project/maas-mlit-2019-yaeyama", params={"lang": "ja"}).text
    section = page.partition('id="areas_derived"')[2].partition("</section>")[0]
    assert "石垣市" in section
    assert "八重山" in section
    assert "推定" in section


def test_a_tied_description_is_searched_but_proves_nothing(client: TestClient) -> None:
    assert "mirai-2022-032018" in found(client, q="ものづくりの企業が新技術の実証に挑む場")
    tied = {
        row["project"]: row["source"]
        for row in rows("project_descriptions")
        if row["programme_tie"] == "same-effort"
    }
    assert len(tied) == 5
    for name in ("project_technologies_derived", "project_challenges"):
        for row in rows(name):
            assert row["rule"] != "description-label" or row["source"] != tied.get(row["project"])
