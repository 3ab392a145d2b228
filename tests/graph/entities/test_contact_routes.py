"""Contacts of local governments over the real data: each from a source, none made up."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]
from paths import ROOT
from starlette.testclient import TestClient

from api.release.releases import Release
from api.wording.values import date_label
from graph.entities.contact_routes import contacts_for
from graph.entities.contacts import Contact
from graph.entities.reader import EntityReader
from graph.store.store import Store
from ontology.namespaces import Iris

SUITA, SHIJONAWATE, KAWACHINAGANO, SANGO = "272051", "272299", "272167", "293431"
ORDER = ["office", "official-page", "project-page", "council", "programme-office", "prefecture"]

Json = dict[str, Any]


def _table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


BODIES = {row["code"]: row for row in _table("municipalities")}
SOURCES = {row["key"]: row for row in _table("sources")}
OFFICES = _table("programme_offices")
OWN_OFFICES = {row["body"]: row for row in _table("government_offices")}
SITES = {row["body"]: row for row in _table("official_sites") if row["site_kind"] == "official"}


@pytest.fixture(scope="module")
def every(graph_store: Store, release: Release) -> Mapping[str, tuple[Contact, ...]]:
    reader = EntityReader(graph_store, Iris(release.manifest["base"]))
    found = contacts_for(graph_store, reader, BODIES)
    for code in (SUITA, SHIJONAWATE, "011011"):
        assert contacts_for(graph_store, reader, (code,))[code] == found[code]
    known = contacts_for(graph_store, reader, [SHIJONAWATE], {SHIJONAWATE: ["mirai"]})
    assert known[SHIJONAWATE] == found[SHIJONAWATE]
    assert contacts_for(graph_store, reader, ["999999"]) == {"999999": ()}
    assert contacts_for(graph_store, reader, []) == {}
    return found


def _get(client: TestClient, path: str, **parameters: str) -> Json:
    response = client.get(f"/api/municipalities/{path}", params=parameters)
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


def test_every_local_government_has_a_reachable_contact(
    every: Mapping[str, tuple[Contact, ...]],
) -> None:
    assert set(every) == set(BODIES)
    assert all(any(contact.reachable for contact in contacts) for contacts in every.values())


def test_whatever_a_contact_says_stands_in_the_tables(
    every: Mapping[str, tuple[Contact, ...]],
) -> None:
    urls = {row["url"] for row in (*SOURCES.values(), *SITES.values())}
    offices = (*OFFICES, *OWN_OFFICES.values())
    emails = {row["email"] for row in OFFICES} | {""}
    telephones = {row["telephone"] for row in offices} | {""}
    days = {(row["date_published"] or row["date_retrieved"]) for row in SOURCES.values()}
    days |= {row["as_of"] for row in offices}
    for contacts in every.values():
        for contact in contacts:
            assert not contact.url or contact.url in urls
            assert contact.email in emails
            assert contact.telephone in telephones
            assert contact.source in SOURCES
            assert contact.date in days


def test_every_municipality_is_called_at_its_own_office_first(
    every: Mapping[str, tuple[Contact, ...]],
) -> None:
    for code, body in BODIES.items():
        first, office = every[code][0], OWN_OFFICES.get(code)
        assert (office is None) == (body["kind"] == "ward")
        if office is not None:
            assert (first.kind, first.labels["ja"]) == ("office", office["name"])
            assert (first.telephone, first.url) == (office["telephone"], SITES[code]["url"])
            assert first.address == f"〒{office['postal_code']} {office['address']}"
            assert (first.date, first.date_kind) == (office["as_of"], "as-of")


def test_the_most_direct_come_first(every: Mapping[str, tuple[Contact, ...]]) -> None:
    for code, contacts in every.items():
        kinds = [ORDER.index(contact.kind) for contact in contacts]
        if BODIES[code]["kind"] != "ward":
            assert kinds == sorted(kinds), code


def test_the_prefecture_stands_only_where_nothing_else_can_be_reached(
    every: Mapping[str, tuple[Contact, ...]],
) -> None:
    for contacts in every.values():
        reachable = {contact.kind for contact in contacts if contact.reachable}
        assert "prefecture" not in reachable or reachable == {"prefecture"}


def test_pages_about_the_work_are_published_by_the_local_government_itself(
    every: Mapping[str, tuple[Contact, ...]],
) -> None:
    pages = [c for contacts in every.values() for c in contacts if c.kind == "project-page"]
    assert len(pages) > 20
    for page in pages:
        assert page.about is not None
        body = BODIES[page.about.key]
        assert SOURCES[page.source]["publisher"] in {body["name"], body["full_name"]}


def test_minutes_are_sources_and_no_contacts(every: Mapping[str, tuple[Contact, ...]]) -> None:
    pages = [c for contacts in every.values() for c in contacts if c.kind == "project-page"]
    assert not [page for page in pages if SOURCES[page.source]["title"].endswith("の記録")]


@pytest.mark.parametrize("code", [SUITA, SHIJONAWATE, "232068"])
def test_every_vcard_gives_a_way_and_short_notes(client: TestClient, code: str) -> None:
    text = client.get(f"/api/municipalities/{code}/contact.vcf").text
    for card in vobject.readComponents(text):
        assert {"url", "email", "tel"} & card.contents.keys()
        assert "http" not in card.note.value
        assert len(card.note.value.splitlines()) <= 5


@pytest.mark.parametrize("code", [SHIJONAWATE, KAWACHINAGANO, SANGO])
def test_the_peers_that_are_asked_for_can_be_called(client: TestClient, code: str) -> None:
    found = _get(client, f"{code}/contact")
    assert found["contact"][0]["url"].startswith("https://www.")
    assert found["contact_note"] is None
    office = next(item for item in found["contact"] if item["kind"] == "programme-office")
    assert office["email"] == "g.mirai.s5m@cao.go.jp"
    assert (office["date"], office["date_kind"]) == ("2023-03", "as-of")
    assert office["source"]["id"] == "mirai-fy2022"


def test_one_who_takes_part_in_nothing_is_called_at_its_office(client: TestClient) -> None:
    found = _get(client, f"{SUITA}/contact", lang="en")
    (office,) = found["contact"]
    assert (office["kind"], office["name"]) == ("office", "Office of Suita City")
    assert office["telephone"] == "06-6384-1231"
    assert office["address"].startswith("〒564-8550 大阪府吹田市")
    assert found["contact_note"] is None


def test_a_ward_has_its_own_and_its_citys_contacts(client: TestClient) -> None:
    ward, city = (_get(client, f"{code}/contact") for code in ("011011", "011002"))
    assert [i for i in ward["contact"] if i in city["contact"]] == city["contact"]
    assert ward["contact_note"]


def test_unknown_and_retired_codes_get_an_answer_that_helps(client: TestClient) -> None:
    for path in ("contact", "contact.vcf", f"introduction?to={SUITA}"):
        retired = client.get(f"/api/municipalities/033057/{path}")
        assert retired.status_code == 410
        assert retired.json()["candidates"][0]["key"] == "032166"
        assert client.get(f"/api/municipalities/999999/{path}").status_code == 404
        odd = f"{path}{'&' if '?' in path else '?'}colour=red"
        assert client.get(f"/api/municipalities/{SUITA}/{odd}").status_code == 400


@pytest.mark.parametrize("code", [SUITA, SHIJONAWATE, SANGO, "011011", "112071", "270008"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_vcards_hold_what_the_json_holds(client: TestClient, code: str, lang: str) -> None:
    found = _get(client, f"{code}/contact", lang=lang)
    response = client.get(f"/api/municipalities/{code}/contact.vcf", params={"lang": lang})
    assert response.headers["content-type"] == "text/vcard; charset=utf-8"
    cards = list(vobject.readComponents(response.text))
    assert cards[0].fn.value == found["label"]
    latitude, longitude = cards[0].geo.value.split(";")
    assert float(latitude) == pytest.approx(float(BODIES[code]["latitude"]), abs=1e-5)
    assert float(longitude) == pytest.approx(float(BODIES[code]["longitude"]), abs=1e-5)
    streets = {a.value.street for card in cards for a in card.contents.get("adr", ())}
    assert streets == {item["address"] for item in found["contact"] if item["address"]}
    for field, name in (("url", "url"), ("email", "email"), ("tel", "telephone")):
        written = {line.value for card in cards for line in card.contents.get(field, ())}
        assert written == {item[name] for item in found["contact"] if item[name]}
    notes = "\n".join(card.note.value for card in cards)
    for item in found["contact"]:
        if not (item["url"] or item["email"] or item["telephone"]):
            assert item["name"] not in {card.fn.value for card in cards}
            continue
        assert item["source"]["title"] in notes
        assert date_label(item["date"], lang) in notes


def test_a_letter_names_the_work_of_the_peer_with_its_source(client: TestClient) -> None:
    asked = {"to": "四條畷市", "technology": "自動運転"}
    found = _get(client, f"{SUITA}/introduction", **asked)
    assert found["to"]["key"] == SHIJONAWATE
    assert {fact["key"] for fact in found["facts"]} >= {"mirai-2020-272299"}
    for fact in found["facts"]:
        assert fact["asked_for"] == ["automated-driving"]
        assert fact["source"]["id"] in SOURCES
        for said in (fact["programme"]["label"], fact["source"]["title"], fact["text"]):
            assert said in found["text"]
    assert "「けいはんな学研区域(田原地区)における地域主体の持続可能なまちづくり」" in found["text"]
    assert "名称未確認" not in found["text"]
    assert "公表資料" in found["text"]
    assert "AI、IoT、自動運転など" in found["text"]
    assert "［担当者名］" in found["text"]
    response = client.get(
        f"/api/municipalities/{SUITA}/introduction", params={**asked, "format": "text"}
    )
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == f"{found['subject']}\n\n{found['text']}\n"


def test_a_letter_claims_nothing_of_one_of_whom_nothing_is_known(client: TestClient) -> None:
    found = _get(client, f"{SHIJONAWATE}/introduction", to=SUITA, technology="ドローン")
    assert found["facts"] == []
    assert "ございましたら" in found["text"]


def test_the_three_kinds_of_letters_open_each_in_its_way(client: TestClient) -> None:
    asked = {"technology": "自動運転"}
    known = _get(client, f"{SUITA}/introduction", to=SHIJONAWATE, **asked)["text"]
    joint = _get(client, f"{KAWACHINAGANO}/introduction", to="270008", **asked)["text"]
    unknown = _get(client, f"{SHIJONAWATE}/introduction", to=SUITA, **asked)["text"]
    assert "突然のご連絡" in known
    assert "先に取り組まれている" in known
    assert "共同で取り組ませていただき" in joint
    assert "突然のご連絡" not in joint
    assert "先に取り組まれている" not in joint
    assert "先に取り組まれている" not in unknown
    assert "現況と異なる" in known
    assert "現況と異なる" not in unknown


def test_a_letter_says_of_when_its_sources_are_and_names_an_effort_once(
    client: TestClient,
) -> None:
    found = _get(client, f"{SUITA}/introduction", to=SHIJONAWATE, technology="自動運転")
    assert [fact["key"] for fact in found["facts"]] == ["mirai-2020-272299"]
    for fact in found["facts"]:
        assert date_label(fact["date"], "ja") in fact["text"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_joint_project_is_called_so(client: TestClient, lang: str) -> None:
    found = _get(client, "010006/introduction", to="012106", lang=lang)
    assert any(fact["joint"] for fact in found["facts"])
    assert "{" not in found["text"]


@pytest.mark.parametrize(
    ("query", "candidates"),
    [
        ("", None),
        (f"to={SUITA}", None),
        ("to=美郷町", {"054348", "324485", "454311"}),
        ("to=033057", {"032166"}),
        ("to=四條畷市&format=pdf", None),
    ],
)
def test_a_letter_without_one_receiver_is_refused(
    client: TestClient, query: str, candidates: set[str] | None
) -> None:
    response = client.get(f"/api/municipalities/{SUITA}/introduction?{query}")
    assert response.status_code == (410 if "033057" in query else 400)
    if candidates:
        assert {item["key"] for item in response.json()["candidates"]} == candidates
