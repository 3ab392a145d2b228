"""VoID: what the dataset holds and where to get it (https://www.w3.org/TR/void/)."""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, VOID

from graph.description.contact_point import NOBODY, Operator, say_publisher
from graph.description.document import (
    FORMAT_IRIS,
    SPARQL_PATH,
    VOID_PATH,
    RdfDocument,
    Texts,
    dump_url,
    integer,
    titles,
)
from graph.description.numbers import Description, Edition
from graph.description.statistics import Links

_TARGETS: dict[str, Texts] = {
    "data.e-stat.go.jp": ("統計LOD (e-Stat)", "e-Stat Statistical LOD"),
    "sws.geonames.org": ("GeoNames", "GeoNames"),
    "www.houjin-bangou.nta.go.jp": (
        "国税庁法人番号公表サイト",
        "Corporate numbers (National Tax Agency)",
    ),
    "info.gbiz.go.jp": ("gBizINFO", "gBizINFO"),
    "geoshape.ex.nii.ac.jp": (
        "歴史的行政区域データセット",
        "Historical administrative areas (Geoshape)",
    ),
}
"""Names of the datasets that are linked to, by host; another one is named after its host."""


def void(description: Description, edition: Edition, operator: Operator = NOBODY) -> RdfDocument:
    """Return the VoID description of a release; its own address is ``/.well-known/void``.

    Args:
        description: the numbers of the release.
        edition: which release it is.
        operator: who publishes the dataset.
    """
    document = RdfDocument()
    dataset = document.dataset(description, edition)
    page = URIRef(VOID_PATH)
    document.add(page, (RDF.type, VOID.DatasetDescription), (FOAF.primaryTopic, dataset))
    document.texts(page, DCTERMS.title, ("つなぐのVoID", "VoID description of Tsunagu"))
    say_publisher(document, dataset, operator)
    _totals(document, description)
    _partitions(document, description)
    say_subsets(document, description)
    return document


def say_subsets(document: RdfDocument, description: Description) -> None:
    """Say the parts of the dataset: its graphs, and what links to elsewhere."""
    _graphs(document, description)
    for links in description.statistics.links:
        _linkset(document, description, links)


def _totals(document: RdfDocument, description: Description) -> None:
    dataset, found = description.dataset, description.statistics
    document.add(
        dataset,
        (RDF.type, VOID.Dataset),
        (VOID.uriSpace, Literal(f"{description.base}id/")),
        (VOID.sparqlEndpoint, URIRef(SPARQL_PATH)),
        (VOID.triples, integer(found.triples)),
        (VOID.entities, integer(found.entities)),
        (VOID.distinctSubjects, integer(found.subjects)),
        (VOID.distinctObjects, integer(found.objects)),
        (VOID.classes, integer(len(found.classes))),
        (VOID.properties, integer(len(found.properties))),
        *((VOID.vocabulary, URIRef(iri)) for iri in found.vocabularies),
        *((VOID.exampleResource, URIRef(iri)) for iri in found.examples.values()),
        *((VOID.dataDump, dump_url(dump)) for dump in description.dumps),
        *((VOID.feature, FORMAT_IRIS[dump.media_type]) for dump in description.dumps),
    )


def _partitions(document: RdfDocument, description: Description) -> None:
    dataset, found = description.dataset, description.statistics
    for iri, number in found.classes.items():
        part = document.blank()
        document.add(dataset, (VOID.classPartition, part))
        document.add(part, (VOID["class"], URIRef(iri)), (VOID.entities, integer(number)))
    for iri, number in found.properties.items():
        part = document.blank()
        document.add(dataset, (VOID.propertyPartition, part))
        document.add(part, (VOID.property, URIRef(iri)), (VOID.triples, integer(number)))


def _graphs(document: RdfDocument, description: Description) -> None:
    for graph in description.statistics.graphs:
        part = description.graph(graph)
        document.add(description.dataset, (VOID.subset, part))
        document.add(
            part,
            (RDF.type, VOID.Dataset),
            (VOID.triples, integer(graph.triples)),
            *((DCTERMS.title, title) for title in titles(graph)),
            *((DCTERMS.license, URIRef(iri)) for iri in graph.licences),
            *((DCTERMS.rights, Literal(text, lang=tag or None)) for text, tag in graph.rights),
        )
        if not graph.iri.startswith("_:"):
            document.add(part, (DCTERMS.source, URIRef(graph.iri)))


def _linkset(document: RdfDocument, description: Description, links: Links) -> None:
    host = links.target.partition("//")[2].rstrip("/")
    name = links.property.replace("#", "/").rpartition("/")[2]
    part, target = description.part(f"links/{host}/{name}"), description.part(f"target/{host}")
    document.add(description.dataset, (VOID.subset, part))
    document.add(
        part,
        (RDF.type, VOID.Linkset),
        (VOID.linkPredicate, URIRef(links.property)),
        (VOID.subjectsTarget, description.dataset),
        (VOID.objectsTarget, target),
        (VOID.triples, integer(links.triples)),
    )
    document.add(target, (RDF.type, VOID.Dataset), (VOID.uriSpace, Literal(links.target)))
    ja, en = _TARGETS.get(host, (host, host))
    document.texts(target, DCTERMS.title, (ja, en))
    document.texts(part, DCTERMS.title, (f"{ja}へのリンク ({name})", f"Links to {en} ({name})"))
