"""Pieces of a query: what was recognised in the folded text, before it is joined to conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from search.names import function_words as words
from search.names.entries import Entry
from search.numbers.figures import FigureRange
from search.numbers.years import YearRange
from search.text.folding import Folded
from search.text.scripts import HAN, KANA

PRIORITY = {
    "technology": 0,
    "programme": 1,
    "designation": 1,
    "challenge": 2,
    "ministry": 3,
    "place": 4,
    "region": 4,
    "station": 4,
    "organisation": 5,
}
"""Kinds of names; of two that take the same characters the lower number wins."""
ORGANISATION: Final = "organisation"
"""A name of no thing here: what it asks for is what names it."""
PLACES = frozenset({"place", "region", "station"})
EXCLUDABLE = frozenset({
    *PRIORITY, "year", words.TYPE, words.BODY, words.APPLICANT, words.STATUS
})  # fmt: skip
JAPANESE_CHARACTER = re.compile(f"[{HAN}{KANA}ー々]")
PARTICLES = frozenset("のでにをはがとやもへ・、。")
_JOINT_CHARACTERS = " のでにをはがとやも・,theany"
_JOINT = re.compile(r"(?:[ のでにをはがとやも・,]|\b(?:the|a|an|any)\b)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Something recognised in the folded text, and what it was joined to.

    Args:
        start: first character in the folded text.
        end: one past the last.
        kind: of a name, of a word (``search.names.function_words``), ``year`` or ``distance``.
        entries: its readings.
        years: of a year or a range.
        figure: of a figure of places.
        number: of a distance: kilometres; of a place: the radius asked for, or 0.
        near: of a place: whether it is to be near it.
        beside: of a place: whether it is to be in one of its neighbours.
        excluded: whether a word of exclusion stands beside it.
        within: of a place whose container stands beside it: its readings that lie inside.
        only: of a kind of local government: whether other kinds are left out.
    """

    start: int
    end: int
    kind: str
    entries: tuple[Entry, ...] = ()
    years: YearRange | None = None
    figure: FigureRange | None = None
    number: float = 0.0
    near: bool | None = None
    beside: bool = False
    excluded: bool = False
    within: tuple[Entry, ...] = ()
    only: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it names a thing."""
        return self.kind in PRIORITY


def joined_from(text: str, start: int) -> Iterator[int]:
    """Yield where a piece that is adjacent to one at ``start`` may end, the nearest first.

    It ends before ``start``, so that something stands between the two.
    """
    first = len(text[:start].rstrip(_JOINT_CHARACTERS))
    for end in range(start - 1, first - 1, -1):
        if _JOINT.fullmatch(text, end, start):
            yield end


def adjacent(text: str, left: Piece, right: Piece) -> bool:
    """Tell whether only blanks, particles, articles and commas stand between two pieces."""
    return bool(_JOINT.fullmatch(text, left.end, right.start))


def span_id(folded: Folded, piece: Piece) -> str:
    """Return the id of a piece's span, which depends only on where it stands in the query."""
    first, last = folded.original_span(piece.start, piece.end)
    return f"s{first}-{last}"
