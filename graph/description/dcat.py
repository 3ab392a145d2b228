"""DCAT 3: the dataset, its dumps and its services as a catalog (https://www.w3.org/TR/vocab-dcat-3/)."""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SH, VOID, XSD

from graph.description.contact_point import NOBODY, Operator, say_contact_point, say_publisher
from graph.description.document import (
    API_PATH,
    API_SERVICE,
    CATALOG_PATH,
    EXAMPLES_PATH,
    LICENCE,
    OPENAPI_PATH,
    SPARQL_PATH,
    SPARQL_SERVICE,
    SPDX,
    VOID_PATH,
    RdfDocument,
    Texts,
    dump_url,
)
from graph.description.dumps import Dump
from graph.description.numbers import Description, Edition
from graph.description.void import say_subsets
from ontology.namespaces import TSN

_VERSION = URIRef(f"{DCAT}version")  # new in DCAT 3; rdflib knows the terms of DCAT 2
_IANA = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = tuple(
    URIRef(f"http://id.loc.gov/vocabulary/iso639-1/{language}") for language in ("ja", "en")
)
_JAPAN = URIRef("https://sws.geonames.org/1861060/")
_KEYWORDS: tuple[Texts, ...] = (
    ("未来技術社会実装事業", "future technology"),
    ("自治体", "municipalities"),
    ("スマートシティ", "smart city"),
    ("自動運転", "automated driving"),
)
_FORMAT_NAMES = {
    "application/n-quads": ("N-Quads", "名前付きグラフつき", "with named graphs"),
    "application/trig": ("TriG", "名前付きグラフつき", "with named graphs"),
    "text/turtle": ("Turtle", "全グラフの和", "the union of all graphs"),
    "application/ld+json": ("JSON-LD", "名前付きグラフつき", "with named graphs"),
}
_SPARQL_TITLE: Texts = ("つなぐのSPARQLエンドポイント", "Tsunagu SPARQL endpoint")
_SPARQL_SUMMARY: Texts = (
    "SPARQL 1.1の問い合わせ。既定のグラフは全名前付きグラフの和。",
    "SPARQL 1.1 queries; the default graph is the union of all named graphs.",
)
_API_TITLE: Texts = ("つなぐのJSON API", "Tsunagu JSON API")
_API_SUMMARY: Texts = (
    "事業、自治体、制度の検索と取得。OpenAPIで記述する。",
    "Search and retrieval of projects, municipalities and programmes; described by OpenAPI.",
)


def catalog(description: Description, edition: Edition, operator: Operator = NOBODY) -> RdfDocument:
    """Return the DCAT catalog of a release; its own address is ``/catalog``.

    Args:
        description: the numbers of the release.
        edition: which release it is.
        operator: who publishes the catalogue and is asked about the dataset.
    """
    document = RdfDocument()
    dataset = document.dataset(description, edition)
    page = URIRef(CATALOG_PATH)
    document.texts(page, DCTERMS.title, ("つなぐのデータカタログ", "Tsunagu data catalogue"))
    document.texts(
        page,
        DCTERMS.description,
        (
            "つなぐのデータセット、その配布物、それに答えるサービス。",
            "The dataset of Tsunagu, its distributions and the services that answer from it.",
        ),
    )
    document.add(
        page,
        (RDF.type, DCAT.Catalog),
        (FOAF.primaryTopic, dataset),
        (FOAF.homepage, URIRef("/")),
        (DCTERMS.modified, Literal(edition.built_at, datatype=XSD.dateTime)),
        (DCTERMS.license, LICENCE),
        (DCAT.dataset, dataset),
        (DCAT.service, SPARQL_SERVICE),
        (DCAT.service, API_SERVICE),
        *((DCTERMS.language, language) for language in _LANGUAGES),
    )
    say_publisher(document, page, operator)
    _dataset(document, dataset, edition)
    say_publisher(document, dataset, operator)
    say_contact_point(document, dataset, operator)
    for dump in description.dumps:
        _dump(document, description, dump, edition)
    _services(document, description)
    _examples(document, page, description, edition)
    say_subsets(document, description)  # the dataset's IRI leads here, so do those of its parts
    return document


def _dataset(document: RdfDocument, dataset: URIRef, edition: Edition) -> None:
    document.add(
        dataset,
        (RDF.type, DCAT.Dataset),
        (RDF.type, VOID.Dataset),
        (DCTERMS.identifier, Literal(str(dataset), datatype=XSD.anyURI)),
        (_VERSION, Literal(edition.id)),
        (DCTERMS.spatial, _JAPAN),
        (DCTERMS.conformsTo, URIRef(str(TSN).removesuffix("#"))),
        (DCAT.landingPage, URIRef("/")),
        (FOAF.isPrimaryTopicOf, URIRef(VOID_PATH)),
        *((DCTERMS.language, language) for language in _LANGUAGES),
    )
    for keyword in _KEYWORDS:
        document.texts(dataset, DCAT.keyword, keyword)


_EXAMPLES_TITLE: Texts = ("SPARQLクエリの例", "Example SPARQL queries")
_EXAMPLES_SUMMARY: Texts = (
    "つなぐのSPARQLエンドポイントへのクエリの例。SHACLのsh:SPARQLExecutableとして記す。",
    "Queries that the SPARQL endpoint of Tsunagu answers, each as a sh:SPARQLExecutable of SHACL.",
)
_LEFT_OUT = (
    "三つ組項(RDF 1.2)を含む{number}個の記述は、この形式では表せないため含まない。",
    "{number} statements with triple terms (RDF 1.2) are left out, which this format cannot hold.",
)


def _dump(document: RdfDocument, description: Description, dump: Dump, edition: Edition) -> None:
    part = description.part(f"dump/{dump.content_name}")
    name, ja, en = _FORMAT_NAMES[dump.media_type]
    checksum = document.blank()
    document.add(description.dataset, (DCAT.distribution, part))
    document.texts(part, DCTERMS.title, (f"{name} ({ja}、gzip)", f"{name} ({en}, gzip)"))
    document.add(
        part,
        (RDF.type, DCAT.Distribution),
        (DCAT.accessURL, dump_url(dump)),
        (DCAT.downloadURL, dump_url(dump)),
        (DCAT.mediaType, URIRef(_IANA + dump.media_type)),
        (DCAT.compressFormat, URIRef(f"{_IANA}application/gzip")),
        (DCAT.byteSize, Literal(str(dump.bytes), datatype=XSD.nonNegativeInteger)),
        (DCTERMS.modified, Literal(edition.built_at, datatype=XSD.dateTime)),
        (DCTERMS.license, LICENCE),
        (SPDX.checksum, checksum),
    )
    if dump.left_out:
        ja, en = _LEFT_OUT
        said = ja.format(number=dump.left_out), en.format(number=dump.left_out)
        document.texts(part, DCTERMS.description, said)
    document.add(
        checksum,
        (RDF.type, SPDX.Checksum),
        (SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (SPDX.checksumValue, Literal(dump.sha256, datatype=XSD.hexBinary)),
    )


def _examples(
    document: RdfDocument, page: URIRef, description: Description, edition: Edition
) -> None:
    """Say the example queries, which are a dataset of their own."""
    dataset, part = description.part("examples"), description.part("examples/turtle")
    document.add(page, (DCAT.dataset, dataset))
    document.add(SPARQL_SERVICE, (RDFS.seeAlso, URIRef(EXAMPLES_PATH)))
    document.texts(dataset, DCTERMS.title, _EXAMPLES_TITLE)
    document.texts(dataset, DCTERMS.description, _EXAMPLES_SUMMARY)
    document.add(
        dataset,
        (RDF.type, DCAT.Dataset),
        (DCTERMS.identifier, Literal(str(dataset), datatype=XSD.anyURI)),
        (DCTERMS.conformsTo, URIRef(str(SH).removesuffix("#"))),
        (DCTERMS.license, LICENCE),
        (DCAT.distribution, part),
        *((DCTERMS.language, language) for language in _LANGUAGES),
    )
    document.texts(part, DCTERMS.title, ("Turtle (例のクエリ)", "Turtle (example queries)"))
    document.add(
        part,
        (RDF.type, DCAT.Distribution),
        (DCAT.accessURL, URIRef(EXAMPLES_PATH)),
        (DCAT.mediaType, URIRef(f"{_IANA}text/turtle")),
        (DCTERMS.modified, Literal(edition.built_at, datatype=XSD.dateTime)),
        (DCTERMS.license, LICENCE),
    )


def _services(document: RdfDocument, description: Description) -> None:
    for service, title, summary, endpoint, page, standard in (
        (
            SPARQL_SERVICE,
            _SPARQL_TITLE,
            _SPARQL_SUMMARY,
            SPARQL_PATH,
            SPARQL_PATH,
            "https://www.w3.org/TR/sparql11-protocol/",
        ),
        (
            API_SERVICE,
            _API_TITLE,
            _API_SUMMARY,
            API_PATH,
            OPENAPI_PATH,
            "https://spec.openapis.org/oas/v3.1.0",
        ),
    ):
        part = description.part("access/sparql" if endpoint == SPARQL_PATH else "access/api")
        document.texts(service, DCTERMS.title, title)
        document.texts(service, DCTERMS.description, summary)
        document.add(
            service,
            (RDF.type, DCAT.DataService),
            (DCAT.endpointURL, URIRef(endpoint)),
            (DCAT.endpointDescription, URIRef(page)),
            (DCAT.servesDataset, description.dataset),
            (DCTERMS.conformsTo, URIRef(standard)),
            (DCTERMS.license, LICENCE),
        )
        document.add(description.dataset, (DCAT.distribution, part))
        document.texts(part, DCTERMS.title, title)
        document.add(
            part,
            (RDF.type, DCAT.Distribution),
            (DCAT.accessURL, URIRef(endpoint)),
            (DCAT.accessService, service),
            (DCTERMS.license, LICENCE),
        )
