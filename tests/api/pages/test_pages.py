"""The pages as a browser without JavaScript gets them."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from html_pages import HOSTILE, Page

from api.pages.parts.rendering import is_amount, is_date
from api.wording.messages import messages
from graph.mapping.tables import TABLES

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

STORY = "自動運転 projects near Osaka"
KINDS = {
    "project": "projects",
    "municipality": "municipalities",
    "programme": "programmes",
    "technology": "technologies",
    "challenge": "challenges",
    "ministry": "ministries",
    "council": "councils",
    "event": "events",
}


def _get(client: TestClient, path: str, **params: str | list[str]) -> tuple[httpx.Response, Page]:
    headers = {"Accept": "text/html", "Accept-Language": "ja"}
    response = client.get(path, params=params or None, headers=headers)
    assert response.headers["content-type"].startswith("text/html"), path
    return response, Page(response.text)


def _first_key(client: TestClient, kind: str) -> str:
    found = client.get("/api/search", params={"type": kind, "limit": "1"}).json()
    return str(found["items"][0]["key"])


def _total(client: TestClient, address: str) -> int:
    return int(client.get("/api/search", params=parse_qs(urlsplit(address).query)).json()["total"])


def test_the_start_page_has_a_box_examples_and_counts(client: TestClient) -> None:
    response, page = _get(client, "/")
    assert response.status_code == 200
    inputs = [attrs for tag, attrs in page.elements if tag == "input"]
    assert any(attrs.get("name") == "q" for attrs in inputs)
    examples = [text for _, text, attrs in page.links() if attrs.get("class") == "chip"]
    assert "大阪の近くの自動運転" in examples
    counts = {urlsplit(href).query: text for href, text, _ in page.links() if "programme=" in href}
    assert len(counts) == 15
    for query in counts:
        total = _total(client, f"/?{query}")
        assert f'<span class="count">{total}</span>' in response.text


def test_every_link_of_the_start_page_answers(client: TestClient) -> None:
    _, page = _get(client, "/")
    addresses = {href for href, _, _ in page.links() if href.startswith(("/", "?"))}
    assert len(addresses) > 15
    for address in sorted(addresses):
        path = address if address.startswith("/") else f"/{address}"
        found = client.get(path, headers={"Accept": "text/html,*/*;q=0.1"})
        assert found.status_code == 200, address


def test_the_search_story_begins_with_the_nearest(client: TestClient) -> None:
    response, page = _get(client, "/", q=STORY)
    assert response.status_code == 200
    items = client.get("/api/search", params={"q": STORY}, headers={"Accept-Language": "ja"}).json()
    titles = page.text_of("h3")
    efforts = dict.fromkeys(item.get("effort") or item["key"] for item in items["items"])
    named = {item["key"]: item["label"] for item in items["items"]}
    assert titles == [named[key] for key in efforts]
    first = response.text.split("<article>")[1]
    assert "堺市" in first
    assert f"約{items['items'][0]['distance_km']:.0f}km" in first


def test_weights_are_shown_and_their_sum_is_the_score(client: TestClient) -> None:
    response, _ = _get(client, "/", q=STORY, limit="1")
    table = re.search(r'<table class="bars">.*?</table>', response.text, re.DOTALL)
    assert table
    *weights, total = (float(text) for text in re.findall(r'class="number">([\d.-]+)<', table[0]))
    assert sum(weights) == pytest.approx(total, abs=0.01 * len(weights))


def test_a_chip_can_be_dropped_and_had_again(client: TestClient) -> None:
    _, page = _get(client, "/", q=STORY)
    removals = [href for href, _, attrs in page.links() if attrs.get("class") == "remove"]
    assert len(removals) == 3
    place = next(
        href
        for href in removals
        if parse_qs(urlsplit(href).query)["drop"] == [f"s{STORY.index('Osaka')}-{len(STORY)}"]
    )
    response, without = _get(client, place)
    assert response.status_code == 200
    dropped = [attrs for _, _, attrs in without.links() if attrs.get("class") == "remove"]
    assert len(dropped) == 2
    assert _total(client, place) > _total(client, f"/?q={STORY}")
    again = next(href for href, text, _ in without.links() if "Osaka" in text and "戻す" in text)
    assert _total(client, again) == _total(client, f"/?q={STORY}")


def test_another_reading_is_one_click_away(client: TestClient) -> None:
    _, page = _get(client, "/", q=STORY)
    others = [href for href, _, attrs in page.links() if attrs.get("class") == "other"]
    readings = [parse_qs(urlsplit(href).query)["as"] for href in others]
    assert [reading[0].endswith(":270008") for reading in readings] == [True]
    _, changed = _get(client, others[0])
    chips = [attrs["aria-label"] for _, _, attrs in changed.links() if "aria-label" in attrs]
    assert any("大阪府から" in chip for chip in chips)


@pytest.mark.parametrize("query", [STORY, "九州のドローン", "R4に採択されたクラウドの事業"])
def test_facets_agree_with_the_api(client: TestClient, query: str) -> None:
    _, page = _get(client, "/", q=query)
    answer = client.get("/api/search", params={"q": query}).json()
    addresses = {text: href for href, text, _ in page.links() if text.startswith("☐")}
    checked = 0
    for name, values in answer["facets"].items():
        if any(value["selected"] for value in values):
            continue
        for value in values[:4]:
            label = f"☐ {value['label']}"
            if f"{name}={value['key']}" in addresses.get(label, ""):
                assert _total(client, addresses[label]) == value["count"], (name, value)
                checked += 1
    assert checked > 4


def test_a_selected_facet_toggles_off_and_others_are_added(client: TestClient) -> None:
    _, page = _get(client, "/", programme="mirai", type="project")
    selected = [href for href, text, _ in page.links() if text.startswith("☑")]
    assert len(selected) == 2
    assert sorted(sorted(parse_qs(urlsplit(href).query)) for href in selected) == [
        ["programme"],
        ["type"],
    ]
    added = next(href for href, text, _ in page.links() if "programme=maas-mlit" in href)
    assert parse_qs(urlsplit(added).query)["programme"] == ["mirai", "maas-mlit"]


@pytest.mark.parametrize(
    ("q", "name", "key"),
    [
        ("ドローン", "technology", "drone"),
        ("ドローン R4", "fiscal_year", "2022"),
        ("ドローン 自治体", "type", "municipality"),
    ],
)
def test_a_value_that_the_query_says_too_toggles_off(
    client: TestClient, q: str, name: str, key: str
) -> None:
    _, page = _get(client, "/", q=q, **{name: key})
    ways = [href for href, text, _ in page.links() if text.startswith("☑")]
    (way,) = (href for href in ways if name not in parse_qs(urlsplit(href).query))
    after = client.get("/api/search", params=parse_qs(urlsplit(way).query)).json()
    assert key not in [value["key"] for value in after["facets"][name] if value["selected"]]


def test_an_area_beside_another_field_of_place_is_not_struck_out(client: TestClient) -> None:
    """A region in field syntax still narrows beside a municipality as a filter."""
    query = {"q": "region:関西 type:project", "municipality": "271004"}
    regions = client.get("/api/search", params=query).json()["interpretation"]["regions"]
    assert [region["key"] for region in regions] == ["kansai"]
    response, _ = _get(client, "/", **query)
    assert "overridden" not in response.text


def test_pages_and_exports_follow_the_state(client: TestClient) -> None:
    _, page = _get(client, "/", programme="mirai", type="project", limit="10", offset="10")
    relations = {attrs["rel"]: href for href, _, attrs in page.links() if "rel" in attrs}
    assert parse_qs(urlsplit(relations["next"]).query)["offset"] == ["20"]
    assert "offset" not in parse_qs(urlsplit(relations["prev"]).query)
    exports = [href for href, _, _ in page.links() if href.startswith("/api/search?")]
    assert len(exports) == 4
    rows = client.get(next(href for href in exports if "format=csv" in href)).text.splitlines()
    assert len(rows) - 1 == _total(client, "/?programme=mirai&type=project")


@pytest.mark.parametrize(
    "path", ["/?q=ドローン&offset=5000", "/similar?project=mirai-2020-272299&offset=5000"]
)
def test_past_the_end_leads_back_to_what_was_found(client: TestClient, path: str) -> None:
    response, page = _get(client, path)
    assert "表示できる結果はここまでです" in response.text
    assert "条件に合うものは見つかりませんでした" not in response.text
    back = next(href for href, _, attrs in page.links() if attrs.get("rel") == "prev")
    response, last = _get(client, back)
    assert "表示できる結果はここまでです" not in response.text
    assert last.text_of("h3")


@pytest.mark.parametrize(
    "query",
    [
        {"q": "ドローン", "fiscal_year": "2035"},
        {"q": "ドローン 2035年度", "fiscal_year": "2036"},
        {"q": "ブロックチェーン 沖縄県", "region": "kansai"},
        {"q": "ドローン 大阪", "municipality": "271004"},
        {"q": "region:関西 ブロックチェーン", "municipality": "271004"},
    ],
    ids=str,
)
def test_an_empty_result_names_its_cause_and_the_way_out(
    client: TestClient, query: dict[str, str]
) -> None:
    """Also where a filter took the place of what the query says of the same."""
    response, page = _get(client, "/", **query)
    assert response.status_code == 200
    causes = client.get("/api/search", params=query).json()["emptied_by"]
    assert causes
    ways = [(href, text) for href, text, _ in page.links() if "の条件を外す（" in text]
    assert len(ways) == len(causes)
    for (href, _), cause in zip(ways, causes, strict=True):
        assert _total(client, href) == cause["count"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(client: TestClient, text: str) -> None:
    response, page = _get(client, "/", q=text)
    assert response.status_code == 200
    assert not [tag for tag, _ in page.elements if tag in {"img", "b"}]
    assert not [attrs for tag, attrs in page.elements if tag == "script" and "src" not in attrs]
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    box = next(attrs for tag, attrs in page.elements if attrs.get("id") == "q" and tag == "input")
    assert box["value"] == text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_kind_has_a_page_with_its_sources(client: TestClient, kind: str, lang: str) -> None:
    key = _first_key(client, kind)
    entity = client.get(f"/api/{KINDS[kind]}/{key}", params={"lang": lang}).json()
    response, page = _get(client, f"/doc/{kind}/{key}", lang=lang)
    assert response.status_code == 200
    assert page.text_of("h1") == [" ".join(entity["label"].split())]
    assert entity["sources"]
    anchors = {href[1:] for href, _, _ in page.links() if href.startswith("#source-")}
    assert anchors
    assert anchors <= set(page.ids)
    text = " ".join(page.text_of("main"))
    for source in entity["sources"]:
        assert " ".join(source["title"].split()) in text
    alternates = [attrs for tag, attrs in page.elements if tag == "link"]
    for suffix in ("ttl", "nt", "rdf", "jsonld"):
        assert any(attrs["href"] == f"/data/{kind}/{key}.{suffix}" for attrs in alternates)
        assert client.get(f"/data/{kind}/{key}.{suffix}").status_code == 200


def test_counts_that_disagree_stand_side_by_side(client: TestClient) -> None:
    counts = client.get("/api/programmes/smartcity-soumu", params={"lang": "ja"}).json()["counts"]
    of_2022 = {
        (count["value"], count["source"])
        for count in counts
        if str(count.get("fiscal_year")) == "2022"
        and "fiscal_year_end" not in count
        and count["measure"]["key"] == "selected"
    }
    assert {value for value, _ in of_2022} == {12, 13}
    response, _ = _get(client, "/doc/programme/smartcity-soumu")
    rows = re.findall(r"<tr>.*?</tr>", response.text, re.DOTALL)
    row = next(r for r in rows if "令和4年度" in r and "出典により数値が異なります" in r)
    assert "12事業" in row
    assert "13事業" in row
    assert len(set(re.findall(r"#source-\d+", row))) == len(of_2022)


def test_a_project_parts_what_is_printed_from_what_is_derived(client: TestClient) -> None:
    response, page = _get(client, "/doc/project/mirai-2020-272299")
    assert {"applicants", "technologies", "technologies_derived", "linked", "sources"} <= set(
        page.ids
    )
    printed, derived = (
        response.text.split(f'id="{slug}"')[1].split("</section>")[0]
        for slug in ("technologies", "technologies_derived")
    )
    assert "自動運転" in printed
    assert "グリーンスローモビリティ" not in printed
    assert "グリーンスローモビリティ" in derived
    assert messages()["page-open-list"]["ja"] in printed
    assert "2023年3月時点" in response.text


def test_what_is_not_there_is_a_page_with_404(client: TestClient) -> None:
    for path in ("/doc/project/nothing", "/doc/nothing/mirai", "/doc/municipality/999999"):
        response, page = _get(client, path)
        assert response.status_code == 404
        assert page.text_of("h1")


def test_a_retired_code_leads_to_its_successors(client: TestClient) -> None:
    response, _ = _get(client, "/doc/municipality/221317")
    assert response.status_code == 410
    assert re.search(r"<code>22\d{4}</code>", response.text)


def test_the_sparql_form_holds_a_query_that_runs(client: TestClient) -> None:
    _, page = _get(client, "/sparql")
    query = page.texts[[tag for tag, _ in page.elements].index("textarea")]
    form = next(attrs for tag, attrs in page.elements if tag == "form")
    assert (form["action"], form["method"]) == ("/sparql", "get")
    answer = client.get("/sparql", params={"query": query, "format": "csv"})
    assert answer.status_code == 200
    searched = re.search(r'tsn:matches "([^"]+)"', query)
    assert searched is not None
    found = client.get("/api/search", params={"q": searched[1], "type": "project"}).json()
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [row["project"] for row in rows] == [item["iri"] for item in found["items"]]
    for href, _, _ in page.links():
        if href.startswith("/sparql?edit="):
            _, filled = _get(client, href)
            text = filled.texts[[tag for tag, _ in filled.elements].index("textarea")]
            assert client.get("/sparql", params={"query": text}).status_code == 200


def test_the_same_search_runs_as_sparql(client: TestClient) -> None:
    _, page = _get(client, "/", q=STORY)
    address = next(href for href, _, _ in page.links() if href.startswith("/sparql?query="))
    answer = client.get(address)
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) - 1 == _total(client, f"/?q={STORY}")


def test_the_api_page_lists_every_path(client: TestClient) -> None:
    _, page = _get(client, "/docs")
    shown = " ".join(page.text_of("h2"))
    paths = client.get("/openapi.json").json()["paths"]
    assert paths
    for path in paths:
        assert path in shown


def test_the_language_switch_keeps_the_state(client: TestClient) -> None:
    _, page = _get(client, "/", q=STORY, programme="mirai")
    switch = next(href for href, _, attrs in page.links() if attrs.get("hreflang") == "en")
    kept = {"q": [STORY], "programme": ["mirai"]}
    assert parse_qs(urlsplit(switch).query) == {**kept, "lang": ["en"]}
    response, english = _get(client, f"/{switch}")
    assert response.headers["content-language"] == "en"
    assert next(attrs for tag, attrs in english.elements if tag == "html")["lang"] == "en"
    assert all("lang=en" in href for href, _, _ in english.links() if href.startswith("/doc/"))


def test_no_page_has_inline_code_styles_or_anything_from_elsewhere(client: TestClient) -> None:
    keys = [f"/doc/{kind}/{_first_key(client, kind)}" for kind in KINDS]
    others = (
        "/peers?municipality=272051",
        "/programmes",
        "/about",
        "/network?focus=programme/mirai",
    )
    for path in ("/", f"/?q={STORY}", "/sparql", "/docs", "/doc/programme/mirai", *keys, *others):
        response, page = _get(client, path)
        assert "default-src 'self'" in response.headers["content-security-policy"]
        assert "unsafe" not in response.headers["content-security-policy"]
        code = r'<script(?! type="application/ld\+json")[^>]*>[^<]'  # that is data, never run
        assert not re.search(code, response.text), path
        for tag, attrs in page.elements:
            assert tag not in {"style", "iframe", "object"}, path
            is_data = attrs.get("type") == "application/ld+json"
            assert tag != "script" or is_data or attrs["src"].startswith("/static/"), path
            assert "style" not in attrs, path
            assert not [name for name in attrs if name.startswith("on")], path
            if tag in {"link", "img"} and attrs.get("rel") != "alternate":
                assert not urlsplit(attrs.get("href", attrs.get("src", ""))).netloc, path
        assert len(page.ids) == len(set(page.ids)), path
        assert page.text_of("h1"), path


def test_empty_fields_are_tolerated_and_unknown_ones_are_named(client: TestClient) -> None:
    response, _ = _get(client, "/", q="ドローン", near="", radius_km="", lang="")
    assert response.status_code == 200
    response, page = _get(client, "/", colour="red")
    assert response.status_code == 400
    assert "colour" in " ".join(page.text_of("p"))


def test_every_column_has_words_in_both_languages() -> None:
    shown = {
        "council_challenges", "council_technologies", "event_challenges", "event_technologies",
        "programme_challenges", "programme_technologies",
        "council_bodies", "council_members", "council_programmes", "council_projects", "councils",
        "event_attendance", "event_programmes", "events", "municipalities", "organisation_parents",
        "organisations", "payments", "programme_budgets", "programme_counts",
        "programme_group_members", "programme_names", "programme_offices",
        "programme_organisations", "programme_terms", "programmes", "project_applicants",
        "project_areas", "project_challenges", "project_descriptions", "project_links",
        "project_statuses", "project_technologies", "project_technologies_derived",
        "project_titles", "projects", "region_prefectures", "support_measures",
        "survey_observations", "transition_steps",
    }  # fmt: skip
    unseen = {"key", "code", "position", "unit", "base_unit", "fiscal_year_end", "fiscal_year_to"}
    known = messages()
    for table in TABLES:
        for column in table.columns if table.name in shown else ():
            stem = column.name.removesuffix("_ja").removesuffix("_en")
            if stem not in unseen:
                words = known[f"page-field-{stem}"]
                assert words["ja"], column.name
                assert words["en"], column.name


@pytest.mark.parametrize(
    "path",
    ["/doc/technology/automated-driving", "/doc/programme/mirai", "/doc/municipality/270008"],
)
def test_projects_of_a_page_are_listed_by_year(client: TestClient, path: str) -> None:
    response, _ = _get(client, f"{path}?lang=en")
    table = response.text.split('id="projects"', 1)[1].split("</table>", 1)[0]
    years = re.findall(r"<tr><td[^>]*>FY(\d{4})</td>", table)
    assert len(years) > 1
    assert years == sorted(years)


@pytest.mark.parametrize("text", ["80,000,000円", "¥12", "03-6206-6175", "5011001027530", "3.5"])
def test_amounts_and_numbers_stay_on_one_line(text: str) -> None:
    assert is_amount(text)
    assert not is_amount(f"{text} 円の内数")
    assert not is_date(text)


def test_days_and_months_stay_on_one_line() -> None:
    assert is_date("2022-10-28")
    assert is_date("2023-03")
    assert not is_date("2022-10-28 14:00")
