"""Collects the conditions of one query from its joined pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from search.model.facets import GROUPED, ByFacet
from search.model.interpretation import (
    Candidate,
    Conditions,
    Expression,
    Interpretation,
    PlaceCondition,
    Span,
    TextCondition,
)
from search.names import function_words as words
from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.query.leftover import leftover
from search.query.pieces import ORGANISATION, PLACES, Piece, span_id
from search.text.folding import Folded, fold
from search.text.years import YearRange


class Assembly:
    """Collects the conditions of one query.

    Args:
        candidate: gives an entry its name.
        gazetteer: the places.
        query: what was typed.
        folded: its fold.
        choices: for ids of spans the key of the reading that is meant.
    """

    def __init__(
        self,
        candidate: Callable[[Entry], Candidate],
        gazetteer: Gazetteer,
        query: str,
        folded: Folded,
        choices: Mapping[str, str],
    ) -> None:
        self._candidate = candidate
        self._gazetteer = gazetteer
        self._query = query
        self._folded = folded
        self._choices = choices
        self._spans: list[Span] = []
        self._groups: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._keys: defaultdict[str, list[str]] = defaultdict(list)
        self._preferred: list[str] = []
        self._places: list[PlaceCondition] = []
        self._years: list[YearRange] = []
        self._excluded: list[Candidate] = []
        self._excluded_places: list[PlaceCondition] = []
        self._required: list[TextCondition] = []
        self._without: list[TextCondition] = []
        self._also: list[str] = []

    def assemble(self, pieces: list[Piece]) -> Interpretation:
        """Return the interpretation of joined pieces."""
        for number, piece in enumerate(pieces):
            self._take(piece, pieces[:number])
        if self._groups or self._places or self._years or self._keys.keys() - {"type"}:
            # tables name few organisations, so that one beside something else shuts nothing out
            self._also += [words.text for words in self._required]
            self._required = []
        conditions = Conditions(
            keys=ByFacet({name: tuple(dict.fromkeys(k)) for name, k in self._keys.items()}),
            groups=ByFacet({name: tuple(groups) for name, groups in self._groups.items()}),
            years=tuple(dict.fromkeys(self._years)),
            places=_once(self._places),
            excluded=tuple(dict.fromkeys(self._excluded)),
            excluded_places=_once(self._excluded_places),
            preferred_kinds=tuple(dict.fromkeys(self._preferred)),
            required=tuple(dict.fromkeys(self._required)),
            expressions=tuple(
                Expression("not", (Conditions(required=(words,)),))
                for words in dict.fromkeys(self._without)
            ),
        )
        return Interpretation(
            query=self._query,
            conditions=conditions,
            spans=tuple(self._spans),
            text=leftover(self._unrecognised(pieces), alone=not pieces),
            expanded=self._expansions(),
            also=" ".join(dict.fromkeys(self._also)),
        )

    def _take(self, piece: Piece, before: list[Piece]) -> None:
        if piece.years is not None:
            self._take_plain(piece, [Candidate("year", str(piece.years), str(piece.years))])
        elif piece.kind == words.TYPE:
            self._take_plain(piece, [Candidate("type", e.key, e.key) for e in piece.entries])
        elif piece.kind == words.BODY:
            self._take_body_word(piece)
        elif piece.is_name:
            self._take_name(piece, before)

    def _take_body_word(self, piece: Piece) -> None:
        """Take 町, towns …: local governments are asked for, those of the kind first."""
        self._take_plain(
            replace(piece, kind=words.TYPE), [Candidate("type", "municipality", "municipality")]
        )
        self._preferred += [kind for e in piece.entries for kind in words.BODY_KINDS[e.key]]

    def _take_plain(self, piece: Piece, candidates: list[Candidate]) -> None:
        """Take a year or a kind of thing, which have one reading each."""
        self._note(piece, candidates)
        if piece.excluded:
            self._excluded += candidates
        elif piece.years is not None:
            self._years.append(piece.years)
        else:
            self._keys["type"] += [candidate.key for candidate in candidates]

    def _take_name(self, piece: Piece, before: list[Piece]) -> None:
        id_ = span_id(self._folded, piece)
        chosen = self._chosen(piece, id_)
        candidates = [self._candidate(entry) for entry in piece.entries]
        picked = [self._candidate(entry) for entry in chosen]
        self._note(piece, picked, candidates)
        if piece.kind in PLACES:
            self._take_places(piece, chosen, id_)
            if not piece.excluded:
                self._also += self._words_of(piece)
        elif piece.kind == ORGANISATION:
            named = [TextCondition(candidate.key, phrase=True) for candidate in picked]
            (self._without if piece.excluded else self._required).extend(named)
        elif piece.excluded:
            self._excluded += picked
        elif piece.kind in GROUPED:
            self._join_group(piece.kind, tuple(c.key for c in picked), before)
        else:
            self._keys[piece.kind] += [c.key for c in picked]

    def _words_of(self, piece: Piece) -> list[str]:
        """Return the words of a place that texts hold, where it has no list of its own."""
        entries = piece.within or piece.entries
        former = [entry.former for entry in entries if entry.former]
        regions = [self._gazetteer.regions[e.key] for e in entries if e.kind == "region"]
        first, last = self._folded.original_span(piece.start, piece.end)
        typed = self._query[first:last]
        said = [
            min((label for label in region.labels if label in typed), default=region.labels[0])
            for region in regions
            if self._gazetteer.is_of_towns(region)
        ]
        return [*former, *said]

    def _take_places(self, piece: Piece, chosen: tuple[Entry, ...], id_: str) -> None:
        """Take a place: what is in it, near it, or in the places beside it."""
        beside = [other for entry in chosen for other in self._gazetteer.beside(entry)]
        if piece.beside and beside:
            asked, near = beside, False
        else:
            asked, near = list(chosen), bool(piece.near or piece.beside)
        conditions = [
            self._gazetteer.condition(entry, near=near, radius_km=piece.number or None, span=id_)
            for entry in asked
        ]
        if not piece.excluded:
            self._places += conditions
        elif near:
            self._excluded_places += conditions
        else:
            self._excluded += [self._candidate(self._gazetteer.held(entry)) for entry in asked]

    def _chosen(self, piece: Piece, id_: str) -> tuple[Entry, ...]:
        wanted = self._choices.get(id_)
        if wanted is not None:
            picked = tuple(entry for entry in piece.entries if entry.key == wanted)
            if picked:
                return picked
        if piece.kind in PLACES:
            near = bool(piece.near or piece.beside)
            return self._gazetteer.choose(piece.within or piece.entries, near=near)
        return piece.entries

    def _join_group(self, kind: str, keys: tuple[str, ...], before: list[Piece]) -> None:
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
        self, piece: Piece, chosen: list[Candidate], candidates: list[Candidate] | None = None
    ) -> None:
        first, last = self._folded.original_span(piece.start, piece.end)
        self._spans.append(
            Span(
                id=f"s{first}-{last}",
                start=first,
                end=last,
                text=self._query[first:last],
                kind=chosen[0].kind if piece.kind in PLACES else piece.kind,
                chosen=tuple(chosen),
                candidates=tuple(candidates or chosen),
                excluded=piece.excluded,
            )
        )

    def _expansions(self) -> tuple[tuple[str, str], ...]:
        """Return what was taken for something written otherwise; a calendar year for a fiscal."""
        return tuple(
            dict.fromkeys(
                (span.text, label)
                for span in self._spans
                for label in _labels(span)
                if fold(span.text) != fold(label)
            )
        )

    def _unrecognised(self, pieces: list[Piece]) -> list[tuple[str, bool]]:
        """Return what was typed between the pieces, each with whether a piece stands before it."""
        parts: list[tuple[str, bool]] = []
        done = 0
        ends = [(piece.start, piece.end) for piece in pieces]
        for start, end in [*ends, (len(self._folded.text), len(self._folded.text))]:
            if done < start:
                first, last = self._folded.original_span(done, start)
                parts.append((self._query[first:last], done > 0))
            done = end
        return parts


def _once(places: list[PlaceCondition]) -> tuple[PlaceCondition, ...]:
    """Leave out places that are said again; the first span stands for them all."""
    kept: dict[PlaceCondition, PlaceCondition] = {}
    for place in places:
        kept.setdefault(replace(place, span=""), place)
    return tuple(kept.values())


def _labels(span: Span) -> list[str]:
    if span.kind == "year":
        calendar = "年" in span.text and "年度" not in span.text
        return [f"{span.chosen[0].label}年度"] if calendar else []
    return [] if span.kind == words.TYPE else [candidate.label for candidate in span.chosen]
