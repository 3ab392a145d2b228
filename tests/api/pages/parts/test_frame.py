"""Every page says who can be asked, of when it is, and how to tell of an error."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from html_pages import HOSTILE, Page

from api.pages.parts.frame import correction_text, form_address, mail_address
from graph.description.contact_point import Operator

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from api.release.releases import Release

HTML = {"Accept": "text/html"}
TOWN = "https://w3id.org/tsunagu/id/municipality/272051"
PATHS = (
    "/",
    "/?q=ドローン",
    "/help",
    "/developers",
    "/doc/municipality/272051",
    "/sparql?format=html",
)


@pytest.mark.parametrize("path", [*PATHS, "/doc/project/zzz"])
def test_every_page_says_of_when_it_is(client: TestClient, release: Release, path: str) -> None:
    text = client.get(path, headers=HTML).text
    footer = text[text.index("<footer") :]
    assert release.id in footer
    sources = client.app.state.holder.take()  # type: ignore[attr-defined]
    read = sources.read_on
    sources.end_use()
    year, month, day = (int(part) for part in read.split("-"))
    assert f"{year}年{month}月{day}日まで" in footer
    assert "運営者の連絡先は設定されていません。" in footer


def test_the_start_page_says_that_it_is_no_site_of_the_government(client: TestClient) -> None:
    assert "国の機関が運営するサイトではありません。" in client.get("/", headers=HTML).text
    english = client.get("/?lang=en", headers=HTML).text
    assert "This is not a website of the national government." in english


@pytest.mark.parametrize("path", ["/", "/about/accessibility"])
def test_an_operator_can_be_asked(operated: TestClient, path: str) -> None:
    response = operated.get(path, headers=HTML)
    links = [href for href, _, _ in Page(response.text).links()]
    assert links.count("mailto:ask@example.jp") == (2 if "accessibility" in path else 1)
    assert "https://example.jp/form?about=" in links
    assert "つなぐ運営室" in response.text
    assert "設定されていません" not in response.text


def test_without_an_operator_an_error_leads_to_a_text_to_copy(client: TestClient) -> None:
    page = Page(client.get("/doc/municipality/272051", headers=HTML).text)
    (address,) = [href for href, text, _ in page.links() if text == "この記載は誤り"]
    assert parse_qs(urlsplit(address).query) == {"about": [TOWN]}
    shown = client.get(address, headers=HTML)
    assert shown.status_code == 200
    text = Page(shown.text).text_of("textarea")[0]
    assert TOWN in text
    assert "吹田市" in text
    assert "設定されていません" in shown.text


def test_with_an_operator_it_opens_a_message_with_the_iri(operated: TestClient) -> None:
    found = operated.get("/api/search?type=project&limit=1").json()["items"][0]
    page = Page(operated.get(f"/doc/project/{found['key']}", headers=HTML).text)
    (address,) = [href for href, text, _ in page.links() if text == "この記載は誤り"]
    scheme, _, to, query, _ = urlsplit(address)
    assert (scheme, to) == ("mailto", "ask@example.jp")
    fields = parse_qs(query)
    assert found["iri"] in fields["body"][0]
    shown = Page(operated.get(f"/correction?about={quote(found['iri'])}", headers=HTML).text)
    links = [href for href, _, _ in shown.links()]
    assert f"https://example.jp/form?about={quote(found['iri'], safe='')}" in links


@pytest.mark.parametrize("about", ["https://example.jp/", TOWN + "0", "no IRI", *HOSTILE])
def test_an_error_is_told_of_what_is_in_the_graph_only(client: TestClient, about: str) -> None:
    response = client.get("/correction", params={"about": about}, headers=HTML)
    assert response.status_code == 404
    assert about not in unescape(response.text).split("<main")[0]


def test_a_form_without_a_place_for_the_iri_is_opened_as_it_is() -> None:
    assert form_address(Operator(url="https://e.jp/f"), TOWN) == "https://e.jp/f"
    assert Operator(url="https://e.jp/f?a={iri}").page == "https://e.jp/f?a="


@pytest.mark.parametrize("label", ["a&b=c?d#e", "100%\r\nBcc: x@example.jp", *HOSTILE])
def test_no_label_adds_a_field_to_a_message(label: str) -> None:
    subject, text = correction_text(label, TOWN, "r", "ja")
    address = mail_address(Operator(email="a@e.jp"), subject, text)
    fields = [pair.partition("=")[::2] for pair in address.partition("?")[2].split("&")]
    assert [name for name, _ in fields] == ["subject", "body"]
    assert unquote(fields[0][1]) == subject
    assert unquote(fields[1][1]).splitlines() == text.splitlines()


def test_a_print_says_what_was_asked_where_and_when(client: TestClient) -> None:
    text = client.get("/", params={"q": "大阪の<b>"}, headers=HTML).text
    line = text[text.index('<p class="print-line">') :].partition("</p>")[0]
    assert "大阪の&lt;b&gt;" in line
    assert "年" in line
    assert "/?q=大阪の" in line
