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
    Use,
    Word,
    once,
)
from search.model.kinds import DESIGNATION
from search.names import function_words as words
from search.names.asked import MANY, OF_PROGRAMMES, find_facts
from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.numbers.figures import FigureRange
from search.numbers.years import YearRange
from search.query.leftover import between, leftover
from search.query.pieces import EXCLUDABLE, ORGANISATION, PLACES, Piece, span_id
from search.text.folding import Folded

_PROGRAMME = ("programme",)


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
        self._facts = tuple(
            (*folded.original_span(start, end), fact)
            for start, end, fact in find_facts(folded.text)
        )
        self._most = any(fact == MANY for _, _, fact in self._facts)
        self._asks_programmes = any(fact in OF_PROGRAMMES for _, _, fact in self._facts)
        self._spans: list[Span] = []
        self._words: list[Word] = []
        self._groups: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._keys: defaultdict[str, list[str]] = defaultdict(list)
        self._preferred: list[str] = []
        self._places: list[PlaceCondition] = []
        self._years: list[YearRange] = []
        self._figures: list[FigureRange] = []
        self._excluded: list[Candidate] = []
        self._excluded_places: list[PlaceCondition] = []
        self._expressions: list[Expression] = []
        self._having = ""
        self._order = ""
        self._alone = False
        self._required: list[TextCondition] = []
        self._without: list[TextCondition] = []
        self._also: list[str] = []

    def assemble(self, pieces: list[Piece]) -> Interpretation:
        """Return the interpretation of joined pieces."""
        self._alone = sum(piece.kind in EXCLUDABLE for piece in pieces) == 1
        for number, piece in enumerate(pieces):
            self._take(piece, pieces[:number])
        if self._groups or self._places or self._years or self._keys.keys() - {"type"}:
            # tables name few organisations, so that one beside something else shuts nothing out
            self._also += [words.text for words in self._required]
            self._required = []
        self._expressions += [
            Expression("not", (Conditions(required=(words,)),))
            for words in dict.fromkeys(self._without)
        ]
        conditions = Conditions(
            keys=ByFacet({name: tuple(dict.fromkeys(k)) for name, k in self._keys.items()}),
            groups=ByFacet({name: tuple(groups) for name, groups in self._groups.items()}),
            years=tuple(dict.fromkeys(self._years)),
            places=once(self._places),
            figures=tuple(dict.fromkeys(self._figures)),
            having=self._having,
            excluded=tuple(dict.fromkeys(self._excluded)),
            excluded_places=once(self._excluded_places),
            preferred_kinds=tuple(dict.fromkeys(self._preferred)),
            required=tuple(dict.fromkeys(self._required)),
            expressions=tuple(self._expressions),
        ).softened()
        if self._asks_programmes and conditions.keys["type"] in {(), _PROGRAMME}:
            # programmes have no year: the answer is of the one that is asked for
            keys = conditions.keys | {"type": _PROGRAMME}
            conditions = replace(conditions, keys=keys, years=())
        left = leftover(self._query, between(pieces, self._folded), alone=not pieces)
        return Interpretation(
            query=self._query,
            conditions=conditions,
            spans=tuple(self._spans),
            order=self._order or (MANY if self._most else ""),
            also=" ".join(dict.fromkeys(self._also)),
            facts=self._facts,
            left=tuple(left),
            words=tuple(self._words),
        )

    def _take(self, piece: Piece, before: list[Piece]) -> None:
        take = self._takers.get(piece.kind)
        if piece.years is not None:
            self._take_plain(piece, [Candidate("year", str(piece.years), str(piece.years))])
        elif piece.figure is not None:
            self._note(piece, [Candidate("figure", str(piece.figure), str(piece.figure))])
            self._figures.append(piece.figure)
        elif take is not None:
            take(piece)
        elif piece.is_name:
            self._take_name(piece, before)

    @property
    def _takers(self) -> Mapping[str, Callable[[Piece], None]]:
        return {
            words.TYPE: self._take_kind,
            words.HAVING: self._take_had,
            words.NOT_HELD: self._take_not_held,
            words.BODY: self._take_body_word,
            words.APPLICANT: self._take_applicant,
            words.STATUS: self._take_status,
            words.ORDER: self._take_order,
        }

    def _take_kind(self, piece: Piece) -> None:
        keys = [self._kind(entry.key) for entry in piece.entries]
        self._take_plain(piece, [Candidate("type", key, key) for key in keys])

    def _take_had(self, piece: Piece) -> None:
        """Take 協議会 in 協議会がある町: it is not asked for, those who have it are."""
        self._having = piece.entries[0].key
        self._note(piece, [Candidate("type", self._having, self._having)])

    def _take_body_word(self, piece: Piece) -> None:
        """Take 町, towns …: local governments are asked for, those of the kind first or alone."""
        asked = Candidate("type", "municipality", "municipality")
        kinds = [self._candidate(Entry(words.APPLICANT, kind)) for kind in _body_kinds(piece)]
        only = piece.only or self._most or not self._is_loose(piece)
        self._note(replace(piece, kind=words.TYPE), [asked, *(kinds if only else ())])
        self._keys[asked.kind].append(asked.key)
        self._preferred += [kind.key for kind in kinds]
        if only:
            self._keys[words.APPLICANT] += [kind.key for kind in kinds]

    def _take_applicant(self, piece: Piece) -> None:
        """Take 市 in 市以外: what applies is of the kind; of 政令市 and their like, its places.

        Alone, as 市以外, it still asks for local governments. まち only raises towns.
        """
        if self._alone:
            self._keys["type"].append("municipality")
        asked = _body_kinds(piece)
        facet = DESIGNATION if words.DESIGNATED.issuperset(asked) else words.APPLICANT
        kinds = [self._candidate(Entry(facet, kind)) for kind in asked]
        self._note(replace(piece, kind=facet), kinds)
        if piece.excluded:
            self._excluded += kinds
        elif self._is_loose(piece):
            self._preferred += asked
        else:
            self._keys[facet] += [kind.key for kind in kinds]

    def _is_loose(self, piece: Piece) -> bool:
        """Tell whether a word is said of any place: まち, which is not only a town as 町 is."""
        return self._folded.text[piece.start : piece.end] == words.PLACE_OF_ANY_KIND

    def _take_status(self, piece: Piece) -> None:
        """Take 支援中, finished …: what is asked for, and what that leaves out."""
        asked, left_out = (
            [self._candidate(Entry(words.STATUS, key)) for e in piece.entries[:1] for key in keys]
            for keys in words.STATUS_KEYS[piece.entries[0].key]
        )
        self._note(piece, asked)
        if piece.excluded and left_out:
            keys = ByFacet({words.STATUS: tuple(candidate.key for candidate in asked)})
            met = Conditions(keys=keys, excluded=tuple(left_out))
            self._expressions.append(Expression("not", (met,)))
        elif piece.excluded:
            self._excluded += asked
        else:
            self._keys[words.STATUS] += [candidate.key for candidate in asked]
            self._excluded += left_out

    def _take_order(self, piece: Piece) -> None:
        """Take 一番古い, newest …: the last one that is said counts."""
        self._order = piece.entries[0].key
        self._note(piece, [Candidate(words.ORDER, self._order, self._order)])

    def _kind(self, key: str) -> str:
        """Return a kind that is asked for: 事業 that have a rate or a budget are programmes."""
        return "programme" if self._asks_programmes and key == "project" else key

    def _take_not_held(self, piece: Piece) -> None:
        start, end = self._folded.original_span(piece.start, piece.end)
        text, (entry,) = self._query[start:end], piece.entries
        self._words.append(Word(text, start, end, Use.NOT_HELD, entry.key))

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
                first, last = self._folded.original_span(piece.start, piece.end)
                entries = piece.within or piece.entries
                self._also += self._gazetteer.words_of(entries, self._query[first:last])
        elif piece.kind == ORGANISATION:
            named = [TextCondition(candidate.key, phrase=True) for candidate in picked]
            (self._without if piece.excluded else self._required).extend(named)
        elif piece.excluded:
            self._excluded += picked
        elif piece.kind in GROUPED:
            self._join_group(piece.kind, tuple(c.key for c in picked), before)
        else:
            self._keys[piece.kind] += [c.key for c in picked]

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


def _body_kinds(piece: Piece) -> list[str]:
    return [kind for entry in piece.entries for kind in words.BODY_KINDS[entry.key]]
