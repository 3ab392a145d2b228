"""The search: one object for one release, used by every door alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from search.assist.completion import Suggester, Suggestion
from search.assist.spelling import Speller
from search.assist.widening import Widener, emptied
from search.index import files
from search.index.columns import Mask
from search.index.documents import DocumentStore, Stored
from search.index.files import read_json, reading
from search.index.fulltext import TextIndex
from search.model.corpus import from_json
from search.model.interpretation import Interpretation, TextCondition
from search.model.kinds import USEFUL_KINDS
from search.model.request import SearchRequest
from search.model.result import FacetValue, Hit, LocatedResult, Offer, SearchResult
from search.names.gazetteer import Gazetteer
from search.names.lexicon import Lexicon
from search.names.titles import Titles
from search.query.fields.meaning import FieldedQueries
from search.query.fields.syntax import is_fielded
from search.query.filters import FilterResolver
from search.query.titles import TitledQueries
from search.query.understanding import Understanding
from search.retrieval.facet_counts import Facets
from search.retrieval.matcher import Matcher
from search.retrieval.ranking import (
    ScorePart,
    concept_parts,
    name_part,
    other_parts,
    place_parts,
    priors,
    ranked,
    reasons,
    text_part,
)
from search.retrieval.selection import Selection, make_links
from search.text.snippets import Highlighter
from search.text.tokens import Tokenizer


class SearchEngine:
    """Search over one release. Safe for many threads.

    Args:
        folder: folder that ``build_search`` wrote.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be, or the parts do not belong together.
    """

    def __init__(self, folder: Path) -> None:
        with reading(folder / files.CORPUS):
            corpus = from_json(read_json(folder / files.CORPUS))
            gazetteer = Gazetteer(corpus.places, corpus.regions)
        self._documents = DocumentStore(folder / files.DOCUMENTS)
        self._index = TextIndex(folder / files.INDEX)
        self.gazetteer = gazetteer
        with reading(folder / files.LEXICON):
            self.lexicon = Lexicon(read_json(folder / files.LEXICON))
        with reading(folder / files.DICTIONARY):
            self._tokenizer = Tokenizer(folder / files.DICTIONARY)
        self._understanding = Understanding(self.lexicon, self.gazetteer)
        self.codes = corpus.codes
        self.resolver = FilterResolver(
            self.lexicon, self.gazetteer, self._understanding, self.codes
        )
        self._matcher = Matcher(
            folder / files.COLUMNS, corpus.hierarchy, self.gazetteer, self._holding
        )
        sizes = {self._documents.size, self._index.size, self._matcher.size}
        if len(sizes) > 1:
            message = f"the parts of {folder.name}/ count {sorted(sizes)} documents; build again"
            raise ValueError(message)
        self._fielded = FieldedQueries(self.resolver, self._understanding)
        titles = Titles(folder / files.NAMES)
        self._titled = TitledQueries(titles, self._documents, self.lexicon)
        self._suggester = Suggester(folder / files.NAMES)
        self._speller = Speller(folder / files.NAMES, self._tokenizer, self._index.knows)
        self._links = make_links(self._matcher, self._documents.number)
        self._facets = Facets(self._matcher.columns, corpus.hierarchy, self.gazetteer)
        self._widener = Widener(self._matcher, self._facets, self.gazetteer, self._total)
        self._priors = priors(self._matcher)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        interpretation = self.interpret(request)
        conditions = interpretation.conditions
        text = self._index.scores(self._tokenizer, interpretation.text)
        selection = self._select(interpretation, text)
        parts, distances = self._parts(interpretation, text, selection)
        end = None if request.limit is None else request.offset + request.limit
        order = ranked(self._documents, selection.found, parts, distances, request.sort, end)
        highlighter = Highlighter(_words(interpretation))
        return SearchResult(
            interpretation=interpretation,
            total=int(np.count_nonzero(selection.found)),
            hits=tuple(
                self._hit(int(number), parts, distances, highlighter)
                for number in order[request.offset :]
            ),
            facets=self._facets.count(selection, conditions),
            emptied=() if selection.found.any() else emptied(selection),
            offers=self._offers(interpretation, request),
            widenings=()
            if selection.found.any()
            else self._widener.widenings(request, interpretation, selection),
        )

    def totals(self, facet: str) -> tuple[FacetValue, ...]:
        """Return how many projects have each value of a facet, counted once for the release.

        Args:
            facet: its name; of ``type`` the numbers are those of all things.
        """
        return self._totals[facet]

    @cached_property
    def _totals(self) -> Mapping[str, tuple[FacetValue, ...]]:
        return MappingProxyType(
            dict(self.search(SearchRequest(types=("project",), limit=0)).facets)
        )

    def meeting(self, request: SearchRequest) -> Mask:
        """Return which documents a search finds, without ranking them.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        interpretation = self.interpret(request)
        text = self._index.scores(self._tokenizer, interpretation.text)
        return self._select(interpretation, text).found

    def located(self, request: SearchRequest) -> LocatedResult:
        """Return where the results of a search are; a result of several places is at each.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        interpretation = self.interpret(request)
        text = self._index.scores(self._tokenizer, interpretation.text)
        found = self._select(interpretation, text).found
        counts, without = self._matcher.located(found)
        return LocatedResult(interpretation, int(np.count_nonzero(found)), without, counts)

    def numbers(self, kind: str, keys: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of documents of a kind, for ``meeting``.

        Raises:
            KeyError: there is no such document.
        """
        return self._documents.numbers(kind, keys)

    def interpret(self, request: SearchRequest) -> Interpretation:
        """Return how a request is understood.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        asked = (request.query, request.drop, request.choices)
        understood = (
            self._fielded.interpret(*asked)
            or self._titled.interpret(*asked)
            or self._understanding.interpret(*asked)
        )
        return replace(
            understood,
            conditions=self.resolver.override(understood.conditions, request),
            text_filters=bool(understood.text) and understood.conditions.is_empty,
        )

    def suggest(
        self, text: str, limit: int = 10, kinds: Sequence[str] = USEFUL_KINDS
    ) -> list[Suggestion]:
        """Return completions of what is being typed, the most useful first.

        Args:
            text: what has been typed.
            limit: at most so many.
            kinds: only things of these kinds.
        """
        return self._suggester.suggest(text, limit, kinds)

    def document(self, kind: str, key: str) -> Stored | None:
        """Return one document, or None."""
        number = self._documents.number(kind, key)
        return None if number is None else self._documents.read(number)

    def labels(self, kind: str, key: str) -> Mapping[str, str] | None:
        """Return the labels of a thing by language, or None; quick for what facets hold."""
        shown = self.lexicon.shown.get((kind, key))
        if shown is not None:
            return shown
        place = self.gazetteer.places.get(key) if kind == "municipality" else None
        if place is not None:
            return {"ja": place.name, "en": place.english}
        document = self.document(kind, key)
        return document.labels if document else None

    def close(self) -> None:
        """Release the files."""
        self._index.close()
        self._documents.close()
        self._suggester.close()

    def _select(self, interpretation: Interpretation, text: NDArray[np.float64]) -> Selection:
        """Return what meets the conditions; words alone filter where the query says no more."""
        found = text > 0 if interpretation.text_filters else None
        return Selection(self._matcher, self._links, interpretation.conditions, found)

    def _offers(self, interpretation: Interpretation, request: SearchRequest) -> tuple[Offer, ...]:
        """Return what may have been meant instead, each with what it would find."""
        if request.offset or is_fielded(interpretation.query):
            return ()
        offers = []
        for correction in self._speller.corrections(interpretation.query, interpretation.spans):
            other = replace(request, query=correction.query, drop=(), choices={})
            if total := self._total(other):
                offers.append(Offer(correction, total))
        return tuple(offers)

    def _total(self, request: SearchRequest) -> int:
        interpretation = self.interpret(request)
        text = self._index.scores(self._tokenizer, interpretation.text)
        return int(np.count_nonzero(self._select(interpretation, text).found))

    def _holding(self, words: TextCondition) -> Mask:
        """Return which documents hold some words: as they stand, or (no phrase) each of them."""
        if words.phrase:
            return self._documents.holding(words.text)
        found = np.ones(self._documents.size, dtype=np.bool_)
        for word in words.text.split():
            found &= self._documents.holding(word) | self._index.holding(self._tokenizer, word)
        return found

    def _parts(
        self, interpretation: Interpretation, text: NDArray[np.float64], selection: Selection
    ) -> tuple[list[ScorePart], NDArray[np.float64] | None]:
        conditions = interpretation.conditions
        parts = concept_parts(conditions, self._matcher, selection)
        where, distances = place_parts(conditions, self._matcher)
        parts += where
        parts += other_parts(conditions, self._matcher, selection)
        parts.append(name_part(interpretation, self._documents))
        if interpretation.text:
            parts.append(text_part(interpretation.text, text, selection))
        parts.append(ScorePart("kind", "", self._priors))
        return parts, distances

    def _hit(
        self,
        number: int,
        parts: list[ScorePart],
        distances: NDArray[np.float64] | None,
        highlighter: Highlighter,
    ) -> Hit:
        document = self._documents.read(number)
        why = reasons(parts, number)
        distance = float(distances[number]) if distances is not None else None
        return Hit(
            kind=document.kind,
            key=document.key,
            score=float(sum(reason.weight for reason in why)),
            distance_km=distance if distance is not None and np.isfinite(distance) else None,
            snippet=highlighter.snippet(document.sentences),
            reasons=why,
            payload=document.payload,
        )


def _words(interpretation: Interpretation) -> list[str]:
    """Return what of a query is marked in snippets, in any spelling."""
    words = [span.text for span in interpretation.spans] + interpretation.text.split()
    return words + [c.label for span in interpretation.spans for c in span.chosen]
