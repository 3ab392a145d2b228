"""Sources: documents and pages, and what is said of them."""

from __future__ import annotations

from rdflib.namespace import DC, DCTERMS, SDO

from graph.mapping.columns import KEY, NOTE
from graph.mapping.schema import Cell, Column, Concept, LinkTo, Table
from ontology.namespaces import TSN

SOURCES = Table(
    "sources",
    "source",
    ("key",),
    (TSN.Source,),
    (
        KEY,
        Column("title", Cell.TEXT, DCTERMS.title, required=True),
        Column("publisher", Cell.TEXT, DC.publisher, required=True),
        Column("url", Cell.URL, SDO.url),
        Column("kind", Concept("source-kind"), DCTERMS.type, required=True),
        Column("date_published", Cell.DATE, DCTERMS.issued),
        Column("date_retrieved", Cell.DATE, TSN.retrieved, required=True),
        Column("licence", Cell.TEXT, DCTERMS.rights, required=True),
        Column("licence_url", LinkTo(), DCTERMS.license),
        NOTE,
    ),
    sourced=False,
)
