"""What ``/sparql`` takes, as OpenAPI has it; the route reads it by the rules of the protocol."""

from __future__ import annotations

from typing import Any

from api.http.documented import read_by_hand

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
