"""Which lists of a thing its page shows as tables, with which columns, in which order."""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "municipality": (
        ("office", ("name", "address", "telephone", "as_of")),
        ("census",
         ("as_of", "population", "aged_65_percent", "households", "change_percent",
          "density_per_km2", "figure_status")),
        ("area", ("as_of", "area_km2", "habitable_area_km2")),
        ("designations", ("designation", "extent", "legal_basis", "as_of", "note")),
        ("sites", ("site_kind", "url", "as_of", "note")),
        ("events", ("name", "kind", "date_start", "place_as_printed", "content")),
        ("payments", ()),
        ("background", ("description", "note")),
        ("regions", ("region",)),
        ("islands", ("name", "legal_basis")),
        ("former_municipalities", ("name", "district", "date_end")),
        ("stations", ("name",)),
    ),
    "programme": (
        ("budgets", ()),
        ("offices",
         ("office_as_printed", "organisation", "email", "email_as_printed", "telephone", "as_of",
          "note")),
        ("terms",
         ("fiscal_year", "term", "value_as_printed", "amount_yen", "amount_yen_max", "note")),
        ("support_measures",
         ("name", "kind", "description", "fiscal_year", "frequency_as_printed", "part_of")),
        ("transition_steps",
         ("name", "condition", "action", "permitted", "timing_as_printed", "fiscal_year",
          "note")),
        ("forms", ("form", "stage", "fiscal_year", "evidence", "note")),
        ("relations", ("related", "relation", "basis", "fiscal_year", "evidence", "note")),
        ("names", ("name", "kind", "fiscal_year_from", "note")),
        ("organisations", ("organisation", "role", "note")),
        ("groups", ("programme_group", "note")),
        ("councils", ("council", "fiscal_year", "note")),
        ("events", ("event",)),
        ("issues", ("as_printed", "note")),
        ("technologies_derived", ("technology", "rule", "evidence")),
        ("challenges", ("challenge", "rule", "evidence")),
        ("payments", ()),
    ),
    "ministry": (
        ("parents", ("parent", "relation", "note")),
        ("children", ("organisation", "relation", "note")),
        ("programmes", ("programme", "role", "note")),
        ("offices",
         ("programme", "office_as_printed", "email", "email_as_printed", "telephone", "as_of",
          "note")),
    ),
    "council": (
        ("programmes", ("programme", "fiscal_year", "note")),
        ("projects", ("project", "note")),
        ("bodies", ("body", "basis")),
        ("members",
         ("member_as_printed", "body", "number_of_members", "qualifier", "as_of", "note")),
        ("technologies_derived", ("technology", "rule", "evidence")),
        ("challenges", ("challenge", "rule", "evidence")),
        ("payments", ()),
    ),
    "event": (
        ("programmes", ("programme",)),
        ("parts", ("name", "date_start", "place_as_printed", "content", "note")),
        ("technologies_derived", ("technology", "rule", "evidence")),
        ("challenges", ("challenge", "rule", "evidence")),
        ("projects", ("project", "note")),
        ("attendance", ("category", "value", "qualifier", "note")),
        ("feedback", ("kind", "question", "remark")),
        ("observations", ()),
    ),
    "project": (
        ("applicants", ("body", "as_printed", "note")),
        ("areas", ("as_printed", "body", "note")),
        ("areas_derived", ("body", "rule", "evidence")),
        ("technologies", ("technology", "as_printed")),
        ("technologies_derived", ("technology", "rule", "evidence")),
        ("challenges", ("challenge", "rule", "evidence")),
        ("descriptions", ("description", "programme_tie", "confidence", "note")),
        ("councils", ("council", "note")),
        ("events", ("event", "note")),
        ("titles", ("title", "kind", "confidence", "note")),
    ),
}  # fmt: skip
"""Tables of a kind's page: a list of ``graph.entities.lists`` and the columns of it that are shown;
none: all that hold anything."""
HEADINGS = {
    ("programme", "events"): "programme_events",
    ("event", "observations"): "survey",
    ("event", "projects"): "presented",
}
"""Headings of lists that are not called after the list."""
HINTS = frozenset(
    {"technologies_derived", "challenges", "background", "counts", "survey", "areas",
     "areas_derived", "budgets"}
)  # fmt: skip
"""Headings below which a sentence stands."""
ORDERED = frozenset({"project_applicants", "project_technologies", "transition_steps",
                      "council_members", "event_attendance", "event_feedback", "programme_issues",
                      "survey_observations"})  # fmt: skip
"""Tables whose rows have a position."""
ORDER: Mapping[str, tuple[str, ...]] = {
    "programme": (
        "transition_steps", "counts", "projects", "offices", "terms", "budgets", "support_measures",
        "forms", "survey", "technologies_derived", "challenges", "organisations", "names",
    ),
    "municipality": (
        "projects", "neighbours", "events", "background", "census", "designations", "office",
        "sites", "councils", "payments", "area",
    ),
    "project": (
        "descriptions", "applicants", "areas", "areas_derived", "technologies",
        "technologies_derived", "challenges", "linked", "councils", "events",
    ),
}  # fmt: skip
"""Parts of a kind's page in the order in which readers ask; what is not named follows as it comes,
and what the thing itself is (``facts``: codes, readings, places on the globe) is last."""
_CONCEPT = frozenset({"facts", "broader", "narrower", "related", "alternative_labels"})
OPEN: Mapping[str, frozenset[str]] = {
    "technology": _CONCEPT,
    "challenge": _CONCEPT,
    "programme": frozenset({"transition_steps"}),
    "municipality": frozenset(
        {"projects", "neighbours", "events", "census", "designations", "office", "sites",
         "councils"}
    ),
    "project": frozenset(
        {"applicants", "areas", "areas_derived", "technologies", "technologies_derived",
         "challenges", "linked", "councils", "events"}
    ),
}  # fmt: skip
"""Parts that stand open; the others of these kinds are folded, the heading and the number seen."""
