"""Frames on a page of another origin, with and without scripts; and a client of oEmbed."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browser_chromium import TOOLS, Server, settled
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from api.answers.tools.reconciliation.manifest import PREVIEW_HEIGHT, PREVIEW_WIDTH

pytestmark = pytest.mark.browser

CLIENT = TOOLS.parent / "oembed.mjs"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def other_site(folder: Path) -> Iterator[str]:
    """Serve a folder under another origin: the same host, another port."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        thread = threading.Thread(target=site.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()
        thread.join()


class Framing:
    """A page of another site with one frame, and what its browser complains of."""

    def __init__(self, page: Page, folder: Path, site: str, service: str) -> None:
        self.page, self._folder, self._site, self.service = page, folder, site, service
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.context.on("console", self._said)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    def show(self, path: str) -> None:
        """Open the page of the other site with a frame of an address of the service."""
        address = f"{self.service}{path}"
        self.open(f'<iframe title="x" width="600" height="500" src="{address}"></iframe>')

    def open(self, frame: str) -> None:
        """Open the page of the other site with a frame in it."""
        head = '<!doctype html><title>Other</title><link rel="icon" href="data:,">'
        (self._folder / "index.html").write_text(head + frame, "utf-8")
        self.page.goto(f"{self._site}/index.html", wait_until="networkidle")


Opened = Callable[..., Framing]


@pytest.fixture
def framing(browser: Browser, server: Server, tmp_path: Path) -> Iterator[Opened]:
    """Open the page of another site; afterwards it has no cookie."""
    contexts = []
    with other_site(tmp_path) as site:

        def opened(**options: Any) -> Framing:  # noqa: ANN401 - Playwright's own
            context = browser.new_context(locale="ja-JP", **options)
            contexts.append(context)
            return Framing(context.new_page(), tmp_path, site, server.base)

        yield opened
        kept = [cookie for context in contexts for cookie in context.cookies()]
        for context in contexts:
            context.close()
    assert kept == []


@pytest.mark.parametrize(
    "path", ["/embed/card/programme/mirai", "/embed/list?q=drone", "/embed/map?technology=drone"]
)
def test_a_frame_shows_itself_on_another_site_and_leads_out(framing: Opened, path: str) -> None:
    shown = framing()
    shown.show(path)
    frame = shown.page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    own = (shown.service, shown.page.url.rpartition("/")[0])
    assert all(request.startswith(own) for request in shown.requests if request[:5] != "data:")
    assert shown.faults == []
    frame.locator("footer a").click()
    shown.page.wait_for_url(f"{shown.service}/**")
    assert shown.page.locator("header.site").count() == 1


@pytest.mark.parametrize("id_", ["programme/mirai", "municipality/272051"])
def test_a_preview_fits_its_frame_and_opens_beside_the_table(framing: Opened, id_: str) -> None:
    """Who reconciles a table keeps it open: the link leads to a tab of its own."""
    shown = framing()
    address = f"{shown.service}/reconcile/preview?id={id_}"
    size = f'width="{PREVIEW_WIDTH}" height="{PREVIEW_HEIGHT}"'
    shown.open(f'<iframe title="x" {size} src="{address}"></iframe>')
    frame = shown.page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    box = frame.locator("footer").evaluate("one => one.getBoundingClientRect().bottom")
    assert box <= PREVIEW_HEIGHT
    assert shown.faults == []
    with shown.page.context.expect_page() as opened:
        frame.locator("footer a").click()
    assert f"/doc/{id_}" in opened.value.url
    assert frame.locator("h1").is_visible()


def test_a_map_in_a_frame_is_drawn(framing: Opened) -> None:
    shown = framing()
    shown.show("/embed/map?technology=drone")
    frame = shown.page.frame_locator("iframe")
    expect(frame.locator(".map.drawn")).to_be_visible()
    expect(frame.locator(".map .pin").first).to_be_visible()
    assert shown.faults == []


def test_a_frame_needs_no_script(framing: Opened) -> None:
    shown = framing(java_script_enabled=False)
    shown.show("/embed/map?technology=drone")
    frame = shown.page.frame_locator("iframe")
    expect(frame.locator(".places a").first).to_be_visible()
    expect(frame.locator(".map")).to_be_hidden()
    shown.show("/embed/list?q=drone")
    expect(frame.locator("main li a").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/about", "/doc/programme/mirai", "/?q=drone", "/sparql"])
def test_no_other_page_is_shown_in_a_frame(framing: Opened, path: str) -> None:
    shown = framing()
    shown.show(path)
    assert shown.page.frame_locator("iframe").locator("header.site").count() == 0
    assert any("frame-ancestors" in fault for fault in shown.faults)


@pytest.mark.parametrize("path", ["/embed/card/programme/zzz", "/embed/list?technology=zzz"])
def test_what_is_gone_says_so_in_its_frame(framing: Opened, path: str) -> None:
    shown = framing()
    shown.show(path)
    expect(shown.page.frame_locator("iframe").locator("h1")).to_be_visible()


@pytest.mark.parametrize("path", ["/doc/programme/mirai", "/about", "/"])
def test_data_in_a_page_is_no_script_that_the_policy_refuses(page: Page, path: str) -> None:
    page.goto(path)
    settled(page)
    data = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(data or "")["@context"] == "https://schema.org"


def asked(page: str) -> dict[str, Any]:
    """Ask the client of oEmbed how a page can be embedded."""
    node = shutil.which("node")
    if node is None or not (TOOLS / "@extractus" / "oembed-extractor").is_dir():
        pytest.skip("the client of oEmbed is not installed (make browser-tools)")
    done = subprocess.run(
        [node, CLIENT, page], capture_output=True, text=True, timeout=60, check=True
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(
    "path", ["/doc/programme/mirai", "/?q=%E3%83%89%E3%83%AD%E3%83%BC%E3%83%B3"]
)
def test_a_client_of_oembed_finds_the_frame(framing: Opened, path: str) -> None:
    shown = framing()
    found = asked(shown.service + path)
    assert (found.get("method"), found.get("type")) == ("auto-discovery", "rich"), found
    assert found["width"] == 500
    shown.open(found["html"])
    expect(shown.page.frame_locator("iframe").locator("h1")).to_be_visible()
    assert shown.faults == []


def test_a_client_of_oembed_is_told_what_has_no_frame(server: Server) -> None:
    assert asked(f"{server.base}/about") == {"error": "No oEmbed link found"}
