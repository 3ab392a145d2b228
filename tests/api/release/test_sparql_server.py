"""The service over a SPARQL server: the same answers; loaded before a switch, removed at last."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from paths import ROOT
from small_data import TSUNAGU, environment
from sparql_servers import oxigraph, told
from starlette.testclient import TestClient
from waiting import SECONDS

from api.app import create_app
from api.commands.serving import tell_start
from api.release.following.condition import Trouble
from api.release.releases import GRAPH_FILE, Releases
from api.release.settings import Settings
from graph.sparql.views import views

SERVICE = (
    "PREFIX tsn: <https://w3id.org/tsunagu/ns%23> SELECT * {{ SERVICE tsn:search"
    ' {{ ?x tsn:matches "北海道" ; tsn:rank ?r {limit} }} }} ORDER BY ?r'
)
SAME = (
    "/sparql?query=SELECT * { ?s a <https://w3id.org/tsunagu/ns%23Project> } ORDER BY ?s",
    "/sparql?query=SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "/sparql?query=ASK { ?s a <https://w3id.org/tsunagu/ns%23Project> }",
    "/sparql?query=" + SERVICE.format(limit="; tsn:limit 2"),
    "/sparql?query=SELECT * {",
    "/sparql?query=INSERT DATA { <a:a> <a:a> <a:a> }",
    "/api/views/projects-by-year-and-programme",
    "/api/views/projects-of-municipality?municipality=011002",
    "/api/views/projects-near?near=011002&radius_km=500",
    "/api/views/programme-contacts",
    "/api/search?q=北海道",
    "/data/project/mirai-2018-010006.ttl",
)
FORMATS = ("text/csv", "application/sparql-results+json", "text/turtle, text/html;q=0.5")


@pytest.fixture(scope="module")
def served(small_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Oxigraph's server over the small release."""
    dataset = small_out / "current" / "dataset"
    with oxigraph(tmp_path_factory.mktemp("server") / "store", copy_of=dataset) as url:
        yield url + "/query"


def test_everything_is_answered_as_by_the_embedded_engine(small_out: Path, served: str) -> None:
    embedded = Settings(out=small_out, sparql_workers=1, sparql_timeout=SECONDS)
    remote = replace(embedded, sparql_url=served, sparql_rows=2)
    with TestClient(create_app(embedded)) as here, TestClient(create_app(remote)) as there:
        assert there.get("/ready").json()["reasons"] == []
        for path in SAME:
            for accept in FORMATS:
                first, second = (c.get(path, headers={"Accept": accept}) for c in (here, there))
                assert second.status_code == first.status_code, path
                assert second.content == first.content, path
                assert second.headers.get("etag") == first.headers.get("etag")
        many = there.get("/sparql?query=" + SERVICE.format(limit=""))
        assert many.status_code == 400
        assert "more than 2 hits would have to be joined" in many.json()["detail"]


def test_questions_and_views_are_answered_as_by_the_embedded_engine(
    small_out: Path, served: str
) -> None:
    """Every question of ``tests/competency`` and every view that needs nothing to be given."""
    embedded = Settings(out=small_out, sparql_workers=1, sparql_timeout=SECONDS)
    remote = replace(embedded, sparql_url=served)
    questions = sorted((ROOT / "tests" / "competency").glob("*.rq"))
    assert len(questions) > 50
    with TestClient(create_app(embedded)) as here, TestClient(create_app(remote)) as there:
        asked: list[tuple[str, dict[str, str]]] = [
            *(("/sparql", {"query": file.read_text("utf-8")}) for file in questions),
            *(
                (f"/api/views/{view.name}", {"format": "csv"})
                for view in views().values()
                if not any(parameter.required for parameter in view.parameters)
            ),
        ]
        differ = []
        for path, parameters in asked:
            first, second = (client.get(path, params=parameters) for client in (here, there))
            assert first.status_code == 200
            if (first.content, first.headers["etag"]) != (second.content, second.headers["etag"]):
                differ.append((path, parameters))
    assert differ == []  # what differs at a server would stand here, with its reason


def test_a_server_that_is_away_is_503_and_search_goes_on(small_out: Path) -> None:
    with told() as (url, _):
        pass  # nobody listens there any more
    settings = Settings(out=small_out, sparql_url=url, sparql_workers=1)
    with TestClient(create_app(settings)) as client:
        ready = client.get("/ready")
        assert ready.status_code == 503
        (reason,) = ready.json()["reasons"]
        assert reason["reason"] == Trouble.SPARQL_UNKNOWN.value
        assert "cannot be reached" in reason["detail"]
        answer = client.get("/sparql?query=ASK {}")
        assert answer.status_code == 503
        assert answer.json()["type"].endswith("/engine-unreachable")
        assert answer.headers["retry-after"] == "5"
        assert client.get("/api/search?q=北海道").status_code == 200


def test_a_server_that_goes_away_later_is_told_but_others_are_not_sent_away(
    small_out: Path, tmp_path: Path
) -> None:
    dataset = small_out / "current" / "dataset"
    with oxigraph(tmp_path / "store", copy_of=dataset) as url:
        settings = Settings(out=small_out, sparql_url=f"{url}/query", sparql_cache_mb=0)
        client = TestClient(create_app(settings))
        client.__enter__()
        assert client.get("/sparql?query=ASK {}").status_code == 200
    try:
        assert client.get("/sparql?query=ASK {}").status_code == 503
        ready = client.get("/ready")
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
        assert ready.json()["reasons"][0]["reason"] == Trouble.SPARQL_DOWN.value
    finally:
        client.__exit__(None, None, None)


def command(*arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TSUNAGU), *map(str, arguments)],
        env=environment() | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_release_is_loaded_before_a_switch(
    two: Settings, ids: tuple[str, str], tmp_path: Path
) -> None:
    older = ids[0]
    with oxigraph(tmp_path / "store") as url:
        store = {
            "TSUNAGU_SPARQL_STORE_URL": f"{url}/store",
            "TSUNAGU_SPARQL_URL": f"{url}/query",
            "TSUNAGU_SPARQL_TIMEOUT": str(SECONDS),
        }
        done = command("releases", "use", older, "--out", two.out, **store)
        assert done.returncode == 0, done.stderr
        settings = replace(two, sparql_url=f"{url}/query", sparql_timeout=SECONDS)
        with TestClient(create_app(settings)) as client:
            assert client.get("/ready").json()["reasons"] == []
            count = client.get("/sparql?query=SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        with TestClient(create_app(two)) as embedded:
            assert (
                embedded.get(
                    "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
                ).content
                == count.content
            )
        Releases(two.out).switch(ids[1])  # which the server does not hold
        with TestClient(create_app(settings)) as client:
            ready = client.get("/ready")
            assert ready.status_code == 503
            assert "load the release into it" in ready.json()["reasons"][0]["detail"]
    done = command("releases", "use", older, "--out", two.out, **store)
    assert done.returncode == 1
    assert f"release {older} cannot be loaded" in done.stderr
    assert Releases(two.out).current_id() == ids[1]


@contextmanager
def admin(statuses: dict[str, int]) -> Iterator[tuple[str, list[str]]]:
    """Stand in for a server with a dataset for each release; give its address, and what it did."""
    seen: list[str] = []

    class Admin(BaseHTTPRequestHandler):
        def _done(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            if self.headers.get("Transfer-Encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    self.rfile.read(size + 2)
                self.rfile.readline()
            seen.append(f"{self.command} {self.path} {self.headers.get('Authorization', '')[:5]}")
            self.send_response(statuses.get(self.command, 200))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            self._done()

        def do_PUT(self) -> None:
            self._done()

        def do_DELETE(self) -> None:
            self._done()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Admin) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()
            thread.join()


def as_fuseki(url: str) -> dict[str, str]:
    return {
        "TSUNAGU_SPARQL_STORE_URL": f"{url}/tsunagu-{{release}}/data",
        "TSUNAGU_SPARQL_CREATE_URL": f"{url}/$/datasets?dbName=tsunagu-{{release}}&dbType=tdb2",
        "TSUNAGU_SPARQL_USER": "admin",
        "TSUNAGU_SPARQL_PASSWORD": "secret",
    }


def test_a_dataset_for_each_release_is_made_loaded_and_removed(
    two: Settings, ids: tuple[str, str]
) -> None:
    older, newer = ids
    with admin({"POST": 409}) as (url, seen):
        done = command("releases", "use", older, "--out", two.out, **as_fuseki(url))
        assert done.returncode == 0, done.stderr
        done = command("releases", "prune", "--keep", 1, "--out", two.out, **as_fuseki(url))
        assert done.returncode == 0, done.stderr
    assert seen == [
        f"POST /$/datasets?dbName=tsunagu-{older}&dbType=tdb2 Basic",
        f"PUT /tsunagu-{older}/data Basic",
        f"DELETE /$/datasets/tsunagu-{newer} Basic",
    ]


def test_what_cannot_be_loaded_leaves_nothing_and_nobody_switches(
    two: Settings, ids: tuple[str, str]
) -> None:
    older, newer = ids
    with admin({"POST": 200, "PUT": 507}) as (url, seen):
        done = command("releases", "use", older, "--out", two.out, **as_fuseki(url))
    assert done.returncode == 1
    assert "answered 507" in done.stderr
    assert seen[-1] == f"DELETE /$/datasets/tsunagu-{older} Basic"
    assert Releases(two.out).current_id() == newer
    assert (two.out / "releases" / older / GRAPH_FILE).exists()


def test_the_password_is_in_no_log(small_out: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(out=small_out, sparql_password="geheim")  # noqa: S106
    with caplog.at_level(logging.INFO, logger="tsunagu"):
        tell_start(settings, "x")
    assert "sparql_password" in caplog.text
    assert "geheim" not in caplog.text + repr(settings)
