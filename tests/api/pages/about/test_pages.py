"""The pages about the data: what they count is counted here again, from the tables themselves."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter, defaultdict
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from paths import ROOT

from api.pages.parts.rendering import japan_time
from api.wording.values import date_label

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

    from api.release.releases import Release
    from api.release.settings import Settings

VENDOR = ROOT / "api" / "pages" / "static" / "vendor"
PAGES = ("", "/sources", "/releases", "/licences", "/accessibility")
OF_SELECTION = {"selected", "mentioned", "payee-inferred"}
"""Kinds of selection that a number of selections counts; the others are apart from it."""
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
HEISEI, REIWA = 1988, 2018
ROUNDS = ("second-round-selected", "third-round-selected")
"""Measures of further calls; each adds its largest number to the first."""

Key = tuple[str, int]
Rows = list[dict[str, str]]


def _table(name: str) -> Rows:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _get(client: TestClient, path: str, lang: str = "ja", **params: str) -> httpx.Response:
    headers = {"Accept": "text/html"}
    return client.get(f"/about{path}", params={"lang": lang, **params}, headers=headers)


def _page(client: TestClient, path: str, lang: str = "ja", **params: str) -> str:
    response = _get(client, path, lang, **params)
    assert response.status_code == 200, path
    assert response.headers["content-type"].startswith("text/html")
    return response.text


def _words(fragment: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", fragment)).split())


def _year(words: str) -> int:
    """Return the year that a Japanese fiscal year means."""
    found = re.fullmatch(r"(平成|令和)(元|\d+)年度", words)
    assert found, words
    number = 1 if found[2] == "元" else int(found[2])
    return number + (REIWA if found[1] == "令和" else HEISEI)


def _coverage(page: str) -> dict[Key, list[str]]:
    """Return the cells of the table of coverage by programme and year."""
    table = page.partition('<table class="coverage">')[2].partition("</table>")[0]
    found: dict[Key, list[str]] = {}
    for row in table.partition("<tbody>")[2].split("<tr>")[1:]:
        cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        programme = re.search(r'href="/doc/programme/([\w-]+)', cells[0])
        assert programme
        found[programme[1], _year(_words(cells[1]))] = cells
    return found


def _stated() -> dict[Key, Rows]:
    found: dict[Key, Rows] = defaultdict(list)
    for row in _table("programme_counts"):
        if row["measure"] in {"selected", *ROUNDS} and not row["fiscal_year_end"]:
            found[row["programme"], int(row["fiscal_year"])].append(row)
    return found


def _named() -> tuple[Counter[Key], Counter[Key]]:
    """Return how many projects a number of selections counts, and how many are apart from it."""
    counted: Counter[Key] = Counter()
    apart: Counter[Key] = Counter()
    for row in _table("projects"):
        kept = counted if row["selection_kind"] in OF_SELECTION else apart
        kept[row["programme"], int(row["fiscal_year"])] += 1
    return counted, apart


def _first_calls(rows: Rows) -> list[int]:
    return [int(row["value"]) for row in rows if row["measure"] == "selected"]


def _span(rows: Rows) -> tuple[int, int]:
    first = _first_calls(rows)
    more = sum(
        max((int(row["value"]) for row in rows if row["measure"] == name), default=0)
        for name in ROUNDS
    )
    return min(first) + more, max(first) + more


def test_every_programme_and_year_stands_with_what_is_here_of_what_sources_count(
    client: TestClient,
) -> None:
    shown, stated, (counted, apart) = _coverage(_page(client, "")), _stated(), _named()
    assert set(shown) == {*stated, *counted, *apart}
    for which, cells in shown.items():
        here, missing = _words(cells[2]), _words(cells[4])
        assert (f"選定とは別枠{apart[which]}件" in here) == (apart[which] > 0), which
        if not _first_calls(stated.get(which, [])):
            assert here.split()[0] == str(counted[which]), which
            assert missing == "不明", which
            continue
        low, high = _span(stated[which])
        span = str(low) if low == high else f"{low}〜{high}"
        assert here.startswith(f"{counted[which]}件（公表{span}件）"), which
        least, most = (max(0, number - counted[which]) for number in (low, high))
        lack = str(most) if least == most else f"{least}〜{most}"
        assert missing == (f"未収録{lack}件" if most else "すべて収録"), which


def test_what_is_supported_apart_from_a_selection_fills_no_gap_in_it(client: TestClient) -> None:
    cells = _coverage(_page(client, ""))["smartcity-mlit", 2023]
    assert _words(cells[2]) == "6件（公表13件） 選定とは別枠2件"
    assert _words(cells[4]) == "未収録7件"


def test_every_number_that_a_source_states_is_shown_with_that_source(client: TestClient) -> None:
    page, sources = _page(client, ""), {row["key"]: row for row in _table("sources")}
    items = dict(re.findall(r'<li id="(source-\d+)">(.*?)</li>', page, re.DOTALL))
    shown = _coverage(page)
    for which, rows in _stated().items():
        said = re.findall(r'<span class="stated">(\d+).*?href="#(source-\d+)"', shown[which][3])
        expected = [(row["value"], sources[row["source"]]) for row in rows]
        assert len(said) == len(expected), which
        for value, source in expected:
            items_of_value = [unescape(items[anchor]) for number, anchor in said if number == value]
            assert any(
                source["title"] in item and source["url"] in item for item in items_of_value
            ), (which, source["key"])


def test_twelve_and_thirteen_stand_side_by_side(client: TestClient) -> None:
    cells = _coverage(_page(client, ""))["smartcity-soumu", 2022]
    assert Counter(re.findall(r'class="stated">(\d+)事業', cells[3])) == {"12": 1, "13": 3}
    assert len(set(re.findall(r"#source-\d+", cells[3]))) == 4
    assert "出典により数値が異なります" in cells[3]


def test_only_numbers_that_differ_are_called_conflicting(client: TestClient) -> None:
    differing = {which for which, rows in _stated().items() if len(set(_first_calls(rows))) > 1}
    assert differing
    shown = _coverage(_page(client, ""))
    assert {which for which, cells in shown.items() if "<strong>" in cells[3]} == differing
    assert _page(client, "", "en").count("<strong>Sources disagree") == len(differing)


def test_a_link_of_a_year_leads_to_the_projects_of_that_year(client: TestClient) -> None:
    counted, apart = _named()
    for which, cells in _coverage(_page(client, "")).items():
        link = re.search(r'href="([^"]*)"', cells[2])
        total = counted[which] + apart[which]
        assert (link is not None) == (total > 0), which
        if link:
            query = parse_qs(urlsplit(unescape(link[1])).query)
            assert client.get("/api/search", params=query).json()["total"] == total, which


def test_the_sum_is_a_range_since_sources_disagree(client: TestClient) -> None:
    counted, apart = _named()
    known = {which: rows for which, rows in _stated().items() if _first_calls(rows)}
    spans = {which: _span(rows) for which, rows in known.items()}
    least = sum(max(0, low - counted[which]) for which, (low, _) in spans.items())
    most = sum(max(0, high - counted[which]) for which, (_, high) in spans.items())
    inferred = sum(r["selection_kind"] in OF_SELECTION - {"selected"} for r in _table("projects"))
    words = _words(_page(client, ""))
    assert least < most
    assert f"差は{least}〜{most}件です" in words
    assert f"プロジェクトのうち{counted.total()}件を収録しています（うち{inferred}件は" in words
    assert f"選定とは別枠の{apart.total()}件" in words


def test_the_numbers_and_limits_are_those_of_the_data(client: TestClient, release: Release) -> None:
    page = _page(client, "")
    words = _words(page)
    for name in ("projects", "programmes", "municipalities", "councils", "events", "sources"):
        assert f"<dd>{len(_table(name)):,}</dd>" in page, name
    assert f"<dd>{release.manifest['counts']['quads']:,}</dd>" in page
    assert release.id in words
    assert f"記載されたものは{len(_table('project_technologies')):,}件" in words
    assert f"推定した技術が{len(_table('project_technologies_derived')):,}件" in words
    assert date_label(max(row["date_retrieved"] for row in _table("sources")), "ja") in words
    assert 'href="/docs' in page


def test_the_ended_projects_without_names_are_said(client: TestClient) -> None:
    ended = {
        row["value"]
        for row in _table("programme_counts")
        if (row["measure"], row["source"]) == ("support-ended", "mirai-fy2022")
    }
    (aichi,) = (row for row in _table("project_statuses") if row["status"] == "ended"
                and row["project"] == "mirai-2018-230006")  # fmt: skip
    assert (ended, aichi["certainty"]) == ({"8"}, "inferred")
    words = _words(_page(client, ""))
    assert "支援が終了した8件は件数だけが示され" in words
    assert "愛知県（平成30年度）は、別の出典から、その1件と推定しました" in words


def test_the_sources_are_all_listed_once_by_number_of_records(client: TestClient) -> None:
    known, counts = {row["key"]: row for row in _table("sources")}, dict[str, int]()
    for number in range(1, -(-len(known) // 100) + 1):
        page = _page(client, "/sources", page=str(number))
        assert f'<span class="count">{len(known)}</span>' in page
        for row in page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]:
            key = re.search(r"records-of-source\?source=([\w.-]+)", row)
            assert key
            assert key[1] not in counts
            words, source = _words(row), known[key[1]]
            for column in ("title", "publisher", "date_published", "date_retrieved"):
                said = date_label(" ".join(source[column].split()), "ja")
                assert said in words, (key[1], column)
            unstated = source["licence"].startswith("none stated")
            shown = "未確認" if source["licence"].startswith("unconfirmed") else source["licence"]
            assert unstated or shown in words, key[1]
            assert source["url"] in unescape(row)
            assert source["licence_url"] in unescape(row)
            number_cell = _words(row.rpartition("<td")[2].partition(">")[2])
            counts[key[1]] = int(number_cell.partition(" ")[0].replace(",", ""))
    assert set(counts) == set(known)
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    answer = next((ROOT / "tests" / "competency").glob("38-*.csv")).read_text("utf-8")
    expected = list(csv.DictReader(answer.splitlines()))
    assert len(expected) > 20
    for line in expected:
        assert counts[line["source"].rpartition("/")[2]] == int(line["records"])


def test_what_no_page_has_is_refused(client: TestClient) -> None:
    assert _get(client, "/sources", page="99").status_code == 404
    assert _get(client, "/sources", page="0").status_code == 400
    for path in PAGES:
        assert _get(client, path, nonsense="1").status_code == 400, path


def test_every_vendored_file_stands_with_its_licence_and_its_hash(client: TestClient) -> None:
    vendored = tomllib.loads((VENDOR / "vendored.toml").read_text("utf-8"))
    lying = {
        path.relative_to(VENDOR).as_posix()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent != VENDOR
    }
    assert lying == set(vendored)
    parts = unescape(_page(client, "/licences")).split('<section class="package"')[1:]
    for name, entry in vendored.items():
        title = f">{entry['package']} {entry['version']}</h3>"
        part = next(part.partition("</section>")[0] for part in parts if title in part)
        assert f'href="/static/vendor/{name}"' in part, name
        assert entry["licence"] in _words(part), name
        assert entry["copyright"] in _words(part), name
        assert entry["use"] in {"licence", "inside"} or "sha384-" in part, name


def test_every_link_of_the_pages_about_the_data_answers(client: TestClient) -> None:
    addresses: set[str] = set()
    for path in PAGES:
        found = (unescape(href) for href in re.findall(r'href="(/[^"]*)"', _page(client, path)))
        addresses |= {a for a in found if not a.startswith(("/doc/", "/api/views/", "/?"))}
    assert len([a for a in addresses if a.startswith("/static/vendor/") and "LICEN" in a]) >= 4
    assert {"/catalog", "/.well-known/void", "/dump"} <= addresses
    for address in sorted(addresses):
        response = client.get(address, headers={"Accept": "text/html,*/*;q=0.1"})
        assert response.status_code == 200, address


def test_the_licences_name_us_the_map_the_fonts_and_what_the_service_needs(
    client: TestClient,
) -> None:
    page = _page(client, "/licences", "en")
    words = _words(page).casefold()
    for said in ("under the MIT licence", "Natural Earth", "public domain", "ISC", "japanmap",
                 "Apache-2.0", "No fonts come with the pages"):  # fmt: skip
        assert said.casefold() in words, said
    assert (ROOT / "LICENSE").read_text("utf-8").strip() in unescape(page)
    spelled = words.replace("_", "-")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        name, _, version = requirement.partition(";")[0].partition("==")
        # Metadata may spell a name with an underscore where an index has a hyphen.
        assert f"{name} {version}".strip().casefold().replace("_", "-") in spelled, requirement
    tools = {item.partition("==")[0] for item in project["optional-dependencies"]["dev"]}
    assert not tools & set(re.findall(r'<th scope="row">([^<]*)</th>', page))


def test_the_releases_say_which_is_served(
    client: TestClient, settings: Settings, release: Release
) -> None:
    page = _page(client, "/releases")
    listed = re.findall(r'<h2 id="release-\d+"><a[^>]*><code>(\w+)</code></a>(.*?)</h2>', page)
    kept = {path.parent.name for path in (settings.out / "releases").glob("*/manifest.json")}
    assert {id_ for id_, _ in listed} == kept
    assert [id_ for id_, mark in listed if "現在公開中" in mark] == [release.id]
    built = re.findall(r"(\d{4}年\d+月\d+日 \d\d:\d\d)", page)
    assert built[0] == japan_time(release.manifest["built_at"], "ja")
    assert len(built) == len(kept)
    moments = [datetime.strptime(text, "%Y年%m月%d日 %H:%M").astimezone(UTC) for text in built]
    assert moments == sorted(moments, reverse=True)


def test_accessibility_says_the_aim_the_exceptions_and_what_was_not_tested(
    client: TestClient,
) -> None:
    content = tomllib.loads(
        (ROOT / "api" / "pages" / "about" / "accessibility.toml").read_text("utf-8")
    )
    for lang, untested in (("ja", "未実施"), ("en", "not tested yet")):
        words = _words(_page(client, "/accessibility", lang))
        assert "WCAG 2.2" in words
        assert "JIS X 8341-3:2016" in words
        for entry in (*content["results"], *content["exceptions"]):
            assert entry[lang] in words
        for result in content["results"]:
            assert (result[f"found_{lang}"] if result["date"] else untested) in words


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_has_one_heading_leaks_no_path_and_marks_japanese(
    client: TestClient, settings: Settings, path: str, lang: str
) -> None:
    page = _page(client, path, lang)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    assert f'<html lang="{lang}">' in page
    for leak in (str(ROOT), str(settings.out), "file:"):
        assert leak not in page, leak
    head = client.head(f"/about{path}", params={"lang": lang}, headers={"Accept": "text/html"})
    assert head.status_code == 200
    if lang == "en":
        body = page.partition("<main")[2].partition("</main>")[0]
        unmarked = re.sub(r'<(\w+)[^>]* lang="ja"[^>]*>.*?</\1>', "", body, flags=re.DOTALL)
        assert not JAPANESE.findall(_words(unmarked))
