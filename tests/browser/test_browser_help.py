"""Where people start and what helps them: start page, help, the way to report an error, sharing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SIZES = [{"width": 1366, "height": 768}, {"width": 390, "height": 844}]
TOWN = "/doc/municipality/272051?lang=ja"


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_box_is_seen_without_scrolling(page: Page, lang: str) -> None:
    page.goto(f"/?lang={lang}")
    expect(page.locator("#q")).to_be_in_viewport(ratio=1)
    expect(page.locator("form.search button").first).to_be_in_viewport(ratio=1)
    if page.viewport_size and page.viewport_size["width"] > 1000:
        expect(page.locator(".tasks a").last).to_be_in_viewport(ratio=1)


def test_a_tile_leads_to_the_projects_of_its_prefecture(page: Page) -> None:
    page.goto("/?lang=ja")
    page.locator(".japan a", has_text="大阪").click()
    page.wait_for_url("**prefecture=270008*")
    expect(page.locator("article").first).to_be_visible()


def test_tiles_stand_as_on_a_map_where_there_is_room(page: Page) -> None:
    page.goto("/?lang=ja")
    boxes = {
        name: page.locator(".japan a", has_text=name).bounding_box()
        for name in ("北海道", "東京", "大阪", "沖縄")
    }
    north, east, west, south = (box for box in boxes.values() if box)
    assert north["y"] < east["y"] < south["y"]
    assert south["x"] < west["x"] < east["x"] <= north["x"]


def test_an_example_of_the_help_opens_its_results(page: Page) -> None:
    page.goto("/?lang=ja")
    page.get_by_role("navigation").get_by_role("link", name="ヘルプ").click()
    page.wait_for_url("**/help*")
    page.get_by_role("link", name="大阪の近くの自動運転").click()
    page.wait_for_url("**/?q=*")
    expect(page.locator("article").first).to_be_visible()
    page.goto("/help?lang=en")
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()


def test_an_error_is_reported_with_the_iri(page: Page) -> None:
    page.goto(TOWN)
    page.get_by_role("link", name="この記載は誤り").click()
    page.wait_for_url("**/correction?*")
    expect(page.get_by_label("本文")).to_have_value(re.compile("id/municipality/272051"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="本文をコピー").click()
    expect(page.get_by_role("status")).to_have_text("コピーしました。")
    assert "吹田市" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("link", name=re.compile("吹田市")).click()
    page.wait_for_url("**/doc/municipality/272051*")


def test_the_address_is_copied_and_the_page_is_printed(page: Page) -> None:
    page.goto("/help?lang=ja")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="リンクをコピー").click()
    expect(page.locator(".share [role=status]")).to_have_text("コピーしました。")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="印刷").click()
    assert page.evaluate("window.printed") is True


def test_what_cannot_be_done_without_scripts_is_not_offered(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/help?lang=ja")
    expect(page.get_by_role("button", name="リンクをコピー")).to_be_hidden()


@pytest.mark.parametrize("path", ["/?q=ドローン&lang=ja", "/peers?municipality=272051&lang=ja"])
def test_a_print_says_what_was_asked_and_where_it_is_from(page: Page, path: str) -> None:
    page.goto(path)
    line = page.locator(".print-line")
    expect(line).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(line).to_be_visible()
    expect(line).to_contain_text(re.compile(r"\d{4}年\d+月\d+日.*http://[^/]+" + re.escape(path)))
    expect(page.locator("form.search").or_(page.locator("header.site nav")).first).to_be_hidden()
