"""Kinds of things as addresses and thesauri call them."""

from __future__ import annotations

KIND_PATHS = {
    "projects": "project",
    "municipalities": "municipality",
    "programmes": "programme",
    "technologies": "technology",
    "challenges": "challenge",
    "ministries": "ministry",
    "councils": "council",
    "events": "event",
}
"""Plural path segments of the API and the kinds they hold."""


PLURALS = {
    "project": "projects", "municipality": "municipalities", "programme": "programmes",
    "technology": "technologies", "challenge": "challenges", "ministry": "ministries",
    "council": "councils", "event": "events",
}  # fmt: skip
"""Kinds and their path segments in the API."""


CONCEPT_KINDS = {"technologies": "technology", "challenges": "challenge"}
"""Kind of thing for each scheme of the thesauri."""
