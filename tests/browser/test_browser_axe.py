"""axe-core finds nothing on any page: light and dark, wide and as narrow as WCAG 2.2 asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from browser_chromium import TOOLS, settled
from browser_pages import OPENED, PAGES, SitePage
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_axe_finds_nothing(page: Page, axe: tuple[str, dict[str, Any]], shown: SitePage) -> None:
    source, locale = axe
    response = page.goto(shown.address)
    assert response
    assert response.status == shown.status
    page.evaluate(f"() => {{ {source} }}")  # by the debugger, which the page's policy allows
    settled(page)
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
