"""RDF of one thing or of many: its statements, what points to it, and labels of its neighbours."""

from __future__ import annotations

from collections.abc import Iterable

from graph.queries import named_query
from graph.store import Store
from ontology.namespaces import Iris


def entity_rdf(store: Store, iris: Iris, kind: str, key: str, media_type: str) -> bytes | None:
    """Return the RDF of one entity, or None when the graph says nothing of it.

    Args:
        store: an open store.
        iris: maker of IRIs.
        kind: path segment of its IRI.
        key: its key.
        media_type: one of ``graph.formats.GRAPH_FORMATS``.
    """
    bindings = {"this": iris.entity(kind, key)}
    own = store.construct(named_query("entity_own"), bindings)
    if not own:
        return None
    incoming = store.construct(named_query("entity_incoming"), bindings)
    return store.serialise([*own, *incoming], media_type)


def entities_rdf(
    store: Store, iris: Iris, things: Iterable[tuple[str, str]], media_type: str
) -> bytes:
    """Return the RDF of several entities (pairs of kind and key), each with its own statements."""
    triples = [
        triple
        for kind, key in things
        for triple in store.construct(named_query("entity_own"), {"this": iris.entity(kind, key)})
    ]
    return store.serialise(triples, media_type)
