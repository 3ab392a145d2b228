"""``/api/{kinds}/{key}``: one thing with all that is about it.

Its lists are rows of tables, so that their types follow from the one mapping that the rows are
read by (``graph.mapping.tables``) and from the one table of lists (``graph.entities.lists``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, Union, get_type_hints

from pydantic import Field
from typing_extensions import TypedDict

from api.contract.parts import Named, Reference, Source, documented, made, with_members
from api.contract.things import Concept, ProjectFacts
from api.wording.language import LANGUAGES
from graph.entities.lists import BACKGROUND, LISTS, row_list
from graph.mapping.schema import Cell, Column, LinkTo, Table
from graph.mapping.tables import BY_NAME
from ontology.kinds import KIND_TABLES
from ontology.vocabulary import terms

_HIDDEN = frozenset({"key", "code"})
"""Columns that the thing itself says."""
_CELLS: Mapping[Any, Any] = {
    Cell.INTEGER: int,
    Cell.FISCAL_YEAR: int,
    Cell.DECIMAL: float,
    Cell.BOOLEAN: bool,
}
"""Cells that are no texts."""
INFERRED = frozenset({"technologies_derived", "challenges"})
"""Lists of concepts that were inferred, and not of rows."""


@cache
def row_of(table: str) -> Any:
    """Return the type of a row of a table as answers show it, with its place in a source.

    Args:
        table: its name.
    """
    name = "".join(word.capitalize() for word in table.split("_"))
    placed = {
        "source": Annotated[str, Field(description="Key of the source")],
        "locator": Annotated[str, Field(description="Place in the source")],
    }
    says = f"A row of the table {table}."
    return made(f"RowOf{name}", says, {**dict(_members(BY_NAME[table])), **placed})


def _members(table: Table) -> Iterator[tuple[str, Any]]:
    """Yield the members of a row with their types; both languages of a text are one member."""
    for column in table.columns:
        is_key = column.name == table.key[0]
        if column.name in _HIDDEN or (column.property is None and not is_key):
            continue
        stem, _, language = column.name.rpartition("_")
        kind = _type(column)
        is_there = is_key or (column.required and column.when is None)
        name = stem if stem and language in LANGUAGES else column.name
        yield name, kind if is_there else NotRequired[kind]


def _type(column: Column) -> Any:
    if column.property is None:
        return str
    value = column.value
    if not isinstance(value, (Cell, LinkTo)):
        return Reference
    kind = _CELLS.get(value, str)
    says = _definitions().get(str(column.property))
    return Annotated[kind, Field(description=says)] if says else kind


@cache
def _definitions() -> Mapping[str, str]:
    """Return what our own properties are defined as, in English, by IRI."""
    return {term.iri: term.definition["en"] for term in terms() if "en" in term.definition}


@documented
class ProjectDetails(TypedDict):
    """What is said of a project beside what lists show."""

    description: str | None
    """All descriptions, one after another."""
    councils: list[Reference]
    note: str | None
    sources: list[Source]


@documented
class AlternativeLabel(TypedDict):
    """Another name of a concept."""

    text: str
    lang: str


class ConceptFacts(TypedDict):
    """What is said of a technology or a challenge."""

    definition: str
    alternative_labels: list[AlternativeLabel]
    broader: list[Reference]
    narrower: list[Reference]
    related: list[Reference]
    projects: list[Reference]
    sources: list[Source]


class Technology(Named, ConceptFacts):
    """A technology of the thesaurus."""

    type: Literal["technology"]


class Challenge(Named, ConceptFacts):
    """A challenge of the thesaurus."""

    type: Literal["challenge"]


class _Project(Named, ProjectFacts, ProjectDetails):
    """A project with all that is about it."""

    type: Literal["project"]


def _project() -> Any:
    """Return the type of a project, with its rows."""
    rows = {
        "title_variants": row_list("project", "titles"),
        "descriptions": row_list("project", "descriptions"),
        "background": BACKGROUND,
        "events": row_list("project", "events"),
        "statuses": row_list("project", "statuses"),
    }
    lists = {name: list[row_of(one.table)] for name, one in rows.items()}  # type: ignore[misc]
    return with_members("Project", _Project, lists)


def _tabular(kind: str, says: str, **further: Any) -> Any:
    """Return the type of a thing that is a row of a table with lists of what is about it."""
    known = {**get_type_hints(Named, include_extras=True), "type": Literal[kind]}
    own = {
        name: of
        for name, of in _members(BY_NAME[KIND_TABLES[kind]])
        if name not in {*known, "name"}
    }
    lists = {
        one.name: list[Concept if one.name in INFERRED else row_of(one.table)]  # type: ignore[misc]
        for one in LISTS[kind]
    }
    members = {**known, **own, **lists, "sources": list[Source], **further}
    return made(kind.capitalize(), says, members)


_References = list[Reference]
if TYPE_CHECKING:
    Entity = Mapping[str, Any]
else:
    Entity = Annotated[
        Union[  # noqa: UP007 - its members are known at run time only
            _project(),
            _tabular("programme", "A support programme.", projects=_References),
            _tabular(
                "municipality",
                "A local government: a prefecture, a municipality or a ward.",
                code=str,
                projects=_References,
                councils=_References,
                neighbours=_References,
            ),
            _tabular("council", "A council."),
            _tabular("event", "A meeting, symposium, exhibition, screening or survey."),
            Technology,
            Challenge,
            _tabular("ministry", "A ministry, one of its bureaus or offices."),
        ],
        Field(discriminator="type"),
    ]
"""A thing; ``type`` tells its kind."""
