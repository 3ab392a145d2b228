"""Direct answers: each fact with its source, from the tables; links to the page that does it."""

from __future__ import annotations

from typing import Any

import pytest
from paths import DATA
from small_data import read_rows
from starlette.testclient import TestClient

SOUMU, MLIT = "smartcity-soumu", "smartcity-mlit"


def asked(client: TestClient, q: str, **more: str | int) -> dict[str, Any]:
    response = client.get("/api/search", params={"q": q, **more})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize(
    ("query", "kind", "subject", "value"),
    [
        ("補助率1/2の事業はどれ", "subsidy-rate", SOUMU, "1/2"),
        ("総務省のスマートシティの問い合わせ先", "office", SOUMU, "ict-town@ml.soumu.go.jp"),
        ("四條畷市の電話番号", "telephone", "272299", "072-877-2121"),
        ("総務省 スマートシティ 公募期間", "call-period", SOUMU, "2025-01-28〜2025-03-06"),
        ("スマートシティ実装化支援事業の公募", "call-period", MLIT, "2026-01-26〜2026-02-20"),
        ("MaaSの補助の上限はいくら", "max-support", "maas-mlit", "上限1億円"),
    ],
)
def test_a_fact_that_is_asked_for(
    client: TestClient, query: str, kind: str, subject: str, value: str
) -> None:
    answers = asked(client, query)["answers"]
    one = next(answer for answer in answers if answer["subject"]["key"] == subject)
    assert one["kind"] == kind
    assert value in one["value"]
    assert value in one["text"]
    assert one["source"]["id"]
    assert one["source"]["locator"]


def test_at_most_three_and_only_on_the_first_page(client: TestClient) -> None:
    assert len(asked(client, "公募期間")["answers"]) == 3
    assert asked(client, "公募期間", offset=20)["answers"] == []


def test_the_largest_amount_first(client: TestClient) -> None:
    rows = read_rows(DATA / "programme_terms.csv")
    amounts = [
        max(int(row["amount_yen_max"] or 0), int(row["amount_yen"] or 0))
        for answer in asked(client, "一番お金が出る事業はどれですか")["answers"]
        for row in rows
        if (row["programme"], row["term"], row["value_as_printed"])
        == (answer["subject"]["key"], answer["kind"], answer["value"])
    ]
    assert len(amounts) >= 3
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] >= 100_000_000


def test_a_count_is_that_of_the_projects_that_the_conditions_find(client: TestClient) -> None:
    (one,) = asked(client, "大阪府で採択は何件")["answers"]
    total = asked(client, "大阪府", type="project")["total"]
    assert (one["kind"], one["value"], one["source"]) == ("count", total, None)


@pytest.mark.parametrize("query", ["自動運転 大阪", "補助率9/7の事業", "電話", "何件", ""])
def test_nothing_is_made_up(client: TestClient, query: str) -> None:
    assert asked(client, query)["answers"] == []


@pytest.mark.parametrize(
    ("query", "href"),
    [
        (
            "河内長野市 自動運転 相談したい",
            "/peers?municipality=272167&technology=automated-driving",
        ),
        ("自治体に相談したい", "/peers"),
        (
            "スマートシティ実装化支援事業と地域課題解決のためのスマートシティ推進事業の違い",
            f"/programmes/compare?compare={MLIT}&compare={SOUMU}",
        ),
    ],
)
def test_the_page_that_does_it_better(client: TestClient, query: str, href: str) -> None:
    pages = asked(client, query)["links"]["pages"]
    assert [page["href"] for page in pages] == [href]
    assert client.get(href).status_code == 200


def test_in_the_language_of_the_reader(client: TestClient) -> None:
    (one,) = asked(client, "telephone number of Shijonawate", lang="en")["answers"]
    assert one["text"].startswith("Telephone of Shijonawate City")


def test_the_page_shows_answers_and_what_is_missing(client: TestClient) -> None:
    page = client.get("/", params={"q": "四條畷市の電話番号 zzqq"}).text
    assert "072-877-2121" in page
    assert "「zzqq」は収録データにありません。" in page


def test_the_page_says_which_condition_a_result_misses(client: TestClient) -> None:
    page = client.get("/", params={"q": "離島の遠隔医療"}).text
    assert "条件のほとんどにあてはまるもの" in page
    assert "あてはまらない条件：地域の指定" in page
