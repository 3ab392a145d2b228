"""Writes what a search found as a block of VALUES."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.sparql.search_service.clauses import (
    DISTANCE,
    MATCHES,
    RANK,
    SCORE,
    SNIPPET,
    Call,
    Column,
)
from graph.sparql.search_service.terms import Iri, Literal, Term, Variable

_HIDDEN = re.compile(r"(?<=s)e(?=rvice)", re.IGNORECASE)
"""A letter of what an engine might take for the keyword SERVICE."""


@dataclass(frozen=True, slots=True)
class ServiceHit:
    """One thing that a search found.

    Args:
        iri: what it is.
        score: as the search gives it.
        distance_km: kilometres, or None when there is no place to measure from.
        rank: its place in the order, from 1 on.
        snippet: where the text matches, or None.
    """

    iri: str
    score: float
    distance_km: float | None
    rank: int
    snippet: str | None = None


class Found(NamedTuple):
    """A text and what the search found for it."""

    text: Literal
    hits: Sequence[ServiceHit]


def block(call: Call, found: Iterable[Found], *, with_text: bool) -> tuple[str, int]:
    """Return what stands in the place of a clause, and its number of rows.

    Args:
        call: the clause.
        found: each text with its hits.
        with_text: whether the texts are a column, because they come from the query.
    """
    wanted = [Column("", call.subject), *((Column(MATCHES, call.text),) if with_text else ())]
    wanted += call.columns
    filters = [column for column in wanted if not isinstance(column.object, Variable)]
    columns = [column for column in wanted if isinstance(column.object, Variable)]
    names = [column.object.name for column in columns if isinstance(column.object, Variable)]
    places = {name: [i for i, other in enumerate(names) if other == name] for name in names}
    makers = [_CELLS[column.property] for column in columns]
    rows: list[str] = []
    for text, hits in found:
        for hit in hits:
            if filters and not all(_agrees(column, hit) for column in filters):
                continue
            cells = [make(hit, text) for make in makers]
            if len(places) < len(names):
                merged = _merged(cells, places.values())
                if merged is None:
                    continue
                cells = merged
            rows.append(" ".join(cells))
    head = " ".join(f"?{name}" for name in places)
    body = _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", ")\n(".join(rows))
    return f" VALUES ({head}) {{\n{f'({body})' if rows else ''} }} ", len(rows)


def _merged(cells: Sequence[str], places: Iterable[Sequence[int]]) -> list[str] | None:
    """Return one cell for each variable, or None when those of one variable are not the same."""
    merged = []
    for numbers in places:
        values = {cells[number] for number in numbers} - {"UNDEF"}
        if len(values) > 1:
            return None
        merged.append(values.pop() if values else "UNDEF")
    return merged


def _agrees(column: Column, hit: ServiceHit) -> bool:
    """Tell whether a hit has the value that is asked for; numbers are compared as numbers."""
    wanted: Term = column.object
    if isinstance(wanted, Iri):
        return wanted.value == hit.iri
    if not isinstance(wanted, Literal):
        return True
    value = {SCORE: hit.score, DISTANCE: hit.distance_km, RANK: hit.rank}.get(column.property)
    if column.property in {SCORE, DISTANCE, RANK}:
        return value is not None and wanted.number == value
    return wanted == Literal(hit.snippet or "")


def _double(value: float | None) -> str:
    """Return a number as SPARQL writes an xsd:double."""
    if value is None:
        return "UNDEF"
    written = repr(float(value))
    return written if "e" in written else f"{written}e0"


def _snippet(hit: ServiceHit, _: Literal) -> str:
    return "UNDEF" if hit.snippet is None else Literal(hit.snippet).text()


_CELLS: dict[str, Callable[[ServiceHit, Literal], str]] = {
    "": lambda hit, _: f"<{hit.iri}>",
    MATCHES: lambda _, text: text.text(),
    SCORE: lambda hit, _: _double(hit.score),
    DISTANCE: lambda hit, _: _double(hit.distance_km),
    RANK: lambda hit, _: str(hit.rank),
    SNIPPET: _snippet,
}
