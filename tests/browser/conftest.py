"""The real service and the system's Chromium; every page is watched for what no page may do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from browser_axe import Axe
from browser_chromium import TOOLS, Server, Windows, chromium, launched, serving
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


@pytest.fixture(scope="module")
def windows(browser: Browser, server: Server) -> Iterator[Windows]:
    """The windows that the tests of one file use in turn."""
    windows = Windows(browser, server.base)
    yield windows
    windows.close()


@pytest.fixture
def fresh(request: pytest.FixtureRequest) -> bool:
    """Whether a test has a window of its own: one marked so has, which times or sets the clock."""
    return request.node.get_closest_marker("fresh_window") is not None


@pytest.fixture(scope="session")
def axe() -> Axe:
    """axe-core, which ``make browser-tools`` installs."""
    folder = TOOLS / "axe-core"
    if not folder.is_dir():
        pytest.skip("axe-core is not installed (make browser-tools)")
    return Axe(folder)


@pytest.fixture
def color_scheme() -> Literal["light", "dark"]:
    """``light`` or ``dark``: a test that wants the other parametrises this name."""
    return "light"


@pytest.fixture
def viewport() -> ViewportSize:
    """The size of the window: a test that wants another parametrises this name."""
    return DESKTOP


@pytest.fixture
def page(
    windows: Windows, color_scheme: Literal["light", "dark"], viewport: ViewportSize, *, fresh: bool
) -> Iterator[Page]:
    """A page; after the test: no request to others, no error in the console, no cookie."""
    with windows.shown(viewport, color_scheme, fresh=fresh) as page:
        yield page


@pytest.fixture
def page_without_javascript(
    windows: Windows, color_scheme: Literal["light", "dark"], viewport: ViewportSize
) -> Iterator[Page]:
    """A page that runs no script, and is watched alike."""
    with windows.shown(viewport, color_scheme, fresh=True, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def phone(windows: Windows, color_scheme: Literal["light", "dark"]) -> Iterator[Page]:
    """A page in a small window with a touch screen, and watched alike."""
    with windows.shown(PHONE, color_scheme, has_touch=True) as page:
        yield page
