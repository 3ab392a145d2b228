"""Finds the pieces of a query: everything the lexicon and the patterns see, longest first.

Of pieces that overlap the longest wins, then the one that begins first, then the kind
(``pieces.PRIORITY``); a piece that runs across a blank the writer set between Japanese words loses
to one that does not (東京 府中 is not 東京府).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ontology.geography import MAX_RADIUS_KM
from search.names import function_words as words
from search.names.asked import find_not_held
from search.names.entries import Bare, Entry, Script
from search.names.gazetteer import Gazetteer
from search.names.lexicon import Lexicon
from search.numbers.amounts import find_amounts
from search.numbers.figures import find_figures
from search.numbers.rates import find_rates
from search.numbers.single_years import Present
from search.numbers.years import find_years
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
from search.query.places.body_words import body_word_stands, is_legal
from search.query.places.longer import LongerNames
from search.query.places.pasted import pasted
from search.text.folding import Folded
from search.text.scripts import HAN, HAS_HAN

_DISTANCE = re.compile(
    r"(?:within |半径|から|より|の)*[ ]?(?P<n>[0-9]{1,4}(?:\.[0-9]+)?)[ ]?"
    r"(?P<unit>kilometers?|kilometres?|km|きろめーとる|きろ|meters?|metres?|m(?![a-z]))"
    r"(?:[ ]?(?:圏内|以内|圏|以下|内))?(?:[ ]?(?:of|from|around|の))?"
)
_MINUS = re.compile(r"(?:^|(?<= ))-(?=[^ \-])")
"""A hyphen directly before a word that begins the query or follows a blank."""
_NO = "no"
"""Leaves out what follows where it begins a query; in romaji it is の."""
_ALSO_VERBS = frozenset({"running", "continuing"})
_RUNS_ON = re.compile(f"[{HAN}らりけ]")
_OF_A_STATUS = re.compile("の?(?:通知|連絡|報告|届|手続|時期|条件)")
_LATIN = re.compile("[a-z]")
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
} - {words.BODY, words.APPLICANT}
"""Kinds of pieces beside which a bare name is a name."""
_SHORT_NAME = 4
"""Romaji names up to this length are taken for places only where something says so: Date, Mine.

A capital letter does, or near, in and around before it; prefectures and large cities need nothing.
"""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in a query, to be asked what stands beside a word.

    Args:
        everything: every piece that was found, apart from loose words for kinds of body.
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
        longer: knows the longer names that places are a part of; None where none are known.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        longer: LongerNames | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._longer = longer
        self._gazetteer = gazetteer

    def pieces(self, query: str, folded: Folded, present: Present | None = None) -> list[Piece]:
        """Return the pieces that win, none overlapping, in order of the text.

        Args:
            query: what was typed.
            folded: its fold.
            present: what 去年 and ここ3年 count from; None where they are no years.
        """
        found = [*self._named(query, folded), *_measured(folded.text, present)]
        found = not_in_words(found, folded.text)
        if self._longer is not None:
            found = self._longer.settled(found, query, folded)
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
        everything = tuple(p for p in found if p.kind != words.BODY or is_legal(p))
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
        match piece.kind:
            case words.BODY:
                return body_word_stands(piece, folded, beside.everything, beside.all_ends)
            case words.TYPE | words.ORDER:  # 最新技術 is a word, 自動運転事業 is two
                beside_it = beside.everything if piece.kind == words.TYPE else ()
                return _is_free(piece, folded, beside_it)
            case words.STATUS:
                return _says_status(piece, folded, beside.everything)
            case words.EXCLUDE_BEFORE:
                return piece.start == 0 or folded.text[piece.start : piece.end] != _NO
            case words.IN_AFTER:
                return any(p.end == piece.start and p.kind in PLACES for p in beside.everything)
            case _:
                return self._is_meant(piece, folded, beside)

    def _is_meant(self, piece: Piece, folded: Folded, beside: _Beside) -> bool:
        """Tell whether a name that can be an ordinary word is one here (``search.names.Bare``)."""
        text = folded.text
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
    in kanji as what stands beside it. A Latin name runs on into it (ShowCASEプロジェクト).
    """
    text, start, end = folded.text, piece.start, piece.end
    before = (
        start == 0
        or start in folded.gaps
        or not _runs_into(text[start - 1], text[start])
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


def _runs_into(before: str, first: str) -> bool:
    """Tell whether a character belongs to the word that begins behind it."""
    if HAS_HAN.match(first):
        return HAS_HAN.match(before) is not None
    return JAPANESE_CHARACTER.match(first) is not None and _LATIN.match(before) is not None


def _says_status(piece: Piece, folded: Folded, found: Iterable[Piece]) -> bool:
    """Tell whether a word for a status is one: not in 支援が終わったら, 中止期間, 実施中学校.

    The notice of an end is no end (支援満了の通知).

    English ``running`` says it of what stands after it (running projects), not of buses.
    """
    text, end = folded.text, piece.end
    if text[piece.start : end] in _ALSO_VERBS:
        return any(
            other.start == end + 1 and (other.is_name or other.kind == words.TYPE)
            for other in found
        )
    if _OF_A_STATUS.match(text, end):
        return False
    runs_on = end < len(text) and end not in folded.gaps and bool(_RUNS_ON.match(text, end))
    return not runs_on or any(other.start == end for other in found)


def _is_place_like(query: str, folded: Folded, start: int, end: int) -> bool:
    """Tell whether a bare romaji name can be meant as a place (see ``_SHORT_NAME``)."""
    if end - start > _SHORT_NAME or (start == 0 and end == len(folded.text)):
        return True
    first, _ = folded.original_span(start, end)
    before = folded.text[:start].rstrip()
    return query[first].isupper() or before.endswith((" near", " in", "around")) or before == "near"


def _measured(text: str, present: Present | None) -> Iterable[Piece]:
    for counted in (*find_figures(text), *find_amounts(text), *find_rates(text)):
        yield Piece(counted.start, counted.end, "figure", figure=counted.figure)
    for start, end, reason in find_not_held(text):
        yield Piece(start, end, words.NOT_HELD, (Entry(words.NOT_HELD, reason),))
    for match in _MINUS.finditer(text):
        entry = Entry(words.EXCLUDE_BEFORE, words.MINUS)
        yield Piece(match.start(), match.end(), words.EXCLUDE_BEFORE, (entry,))
    for found in find_years(text, present):
        yield Piece(found.start, found.end, "year", years=found.years)
    for match in _DISTANCE.finditer(text):
        metres = match["unit"].startswith("m")
        number = float(match["n"]) / (1000 if metres else 1)
        if 0 < number <= MAX_RADIUS_KM:
            yield Piece(match.start(), match.end(), "distance", number=number)
