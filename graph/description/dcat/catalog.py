"""DCAT 3: the dataset, its dumps and its services as a catalog (https://www.w3.org/TR/vocab-dcat-3/)."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SH, VOID, XSD

from graph.description.contact_point import NOBODY, Operator, say_publisher
from graph.description.dcat.datasets import say_dataset, say_resource
from graph.description.dcat.distributions import say_files
from graph.description.dcat.lists import (
    AVAILABLE,
    DCATAP,
    FILE_TYPES,
    IANA,
    JAPAN,
    JSON,
    LANGUAGES,
    SPARQL_QUERY,
    THEME_TAXONOMY,
    VERSION,
)
from graph.description.dcat.versions import Version, say_deltas, say_versions
from graph.description.document import (
    API_PATH,
    API_SERVICE,
    CATALOG_PATH,
    EXAMPLES_PATH,
    LICENCE,
    OPENAPI_PATH,
    SPARQL_PATH,
    SPARQL_SERVICE,
    VOID_PATH,
    RdfDocument,
    Texts,
)
from graph.description.numbers import Description, Edition
from graph.description.void import say_subsets
from ontology.namespaces import TSN

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


def catalog(
    description: Description,
    edition: Edition,
    operator: Operator = NOBODY,
    kept: Sequence[Version] = (),
) -> RdfDocument:
    """Return the DCAT catalog of a release; its own address is ``/catalog``.

    Args:
        description: the numbers of the release.
        edition: which release it is.
        operator: who publishes the catalogue and is asked about the dataset.
        kept: the releases that are kept, this one among them.
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
        (DCTERMS.issued, document.issued(description, edition)),
        (DCTERMS.modified, Literal(edition.built_at, datatype=XSD.dateTime)),
        (DCTERMS.license, LICENCE),
        (DCAT.themeTaxonomy, THEME_TAXONOMY),
        (DCAT.dataset, dataset),
        (DCAT.service, SPARQL_SERVICE),
        (DCAT.service, API_SERVICE),
        *((DCTERMS.spatial, place) for place in JAPAN),
        *((DCTERMS.language, language) for language in LANGUAGES),
    )
    say_publisher(document, page, operator)
    _dataset(document, dataset, description, edition, operator)
    say_files(document, dataset, description, edition)
    say_versions(document, description, edition, kept)
    _services(document, description, operator)
    _examples(document, page, description, edition, operator)
    say_deltas(document, page, description, kept, operator)
    say_subsets(document, description)  # the dataset's IRI leads here, so do those of its parts
    return document


def _dataset(
    document: RdfDocument,
    dataset: URIRef,
    description: Description,
    edition: Edition,
    operator: Operator,
) -> None:
    say_dataset(document, dataset, description, operator)
    document.add(
        dataset,
        (RDF.type, VOID.Dataset),
        (VERSION, Literal(edition.id)),
        (DCTERMS.conformsTo, URIRef(str(TSN).removesuffix("#"))),
        (DCAT.landingPage, URIRef("/")),
        (FOAF.isPrimaryTopicOf, URIRef(VOID_PATH)),
    )


_EXAMPLES_TITLE: Texts = ("SPARQLクエリの例", "Example SPARQL queries")
_EXAMPLES_SUMMARY: Texts = (
    "つなぐのSPARQLエンドポイントへのクエリの例。SHACLのsh:SPARQLExecutableとして記す。",
    "Queries that the SPARQL endpoint of Tsunagu answers, each as a sh:SPARQLExecutable of SHACL.",
)


def _examples(
    document: RdfDocument,
    page: URIRef,
    description: Description,
    edition: Edition,
    operator: Operator,
) -> None:
    """Say the example queries, which are a dataset of their own."""
    dataset, part = description.part("examples"), description.part("examples/turtle")
    document.add(page, (DCAT.dataset, dataset))
    document.add(SPARQL_SERVICE, (RDFS.seeAlso, URIRef(EXAMPLES_PATH)))
    document.texts(dataset, DCTERMS.title, _EXAMPLES_TITLE)
    document.texts(dataset, DCTERMS.description, _EXAMPLES_SUMMARY)
    say_dataset(document, dataset, description, operator)
    document.add(
        dataset,
        (DCTERMS.conformsTo, URIRef(str(SH).removesuffix("#"))),
        (DCAT.distribution, part),
    )
    document.texts(part, DCTERMS.title, ("Turtle (例のクエリ)", "Turtle (example queries)"))
    document.texts(part, DCTERMS.description, _EXAMPLES_SUMMARY)
    document.add(
        part,
        (RDF.type, DCAT.Distribution),
        (DCAT.accessURL, URIRef(EXAMPLES_PATH)),
        (DCAT.mediaType, URIRef(f"{IANA}text/turtle")),
        (DCTERMS["format"], FILE_TYPES["text/turtle"]),
        (DCATAP.availability, AVAILABLE),
        (DCTERMS.modified, Literal(edition.built_at, datatype=XSD.dateTime)),
        (DCTERMS.license, LICENCE),
    )


def _services(document: RdfDocument, description: Description, operator: Operator) -> None:
    for service, title, summary, endpoint, page, standard, form in (
        (
            SPARQL_SERVICE,
            _SPARQL_TITLE,
            _SPARQL_SUMMARY,
            SPARQL_PATH,
            SPARQL_PATH,
            "https://www.w3.org/TR/sparql11-protocol/",
            SPARQL_QUERY,
        ),
        (
            API_SERVICE,
            _API_TITLE,
            _API_SUMMARY,
            API_PATH,
            OPENAPI_PATH,
            "https://spec.openapis.org/oas/v3.1.0",
            JSON,
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
        )
        say_resource(document, service, operator)
        document.add(description.dataset, (DCAT.distribution, part))
        document.texts(part, DCTERMS.title, title)
        document.texts(part, DCTERMS.description, summary)
        document.add(
            part,
            (RDF.type, DCAT.Distribution),
            (DCAT.accessURL, URIRef(endpoint)),
            (DCAT.accessService, service),
            (DCTERMS["format"], form),
            (DCATAP.availability, AVAILABLE),
            (DCTERMS.license, LICENCE),
        )
