"""The second and third story: a municipality finds peers, a linked-data user follows the data."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PEERS = "/peers?municipality=272051&technology=automated-driving&lang=ja"
BOTTOM = "one => one.getBoundingClientRect().bottom"


def first(page: Page) -> str:
    return page.locator(".peer h3").first.inner_text()


def test_second_story_from_a_name_to_a_letter(page: Page) -> None:
    page.goto("/peers?lang=ja")
    who = page.get_by_role("combobox", name="自治体名")
    who.press_sequentially("すいた", delay=20)
    expect(page.get_by_role("option").first).to_contain_text("吹田市")
    who.press("ArrowDown")
    who.press("Enter")
    expect(who).to_have_value("大阪府吹田市")
    page.get_by_role("checkbox", name="自動運転").check()
    page.get_by_role("button", name="検索").click()
    page.wait_for_url("**technology=automated-driving*")
    assert "神戸市" in first(page)
    page.locator(".peer summary").first.click()
    expect(page.locator(".contacts").first).to_contain_text("出典")
    page.locator("a.letter").first.click()
    letter = page.locator(".letter-box").first
    expect(letter).to_contain_text("神戸市")
    expect(letter).to_contain_text("吹田市")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    letter.get_by_role("button", name="文面をコピーする").click()
    expect(letter.get_by_role("status")).to_contain_text("コピーしました")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "自動運転" in copied
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("vCard")).first.click()
    assert Path(download.value.path()).read_text("utf-8").startswith("BEGIN:VCARD")


def test_weights_change_the_order_at_once_and_in_the_address(page: Page) -> None:
    page.goto(PEERS)
    before = page.locator(".peer h3").all_inner_texts()
    page.locator(".weights summary").click()
    slider = page.get_by_role("slider", name="距離")
    slider.evaluate(
        "one => { one.value = 0; one.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(page).to_have_url(re.compile("weight_distance=0"))
    expect(page.locator("#ranked-status")).to_contain_text("並べ替えました")
    after = page.locator(".peer h3").all_inner_texts()
    assert after != before
    page.reload()
    assert page.locator(".peer h3").all_inner_texts() == after


def test_the_list_of_peers_prints(page: Page) -> None:
    page.goto(PEERS)
    page.emulate_media(media="print")
    expect(page.locator("form.question")).to_be_hidden()
    expect(page.locator(".weights")).to_be_hidden()
    expect(page.locator(".sentence").first).to_be_visible()
    expect(page.locator("a.letter").first).to_be_hidden()
    expect(page.locator(".in-print").first).to_contain_text("078-333-3330")
    line, words = (page.locator(f".peer {part}").first for part in (".sentence", ".in-print"))
    assert line.evaluate(BOTTOM) <= words.evaluate("one => one.getBoundingClientRect().top")
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF-")


def test_peers_without_javascript(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/peers?lang=ja")
    page.get_by_label("自治体名").fill("吹田市")
    page.get_by_role("checkbox", name="自動運転").check()
    page.get_by_role("button", name="検索").click()
    assert "神戸市" in first(page)
    page.locator("a.letter").first.click()
    assert "format=text" in page.url


def test_third_story_from_the_editor_to_the_entity(page: Page) -> None:
    page.goto("/sparql?lang=ja")
    expect(page.locator(".CodeMirror")).to_have_count(0)
    page.locator("form.sparql textarea").focus()
    editor = page.locator(".CodeMirror")
    expect(editor).to_be_visible()
    editor.evaluate(
        "(element, text) => element.CodeMirror.setValue(text)",
        "PREFIX tsn: <https://w3id.org/tsunagu/ns#>\n"
        "SELECT ?p WHERE { ?p a tsn:Programme } ORDER BY ?p LIMIT 3",
    )
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("実行")).first.click()
    page.wait_for_load_state()
    expect(page.get_by_role("table").first).to_be_visible()
    assert "format" in parse_qs(urlsplit(page.url).query)
    page.locator("table a[href*='/doc/programme/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    with page.expect_download() as download:
        page.evaluate(
            "href => { const link = document.createElement('a'); link.href = href;"
            " link.download = ''; document.body.append(link); link.click(); }",
            page.locator("link[type='application/ld+json']").get_attribute("href"),
        )
    assert json.loads(Path(download.value.path()).read_text("utf-8"))


def test_excel_holds_exactly_what_is_shown(page: Page) -> None:
    page.goto("/?q=ドローン&type=project&fiscal_year=2021&lang=ja")
    shown = page.locator(".results > .hits h3").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    content = Path(download.value.path()).read_bytes()
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    header = [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "A2"
    rows = [dict(zip(header, line, strict=True)) for line in sheet.iter_rows(2, values_only=True)]
    assert [row["名称"] for row in rows][: len(shown)] == shown
    assert all(isinstance(row["年度（西暦）"], int) for row in rows)
    assert all(row["出典"] for row in rows)


def test_programmes_side_by_side(page: Page) -> None:
    page.goto("/programmes?lang=ja")
    page.get_by_role("checkbox", name="未来技術社会実装事業", exact=True).check()
    page.get_by_role("checkbox", name="スマートシティ実装化支援事業").check()
    page.get_by_role("button", name="比較する").click()
    page.wait_for_url("**compare=*")
    expect(page.locator(".compared th[scope=col]")).to_have_count(2)
    page.get_by_role("link", name=re.compile("外す")).first.click()
    expect(page.locator(".compared th[scope=col]")).to_have_count(1)
