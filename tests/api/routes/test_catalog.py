"""VoID, DCAT, the SPARQL service description, and the dumps: all from the release."""

from __future__ import annotations

import base64
import gzip
import hashlib
import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import orjson
import pyoxigraph
import pytest
from paths import ROOT
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDFS, VOID
from rdflib.term import Node
from small_data import tsunagu
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from api.answers import descriptions
from api.app import create_app
from api.http.files import plain_allowed
from api.http.problems import ApiProblem
from api.release.build import build
from api.release.disk.manifest import MANIFEST, written
from api.release.following.current import CurrentRelease
from api.release.releases import DATASET as DATASET_FOLDER
from api.release.releases import KEPT, Release, ReleaseError, Releases
from api.release.settings import Settings
from graph.description.document import FORMAT_IRIS, SD, SPDX
from graph.description.dumps import DUMP_FILES
from graph.description.tables.mapped import described_tables
from graph.description.tables.parquet import write_parquet
from graph.mapping.tables import TABLES as ALL_TABLES
from graph.store.formats import GRAPH_FORMATS, RESULT_FORMATS
from graph.store.store import Store
from ontology.namespaces import GEO, GEOF, TSN, UOM
from ontology.spatial_functions import FUNCTIONS, SHAPE

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's own JSON-LD parser still uses it."""

BASE = "https://w3id.org/tsunagu/"
DATASET = URIRef(f"{BASE}dataset")
FORMATS = ("text/turtle", "application/rdf+xml", "application/ld+json")
PAGES = ("/.well-known/void", "/catalog")
NAMES = ("tsunagu.nq.gz", "tsunagu.trig.gz", "tsunagu.ttl.gz", "tsunagu.jsonld.gz")
TABLES = tuple(table.name for table in ALL_TABLES)
WRITTEN = {*(f"{name}.parquet" for name in TABLES), "croissant.json.gz"}
"""What the build writes of the tables."""
OF_TABLES = {*(f"{name}.csv.gz" for name in TABLES), "csvw.json.gz", *WRITTEN}
ENGINES = ("dataset/", "own/", "store/")
"""Stores of RDF: RocksDB numbers its files by chance, and writes identities and times into them."""
INDEX = ("search/whoosh/MAIN_", "search/whoosh/_MAIN_")
"""Whoosh's segment has a name by chance, which its list of segments holds."""
OWN_TURTLE = """
@prefix dcterms: <http://purl.org/dc/terms/> .
<> dcterms:title "運用者の表"@ja , "The operator's table"@en ;
   dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
<http://e.jp/p> a <http://e.jp/ns#Thing> ; <http://e.jp/ns#part> [ a [] ] ;
   <http://e.jp/ns#says> "a\\r\\n\\\\\\"b\\u0085\\u2028 <http://x> ."@ja-Latn ,
   1.50 , true , -0.0e0 .
"""
OWN_TRIG = """
<http://e.jp/図> { <http://e.jp/p> a <http://e.jp/ns#Thing> . _:x <http://e.jp/ns#of> _:y . }
_:unnamed { _:x <http://e.jp/ns#of> "nobody can name this graph" . }
"""


@pytest.fixture(scope="module")
def data(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small data with an operator's own RDF: blank nodes, odd literals, a nameless graph."""
    data = Path(shutil.copytree(small, tmp_path_factory.mktemp("catalog") / "data"))
    shutil.copy(ROOT / "data" / "csvw.json", data)
    (data / "rdf").mkdir()
    (data / "rdf" / "own table.ttl").write_text(OWN_TURTLE, "utf-8")
    (data / "rdf" / "more.trig").write_text(OWN_TRIG, "utf-8")
    return data


@pytest.fixture(scope="module")
def built(
    data: Path, tmp_path_factory: pytest.TempPathFactory, new_out: Callable[[Path], Path]
) -> Release:
    out = new_out(tmp_path_factory.mktemp("catalog-out"))
    return build(Settings(data=data, out=out), lambda _: None)[0]


@pytest.fixture(scope="module")
def store(built: Release) -> Store:
    return Store(built.folder / DATASET_FOLDER)


@pytest.fixture(scope="module")
def web(built: Release) -> Iterator[TestClient]:
    """The application over that release."""
    settings = Settings(out=built.folder.parent.parent, sparql_workers=1)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def fetch(web: TestClient, path: str, media: str = "text/turtle", at: str = "http://x.jp") -> Graph:
    response = web.get(path, headers={"accept": media})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media)
    return Graph().parse(data=response.content, format=media, publicID=f"{at}{path}")


@pytest.fixture(scope="module")
def void(web: TestClient) -> Graph:
    return fetch(web, "/.well-known/void")


@pytest.fixture(scope="module")
def catalog(web: TestClient) -> Graph:
    return fetch(web, "/catalog")


def described(web: TestClient, accept: str) -> Response:
    """Answer ``/sparql`` without a query."""
    scope = {"type": "http", "headers": [(b"accept", accept.encode())]}
    with web.app.state.holder.current() as service:  # type: ignore[attr-defined]
        return descriptions.described(Request(scope), service.release, "service")


@pytest.fixture(scope="module")
def service_graph(web: TestClient) -> Graph:
    body = described(web, "text/turtle").body
    return Graph().parse(data=bytes(body), format="turtle", publicID="http://x.jp/sparql")


def number(graph: Graph, subject: Node, predicate: URIRef) -> int:
    values = list(graph.objects(subject, predicate))
    assert len(values) == 1, (subject, predicate, values)
    assert isinstance(values[0], Literal)
    return int(values[0])


def count(store: Store, what: str, pattern: str) -> int:
    return int(store.select(f"SELECT (COUNT(DISTINCT {what}) AS ?n) {{ {pattern} }}")[0]["n"])


def pairs(store: Store, query: str) -> dict[str, int]:
    return {str(row["key"]): int(row["n"]) for row in store.select(query)}


@pytest.mark.parametrize("path", PAGES)
def test_the_operator_is_the_publisher(operated: TestClient, web: TestClient, path: str) -> None:
    named = fetch(operated, path)
    publishers = [named.value(who, FOAF.name) for who in named.objects(DATASET, DCTERMS.publisher)]
    assert publishers == [Literal("つなぐ運営室")]
    assert bool(list(named.objects(DATASET, DCAT.contactPoint))) == (path == "/catalog")
    assert DCTERMS.publisher not in set(fetch(web, path).predicates())


# VoID


def test_the_totals_are_those_of_the_store(void: Graph, store: Store, built: Release) -> None:
    union = "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
    assert number(void, DATASET, VOID.triples) == int(
        store.select(f"SELECT (COUNT(*) AS ?n) {{ {union} }}")[0]["n"]
    )
    ours = f'?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}id/") && isIRI(?s))'
    for predicate, what, pattern in (
        (VOID.entities, "?s", ours),
        (VOID.distinctSubjects, "?s", "?s ?p ?o"),
        (VOID.distinctObjects, "?o", "?s ?p ?o"),
        (VOID.properties, "?p", "?s ?p ?o"),
        (VOID.classes, "?o", "?s a ?o FILTER isIRI(?o)"),
    ):
        assert number(void, DATASET, predicate) == count(store, what, pattern), predicate
    content = orjson.loads((built.folder / "description.json").read_bytes())
    triples = content["statistics"]["triples"]
    assert (
        content["statistics"]["quads"] == len(store) - triples
    )  # the default graph holds each once


def test_the_classes_are_those_of_the_store(void: Graph, store: Store) -> None:
    said = {
        str(void.value(part, VOID["class"])): number(void, part, VOID.entities)
        for part in void.objects(DATASET, VOID.classPartition)
    }
    query = "SELECT ?key (COUNT(DISTINCT ?s) AS ?n) { ?s a ?key FILTER isIRI(?key) } GROUP BY ?key"
    assert said == pairs(store, query)
    assert said[f"{BASE}ns#Project"] > 0
    assert said["http://e.jp/ns#Thing"] == 1  # two graphs say so


def test_the_properties_are_those_of_the_store(void: Graph, store: Store) -> None:
    said = {
        str(void.value(part, VOID.property)): number(void, part, VOID.triples)
        for part in void.objects(DATASET, VOID.propertyPartition)
    }
    query = (
        "SELECT ?key (COUNT(*) AS ?n) { SELECT DISTINCT ?s (?p AS ?key) ?o { ?s ?p ?o } }"
        " GROUP BY ?key"
    )
    assert said == pairs(store, query)
    assert sum(said.values()) == number(void, DATASET, VOID.triples)


def test_the_graphs_are_those_of_the_store(void: Graph, store: Store) -> None:
    subsets = set(void.objects(DATASET, VOID.subset))
    linksets = set(void.subjects(RDF.type, VOID.Linkset))
    said = {
        str(source): number(void, part, VOID.triples)
        for part in subsets - linksets
        for source in void.objects(part, DCTERMS.source)
    }
    named = pairs(store, "SELECT ?key (COUNT(*) AS ?n) { GRAPH ?key { ?s ?p ?o } } GROUP BY ?key")
    iris = {name: size for name, size in named.items() if name.startswith("http")}
    assert said == iris
    assert len(named) == len(iris) + 1  # the nameless graph
    assert len(subsets - linksets) == len(named)
    for part in subsets - linksets:
        assert list(void.objects(part, DCTERMS.title)), part
    sources = store.select("SELECT ?s ?title { ?s a tsn:Source ; dcterms:title ?title }")
    titles = {str(row["s"]): str(row["title"]) for row in sources}
    for part in subsets - linksets:
        source = str(void.value(part, DCTERMS.source))
        if source in titles:
            assert [str(title) for title in void.objects(part, DCTERMS.title)] == [titles[source]]


def test_an_operators_graph_is_described(void: Graph) -> None:
    part = next(void.subjects(DCTERMS.source, URIRef(f"{BASE}id/graph/own%20table")))
    assert set(void.objects(part, DCTERMS.title)) == {
        Literal("運用者の表", lang="ja"),
        Literal("The operator's table", lang="en"),
    }
    assert (part, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in void
    assert (None, DCTERMS.source, URIRef("http://e.jp/図")) in void
    assert (DATASET, VOID.vocabulary, URIRef("http://e.jp/ns#")) in void


def test_the_links_are_those_of_the_store(void: Graph, store: Store) -> None:
    said = Counter[tuple[str, str]]()
    for part in void.subjects(RDF.type, VOID.Linkset):
        assert (part, VOID.subjectsTarget, DATASET) in void
        target = void.value(part, VOID.objectsTarget)
        space = str(void.value(target, VOID.uriSpace))
        said[str(void.value(part, VOID.linkPredicate)), space] = number(void, part, VOID.triples)
        assert {title.language for title in void.objects(target, DCTERMS.title)} == {"ja", "en"}
    found = Counter[tuple[str, str]]()
    for row in store.select(
        "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o"
        f' FILTER(isIRI(?o) && STRSTARTS(STR(?s), "{BASE}id/")'
        '  && STRSTARTS(STR(?o), "http") && ?p NOT IN (rdf:type, dcterms:license)'
        f' && !STRSTARTS(STR(?o), "{BASE}id/") && !STRSTARTS(STR(?o), "{BASE}ns#")) }}'
    ):
        parts = str(row["o"]).split("/")
        found[str(row["p"]), "/".join([*parts[:3], ""])] += 1
    assert said == found
    assert found[f"{BASE}ns#statisticalArea", "http://data.e-stat.go.jp/"] > 0


def test_the_examples_are_there(void: Graph, web: TestClient, client: TestClient) -> None:
    for graph, server in ((void, web), (fetch(client, "/.well-known/void"), client)):
        examples = {str(iri) for iri in graph.objects(DATASET, VOID.exampleResource)}
        assert examples
        for iri in examples:
            response = server.get(f"/{iri.removeprefix(BASE)}", headers={"accept": "text/turtle"})
            assert response.status_code == 303
            assert server.get(response.headers["location"]).status_code == 200
    assert {iri.removeprefix(f"{BASE}id/").partition("/")[0] for iri in examples} == {
        *("project", "municipality", "programme", "technology"),
        *("challenge", "ministry", "council", "event"),
    }


def test_the_document_names_its_subject_and_the_dumps(void: Graph) -> None:
    page = URIRef("http://x.jp/.well-known/void")
    assert (page, RDF.type, VOID.DatasetDescription) in void
    assert void.value(page, FOAF.primaryTopic) == DATASET
    assert set(void.objects(DATASET, VOID.dataDump)) == {
        URIRef(f"http://x.jp/dump/{name}") for name in NAMES
    }
    assert void.value(DATASET, VOID.sparqlEndpoint) == URIRef("http://x.jp/sparql")


# DCAT


def both_languages(graph: Graph, subject: Node, predicate: URIRef) -> bool:
    return {getattr(text, "language", "") for text in graph.objects(subject, predicate)} == {
        "ja",
        "en",
    }


def test_what_dcat_demands_is_there(catalog: Graph, store: Store, built: Release) -> None:
    """Mandatory properties of DCAT-AP 3, but the publisher, of whom nothing is known."""
    page = URIRef("http://x.jp/catalog")
    assert list(catalog.subjects(RDF.type, DCAT.Catalog)) == [page]
    examples = URIRef(f"{DATASET}#examples")
    assert set(catalog.objects(page, DCAT.dataset)) == {DATASET, examples}
    assert (DATASET, RDF.type, DCAT.Dataset) in catalog
    for subject in (page, DATASET, examples):
        assert both_languages(catalog, subject, DCTERMS.title)
        assert both_languages(catalog, subject, DCTERMS.description)
        assert catalog.value(subject, DCTERMS.license)
    assert str(catalog.value(DATASET, DCTERMS.modified)) == built.manifest["built_at"]
    days = {row["day"] for row in store.select("SELECT ?day { ?source tsn:retrieved ?day }")}
    assert catalog.value(DATASET, DCTERMS.issued) == max(days)
    services = set(catalog.objects(page, DCAT.service))
    assert {str(catalog.value(s, DCAT.endpointURL)) for s in services} == {
        "http://x.jp/sparql",
        "http://x.jp/api/",
    }
    for service in services:
        assert (service, RDF.type, DCAT.DataService) in catalog
        assert both_languages(catalog, service, DCTERMS.title)
        assert catalog.value(service, DCAT.endpointDescription)
        assert catalog.value(service, DCAT.servesDataset) == DATASET
        assert any(catalog.subjects(DCAT.accessService, service))
    distributions = set(catalog.objects(DATASET, DCAT.distribution))
    assert len(distributions) == len(NAMES) + len(OF_TABLES) + len(services)
    distributions |= set(catalog.objects(examples, DCAT.distribution))
    assert distributions == set(catalog.subjects(RDF.type, DCAT.Distribution))
    for distribution in distributions:
        assert both_languages(catalog, distribution, DCTERMS.title)
        assert catalog.value(distribution, DCAT.accessURL)
        assert catalog.value(distribution, DCTERMS.license)


def test_dcat_tells_size_and_hash_of_each_dump(catalog: Graph, web: TestClient) -> None:
    found = set()
    for distribution, url in catalog.subject_objects(DCAT.downloadURL):
        path = str(url).removeprefix("http://x.jp")
        body = web.get(path).content
        found.add(path.removeprefix("/dump/"))
        assert both_languages(catalog, distribution, DCTERMS.description)
        assert int(str(catalog.value(distribution, DCAT.byteSize))) == len(body)
        checksum = catalog.value(distribution, SPDX.checksum)
        assert checksum is not None
        assert catalog.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        value = str(catalog.value(checksum, SPDX.checksumValue))
        assert value == hashlib.sha256(body).hexdigest()
        gzipped = catalog.value(distribution, DCAT.compressFormat)
        assert (gzipped is not None) == path.endswith(".gz")
        media = str(catalog.value(distribution, DCAT.mediaType)).partition("media-types/")[2]
        assert (media == "application/vnd.apache.parquet") == path.endswith(".parquet")
    assert found == {*NAMES, *OF_TABLES}


# The service description


def test_the_catalogue_describes_the_parts_that_lead_to_it(catalog: Graph, void: Graph) -> None:
    parts = set(void.objects(DATASET, VOID.subset))
    assert len(parts) > 10
    assert set(catalog.objects(DATASET, VOID.subset)) == parts
    assert all((part, VOID.triples, None) in catalog for part in parts)


def test_the_service_describes_itself(service_graph: Graph, store: Store) -> None:
    (service,) = service_graph.subjects(RDF.type, SD.Service)
    assert list(service_graph.objects(service, SD.endpoint)) == [URIRef("http://x.jp/sparql")]
    assert list(service_graph.objects(service, SD.supportedLanguage)) == [SD.SPARQL11Query]
    features = set(service_graph.objects(service, SD.feature))
    assert features == {SD.UnionDefaultGraph, TSN.search}
    assert set(service_graph.objects(service, SD.resultFormat)) == {
        FORMAT_IRIS[media] for media in (*RESULT_FORMATS, *GRAPH_FORMATS)
    }
    dataset = service_graph.value(service, SD.defaultDataset)
    union = service_graph.value(dataset, SD.defaultGraph)
    assert union is not None
    assert number(service_graph, union, VOID.triples) == int(
        store.select("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")[0]["n"]
    )
    said = {}
    for named in service_graph.objects(dataset, SD.namedGraph):
        graph = service_graph.value(named, SD.graph)
        assert graph is not None
        name = str(service_graph.value(named, SD.name))
        said[name] = number(service_graph, graph, VOID.triples)
    named_graphs = pairs(
        store, "SELECT ?key (COUNT(*) AS ?n) { GRAPH ?key { ?s ?p ?o } } GROUP BY ?key"
    )
    assert said == {name: n for name, n in named_graphs.items() if name.startswith("http")}


POINT, BOX = '"POINT(135 34)"', '"POLYGON((134 33, 136 33, 136 35, 134 35, 134 33))"'
VALUES = {
    SHAPE: f"{BOX}^^geo:wktLiteral",
    "xsd:anyURI": "uom:metre",
    "xsd:double": "0.5",
    "xsd:integer": "1",
    "xsd:string": '"T********"',
}
GIVEN = {
    "transform": f"{POINT}^^geo:wktLiteral, <http://www.opengis.net/def/crs/EPSG/0/6668>",
    "area": f"{BOX}^^geo:wktLiteral, uom:square_metre",
    "asGML": f"{BOX}^^geo:wktLiteral",
    **dict.fromkeys(("minZ", "maxZ"), '"POINT Z(135 34 5)"^^geo:wktLiteral'),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_extension_function_is_described_and_works(
    web: TestClient, service_graph: Graph, name: str
) -> None:
    (service,) = service_graph.subjects(RDF.type, SD.Service)
    said = FUNCTIONS[name]
    kind = SD.extensionAggregate if said.aggregate else SD.extensionFunction
    assert (service, kind, GEOF[name]) in service_graph
    assert {comment.language for comment in service_graph.objects(GEOF[name], RDFS.comment)} == {
        *("ja", "en")
    }
    given = GIVEN.get(name) or ", ".join(
        VALUES[takes.strip("[]").split()[0]] for takes in said.takes
    )
    query = f"PREFIX geo: <{GEO}> PREFIX geof: <{GEOF}> PREFIX uom: <{UOM}>"
    answer = web.get(
        "/sparql",
        params={"query": f"{query} SELECT (geof:{name}({given}) AS ?value) {{}}"},
        headers={"accept": "application/sparql-results+json"},
    )
    assert "value" in answer.json()["results"]["bindings"][0], answer.text


# Formats and addresses


@pytest.mark.parametrize("path", PAGES)
def test_the_formats_say_the_same(web: TestClient, path: str) -> None:
    graphs = [fetch(web, path, media) for media in FORMATS]
    assert len({len(graph) for graph in graphs}) == 1
    if path == "/catalog":  # the other takes seconds to compare
        assert all(isomorphic(graphs[0], graph) for graph in graphs[1:])


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", FORMATS[0]),
        ("*/*", FORMATS[0]),
        ("text/*", FORMATS[0]),
        ("text/html,application/xhtml+xml,*/*;q=0.8", FORMATS[0]),
        ("application/ld+json", FORMATS[2]),
        ("text/turtle;q=0.5, application/rdf+xml", FORMATS[1]),
        ("text/turtle;q=0, */*;q=0.1", FORMATS[1]),
    ],
)
@pytest.mark.parametrize("path", PAGES)
def test_the_format_goes_by_accept(web: TestClient, path: str, accept: str, media: str) -> None:
    response = web.get(path, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media}; charset=utf-8"
    assert "accept" in response.headers["vary"].lower()
    if "html" not in accept:
        assert described(web, accept).headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("accept", ["image/png", "application/n-triples", "text/csv"])
def test_no_other_format(web: TestClient, accept: str) -> None:
    for path in PAGES:
        response = web.get(path, headers={"accept": accept})
        assert response.status_code == 406
        assert all(media in response.json()["detail"] for media in FORMATS)
        assert "accept" in response.headers["vary"].lower()
    with pytest.raises(ApiProblem) as caught:
        described(web, accept)
    assert caught.value.status == 406


def test_a_page_for_people_is_not_a_service_description(web: TestClient) -> None:
    with pytest.raises(ApiProblem):
        described(web, "text/html")
    response = web.get("/catalog", headers={"accept": "text/html"})
    assert response.headers["content-type"].startswith("text/turtle")


def addresses(graph: Graph, host: str) -> set[str]:
    return {
        str(term).removeprefix(host).partition("#")[0]
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith(host)
    }


@pytest.mark.parametrize("media", FORMATS)
def test_addresses_are_those_of_where_it_was_fetched(
    web: TestClient, media: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = set()
    for path in (*PAGES, "/sparql"):
        if path == "/sparql":
            body = bytes(described(web, media).body)
        else:
            headers = {"accept": media, "host": "evil.example", "x-forwarded-host": "evil.example"}
            body = web.get(path, headers=headers).content
        assert b"evil" not in body
        assert b"testserver" not in body
        for host in ("http://127.0.0.1:8000", "https://data.example.jp"):
            graph = Graph().parse(data=body, format=media, publicID=f"{host}{path}")
            here = addresses(graph, host)
            assert here
        found |= here
        absolute = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
        assert all("://" in iri for iri in absolute)
    assert found >= {"/sparql", "/catalog", "/.well-known/void", "/openapi.json", "/"}
    assert found >= {f"/dump/{name}" for name in NAMES}
    for path in found - {"/sparql", "/api/"}:
        assert web.get(path).status_code == 200
    assert not [record for record in caplog.records if record.name.startswith("rdflib")]


@pytest.mark.parametrize(
    ("settings", "headers", "public"),
    [
        (
            {"public_url": "https://x.jp/tsunagu/"},
            {"host": "evil.example"},
            "https://x.jp/tsunagu/",
        ),
        (
            {"allowed_hosts": "a.jp data.example.jp"},
            {"host": "data.example.jp"},
            "http://data.example.jp/",
        ),
        ({}, {"host": "127.0.0.1:8000"}, "http://127.0.0.1:8000/"),
    ],
)
def test_addresses_are_absolute_where_the_public_address_is_known(
    built: Release, settings: dict[str, str], headers: dict[str, str], public: str
) -> None:
    out = built.folder.parent.parent
    app = create_app(Settings(out=out, sparql_workers=1, **settings))  # type: ignore[arg-type]
    with TestClient(app) as web:
        asked = product((*PAGES, "/sparql"), (*FORMATS, "application/n-triples"))
        for path, media in asked:
            answer = web.get(path, headers={"accept": media, **headers})
            assert answer.headers["content-type"].startswith(media)
            assert "evil" not in answer.text
            # A reader without a base, as ckanext-dcat's is, finds no relative reference.
            graph = Graph().parse(data=answer.content, format=media)
            iris = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
            assert all(iri.startswith(("http://", "https://")) for iri in iris)
            assert any(iri == f"{public}sparql" for iri in iris)
            services = {f"{DATASET}#sparql", f"{DATASET}#api"}
            assert path == "/.well-known/void" or services & iris


def test_the_same_bytes_each_time(web: TestClient, built: Release) -> None:
    """Other processes and a release built elsewhere give the same ETag."""
    settings = Settings(out=built.folder.parent.parent, sparql_workers=1)
    first = {path: web.get(path).content for path in PAGES}
    moved = Path(shutil.copytree(settings.out, settings.out.with_name("moved"), symlinks=True))
    with TestClient(create_app(Settings(out=moved, sparql_workers=1))) as other:
        assert {path: other.get(path).content for path in PAGES} == first
        assert described(other, "text/turtle").body == described(web, "text/turtle").body


def test_the_dataset_leads_to_the_catalogue(web: TestClient) -> None:
    for accept in ("text/html", "text/turtle", "*/*"):
        response = web.get("/dataset", headers={"accept": accept})
        assert (response.status_code, response.headers["location"]) == (303, "/catalog")


# Dumps


def quads_of(content: bytes, form: pyoxigraph.RdfFormat) -> set[pyoxigraph.Quad]:
    quads = list(pyoxigraph.parse(content, form))
    assert len(quads) == len(set(quads))  # each once
    return set(quads)


@pytest.fixture(scope="module")
def quads(built: Release) -> set[pyoxigraph.Quad]:
    content = (built.folder / "graph.nq").read_bytes()
    return quads_of(content, pyoxigraph.RdfFormat.N_QUADS)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("tsunagu.nq.gz", pyoxigraph.RdfFormat.N_QUADS),
        ("tsunagu.trig.gz", pyoxigraph.RdfFormat.TRIG),
        ("tsunagu.jsonld.gz", pyoxigraph.RdfFormat.JSON_LD),
    ],
)
def test_a_dump_holds_every_quad(
    web: TestClient, quads: set[pyoxigraph.Quad], name: str, form: pyoxigraph.RdfFormat
) -> None:
    """Blank nodes keep their labels, so that sets can be compared."""
    content = gzip.decompress(web.get(f"/dump/{name}").content)
    assert quads_of(content, form) == quads


def test_turtle_holds_every_triple_once(web: TestClient, quads: set[pyoxigraph.Quad]) -> None:
    content = gzip.decompress(web.get("/dump/tsunagu.ttl.gz").content)
    found = quads_of(content, pyoxigraph.RdfFormat.TURTLE)
    assert {quad.triple for quad in found} == {quad.triple for quad in quads}
    assert len(found) < len(quads)  # two graphs say the same of <http://e.jp/p>


def test_another_parser_reads_turtle_and_finds_as_much(web: TestClient, void: Graph) -> None:
    content = gzip.decompress(web.get("/dump/tsunagu.ttl.gz").content)
    graph = Graph().parse(data=content, format="turtle")
    assert len(graph) == number(void, DATASET, VOID.triples)


def test_the_whole_data_are_dumped(release: Release) -> None:
    """As many statements; that they are the same is shown on the small data."""
    content = gzip.decompress((release.folder / "dumps" / "tsunagu.trig.gz").read_bytes())
    found = sum(1 for _ in pyoxigraph.parse(content, pyoxigraph.RdfFormat.TRIG))
    assert found == (release.folder / "graph.nq").read_bytes().count(b"\n")


def repeatable(release: Release) -> dict[str, str]:
    return {
        name: hash_
        for name, hash_ in release.manifest["files"].items()
        if not name.startswith((*ENGINES, *INDEX))
    }


@pytest.mark.slow
def test_two_builds_of_the_same_data_give_the_same_bytes(
    built: Release, data: Path, tmp_path: Path, new_out: Callable[[Path], Path]
) -> None:
    """The second is another process, in which sets have another order."""
    out = new_out(tmp_path / "out")
    done = tsunagu("build", "--data", data, "--out", out)
    assert done.returncode == 0, done.stderr
    again = Releases(out).current()
    assert again.id == built.id
    assert len(repeatable(built)) > 150
    assert repeatable(built) == repeatable(again)
    differ = {key for key in built.manifest if built.manifest[key] != again.manifest[key]}
    assert differ <= {"built_at", "seconds", "files"}
    assert MANIFEST not in built.manifest["files"]


def test_other_data_give_other_dumps(small_pair: Path) -> None:
    one, other = Releases(small_pair / "out").all()
    for name in DUMP_FILES:
        assert (other.folder / name).read_bytes() != (one.folder / name).read_bytes(), name


def test_the_list_of_dumps(web: TestClient, built: Release) -> None:
    listed = web.get("/dump").json()
    assert listed["release"] == built.id
    assert listed["built_at"] == built.manifest["built_at"]
    assert [item["name"] for item in listed["items"]] == list(NAMES)
    assert listed["total"] == len(NAMES)
    for item in listed["items"]:
        body = web.get(item["url"]).content
        assert item["bytes"] == len(body)
        assert item["sha256"] == hashlib.sha256(body).hexdigest()
        assert item["sha256"] == built.manifest["files"][f"dumps/{item['name']}"]
        content = gzip.decompress(body)
        assert item["uncompressed_bytes"] == len(content)
        assert item["uncompressed_sha256"] == hashlib.sha256(content).hexdigest()
        assert web.get(item["uncompressed_url"]).content == content


def test_the_checksums_are_as_sha256sum_takes_them(web: TestClient) -> None:
    response = web.get("/dump/SHA256SUMS")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    assert [line.split("  ")[1] for line in lines][: len(NAMES)] == list(NAMES)
    assert len(lines) == len(NAMES) + len(OF_TABLES)
    for line in lines:
        digest, name = line.split("  ")
        assert digest == hashlib.sha256(web.get(f"/dump/{name}").content).hexdigest()


@pytest.mark.parametrize("name", NAMES)
def test_a_dump_comes_with_its_hash_and_in_pieces(web: TestClient, name: str) -> None:
    whole = web.get(f"/dump/{name}")
    assert whole.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in whole.headers
    digest = hashlib.sha256(whole.content)
    assert whole.headers["etag"] == f'"{digest.hexdigest()}"'
    shown = base64.b64encode(digest.digest()).decode()
    assert whole.headers["repr-digest"] == f"sha-256=:{shown}:"
    assert whole.headers["accept-ranges"] == "bytes"
    headers = {"range": "bytes=10-109", "if-range": whole.headers["etag"]}
    piece = web.get(f"/dump/{name}", headers=headers)
    assert piece.status_code == 206
    assert piece.content == whole.content[10:110]
    assert piece.headers["content-range"] == f"bytes 10-109/{len(whole.content)}"
    stale = web.get(f"/dump/{name}", headers={"range": "bytes=0-9", "if-range": '"old"'})
    assert (stale.status_code, stale.content) == (200, whole.content)


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [("gzip", "gzip"), ("gzip;q=0.5, br", "gzip"), ("identity", None), ("gzip;q=0", None)],
)
def test_what_is_in_a_dump_is_sent_compressed_or_not(
    web: TestClient, built: Release, accept_encoding: str, expected: str | None
) -> None:
    graph = (built.folder / "graph.nq").read_bytes()
    headers = {"accept-encoding": accept_encoding}
    with web.stream("GET", "/dump/tsunagu.nq", headers=headers) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers["content-type"].startswith("application/n-quads")
    assert response.headers.get("content-encoding") == expected
    assert "accept-encoding" in response.headers["vary"].lower()
    assert (gzip.decompress(raw) if expected else raw) == graph
    assert int(response.headers["content-length"]) == len(raw)
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    assert response.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert response.headers["etag"] == f'"{hashlib.sha256(raw).hexdigest()}"'


def test_neither_compressed_nor_plain_is_refused(web: TestClient) -> None:
    headers = {"accept-encoding": "br, identity;q=0"}
    response = web.get("/dump/tsunagu.trig", headers=headers)
    assert response.status_code == 406
    assert "gzip" in response.json()["detail"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, True),
        ("", True),
        ("gzip", True),
        ("*", True),
        ("*;q=0", False),
        ("br, *; q=0.0", False),
        ("gzip;q=0, *", True),
        ("IDENTITY;Q=0", False),
        ("gzip, identity ; q = 0.000, br", False),
        ("identity;q=0.1, *;q=0", True),
        ("identity;q=0, *", False),
        ("identity-of-mine;q=0", True),
    ],
)
def test_plain_is_allowed_unless_refused(header: str | None, *, expected: bool) -> None:
    assert plain_allowed(header) is expected


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "tsunagu",
        "tsunagu.nq.gz.gz",
        "TSUNAGU.NQ.GZ",
        "tsunagu.nq.gz%00",
        "../graph.nq",
        "..%2Fgraph.nq",
        "..%2f..%2f..%2fcurrent",
        "%2e%2e/manifest.json",
        "..%5cgraph.nq",
        "....//graph.nq",
        "%2Fetc%2Fpasswd",
    ],
)
def test_only_the_dumps_are_there(web: TestClient, name: str) -> None:
    response = web.get(f"/dump/{name}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


# The release


@pytest.fixture
def lone(built: Release, tmp_path: Path) -> Settings:
    shutil.copytree(built.folder.parent.parent, tmp_path / "out", symlinks=True)
    return Settings(out=tmp_path / "out", sparql_workers=1)


@pytest.mark.parametrize("name", [*DUMP_FILES, "description.json"])
@pytest.mark.parametrize("how", ["missing", "changed", "older"])
def test_a_release_without_them_is_refused(
    lone: Settings, name: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """``older``: the release was built before there were such files."""
    release = Releases(lone.out).current()
    path = release.folder / name
    if how == "changed":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    if how == "older":
        files = {key: value for key, value in release.manifest["files"].items() if key != name}
        manifest = written({**release.manifest, "files": files})
        (release.folder / "manifest.json").write_bytes(manifest)
    with caplog.at_level(logging.ERROR), pytest.raises(ReleaseError):
        CurrentRelease(lone)
    assert f"{name} is missing or damaged" in caplog.text
    assert not Releases(lone.out).is_intact(release.id)


# Tables


def test_the_tables_are_offered_as_they_were_read(web: TestClient, data: Path) -> None:
    listed = web.get("/dump").json()["tables"]
    assert {item["name"] for item in listed} == OF_TABLES
    read = [item for item in listed if item["name"] not in WRITTEN]
    for item in read:
        name = item["name"].removesuffix(".gz")
        answer = web.get(item["uncompressed_url"], headers={"accept-encoding": "identity"})
        assert answer.headers["content-type"].startswith(item["media_type"])
        assert answer.content == (data / name).read_bytes()


def test_a_table_in_parquet_is_fetched_as_it_lies_and_in_parts(web: TestClient) -> None:
    whole = web.get("/dump/projects.parquet")
    assert whole.headers["content-type"] == "application/vnd.apache.parquet"
    assert "content-encoding" not in whole.headers
    assert whole.content[:4] == whole.content[-4:] == b"PAR1"
    (item,) = [
        one for one in web.get("/dump").json()["tables"] if one["name"] == "projects.parquet"
    ]
    assert item["url"] == item["uncompressed_url"] == "/dump/projects.parquet"
    assert item["sha256"] == hashlib.sha256(whole.content).hexdigest()
    part = web.get("/dump/projects.parquet", headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"PAR1")


def test_two_builds_write_the_same_parquet(web: TestClient, data: Path, tmp_path: Path) -> None:
    for table in described_tables():
        write_parquet(table, data / table.path, tmp_path / "again.parquet")
        written = web.get(f"/dump/{table.name}.parquet").content
        assert (tmp_path / "again.parquet").read_bytes() == written, table.name


def test_croissant_names_each_file_with_its_hash(web: TestClient) -> None:
    described = web.get("/dump/croissant.json")
    assert described.headers["content-type"].startswith("application/ld+json")
    files = described.json()["distribution"]
    assert len(files) == 2 * len(TABLES)
    for file in files:
        content = web.get(f"/dump/{file['contentUrl']}").content
        assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_the_description_of_the_tables_finds_them_beside_it(web: TestClient) -> None:
    for table in web.get("/dump/csvw.json").json()["tables"]:
        assert web.get(f"/dump/{table['url']}").status_code == 200


@pytest.mark.slow
def test_a_build_after_edits_gives_the_bytes_of_one_from_nothing(
    edited_pair: Path, tmp_path: Path, new_out: Callable[[Path], Path]
) -> None:
    """A cell was changed, and rows came and went; the one from nothing follows no other release."""
    assert list((edited_pair / "out" / KEPT).glob("documents.*"))
    out = new_out(tmp_path / "out")
    release, new = build(Settings(data=edited_pair / "data", out=out), lambda _: None)
    assert new
    after = repeatable(Releases(edited_pair / "out").current())
    differences = {name for name in after if name.startswith(("changes.json", "delta/"))}
    assert differences
    assert repeatable(release) == {n: after[n] for n in after if n not in differences}
