"""Media types of results and graphs, and Oxigraph's names for them."""

from __future__ import annotations

import pyoxigraph

JSON_LD = "application/ld+json"
RDF_XML = "application/rdf+xml"

RESULT_FORMATS = {
    "application/sparql-results+json": pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/csv": pyoxigraph.QueryResultsFormat.CSV,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}
"""Media types of SELECT and ASK, the default first."""

GRAPH_FORMATS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
    JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    "application/trig": pyoxigraph.RdfFormat.TRIG,
    "application/n-quads": pyoxigraph.RdfFormat.N_QUADS,
}
"""Media types of CONSTRUCT and DESCRIBE, the default first."""

GRAPH_SUFFIXES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": RDF_XML,
    "jsonld": JSON_LD,
}
"""Media types of ``/data/{kind}/{key}.{suffix}``."""

PREFIXED = frozenset({"text/turtle", "application/trig", RDF_XML})
"""Formats that can abbreviate IRIs."""


DATA_SUFFIXES = {**GRAPH_SUFFIXES, "trig": "application/trig", "nq": "application/n-quads"}
"""Formats of ``/data/{kind}/{key}.{suffix}``; the last two name the source of each statement."""


class UnwritableError(ValueError):
    """A format cannot hold a statement."""
