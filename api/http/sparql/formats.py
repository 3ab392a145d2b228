"""Which formats a SPARQL client takes: by ``Accept``, and by what it says in parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from api.http.documented import read_by_hand
from api.http.negotiation import acceptable
from graph.store.formats import GRAPH_FORMATS, RESULT_FORMATS

_SHORT = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "srj": ("application/sparql-results+json",),
    "srx": ("application/sparql-results+xml",),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "turtle": ("text/turtle",),
    "nt": ("application/n-triples",),
    "ntriples": ("application/n-triples",),
    "rdf": ("application/rdf+xml",),
    "rdfxml": ("application/rdf+xml",),
    "rdf+xml": ("application/rdf+xml",),
    "rdf/xml": ("application/rdf+xml",),
    "n3": ("text/turtle",),
    "jsonld": ("application/ld+json",),
    "json-ld": ("application/ld+json",),
    "trig": ("application/trig",),
    "nq": ("application/n-quads",),
}
"""Short names that clients send as ``format``, ``output`` or ``results``."""
_GENERIC = {
    "application/json": ("application/sparql-results+json", "application/ld+json"),
    "application/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/xml": ("application/sparql-results+xml", "application/rdf+xml"),
}
"""Names that fit a format of results and one of graphs."""
_ALL = (*RESULT_FORMATS, *GRAPH_FORMATS)
_HTML = "text/html"


@lru_cache(maxsize=256)
def wanted_formats(
    hints: tuple[str, ...], accept: str | None, available: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the formats that a client takes, the best first.

    Args:
        hints: values of ``format``, ``output`` and ``results``: the first that is understood, and
            that there is for this kind of answer, goes before ``accept``.
        accept: the header.
        available: formats of this kind of answer; HTML gets the first.
    """
    for hint in hints:
        named = [media for media in _named(hint) if media in available]
        if named:
            return tuple(named)
    if accept is None:
        return available
    order = acceptable(accept, [*available, *_GENERIC, _HTML])
    named = [one for media in order for one in _medias(media, available) if one in available]
    return tuple(dict.fromkeys(named))


def _named(hint: str) -> tuple[str, ...]:
    """Return the formats that a hint names; one with a plus sign may come as it was not encoded."""
    name = hint.casefold().replace(" ", "+")
    return _SHORT.get(name) or _GENERIC.get(name) or tuple(acceptable(name, _ALL))


def _medias(media: str, available: tuple[str, ...]) -> tuple[str, ...]:
    return available if media == _HTML else _GENERIC.get(media, (media,))


_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PROPERTIES: dict[str, tuple[str, dict[str, Any]]] = {
    "query": ("The query; without one the service is described", {"type": "string"}),
    "default-graph-uri": ("Graphs that are the default graph together", _IRIS),
    "named-graph-uri": ("Graphs that the query may name", _IRIS),
    "timeout": (
        "Seconds that it may take, if fewer than there are",
        {"type": "number"},
    ),
    "format": (
        "Media type or short name of the result, else Accept",
        {"type": "string"},
    ),
}
"""Names of the parameters, what each takes, and the schemas of their values."""

PARAMETERS = [read_by_hand(name, says, schema) for name, (says, schema) in _PROPERTIES.items()]
"""The parameters in the address."""
_FORM = {name: {"description": says, **schema} for name, (says, schema) in _PROPERTIES.items()}
BODY = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": _FORM}},
        "application/sparql-query": {"schema": {"type": "string"}},
    },
}
"""What may be posted: a form of the same, or the query alone."""
