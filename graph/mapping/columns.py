"""Columns and references that several tables have."""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import SKOS

from graph.mapping.schema import Cell, Column, Concept, Ref
from ontology.namespaces import TSN

BODY = Ref(("municipalities",))
PROGRAMME = Ref(("programmes",))
PROGRAMME_OR_GROUP = Ref(("programmes", "programme_groups"))
PROGRAMME_NAME = Ref(("programme_names",))
PROJECT = Ref(("projects",))
COUNCIL = Ref(("councils",))
ORGANISATION = Ref(("organisations",))
EVENT = Ref(("events",))

KEY = Column("key", Cell.KEY, required=True)
NOTE = Column("note", Cell.JA, SKOS.note)
NOTE_EN = Column("note", Cell.EN, SKOS.note)
CONFIDENCE = Column("confidence", Concept("confidence"), TSN.confidence)
AS_OF = Column("as_of", Cell.DATE, TSN.asOf, required=True)
POSITION = Column("position", Cell.INTEGER, TSN.position, required=True)


def project_column(prop: URIRef = TSN.project, *, required: bool = True) -> Column:
    """Return the column that names a project.

    Args:
        prop: property of the row's resource.
        required: whether it may not be empty.
    """
    return Column("project", PROJECT, prop, required)
