"""Takes the pictures of ``docs/pages.md``: light and dark, on a desktop and on a phone.

    make screenshots

What a page does at rest is shown: no animation, no caret, pictures and map loaded. Six pictures are
PNG in ``docs/screenshots``, where every viewer shows them; the others are WebP without loss in
``docs/pages``, a third of the size. WebP is written by ``cwebp`` (Debian's package ``webp``): what
Chromium writes without loss is three times as large.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from browser_chromium import ROOT, Watch, chromium, launched, serving, settled
from browser_pages import BY_NAME, SitePage
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize

DOCS = ROOT / "docs"
KEPT_AS_PNG = frozenset(
    {
        "results-desktop-light",
        "project-desktop-light",
        "peers-results-desktop-light",
        "sparql-results-desktop-light",
        "start-phone-light",
        "municipality-phone-light",
    }
)
"""Those that stand for the whole; the first is the one of the README."""
CWEBP = ("-quiet", "-lossless", "-exact", "-z", "9")
"""Pixel for pixel, and as small as it gets."""
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


def _written(name: str, picture: bytes, cwebp: str) -> Path:
    """Write a picture where the documents look for it, and return its file.

    Args:
        name: page, screen and scheme.
        picture: the PNG.
        cwebp: path of the program that makes WebP of it.
    """
    if name in KEPT_AS_PNG:
        path = DOCS / "screenshots" / f"{name}.png"
        path.write_bytes(picture)
    else:
        path = DOCS / "pages" / f"{name}.webp"
        subprocess.run([cwebp, *CWEBP, "-o", str(path), "--", "-"], input=picture, check=True)
    return path


def _taken(
    browser: Browser, origin: str, shown: SitePage, screen: Screen, scheme: Scheme, cwebp: str
) -> str:
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
    path = _written(f"{shown.name}-{screen.name}-{scheme}", picture, cwebp)
    return "\n".join([f"{path.name}: {path.stat().st_size // 1024} KiB", *faults])


def main() -> None:
    """Take every picture."""
    executable, cwebp = chromium(), shutil.which("cwebp")
    if executable is None or cwebp is None:
        sys.exit("screenshots need Chromium and cwebp (Debian's package webp)")
    for folder in ("screenshots", "pages"):
        (DOCS / folder).mkdir(parents=True, exist_ok=True)
    with serving(ROOT / "var") as server, launched(executable) as browser:
        for shown in (BY_NAME[name] for name in PAGES):
            for screen in SCREENS:
                for scheme in SCHEMES:
                    said = _taken(browser, server.base, shown, screen, scheme, cwebp)
                    print(said, flush=True)


if __name__ == "__main__":
    main()
