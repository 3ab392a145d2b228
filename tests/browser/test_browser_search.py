"""The search page as people use it: typing, choosing, narrowing, the map, the way back."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

QUERY = "自動運転 projects near Osaka"
NEAR_OSAKA = 14
"""Projects that the query finds; pinned beside the judged queries."""

COUNTED = """total => [...document.querySelectorAll(".pin")]
  .reduce((sum, pin) => sum + parseInt(pin.innerText, 10), 0) === total"""
"""Whether the pins of the map count so many results; they are drawn one after another."""
WHILE = 1000
"""Milliseconds of the page's own clock in which completions would have been asked for."""


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def total(page: Page) -> int:
    shown = page.locator(".results .total").inner_text()
    return int(re.sub(r"\D", "", shown))


def test_first_story_from_typing_to_the_file(page: Page) -> None:
    page.goto("/?lang=ja")
    page.get_by_role("combobox", name="検索する語句").fill(QUERY)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert total(page) == NEAR_OSAKA
    chips = page.locator(".understood .chip").all_inner_texts()
    assert any("自動運転" in chip for chip in chips)
    assert any("大阪府大阪市から50km以内" in chip for chip in chips)
    expect(page.locator(".map.drawn")).to_be_visible()
    page.wait_for_function(COUNTED, arg=NEAR_OSAKA)
    page.locator("details.reasons summary").first.click()
    expect(page.locator("details.reasons table.bars").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    names = [row["名称"] for row in rows]
    titles = page.locator(".hits h3").all_inner_texts()
    assert set(titles) < set(names), "linked support is a row of its own, and inside its project"
    shown = page.locator(".hits").inner_text()
    assert all(name in shown for name in names)
    assert all(row["出典"] for row in rows)


def test_completions_by_keyboard(page: Page) -> None:
    page.goto("/?lang=ja")
    box = page.get_by_role("combobox", name="検索する語句")
    box.press_sequentially("しじょうなわ", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("候補が")
    box.press("ArrowDown")
    first = options.first
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert urlsplit(page.url).path == "/"
    box.press("Enter")
    page.wait_for_url("**/?q=*")
    assert "四條畷市" in query(page)["q"][0], "choosing a completion searches"
    expect(page.get_by_role("combobox", name="検索する語句")).to_have_value(re.compile("四條畷市"))


def test_escape_closes_the_completions_and_keeps_the_text(page: Page) -> None:
    page.goto("/?lang=ja")
    box = page.get_by_role("combobox", name="検索する語句")
    box.press_sequentially("ドロー", delay=20)
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("ドロー")


@pytest.mark.fresh_window
def test_nothing_is_asked_or_chosen_while_kana_are_converted(page: Page) -> None:
    asked: list[str] = []

    def note(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    page.route("**/api/suggest*", note)
    page.clock.install()
    page.goto("/?lang=ja")
    box = page.get_by_role("combobox", name="検索する語句")
    box.focus()
    # The events of an input method as Chromium sends them (UI Events, section 5.7).
    box.evaluate(
        """box => {
          const send = (type, data) =>
            box.dispatchEvent(new CompositionEvent(type, {data, bubbles: true}));
          const type = text => {
            box.value = text;
            box.dispatchEvent(new InputEvent('input', {data: text, isComposing: true, bubbles: true,
              inputType: 'insertCompositionText'}));
          };
          send('compositionstart', ''); send('compositionupdate', 'ど'); type('ど');
          send('compositionupdate', 'どろーん'); type('どろーん');
        }"""
    )
    page.clock.run_for(WHILE)
    assert asked == []
    pressed = box.evaluate(
        """box => {
          const event = new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, keyCode: 229,
            bubbles: true, cancelable: true});
          return box.dispatchEvent(event);
        }"""
    )
    assert pressed, "the key belongs to the input method"
    assert urlsplit(page.url).query == "lang=ja"
    box.evaluate(
        """box => {
          box.value = 'ドローン';
          const end = {data: 'ドローン', bubbles: true};
          box.dispatchEvent(new CompositionEvent('compositionend', end));
        }"""
    )
    page.clock.run_for(WHILE)
    expect(page.get_by_role("option").first).to_be_visible()
    assert len(asked) == 1


@pytest.mark.fresh_window
def test_input_method_of_the_browser_itself(page: Page) -> None:
    page.clock.install()
    page.goto("/?lang=ja")
    box = page.get_by_role("combobox", name="検索する語句")
    box.focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "じどう", "selectionStart": 3, "selectionEnd": 3}
    )
    page.clock.run_for(WHILE)
    expect(page.get_by_role("listbox")).to_be_hidden()
    keyboard.send("Input.insertText", {"text": "自動運転"})
    expect(box).to_have_value("自動運転")
    page.clock.run_for(WHILE)
    expect(page.get_by_role("option").first).to_be_visible()


def test_the_whole_way_by_keyboard_alone(page: Page) -> None:
    page.goto("/?lang=ja")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="検索する語句")).to_be_focused()
    page.keyboard.type("ドローン 北海道", delay=20)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    before = total(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.hits h3') !== null"):
            break
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()
    assert total(page) == before


def test_chips_facets_and_readings_are_addresses(page: Page) -> None:
    page.goto(f"/?q={QUERY}&lang=ja")
    page.get_by_role("link", name="大阪府として検索").click()
    page.wait_for_url("**as=*")
    assert any("大阪府" in chip for chip in page.locator(".understood .chip").all_inner_texts())
    state, found = page.url, total(page)
    facet = page.locator(".facets details.facet").filter(
        has=page.get_by_text("支援制度", exact=True).and_(page.locator("summary"))
    )
    facet.get_by_role("link").first.click()
    page.wait_for_url("**programme=*")
    narrowed, fewer = page.url, total(page)
    assert fewer <= found
    page.go_back()
    assert (page.url, total(page)) == (state, found)
    page.go_forward()
    assert (page.url, total(page)) == (narrowed, fewer)
    page.reload()
    assert (page.url, total(page)) == (narrowed, fewer)
    expect(page.get_by_role("combobox", name="検索する語句")).to_have_value(QUERY)


def test_the_slider_moves_the_circle_and_asks_again(page: Page) -> None:
    page.goto(f"/?q={QUERY}&lang=ja")
    expect(page.locator(".map.drawn")).to_be_visible()
    slider = page.get_by_role("slider", name="検索範囲")
    slider.focus()
    with page.expect_navigation():
        slider.evaluate(
            "one => { one.value = 30; one.dispatchEvent(new Event('input', {bubbles: true}));"
            " one.dispatchEvent(new Event('change', {bubbles: true})); }"
        )
    assert query(page)["radius_km"] == ["30"]
    assert total(page) < NEAR_OSAKA
    assert any("30km以内" in chip for chip in page.locator(".understood .chip").all_inner_texts())


def test_list_and_map_point_at_each_other(page: Page) -> None:
    page.goto(f"/?q={QUERY}&lang=ja")
    expect(page.locator(".map.drawn")).to_be_visible()
    page.locator(".hits li").first.hover()
    expect(page.locator(".pin.hot")).to_have_count(1)
    page.mouse.move(2, 2)
    expect(page.locator(".pin.hot")).to_have_count(0)
    page.locator(".hits li a").first.focus()
    page.locator(".leaflet-control-zoom-in").dispatch_event("click")
    expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
    expect(page.locator(".pin.hot"), "the map draws its pins anew").to_have_count(1)
    point = page.locator(".pin.point").first
    point.focus()
    expect(page.locator(".hits li.hot")).not_to_have_count(0)
    page.keyboard.press("Enter")
    only = page.locator(".leaflet-popup").get_by_role("link", name="この場所で絞り込む")
    expect(only).to_be_visible()
    only.press("Enter")
    page.wait_for_url("**municipality=*")
    assert 0 < total(page) <= NEAR_OSAKA


def test_what_was_searched_is_kept_in_the_browser_and_can_be_cleared(page: Page) -> None:
    page.goto("/?lang=ja")
    expect(page.locator("#history")).to_be_hidden()
    page.goto("/?q=ドローン&lang=ja")
    page.goto("/?lang=ja")
    past = page.locator("#history")
    expect(past.get_by_role("link", name="ドローン")).to_be_visible()
    past.get_by_role("link", name="ドローン").click()
    page.wait_for_url("**/?q=*")
    page.goto("/?lang=ja")
    page.get_by_role("button", name="すべて消す").click()
    expect(past).to_be_hidden()
    assert json.loads(page.evaluate("localStorage.getItem('tsunagu-searches')")) == []


def test_conditions_can_be_added_by_the_form(page: Page) -> None:
    page.goto("/?q=ドローン&type=project&lang=ja")
    before = total(page)
    page.get_by_text("条件を追加する").click()
    page.get_by_label("都道府県").select_option(label="北海道")
    page.get_by_role("button", name="検索").click()
    page.wait_for_url("**prefecture=010006*")
    assert 0 < total(page) < before
    assert "technology" not in query(page), "what says nothing is left out of the address"


def test_nothing_found_offers_the_way_out(page: Page) -> None:
    page.goto("/?q=自動運転 沖ノ鳥島村&type=event&fiscal_year=2001&lang=ja")
    expect(page.locator(".nothing")).to_be_visible()
    out = page.locator(".results ul li a").first
    out.click()
    assert total(page) > 0


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/doc/project/mirai-2020-272299", "けいはんな学研区域"),
        ("/doc/programme/mirai", "未来技術社会実装事業"),
    ],
)
def test_the_picture_can_be_walked(page: Page, path: str, heading: str) -> None:
    page.goto(f"{path}?lang=ja")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    picture = page.locator(".network .canvas")
    page.locator("#network").scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    picture.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    status = page.locator(".network .chosen")
    expect(status.get_by_role("link", name="中心にする")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/network?focus=*")
    expect(page.locator(".network .canvas")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "asked", "picture"),
    [
        ("/?q=ドローン", "**/api/map?*", ".where .map"),
        ("/?q=ドローン", "**/static/japan.geojson", ".where .map"),
        ("/doc/programme/mirai", "**/api/graph?*", ".network"),
    ],
)
def test_a_picture_that_cannot_be_loaded_says_so(
    page: Page, path: str, asked: str, picture: str
) -> None:
    page.route(asked, lambda route: route.fulfill(status=200, body="no answer"))
    page.goto(f"{path}{'&' if '?' in path else '?'}lang=ja")
    said = page.locator(f"{picture}.failed").get_by_role("status")
    page.locator(picture).locator("xpath=..").scroll_into_view_if_needed()
    expect(said).to_contain_text("図を表示できませんでした")
    expect(page.locator(picture)).not_to_have_attribute("role", "application")


def test_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/?lang=ja")
    page.get_by_label("検索する語句").fill(QUERY)
    page.get_by_role("button", name="検索").click()
    assert total(page) == NEAR_OSAKA
    expect(page.locator(".where")).to_be_hidden()
    page.locator(".facets a").nth(1).click()
    page.go_back()
    page.locator(".hits h3 a").first.click()
    expect(page.locator("#sources")).to_be_visible()
    expect(page.locator("#related-similar")).to_be_visible()
    page.get_by_role("link", name="関係の一覧").click()
    expect(page.get_by_role("heading", name="一覧")).to_be_visible()
    assert page.locator(".group li").count() > 5


def test_small_window(phone: Page) -> None:
    phone.goto(f"/?q={QUERY}&lang=ja")
    assert total(phone) == NEAR_OSAKA
    wide = phone.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert wide <= 0
    phone.get_by_role("link", name="地図", exact=True).click()
    expect(phone.locator(".map.drawn")).to_be_visible()
