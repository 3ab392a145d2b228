"""Related programmes and programmes for what is asked, over the project's own data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.release.settings import Settings

Json = dict[str, Any]
SHIJONAWATE, SUITA, KITA_WARD, OSAKA = "272299", "272051", "271276", "271004"


def _get(client: TestClient, path: str, **parameters: str) -> Json:
    response = client.get(path, params=parameters or None)
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    for item in answer["items"]:
        total = sum(reason["weight"] for reason in item["reasons"])
        assert total == pytest.approx(item["score"], abs=1e-6)
        for reason in item["reasons"]:
            detail = reason["detail"]
            assert reason["weight"] == pytest.approx(detail["coefficient"] * detail["raw"])
            assert "{" not in reason["label"]
    scores = [item["score"] for item in answer["items"]]
    assert scores == sorted(scores, reverse=True)
    return answer


def _match(client: TestClient, **parameters: str) -> Json:
    return _get(client, "/api/programmes/match", **parameters)


def _items(answer: Json) -> dict[str, Json]:
    return {item["key"]: item for item in answer["items"]}


def _reasons(item: Json) -> dict[str, Json]:
    return {reason["kind"]: reason for reason in item["reasons"]}


def test_the_road_bureau_is_first_for_the_programme_that_it_supports(client: TestClient) -> None:
    answer = _get(client, "/api/programmes/mirai/related")
    assert answer["items"][0]["key"] == "road-av-support"
    reason = _reasons(answer["items"][0])["linked_support"]
    assert [(s["id"], s["locator"]) for s in reason["sources"]] == [("mirai-fy2022", "p.3")]
    assert "mirai" not in _items(answer)


def test_advice_and_subsidy_complement_each_other_and_the_reason_says_how(
    client: TestClient,
) -> None:
    found = _items(_get(client, "/api/programmes/mirai/related"))
    detail = _reasons(found["smartcity-soumu"])["complement"]["detail"]
    assert {form["form"] for form in detail["forms"]["smartcity-soumu"]} == {"subsidy"}
    assert {form["form"] for form in detail["forms"]["mirai"]} == {"advice"}
    assert detail["statements"][0]["basis"] == "derived"
    assert "complement" not in _reasons(found["road-av-support"])


def test_names_that_followed_each_other_are_said_with_their_sources(client: TestClient) -> None:
    names = _get(client, "/api/programmes/mirai/related")["names"]
    assert [(n["earlier"], n["later"]) for n in names] == [
        ("近未来技術等社会実装事業", "未来技術社会実装事業")
    ]
    soumu = _get(client, "/api/programmes/smartcity-soumu/related")["names"]
    pairs = {(name["earlier"], name["later"]) for name in soumu}
    assert {
        ("データ利活用型スマートシティ推進事業", "データ連携促進型スマートシティ推進事業"),
        ("データ連携促進型スマートシティ推進事業", "地域課題解決のためのスマートシティ推進事業"),
    } <= pairs
    assert all(name["source"]["id"] and name["basis"]["key"] for name in soumu)


def test_programmes_for_a_project_leave_out_its_own(client: TestClient) -> None:
    answer = _get(client, "/api/projects/mirai-2020-272299/related-programmes")
    first = answer["items"][0]
    assert first["key"] == "road-av-support"
    detail = _reasons(first)["linked_support"]["detail"]
    assert detail["projects"] == ["road-av-support-2020-272299"]
    assert "mirai" not in _items(answer)


def test_automated_driving_for_people_without_transport_at_the_demonstration_stage(
    client: TestClient,
) -> None:
    answer = _match(
        client, technology="自動運転", challenge="交通弱者", stage="demonstration", lang="en"
    )
    found = _items(answer)
    assert answer["items"][0]["key"] == "road-av-support"
    stage = _reasons(found["new-maas-meti"])["stage"]
    assert stage["label"] == "Supports this stage: demonstration"
    assert stage["sources"]
    assert "stage" not in _reasons(found["mirai"])  # no source says that it pays for trials
    assert answer["asked"]["challenges"][0]["key"] == "transport-poverty"


def test_every_programme_says_what_it_pays_to_how_many_since_when_and_whom_to_ask(
    client: TestClient,
) -> None:
    facts = _items(_match(client))["smartcity-soumu"]["facts"]
    assert facts["since"]["launched_fiscal_year"] == 2017
    rate = next(term for term in facts["terms"] if term["term"]["key"] == "subsidy-rate")
    assert rate["value_as_printed"] == "1/2"
    budgets = {(b["fiscal_year"], b["amount_as_printed"]) for b in facts["budgets"]}
    assert (2023, "4.0億円") in budgets
    office = facts["offices"][0]
    assert office["email"] == "ict-town@ml.soumu.go.jp"
    assert office["email_as_printed"] == "ict-town＠ml.soumu.go.jp"
    assert office["as_of"] == "2023-03"
    for rows in (facts["terms"], facts["budgets"], facts["offices"], facts["support"]):
        assert rows
        assert all(row["source"]["id"] for row in rows)


def test_published_numbers_that_disagree_all_stand_with_their_sources(client: TestClient) -> None:
    selected = _items(_match(client))["smartcity-soumu"]["facts"]["selected"]
    year = next(row for row in selected if row["fiscal_year"] == 2022)
    assert year["disagree"]
    assert {12, 13} <= {row["value"] for row in year["published"]}
    assert len({row["source"]["id"] for row in year["published"]}) > 1
    assert not next(row for row in selected if row["fiscal_year"] == 2017)["disagree"]


def test_a_municipality_whose_five_years_end_is_told_what_it_can_do(client: TestClient) -> None:
    answer = _match(client, stage="finishing", municipality="河内長野市", lang="en")
    steps = {step["key"]: step for step in answer["steps"]}
    assert steps["same-content"]["permitted"] is False
    assert steps["reapplication"]["permitted"] is True
    assert [step["position"] for step in answer["steps"]] == sorted(
        step["position"] for step in answer["steps"]
    )
    assert {step["fiscal_year"] for step in answer["steps"]} == {2022, 2025}
    for step in answer["steps"]:
        of_the_document = step["fiscal_year"] == 2022
        assert (step["source"]["id"] == "mirai-fy2022") == of_the_document
    assert answer["items"]
    assert _match(client, stage="demonstration")["steps"] == []


def test_a_municipality_gains_by_its_neighbours(client: TestClient) -> None:
    itself = _reasons(_items(_match(client, municipality=SHIJONAWATE))["mirai"])["recipient"]
    beside = _reasons(_items(_match(client, municipality="吹田市"))["mirai"])["recipient"]
    assert itself["detail"]["itself"]
    assert not beside["detail"]["itself"]
    assert itself["weight"] > beside["weight"] > 0


def test_a_ward_is_answered_for_its_city_and_the_answer_says_so(client: TestClient) -> None:
    answer = _match(client, municipality=KITA_WARD)
    assert answer["asked"]["municipality"]["key"] == OSAKA
    assert answer["asked"]["asked_for"]["key"] == KITA_WARD
    assert "大阪市" in answer["note"]


def test_currency_is_as_of_the_data(client: TestClient) -> None:
    answer = _match(client, technology="automated-driving")
    known = [item for item in answer["items"] if item["facts"]["known_projects"]]
    assert known
    for item in known:
        currency = _reasons(item)["currency"]["detail"]
        assert currency["data_until"] == answer["data_until"]
        assert currency["last_year"] <= answer["data_until"]


def test_pages_of_the_list_join(client: TestClient) -> None:
    whole = [item["key"] for item in _match(client)["items"]]
    first = _match(client, limit="2")
    second = _get(client, first["links"]["next"])
    joined = [item["key"] for answer in (first, second) for item in answer["items"]]
    assert joined == whole[:4]


@pytest.mark.parametrize(
    ("parameters", "status", "names"),
    [
        ({"municipality": "999999"}, 404, "999999"),
        ({"municipality": "221317"}, 410, "221384"),
        ({"municipality": "府中市"}, 400, "132063"),
        ({"technology": "nonsense"}, 400, "technology"),
        ({"challenge": "自動運転"}, 400, "challenge"),
        ({"stage": "later"}, 400, "stage"),
        ({"colour": "red"}, 400, "colour"),
        ({"municipality": [SUITA, SHIJONAWATE]}, 400, "municipality"),
        ({"limit": "0"}, 400, "limit"),
    ],
)
def test_wrong_input_gets_an_answer_that_helps(
    client: TestClient, parameters: Mapping[str, Any], status: int, names: str
) -> None:
    response = client.get("/api/programmes/match", params=dict(parameters))
    assert response.status_code == status
    assert names in response.text


@pytest.mark.parametrize(
    "path", ["/api/programmes/nope/related", "/api/projects/nope/related-programmes"]
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_when_nothing_fits_the_answer_says_which_condition_emptied_it(
    small: Path, small_out: Path
) -> None:
    with TestClient(create_app(Settings(data=small, out=small_out))) as client:
        answer = _match(client, technology="metaverse")
    assert answer["total"] == 0
    # the small copy has selections of one programme only
    assert answer["emptied_by"] == [{"parameter": "technology", "count": 1}]


def test_relations_are_triples_with_their_sources(client: TestClient) -> None:
    query = """
    PREFIX tsn: <https://w3id.org/tsunagu/ns#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    SELECT ?source WHERE {
      ?one tsn:linkedSupport ?other . ?other tsn:linkedSupport ?one .
      ?record a tsn:ProgrammeRelation ; tsn:programme ?one ; tsn:otherProgramme ?other ;
        dcterms:source ?source .
    }"""
    response = client.get(
        "/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"}
    )
    rows = response.json()["results"]["bindings"]
    assert [row["source"]["value"].rpartition("/")[2] for row in rows] == ["mirai-fy2022"]
