"""The HTTP contract (docs/design.md, section 5): parameters, errors, exports, entities."""

from __future__ import annotations

import csv
import http.client
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from urllib.robotparser import RobotFileParser

import pytest
from openpyxl import load_workbook
from paths import ROOT
from rdflib import Graph, URIRef
from starlette.testclient import TestClient
from waiting import until, until_read

from api.answers.exports.tables import harmless, to_csv
from api.release.releases import Release
from api.release.settings import Settings
from api.wording.columns import EXPORTS

COLUMNS = EXPORTS["search"].names

PATHS = {
    "projects": ("projects", 365),
    "programmes": ("programmes", 20),
    "ministries": ("organisations", 38),
    "councils": ("councils", 52),
    "events": ("events", 31),
    "municipalities": ("municipalities", 1959),
}
Parameter = str | int | list[str]
_JAPANESE = re.compile(r"[\u3041-\u30ff]")
_LEAK = re.compile(r"Traceback|\.py\b|/home|/usr|site-packages|pyoxigraph|whoosh|0x[0-9a-f]{6}")


def search(client: TestClient, **parameters: Parameter) -> dict[str, Any]:
    response = client.get("/api/search", params=parameters)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def problem(client: TestClient, path: str, status: int) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail"} <= set(found)
    assert found["status"] == status
    assert found["type"].startswith("https://")
    assert not _LEAK.search(response.text), response.text
    return found


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("foo=1", "foo"),
        ("q=AI&Limit=3", "Limit"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=1.5", "limit"),
        ("offset=-1", "offset"),
        ("offset=99999999999999999999", "offset"),
        ("type=projects", "type"),
        ("sort=best", "sort"),
        ("sort=distance", "sort"),
        ("format=pdf", "format"),
        ("lang=fr", "lang"),
        ("fiscal_year=R99x", "fiscal_year"),
        ("fiscal_year=2022..2020", "fiscal_year"),
        ("radius_km=-1", "radius_km"),
        ("radius_km=nan", "radius_km"),
        ("radius_km=3001", "radius_km"),
        ("technology=nothing-like-it", "technology"),
        ("programme=xyz", "programme"),
        ("prefecture=272167", "prefecture"),
        ("near=91,0", "near"),
        ("near=somewhere", "near"),
        ("as=s0-1", "as"),
        ("q=AI&q=5G", "q"),
        ("limit=1&limit=2", "limit"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, query: str, named: str) -> None:
    found = problem(client, f"/api/search?{query}", 400)
    listed = [found, *found.get("errors", ())]
    assert named in {one.get("parameter") for one in listed}


@pytest.mark.parametrize(
    ("path", "japanese", "english"),
    [
        (
            "/?radius_km=far",
            "検索範囲（km）: 数を入力してください。",
            "Radius (km): must be a number.",
        ),
        ("/?colour=red", "colour: 対応していない項目です", "colour: is not supported here."),
        ("/api/search?sort=distance", "場所を指定してください", "name a place to be near to"),
        ("/api/search?q=a&q=b", "「語句」は1つだけ", "Words may be given only once."),
        ("/api/suggest?q=" + "a" * 3000, "3,000文字）", "has 3,000 characters"),
        ("/api/views/payments?limit=0", "1以上の数を", "Results per page: must be 1 or more."),
        ("/sparql?query=ASK", "1行目の4文字目に誤り", "There is a problem with the query"),
        ("/sparql?query=DROP%20ALL", "更新（DROPなど）は実行できません", "DROP is an update"),
        ("/nothing", "このアドレスでは何も提供していません", "Nothing answers at this address"),
    ],
)
def test_a_problem_is_told_in_the_language_of_the_request(
    client: TestClient, path: str, japanese: str, english: str
) -> None:
    for language, said in (("ja", japanese), ("en", english)):
        accepted = {"Accept": "application/json", "Accept-Language": language}
        assert said in client.get(path, headers=accepted).json()["detail"]


def test_an_ambiguous_label_lists_its_candidates(client: TestClient) -> None:
    found = problem(client, f"/api/search?municipality={quote('府中市')}", 400)
    assert found["type"].endswith("ambiguous-name")
    assert {c["key"] for c in found["candidates"]} == {"132063", "342084"}
    found = problem(client, f"/api/search?near={quote('美郷町')}", 400)
    assert len(found["candidates"]) == 3


def test_empty_values_are_absent(client: TestClient) -> None:
    empty = "q=&technology=&near=&radius_km=&limit=&offset=&lang=&format=&type=&sort=&drop=&as="
    assert client.get(f"/api/search?{empty}").json()["total"] == search(client)["total"]


def test_repeated_is_or_and_different_is_and(client: TestClient) -> None:
    one = search(client, technology="drone", type="project")["total"]
    two = search(client, technology="robot", type="project")["total"]
    both = search(client, technology=["drone", "robot"], type="project")["total"]
    assert max(one, two) < both <= one + two
    narrowed = search(client, technology=["drone", "robot"], type="project", fiscal_year="2018")
    assert 0 < narrowed["total"] < both


def test_keys_iris_and_labels_are_the_same(client: TestClient) -> None:
    base = "https://w3id.org/tsunagu/id"
    totals = {
        search(client, technology=value)["total"]
        for value in ("drone", f"{base}/technology/drone", "ドローン", "UAV", "Drone", "ﾄﾞﾛｰﾝ")
    }
    assert len(totals) == 1
    totals = {
        search(client, prefecture=value)["total"]
        for value in ("270008", "大阪府", "大阪", "Osaka", f"{base}/municipality/270008")
    }
    assert len(totals) == 1
    found = search(client, technology="UAV")["interpretation"]["technologies"]
    assert [(t["key"], t["label"]) for t in found] == [("drone", "ドローン")]


def test_language(client: TestClient) -> None:
    def label(**headers: str) -> str:
        accept = {"accept-language": headers["accept"]} if "accept" in headers else {}
        path = f"/api/technologies/drone{headers.get('query', '')}"
        return str(client.get(path, headers=accept).json()["label"])

    assert label() == "ドローン"
    english = label(query="?lang=en")
    assert english.casefold().startswith("drone")
    assert label(accept="en-GB,en;q=0.8") == english
    assert label(accept="ja;q=0.3, en;q=0.8") == english
    assert label(accept="fr, de") == "ドローン"
    assert label(accept="en", query="?lang=ja") == "ドローン"


@pytest.mark.parametrize(("kind", "said"), [("programme", "aim"), ("technology", "definition")])
def test_what_is_said_of_a_thing_is_in_the_language_of_the_answer(
    client: TestClient, kind: str, said: str
) -> None:
    texts = {
        lang: [item[said] for item in search(client, type=kind, limit=100, lang=lang)["items"]]
        for lang in ("ja", "en")
    }
    assert all(isinstance(text, str) for text in texts["ja"] + texts["en"])
    assert any(texts["ja"])
    assert not any(_JAPANESE.search(text) for text in texts["en"] if text not in texts["ja"])


def test_limits_and_offsets(client: TestClient) -> None:
    assert len(search(client, limit=100)["items"]) == 100
    assert len(search(client)["items"]) == 20
    beyond = search(client, offset=1_000_000)
    assert (beyond["items"], beyond["links"]["next"]) == ([], None)


def test_csv_export(client: TestClient) -> None:
    total = search(client, q="自動運転")["total"]
    asked = {"q": "自動運転", "format": "csv", "limit": 1, "columns": "keys"}
    response = client.get("/api/search", params=asked)
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.content.endswith(b"\r\n")
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    assert "attachment" in response.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == total + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "\n=1"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    item = {"type": "project", "key": text, "label": text, "iri": text}
    rows = list(csv.DictReader(io.StringIO(to_csv([item]).decode("utf-8-sig"), newline="")))
    assert rows[0]["label"].lstrip()[:1] not in set("=+-@＝＋－＠")
    assert harmless(text) != text
    assert harmless(-1.5) == -1.5


@pytest.mark.parametrize(("lang", "heading"), [("ja", "支援制度"), ("en", "Programme")])
def test_files_are_in_the_language_asked_for(client: TestClient, lang: str, heading: str) -> None:
    asked = {"q": "自動運転", "format": "csv", "lang": lang}
    response = client.get("/api/search", params=asked)
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert heading in rows[0]
    assert not set(rows[0]) & set(COLUMNS)


def test_xlsx_export(client: TestClient) -> None:
    parameters = {"q": "自動運転 projects near Osaka", "format": "xlsx", "columns": "keys"}
    response = client.get("/api/search", params=parameters)
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == COLUMNS
    assert len(rows) == search(client, q="自動運転 projects near Osaka")["total"]
    first = dict(zip(COLUMNS, rows[0], strict=True))
    assert isinstance(first["fiscal_year"], int)
    assert isinstance(first["distance_km"], float)
    opened = [dict(zip(COLUMNS, row, strict=True))["technologies_open"] for row in rows]
    assert {type(value) for value in opened} == {bool, type(None)}


def test_geojson_export(client: TestClient) -> None:
    response = client.get("/api/search", params={"programme": "mirai", "format": "geojson"})
    assert response.headers["content-type"].startswith("application/geo+json")
    found = response.json()
    assert found["type"] == "FeatureCollection"
    points: list[list[float]] = []
    for feature in found["features"]:
        geometry = feature["geometry"]
        if geometry:
            single = geometry["type"] == "Point"
            points += [geometry["coordinates"]] if single else geometry["coordinates"]
    assert len(points) > 45
    assert all(122 < longitude < 154 and 24 < latitude < 46 for longitude, latitude in points)


def test_turtle_export(client: TestClient) -> None:
    response = client.get("/api/search", params={"q": "ブロックチェーン", "format": "ttl"})
    graph = Graph().parse(data=response.content, format="turtle")
    for item in search(client, q="ブロックチェーン")["items"]:
        assert (URIRef(item["iri"]), None, None) in graph


def _keys(table: str) -> list[str]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    column = "key" if "key" in rows[0] else "code"
    return [row[column] for row in rows]


@pytest.mark.parametrize("plural", sorted(PATHS))
def test_every_entity_has_label_and_source(client: TestClient, plural: str) -> None:
    table, size = PATHS[plural]
    keys = _keys(table)
    assert len(keys) == size
    for key in keys[::40] if plural == "municipalities" else keys:
        response = client.get(f"/api/{plural}/{quote(key)}")
        assert response.status_code == 200, key
        found = response.json()
        assert found["key"] == key
        assert found["label"], key
        assert found["iri"].endswith(f"/{key}")
        assert found["sources"], key
        for source in found["sources"]:
            assert source["title"], (key, source)
            assert source["licence"], (key, source)


@pytest.mark.parametrize("plural", ["technologies", "challenges"])
def test_every_concept(client: TestClient, plural: str) -> None:
    kind = {"technologies": "technology", "challenges": "challenge"}[plural]
    items = search(client, type=kind, limit=100)["items"]
    assert len(items) >= 20
    for item in items:
        found = client.get(f"/api/{plural}/{item['key']}").json()
        assert found["label"] == item["label"]
        assert found["sources"]


def test_a_project_has_what_the_contract_says(client: TestClient) -> None:
    found = client.get("/api/projects/mirai-2018-270008").json()
    assert [a["code"] for a in found["applicants"]] == ["270008", "272167"]
    assert [a["name"] for a in found["applicants"]] == ["大阪府", "河内長野市"]
    assert [(t["key"], t["label"], t["printed"]) for t in found["technologies"]] == [
        ("automated-driving", "自動運転", "⾃動運転")
    ]
    expected = {"programme": "mirai", "fiscal_year": 2018, "technologies_open": False,
                "status": "finishing", "status_as_of": "2023-03", "road_av_support": False,
                "linked": []}  # fmt: skip
    assert {**{name: found[name] for name in expected}, "programme": found["programme"]["key"]} == (
        expected
    )
    assert {"areas", "technologies_derived", "challenges", "description", "sources"} <= set(found)


@pytest.mark.parametrize(
    ("path", "technologies", "challenges"),
    [
        ("/api/councils/chichibu-drone", [("drone", "ドローン", "name-label")], []),
        ("/api/councils/wako", [], []),
        (
            "/api/councils/aizu-digital-disaster",
            [("disaster-information-system", "防災情報システム", "name-label")],
            [("disaster-prevention", "防災", "name-label")],
        ),
        ("/api/events/chichibu-exhibition-2024", [("drone", "ドローン", "description-label")], []),
        (
            "/api/programmes/road-av-support",
            [("automated-driving", "自動運転", "name-label")],
            [],
        ),
    ],
)
def test_councils_events_and_programmes_say_what_is_derived_for_them(
    client: TestClient,
    path: str,
    technologies: list[tuple[str, str, str]],
    challenges: list[tuple[str, str, str]],
) -> None:
    found = client.get(path).json()
    for name, expected in (("technologies_derived", technologies), ("challenges", challenges)):
        assert [(c["key"], c["label"], c["rule"]) for c in found[name]] == expected
        assert all(concept["evidence"] for concept in found[name])


@pytest.mark.parametrize(
    "path",
    ["/api/projects/nope", "/api/nope/x", "/api/municipalities/999999", "/nope", "/api/",
     "/api/technologies/transport-poverty", "/api/projects/%E2%80%AE", "/api/projects/%00",
     "/id/project/nope", "/id/nope/x", "/data/project/nope.ttl", "/doc/nope/x"],
)  # fmt: skip
def test_unknown_things_are_404(client: TestClient, path: str) -> None:
    problem(client, path, 404)


def test_a_retired_code_is_410_with_its_successors(client: TestClient) -> None:
    found = problem(client, "/api/municipalities/033057", 410)
    assert [c["key"] for c in found["candidates"]] == ["032166"]


def test_errors_do_not_leak(client: TestClient) -> None:
    for path in (
        "/api/search?q=" + "%28" * 400,
        "/api/search?as=s0-1:x&q=AI",
        "/api/projects/..%2f..%2fetc%2fpasswd",
        "/static/..%2f..%2fpyproject.toml",
        "/sparql?query=SELECT%20%2A%20%7B%20BAD",
        "/data/project/mirai-2018-270008.exe",
    ):
        response = client.get(path)
        assert response.status_code < 500
        assert not _LEAK.search(response.text), path


def test_a_browser_gets_errors_as_a_page(client: TestClient) -> None:
    response = client.get(
        "/api/search?foo=%3Cscript%3E&%3Cb%3E=1", headers={"accept": "text/html,*/*;q=0.8"}
    )
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/html")
    assert "<script>" not in response.text
    assert "<b>" not in response.text


@pytest.fixture(scope="module")
def port(release: Release, settings: Settings) -> Iterator[int]:
    """A real server process on a free port."""
    assert release.folder.is_dir()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number = int(probe.getsockname()[1])
    program = [sys.executable, "-c", "from api.cli import main; main()", "serve"]
    command = [*program, "--out", str(settings.out), "--host", "127.0.0.1", "--port", str(number)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until(lambda: _listens(number) or process.poll() is not None, "the server listens")
            assert process.poll() is None, "the server ended"
            yield number
        finally:
            process.terminate()
            process.wait(20)


def _listens(number: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", number), 1).close()
    except OSError:
        return False
    return True


def _read(connection: socket.socket) -> tuple[int, dict[str, Any]]:
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status, json.loads(response.read())


RAW = "/api/search?q=自動運転+projects+near+Osaka&programme=mirai&limit=1"


def test_raw_utf8_in_the_request_line_and_keep_alive(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        for _ in range(3):
            connection.sendall(f"GET {RAW} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            status, found = _read(connection)
            assert status == 200
            assert found["query"] == "自動運転 projects near Osaka"
            assert found["items"][0]["key"] == "mirai-2020-272299"


@pytest.mark.parametrize("cut", [5, 19, 20, 21, 40, 80])
def test_a_request_line_in_two_packets(port: int, cut: int) -> None:
    request = f"GET {RAW} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request[:cut])
        until_read(connection)
        connection.sendall(request[cut:])
        status, found = _read(connection)
    assert (status, found["query"]) == (200, "自動運転 projects near Osaka")


def test_a_post_body_is_left_alone(port: int) -> None:
    body = 'ASK { BIND("⾃動運転" AS ?x) FILTER(?x = "⾃動運転") }'.encode()
    head = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        for pieces in ([head + body], [head, body], [head + body[:20], body[20:]]):
            for piece in pieces:
                connection.sendall(piece)
                until_read(connection)
            status, found = _read(connection)
            assert (status, found["boolean"]) == (200, True)
        connection.sendall(f"GET {RAW} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert _read(connection)[0] == 200


def test_browsers_find_an_icon_where_no_page_names_one(client: TestClient) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/svg+xml"
    assert client.head("/favicon.ico").status_code == 200


def test_crawlers_are_led_to_things_and_kept_from_combinations(client: TestClient) -> None:
    response = client.get("/robots.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(response.text.splitlines())
    for open_path in ("/", "/doc/municipality/272078", "/data/programme/x.ttl", "/dump"):
        assert robots.can_fetch("*", open_path)
    for closed in ("/sparql?query=ASK%7B%7D", "/api/search?q=a", "/network?node=a"):
        assert not robots.can_fetch("*", closed)
