"""Which rows are about a thing: for each kind its lists, and what points to it directly.

The one table of both: the JSON of a thing, its page and its model are made of what is listed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rdflib import URIRef

from ontology.namespaces import TSN


class RowList(NamedTuple):
    """Rows of one table that are about a thing.

    Args:
        name: what the list is called, in the JSON of a thing too.
        table: table of the data.
        column: its column that points to the thing.
    """

    name: str
    table: str
    column: str


LISTS: Mapping[str, tuple[RowList, ...]] = {
    "project": (
        RowList("applicants", "project_applicants", "project"),
        RowList("areas", "project_areas", "project"),
        RowList("areas_derived", "project_areas_derived", "project"),
        RowList("technologies", "project_technologies", "project"),
        RowList("technologies_derived", "project_technologies_derived", "project"),
        RowList("challenges", "project_challenges", "project"),
        RowList("statuses", "project_statuses", "project"),
        RowList("titles", "project_titles", "project"),
        RowList("descriptions", "project_descriptions", "project"),
        RowList("councils", "council_projects", "project"),
        RowList("events", "event_projects", "project"),
        RowList("links", "project_links", "project"),
        RowList("linked_by", "project_links", "linked"),
    ),
    "municipality": (
        RowList("census", "census_observations", "body"),
        RowList("area", "area_observations", "body"),
        RowList("office", "government_offices", "body"),
        RowList("sites", "official_sites", "body"),
        RowList("designations", "designations", "body"),
        RowList("islands", "islands", "municipality"),
        RowList("former_municipalities", "former_municipalities", "successor"),
        RowList("stations", "stations", "municipality"),
        RowList("events", "events", "municipality"),
        RowList("payments", "payments", "body"),
        RowList("background", "project_descriptions", "body"),
        RowList("regions", "region_prefectures", "prefecture"),
    ),
    "programme": (
        RowList("names", "programme_names", "programme"),
        RowList("organisations", "programme_organisations", "programme"),
        RowList("groups", "programme_group_members", "programme"),
        RowList("counts", "programme_counts", "programme"),
        RowList("budgets", "programme_budgets", "programme"),
        RowList("offices", "programme_offices", "programme"),
        RowList("terms", "programme_terms", "programme"),
        RowList("support_measures", "support_measures", "programme"),
        RowList("transition_steps", "transition_steps", "programme"),
        RowList("forms", "programme_support", "programme"),
        RowList("relations", "programme_relations", "programme"),
        RowList("payments", "payments", "programme"),
        RowList("councils", "council_programmes", "programme"),
        RowList("events", "event_programmes", "programme"),
        RowList("issues", "programme_issues", "programme"),
        RowList("technologies_derived", "programme_technologies", "programme"),
        RowList("challenges", "programme_challenges", "programme"),
    ),
    "ministry": (
        RowList("parents", "organisation_parents", "organisation"),
        RowList("children", "organisation_parents", "parent"),
        RowList("programmes", "programme_organisations", "organisation"),
        RowList("offices", "programme_offices", "organisation"),
    ),
    "council": (
        RowList("programmes", "council_programmes", "council"),
        RowList("projects", "council_projects", "council"),
        RowList("bodies", "council_bodies", "council"),
        RowList("members", "council_members", "council"),
        RowList("payments", "payments", "council"),
        RowList("technologies_derived", "council_technologies", "council"),
        RowList("challenges", "council_challenges", "council"),
    ),
    "event": (
        RowList("programmes", "event_programmes", "event"),
        RowList("projects", "event_projects", "event"),
        RowList("attendance", "event_attendance", "event"),
        RowList("feedback", "event_feedback", "event"),
        RowList("observations", "survey_observations", "survey"),
        RowList("parts", "events", "part_of"),
        RowList("technologies_derived", "event_technologies", "event"),
        RowList("challenges", "event_challenges", "event"),
    ),
}
"""The lists of each kind of thing, in the order in which its JSON has them."""


def row_list(kind: str, name: str) -> RowList:
    """Return the list of a kind that has a name.

    Raises:
        KeyError: the kind has no such list.
    """
    for known in LISTS[kind]:
        if known.name == name:
            return known
    raise KeyError(name)


BACKGROUND = row_list("municipality", "background")
"""The descriptions of a place, which are the background of its projects."""
SURVEY = row_list("event", "observations")
"""The numbers of a survey, which also belong to the programme of its event."""

DIRECT: Mapping[str, Mapping[URIRef, str]] = {
    "municipality": {
        TSN.applicant: "project",
        TSN.targetArea: "project",
        TSN.derivedArea: "project",
        TSN.coversBody: "council",
        TSN.neighbour: "municipality",
    },
    "programme": {TSN.programme: "project"},
    "technology": {TSN.technology: "project", TSN.derivedTechnology: "project"},
    "challenge": {TSN.challenge: "project"},
}
"""For each kind the properties by which other things point to it, and the kind of these things."""
