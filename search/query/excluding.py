"""Which pieces of a query are left out, and how far a word of exclusion reaches.

以外 and を除く reach the piece before them, except and not the piece after them; both reach on
along a list of one kind (大阪、京都を除く, not in Osaka or Kyoto), and over what stands between
a place and its relation (大阪付近以外). A hyphen reaches the one piece directly after it (-大阪).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.names import function_words as words
from search.query.pieces import EXCLUDABLE, PLACES, Piece, adjacent

_BEYOND = frozenset({
    words.NEAR_BEFORE, words.NEAR_AFTER, words.IN_BEFORE, words.IN_AFTER, words.BESIDE_AFTER,
    words.BESIDE_BEFORE, words.NEAREST, "distance"
})  # fmt: skip
"""Kinds of pieces between a place and the word that leaves it out."""
_LISTED = re.compile(
    r"[ ]?(?:でも|と|や|も|・|、|,|及び|および|and|or|または|又は)[ ]?(?:in |the |near )?"
)


def with_exclusion(pieces: Sequence[Piece], text: str) -> list[Piece]:
    """Return pieces, each told whether it is left out.

    Args:
        pieces: joined pieces, in order.
        text: the folded query.
    """
    left_out = set()
    for number, piece in enumerate(pieces):
        if piece.kind in EXCLUDABLE:
            for step, kind in ((-1, words.EXCLUDE_BEFORE), (1, words.EXCLUDE_AFTER)):
                word = _reached(pieces, number, step, kind, text)
                if word and (piece.is_name or word.entries[0].key != words.LACK):
                    left_out |= {number, *_along(pieces, number, -step, text)}
    for number, piece in enumerate(pieces):  # a hyphen reaches no further than one piece
        before = pieces[number - 1] if number else None
        if before is not None and _is_minus(before) and before.end == piece.start:
            left_out |= {number} if piece.kind in EXCLUDABLE else set()
    return [
        replace(piece, excluded=True) if number in left_out and piece.kind in EXCLUDABLE else piece
        for number, piece in enumerate(pieces)
    ]


def _is_minus(piece: Piece) -> bool:
    return piece.kind == words.EXCLUDE_BEFORE and piece.entries[0].key == words.MINUS


def _reached(pieces: Sequence[Piece], number: int, step: int, kind: str, text: str) -> Piece | None:
    """Return the word of exclusion beside a piece, or beside the "near" beside it, if any."""
    at = number
    while 0 <= at + step < len(pieces):
        left, right = sorted((pieces[at], pieces[at + step]), key=lambda piece: piece.start)
        if not adjacent(text, left, right):
            return None
        at += step
        if pieces[at].kind not in _BEYOND:
            found = pieces[at].kind == kind and not _is_minus(pieces[at])
            return pieces[at] if found else None
    return None


def _along(pieces: Sequence[Piece], number: int, step: int, text: str) -> Iterator[int]:
    """Yield the further members of the list that a piece is at the end of."""
    at = number
    while 0 <= (beside := _next_name(pieces, at, step)) < len(pieces):
        left, right = sorted((pieces[at], pieces[beside]), key=lambda piece: piece.start)
        if _class(left) != _class(right) or not _LISTED.fullmatch(text, left.end, right.start):
            return
        yield beside
        at = beside


def _next_name(pieces: Sequence[Piece], number: int, step: int) -> int:
    """Return the number of the next piece that can be left out; one out of range where none is."""
    at = number + step
    while 0 <= at < len(pieces) and pieces[at].kind not in EXCLUDABLE:
        at += step
    return at


def _class(piece: Piece) -> str:
    return "place" if piece.kind in PLACES else piece.kind
