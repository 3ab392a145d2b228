"""The SPARQL page with scripts: run and cancel in place, what is kept, links, contrast."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from browser_chromium import settled
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

TOWNS = """PREFIX tsn: <https://w3id.org/tsunagu/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?town ?projects {
  { SELECT ?town (COUNT(DISTINCT ?project) AS ?projects) {
      ?project tsn:applicant ?town . ?town a tsn:Municipality } GROUP BY ?town }
} ORDER BY DESC(?projects) LIMIT 12"""
CONTRAST = """element => {
  const parts = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((part) => {
      const one = part / 255;
      return one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = getComputedStyle(element);
  const ground = getComputedStyle(element.closest("li")).backgroundColor;
  const [dark, bright] = [light(style.color), light(ground)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}"""
"""The contrast of a text and what it stands on (WCAG 2.2, 1.4.3)."""


def written(page: Page, query: str) -> None:
    """Put a query into the editor, as a paste does."""
    page.locator("form.sparql textarea").first.focus()
    page.locator(".yasqe .CodeMirror").wait_for()
    page.evaluate(
        "query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query
    )


def test_a_query_runs_in_place_and_its_address_opens_it_again(page: Page) -> None:
    page.goto("/sparql?lang=ja")
    page.evaluate("window.stayed = true")
    written(page, TOWNS)
    page.get_by_role("button", name="実行").click()
    expect(page.locator("#result")).to_be_focused()
    expect(page.locator("#answer .scroll tbody tr").first).to_be_visible()
    assert page.evaluate("window.stayed") is True
    expect(page).to_have_url(re.compile(r"/sparql\?query=.*format=html"))
    expect(page.locator("#run-state")).to_contain_text("結果を表示しました")
    expect(page.locator(".map.drawn .pin").first).to_be_visible()
    page.locator(".charts summary").click()
    assert page.locator(".charts tr").count() == 12
    rows = page.locator("#answer .scroll tbody tr").count()
    page.reload()
    assert page.locator("#answer .scroll tbody tr").count() == rows == 12
    page.go_back()
    page.wait_for_function("!document.querySelector('#result')")


def test_on_a_phone_the_table_comes_first_and_the_map_is_one_touch_away(phone: Page) -> None:
    phone.goto("/sparql?lang=ja")
    phone.get_by_role("button", name="実行する").click()
    table, shown = phone.get_by_role("table", name="行"), phone.locator(".result .map")
    expect(table).to_be_visible()
    top = "one => one.getBoundingClientRect().top"
    assert table.evaluate(top) < shown.evaluate(top)
    phone.locator(".result").get_by_role("link", name="地図", exact=True).click()
    expect(shown).to_be_in_viewport()


def test_a_mistake_is_shown_in_place_too(page: Page) -> None:
    page.goto("/sparql?lang=ja")
    written(page, "SELECT ?x {\n  ?x tsn:key 1 }")
    page.on("console", lambda _: None)
    page.route("**/sparql?query=*", _as_answered)
    page.get_by_role("button", name="実行").click()
    expect(page.locator("#failure")).to_be_focused()
    expect(page.locator(".yasqe .mistake")).to_have_count(1)


def _as_answered(route: Route) -> None:
    """Pass the page of a mistake on without its status, which Chromium would log as an error."""
    answer = route.fetch()
    assert answer.status == 400
    route.fulfill(response=answer, status=200)


def test_a_query_can_be_given_up(page: Page) -> None:
    page.goto("/sparql?lang=ja")
    written(page, TOWNS)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)  # and never answer

    page.route("**/sparql?query=*", hold)
    cancel = page.get_by_role("button", name="中止")
    expect(cancel).to_be_disabled()
    page.get_by_role("button", name="実行").click()
    expect(page.locator("#run-state")).to_have_text("実行しています…")
    cancel.click()
    expect(page.locator("#run-state")).to_have_text("中止しました。")
    expect(cancel).to_be_disabled()
    expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true")
    held[0].abort()
    page.unroute("**/sparql?query=*")
    page.get_by_role("button", name="実行").click()
    expect(page.locator("#result")).to_be_focused()


def test_what_was_run_is_kept_in_the_browser_and_can_be_cleared(page: Page) -> None:
    page.goto("/sparql?lang=ja")
    expect(page.locator("#kept")).to_be_hidden()
    written(page, "ASK { ?kept ?p ?o }")
    page.get_by_role("button", name="実行").click()
    expect(page.locator("#result")).to_be_focused()
    page.goto("/sparql?lang=ja")
    page.get_by_role("button", name=re.compile("ASK . .kept")).click()
    assert page.locator("#query").input_value() == "ASK { ?kept ?p ?o }"
    page.get_by_role("button", name="すべて消去").click()
    expect(page.locator("#kept")).to_be_hidden()
    assert page.evaluate("localStorage.getItem('tsunagu-queries')") == "[]"


def test_a_short_link_holds_the_query(page: Page) -> None:
    page.goto("/sparql?lang=ja")
    query = TOWNS + "\n# 日本語の注 🚁"
    written(page, query)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="共有リンクをコピー").click()
    expect(page.locator("#run-state")).to_contain_text("コピーしました")
    address = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"http://[^/]+/sparql\?lang=ja#q=[\w-]+", address)
    plain = f"{address.partition('#')[0]}&query={quote(query)}"
    assert len(address) < 0.8 * len(plain)
    other = page.context.new_page()
    other.goto(address)
    other.wait_for_function("document.querySelector('#query').value.startsWith('PREFIX tsn')")
    assert other.locator("#query").input_value() == query
    other.goto(f"{address.partition('#')[0]}#q=cut-off")
    other.reload()
    assert other.locator("#query").input_value() != ""
    other.close()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_chosen_completion_can_be_read(page: Page, color_scheme: str) -> None:
    page.goto("/sparql?lang=ja")
    written(page, "")
    page.keyboard.type("PREFIX tsn: <https://w3id.org/tsunagu/ns#> SELECT * { ?x tsn:app")
    chosen = page.locator(".CodeMirror-hint-active")
    chosen.wait_for()
    for text in (chosen, chosen.locator("code"), chosen.locator("small").last):
        assert text.evaluate(CONTRAST) >= 4.5, color_scheme


def test_without_scripts_it_is_a_plain_form(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/sparql?lang=ja")
    expect(page.get_by_role("button", name="中止")).to_be_hidden()
    page.locator("#query").fill(TOWNS)
    page.get_by_role("button", name="実行").click()
    page.wait_for_url("**format=html*")
    assert page.locator("#answer .scroll tbody tr").count() == 12
    page.locator(".charts summary").click()
    expect(page.locator(".charts svg").first).to_be_visible()
    page.locator(".snippets summary").click()
    expect(page.locator("#snippet-1")).to_contain_text("curl")


def test_the_page_with_all_that_is_folded_is_drawn(page: Page) -> None:
    page.goto("/sparql?format=html&query=ASK%7B%7D&lang=en")
    settled(page)
    expect(page.locator(".verdict")).to_be_visible()
