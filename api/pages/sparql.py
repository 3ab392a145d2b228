"""The view model of the SPARQL form: prefixes, examples, formats."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from api.pages.rendering import translator
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
_PREFIXES = "PREFIX tsn: <{tsn}>\nPREFIX rdfs: <{rdfs}>\nPREFIX skos: <{skos}>\n"
_EXAMPLES = (
    (
        "example-programmes",
        """SELECT ?programme ?label (COUNT(?project) AS ?projects) WHERE {
  ?project a tsn:Project ; tsn:programme ?programme .
  ?programme rdfs:label ?label FILTER(LANG(?label) = "%(lang)s")
}
GROUP BY ?programme ?label
ORDER BY DESC(?projects)
""",
    ),
    (
        "example-technology",
        """SELECT ?project ?label ?year WHERE {
  ?project a tsn:Project ; tsn:fiscalYear ?year ; rdfs:label ?label ;
    (tsn:technology|tsn:derivedTechnology)/skos:broader* ?concept .
  ?concept skos:prefLabel "ドローン"@ja .
  FILTER(LANG(?label) = "%(lang)s")
}
ORDER BY ?year ?project
""",
    ),
    (
        "example-counts",
        """SELECT ?label ?year ?count ?source WHERE {
  ?observation a tsn:CountObservation ; tsn:programme/rdfs:label ?label ;
    tsn:fiscalYear ?year ; tsn:count ?count ;
    <http://purl.org/dc/terms/source> ?source .
  FILTER(LANG(?label) = "%(lang)s")
}
ORDER BY ?label ?year
""",
    ),
)


def sparql_view(service: Service, query: str, lang: str) -> dict[str, Any]:
    """Return what the SPARQL form shows.

    Args:
        service: the release.
        query: what the text field holds; empty for the first example.
        lang: language of labels.
    """
    t = translator(lang)
    head = _PREFIXES.format(**PREFIXES)
    examples = [(t(key), head + text % {"lang": lang}) for key, text in _EXAMPLES]
    return {
        "query": query or examples[0][1],
        "formats": FORMATS,
        "prefixes": PREFIXES,
        "base": service.iris.base,
        "examples": [
            {"title": title, "url": "/sparql?" + urlencode({"edit": text})}
            for title, text in examples
        ],
    }
