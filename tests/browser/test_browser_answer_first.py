"""The answer stands above the fold, on a desktop and on a phone, and pages stay short."""

from __future__ import annotations

import itertools
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browser_pages import BY_NAME
from playwright.sync_api import Locator, Page, ViewportSize, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAPTOP: ViewportSize = {"width": 1366, "height": 768}
HANDSET: ViewportSize = {"width": 390, "height": 844}
SIZES = (LAPTOP, HANDSET)
ANSWERS = (
    ("/?q=大阪の近くの自動運転", ".hits > li"),
    ("/?q=九州のドローン", ".hits > li"),
    ("/?q=令和4年度に選定されたクラウド関連のプロジェクト", ".hits > li"),
    ("/programmes/match?technology=自動運転&stage=demonstration", ".ranked > ol > li"),
    ("/similar?project=mirai-2018-270008", ".ranked > ol > li"),
)
"""Questions, and what an item of the answer is."""
HEIGHTS = (
    ("/doc/programme/mirai", LAPTOP, 6000),
    ("/doc/programme/mirai", HANDSET, 12_000),
    ("/doc/programme/smartcity-soumu", LAPTOP, 6000),
    (
        "/programmes/compare?compare=mirai&compare=smartcity-soumu&compare=road-av-support",
        LAPTOP,
        4000,
    ),
)
"""Pages, windows, and how high they may be, in CSS pixels."""
BELOW_THE_BUTTONS = """() => {
  const [popup, buttons] = [".leaflet-popup", ".leaflet-control-zoom"].map((selector) =>
    document.querySelector(selector).getBoundingClientRect());
  return popup.top >= buttons.bottom;
}"""
"""A popup hides nothing of the map's buttons, nor they of it."""


def name(value: object) -> str | None:
    return f"{value['width']}px" if isinstance(value, dict) else None


def opened(page: Page, path: str, lang: str) -> None:
    joint = "&" if "?" in path else "?"
    page.goto(quote(f"{path}{joint}lang={lang}", safe="/?&=:%+,"))


def bottom(item: Locator) -> float:
    box = item.bounding_box()
    assert box
    return box["y"] + box["height"]


@pytest.mark.parametrize("viewport", SIZES, ids=name)
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("path", "item"), ANSWERS)
def test_the_first_result_is_seen_without_scrolling(
    page: Page, path: str, item: str, lang: str, viewport: ViewportSize
) -> None:
    opened(page, path, lang)
    assert bottom(page.locator(item).first) <= viewport["height"]
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("path", "viewport", "most"), HEIGHTS, ids=name)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_is_no_higher_than_it_may_be(
    page: Page, path: str, viewport: ViewportSize, most: int, lang: str
) -> None:
    assert viewport in SIZES
    opened(page, path, lang)
    assert page.evaluate("document.documentElement.scrollHeight") <= most


@pytest.mark.parametrize("viewport", [LAPTOP], ids=name)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_project_says_at_once_what_it_is_and_whom_to_call(page: Page, lang: str) -> None:
    opened(page, "/doc/project/mirai-2018-270008", lang)
    for shown in (".described", ".glance .contact a[href^='tel:']"):
        assert bottom(page.locator(shown).first) <= LAPTOP["height"]
    similar, rest = page.locator("#related-similar"), page.locator("#facts")
    assert bottom(similar) < bottom(rest)


def test_the_way_back_to_the_results(page: Page) -> None:
    opened(page, "/doc/project/mirai-2018-270008", "ja")
    expect(page.locator(".trail")).not_to_contain_text("検索結果に戻る")
    opened(page, "/?q=大阪の近くの自動運転", "ja")
    address = page.url
    page.locator(".hits h3 a").first.click()
    page.locator(".trail").get_by_role("link", name="検索結果に戻る").click()
    page.wait_for_url(address)


def test_a_footnote_opens_the_list_of_sources_and_leads_back(page: Page) -> None:
    opened(page, "/doc/programme/mirai", "ja")
    expect(page.locator(".sources li").first).to_be_hidden()
    mark = page.locator(".glance a.source").first
    mark.click()
    source = page.locator(f"[id='{(mark.get_attribute('href') or '#')[1:]}']")
    expect(source).to_be_visible()
    source.locator(".back").click()
    expect(page).to_have_url(re.compile("#from-source-"))


@pytest.mark.parametrize("viewport", [HANDSET], ids=name)
def test_a_phone_opens_the_filters_the_map_and_the_order(page: Page) -> None:
    opened(page, "/?q=自動運転", "ja")
    bar = page.get_by_role("navigation", name="結果の見方")
    panels = {"絞り込み": "#panel-narrow", "地図": "#panel-map", "並び順": "#panel-sort"}
    for panel in panels.values():
        expect(page.locator(panel)).to_be_hidden()
    for words, panel in panels.items():
        bar.get_by_role("link", name=words).click()
        expect(page.locator(panel)).to_be_visible()
        page.locator(panel).get_by_role("link", name="閉じる").click()
        expect(page.locator(panel)).to_be_hidden()


@pytest.mark.parametrize("viewport", [HANDSET], ids=name)
def test_a_phone_without_javascript_opens_the_filters(page_without_javascript: Page) -> None:
    page = page_without_javascript
    opened(page, "/?q=自動運転", "ja")
    page.get_by_role("link", name="絞り込み").click()
    expect(page.locator("#panel-narrow")).to_be_visible()
    expect(page.get_by_role("link", name="地図", exact=True)).to_be_hidden()


def test_a_chip_that_is_taken_away_leaves_the_box(page: Page) -> None:
    opened(page, "/?q=大阪の近くの自動運転", "ja")
    page.locator(".chip .remove").first.click()
    page.wait_for_url("**drop=*")
    box = page.get_by_role("combobox", name="検索する語句")
    expect(box).to_have_value("自動運転")
    found = page.locator(".results .total").inner_text()
    page.get_by_role("button", name="検索").click()
    page.wait_for_url(lambda url: "drop=" not in url)
    expect(page.locator(".results .total")).to_have_text(found)


@pytest.mark.fresh_window
def test_a_key_on_the_slider_asks_once_and_keeps_the_focus(page: Page) -> None:
    page.clock.install()
    opened(page, "/?q=大阪の近くの自動運転", "ja")
    slider = page.get_by_role("slider", name="検索範囲")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "radius_km" not in page.url, "it asks when no other key follows"
    with page.expect_navigation():
        page.clock.run_for(2000)
    assert parse_qs(urlsplit(page.url).query)["radius_km"] == ["60"]
    expect(page.get_by_role("slider", name="検索範囲")).to_be_focused()


def test_a_map_names_places_and_lets_the_wheel_pass(page: Page) -> None:
    opened(page, "/?q=大阪の近くの自動運転", "ja")
    place = page.locator(".map.drawn")
    expect(place).to_be_visible()
    assert "和歌山県" in place.locator(".name:not(.covered)").all_inner_texts()
    expect(place.locator(".asked-place")).to_have_text(re.compile("大阪"))
    expect(place.get_by_role("link", name="この範囲で検索")).to_be_hidden()
    place.hover()
    page.mouse.wheel(0, 300)
    page.wait_for_function("() => scrollY > 0")
    place.locator(".pin.point").first.dispatch_event("click")
    popup = place.locator(".leaflet-popup")
    expect(popup.locator("li a").first).to_be_visible()
    assert popup.locator("li a").first.inner_text() in page.locator(".hits h3").all_inner_texts()
    page.wait_for_function(BELOW_THE_BUTTONS)


def test_a_close_map_draws_the_boundaries_around_its_places(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")  # while a map zooms it takes no click
    opened(page, "/?q=大阪府の自動運転", "ja")
    place = page.locator(".map.drawn")
    expect(place).to_be_visible()
    expect(place.locator(".boundary").first).to_be_attached()
    for _ in range(3):
        expect(place.locator(".leaflet-zoom-anim")).to_have_count(0)  # a click on the way is lost
        place.locator(".leaflet-control-zoom-out").click()
    expect(place.locator(".boundary").first).to_be_hidden()


@pytest.mark.parametrize(
    "path",
    [
        "/?q=自動運転",
        "/peers?municipality=272051&technology=自動運転",
        "/peers/shortlist?municipality=272051&shortlist=281000,272299",
        "/programmes/match?technology=自動運転&stage=demonstration",
        "/similar?project=mirai-2018-270008",
        "/doc/project/mirai-2018-270008",
    ],
)
def test_the_address_of_a_page_can_be_copied_and_the_page_printed(page: Page, path: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, path, "ja")
    expect(page.get_by_role("button", name="印刷")).to_have_count(1)
    page.get_by_role("button", name="リンクをコピー").click()
    expect(page.locator(".share [role=status]").first).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_what_is_in_view_of_the_map_can_be_searched(page: Page) -> None:
    opened(page, "/?q=大阪の近くの自動運転", "ja")
    place = page.locator(".map.drawn")
    expect(place).to_be_visible()
    page.locator(".leaflet-control-zoom-in").click()
    place.get_by_role("link", name="この範囲で検索").click()
    page.wait_for_url("**near=*")
    asked = parse_qs(urlsplit(page.url).query)
    assert 1 <= float(asked["radius_km"][0]) <= 60
    assert re.fullmatch(r"3\d\.\d+,13\d\.\d+", asked["near"][0])


def test_one_finger_scrolls_the_page_over_a_map(phone: Page) -> None:
    opened(phone, "/?q=大阪の近くの自動運転", "ja")
    phone.get_by_role("link", name="地図", exact=True).click()
    place = phone.locator(".map.drawn")
    expect(place).to_be_visible()
    touch = place.evaluate("element => getComputedStyle(element).touchAction")
    assert touch in {"auto", "manipulation", "pan-x pan-y"}


@pytest.mark.parametrize("viewport", [LAPTOP], ids=name)
def test_the_names_stay_while_a_comparison_scrolls(page: Page) -> None:
    page.goto(BY_NAME["programmes-compare"].address)
    page.mouse.wheel(0, 1500)
    page.wait_for_function("() => scrollY >= 1000")
    head = page.locator(".compared thead th").first.bounding_box()
    assert head
    assert -1 <= head["y"] <= 1


def test_a_wide_table_is_read_row_by_row_on_a_phone(phone: Page) -> None:
    phone.goto("/doc/programme/mirai?lang=ja")
    cells = phone.locator(".part-transition_steps tbody tr").first.locator("td:not(:empty)")
    boxes = cells.evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    assert len(boxes) > 4
    assert len({round(box["left"]) for box in boxes}) == 1
    assert all(one["bottom"] <= other["top"] + 1 for one, other in itertools.pairwise(boxes))
    assert cells.first.evaluate("one => getComputedStyle(one, '::before').content") == '"名称"'
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
