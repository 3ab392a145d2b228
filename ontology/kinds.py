"""The eight kinds of things, said once: what they are called, and where they are kept."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of things (docs/design.md, section 5).

    Args:
        name: path segment of its IRIs.
        plural: path segment of the API.
        table: CSV table of its things; empty for concepts, which are in a thesaurus.
        scheme: scheme of its concepts; empty for what is in a table.
    """

    name: str
    plural: str
    table: str = ""
    scheme: str = ""


_ALL = (
    Kind("project", "projects", table="projects"),
    Kind("programme", "programmes", table="programmes"),
    Kind("municipality", "municipalities", table="municipalities"),
    Kind("council", "councils", table="councils"),
    Kind("event", "events", table="events"),
    Kind("technology", "technologies", scheme="technologies"),
    Kind("challenge", "challenges", scheme="challenges"),
    Kind("ministry", "ministries", table="organisations"),
)
"""Prefectures and wards are municipalities; bureaus and offices are ministries."""

KINDS = tuple(kind.name for kind in _ALL)
"""Every kind, in the order in which equals are shown."""
PLURALS = {kind.name: kind.plural for kind in _ALL}
"""Kinds and their path segments in the API."""
KINDS_BY_PLURAL = {kind.plural: kind.name for kind in _ALL}
"""Path segments of the API and the kinds they hold."""
KIND_TABLES = {kind.name: kind.table for kind in _ALL if kind.table}
"""Kinds that have a table, and which."""
CONCEPT_KINDS = {kind.scheme: kind.name for kind in _ALL if kind.scheme}
"""Kind of thing for each scheme of the thesauri."""
SCHEMES = {kind.name: kind.scheme for kind in _ALL if kind.scheme}
"""Scheme of the thesauri for each kind of concepts."""

OWN_SOURCE = "tsunagu"
"""Key of the source that stands for what the project says itself."""
THESAURUS_SOURCE = "tsunagu-thesaurus"
"""Key of the source that stands for the thesauri."""
RELATIONS_SOURCE = "tsunagu-relations"
"""Key of the source that stands for what is computed of relations."""
ENTAILED_SOURCE = "tsunagu-entailed"
"""Key of the source that stands for what follows from the vocabulary alone."""

FISCAL_YEAR, PAYEE = "fiscal-year", "payee"
"""Path segments of the IRIs of fiscal years and of payees, which follow from rows."""
