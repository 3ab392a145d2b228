"""Ministries, councils and their members; payments."""

from __future__ import annotations

from rdflib.namespace import ORG, RDFS, SDO

from graph.mapping.columns import (
    BODY,
    COUNCIL,
    KEY,
    NOTE,
    ORGANISATION,
    POSITION,
    PROGRAMME,
    PROGRAMME_OR_GROUP,
    PROJECT,
    project_column,
)
from graph.mapping.schema import Cell, Column, Concept, Link, Table
from ontology.namespaces import TSN

ORGANISATIONS = (
    Table(
        "organisations",
        "ministry",
        ("key",),
        {
            "ministry": (TSN.Ministry,),
            "bureau": (TSN.Bureau,),
            "division": (TSN.Office,),
            "office": (TSN.Office,),
            "team": (TSN.Office,),
            "regional-bureau": (TSN.RegionalBureau,),
            "research-agency": (TSN.PublicBody,),
            "public-private-body": (TSN.PublicBody,),
        },
        (
            KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("short_name_ja", Cell.JA, TSN.shortName),
            Column("short_name_en", Cell.EN, TSN.shortName),
            Column("kind", Concept("organisation-kind"), TSN.organisationKind, required=True),
            Column(
                "corporate_number",
                Cell.TEXT,
                TSN.corporateNumber,
                when=("corporate_number_of", "own"),  # a number is not an identity of units
            ),
            Column("corporate_number_of", Concept("number-owner")),
            Column("official_url", Cell.URL, SDO.url),
            NOTE,
        ),
        class_by="kind",
    ),
    Table(
        "organisation_parents",
        "organisation-parent",
        ("organisation", "parent"),
        (TSN.OrganisationRelation,),
        (
            Column("organisation", ORGANISATION, TSN.organisation, required=True),
            Column("parent", ORGANISATION, TSN.parentOrganisation, required=True),
            Column("relation", Concept("organisation-relation"), TSN.relation, required=True),
            NOTE,
        ),
        (
            Link(
                "organisation",
                {"part-of": ORG.subOrganizationOf, "run-by": TSN.runBy},
                "parent",
                by="relation",
            ),
        ),
    ),
    Table(
        "councils",
        "council",
        ("key",),
        (TSN.Council,),
        (
            KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("kind", Concept("council-kind"), TSN.councilKind, required=True),
            Column("area_as_printed", Cell.JA, TSN.asPrinted, raw=True),
            Column("programme_tie", Concept("programme-tie"), TSN.programmeTie, required=True),
            Column("date_established", Cell.DATE, SDO.foundingDate),
            Column("corporate_number", Cell.TEXT, TSN.corporateNumber),
            NOTE,
        ),
    ),
    Table(
        "council_programmes",
        "council-programme",
        ("council", "programme", "fiscal_year"),
        (TSN.CouncilProgramme,),
        (
            Column("council", COUNCIL, TSN.council, required=True),
            Column("programme", PROGRAMME_OR_GROUP, TSN.programme, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear, required=True),
            NOTE,
        ),
        (Link("council", TSN.programme, "programme"),),
    ),
    Table(
        "council_projects",
        "council-project",
        ("council", "project"),
        (TSN.CouncilProject,),
        (
            Column("council", COUNCIL, TSN.council, required=True),
            project_column(),
            NOTE,
        ),
        (Link("project", TSN.council, "council"),),
    ),
    Table(
        "council_bodies",
        "council-body",
        ("council", "body"),
        (TSN.CouncilBody,),
        (
            Column("council", COUNCIL, TSN.council, required=True),
            Column("body", BODY, TSN.body, required=True),
            Column("basis", Concept("council-basis"), TSN.basis, required=True),
        ),
        (Link("council", TSN.coversBody, "body"),),
    ),
    Table(
        "council_members",
        "council-member",
        ("council", "position"),
        (ORG.Membership,),
        (
            Column("council", COUNCIL, ORG.organization, required=True),
            POSITION,
            Column("member_as_printed", Cell.JA, RDFS.label, required=True, raw=True),
            Column("body", BODY, ORG.member),
            Column("number_of_members", Cell.INTEGER, TSN.count),
            Column("qualifier", Concept("qualifier"), TSN.qualifier),
            Column("as_of", Cell.DATE, TSN.asOf),
            NOTE,
        ),
        (Link("council", ORG.hasMembership, None),),
    ),
)
PAYMENTS = Table(
    "payments",
    "payment",
    ("key",),
    (TSN.Payment,),
    (
        KEY,
        Column("programme", PROGRAMME, TSN.programme, required=True),
        Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear, required=True),
        Column("budget_project_id", Cell.TEXT, TSN.budgetProjectId, required=True),
        Column("recipient_as_printed", Cell.JA, RDFS.label, required=True, raw=True),
        Column("recipient_kind", Concept("recipient-kind"), TSN.recipientKind, required=True),
        Column("body", BODY, TSN.body),
        Column("council", COUNCIL, TSN.council),
        Column("project", PROJECT, TSN.project),
        Column("corporate_number", Cell.TEXT),  # the payee has it (graph.ingest.payees)
        Column("amount_yen", Cell.INTEGER, TSN.amountYen, required=True),
        Column("purpose_ja", Cell.JA, SDO.description),
        Column("payment_chain", Cell.TEXT, TSN.paymentChain, raw=True),
        NOTE,
    ),
)
