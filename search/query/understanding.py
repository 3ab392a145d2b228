"""From what a person types to an interpretation: recognise, longest first, then join.

The rules are those of docs/design.md, section 6. Which characters name something is decided in
``search.query.recognising``, what belongs together in ``search.query.joining``, which reading of a
place counts in ``search.names.gazetteer``, and what it comes to in ``search.query.assembling``;
nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from search.model.interpretation import Candidate, Interpretation, Span
from search.names import function_words as words
from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.names.lexicon import Lexicon
from search.numbers.single_years import Present, today_in_japan
from search.numbers.years import leaves_open
from search.query.assembling import Assembly
from search.query.joining import join
from search.query.pieces import Piece, span_id
from search.query.places.longer import LongerNames
from search.query.recognising import Recogniser
from search.text.folding import Folded, fold_with_offsets, fold_word

_AS_SAID = frozenset({words.TYPE, words.HAVING, words.APPLICANT, words.ORDER, "figure"})
"""Kinds of spans that are not taken for something written otherwise."""
_REMEMBERED = 64
"""Queries whose pieces are kept: a search that finds nothing asks its own again, in other ways."""


class Understanding:
    """Understands queries over one lexicon.

    Args:
        lexicon: the labels.
        gazetteer: the places.
        codes: labels of coded values, by facet, key and language.
        present: gives what 去年 and ここ3年 count from; the day in Japan by default.
        longer: knows the longer names that places are a part of; None where none are known.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        codes: Mapping[str, Mapping[str, Mapping[str, str]]] = MappingProxyType({}),
        present: Callable[[], Present] = lambda: Present(today_in_japan()),
        longer: LongerNames | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._codes = codes
        self._present = present
        self._recogniser = Recogniser(lexicon, gazetteer, longer)
        self._read = lru_cache(maxsize=_REMEMBERED)(self._recognised)

    def interpret(
        self, query: str, drop: Iterable[str] = (), choices: Mapping[str, str] | None = None
    ) -> Interpretation:
        """Return what a query means.

        Args:
            query: what was typed.
            drop: ids of spans to be taken as plain text.
            choices: for ids of spans the key of the reading that is meant.
        """
        folded, recognised = self._read(query, self._present())
        dropped = set(drop)
        pieces = [piece for piece in recognised if span_id(folded, piece) not in dropped]
        joined = [
            piece
            for piece in join(pieces, folded, self._gazetteer)
            if span_id(folded, piece) not in dropped
        ]
        assembly = Assembly(self.candidate, self._gazetteer, query, folded, choices or {})
        understood = assembly.assemble(joined)
        return replace(understood, expanded=written_otherwise(understood.spans))

    def _recognised(self, query: str, present: Present) -> tuple[Folded, tuple[Piece, ...]]:
        folded = fold_with_offsets(query)
        return folded, tuple(self._recogniser.pieces(query, folded, present))

    def candidate(self, entry: Entry) -> Candidate:
        """Return an entry with its Japanese name."""
        if entry.kind == "place":
            label = self._gazetteer.places[entry.key].full_name
        elif entry.kind == "region":
            label = self._gazetteer.regions[entry.key].labels[0]
        elif entry.kind in self._codes:
            label = self._codes[entry.kind].get(entry.key, {}).get("ja", entry.key)
        elif entry.kind == "station":
            label = self._gazetteer.station_label(entry.key)
        else:
            label = self._lexicon.shown.get((entry.kind, entry.key), {}).get("ja", entry.key)
        return Candidate(entry.kind, entry.key, label, entry.former, entry.until)

    @property
    def gazetteer(self) -> Gazetteer:
        """The places."""
        return self._gazetteer


def written_otherwise(spans: Iterable[Span]) -> tuple[tuple[str, str], ...]:
    """Return what was taken for something written otherwise; a calendar year for a fiscal one."""
    pairs = ((span.text, label) for span in spans for label in _labels(span))
    return tuple(dict.fromkeys(pair for pair in pairs if fold_word(pair[0]) != fold_word(pair[1])))


def _labels(span: Span) -> list[str]:
    if span.kind == "year":
        return [f"{span.chosen[0].label}年度"] if leaves_open(fold_word(span.text)) else []
    return [] if span.kind in _AS_SAID else [candidate.label for candidate in span.chosen]
