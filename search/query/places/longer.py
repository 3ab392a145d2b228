"""Bare names of places that are a part of a longer name: the longer name wins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from search.names.entries import Entry
from search.names.longer_names import (
    LongerWord,
    begins_before,
    end_of_name,
    is_other_katakana,
    longer_words,
)
from search.query.pieces import JAPANESE_CHARACTER, ORGANISATION, PLACES, Piece
from search.text.folding import Folded
from search.text.tokens import Tokenizer


class LongerNames:
    """Tells names of places from parts of longer names.

    Args:
        tokenizer: knows proper nouns.
        knows: tells whether a word stands in any document.
    """

    def __init__(self, tokenizer: Tokenizer, knows: Callable[[str], bool]) -> None:
        self._tokenizer = tokenizer
        self._knows = knows

    def settled(self, found: list[Piece], query: str, folded: Folded) -> list[Piece]:
        """Return what was found without bare names of places that are a part of a longer name.

        The longer name is an organisation where documents name it, else a word like any.

        Args:
            found: everything that was found.
            query: what was typed.
            folded: its fold.
        """
        bare = [piece for piece in found if _is_bare(piece)]
        if not any(JAPANESE_CHARACTER.match(folded.text[piece.start]) for piece in bare):
            return found
        longer: defaultdict[int, list[LongerWord]] = defaultdict(list)
        for word in longer_words(query, self._tokenizer):
            for at in range(word.start, word.end):
                longer[at].append(word)
        ends = {piece.start: piece.end for piece in found if piece.kind not in PLACES}
        hidden: set[tuple[int, int]] = set()
        named: dict[tuple[int, int], Piece] = {}
        for piece in bare:
            first, last = folded.original_span(piece.start, piece.end)
            for word, start, end in _around(piece, longer[first], folded):
                hidden.add((piece.start, piece.end))
                if not word.is_place and self._knows(word.text):
                    entry = Entry(ORGANISATION, query[word.start : word.end])
                    named[start, end] = Piece(start, end, ORGANISATION, (entry,))
            end = end_of_name(folded.text, piece.end)
            apart = any(piece.end <= gap < end for gap in folded.gaps)
            goes_on = end > max(piece.end, ends.get(piece.end, 0)) and not apart
            begun = begins_before(folded.text, piece.start) and piece.start not in folded.gaps
            if begun or goes_on or is_other_katakana(query[first:last], self._tokenizer):
                hidden.add((piece.start, piece.end))
        kept = [p for p in found if not (_is_bare(p) and (p.start, p.end) in hidden)]
        spans = {(piece.start, piece.end) for piece in kept}
        return kept + [piece for span, piece in named.items() if span not in spans]


def _around(
    piece: Piece, longer: list[LongerWord], folded: Folded
) -> list[tuple[LongerWord, int, int]]:
    """Return the words around a piece, of those at its start, with their folded spans.

    A word that a blank cuts is none.
    """
    first, last = folded.original_span(piece.start, piece.end)
    found = []
    for word in longer:
        if word.start <= first and last <= word.end and word.end - word.start > last - first:
            start = piece.start - (first - word.start)
            end = piece.end + (word.end - last)
            if not any(start < gap < end for gap in folded.gaps):
                found.append((word, start, end))
    return found


def _is_bare(piece: Piece) -> bool:
    return piece.kind in PLACES and all(e.bare or e.kind == "region" for e in piece.entries)
