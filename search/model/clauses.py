"""What documents must meet, as data.

Clauses are trees of plain values, made once for each search and of nothing but what is asked, so
that any engine can answer them: by masks over arrays in this process, or as queries of another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from search.model.interpretation import PlaceCondition


class Number:
    """A number that each document has (``search.model.scores``)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Has:
    """Has any of some values.

    Args:
        column: name of the column.
        names: the values.
    """

    column: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filled:
    """Has any value at all.

    Args:
        column: name of the column.
    """

    column: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Has any of some words in its texts.

    Args:
        terms: the words, as the index has them.
    """

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grams:
    """Has all of some pairs of neighbouring characters in its texts.

    Args:
        grams: the pairs.
    """

    grams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Has a text as it stands, whatever its spelling.

    Args:
        text: the text.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """Is one of some things.

    Args:
        keys: kind and key of each.
    """

    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Is within some kilometres of the nearest of some places.

    Args:
        places: the places.
        radius_km: kilometres.
    """

    places: tuple[PlaceCondition, ...]
    radius_km: float


@dataclass(frozen=True, slots=True)
class Reached:
    """Is a thing to which a project leads.

    Args:
        kind: kind of the thing.
        among: what the project meets.
    """

    kind: str
    among: Clause


@dataclass(frozen=True, slots=True)
class Sharing:
    """Has a value that some other document has.

    Args:
        column: name of the column.
        among: what the other document meets.
    """

    column: str
    among: Clause


@dataclass(frozen=True, slots=True)
class Scoring:
    """Has a number above 0.

    Args:
        value: the number.
    """

    value: Number


@dataclass(frozen=True, slots=True)
class And:
    """Meets all of some clauses.

    Args:
        clauses: the clauses; with none of them, everything meets all.
    """

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Meets any of some clauses.

    Args:
        clauses: the clauses; with none of them, nothing meets any.
    """

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Does not meet a clause.

    Args:
        clause: the clause.
    """

    clause: Clause


Clause: TypeAlias = (
    Has | Filled | Terms | Grams | Passage | Named | Near | Reached | Sharing | Scoring
    | And | Or | Not
)  # fmt: skip
EVERYTHING: Final = And(())
NOTHING: Final = Or(())


def every(clauses: Iterable[Clause]) -> Clause:
    """Return what all of some clauses are met by; a clause that everything meets adds nothing."""
    left = [clause for clause in clauses if clause is not EVERYTHING]
    if not left:
        return EVERYTHING
    return left[0] if len(left) == 1 else And(tuple(left))


def either(clauses: Iterable[Clause]) -> Clause:
    """Return what any of some clauses is met by."""
    found = tuple(clauses)
    return found[0] if len(found) == 1 else Or(found)
