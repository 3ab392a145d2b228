"""The statement on accessibility says what the tests of pages look at, and scripts stay light."""

from __future__ import annotations

import re
import tomllib

import pytest
from browser_chromium import ROOT
from browser_pages import PAGES
from test_browser_every_page import TWINS

PAGES_FOLDER = ROOT / "api" / "pages"
SCRIPTS = PAGES_FOLDER / "static" / "js"
MOST_BYTES = 60_000
"""Of own scripts on one page, as they are sent without compression."""
IMPORT = re.compile(r'^import [^;]*? from "\./([a-z-]+\.js)";$', re.MULTILINE)
LOADED = re.compile(r'src="/static/js/([a-z-]+\.js)"')
STATEMENT = tomllib.loads((PAGES_FOLDER / "about" / "accessibility.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("said", "pages"), [("axe-core", len(PAGES) - len(TWINS)), ("Nu Html", len(PAGES))]
)
def test_the_statement_counts_the_pages_that_are_tested(said: str, pages: int) -> None:
    (result,) = [one for one in STATEMENT["results"] if one["ja"].startswith(said)]
    for lang in ("ja", "en"):
        assert re.findall(r"[0-9]+", result[f"found_{lang}"]) == [str(pages)]


def _loaded(template: str) -> set[str]:
    """Return the names of the own scripts that a page loads, with what they import."""
    names = {"base.html", template}
    found = {name for one in names for name in LOADED.findall(
        (PAGES_FOLDER / "templates" / one).read_text("utf-8")
    )}  # fmt: skip
    while (
        more := {
            name for one in found for name in IMPORT.findall((SCRIPTS / one).read_text("utf-8"))
        }
        - found
    ):
        found |= more
    return found


@pytest.mark.parametrize("template", ["search.html", "peers.html", "entity.html"])
def test_own_scripts_of_a_page_are_light(template: str) -> None:
    loaded = _loaded(template)
    assert {"share.js", "map.js", "loading.js"} <= loaded
    assert sum((SCRIPTS / name).stat().st_size for name in loaded) <= MOST_BYTES, loaded
