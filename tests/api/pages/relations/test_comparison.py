"""Programmes side by side: what decides first, one row a year, only what differs."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

THREE = "/programmes/compare?compare=mirai&compare=smartcity-soumu&compare=road-av-support"


def rows(client: TestClient, path: str, lang: str = "ja") -> dict[str, list[str]]:
    """Return the words of the cells of each row, by its heading."""
    response = client.get(f"{path}&lang={lang}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    body = response.text.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
        head, *cells = (
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        )
        found[head] = cells
    return found


def test_what_decides_comes_first(client: TestClient) -> None:
    listed = list(rows(client, f"{THREE}&compare=maas-mlit"))
    assert listed[:5] == ["目的", "補助率", "上限額", "直近の公募", "支援制度の窓口"]


def test_there_is_one_row_a_year(client: TestClient) -> None:
    years = [head for head in rows(client, THREE) if head.endswith("年度の選定数")]
    assert len(years) == len(set(years)) > 4
    of_2022 = rows(client, THREE)["令和4年度の選定数"]
    assert len(of_2022) == 3
    assert "12事業" in of_2022[1]
    assert "13事業" in of_2022[1]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_only_what_differs(client: TestClient, lang: str) -> None:
    everything = rows(client, THREE, lang)
    different = rows(client, f"{THREE}&only=different", lang)
    assert set(different) <= set(everything)

    def words(cell: str) -> str:
        return re.sub(r"\[\d+\] (?:出典|Source) ?\d+[^\[]*", "", cell).strip()

    for head, cells in everything.items():
        if len({words(cell) for cell in cells}) > 1:
            assert head in different, head


def test_a_programme_beside_itself_alone_differs_in_nothing(client: TestClient) -> None:
    response = client.get(
        "/programmes/compare?compare=mirai&only=different",
        headers={"Accept": "text/html", "Accept-Language": "ja"},
    )
    assert "違うところはありません" in response.text


def test_the_choice_is_kept_when_a_programme_is_added_or_removed(client: TestClient) -> None:
    markup = client.get(f"{THREE}&only=different", headers={"Accept": "text/html"}).text
    links = re.findall(r'href="(/programmes/compare\?[^"]+)"', markup)
    further = [link for link in links if "mirai" in link and link.count("compare=") != 3]
    assert further
    assert all("only=different" in link for link in further)
