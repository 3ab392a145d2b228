"""Numbers that each document has, as data: what it scores, and by what it is ordered.

Like clauses they say what is asked, and nothing of how it is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Final, TypeAlias

from search.model.clauses import EVERYTHING, Clause, Number, Reached
from search.model.interpretation import PlaceCondition

UNITS: Final = 8192
"""Units in one point of a score. Each part is a whole number of them, so that the sum of the parts
is exact in whatever order they are added, and the same on every engine and every machine."""


@dataclass(frozen=True, slots=True)
class Best(Number):
    """The largest weight among the values that a document has; 0 where it has none.

    Args:
        column: name of the column.
        weights: weights of values.
    """

    column: str
    weights: Mapping[str, float] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Words(Number):
    """What some terms score in the texts of a document, by BM25, in points.

    Args:
        words: words with their weights (a longer unit counts more than its parts).
        grams: pairs of neighbouring characters.
    """

    words: tuple[tuple[str, float], ...]
    grams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Word(Number):
    """What a word of a query scores; of two, each is asked for by itself.

    Args:
        value: the score.
    """

    value: Value


@dataclass(frozen=True, slots=True)
class Distance(Number):
    """Kilometres to the nearest of some places; infinity for what is nowhere.

    Args:
        places: the places.
    """

    places: tuple[PlaceCondition, ...]


@dataclass(frozen=True, slots=True)
class Nearness(Number):
    """How near a document is to the nearest of some places: 1 there, half at half the radius.

    Args:
        places: the places.
        radius_km: kilometres.
    """

    places: tuple[PlaceCondition, ...]
    radius_km: float


@dataclass(frozen=True, slots=True)
class Flat(Number):
    """One value for what meets a clause, and 0 for what does not.

    Args:
        clause: the clause.
        value: the value.
    """

    clause: Clause
    value: float


@dataclass(frozen=True, slots=True)
class Only(Number):
    """A value for what meets a clause, and 0 for what does not.

    Args:
        value: the value.
        clause: the clause.
    """

    value: Value
    clause: Clause


@dataclass(frozen=True, slots=True)
class Either(Number):
    """A value for what meets a clause, and another for what does not.

    Args:
        clause: the clause.
        value: the value of what meets it.
        otherwise: that of what does not.
    """

    clause: Clause
    value: Value
    otherwise: Value


@dataclass(frozen=True, slots=True)
class Share(Number):
    """A value, of which some documents keep a share.

    Args:
        value: the value.
        share: the share.
        clause: what keeps no more of it than that.
        below: values from here on are kept whole.
    """

    value: Value
    share: float
    clause: Clause = EVERYTHING
    below: float = inf


@dataclass(frozen=True, slots=True)
class Whole(Number):
    """A value in points, rounded to whole units of a score, so that sums of it are exact.

    Args:
        value: the value.
    """

    value: Value


@dataclass(frozen=True, slots=True)
class Largest(Number):
    """The largest of some values.

    Args:
        values: the values; at least one.
    """

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Total(Number):
    """The sum of some values.

    Args:
        values: the values; without any it is 0.
    """

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Lifted(Number):
    """The largest value among the projects that lead to a thing; 0 where none does.

    Args:
        value: the value.
        reached: the things, and the projects that count.
    """

    value: Value
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Leading(Number):
    """How many projects lead to a thing.

    Args:
        reached: the things, and the projects that count.
    """

    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Logarithm(Number):
    """The binary logarithm of one more than a value.

    Args:
        value: the value.
    """

    value: Value


Value: TypeAlias = (
    Best | Words | Word | Distance | Nearness | Flat | Only | Either | Share | Whole | Largest
    | Total | Lifted | Leading | Logarithm
)  # fmt: skip
ZERO: Final = Total(())


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score, which becomes a reason.

    Args:
        kind: what it counts.
        subject: what it is about.
        coefficient: by which the value is multiplied.
        value: the raw value.
        evidence: what more a reason says, by name.
    """

    kind: str
    subject: str
    coefficient: float
    value: Value
    evidence: Mapping[str, Value] = field(default_factory=dict, hash=False)
