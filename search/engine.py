"""The search: one object for one release, used by every door alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from search.assist.completion import Suggester, Suggestion
from search.assist.continuing import Continuer
from search.assist.offering import offers
from search.assist.relaxing import Relaxer
from search.assist.spelling import Speller
from search.assist.widening import Widener, emptied
from search.index import files
from search.index.columns import Column, Mask
from search.index.documents import DocumentStore, Stored
from search.index.files import read_json, reading
from search.index.fulltext import TextIndex
from search.model.clauses import Filled, Not, every
from search.model.corpus import Place, Region, from_json
from search.model.facets import BY_NAME, ByFacet
from search.model.interpretation import Interpretation, PlaceCondition
from search.model.kinds import USEFUL_KINDS
from search.model.request import SearchRequest
from search.model.result import FacetValue, LocatedResult, Offer, Relaxed, SearchResult
from search.names.asked import OF_PROGRAMMES
from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.names.lexicon import Lexicon
from search.names.titles import Titles
from search.numbers.single_years import Present, today_in_japan
from search.query.fields.meaning import FieldedQueries
from search.query.fields.syntax import is_fielded
from search.query.filters import FilterResolver
from search.query.places.longer import LongerNames
from search.query.titles import TitledQueries
from search.query.understanding import Understanding
from search.retrieval.compiling import Compiler
from search.retrieval.embedded.library import Embedded
from search.retrieval.facet_counts import Facets
from search.retrieval.hits import Asked
from search.retrieval.ordering import efforts
from search.retrieval.ranking import Ranking
from search.retrieval.retrieving import Counted, Library
from search.retrieval.selection import Selection
from search.retrieval.texts import Texts
from search.retrieval.writing import EFFORT, LOCATED
from search.text.tokens import Tokenizer

Opening = Callable[[Path, Gazetteer, DocumentStore, TextIndex], Library]
"""Opens an engine: folder of the columns, places, documents and their words."""


class SearchEngine:
    """Search over one release. Safe for many threads.

    Args:
        folder: folder that ``build_search`` wrote.
        today: gives the day in Japan, from which 去年 and ここ3年 count.
        opening: opens the engine that holds the documents.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be, or the parts do not belong together.
    """

    def __init__(
        self,
        folder: Path,
        today: Callable[[], date] = today_in_japan,
        opening: Opening = Embedded,
    ) -> None:
        with reading(folder / files.CORPUS):
            corpus = from_json(read_json(folder / files.CORPUS))
            self._gazetteer = Gazetteer.of(corpus)
        self._documents = DocumentStore(folder / files.DOCUMENTS)
        self._index = TextIndex(folder / files.INDEX)
        with reading(folder / files.LEXICON):
            self._lexicon = Lexicon(read_json(folder / files.LEXICON))
        with reading(folder / files.DICTIONARY):
            self._tokenizer = Tokenizer(folder / files.DICTIONARY)
        self._library = opening(
            folder / files.COLUMNS, self._gazetteer, self._documents, self._index
        )
        self._texts = Texts(self._tokenizer, self._library.begin)
        self._codes = corpus.codes
        self._understanding = Understanding(
            self._lexicon,
            self._gazetteer,
            self._codes,
            lambda: Present(today(), self._documents.latest_year),
            LongerNames(self._tokenizer, self._index.knows),
        )
        self._filters = FilterResolver(
            self._lexicon, self._gazetteer, self._understanding, self._codes
        )
        self._compiler = Compiler(self._gazetteer, self._library.names, self._texts.holding)
        sizes = {self._documents.size, self._index.size, self._library.size}
        if len(sizes) > 1:
            message = f"the parts of {folder.name}/ count {sorted(sizes)} documents; build again"
            raise ValueError(message)
        self._fielded = FieldedQueries(self._filters, self._understanding)
        self._titled = TitledQueries(Titles(folder / files.NAMES), self._documents, self._lexicon)
        self._suggester = Suggester(folder / files.NAMES)
        self._speller = Speller(folder / files.NAMES, self._tokenizer, self._index.knows)
        self._facets = Facets(self._library.names, corpus.hierarchy, self._gazetteer)
        self._continuer = Continuer(self._suggester, self._selected, self._facets, self.labels)
        self._widener = Widener(self._facets, self._gazetteer, self._total)
        self._ranking = Ranking(self._compiler, corpus.hierarchy.narrower)
        self._relaxer = Relaxer(self._ranking, self._texts, corpus.hierarchy.narrower)
        self._efforts = efforts(Column.read(folder / files.COLUMNS, EFFORT))

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        interpretation = self.interpret(request)
        selection = self._select(interpretation)
        total = selection.total
        text = self._texts.scores(interpretation)
        parts = self._ranking.parts(interpretation, text, selection)
        asked = Asked(interpretation, selection, *parts)
        page = asked.page(request, self._efforts)
        first_only = not (request.offset or is_fielded(interpretation.query))
        follow = self._relaxer.relaxed(interpretation, selection, asked.parts) if first_only else []
        numbers = [*page.numbers, *(number for number, _ in follow)]
        shown = asked.shown(numbers, self._documents.read)
        relaxed = zip(shown[len(page.numbers) :], follow, strict=True)
        return SearchResult(
            interpretation=interpretation,
            total=total,
            hits=tuple(shown[: len(page.numbers)]),
            first=page.first,
            efforts=page.efforts,
            facets=self._facets.count(selection, interpretation.conditions),
            emptied=() if total else emptied(selection),
            offers=self._offers(interpretation, request),
            widenings=() if total else self._widener.widenings(request, interpretation, selection),
            relaxed=tuple(Relaxed(found, missing) for found, (_, missing) in relaxed),
        )

    def totals(self, facet: str) -> tuple[FacetValue, ...]:
        """Return how many projects have each value of a facet, counted once for the release.

        Args:
            facet: its name; of ``type`` the numbers are those of all things.
        """
        return self._totals[facet]

    @cached_property
    def _totals(self) -> Mapping[str, tuple[FacetValue, ...]]:
        found = self.search(SearchRequest(filters=ByFacet(type=("project",)), limit=0)).facets
        return MappingProxyType({name: tuple(values) for name, values in found.items()})

    def meeting(self, request: SearchRequest) -> Mask:
        """Return which documents a search finds, without ranking them.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        selection = self._selected(request)[1]
        return selection.retrieval.meeting(selection.found)

    def located(self, request: SearchRequest) -> LocatedResult:
        """Return where the results of a search are; a result of several places is at each.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        interpretation = self.interpret(request)
        selection = self._select(interpretation)
        found, retrieval = selection.found, selection.retrieval
        total, without = retrieval.totals([found, every((found, Not(Filled(LOCATED))))])
        (counts,) = retrieval.counts([Counted(LOCATED, found)])
        named = zip(self._library.names(LOCATED), counts.tolist(), strict=True)
        return LocatedResult(interpretation, total, without, {name: n for name, n in named if n})

    @property
    def things(self) -> Sequence[tuple[str, str]]:
        """Kind and key of each document, in the order in which ``meeting`` has them."""
        return self._documents.keys

    def interpret(self, request: SearchRequest) -> Interpretation:
        """Return how a request is understood.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        return self._texts.accounted(self._understood(request), request.filters)

    def _understood(self, request: SearchRequest) -> Interpretation:
        """Return how a request is understood, without what became of each word."""
        asked = (request.query, request.drop, request.choices)
        readers = (self._fielded, self._titled, self._understanding)
        understood = next(filter(None, (reader.interpret(*asked) for reader in readers)))
        return replace(
            understood,
            conditions=self._filters.override(understood.conditions, request),
            text_filters=bool(understood.left or understood.also)
            and understood.conditions.asks_only_kinds
            and not any(understood.asks(fact) for fact in OF_PROGRAMMES),
        )

    def suggest(
        self, text: str, limit: int = 10, kinds: Sequence[str] = USEFUL_KINDS
    ) -> list[Suggestion]:
        """Return at most ``limit`` completions of what is being typed, the most useful first.

        Of some kinds all are given, of all kinds only what a search would find.
        """
        if len(kinds) < len(USEFUL_KINDS) or is_fielded(text):
            return self._suggester.suggest(text, limit, kinds)
        return self._continuer.suggest(text, limit)

    def document(self, kind: str, key: str) -> Stored | None:
        """Return one document, or None."""
        number = self._documents.number(kind, key)
        return None if number is None else self._documents.read(number)

    def named(self, text: str) -> tuple[Entry, ...]:
        """Return what a whole text names: every thing that has it as a label, today or formerly."""
        return self._lexicon.lookup(text)

    def resolve(self, kind: str, texts: Iterable[str], parameter: str = "") -> tuple[str, ...]:
        """Return the keys of the things of a kind that texts name, each once.

        Args:
            kind: name of a facet; ``municipality`` is any local government.
            texts: keys or labels.
            parameter: what the error calls the parameter; the kind by default.

        Raises:
            UnresolvedName: a text names nothing, or several things.
        """
        return self._filters.resolve(BY_NAME[kind], texts, parameter)

    def centre(self, text: str) -> PlaceCondition:
        """Return the place or the point that a text means where something is to be near it.

        Raises:
            UnresolvedName: it names nothing, or several places.
        """
        return self._filters.near(text)

    @property
    def places(self) -> Mapping[str, Place]:
        """Every local government by its code."""
        return self._gazetteer.places

    @property
    def regions(self) -> Mapping[str, Region]:
        """The regions by their keys."""
        return self._gazetteer.regions

    def prefecture_at(self, latitude: float, longitude: float) -> str:
        """Return the code of the prefecture of the municipal office nearest to a point.

        Args:
            latitude: degrees.
            longitude: degrees.
        """
        return self._gazetteer.prefecture_at(latitude, longitude)

    def labels(self, kind: str, key: str) -> Mapping[str, str] | None:
        """Return the labels of a thing by language, or None; quick for what facets hold.

        Args:
            kind: a kind of thing, ``region``, or a facet of coded values.
            key: its key.
        """
        if kind in self._codes:
            return self._codes[kind].get(key)
        if (shown := self._lexicon.shown.get((kind, key))) is not None:
            return shown
        if kind == "region" and (region := self._gazetteer.regions.get(key)):
            return {"ja": region.labels[0], "en": region.english}
        if kind == "municipality" and (place := self._gazetteer.places.get(key)):
            return {"ja": place.name, "en": place.english}
        document = self.document(kind, key)
        return document.labels if document else None

    def close(self) -> None:
        """Release the files."""
        for part in (self._library, self._index, self._documents, self._suggester):
            part.close()

    def _selected(self, request: SearchRequest) -> tuple[Interpretation, Selection]:
        return (understood := self._understood(request)), self._select(understood)

    def _select(self, interpretation: Interpretation) -> Selection:
        """Select what meets the conditions. Free text filters only if there are no conditions."""
        found = self._texts.filter(interpretation)
        begun = self._library.begin()
        return Selection(self._compiler, interpretation.conditions, begun, found)

    def _offers(self, interpretation: Interpretation, request: SearchRequest) -> tuple[Offer, ...]:
        """Return what may have been meant instead, each with what it would find."""
        if request.offset or is_fielded(interpretation.query):
            return ()
        found = self._speller.corrections(interpretation.query, interpretation.spans)
        return offers(found, request, self._selected, self._relaxer)

    def _total(self, request: SearchRequest) -> int:
        return self._selected(request)[1].total
