"""What the operator's own RDF may not say of our things, unless it is trusted.

It stands in graphs of its own, beside what the tables say, and neither pages nor search read it.
Queries read both: who asks for the name of 大阪市 must get one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import RDF, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, RDFS, SDO, SKOS

from graph.ingest.own.statements import OwnStatements, Triple
from graph.ingest.problems import Problem, Problems
from graph.mapping.tables import BY_KIND, TABLES
from graph.store.store import Quad
from ontology.kinds import SCHEMES
from ontology.namespaces import TSN, Iris

OPEN = frozenset(
    {RDFS.seeAlso, RDFS.comment, OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch, DCTERMS.relation}
)
"""What may be said of anything: links and remarks, of which there can be any number."""
_NAMES = frozenset(
    {RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.notation, SDO.name, FOAF.name, DCTERMS.title}
)
_TRUST = "TSUNAGU_OWN_RDF_TRUSTED=true lets it"


def _of_tables() -> Iterator[URIRef]:
    for table in TABLES:
        yield from (column.property for column in table.columns if column.property)
        for link in table.links:
            found = [link.property] if isinstance(link.property, URIRef) else link.property.values()
            yield from (prop for prop in found if prop)


TAKEN = frozenset({RDF.type, *_NAMES, *_of_tables()}) - OPEN
"""Properties that the tables decide on; so are all of our vocabulary."""


def own_faults(said: OwnStatements, quads: Iterable[Quad], iris: Iris) -> list[Problem]:
    """Return a problem for each statement that the tables alone may make.

    Args:
        said: what the operator's own RDF says of our things.
        quads: what the tables say; to say it once more is no fault.
        iris: maker of IRIs.
    """
    triples = set(said)
    if not triples:
        return []
    subjects = {triple[0] for triple in triples}
    known: set[URIRef] = set()
    for s, p, o, _ in quads:
        if s in subjects:
            known.add(s)
            triples.discard((s, p, o))
    found = ((triple, _fault(triple, known, iris)) for triple in said if triple in triples)
    return Problems(said.refused(triple, fault) for triple, fault in found if fault)


_KINDS = BY_KIND.keys() | SCHEMES.keys()
"""Kinds of things that tables and thesauri hold."""


def _fault(triple: Triple, known: set[URIRef], iris: Iris) -> str | None:
    subject, prop, _ = triple
    place = iris.split(str(subject))
    if place is None:
        return "own RDF cannot change the vocabulary"
    if place[0] == "graph":
        return None
    if prop in TAKEN or prop.startswith(str(TSN)):
        return f"only the tables say this of it; own RDF cannot ({_TRUST})"
    if place[0] in _KINDS and subject not in known:
        return f"there is no such {place[0]} in the tables; own RDF cannot add one ({_TRUST})"
    return None
