"""What depends on the width of a window is the layout; what depends on its scheme is colours.

So that axe, which looks at every page narrow and light, and wide and dark, has seen everything
(``tests/browser/test_browser_every_page.py``).
"""

from __future__ import annotations

import re

import pytest
from paths import ROOT

STYLES = sorted((ROOT / "api" / "pages" / "static").glob("*.css"))
BLOCK = re.compile(r"^@media (?P<condition>[^{]+) \{\n(?P<rules>.*?)^\}", re.MULTILINE | re.DOTALL)
DECLARED = re.compile(r"(?:^|[{;])\s*(?P<property>-{0,2}[a-z][a-z-]*): ", re.MULTILINE)
COLOURED = re.compile(r"colou?r|background|border|outline|shadow|fill|stroke|opacity|filter|^--")
HIDING = re.compile(r"\s*(?P<what>[^{}]+?) \{[^}]*\b(?:display: none|visibility: hidden)")

IN_SIGHT_ALREADY = {".to-map"}
"""A way to what stands beside it."""
OPENED_BY_THE_BAR = {".panel:not(:target)"}
"""A phone shows filters, map and order when they are asked for."""
SAID_BY_THE_SLIDER = {".reach .radii"}
"""Links that do what the slider beside them does; they stay where no script runs."""
EMPTY = {".many td:empty"}
"""Cells of wide tables that a phone shows one below the other: those that hold nothing."""


def blocks(condition: str) -> dict[str, str]:
    """Return the rules below the media queries that name something, by style sheet and query."""
    return {
        f"{path.name}: {found['condition']}": found["rules"]
        for path in STYLES
        for found in BLOCK.finditer(path.read_text("utf-8"))
        if condition in found["condition"]
    }


def test_every_query_is_read() -> None:
    text = "".join(path.read_text("utf-8") for path in STYLES)
    assert text.count("@media") == len(BLOCK.findall(text))


@pytest.mark.parametrize(("query", "rules"), blocks("width").items())
def test_no_colour_depends_on_the_width(query: str, rules: str) -> None:
    declared = {found["property"] for found in DECLARED.finditer(rules)}
    assert declared, query
    assert {name for name in declared if COLOURED.search(name)} == set()


def test_little_is_hidden_by_the_width() -> None:
    hidden = {f["what"] for rules in blocks("width").values() for f in HIDING.finditer(rules)}
    assert hidden == {
        ".brand span",
        *IN_SIGHT_ALREADY,
        *OPENED_BY_THE_BAR,
        *SAID_BY_THE_SLIDER,
        *EMPTY,
    }


@pytest.mark.parametrize(("query", "rules"), blocks("prefers-color-scheme").items())
def test_only_colours_depend_on_the_scheme(query: str, rules: str) -> None:
    declared = {found["property"] for found in DECLARED.finditer(rules)}
    assert declared, query
    assert {name for name in declared if not COLOURED.search(name)} == set()
