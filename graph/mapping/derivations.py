"""Concepts that are derived for things: by which rule, from which words."""

from __future__ import annotations

from rdflib import URIRef

from graph.mapping.columns import COUNCIL, EVENT, PROGRAMME
from graph.mapping.schema import Cell, Column, Concept, Link, Ref, Table
from ontology.namespaces import TSN


def derivation_tables(owner: str, things: Ref, prop: URIRef) -> tuple[Table, Table]:
    """Return the tables of the technologies and of the challenges derived for one kind of thing."""
    about = Column(owner, things, prop, required=True)
    rule = Column("rule", Concept("derivation-rule"), TSN.derivationRule, required=True)
    evidence = Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True)
    return (
        Table(
            f"{owner}_technologies",
            f"{owner}-technology",
            (owner, "technology"),
            (TSN.TechnologyDerivation,),
            (
                about,
                Column("technology", Concept("technology"), TSN.concept, required=True),
                rule,
                evidence,
            ),
            (Link(owner, TSN.derivedTechnology, "technology"),),
        ),
        Table(
            f"{owner}_challenges",
            f"{owner}-challenge",
            (owner, "challenge"),
            (TSN.ChallengeDerivation,),
            (
                about,
                Column("challenge", Concept("challenge"), TSN.concept, required=True),
                rule,
                evidence,
            ),
            (Link(owner, TSN.challenge, "challenge"),),
        ),
    )


DERIVATIONS = (
    *derivation_tables("programme", PROGRAMME, TSN.programme),
    *derivation_tables("council", COUNCIL, TSN.council),
    *derivation_tables("event", EVENT, TSN.event),
)
