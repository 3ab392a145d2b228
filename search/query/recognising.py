"""Finds the pieces of a query: everything the lexicon and the patterns see, longest first.

Of pieces that overlap the longest wins, then the one that begins first, then the kind
(``pieces.PRIORITY``); a piece that runs across a blank the writer set between Japanese words loses
to one that does not (東京 府中 is not 東京府).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ontology.geography import MAX_RADIUS_KM
from search.names import function_words as words
from search.names.entries import Bare, Entry, Script
from search.names.gazetteer import Gazetteer
from search.names.lexicon import Lexicon
from search.query.body_words import body_word_stands
from search.query.pieces import (
    EXCLUDABLE,
    JAPANESE_CHARACTER,
    PARTICLES,
    PLACES,
    PRIORITY,
    Piece,
    adjacent,
)
from search.query.places.addresses import not_in_words, with_addresses
from search.query.places.longer import LongerNames
from search.query.places.pasted import pasted
from search.text.folding import Folded
from search.text.scripts import HAS_HAN
from search.text.tokens import Tokenizer
from search.text.years import find_years

_DISTANCE = re.compile(
    r"(?:within |半径|から|より|の)*[ ]?(?P<n>[0-9]{1,4}(?:\.[0-9]+)?)[ ]?"
    r"(?P<unit>kilometers?|kilometres?|km|きろめーとる|きろ|meters?|metres?|m(?![a-z]))"
    r"(?:[ ]?(?:圏内|以内|圏|以下|内))?(?:[ ]?(?:of|from|around|の))?"
)
_LISTED = ("一覧", "例", "等", "名")
"""What follows a word for a kind without changing it: 事業一覧."""
_FIRM = {
    *EXCLUDABLE,
    "distance",
    words.NEAR_AFTER,
    words.NEAR_BEFORE,
    words.IN_BEFORE,
    words.IN_AFTER,
    words.BESIDE_AFTER,
    words.BESIDE_BEFORE,
    words.NEAREST,
}
"""Kinds of pieces beside which a bare name is a name."""
_SHORT_NAME = 4
"""Romaji names up to this length are taken for places only where something says so: Date, Mine.

A capital letter does, or near, in and around before it; prefectures and large cities need nothing.
"""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in a query, to be asked what stands beside a word.

    Args:
        everything: every piece that was found, apart from words for kinds of local government.
        firm: pieces beside which a bare name is a name.
        starts: where those begin.
        ends: where they end.
        all_ends: where everything ends.
    """

    everything: tuple[Piece, ...]
    firm: tuple[Piece, ...]
    starts: frozenset[int]
    ends: frozenset[int]
    all_ends: frozenset[int]


class Recogniser:
    """Finds the pieces of queries over one lexicon.

    Args:
        lexicon: the labels.
        gazetteer: the places.
        tokenizer: knows the longer names that places are a part of.
        knows: tells whether a word stands in any document.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        tokenizer: Tokenizer,
        knows: Callable[[str], bool] = lambda _word: False,
    ) -> None:
        self._lexicon = lexicon
        self._longer = LongerNames(tokenizer, knows)
        self._gazetteer = gazetteer

    def pieces(self, query: str, folded: Folded) -> list[Piece]:
        """Return the pieces that win, none overlapping, in order of the text.

        Args:
            query: what was typed.
            folded: its fold.
        """
        found = [*self._named(query, folded), *_measured(folded.text)]
        found = self._longer.settled(not_in_words(found, folded.text), query, folded)
        found += pasted(folded.text, self._lexicon, self._gazetteer)
        beside = self._beside(found, folded.text)
        found = [piece for piece in found if self._may_stand(piece, folded, beside)]
        gaps = folded.gaps

        def rank(piece: Piece) -> tuple[bool, int, int, int]:
            crosses = any(piece.start < gap < piece.end for gap in gaps)
            return crosses, piece.start - piece.end, piece.start, PRIORITY.get(piece.kind, 9)

        taken: list[Piece] = []
        free = bytearray(b"\x01" * len(folded.text))
        for piece in sorted(found, key=rank):
            if all(free[piece.start : piece.end]):
                taken.append(piece)
                free[piece.start : piece.end] = bytes(piece.end - piece.start)
        taken.sort(key=lambda piece: piece.start)
        return with_addresses(taken, folded, self._gazetteer)

    def _beside(self, found: Iterable[Piece], text: str) -> _Beside:
        everything = tuple(piece for piece in found if piece.kind != words.BODY)
        firm = tuple(
            piece
            for piece in everything
            if piece.kind in _FIRM and self._bareness(piece, text) is Bare.FREE
        )
        return _Beside(
            everything,
            firm,
            frozenset(piece.start for piece in firm),
            frozenset(piece.end for piece in firm),
            frozenset(piece.end for piece in everything),
        )

    def _named(self, query: str, folded: Folded) -> Iterable[Piece]:
        grouped: dict[tuple[int, int], set[Entry]] = {}
        for match in self._lexicon.matches(query, folded):
            entries = match.entries
            if match.script in {Script.LATIN, Script.ROMAJI}:
                entries = tuple(
                    entry
                    for entry in entries
                    if not entry.bare
                    or entry.kind != "place"
                    or self._gazetteer.is_large(entry)
                    or _is_place_like(query, folded, match.start, match.end)
                )
            grouped.setdefault((match.start, match.end), set()).update(entries)
        for (start, end), entries_here in grouped.items():
            kinds = sorted({entry.kind for entry in entries_here}, key=_by_priority)
            if not kinds:
                continue
            best = PRIORITY.get(kinds[0], 9)
            chosen = {e for e in entries_here if PRIORITY.get(e.kind, 9) == best}
            yield Piece(start, end, kinds[0], tuple(sorted(chosen)))

    def _bareness(self, piece: Piece, text: str) -> Bare:
        if piece.kind not in PLACES or not all(entry.bare for entry in piece.entries):
            return Bare.FREE
        return self._lexicon.bareness(text[piece.start : piece.end])

    def _may_stand(self, piece: Piece, folded: Folded, beside: _Beside) -> bool:
        """Tell whether the text around a word that means other things too lets it stand."""
        text = folded.text
        if piece.kind == words.BODY:
            return body_word_stands(piece, folded, beside.everything, beside.all_ends)
        if piece.kind == words.TYPE:
            return _is_free(piece, folded, beside.everything)
        if piece.kind == words.IN_AFTER:
            return any(p.end == piece.start and p.kind in PLACES for p in beside.everything)
        bareness = self._bareness(piece, text)
        if bareness is Bare.FREE or piece.end - piece.start == len(text):
            return True
        apart = _is_apart(piece, folded, beside)
        if bareness is Bare.APART:
            return apart
        return apart and any(
            adjacent(text, other, piece) if other.end <= piece.start
            else other.start >= piece.end and adjacent(text, piece, other)
            for other in beside.firm
        )  # fmt: skip


def _by_priority(kind: str) -> tuple[int, str]:
    return PRIORITY.get(kind, 9), kind


def _is_apart(piece: Piece, folded: Folded, beside: _Beside) -> bool:
    """Tell whether no other word runs into a piece: blanks, particles or firm pieces beside it."""
    text, start, end = folded.text, piece.start, piece.end
    before = (
        start == 0
        or start in folded.gaps
        or not JAPANESE_CHARACTER.match(text[start - 1])
        or text[start - 1] in PARTICLES
        or start in beside.ends
    )
    return before and (
        end == len(text)
        or end in folded.gaps
        or not JAPANESE_CHARACTER.match(text[end])
        or text[end] in PARTICLES
        or end in beside.starts
    )


def _is_free(piece: Piece, folded: Folded, found: Iterable[Piece]) -> bool:
    """Tell whether a word for a kind stands alone: 事業 in 新規事業 and in 事業者 does not.

    It does beside anything that is understood (自動運転事業, 事業以外), and where it is not written
    in kanji as what stands beside it.
    """
    text, start, end = folded.text, piece.start, piece.end
    before = (
        start == 0
        or start in folded.gaps
        or not HAS_HAN.match(text[start])
        or not HAS_HAN.match(text[start - 1])
        or any(other.end == start and other.is_name for other in found)
    )
    return before and (
        end == len(text)
        or end in folded.gaps
        or not HAS_HAN.match(text[end - 1])
        or not HAS_HAN.match(text[end])
        or text.startswith(_LISTED, end)
        or any(other.start == end for other in found)
    )


def _is_place_like(query: str, folded: Folded, start: int, end: int) -> bool:
    """Tell whether a bare romaji name can be meant as a place (see ``_SHORT_NAME``)."""
    if end - start > _SHORT_NAME or (start == 0 and end == len(folded.text)):
        return True
    first, _ = folded.original_span(start, end)
    before = folded.text[:start].rstrip()
    return query[first].isupper() or before.endswith((" near", " in", "around")) or before == "near"


def _measured(text: str) -> Iterable[Piece]:
    for found in find_years(text):
        yield Piece(found.start, found.end, "year", years=found.years)
    for match in _DISTANCE.finditer(text):
        metres = match["unit"].startswith("m")
        number = float(match["n"]) / (1000 if metres else 1)
        if 0 < number <= MAX_RADIUS_KM:
            yield Piece(match.start(), match.end(), "distance", number=number)
