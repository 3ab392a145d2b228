"""Pages of requests that cannot be answered as they stand: each lets the reader go on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from html_pages import HOSTILE, Page

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

SIMILAR_TO = "mirai-2020-272299"


def opened(client: TestClient, address: str) -> tuple[httpx.Response, Page]:
    headers = {"Accept": "text/html", "Accept-Language": "ja"}
    response = client.get(address, headers=headers)
    return response, Page(response.text)


def corrected(client: TestClient, path: str, page: Page, **values: str) -> httpx.Response:
    """Send the form of a page with some values changed."""
    actions = [attrs["action"] for tag, attrs in page.elements if tag == "form"]
    assert actions == [path]
    return client.get(path, params=page.fields() | values, headers={"Accept": "text/html"})


def test_a_wrong_value_can_be_corrected_where_it_was_given(client: TestClient) -> None:
    response, page = opened(client, "/?q=ドローン&fiscal_year=abc&programme=mirai&limit=0")
    assert response.status_code == 400
    assert page.fields() == {
        "q": ["ドローン"],
        "programme": ["mirai"],
        "fiscal_year": ["abc"],
        "limit": ["0"],
    }
    hidden = [attrs["name"] for _, attrs in page.elements if attrs.get("type") == "hidden"]
    assert hidden == ["q", "programme"]
    assert "年度" in page.text_of("label")
    answer = corrected(client, "/", page, fiscal_year="2020", limit="5")
    assert answer.status_code == 200
    assert "ドローン" in answer.text


def test_a_wrong_value_can_be_left_out(client: TestClient) -> None:
    _, page = opened(client, "/?q=ドローン&fiscal_year=abc&nothing=1&lang=en")
    (without,) = (
        href for href, _, attrs in page.links() if attrs.get("rel") == "nofollow" and "q=" in href
    )
    assert parse_qs(urlsplit(without).query) == {"q": ["ドローン"], "lang": ["en"]}
    assert client.get(without).status_code == 200


def test_a_parameter_that_there_is_not_has_no_field(client: TestClient) -> None:
    response, page = opened(client, "/?q=ドローン&colour=red")
    assert response.status_code == 400
    assert page.fields() == {}
    assert [href for href, _, _ in page.links() if href.startswith("/?q=")] == [
        "/?q=%E3%83%89%E3%83%AD%E3%83%BC%E3%83%B3"
    ]


def test_a_parameter_given_twice_is_asked_for_once(client: TestClient) -> None:
    response, page = opened(client, "/?q=ドローン&q=自動運転&programme=mirai")
    assert response.status_code == 400
    assert page.fields() == {"q": ["ドローン"], "programme": ["mirai"]}
    assert corrected(client, "/", page).status_code == 200


def test_what_was_meant_is_the_same_page_with_it(client: TestClient) -> None:
    response, page = opened(client, "/?q=ドローン&municipality=府中市")
    assert response.status_code == 400
    ways = [
        href for href, _, _ in page.links() if href.startswith("/?") and "municipality=" in href
    ]
    assert len(ways) == 2
    for way in ways:
        assert parse_qs(urlsplit(way).query)["q"] == ["ドローン"]
        assert client.get(way, headers={"Accept": "text/html"}).status_code == 200


def test_a_thing_that_is_not_there_still_leads_to_the_pages_of_its_like(
    client: TestClient,
) -> None:
    response, page = opened(client, "/doc/project/mirai-2018-27000")
    assert response.status_code == 404
    assert page.fields() == {}
    assert any(href.startswith("/doc/project/mirai-2018-2") for href, _, _ in page.links())


@pytest.mark.parametrize(
    ("path", "name", "kinds"), [("/similar", "project", {"project"}), ("/network", "focus", set())]
)
def test_a_page_of_a_thing_asks_of_which(
    client: TestClient, path: str, name: str, kinds: set[str]
) -> None:
    response, page = opened(client, f"{path}?lang=ja")
    assert response.status_code == 200
    assert page.fields() == {"lang": ["ja"], name: [""]}
    (field,) = (attrs for _, attrs in page.elements if attrs.get("name") == name)
    assert kinds <= set(field["data-suggest"].split())
    found = client.get(f"/api/projects/{SIMILAR_TO}/similar?lang=ja").json()["project"]
    named = corrected(client, path, page, **{name: found["label"]})
    assert named.status_code == 200
    assert found["label"] in named.text


def test_similar_projects_of_what_is_no_project(client: TestClient) -> None:
    response, page = opened(client, "/similar?project=けいはんな&weight_text=0.5")
    assert response.status_code == 404
    (way,) = (href for href, _, _ in page.links() if SIMILAR_TO in href)
    assert parse_qs(urlsplit(way).query) == {
        "project": [f"project/{SIMILAR_TO}"],
        "weight_text": ["0.5"],
    }
    assert opened(client, way)[0].status_code == 200
    response, _ = opened(client, "/similar?project=technology/5g")
    assert response.status_code == 400
    assert "technology" in response.text


def test_a_typed_technology_is_corrected_where_it_was_typed(client: TestClient) -> None:
    response, page = opened(client, f"/similar?project={SIMILAR_TO}&typed_technology=zzqq")
    assert response.status_code == 400
    assert page.fields() == {"project": [SIMILAR_TO], "typed_technology": ["zzqq"]}
    answer = corrected(client, "/similar", page, typed_technology="自動運転")
    assert answer.status_code == 200


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_given_is_shown_as_text(client: TestClient, text: str) -> None:
    headers = {"Accept": "text/html"}
    response = client.get("/", params={"technology": text, "q": text}, headers=headers)
    assert response.status_code == 400
    page = Page(response.text)
    assert not [tag for tag, attrs in page.elements if tag == "img" or "onerror" in attrs]
    assert page.fields() == {"technology": [text], "q": [text]}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_that_was_given_is_shown_as_text(client: TestClient, text: str) -> None:
    response = client.get("/", params={"q": text, text: text}, headers={"Accept": "text/html"})
    assert response.status_code == 400
    page = Page(response.text)
    assert not [tag for tag, attrs in page.elements if tag == "img" or "onerror" in attrs]
    (way,) = (href for href, _, _ in page.links() if href.startswith("/?q="))
    assert parse_qs(urlsplit(way).query) == {"q": [text]}


def test_what_was_sent_is_no_address(client: TestClient) -> None:
    """A query cannot be answered as a page by its address alone when it was posted."""
    response = client.post("/api/search", data={"q": "ドローン"}, headers={"Accept": "text/html"})
    assert response.status_code == 405
    assert Page(response.text).fields() == {}
