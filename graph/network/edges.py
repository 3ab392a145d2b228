"""Which statements join two things directly: the edges of a picture of the graph.

They are read off ``graph.mapping.tables``, so that a new column or link there is an edge here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from rdflib import URIRef
from rdflib.namespace import DCTERMS, ORG, SDO, SKOS

from graph.mapping.schema import Concept, Ref, Table
from graph.mapping.tables import BY_NAME, TABLES
from ontology.kinds import KIND_TABLES
from ontology.namespaces import TSN

KINDS = (
    "ministry",
    "programme",
    "event",
    "council",
    "technology",
    "challenge",
    "project",
    "municipality",
)
"""The kinds of docs/design.md, section 5, those of which there are few first.

Edges are ordered by the kinds of their ends: where not all can be shown, the ministry of a
programme and its councils come before its thousands of projects.
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """One kind of edge.

    Args:
        predicate: the property of the statement.
        subject: kind of the thing that the statement is about.
        object: kind of the thing that it points to.
        derived: whether such statements follow from a rule (``tsn:derivationRule``) and were not
            printed.
        symmetric: whether it says the same both ways, so that one edge stands for both.
        labels: names by language, where the vocabulary does not name the property itself.
    """

    predicate: URIRef
    subject: str
    object: str
    derived: bool = False
    symmetric: bool = False
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """The last part of the property's IRI: ``applicant``, ``broader``."""
        return self.predicate.replace("#", "/").rpartition("/")[2]


_OF_OTHERS: Mapping[URIRef, Mapping[str, str]] = {
    SDO.location: {"ja": "開催地", "en": "location"},
    DCTERMS.isPartOf: {"ja": "全体", "en": "part of"},
    DCTERMS.hasPart: {"ja": "部分", "en": "has part"},
    ORG.subOrganizationOf: {"ja": "上位組織", "en": "part of organisation"},
    SKOS.broader: {"ja": "上位の概念", "en": "broader concept"},
    SKOS.related: {"ja": "関連する概念", "en": "related concept"},
}
"""Names of the properties that come from other vocabularies."""

_SYMMETRIC = frozenset({TSN.linkedWith, SKOS.related})

_NOT_DRAWN = frozenset({TSN.neighbour})
"""That two places touch ties every municipality to six others, and says nothing of their work."""

_COMPUTED = tuple((TSN.similarTo, kind, kind) for kind in ("project", "municipality"))
"""What the build computes; derived, and directed: each thing has its few nearest."""
_BESIDE_THE_MAPPING = (
    *((SKOS.broader, kind, kind) for kind in ("technology", "challenge")),
    *((SKOS.related, kind, kind) for kind in ("technology", "challenge")),
    *_COMPUTED,
)
"""Property and kinds of both ends of what comes from no table. ``skos:narrower`` is left out: it
says again what ``skos:broader`` says; so is ``tsn:locatedIn``, of applicants and target areas."""


@cache
def relations() -> tuple[Relation, ...]:
    """Return every kind of edge, in the order of ``KINDS`` of its subject, then of its object.

    Statements that a rule yields are derived; a property that is printed for one kind of thing may
    be derived for another.
    """
    derived: dict[tuple[URIRef, str, str], bool] = {}
    for table in TABLES:
        by_rule = any(column.property == TSN.derivationRule for column in table.columns)
        for ends in _of_table(table):
            derived.setdefault(ends, by_rule)
    derived |= dict.fromkeys(_BESIDE_THE_MAPPING, False)
    derived |= dict.fromkeys(_COMPUTED, True)
    found = (
        Relation(prop, subject, object_, by_rule, prop in _SYMMETRIC, _OF_OTHERS.get(prop, {}))
        for (prop, subject, object_), by_rule in derived.items()
    )
    return tuple(sorted(found, key=lambda r: (KINDS.index(r.subject), KINDS.index(r.object))))


def _of_table(table: Table) -> Iterator[tuple[URIRef, str, str]]:
    """Yield property and kinds of both ends of what a table's rows say of two things."""
    kinds = {column.name: _kinds(column.value) for column in table.columns}
    if table.name in KIND_TABLES.values():
        for column in table.columns:
            if column.property is not None:
                yield from ((column.property, table.kind, kind) for kind in kinds[column.name])
    for link in table.links:
        props = [link.property] if isinstance(link.property, URIRef) else link.property.values()
        for prop in props:
            if prop is None or prop in _NOT_DRAWN:
                continue
            for subject in kinds[link.subject]:
                yield from ((prop, subject, kind) for kind in kinds.get(link.object or "", ()))


def _kinds(value: object) -> list[str]:
    """Return the kinds of things that the cells of a column may name."""
    if isinstance(value, Ref):
        named = [BY_NAME[name].kind for name in value.tables]
    else:
        named = [value.scheme] if isinstance(value, Concept) else []
    return [kind for kind in named if kind in KINDS]
