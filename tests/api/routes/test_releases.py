"""Every release that is kept has its address, its dumps, and what leads to it."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF
from starlette.testclient import TestClient

from api.app import create_app
from api.release.pruning import prune
from api.release.releases import Release, Releases
from api.release.settings import Settings

BASE = "https://w3id.org/tsunagu/"
DATASET = URIRef(f"{BASE}dataset")
TURTLE = {"accept": "text/turtle"}
APPLY = "LC_ALL=C comm -23 before.nq removed.nq | LC_ALL=C sort -m - added.nq > after.nq"
"""What the documents tell who follows the releases (docs/linked-data.md)."""


@pytest.fixture(scope="module")
def pair(edited_pair: Path) -> list[Release]:
    """The newer release and the older one."""
    return Releases(edited_pair / "out").all()


@pytest.fixture(scope="module")
def web(edited_pair: Path) -> Iterator[TestClient]:
    """The application over the two releases."""
    settings = Settings(data=edited_pair / "data", out=edited_pair / "out", sparql_workers=1)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def described(web: TestClient, path: str) -> Graph:
    answer = web.get(path, headers=TURTLE)
    assert answer.headers["content-type"].startswith("text/turtle")
    return Graph().parse(data=answer.content, format="turtle", publicID=f"http://x.jp{path}")


def dcat(name: str) -> URIRef:
    return URIRef(f"{DCAT}{name}")


def test_the_old_dump_and_the_delta_give_the_new_dump_byte_for_byte(
    web: TestClient, pair: list[Release], tmp_path: Path
) -> None:
    newer, older = pair
    delta = web.get(f"/release/{newer.id}/delta").json()
    assert (delta["before"]["id"], delta["after"]["id"]) == (older.id, newer.id)
    old = web.get(f"/release/{older.id}/dump/tsunagu.nq.gz").content
    (tmp_path / "before.nq").write_bytes(gzip.decompress(old))
    for name in ("removed", "added"):
        content = web.get(delta[name]["url"]).content
        assert hashlib.sha256(content).hexdigest() == delta[name]["sha256"]
        assert web.get(delta[name]["uncompressed_url"]).content == gzip.decompress(content)
        (tmp_path / f"{name}.nq").write_bytes(gzip.decompress(content))
        assert (tmp_path / f"{name}.nq").stat().st_size > 0
    subprocess.run(["/bin/sh", "-c", APPLY], cwd=tmp_path, check=True)
    after = (tmp_path / "after.nq").read_bytes()
    assert after == gzip.decompress(web.get("/dump/tsunagu.nq.gz").content)
    assert hashlib.sha256(after).hexdigest() == delta["after"]["sha256"]
    before = (tmp_path / "before.nq").read_bytes()
    assert hashlib.sha256(before).hexdigest() == delta["before"]["sha256"]


def test_the_checksums_are_as_sha256sum_takes_them(web: TestClient, pair: list[Release]) -> None:
    for line in web.get(f"/release/{pair[0].id}/delta/SHA256SUMS").text.splitlines():
        digest, name = line.split("  ")
        content = web.get(f"/release/{pair[0].id}/delta/{name}").content
        assert hashlib.sha256(content).hexdigest() == digest


def test_an_old_release_keeps_its_address_and_its_files(
    web: TestClient, pair: list[Release]
) -> None:
    older = pair[1]
    listed = web.get(f"/release/{older.id}/dump").json()
    assert (listed["release"], listed["built_at"]) == (older.id, older.manifest["built_at"])
    for item in [*listed["items"], *listed["tables"][:3]]:
        content = web.get(item["url"]).content
        assert hashlib.sha256(content).hexdigest() == item["sha256"]
        assert (
            hashlib.sha256(content).hexdigest() == older.manifest["files"][f"dumps/{item['name']}"]
        )


def test_a_release_is_described_as_a_version(web: TestClient, pair: list[Release]) -> None:
    newer, older = pair
    graph = described(web, f"/release/{newer.id}")
    version = URIRef(f"{BASE}release/{newer.id}")
    assert (version, RDF.type, DCAT.Dataset) in graph
    assert (version, dcat("isVersionOf"), DATASET) in graph
    assert (version, dcat("previousVersion"), URIRef(f"{BASE}release/{older.id}")) in graph
    assert graph.value(version, dcat("version")) == Literal(newer.id)
    (changes,) = graph.objects(version, DCTERMS.relation)
    tables = len([path for path in (newer.folder / "dumps").iterdir() if ".parquet" in path.name])
    assert tables > 60
    for dataset, count in ((version, 4 + tables + 1), (changes, 2)):  # one describes the tables
        urls = {
            str(graph.value(part, DCAT.downloadURL)).removeprefix("http://x.jp")
            for part in graph.objects(dataset, DCAT.distribution)
        }
        assert len([url for url in urls if ".csv" not in url]) == count
        assert all(web.get(url).status_code == 200 for url in urls)


def test_the_catalogue_names_the_versions_and_the_delta(
    web: TestClient, pair: list[Release]
) -> None:
    newer, older = pair
    graph = described(web, "/catalog")
    versions = {str(iri).removeprefix(f"{BASE}release/") for iri in graph.objects(
        DATASET, dcat("hasVersion"))}  # fmt: skip
    assert versions == {newer.id, older.id}
    (current,) = graph.objects(DATASET, dcat("hasCurrentVersion"))
    assert str(current).endswith(newer.id)
    deltas = URIRef(f"{DATASET}#deltas")
    assert (URIRef("http://x.jp/catalog"), DCAT.dataset, deltas) in graph
    urls = {
        str(graph.value(part, DCAT.downloadURL))
        for part in graph.objects(deltas, DCAT.distribution)
    }
    assert urls == {
        f"http://x.jp/release/{newer.id}/delta/{name}.nq.gz" for name in ("added", "removed")
    }


@pytest.mark.parametrize("which", [0, 1])
def test_a_release_has_a_page(web: TestClient, pair: list[Release], which: int) -> None:
    id_ = pair[which].id
    for lang in ("ja", "en"):
        page = web.get(f"/release/{id_}", headers={"accept": "text/html"}, params={"lang": lang})
        assert page.headers["content-type"].startswith("text/html")
        assert f'/release/{id_}/dump/tsunagu.nq.gz"' in page.text
        assert (f'/release/{id_}/delta/added.nq.gz"' in page.text) == (which == 0)
    listed = web.get("/about/releases").text
    assert f'/release/{id_}"' in listed


def test_links_lead_to_the_neighbours(web: TestClient, pair: list[Release]) -> None:
    newer, older = pair
    link = web.get(f"/release/{newer.id}", headers=TURTLE).headers["link"]
    assert f'</release/{older.id}>; rel="predecessor-version"' in link
    assert '</release/current>; rel="latest-version"' in link
    answer = web.get("/release/current?lang=en", headers=TURTLE)
    assert (answer.status_code, answer.headers["location"]) == (307, f"/release/{newer.id}?lang=en")
    for accept, location in (("text/html", "/about/releases"), ("text/turtle", "/catalog")):
        answer = web.get("/release", headers={"accept": accept})
        assert (answer.status_code, answer.headers["location"]) == (303, location)


def test_what_is_not_kept_is_not_there(web: TestClient, pair: list[Release]) -> None:
    older = pair[1]
    for path in (
        "/release/0000",
        "/release/%2e%2e/dump/tsunagu.nq.gz",
        f"/release/{older.id}/delta",
        f"/release/{older.id}/delta/added.nq.gz",
        f"/release/{older.id}/dump/manifest.json",
        f"/release/{older.id}/dump/..%2fgraph.nq",
    ):
        answer = web.get(path)
        assert answer.status_code == 404, path
    assert older.id in web.get("/release/0000").json()["detail"]


def test_a_pruned_release_is_in_no_description(edited_pair: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(edited_pair / "out", tmp_path / "out", symlinks=True))
    newer, older = Releases(out).all()
    with TestClient(create_app(Settings(out=out, sparql_workers=1))) as web:
        assert older.id in web.get("/catalog", headers=TURTLE).text
        prune(Releases(out), 1)
        graph = described(web, "/catalog")
        assert set(graph.objects(DATASET, dcat("hasVersion"))) == {
            URIRef(f"{BASE}release/{newer.id}")
        }
        assert not list(graph.objects(None, dcat("previousVersion")))
        link = web.get(f"/release/{newer.id}", headers=TURTLE).headers["link"]
        assert "predecessor-version" not in link
        assert web.get(f"/release/{older.id}").status_code == 404
