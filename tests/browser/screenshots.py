"""Takes the pictures of ``docs/screenshots``: light and dark, on a desktop and on a phone.

    make screenshots

What a page does at rest is shown: no animation, no caret, pictures and map loaded.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Literal

from browser_chromium import ROOT, Watch, chromium, launched, serving, settled
from browser_pages import BY_NAME, SitePage
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize

FOLDER = ROOT / "docs" / "screenshots"
PAGES = (
    "start",
    "results",
    "project",
    "municipality",
    "peers-results",
    "programmes-compare",
    "programmes-match",
    "sparql-results",
    "about-sources",
)
HEIGHTS = (2400, 2000, 1600, 1200, 900)
"""What is shown at most, in CSS pixels; the next one where the file would be too large."""
MOST_BYTES = 400_000
SETTLING = 600
"""Milliseconds for what scripts draw once the page and its data are there."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A kind of device.

    Args:
        name: what files call it.
        size: its window.
    """

    name: str
    size: ViewportSize


SCREENS = (
    Screen("desktop", {"width": 1280, "height": 900}),
    Screen("phone", {"width": 390, "height": 844}),
)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def _picture(page: Page, width: int) -> bytes:
    """Return the page from its top, as much of it as the limits allow."""
    whole = int(page.evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)"))
    picture = b""
    for height in HEIGHTS:
        clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": min(height, whole)}
        picture = page.screenshot(full_page=True, clip=clip, animations="disabled", caret="hide")
        if len(picture) <= MOST_BYTES:
            break
    return picture


def _taken(browser: Browser, origin: str, shown: SitePage, screen: Screen, scheme: Scheme) -> str:
    """Take one picture and return what is to be said of it."""
    watch = Watch(browser, origin, viewport=screen.size, color_scheme=scheme)
    response = watch.page.goto(shown.address, wait_until="networkidle")
    if response is None or response.status != shown.status:
        watch.close()
        return f"{shown.name}: no such page; nothing was taken"
    settled(watch.page)
    watch.page.wait_for_timeout(SETTLING)
    picture = _picture(watch.page, screen.size["width"])
    faults = watch.close()
    name = f"{shown.name}-{screen.name}-{scheme}.png"
    (FOLDER / name).write_bytes(picture)
    return "\n".join([f"{name}: {len(picture) // 1024} KiB", *faults])


def main() -> None:
    """Take every picture."""
    executable = chromium()
    if executable is None:
        sys.exit("screenshots need Chromium")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving(ROOT / "var") as server, launched(executable) as browser:
        for shown in (BY_NAME[name] for name in PAGES):
            for screen in SCREENS:
                for scheme in SCHEMES:
                    print(_taken(browser, server.base, shown, screen, scheme), flush=True)


if __name__ == "__main__":
    main()
