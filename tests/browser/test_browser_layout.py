"""Whoever uses the keyboard sees where they are, and gets everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from browser_chromium import settled
from browser_pages import BY_NAME
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (1280, 320)
MOST_STOPS = 600
"""More than any page has; the walk by Tab ends there if it never comes round."""
FOCUSED = """async () => {
  await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  window.seen ??= new Set();
  const again = window.seen.has(element);
  window.seen.add(element);
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    again,
    name: `${element.localName} ${(element.textContent || element.name || "").trim().slice(0, 40)}`,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    width: box.width,
    inView: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
  };
}"""
"""Where focus stands, one frame after it was scrolled to."""
MISSED = """() => [...document.querySelectorAll(
    "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary"
  )].filter((element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.tabIndex >= 0 && element.type !== "hidden" && element.type !== "radio" &&
    !window.seen.has(element)
  ).map((element) => element.outerHTML.slice(0, 120))"""


def _walked(page: Page) -> list[dict[str, Any]]:
    """Press Tab until focus leaves the page or comes round; return where it stood."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or stop["again"]:
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["start", "results", "project"])
def test_focus_is_seen_and_reaches_everything(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce")  # or focus is ahead of what smoothly follows it
    page.goto(BY_NAME[name].address)
    settled(page)
    stops = _walked(page)
    assert len(stops) > 10
    unseen = [stop for stop in stops if stop["outline"] < 2 or not stop["width"]]
    assert not unseen, "no outline where focus is"
    outside = [stop["name"] for stop in stops if not stop["inView"]]
    assert not outside, "focus stands where nobody sees it"
    missed = page.evaluate(MISSED)
    assert not missed, "Tab does not reach: " + "\n".join(missed)


@pytest.mark.parametrize("name", ["start", "results", "project", "missing"])
def test_the_skip_link_leads_to_the_content(page: Page, name: str) -> None:
    page.goto(BY_NAME[name].address)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'content'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", ["/doc/municipality/272051", "/doc/programme/mirai"])
def test_tables_of_an_entity_are_read_row_by_row_on_a_phone(phone: Page, path: str) -> None:
    phone.goto(f"{path}?lang=ja")
    wide = phone.locator(".part .scroll").evaluate_all(
        "boxes => boxes.filter(box => box.scrollWidth > box.clientWidth)"
        ".map(box => box.getAttribute('aria-labelledby'))"
    )
    assert wide == []
