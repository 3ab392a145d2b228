"""The page of peers answers first: what is in sight, how high it is, the shortlist, the map."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

pytestmark = pytest.mark.browser

DESKTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_PX = {1366: 5000, 390: 9000}
"""Height of a page with twenty peers at most, by the width of the window."""
BOXES = """() => [".map", ".pin.you", ".map-name:not(.beneath)"].flatMap((selector) =>
  [...document.querySelectorAll(selector)].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height];
  }))"""
"""Of the map, of the own mark and of each name that is shown: left, top, width, height."""
ON_PINS = """(asker) => {
  const box = (element) => element.getBoundingClientRect();
  const pins = [...document.querySelectorAll(".map .pin")].map(box);
  return [...document.querySelectorAll(".map-name:not(.beneath)")]
    .filter((name) => name.textContent !== asker)
    .filter((name) => pins.some((pin) => pin.left < box(name).right && box(name).left < pin.right
      && pin.top < box(name).bottom && box(name).top < pin.bottom))
    .map((name) => name.textContent);
}"""
"""Names on the map, but that of who asks, that lie on a pin."""
STORY = "/peers?municipality=吹田市&technology=自動運転&challenge=交通弱者"
FULL = "/peers/shortlist?municipality=272051&shortlist=272299,282103,281000,271403"
"""As many as a shortlist holds, beside who asks."""


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_first_peer_is_in_sight_and_twenty_are_not_high(page: Page, lang: str) -> None:
    page.goto(f"{STORY}&lang={lang}")
    size = page.viewport_size
    assert size
    expect(page.locator(".peer")).to_have_count(20)
    box = page.locator(".peer").first.bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size["height"]
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= MOST_PX[size["width"]]
    expect(page.locator(".peer .badge").first).to_be_visible()
    expect(page.locator("form.question")).to_be_hidden()
    page.locator(".asked > summary").click()
    expect(page.locator("form.question")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_on_a_phone_the_map_is_one_touch_away(page: Page) -> None:
    page.goto(f"{STORY}&lang=ja")
    page.get_by_role("link", name="地図", exact=True).click()
    expect(page.locator(".where .map")).to_be_in_viewport(ratio=0.9)
    expect(page.locator(".where .pin").first).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP], ids=["desktop"])
def test_on_a_desktop_the_map_needs_no_way_to_it(page: Page) -> None:
    page.goto(f"{STORY}&lang=ja")
    expect(page.locator(".where .map")).to_be_in_viewport()
    expect(page.locator(".to-map")).to_be_hidden()


def test_the_shortlist_from_a_button_to_a_sheet_of_paper(page: Page) -> None:
    page.goto(f"{STORY}&lang=ja")
    for count, number in enumerate((0, 1, 2), start=1):
        button = page.locator("a.list").nth(number)
        button.click()
        expect(page.locator("#shortlist .chip")).to_have_count(count)
        expect(page.locator("a.list").nth(number)).to_be_focused()
    expect(page).to_have_url(re.compile("shortlist="))
    expect(page.locator("#ranked-status")).to_contain_text("候補を変更しました")
    page.get_by_role("link", name="並べて比較する").click()
    expect(page.locator(".side th[scope=col]")).to_have_count(4)
    expect(page.locator(".side th.own")).to_contain_text("吹田市")
    page.locator(".letters summary").first.click()
    expect(page.locator(".letter-box").first).to_contain_text("ご担当者様")
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
    page.goto(f"{FULL}&lang=en")
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4"))) == 1
    page.goto(f"{STORY}&lang=ja")
    page.get_by_role("link", name="前回の候補を表示する").click()
    expect(page.locator("#shortlist .chip")).to_have_count(3)


@pytest.mark.parametrize(("lang", "asker"), [("ja", "吹田市"), ("en", "Suita City")])
def test_who_asks_is_in_the_middle_of_the_map_and_names_do_not_overlap(
    page: Page, lang: str, asker: str
) -> None:
    page.goto(f"{STORY}&lang={lang}")
    page.locator(".map.drawn .pin.you").wait_for()
    expect(page.locator(".map-name:not(.beneath)").filter(has_text=asker)).to_have_count(1)
    assert page.evaluate(ON_PINS, asker) == []
    whole, own, *names = page.evaluate(BOXES)
    for side in (0, 1):
        middle = own[side] + own[side + 2] / 2 - whole[side]
        assert middle == pytest.approx(whole[side + 2] / 2, abs=whole[side + 2] * 0.1)
    assert len(names) >= 3
    for number, one in enumerate(names):
        for other in names[:number]:
            assert any(
                max(one[side], other[side])
                >= min(one[side] + one[side + 2], other[side] + other[side + 2])
                for side in (0, 1)
            )


def test_the_shortlist_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto(f"{STORY}&lang=ja")
    page.locator("a.list").first.click()
    page.locator("a.list").nth(1).click()
    page.get_by_role("link", name="並べて比較する").click()
    expect(page.locator(".side th[scope=col]")).to_have_count(3)
