"""No page scrolls sideways, and axe-core finds nothing: wide and narrow, light and dark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from browser_chromium import TOOLS, Server, settled, watched
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
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
VIEWS: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", 1280),
    ("light", 320),
    ("dark", 1280),
)
"""Colour scheme and width in px. No style sheet has a colour that depends on the width."""
LONGEST_LIST = 24
OF_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules that look at colours, and so the only ones that can answer otherwise in the dark."""
RUN = """async ([locale, tags, rules]) => {
  axe.configure({ locale });
  const found = await axe.run(document, {
    ...(rules.length
      ? { runOnly: { type: "rule", values: rules } }
      : { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } } }),
    resultTypes: ["violations"],
  });
  return found.violations;
}"""
"""``target-size`` (WCAG 2.2, 2.5.8) is off in axe unless it is named."""
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
def axe() -> tuple[str, dict[str, Any]]:
    """The source of axe-core, and its words in Japanese."""
    folder = TOOLS / "axe-core"
    if not folder.is_dir():
        pytest.skip("axe-core is not installed (make browser-tools)")
    locale = json.loads(Path(folder / "locales" / "ja.json").read_text("utf-8"))
    return Path(folder / "axe.min.js").read_text("utf-8"), locale


def _described(violation: Mapping[str, Any]) -> str:
    """Return the rule, its elements, and how to mend each."""
    lines = [f"  {violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"][:8]:
        element = " ".join(str(part) for part in node["target"])
        lines.append(f"    {element}\n      {node['html'][:160]}")
        lines += [f"      {line.strip()}" for line in node["failureSummary"].splitlines()]
    if len(violation["nodes"]) > 8:
        lines.append(f"    … {len(violation['nodes'])} elements in all")
    return "\n".join(lines)


@pytest.fixture(scope="module", params=PAGES, ids=lambda shown: shown.name)
def opened(
    request: pytest.FixtureRequest, browser: Browser, server: Server
) -> Iterator[tuple[Page, SitePage]]:
    """A page, loaded once for all that is asked of it, in a narrow window."""
    shown: SitePage = request.param
    for page in watched(browser, server, viewport={"width": min(WIDTHS), "height": 900}):
        response = page.goto(shown.address)
        assert response
        assert response.status == shown.status
        settled(page)
        yield page, shown


def test_nothing_scrolls_sideways(opened: tuple[Page, SitePage]) -> None:
    page, shown = opened
    found = []
    for script in ("", OPENED):
        page.evaluate(script)
        for width in sorted(WIDTHS):  # as it is on a phone, and then in a window that grows
            page.set_viewport_size({"width": width, "height": 900})
            found += page.evaluate(TOO_WIDE)
    assert not found, f"{shown.path}\n" + "\n".join(found)


def test_axe_finds_nothing(opened: tuple[Page, SitePage], axe: tuple[str, dict[str, Any]]) -> None:
    (page, shown), (source, locale) = opened, axe
    page.evaluate(f"() => {{ {source} }}")  # by the debugger, which the page's policy allows
    page.evaluate(OPENED)
    page.evaluate(SHORTENED, LONGEST_LIST)
    found: dict[str, list[str]] = {}
    for scheme, width in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        rules = OF_COLOUR if scheme == "dark" else ()
        for violation in page.evaluate(RUN, [locale, TAGS, rules]):
            found.setdefault(_described(violation), []).append(f"{scheme} {width}")
    said = [f"{', '.join(where)}:\n{what}" for what, where in found.items()]
    assert not said, f"{shown.path}\n" + "\n".join(said)
