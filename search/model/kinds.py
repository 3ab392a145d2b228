"""Kinds of things: which are completed, and which are called by a title."""

from __future__ import annotations

from typing import Final

REGION: Final = "region"
"""Kind of a group of prefectures: it can be named, but is no document."""
DESIGNATION: Final = "designation"
"""Kind of what places are designated as (過疎地域): it can be named, but is no document."""
YEAR: Final = "year"
"""Kind of a fiscal year: it can be named, but is no document."""
FACT: Final = "fact"
"""Kind of a word that asks for a fact (補助率): it is completed, but is no document."""
WORDS: Final = frozenset({YEAR, FACT})
"""Kinds of what is only said: it has no IRI."""
USEFUL_KINDS: Final = (
    "technology", "municipality", REGION, YEAR, "programme", DESIGNATION, "challenge", FACT,
    "ministry", "council", "project", "event",
)  # fmt: skip
"""Kinds of things that are completed, in the order of usefulness among things with as many
projects: what narrows a search most comes first, what is one result by itself last."""
TITLED_KINDS: Final = frozenset({"project", "council", "event"})
"""Kinds whose names are the titles of documents rather than words of a vocabulary."""
