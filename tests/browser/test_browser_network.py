"""Pictures of neighbourhoods: labels can be read, nothing moves, a phone has the list first."""

from __future__ import annotations

import pytest
from browser_chromium import settled
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FOCUSES = (
    "technology/drone",
    "municipality/272051",
    "programme/mirai",
    "project/mirai-2018-270008",
)
LABELS = """canvas => {
  const cy = canvas._cyreg.cy;
  const shown = cy.nodes().filter((node) => !node.hasClass("unlabelled"));
  const label = { includeNodes: false, includeEdges: false, includeOverlays: false };
  const body = { includeLabels: false, includeOverlays: false };
  const over = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
  const found = [];
  for (const one of shown.toArray()) {
    for (const other of cy.nodes().toArray()) {
      if (one === other) continue;
      const box = one.boundingBox(label);
      const both = other.hasClass("unlabelled") ? [body] : [body, label];
      if (both.some((part) => over(box, other.boundingBox(part)))) {
        found.push(`${one.data("shown")} / ${other.data("shown")}`);
      }
    }
  }
  const sizes = shown.map((one) => parseFloat(one.style("font-size")) * cy.zoom());
  return { found, shown: shown.length, all: cy.nodes().length, size: Math.min(...sizes) };
}"""
"""Which labels cover another label or a thing; ``_cyreg`` is where Cytoscape keeps itself."""
SHIFTED = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""
SMALLEST = 11.9
"""Least size of a label on the screen, in pixels of CSS."""
MOST_SHIFT = 0.05
"""Half of what is good (https://web.dev/articles/cls)."""


@pytest.mark.parametrize(
    ("focus", "lang"), [*((focus, "ja") for focus in FOCUSES), (FOCUSES[0], "en")]
)
def test_no_label_covers_anything_and_each_can_be_read(page: Page, focus: str, lang: str) -> None:
    page.goto(f"/network?focus={focus}&lang={lang}")
    settled(page)
    labels = page.locator(".network .canvas").evaluate(LABELS)
    assert labels["found"] == []
    assert labels["shown"] > labels["all"] / 3
    assert labels["size"] > SMALLEST
    page.locator(".network .canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".network .chosen a").first).to_be_visible()


@pytest.mark.fresh_window
@pytest.mark.parametrize("path", [f"/network?focus={FOCUSES[0]}", "/", "/help", "/sparql"])
@pytest.mark.parametrize(
    "viewport", [{"width": 1366, "height": 768}, {"width": 390, "height": 844}]
)
def test_nothing_moves_when_a_page_is_loaded(page: Page, path: str) -> None:
    page.goto(path, wait_until="networkidle")
    settled(page)
    assert page.evaluate(SHIFTED) < MOST_SHIFT


def test_on_a_phone_the_list_comes_first(phone: Page) -> None:
    phone.goto(f"/network?focus={FOCUSES[0]}&lang=ja")
    listed, picture = (phone.locator(one).bounding_box() for one in ("#list", ".network"))
    assert listed
    assert picture
    assert listed["y"] < picture["y"]
    phone.get_by_role("link", name="図へ移動").tap()
    expect(phone.locator(".network.drawn .canvas")).to_be_in_viewport()


def test_beside_each_other_on_a_desktop(page: Page) -> None:
    page.goto(f"/network?focus={FOCUSES[0]}&lang=ja")
    listed, picture = (page.locator(one).bounding_box() for one in ("#list", ".network"))
    assert listed
    assert picture
    assert listed["x"] < picture["x"]
    assert abs(listed["y"] - picture["y"]) < 100
