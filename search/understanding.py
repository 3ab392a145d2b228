"""From what a person types to an interpretation: recognise, longest first, then join.

The rules are those of DESIGN section 6; where two readings are possible the choice is made here or
in ``search.places`` and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from search import words
from search.interpretation import (
    Candidate,
    Conditions,
    Interpretation,
    PlaceCondition,
    Span,
)
from search.lexicon import Bare, Entry, Lexicon, Script
from search.places import MAX_RADIUS_KM, Gazetteer
from search.text import HAN, KANA, Folded, fold, fold_with_offsets
from search.years import YearRange, find_years

_DISTANCE = re.compile(
    r"(?:within |半径|から|より|の)*[ ]?(?P<n>[0-9]{1,4}(?:\.[0-9]+)?)[ ]?"
    r"(?P<unit>kilometers?|kilometres?|km|きろめーとる|きろ|meters?|metres?|m(?![a-z]))"
    r"(?:[ ]?(?:圏内|以内|圏|以下|内))?(?:[ ]?(?:of|from|around|の))?"
)
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_JAPANESE_CHARACTER = re.compile(f"[{HAN}{KANA}ー々]")
_PARTICLES = frozenset("のでにをはがとやもへ・、。")
_JOINT = re.compile("[ のでにをはがとやも・,]*")
_PRIORITY = {
    "technology": 0,
    "programme": 1,
    "challenge": 2,
    "ministry": 3,
    "place": 4,
    "region": 4,
}
_EXCLUDABLE = {*_PRIORITY, "year", words.TYPE}
_FIRM = {
    *_EXCLUDABLE,
    "distance",
    words.NEAR_AFTER,
    words.NEAR_BEFORE,
    words.IN_BEFORE,
    words.IN_AFTER,
}
"""Kinds of pieces beside which a bare name is a name."""
_SHORT_NAME = 4
"""Romaji names up to this length are taken for places only where something says so: Date, Mine."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something recognised in the folded text, and what it was joined to."""

    start: int
    end: int
    kind: str
    entries: tuple[Entry, ...] = ()
    years: YearRange | None = None
    number: float = 0.0
    near: bool | None = None
    excluded: bool = False

    @property
    def is_name(self) -> bool:
        return self.kind in _PRIORITY


class Understanding:
    """Understands queries over one lexicon.

    Args:
        lexicon: the labels.
        gazetteer: the places.
    """

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer

    def interpret(
        self, query: str, drop: Iterable[str] = (), choices: Mapping[str, str] | None = None
    ) -> Interpretation:
        """Return what a query means.

        Args:
            query: what was typed.
            drop: ids of spans to be taken as plain text.
            choices: for ids of spans the key of the reading that is meant.
        """
        folded = fold_with_offsets(query)
        dropped = set(drop)
        pieces = [
            piece for piece in self._pieces(query, folded) if _span_id(folded, piece) not in dropped
        ]
        joined = _join(pieces, folded.text)
        return _Assembly(self, query, folded, choices or {}).assemble(joined)

    def candidate(self, entry: Entry) -> Candidate:
        """Return an entry with its Japanese name."""
        if entry.kind == "place":
            label = self._gazetteer.places[entry.key].full_name
        elif entry.kind == "region":
            label = self._gazetteer.regions[entry.key].labels[0]
        else:
            label = self._lexicon.shown.get((entry.kind, entry.key), {}).get("ja", entry.key)
        return Candidate(entry.kind, entry.key, label)

    @property
    def gazetteer(self) -> Gazetteer:
        """The places."""
        return self._gazetteer

    def _pieces(self, query: str, folded: Folded) -> list[_Piece]:
        """Return the pieces that win: longest first, none overlapping, in order of the text."""
        found = [*self._named_pieces(query, folded), *_measured_pieces(folded.text)]
        found = [piece for piece in found if self._may_stand(piece, folded, found)]
        gaps = folded.gaps

        def rank(piece: _Piece) -> tuple[bool, int, int, int]:
            crosses = any(piece.start < gap < piece.end for gap in gaps)
            return crosses, piece.start - piece.end, piece.start, _PRIORITY.get(piece.kind, 9)

        taken: list[_Piece] = []
        for piece in sorted(found, key=rank):
            if all(piece.end <= other.start or piece.start >= other.end for other in taken):
                taken.append(piece)
        return sorted(taken, key=lambda piece: piece.start)

    def _bareness(self, piece: _Piece, text: str) -> Bare:
        if piece.kind != "place" or not all(entry.bare for entry in piece.entries):
            return Bare.FREE
        return self._lexicon.bareness(text[piece.start : piece.end])

    def _may_stand(self, piece: _Piece, folded: Folded, found: Iterable[_Piece]) -> bool:
        """Tell whether the text around a bare name lets it be a place (see ``Bare``)."""
        text = folded.text
        bareness = self._bareness(piece, text)
        if bareness is Bare.FREE or piece.end - piece.start == len(text):
            return True
        firm = [p for p in found if p.kind in _FIRM and self._bareness(p, text) is Bare.FREE]
        apart = _is_apart(piece, folded, firm)
        if bareness is Bare.APART:
            return apart
        return apart and any(
            _adjacent(text, other, piece) if other.end <= piece.start
            else other.start >= piece.end and _adjacent(text, piece, other)
            for other in firm
        )  # fmt: skip

    def _named_pieces(self, query: str, folded: Folded) -> Iterable[_Piece]:
        grouped: dict[tuple[int, int], set[Entry]] = {}
        for match in self._lexicon.matches(query, folded):
            entries = match.entries
            if match.script in {Script.LATIN, Script.ROMAJI}:
                entries = tuple(
                    entry
                    for entry in entries
                    if not entry.bare
                    or entry.kind != "place"
                    or _is_place_like(query, folded, match.start, match.end)
                )
            grouped.setdefault((match.start, match.end), set()).update(entries)
        for (start, end), entries_here in grouped.items():
            kinds = sorted(
                {entry.kind for entry in entries_here}, key=lambda kind: _PRIORITY.get(kind, 9)
            )
            if not kinds or not _is_free(folded.text, start, kinds[0]):
                continue
            best = _PRIORITY.get(kinds[0], 9)
            chosen = {e for e in entries_here if _PRIORITY.get(e.kind, 9) == best}
            yield _Piece(start, end, kinds[0], tuple(sorted(chosen)))


def _is_apart(piece: _Piece, folded: Folded, firm: Iterable[_Piece]) -> bool:
    """Tell whether no other word runs into a piece: blanks, particles or firm pieces beside it."""
    text, start, end = folded.text, piece.start, piece.end
    before = (
        start == 0
        or start in folded.gaps
        or not _JAPANESE_CHARACTER.match(text[start - 1])
        or text[start - 1] in _PARTICLES
        or any(other.end == start for other in firm)
    )
    return before and (
        end == len(text)
        or end in folded.gaps
        or not _JAPANESE_CHARACTER.match(text[end])
        or text[end] in _PARTICLES
        or any(other.start == end for other in firm)
    )


def _is_free(text: str, start: int, kind: str) -> bool:
    """Tell whether a word for a kind stands alone: 事業 in 新規事業 does not."""
    return kind != words.TYPE or start == 0 or not _HAN_CHARACTER.match(text[start - 1])


def _is_place_like(query: str, folded: Folded, start: int, end: int) -> bool:
    """Tell whether a bare romaji name can be meant as a place (see ``_SHORT_NAME``)."""
    if end - start > _SHORT_NAME or (start == 0 and end == len(folded.text)):
        return True
    first, _ = folded.original_span(start, end)
    before = folded.text[:start].rstrip()
    return query[first].isupper() or before.endswith((" near", " in", "around")) or before == "near"


def _measured_pieces(text: str) -> Iterable[_Piece]:
    for found in find_years(text):
        yield _Piece(found.start, found.end, "year", years=found.years)
    for match in _DISTANCE.finditer(text):
        metres = match["unit"].startswith("m")
        number = float(match["n"]) / (1000 if metres else 1)
        if 0 < number <= MAX_RADIUS_KM:
            yield _Piece(match.start(), match.end(), "distance", number=number)


def _adjacent(text: str, left: _Piece, right: _Piece) -> bool:
    return bool(_JOINT.fullmatch(text[left.end : right.start]))


def _join(pieces: list[_Piece], text: str) -> list[_Piece]:
    """Tell every name its relation (near, in) and whether it is excluded."""
    joined = list(pieces)
    for number, piece in enumerate(joined):
        before = joined[number - 1] if number else None
        after = joined[number + 1] if number + 1 < len(joined) else None
        if before is not None and not _adjacent(text, before, piece):
            before = None
        if after is not None and not _adjacent(text, piece, after):
            after = None
        if piece.kind in {"place", "region"}:
            joined[number] = _related(piece, before, after)
        if piece.kind in _EXCLUDABLE:
            excluded = _is_excluded(joined, number, text)
            joined[number] = replace(joined[number], excluded=excluded)
    return joined


def _is_excluded(pieces: list[_Piece], number: int, text: str) -> bool:
    """Tell whether a word of exclusion stands beside a piece, or beside the "near" beside it."""
    beyond = {words.NEAR_BEFORE, words.NEAR_AFTER, words.IN_BEFORE, words.IN_AFTER, "distance"}

    def found(step: int, kind: str) -> bool:
        at = number
        while 0 <= at + step < len(pieces):
            left, right = sorted((pieces[at], pieces[at + step]), key=lambda piece: piece.start)
            if not _adjacent(text, left, right):
                return False
            at += step
            if pieces[at].kind not in beyond:
                return pieces[at].kind == kind
        return False

    return found(-1, words.EXCLUDE_BEFORE) or found(1, words.EXCLUDE_AFTER)


def _related(piece: _Piece, before: _Piece | None, after: _Piece | None) -> _Piece:
    for neighbour in (after, before):
        if neighbour is not None and neighbour.kind == "distance":
            return replace(piece, near=True, number=neighbour.number)
    if after is not None and after.kind == words.NEAR_AFTER:
        return replace(piece, near=True)
    if before is not None and before.kind == words.NEAR_BEFORE:
        return replace(piece, near=True)
    return replace(piece, near=False)


def _span_id(folded: Folded, piece: _Piece) -> str:
    first, last = folded.original_span(piece.start, piece.end)
    return f"s{first}-{last}"


class _Assembly:
    """Collects the conditions of one query."""

    def __init__(
        self, parent: Understanding, query: str, folded: Folded, choices: Mapping[str, str]
    ) -> None:
        self._parent = parent
        self._query = query
        self._folded = folded
        self._choices = choices
        self._spans: list[Span] = []
        self._groups: dict[str, list[tuple[str, ...]]] = {"technology": [], "challenge": []}
        self._keys: dict[str, list[str]] = {"programme": [], "ministry": [], "type": []}
        self._places: list[PlaceCondition] = []
        self._years: list[YearRange] = []
        self._excluded: list[Candidate] = []
        self._excluded_places: list[PlaceCondition] = []

    def assemble(self, pieces: list[_Piece]) -> Interpretation:
        """Return the interpretation of joined pieces."""
        for number, piece in enumerate(pieces):
            self._take(piece, pieces[:number])
        conditions = Conditions(
            types=tuple(dict.fromkeys(self._keys["type"])),
            technologies=tuple(self._groups["technology"]),
            challenges=tuple(self._groups["challenge"]),
            programmes=tuple(dict.fromkeys(self._keys["programme"])),
            ministries=tuple(dict.fromkeys(self._keys["ministry"])),
            years=tuple(self._years),
            places=tuple(self._places),
            excluded=tuple(self._excluded),
            excluded_places=tuple(self._excluded_places),
        )
        return Interpretation(
            query=self._query,
            conditions=conditions,
            spans=tuple(self._spans),
            text=self._rest(pieces),
            expanded=self._expansions(),
        )

    def _take(self, piece: _Piece, before: list[_Piece]) -> None:
        if piece.years is not None:
            self._take_plain(piece, [Candidate("year", str(piece.years), str(piece.years))])
        elif piece.kind == words.TYPE:
            self._take_plain(piece, [Candidate("type", e.key, e.key) for e in piece.entries])
        elif piece.is_name:
            self._take_name(piece, before)

    def _take_plain(self, piece: _Piece, candidates: list[Candidate]) -> None:
        """Take a year or a kind of thing, which have one reading each."""
        self._note(piece, candidates)
        if piece.excluded:
            self._excluded += candidates
        elif piece.years is not None:
            self._years.append(piece.years)
        else:
            self._keys["type"] += [candidate.key for candidate in candidates]

    def _take_name(self, piece: _Piece, before: list[_Piece]) -> None:
        id_ = _span_id(self._folded, piece)
        chosen = self._chosen(piece, id_)
        candidates = [self._parent.candidate(entry) for entry in piece.entries]
        picked = [self._parent.candidate(entry) for entry in chosen]
        self._note(piece, picked, candidates)
        if piece.kind in {"place", "region"} and (piece.near or not piece.excluded):
            places = self._excluded_places if piece.excluded else self._places
            places += [
                self._parent.gazetteer.condition(
                    entry, near=bool(piece.near), radius_km=piece.number or None, span=id_
                )
                for entry in chosen
            ]
        elif piece.excluded:
            self._excluded += picked
        elif piece.kind in self._groups:
            self._join_group(piece.kind, tuple(c.key for c in picked), before)
        else:
            self._keys[piece.kind] += [c.key for c in picked]

    def _chosen(self, piece: _Piece, id_: str) -> tuple[Entry, ...]:
        wanted = self._choices.get(id_)
        if wanted is not None:
            picked = tuple(entry for entry in piece.entries if entry.key == wanted)
            if picked:
                return picked
        if piece.kind in {"place", "region"}:
            return self._parent.gazetteer.choose(piece.entries, near=bool(piece.near))
        return piece.entries

    def _join_group(self, kind: str, keys: tuple[str, ...], before: list[_Piece]) -> None:
        """Add concepts as a condition of their own, or to the last one when joined by OR."""
        groups = self._groups[kind]
        joined = (
            groups
            and len(before) > 1
            and before[-1].kind == words.ALTERNATIVE
            and before[-2].kind == kind
        )
        if joined:
            groups[-1] = (*groups[-1], *keys)
        elif keys not in groups:
            groups.append(keys)

    def _note(
        self, piece: _Piece, chosen: list[Candidate], candidates: list[Candidate] | None = None
    ) -> None:
        first, last = self._folded.original_span(piece.start, piece.end)
        self._spans.append(
            Span(
                id=f"s{first}-{last}",
                start=first,
                end=last,
                text=self._query[first:last],
                kind=piece.kind,
                chosen=tuple(chosen),
                candidates=tuple(candidates or chosen),
                excluded=piece.excluded,
            )
        )

    def _expansions(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            dict.fromkeys(
                (span.text, candidate.label)
                for span in self._spans
                if span.kind not in {"year", "type"}
                for candidate in span.chosen
                if fold(span.text) != fold(candidate.label)
            )
        )

    def _rest(self, pieces: list[_Piece]) -> str:
        """Return the words that nothing recognised, without the small words between them."""
        parts: list[str] = []
        done = 0
        ends = [(piece.start, piece.end) for piece in pieces]
        for start, end in [*ends, (len(self._folded.text), len(self._folded.text))]:
            if done < start:
                first, last = self._folded.original_span(done, start)
                parts.append(self._query[first:last])
            done = end
        kept = []
        for part in parts:
            shown = _JOINT.sub("", fold(part), count=1)
            content = [word for word in part.split() if word.casefold() not in words.STOP_WORDS]
            if shown and content:
                kept.append(" ".join(content).strip(" 、,。"))
        return " ".join(part for part in kept if _JOINT.sub("", fold(part), count=1))
