"""What follows from the vocabulary alone."""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import DCTERMS, ORG, RDFS, SDO

from ontology.entailment import rules
from ontology.namespaces import GEO, TSN
from ontology.vocabulary import load_vocabulary


def test_broader_classes_lead_through_the_vocabularies_of_others() -> None:
    assert {TSN.LocalGovernment, ORG.Organization, GEO.Feature, SDO.Place} <= rules().classes[
        TSN.Municipality
    ]
    assert SDO.Project in rules().classes[TSN.Project]
    assert SDO.Organization not in rules().classes[TSN.Project]


def test_broader_properties_and_symmetric_ones() -> None:
    assert DCTERMS.subject in rules().properties[TSN.technology]
    assert TSN.linkedWith in rules().symmetric


def test_every_axiom_of_the_vocabulary_is_followed_and_nothing_is_broader_than_itself() -> None:
    graph = load_vocabulary()
    for predicate, known in (
        (RDFS.subClassOf, rules().classes),
        (RDFS.subPropertyOf, rules().properties),
    ):
        for one, other in graph.subject_objects(predicate):
            if isinstance(one, URIRef) and isinstance(other, URIRef):
                assert other in known[one]
        assert all(term not in broader for term, broader in known.items())
