"""The view model of the SPARQL form: prefixes, examples, formats."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from api.examples import examples
from api.service import Service
from ontology.namespaces import PREFIXES

FORMATS = (
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("json", "JSON"),
    ("xml", "XML"),
    ("ttl", "Turtle"),
    ("jsonld", "JSON-LD"),
    ("nt", "N-Triples"),
    ("rdf", "RDF/XML"),
)


def sparql_view(service: Service, query: str, lang: str) -> dict[str, Any]:
    """Return what the SPARQL form shows.

    Args:
        service: the release.
        query: what the text field holds; empty for the first example.
        lang: language of labels.
    """
    found = [(example.title(lang), example.under(service.iris.base)) for example in examples()]
    return {
        "query": query or (found[0][1] if found else ""),
        "formats": FORMATS,
        "prefixes": PREFIXES,
        "base": service.iris.base,
        "examples": [
            {"title": title, "url": "/sparql?" + urlencode({"edit": text})} for title, text in found
        ],
    }
