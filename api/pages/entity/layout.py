"""Which tables of the data an entity's page shows, with which columns, in which order."""

from __future__ import annotations

TABLES: dict[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    "municipality": (
        ("events", "events", "municipality",
         ("name", "kind", "date_start", "place_as_printed", "content")),
        ("payments", "payments", "body", ()),
        ("background", "project_descriptions", "body", ("description", "note")),
        ("regions", "region_prefectures", "prefecture", ("region",)),
    ),
    "programme": (
        ("budgets", "programme_budgets", "programme", ()),
        ("offices", "programme_offices", "programme",
         ("office_as_printed", "organisation", "email", "email_as_printed", "telephone", "as_of",
          "note")),
        ("terms", "programme_terms", "programme",
         ("fiscal_year", "term", "value_as_printed", "amount_yen", "amount_yen_max", "note")),
        ("support_measures", "support_measures", "programme",
         ("name", "kind", "description", "fiscal_year", "frequency_as_printed", "part_of")),
        ("transition_steps", "transition_steps", "programme",
         ("name", "condition", "action", "permitted", "timing_as_printed")),
        ("forms", "programme_support", "programme",
         ("form", "stage", "fiscal_year", "evidence", "note")),
        ("relations", "programme_relations", "programme",
         ("related", "relation", "basis", "fiscal_year", "evidence", "note")),
        ("names", "programme_names", "programme", ("name", "kind", "fiscal_year_from", "note")),
        ("organisations", "programme_organisations", "programme", ("organisation", "role", "note")),
        ("groups", "programme_group_members", "programme", ("programme_group", "note")),
        ("councils", "council_programmes", "programme", ("council", "fiscal_year", "note")),
        ("programme_events", "event_programmes", "programme", ("event",)),
        ("technologies_derived", "programme_technologies", "programme",
         ("technology", "rule", "evidence")),
        ("challenges", "programme_challenges", "programme", ("challenge", "rule", "evidence")),
        ("payments", "payments", "programme", ()),
    ),
    "ministry": (
        ("parents", "organisation_parents", "organisation", ("parent", "relation", "note")),
        ("children", "organisation_parents", "parent", ("organisation", "relation", "note")),
        ("programmes", "programme_organisations", "organisation", ("programme", "role", "note")),
        ("offices", "programme_offices", "organisation",
         ("programme", "office_as_printed", "email", "email_as_printed", "telephone", "as_of",
          "note")),
    ),
    "council": (
        ("programmes", "council_programmes", "council", ("programme", "fiscal_year", "note")),
        ("projects", "council_projects", "council", ("project", "note")),
        ("bodies", "council_bodies", "council", ("body", "basis")),
        ("members", "council_members", "council",
         ("member_as_printed", "body", "number_of_members", "qualifier", "as_of", "note")),
        ("technologies_derived", "council_technologies", "council",
         ("technology", "rule", "evidence")),
        ("challenges", "council_challenges", "council", ("challenge", "rule", "evidence")),
        ("payments", "payments", "council", ()),
    ),
    "event": (
        ("programmes", "event_programmes", "event", ("programme",)),
        ("parts", "events", "part_of",
         ("name", "date_start", "place_as_printed", "content", "note")),
        ("technologies_derived", "event_technologies", "event",
         ("technology", "rule", "evidence")),
        ("challenges", "event_challenges", "event", ("challenge", "rule", "evidence")),
        ("attendance", "event_attendance", "event", ("category", "value", "qualifier", "note")),
        ("survey", "survey_observations", "survey", ()),
    ),
    "project": (
        ("applicants", "project_applicants", "project", ("body", "as_printed", "note")),
        ("areas", "project_areas", "project", ("as_printed", "body", "note")),
        ("technologies", "project_technologies", "project", ("technology", "as_printed")),
        ("technologies_derived", "project_technologies_derived", "project",
         ("technology", "rule", "evidence")),
        ("challenges", "project_challenges", "project", ("challenge", "rule", "evidence")),
        ("descriptions", "project_descriptions", "project",
         ("description", "programme_tie", "confidence", "note")),
        ("councils", "council_projects", "project", ("council", "note")),
        ("titles", "project_titles", "project", ("title", "kind", "confidence", "note")),
    ),
}  # fmt: skip
"""Tables of a kind's page: heading, table of the data, column that names the entity, columns shown
(none: all that hold anything)."""
HINTS = frozenset(
    {"technologies_derived", "challenges", "background", "counts", "survey", "areas", "budgets"}
)
"""Headings below which a sentence stands."""
ORDERED = frozenset({"project_applicants", "project_technologies", "transition_steps",
                      "council_members", "event_attendance", "survey_observations"})  # fmt: skip
"""Tables whose rows have a position."""
