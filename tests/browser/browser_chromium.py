"""The system's Chromium, and pages of it that are watched; for tests and for scripts."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(__file__).parent / "tools" / "node_modules"
"""Where ``make browser-tools`` puts axe, vnu and Lighthouse."""
sys.path += [str(ROOT / "tests" / folder) for folder in ("helpers", "conformance")]
from conformance_http import Server, serving  # noqa: E402 - it stands in a folder of other tests

__all__ = [
    "ARGUMENTS",
    "ROOT",
    "TOOLS",
    "Server",
    "Watch",
    "Windows",
    "chromium",
    "launched",
    "serving",
    "settled",
]

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--lang=ja", "--hide-scrollbars")
"""Containers allow no sandbox of Chromium's own and have no graphics hardware."""
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is the same engine without windows: it needs four fifths of the time for a page."""
_TIMEOUT = 20_000
_PICTURES = ".map:visible, .network:visible"
"""What scripts draw as soon as it is in sight; a phone shows a map of results when asked."""
_ERRORS_FROM = 400
_FAILED_LOAD = "Failed to load resource"


def chromium() -> str | None:
    """Return the path of the system's browser, or nothing where there is none."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """Start a browser without a window; the driver and its event loop end with it.

    Args:
        executable: path of the browser.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def settled(page: Page) -> None:
    """Wait for maps and pictures, which are drawn when they come into view, and go back up."""
    for picture in page.locator(_PICTURES).all():
        picture.evaluate("element => element.parentElement.scrollIntoView()")
        page.wait_for_function(
            "element => element.classList.contains('drawn')", arg=picture.element_handle()
        )
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")


class Watch:
    """A page of its own context, and all that it did which no page may do.

    Args:
        browser: where it opens.
        origin: the service's own, ``http://host:port``.
        options: what the context has besides the language, e.g. ``viewport``.

    Attributes:
        page: the page.
        requests: addresses of every request.
        faults: what was wrong: requests to others, errors of the console, errors of scripts.
    """

    def __init__(self, browser: Browser, origin: str, **options: Any) -> None:  # noqa: ANN401 - Playwright's own
        self._origin = origin
        self._context = browser.new_context(base_url=origin, locale="ja-JP", **options)
        self._context.set_default_timeout(_TIMEOUT)
        self._expected: set[str] = set()
        self.requests: list[str] = []
        self.faults: list[str] = []
        self._context.on("request", self._requested)
        self._context.on("response", self._responded)
        self._context.on("console", self._said)
        self._context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.page: Page = self._context.new_page()

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)
        own = request.url.startswith((f"{self._origin}/", f"blob:{self._origin}/", "data:"))
        if not own:
            self.faults.append(f"request to another host: {request.url}")

    def _responded(self, response: Response) -> None:
        # A test may open a page that is an error on purpose, and says so; Chromium logs it.
        if response.status >= _ERRORS_FROM and response.request.is_navigation_request():
            self._expected.add(response.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        address = str(message.location.get("url", ""))
        if message.text.startswith(_FAILED_LOAD) and address in self._expected:
            return
        self.faults.append(f"console {message.type}: {message.text} ({address})")

    def _cookies(self) -> list[str]:
        return [f"cookie: {cookie.get('name')}" for cookie in self._context.cookies()]

    def clear(self) -> list[str]:
        """Take back what was set and stored, as in a new window; return what was wrong till then.

        A clock that was installed cannot be taken back.
        """
        cookies = self._cookies()
        for other in self._context.pages:
            if other != self.page:
                other.close()
        self.page.unroute_all()
        self._context.clear_permissions()
        self.page.emulate_media(media="null", color_scheme="null", reduced_motion="null")
        self.page.goto(f"{self._origin}/health")  # what pages keep when they are left is kept now
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        faults = [*self.faults, *cookies]
        self.requests.clear()
        self.faults.clear()
        self._expected.clear()
        return faults

    def close(self) -> list[str]:
        """Close the context; return what was wrong, cookies among it."""
        cookies = self._cookies()
        self._context.close()
        return [*self.faults, *cookies]


class Windows:
    """The windows of one browser: one for each kind of them, which its tests use in turn.

    A new one costs as much as the loading of a page.

    Args:
        browser: where they open.
        origin: the service's own.
    """

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser = browser
        self._origin = origin
        self._kept: dict[str, Watch] = {}

    @contextmanager
    def shown(
        self,
        viewport: ViewportSize,
        color_scheme: Literal["light", "dark"],
        *,
        fresh: bool = False,
        **options: Any,  # noqa: ANN401 - Playwright's own
    ) -> Iterator[Page]:
        """Give a watched page; at the end it has done nothing that no page may do.

        Args:
            viewport: its size.
            color_scheme: which one its user prefers.
            fresh: whether nothing was loaded in its window before, nor will be.
            options: what else the context has.
        """
        name = repr(sorted(options.items()))
        watch = None if fresh else self._kept.pop(name, None)
        watch = watch or Watch(self._browser, self._origin, viewport=viewport, **options)
        try:
            watch.page.set_viewport_size(viewport)
            watch.page.emulate_media(color_scheme=color_scheme)
            yield watch.page
        except BaseException:
            watch.close()
            raise
        faults = watch.close() if fresh else watch.clear()
        if not fresh:
            self._kept[name] = watch
        assert not faults, "the page did what no page may do:\n" + "\n".join(faults)

    def close(self) -> None:
        """Close all of them."""
        for watch in self._kept.values():
            watch.close()
        self._kept.clear()
