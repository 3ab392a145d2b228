"""No page scrolls sideways, and axe-core finds nothing: wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import pytest
from browser_axe import Axe
from browser_chromium import Server, Watch, settled
from browser_pages import OPENED, PAGES, SitePage
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (1280, 320)
"""Pixels; the second is as narrow as WCAG 2.2 asks (1.4.10)."""
TOO_WIDE = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= window.innerWidth) return [];
  const inside = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible") return true;
    }
    return false;
  };
  const named = (element) =>
    `${element.localName}.${element.getAttribute("class") ?? ""}#${element.id}: ` +
    `${Math.round(element.getBoundingClientRect().right)} px: ` +
    element.textContent.replace(/\\s+/g, " ").trim().slice(0, 60);
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.checkVisibility() && !inside(element) &&
      element.getBoundingClientRect().right > window.innerWidth + 0.5
  );
  return [`${root.scrollWidth} px in ${window.innerWidth}`, ...wide.slice(0, 12).map(named)];
}"""
"""What stands out to the right, unless it scrolls in a box of its own."""
View = tuple[Literal["light", "dark"], int]
VIEWS: tuple[View, ...] = (("light", 320), ("dark", 1280))
"""Colour scheme and width in px: each of both, once. No style sheet has a colour that depends on
the width, and nothing but a colour depends on the scheme (``tests/api/pages/test_styles.py``)."""
MORE_VIEWS: Mapping[str, tuple[View, ...]] = {"start": (("light", 1280),)}
"""The words beside the name of the site, on every page, are shown in a wide window only."""
TWINS = {
    "start-english": "start",
    "results": "results-english",
    "results-narrowed": "results-english",
    "project-english": "project",
    "peers-results": "peers-english",
    "missing": "missing-english",
}
"""Pages of one template: axe looks at the second one only. Their texts may be too wide each."""
LONGEST_LIST = 12
SHORTENED = """(most) => {
  for (const list of document.querySelectorAll("main, section, ul, ol, dl, tbody")) {
    const alike = Map.groupBy(list.children, (child) => `${child.localName}.${child.className}`);
    for (const children of alike.values()) {
      children.slice(most / 2, -most / 2).forEach((child) => child.remove());
    }
  }
}"""
"""Leaves both ends of a long list, whose entries one template makes: axe's time is theirs."""


@pytest.fixture(scope="module")
def watch(browser: Browser, server: Server) -> Iterator[Watch]:
    """One window for all pages: a new one costs as much as the loading of a page."""
    watch = Watch(browser, server.base)
    yield watch
    faults = watch.close()
    assert not faults, faults


@pytest.fixture(scope="module")
def opened(request: pytest.FixtureRequest, watch: Watch) -> Iterator[tuple[Page, SitePage]]:
    """A page, loaded once for all that is asked of it, in a narrow window."""
    shown: SitePage = request.param
    page = watch.page
    page.set_viewport_size({"width": min(WIDTHS), "height": 900})
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    response = page.goto(shown.address)
    assert response
    assert response.status == shown.status
    settled(page)
    yield page, shown
    page.evaluate("localStorage.clear()")  # or the next page lists what was asked before
    faults = watch.faults.copy()
    watch.faults.clear()
    assert not faults, f"{shown.path} did what no page may do:\n" + "\n".join(faults)


@pytest.mark.parametrize("opened", PAGES, ids=lambda shown: shown.name, indirect=True)
def test_nothing_scrolls_sideways(opened: tuple[Page, SitePage]) -> None:
    page, shown = opened
    found = []
    for script in ("", OPENED):
        page.evaluate(script)
        for width in sorted(WIDTHS):  # as it is on a phone, and then in a window that grows
            page.set_viewport_size({"width": width, "height": 900})
            found += page.evaluate(TOO_WIDE)
    assert not found, f"{shown.path}\n" + "\n".join(found)


@pytest.mark.parametrize(
    "opened",
    [shown for shown in PAGES if shown.name not in TWINS],
    ids=lambda shown: shown.name,
    indirect=True,
)
def test_axe_finds_nothing(opened: tuple[Page, SitePage], axe: Axe) -> None:
    """As it is loaded, with its folds shut, and with all of them open."""
    page, shown = opened
    page.evaluate(SHORTENED, LONGEST_LIST)
    found: dict[str, list[str]] = {}
    for script, views in (("", VIEWS[:1]), (OPENED, (*VIEWS, *MORE_VIEWS.get(shown.name, ())))):
        page.evaluate(script)
        for scheme, width in views:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in axe.violations(page):
                found.setdefault(violation, []).append(f"{scheme} {width}")
    said = [f"{', '.join(where)}:\n{what}" for what, where in found.items()]
    assert not said, f"{shown.path}\n" + "\n".join(said)
