"""Events: projects shown there, attendance, remarks of participants, the survey."""

from __future__ import annotations

from rdflib.namespace import DCTERMS, RDFS, SDO

from graph.mapping.columns import (
    BODY,
    EVENT,
    KEY,
    NOTE,
    POSITION,
    PROGRAMME_OR_GROUP,
    project_column,
)
from graph.mapping.schema import Cell, Column, Concept, Link, Table
from ontology.namespaces import TSN

EVENTS = (
    Table(
        "events",
        "event",
        ("key",),
        (TSN.Event,),
        (
            KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("kind", Concept("event-kind"), TSN.eventKind, required=True),
            Column("date_start", Cell.DATE, SDO.startDate),
            Column("date_end", Cell.DATE, SDO.endDate),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("place_as_printed", Cell.JA, TSN.asPrinted, raw=True),
            Column("municipality", BODY, SDO.location),
            Column("online", Cell.BOOLEAN, TSN.online),
            Column("capacity", Cell.INTEGER, SDO.maximumAttendeeCapacity),
            Column("part_of", EVENT, DCTERMS.isPartOf),
            Column("content_ja", Cell.JA, SDO.description),
            Column("programme_tie", Concept("programme-tie"), TSN.programmeTie, required=True),
            NOTE,
        ),
    ),
    Table(
        "event_programmes",
        "event-programme",
        ("event", "programme"),
        (TSN.EventProgramme,),
        (
            Column("event", EVENT, TSN.event, required=True),
            Column("programme", PROGRAMME_OR_GROUP, TSN.programme, required=True),
        ),
        (Link("event", TSN.programme, "programme"),),
    ),
    Table(
        "event_projects",
        "event-project",
        ("event", "project"),
        (TSN.EventProject,),
        (Column("event", EVENT, TSN.event, required=True), project_column(), NOTE),
        (Link("event", TSN.presents, "project"),),
    ),
    Table(
        "event_feedback",
        "event-feedback",
        ("event", "position"),
        (TSN.EventFeedback,),
        (
            Column("event", EVENT, TSN.event, required=True),
            POSITION,
            Column("kind", Concept("feedback-kind"), TSN.feedbackKind, required=True),
            Column("question_ja", Cell.JA, TSN.question),
            Column("question_en", Cell.EN, TSN.question),
            Column("remark_ja", Cell.JA, SDO.text, required=True),
            Column("remark_en", Cell.EN, SDO.text, required=True),
        ),
    ),
    Table(
        "event_attendance",
        "attendance",
        ("event", "position"),
        (TSN.AttendanceObservation,),
        (
            Column("event", EVENT, TSN.event, required=True),
            POSITION,
            Column("category_ja", Cell.JA, RDFS.label, required=True),
            Column("category_en", Cell.EN, RDFS.label, required=True),
            Column("is_total", Cell.BOOLEAN, TSN.isTotal, required=True),
            Column("value", Cell.INTEGER, TSN.count, required=True),
            Column("unit", Concept("count-unit"), TSN.unit, required=True),
            Column("qualifier", Concept("qualifier"), TSN.qualifier, required=True),
            NOTE,
        ),
    ),
    Table(
        "survey_observations",
        "survey-observation",
        ("key",),
        (TSN.SurveyObservation,),
        (
            KEY,
            Column("survey", EVENT, TSN.event, required=True),
            Column("chart", Concept("survey-chart"), TSN.chart, required=True),
            Column("kind", Concept("survey-row-kind"), TSN.observationKind, required=True),
            Column("position", Cell.INTEGER, TSN.position),
            Column("item_ja", Cell.JA, RDFS.label),
            Column("item_en", Cell.EN, RDFS.label),
            Column("value", Cell.INTEGER, TSN.count),
            Column("percent", Cell.DECIMAL, TSN.percent),
            Column("base", Cell.INTEGER, TSN.base),
            Column("base_unit", Concept("count-unit"), TSN.unit),
            Column("base_that_fits", Cell.INTEGER, TSN.baseThatFits),
            NOTE,
        ),
    ),
)
