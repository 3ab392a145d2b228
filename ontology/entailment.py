"""What follows from the vocabulary alone: broader classes and properties, and symmetry.

The rules are rdfs5, rdfs7, rdfs9 and rdfs11 of RDF 1.1 Semantics (section 9.2.1) and prp-symp of
OWL 2 RL (section 4.3), over our own vocabulary and the few axioms of others that it leads to.
Domains and ranges give nothing: everything here has its class, which the shapes check.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, ORG, OWL, RDF, RDFS, SDO

from ontology.namespaces import GEO
from ontology.vocabulary import load_vocabulary

_CLASSES: tuple[tuple[URIRef, URIRef], ...] = (
    (ORG.FormalOrganization, ORG.Organization),
    (ORG.OrganizationalUnit, ORG.Organization),
    (ORG.OrganizationalCollaboration, ORG.Organization),
    (SDO.GovernmentOrganization, SDO.Organization),
    (SDO.AdministrativeArea, SDO.Place),
    (SDO.GovernmentOffice, SDO.LocalBusiness),
    (SDO.LocalBusiness, SDO.Organization),
    (SDO.LocalBusiness, SDO.Place),
    (SDO.TrainStation, SDO.CivicStructure),
    (SDO.CivicStructure, SDO.Place),
    (SDO.GovernmentService, SDO.Service),
    (SDO.ContactPoint, SDO.StructuredValue),
    (GEO.Feature, GEO.SpatialObject),
    (GEO.Geometry, GEO.SpatialObject),
)
"""Broader classes of the vocabularies that ours leads to: ORG, schema.org, GeoSPARQL.

That schema.org calls every project an organisation, too, is not followed: here none is one."""
_PROPERTIES: tuple[tuple[URIRef, URIRef], ...] = (
    (DCTERMS.isPartOf, DCTERMS.relation),
    (ORG.unitOf, ORG.subOrganizationOf),
)
"""Broader properties, likewise (DCMI, ORG)."""

Broader = Mapping[URIRef, frozenset[URIRef]]
"""For each term all broader ones, without itself."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What follows from a statement.

    Args:
        classes: broader classes of a class.
        properties: broader properties of a property.
        symmetric: properties that hold both ways.
    """

    classes: Broader
    properties: Broader
    symmetric: frozenset[URIRef]


@cache
def rules() -> Rules:
    """Return the rules of the vocabulary."""
    graph = load_vocabulary()
    return Rules(
        _closed([*_pairs(graph, RDFS.subClassOf), *_CLASSES]),
        _closed([*_pairs(graph, RDFS.subPropertyOf), *_PROPERTIES]),
        frozenset(_iris(graph.subjects(RDF.type, OWL.SymmetricProperty))),
    )


def _pairs(graph: Graph, predicate: URIRef) -> Iterable[tuple[URIRef, URIRef]]:
    for one, other in graph.subject_objects(predicate):
        if isinstance(one, URIRef) and isinstance(other, URIRef):
            yield one, other


def _iris(terms: Iterable[object]) -> Iterable[URIRef]:
    return (term for term in terms if isinstance(term, URIRef))


def _closed(pairs: Iterable[tuple[URIRef, URIRef]]) -> Broader:
    """Return all broader terms of each term."""
    direct: defaultdict[URIRef, set[URIRef]] = defaultdict(set)
    for one, other in pairs:
        direct[one].add(other)
    return {term: _reached(direct, term) for term in sorted(direct)}


def _reached(direct: Mapping[URIRef, set[URIRef]], term: URIRef) -> frozenset[URIRef]:
    found: set[URIRef] = set()
    waiting = [term]
    while waiting:
        for broader in direct.get(waiting.pop(), ()):
            if broader not in found:
                found.add(broader)
                waiting.append(broader)
    return frozenset(found - {term})
