"""axe-core over a page of the browser: what it finds, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """async ([locale, tags, apart]) => {
  axe.configure({ locale });
  const found = await axe.run(apart ? { exclude: [apart] } : document, {
    runOnly: { type: "tag", values: tags },
    rules: { "target-size": { enabled: true } },
    resultTypes: ["violations"],
  });
  return found.violations;
}"""
"""``target-size`` (WCAG 2.2, 2.5.8) is off in axe unless it is named."""


class Axe:
    """axe-core with its words in Japanese.

    Args:
        folder: where it is installed.
    """

    def __init__(self, folder: Path) -> None:
        self._source = (folder / "axe.min.js").read_text("utf-8")
        self._locale = json.loads((folder / "locales" / "ja.json").read_text("utf-8"))

    def violations(self, page: Page, apart: str = "") -> list[str]:
        """Return what is wrong with a page as it stands: the rule, its elements, how to mend.

        Args:
            page: the page.
            apart: selector of what is not looked at.
        """
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(f"() => {{ {self._source} }}")  # by the debugger, as the policy allows
        return [_described(one) for one in page.evaluate(RUN, [self._locale, TAGS, apart])]


def _described(violation: Mapping[str, Any]) -> str:
    lines = [f"  {violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"][:8]:
        element = " ".join(str(part) for part in node["target"])
        lines.append(f"    {element}\n      {node['html'][:160]}")
        lines += [f"      {line.strip()}" for line in node["failureSummary"].splitlines()]
    if len(violation["nodes"]) > 8:
        lines.append(f"    … {len(violation['nodes'])} elements in all")
    return "\n".join(lines)
