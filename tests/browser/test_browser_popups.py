"""axe-core finds nothing in what opens over a page: completions, popups, panels, menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from browser_axe import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESKTOP = {"width": 1280, "height": 900}
HANDSET = {"width": 390, "height": 844}
_COVERED = ".leaflet-marker-pane:has(~ .leaflet-popup-pane .leaflet-popup)"
"""Pins under what was opened: they are looked at where nothing is."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def _completions(page: Page) -> None:
    page.goto("/?lang=ja")
    page.get_by_role("combobox", name="検索する語句").press_sequentially("じど", delay=20)
    expect(page.get_by_role("listbox")).to_be_visible()


def _popup(page: Page, address: str, pin: str) -> None:
    page.goto(address)
    place = page.locator(".map.drawn")
    expect(place).to_be_visible()
    place.locator(f".pin.point[title*={pin}]").dispatch_event("click")  # one that is in view
    expect(place.locator(".leaflet-popup a[href^='/']").first).to_be_visible()
    expect(place.locator(".leaflet-popup")).to_have_css("opacity", "1")  # it fades in


def _popup_of_results(page: Page) -> None:
    _popup(page, "/?q=大阪の近くの自動運転&lang=ja", "神戸市")


def _popup_of_peers(page: Page) -> None:
    _popup(page, "/peers?municipality=272051&technology=自動運転&lang=ja", "四條畷市")


def _panel(page: Page, name: str) -> None:
    page.set_viewport_size({"width": HANDSET["width"], "height": HANDSET["height"]})
    page.goto("/?q=自動運転&lang=ja")
    bar = page.get_by_role("navigation", name="結果の見方")
    bar.get_by_role("link", name=name).click()
    expect(page.get_by_role("link", name="閉じる").first).to_be_visible()


def _filters(page: Page) -> None:
    _panel(page, "絞り込み")


def _map(page: Page) -> None:
    _panel(page, "地図")
    expect(page.locator(".map.drawn")).to_be_visible()


def _order(page: Page) -> None:
    _panel(page, "並び順")


def _terms(page: Page) -> None:
    page.goto("/sparql?lang=ja")
    page.locator("form.sparql textarea").first.focus()
    page.locator(".yasqe .CodeMirror").wait_for()
    page.evaluate("() => document.querySelector('.CodeMirror').CodeMirror.setValue('')")
    page.keyboard.type("PREFIX tsn: <https://w3id.org/tsunagu/ns#> SELECT * { ?x tsn:app")
    expect(page.locator(".CodeMirror-hint-active")).to_be_visible()


def _copied(page: Page) -> None:
    page.goto("/?q=自動運転&lang=ja")
    page.get_by_role("button", name="リンクをコピー").click()
    expect(page.locator(".share [role=status]")).not_to_be_empty()


@pytest.mark.parametrize(
    "opening",
    [
        _completions,
        _popup_of_results,
        _popup_of_peers,
        _filters,
        _map,
        _order,
        _terms,
        _copied,
    ],
    ids=lambda opening: opening.__name__.strip("_"),
)
def test_axe_finds_nothing_in_what_is_open(
    page: Page, axe: Axe, opening: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    page.emulate_media(reduced_motion="reduce")
    opening(page)
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}:\n{violation}" for violation in axe.violations(page, _COVERED)]
    assert not found, "\n".join(found)
