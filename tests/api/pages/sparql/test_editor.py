"""The SPARQL page: results in words, permalinks, errors; and the raw protocol beside it."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from html_pages import Page

from api.wording.messages import messages
from graph.description.examples import examples
from graph.description.numbers import read_description
from ontology.namespaces import PREFIXES

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

    from api.release.releases import Release

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("tsn", "rdfs", "geo"))
TOWN = "<https://w3id.org/tsunagu/id/municipality/272299>"
TABLE = f"""{PROLOGUE}SELECT ?town ?class ?name ?number ?nothing ?date ?outside {{
  VALUES ?town {{ {TOWN} }}
  ?town a ?class ; rdfs:label ?name .
  FILTER(?class = tsn:Municipality && LANG(?name) = "ja")
  BIND(42 AS ?number)
  BIND("2022-04-01"^^<http://www.w3.org/2001/XMLSchema#date> AS ?date)
  BIND(rdfs:label AS ?outside)
}}"""
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def _shown(
    client: TestClient, query: str | None, lang: str = "ja", **params: str
) -> tuple[httpx.Response, Page]:
    asked = {"format": "html", "lang": lang, **params}
    if query is not None:
        asked["query"] = query
    response = client.get("/sparql", params=asked, headers={"Accept": BROWSER})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response, Page(response.text)


def _query(page: Page) -> str:
    return page.texts[[tag for tag, _ in page.elements].index("textarea")]


def _cells(response: httpx.Response) -> list[list[str]]:
    body = re.search(r'result-caption">.*?<tbody>(.*?)</tbody>', response.text, re.DOTALL)
    assert body
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    return [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in rows]


def _downloads(page: Page) -> dict[str, str]:
    return {text: href for href, text, attrs in page.links() if "download" in attrs}


@pytest.mark.parametrize(
    ("lang", "town", "class_"), [("ja", "四條畷市", "自治体"), ("en", "Shijonawate", "")]
)
def test_things_of_ours_are_shown_by_their_labels(
    client: TestClient, lang: str, town: str, class_: str
) -> None:
    response, page = _shown(client, TABLE, lang)
    assert response.status_code == 200
    assert response.headers["content-language"] == lang
    first = next(attrs for href, text, attrs in page.links() if text.startswith(town))
    assert first["href"] == f"/doc/municipality/272299?lang={lang}"
    assert first["title"] == TOWN.strip("<>")
    class_link = next(a for href, _, a in page.links() if href.endswith("#Municipality"))
    assert class_link["title"] == f"{PREFIXES['tsn']}Municipality"
    assert "tsn:Municipality</code>" in response.text
    assert class_ in response.text
    assert page.text_of("caption") == ["1行" if lang == "ja" else "Rows: 1"]


def test_each_kind_of_value_has_its_form(client: TestClient) -> None:
    response, page = _shown(client, TABLE, "en")
    (row,) = _cells(response)
    assert row[2] == '<td><bdi lang="ja">四條畷市</bdi></td>'
    assert row[3] == '<td class="number"><bdi>42</bdi></td>'
    assert row[4] == '<td class="empty">(no value)</td>'
    assert "<small><code>xsd:date</code></small>" in row[5]
    assert 'rel="external nofollow"' in row[6]
    assert "<code>rdfs:label</code>" in row[6]
    heads = [attrs for tag, attrs in page.elements if tag == "th" and attrs.get("scope") == "col"]
    assert len(heads) >= len(row)


def test_the_address_of_a_result_opens_it_again(client: TestClient) -> None:
    query = "\nSELECT ?x {\n  VALUES ?x { 'a & b' \"+%20\" }\n}\n"
    response, page = _shown(client, query)
    assert _query(page).replace("\r", "") == f"\n{query}"  # browsers drop the first line break
    switch = next(a for _, _, a in page.links() if a.get("hreflang") == "en")
    again = parse_qs(urlsplit(switch["href"]).query)
    assert again == {"query": [query], "format": ["html"], "lang": ["en"]}
    other = client.get("/sparql", params={name: values[0] for name, values in again.items()})
    assert _cells(other) == _cells(response)
    form = next(attrs for tag, attrs in page.elements if tag == "form")
    assert (form["action"], form["method"]) == ("/sparql", "get")
    options = [attrs["value"] for tag, attrs in page.elements if tag == "option"]
    assert options[0] == "html"


def test_it_is_the_page_whatever_the_client_accepts(client: TestClient) -> None:
    for accept in ("*/*", "application/json"):
        params = {"query": "ASK {}", "format": "html"}
        response = client.get("/sparql", params=params, headers={"Accept": accept})
        assert response.headers["content-type"] == "text/html; charset=utf-8"
    posted = client.post("/sparql", data={"query": "ASK {}", "format": "html"})
    assert 'class="verdict"' in posted.text
    assert client.head("/sparql", params={"query": "ASK {}", "format": "html"}).text == ""
    form = client.get("/sparql", params={"format": "html"})
    assert form.status_code == 200
    assert "<textarea" in form.text


@pytest.mark.parametrize(
    ("query", "word"),
    [("ASK {}", "該当するものがあります"), ("ASK { <a:a> ?p ?o }", "該当するものはありません")],
)
def test_ask_is_answered_in_words(client: TestClient, query: str, word: str) -> None:
    response, page = _shown(client, query)
    verdict = re.search(r'class="verdict">(.*?)<', response.text)
    assert verdict is not None
    assert verdict[1].startswith(word)
    assert list(_downloads(page)) == ["CSV", "TSV", "JSON", "XML"]


@pytest.mark.parametrize(
    "query",
    [
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {TOWN} }} ?s ?p ?o }}",
        f"DESCRIBE {TOWN}",
    ],
)
def test_graphs_are_tables_of_statements(client: TestClient, query: str) -> None:
    response, page = _shown(client, query)
    assert page.text_of("th")[:3] == ["主語", "プロパティ", "値"]
    lines = client.get("/sparql", params={"query": query, "format": "nt"}).text.splitlines()
    assert len(lines) > 5
    assert len(_cells(response)) == len(lines)
    assert all("四條畷市" in row[0] for row in _cells(response) if "municipality" in row[0])
    assert list(_downloads(page)) == ["Turtle", "N-Triples", "JSON-LD", "RDF/XML"]
    for address in _downloads(page).values():
        assert client.get(address).status_code == 200


def test_a_result_without_rows_says_so(client: TestClient) -> None:
    response, page = _shown(client, "SELECT ?x { ?x <a:a> 1 }")
    assert "当てはまるものはありません" in response.text
    assert "caption" not in [tag for tag, _ in page.elements]
    columns, _ = _shown(client, "SELECT * {}", "en")
    assert "no columns; rows: 1" in columns.text


def test_more_than_a_thousand_rows_are_said(client: TestClient) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 2500"
    response, page = _shown(client, query, "en")
    assert "2,500 rows in all; the first 1,000 are shown here." in response.text
    assert page.text_of("caption") == ["Rows: 2,500"]
    assert len(_cells(response)) == 1000
    whole = client.get(_downloads(page)["CSV"]).text
    assert len(list(csv.reader(io.StringIO(whole)))) == 2501
    few, _ = _shown(client, query.replace("2500", "1000"), "en")
    assert "rows in all" not in few.text
    assert len(_cells(few)) == 1000


def test_wide_results_and_long_values_are_bounded(client: TestClient) -> None:
    names = " ".join(f"(1 AS ?v{number})" for number in range(150))
    wide, _ = _shown(client, f"SELECT {names} {{}}", "en")
    assert "There are 150 columns in all; the first 100 are shown." in wide.text
    assert len(_cells(wide)[0]) == 100
    long, _ = _shown(client, f'SELECT ("{"x" * 5000}" AS ?x) {{}}', "en")
    assert "only its beginning is shown" in long.text
    assert "x" * 2001 not in "".join(_cells(long)[0])


def test_downloads_give_the_same_rows(client: TestClient) -> None:
    query = "SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) (<a:b> 'z'@ja) (UNDEF UNDEF) } }"
    response, page = _shown(client, query, timeout="5")
    found = _downloads(page)
    assert list(found) == ["CSV", "TSV", "JSON", "XML"]
    assert all(parse_qs(urlsplit(href).query)["timeout"] == ["5"] for href in found.values())
    rows = client.get(found["JSON"]).json()["results"]["bindings"]
    shown = [[re.sub("<.*?>", "", cell) for cell in row] for row in _cells(response)]
    none = "（値なし）"
    assert [[row.get(name, {"value": none})["value"] for name in "xy"] for row in rows] == shown
    assert client.get(found["CSV"]).text.splitlines() == ["x,y", "1,", "a:b,z", ","]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT ?x {\n  ?x tsn:key 1 }", 400, ("2行目", "PREFIX", "?x tsn:key 1 }")),
        ("SELECT {", 400, ("1行目",)),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, ("SERVICE",)),
        ("INSERT DATA { <a:a> <a:b> 1 }", 400, ("INSERT",)),
        (" ", 400, ("クエリを入力してください",)),
    ],
)
def test_a_mistake_keeps_the_query(
    client: TestClient, query: str, status: int, words: tuple[str, ...]
) -> None:
    response, page = _shown(client, query)
    assert response.status_code == status
    assert query.strip() in _query(page)
    (section,) = re.findall(r'<section class="query-error".*?</section>', response.text, re.DOTALL)
    assert [word for word in words if word not in section] == []
    assert response.text.index("query-error") < response.text.index("<form")
    assert page.text_of("title")[0] != Page(client.get("/sparql?format=html").text).text_of("title")


def test_the_place_of_a_mistake_is_not_guessed(client: TestClient) -> None:
    query = f"{PROLOGUE}SELECT * {{ SERVICE tsn:search {{ ?x tsn:matches 'ドローン' }} ?x ?y }}"
    response, _ = _shown(client, query)
    assert response.status_code == 400
    assert "行目" not in response.text.split("<form")[0]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_query_that_runs_too_long_is_a_problem_of_the_page(client: TestClient, lang: str) -> None:
    response, page = _shown(client, SLOW, lang, timeout="0.2")
    assert response.status_code == 504
    assert "retry-after" not in response.headers
    assert _query(page) == SLOW
    assert messages()["page-sparql-problem-query-timeout"][lang] in response.text
    hidden = {a["name"]: a["value"] for _, a in page.elements if a.get("type") == "hidden"}
    assert hidden == {"timeout": "0.2", "lang": lang}


def test_a_bad_timeout_is_named(client: TestClient) -> None:
    response, _ = _shown(client, "ASK {}", timeout="never")
    assert response.status_code == 400
    assert "timeout には、0より大きい秒数を指定してください。" in response.text


@pytest.mark.parametrize(
    "term",
    [
        '"<script>alert(1)</script>"',
        '""""><img src=x onerror=\'alert(1)\'>"""',
        '"<script>"@en',
        '"POINT(135 34)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>',
    ],
)
def test_nothing_in_a_result_is_markup(client: TestClient, term: str) -> None:
    query = f"SELECT ?x ?y {{ BIND({term} AS ?x) BIND('</div><script>1</script>' AS ?y) }}"
    response, page = _shown(client, query)
    assert response.status_code == 200
    scripts = [attrs for tag, attrs in page.elements if tag == "script"]
    assert all(attrs.get("src", "").startswith("/static/") for attrs in scripts)
    assert "img" not in [tag for tag, _ in page.elements]
    assert "<script>" not in response.text


def test_links_lead_only_to_the_web(client: TestClient) -> None:
    query = "SELECT ?x { VALUES ?x { <javascript:alert(1)> <data:text/html,x> <http://e.org/> } }"
    _, page = _shown(client, query)
    addresses = [href for href, _, _ in page.links()]
    assert "http://e.org/" in addresses
    assert not [href for href in addresses if href.startswith(("javascript:", "data:"))]


def test_points_are_on_a_map_beside_the_table(client: TestClient) -> None:
    query = f"""{PROLOGUE}SELECT ?town ?wkt {{
      VALUES ?town {{ {TOWN} }} ?town geo:hasGeometry/geo:asWKT ?wkt }}"""
    response, page = _shown(client, query)
    maps = [attrs for _, attrs in page.elements if "data-points" in attrs]
    ((point,),) = [json.loads(attrs["data-points"]) for attrs in maps]
    assert (point["label"], point["href"]) == ("四條畷市", "/doc/municipality/272299")
    assert (round(point["lat"]), round(point["lon"])) == (35, 136)
    assert '<script type="module" src="/static/js/map.js"></script>' in response.text
    assert len(_cells(response)) == 1
    wrong = "'POINT(200 91)'^^<http://www.opengis.net/ont/geosparql#wktLiteral>"
    for other in (f"SELECT ({wrong} AS ?x) {{}}", "SELECT ('POINT(1 2)' AS ?x) {}"):
        without, _ = _shown(client, other)
        assert "data-points" not in without.text
        assert "map.js" not in without.text


def test_the_examples_are_in_groups_and_each_is_there_once(client: TestClient) -> None:
    _, page = _shown(client, None, "en")
    listed = [(href, text) for href, text, _ in page.links() if href.startswith("/sparql?edit=")]
    assert sorted(text for _, text in listed) == sorted(one.title("en") for one in examples())
    summaries = page.text_of("summary")
    counts = [int(text.rpartition(" ")[2]) for text in summaries if text[-1].isdigit()]
    assert sum(counts) == len(examples())
    assert all(counts)
    for href, _ in listed[::9]:
        filled = Page(client.get(href, headers={"Accept": BROWSER}).text)
        assert _query(filled) == parse_qs(urlsplit(href).query)["edit"][0]


@pytest.mark.parametrize("number", range(0, 46, 5))
def test_the_examples_run_on_the_page(client: TestClient, number: int) -> None:
    response, page = _shown(client, examples()[number].under("https://w3id.org/tsunagu/"))
    assert response.status_code == 200
    assert page.text_of("caption") or 'class="nothing"' in response.text


def test_the_page_is_the_servers_own(client: TestClient) -> None:
    response, page = _shown(client, "ASK {}")
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    sources = [
        a.get("src") or a.get("href", "") for tag, a in page.elements if tag in "script link"
    ]
    assert [source for source in sources if source.startswith(("http", "//"))] == []
    assert not [attrs for _, attrs in page.elements if "style" in attrs]


def test_the_terms_have_the_counts_of_void(client: TestClient, release: Release) -> None:
    found = client.get("/api/vocabulary/terms", params={"lang": "ja"}).json()
    statistics = read_description(release.folder).statistics
    assert found["prefixes"] == PREFIXES
    for name, counts in (("classes", statistics.classes), ("properties", statistics.properties)):
        listed = {term["iri"]: term["count"] for term in found[name]}
        assert {iri: count for iri, count in listed.items() if count} == dict(counts)
        assert [term["count"] for term in found[name]] == sorted(listed.values(), reverse=True)
    named = {term["name"]: term["label"] for term in found["properties"]}
    assert named["tsn:applicant"] == "申請者"
    assert named["rdfs:label"] is None
    assert "tsn:matches" in named
    english = client.get("/api/vocabulary/terms", params={"lang": "en"}).json()
    assert english["properties"] != found["properties"]
    assert client.get("/api/vocabulary/terms", params={"x": "1"}).status_code == 400


def test_the_protocol_is_as_it_was(client: TestClient) -> None:
    query = "SELECT (1 AS ?x) {}"
    for accept, media in (
        (BROWSER, "application/sparql-results+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("*/*", "application/sparql-results+json"),
    ):
        response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
        assert response.headers["content-type"] == media
        assert "content-security-policy" not in response.headers
    hint = client.get("/sparql", params={"query": query, "output": "html"})
    assert hint.headers["content-type"] == "application/sparql-results+json"
    wrong = client.get("/sparql", params={"query": "SELECT {", "format": "csv"})
    assert wrong.headers["content-type"] == "application/problem+json"
    twice = client.get("/sparql?query=ASK{}&format=html&format=csv")
    assert twice.headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get("/sparql").headers["content-type"].startswith("text/turtle")
