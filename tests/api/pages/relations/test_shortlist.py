"""The shortlist: in the address, side by side, as a file, with a letter to each."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from html_pages import Page
from openpyxl import load_workbook

from api.answers.relations.shortlist import MOST

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SUITA = "272051"
CODES = ("272299", "281000", "271403")
ASKED = {"municipality": SUITA, "technology": "automated-driving"}


def page_of(client: TestClient, path: str, **asked: str) -> tuple[str, Page]:
    response = client.get(path, params=asked or None, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text
    return response.text, Page(response.text)


def test_buttons_put_in_and_take_out_without_a_script(client: TestClient) -> None:
    _, page = page_of(client, "/peers", **ASKED)
    for count in range(1, MOST + 1):
        adding = next(h for h, text, _ in page.links() if text.startswith("候補に追加"))
        _, page = page_of(client, adding)
        assert len(kept(page).split(",")) == count
    assert not [text for _, text, _ in page.links() if text.startswith("候補に追加")]
    removing = next(h for h, text, _ in page.links() if text.startswith("候補から外す"))
    _, page = page_of(client, removing)
    assert len(kept(page).split(",")) == MOST - 1


def kept(page: Page) -> str:
    """Return the codes that the form carries on."""
    return page.fields()["shortlist"][0]


def test_the_line_of_the_shortlist_leads_side_by_side(client: TestClient) -> None:
    _, page = page_of(client, "/peers", **ASKED, shortlist=",".join(CODES))
    comparing = next(h for h, text, _ in page.links() if text == "並べて比較する")
    text, page = page_of(client, comparing)
    heads = [a for tag, a in page.elements if tag == "th" and a.get("scope") == "col"]
    assert len(heads) == len(CODES) + 1
    assert "大阪府吹田市" in text
    for said in ("四條畷市", "神戸市", "堺市", "人口", "高齢化率", "面積", "地域の指定",
                 "政令指定都市", "支援制度", "選定年度", "072-877-2121", "自動運転"):  # fmt: skip
        assert said in text
    assert text.count("ご担当者様") == len(CODES)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_files_hold_a_row_each_and_who_asks_first(client: TestClient, lang: str) -> None:
    asked = {"shortlist": ",".join(CODES), "lang": lang}
    path = f"/api/municipalities/{SUITA}/shortlist"
    answer = client.get(path, params={**asked, "format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [SUITA, *CODES]
    assert rows[0][0] == (
        "団体コード（6桁）" if lang == "ja" else "Local government code (6 digits)"
    )
    book = load_workbook(io.BytesIO(client.get(path, params={**asked, "format": "xlsx"}).content))
    sheet = book.active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == rows[0]
    keys = client.get(path, params={**asked, "format": "csv", "columns": "keys"}).text
    assert keys.lstrip("\ufeff").startswith("codes,local_government,distance_km")


@pytest.mark.parametrize(
    ("path", "key", "first"),
    [
        (f"/api/municipalities/{SUITA}/peers?technology=automated-driving", 1, "281000"),
        ("/peers?municipality=吹田市&technology=自動運転", 1, "281000"),
        ("/api/projects/mirai-2020-272299/similar", 1, "mirai-2020-422096"),
        ("/similar?project=mirai-2020-272299", 1, "mirai-2020-422096"),
    ],
)
def test_whole_lists_are_exported(client: TestClient, path: str, key: int, first: str) -> None:
    answer = client.get(f"{path}&format=csv" if "?" in path else f"{path}?format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][key] == first
    assert len(rows) > 21
    assert len({len(row) for row in rows}) == 1


def test_too_many_and_unknown_ones_are_refused(client: TestClient) -> None:
    path = f"/api/municipalities/{SUITA}/shortlist"
    many = client.get(path, params={"shortlist": "272299,281000,271403,272167,293431"})
    assert (many.status_code, many.json()["parameter"]) == (400, "shortlist")
    assert client.get(path, params={"shortlist": "999999"}).status_code == 404
    assert client.get(path, params={"shortlist": "府中市"}).status_code == 400
    page = client.get(
        "/peers", params={**ASKED, "shortlist": "999999"}, headers={"Accept": "text/html"}
    )
    assert page.status_code == 404


def test_who_asks_is_not_compared_with_itself(client: TestClient) -> None:
    path = f"/api/municipalities/{SUITA}/shortlist"
    answer = client.get(path, params={"shortlist": f"{SUITA},272299"}).json()
    assert [item["key"] for item in answer["items"]] == ["272299"]
    assert answer["items"][0]["distance_km"] == pytest.approx(11.4, abs=0.1)
