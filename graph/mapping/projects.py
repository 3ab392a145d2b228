"""Projects: applicants, areas, technologies, titles, statuses, links."""

from __future__ import annotations

from rdflib.namespace import SDO

from graph.mapping.columns import (
    BODY,
    CONFIDENCE,
    KEY,
    NOTE,
    POSITION,
    PROGRAMME,
    PROJECT,
    project_column,
)
from graph.mapping.schema import Cell, Column, Concept, Link, Ref, Table
from ontology.namespaces import TSN

PROJECTS = (
    Table(
        "projects",
        "project",
        ("key",),
        (TSN.Project,),
        (
            KEY,
            Column("programme", PROGRAMME, TSN.programme, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear, required=True),
            Column("selection_kind", Concept("selection-kind"), TSN.selectionKind, required=True),
            Column("technologies_open", Cell.BOOLEAN, TSN.technologiesOpen),
            Column("road_av_support", Cell.BOOLEAN, TSN.roadAvSupport),
            Column("bidder_as_printed", Cell.JA, TSN.bidder, raw=True),
            Column("listed_number", Cell.INTEGER, TSN.listedNumber),
            CONFIDENCE,
            NOTE,
        ),
    ),
    Table(
        "project_titles",
        "project-title",
        ("project", "position"),
        (TSN.ProjectTitle,),
        (
            project_column(),
            POSITION,
            Column("title", Cell.JA, SDO.name, required=True, raw=True),
            Column("kind", Concept("title-kind"), TSN.titleKind, required=True),
            CONFIDENCE,
            NOTE,
        ),
        (Link("project", TSN.projectTitle, None),),
    ),
    Table(
        "project_statuses",
        "project-status",
        ("project", "status", "as_of"),
        (TSN.ProjectStatus,),
        (
            project_column(),
            Column("status", Concept("status"), TSN.status, required=True),
            Column("as_of", Cell.DATE, TSN.asOf, required=True),
            Column("certainty", Concept("certainty"), TSN.certainty, required=True),
            NOTE,
        ),
    ),
    Table(
        "project_applicants",
        "applicant",
        ("project", "position"),
        (TSN.Applicant,),
        (
            project_column(),
            POSITION,
            Column("body", BODY, TSN.body, required=True),
            Column("as_printed", Cell.JA, TSN.asPrinted, required=True, raw=True),
        ),
        (Link("project", TSN.applicant, "body"),),
    ),
    Table(
        "project_areas",
        "project-area",
        ("project", "position"),
        (TSN.ProjectArea,),
        (
            project_column(),
            POSITION,
            Column("body", BODY, TSN.body),
            Column("as_printed", Cell.JA, TSN.asPrinted, required=True, raw=True),
            NOTE,
        ),
        (Link("project", TSN.targetArea, "body"),),
    ),
    Table(
        "project_areas_derived",
        "area-derivation",
        ("project", "body"),
        (TSN.AreaDerivation,),
        (
            project_column(),
            Column("body", BODY, TSN.body, required=True),
            Column("rule", Concept("derivation-rule"), TSN.derivationRule, required=True),
            Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True),
        ),
        (Link("project", TSN.derivedArea, "body"),),
    ),
    Table(
        "project_technologies",
        "technology-mention",
        ("project", "position"),
        (TSN.TechnologyMention,),
        (
            project_column(),
            POSITION,
            Column("as_printed", Cell.JA, TSN.asPrinted, required=True, raw=True),
            Column("technology", Concept("technology"), TSN.concept, required=True),
        ),
        (Link("project", TSN.technology, "technology"),),
    ),
    Table(
        "project_technologies_derived",
        "technology-derivation",
        ("project", "technology"),
        (TSN.TechnologyDerivation,),
        (
            project_column(),
            Column("technology", Concept("technology"), TSN.concept, required=True),
            Column("rule", Concept("derivation-rule"), TSN.derivationRule, required=True),
            Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True),
        ),
        (Link("project", TSN.derivedTechnology, "technology"),),
    ),
    Table(
        "project_challenges",
        "challenge-derivation",
        ("project", "challenge"),
        (TSN.ChallengeDerivation,),
        (
            project_column(),
            Column("challenge", Concept("challenge"), TSN.concept, required=True),
            Column("rule", Concept("derivation-rule"), TSN.derivationRule, required=True),
            Column("evidence_table", Cell.TEXT, TSN.evidenceTable, required=True),
            Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True),
        ),
        (Link("project", TSN.challenge, "challenge"),),
    ),
    Table(
        "project_links",
        "project-link",
        ("project", "linked"),
        (TSN.ProjectLink,),
        (
            project_column(),
            Column("linked", PROJECT, TSN.linkedProject, required=True),
            Column("relation", Concept("link-relation"), TSN.linkRelation, required=True),
            NOTE,
        ),
        (
            Link("project", TSN.linkedWith, "linked"),
            Link("linked", TSN.linkedWith, "project"),
        ),
    ),
    Table(
        "project_descriptions",
        "description",
        ("key",),
        (TSN.Description,),
        (
            KEY,
            project_column(TSN.describes, required=False),
            Column("body", BODY, TSN.body),
            Column("description_ja", Cell.JA, SDO.text, required=True),
            Column("programme_tie", Concept("programme-tie"), TSN.programmeTie, required=True),
            CONFIDENCE,
            NOTE,
        ),
    ),
    Table(
        "description_sources",
        "description-source",
        ("description", "position"),
        (TSN.DescriptionSource,),
        (
            Column("description", Ref(("project_descriptions",)), TSN.description, required=True),
            POSITION,
        ),
    ),
)
