"""Labels that mean harm, from a release of their own, are shown as text.

Invisible characters (U+202E, U+200D) come no further than the build, which refuses them in data;
in a query they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_chromium import Watch, serving
from playwright.sync_api import Browser, expect
from small_data import read_rows, small_data, write_rows

from api.release.build import build
from api.release.settings import Settings
from graph.ingest.problems import DataError
from graph.mapping.tables import BY_NAME

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>window.harmed = true</script>",
    '"><img src=x onerror="window.harmed = true">',
    "مشروع القيادة الذاتية 事業",
    "👪 家族 🏯 城 🚁",
    "非常に長い名前" * 40,
    "{{ 7 * 7 }} ${7 * 7} %7Bcode%7D",
)
TITLED = "project_titles"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, new_out: Callable[[Path], Path]) -> Path:
    """A folder of releases whose projects have hostile titles."""
    data = small_data(tmp_path_factory.mktemp("hostile") / "data")
    projects = read_rows(data / "projects.csv")
    titles = read_rows(data / f"{TITLED}.csv")
    kept = {name: titles[0][name] for name in titles[0]}
    rows = [
        {**kept, "project": project["key"], "position": "1", "title": title, "kind": "official",
         "note": title}
        for project, title in zip(projects, HOSTILE, strict=False)
    ]  # fmt: skip
    write_rows(data / f"{TITLED}.csv", BY_NAME[TITLED].header, rows)
    out = new_out(tmp_path_factory.mktemp("hostile-out"))
    try:
        build(Settings(data=data, out=out), lambda _: None)
    except DataError as error:
        raise AssertionError("\n".join(map(str, error.problems))) from error
    return out


@pytest.fixture(scope="module")
def watch(hostile: Path, browser: Browser) -> Iterator[Watch]:
    with serving(hostile) as server:
        watch = Watch(browser, server.base)
        yield watch
        faults = watch.close()
    assert not faults, faults


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_label_is_text(watch: Watch, number: int) -> None:
    page, title = watch.page, HOSTILE[number]
    page.goto("/?type=project&lang=ja&limit=100")
    expect(page.locator(".map.drawn")).to_be_visible()
    link = page.locator(".hits h3 a").filter(has_text=title)
    assert title in [text.strip() for text in page.locator(".hits h3 a").all_text_contents()]
    link.first.click()
    assert title in page.locator("h1").text_content()
    page.locator("#network").scroll_into_view_if_needed()
    expect(page.locator(".network .canvas")).to_be_visible()
    assert page.evaluate("window.harmed") is None
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_hostile_completions_are_text(watch: Watch) -> None:
    page = watch.page
    page.goto("/?lang=ja")
    box = page.get_by_role("combobox", name="検索する語句")
    for text in ("<script>", "非常に長い名前", "👩"):
        box.fill("")
        with page.expect_response(
            lambda answer, text=text: parse_qs(urlsplit(answer.url).query).get("q") == [text]
        ):
            box.press_sequentially(text, delay=10)
    assert page.evaluate("window.harmed") is None
    page.goto("/?q=\u202eexe.fdp <script>window.harmed = true</script>&lang=ja")
    expect(page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first).to_be_visible()
    page.goto("/?lang=ja")
    expect(page.locator("#history")).to_be_visible()
    assert page.evaluate("window.harmed") is None
