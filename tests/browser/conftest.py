"""The real service and the system's Chromium; every page is watched for what no page may do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser_axe import Axe
from browser_chromium import TOOLS, Server, chromium, launched, serving, watched
from playwright.sync_api import Browser, Page, ViewportSize

from api.release.releases import Release
from api.release.settings import Settings

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 640}
"""320 px is what a desktop of 1280 px has at 400 % (WCAG 2.2, 1.4.10)."""


@pytest.fixture(scope="session")
def server(release: Release, settings: Settings) -> Iterator[Server]:
    """The service over the release of the project's own data."""
    assert release.folder.is_dir()
    with serving(settings.out) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one file.

    Playwright runs an event loop in this very thread; it must not outlive the file, since tests of
    other files run loops of their own.
    """
    executable = chromium()
    if executable is None:
        pytest.skip("neither chromium nor google-chrome is installed")
    with launched(executable) as browser:
        yield browser


@pytest.fixture(scope="session")
def axe() -> Axe:
    """axe-core, which ``make browser-tools`` installs."""
    folder = TOOLS / "axe-core"
    if not folder.is_dir():
        pytest.skip("axe-core is not installed (make browser-tools)")
    return Axe(folder)


@pytest.fixture
def color_scheme() -> str:
    """``light`` or ``dark``: a test that wants the other parametrises this name."""
    return "light"


@pytest.fixture
def viewport() -> ViewportSize:
    """The size of the window: a test that wants another parametrises this name."""
    return DESKTOP


@pytest.fixture
def page(
    browser: Browser, server: Server, color_scheme: str, viewport: ViewportSize
) -> Iterator[Page]:
    """A page; after the test: no request to others, no error in the console, no cookie."""
    yield from watched(browser, server, color_scheme=color_scheme, viewport=viewport)


@pytest.fixture
def page_without_javascript(
    browser: Browser, server: Server, color_scheme: str, viewport: ViewportSize
) -> Iterator[Page]:
    """A page that runs no script, and is watched alike."""
    yield from watched(
        browser, server, color_scheme=color_scheme, viewport=viewport, java_script_enabled=False
    )


@pytest.fixture
def phone(browser: Browser, server: Server, color_scheme: str) -> Iterator[Page]:
    """A page in a small window with a touch screen, and watched alike."""
    yield from watched(browser, server, color_scheme=color_scheme, viewport=PHONE, has_touch=True)
