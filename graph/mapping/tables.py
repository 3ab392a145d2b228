"""Which CSV column becomes which property: the one mapping from ``data/`` to the graph.

Read it as a table. Every row becomes a resource ``{base}id/{kind}/{key}`` in the named graph of its
source, with ``dcterms:source`` and ``tsn:locator`` saying where in the source the row stands; the
``links`` add the direct triples that most queries want.
"""

from __future__ import annotations

from graph.mapping.derivations import DERIVATIONS
from graph.mapping.events import EVENTS
from graph.mapping.geography import GEOGRAPHY
from graph.mapping.local_governments import LOCAL_GOVERNMENTS
from graph.mapping.organisations import ORGANISATIONS, PAYMENTS
from graph.mapping.places import PLACES
from graph.mapping.programmes import PROGRAMMES
from graph.mapping.projects import PROJECTS
from graph.mapping.schema import Table
from graph.mapping.sources import SOURCES

TABLES: tuple[Table, ...] = (
    SOURCES,
    *PLACES,
    *LOCAL_GOVERNMENTS,
    *GEOGRAPHY,
    *ORGANISATIONS,
    *PROGRAMMES,
    *PROJECTS,
    *EVENTS,
    PAYMENTS,
    *DERIVATIONS,
)
"""Every table of ``data/``, in an order in which references mostly point backwards."""

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
BY_KIND: dict[str, Table] = {table.kind: table for table in TABLES}
"""Tables by the kind that stands in the IRIs of their rows; no two have the same."""
