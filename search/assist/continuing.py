"""Completions in a search: only what is found, counted together with what was typed before.

A field that takes one thing (a municipality that asks) completes any of its kind, whatever its
projects: :mod:`search.assist.completion` does that alone. In a search a completion is a promise:

* what finds no project, programme, council or event is not offered;
* beside other words, the count is the number of results of the whole query with it, and what
  finds more than they do is offered only where things are listed;
* after a blank or a particle, where no word has begun, it is what goes with the words before:
  the most frequent values, among what those words find, of facets that they say nothing of.

*Cost.* Each completion shown is counted by one search without ranking, and few more are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice, zip_longest
from typing import Final

from ontology.eras import fiscal_year_label
from search.assist.completion import Suggester, Suggestion
from search.assist.composing import ending, joint_of
from search.assist.relaxing import OF_THINGS
from search.model.clauses import every
from search.model.facets import BY_NAME
from search.model.interpretation import Interpretation
from search.model.kinds import FACT, REGION, TITLED_KINDS, YEAR
from search.model.request import SearchRequest
from search.query.fields.syntax import is_fielded
from search.retrieval.facet_counts import Facets
from search.retrieval.selection import Selection

COMPANIONS: Final = {
    "prefecture": "municipality",
    "technology": "technology",
    "fiscal_year": YEAR,
    "programme": "programme",
}
"""Facets whose values go with a query, the most telling first, and the kind of their values."""
_MORE: Final = 4
"""Completions that are looked at besides as many as are asked for."""
_FEW: Final = 2
"""Completions of all that is typed below which its last word is completed too: 観光ま."""
_LISTING: Final = (" ", "\u3000", "と", "や", "・", "、", ",")
"""What stands between things of which either will do."""
_BEFORE_PLACE: Final = frozenset({"in", "near", "around", "at", "from"})
"""English words after which a place stands."""

Labels = Mapping[str, str]
Selected = Callable[[SearchRequest], tuple[Interpretation, Selection]]


class Continuer:
    """Completes a search that is being typed. Safe for many threads.

    Args:
        suggester: completes words.
        selected: understands a request and selects what it finds.
        facets: counts what goes with a query.
        labels: labels of a thing by kind and key.
    """

    def __init__(
        self,
        suggester: Suggester,
        selected: Selected,
        facets: Facets,
        labels: Callable[[str, str], Labels | None],
    ) -> None:
        self._suggester = suggester
        self._selected = selected
        self._facets = facets
        self._labels = labels

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        """Return completions that find something, the most useful first, each text once.

        Args:
            text: what has been typed.
            limit: at most so many.
        """
        before, ended = ending(text)
        begun = self._begun(text, limit)
        if not ended or not before:
            candidates: Iterator[Suggestion] = begun
        elif ended.strip():  # a particle, or the last kana of a word
            candidates = chain(begun, self._beside(text, before, ended, limit))
        else:
            candidates = self._beside(text, before, ended, limit)
            candidates = chain([first], candidates) if (first := next(candidates, None)) else begun
        return list(islice(_distinct(candidates), limit))

    def _begun(self, text: str, limit: int) -> Iterator[Suggestion]:
        """Yield completions of the word that has begun."""
        totals: dict[str, int] = {}
        for suggestion in self._suggester.suggest(text, limit + _MORE, least=_FEW):
            before = text[: suggestion.start]
            if not before.strip():
                yield from self._alone(suggestion)
                continue
            if before not in totals:
                totals[before] = self._total(before)
            yield from self._counted(suggestion, _most(suggestion, before, totals[before]))

    def _alone(self, suggestion: Suggestion) -> Iterator[Suggestion]:
        """Yield a completion that is the whole query, if there is something behind it."""
        if suggestion.count or suggestion.kind in TITLED_KINDS:
            yield suggestion
        elif suggestion.kind == FACT:  # it is asked of a thing, which may still be typed
            yield next(self._counted(suggestion), suggestion)
        else:
            yield from self._counted(suggestion)

    def _beside(self, text: str, before: str, ended: str, limit: int) -> Iterator[Suggestion]:
        """Yield what goes with the words before a blank or a particle."""
        replaced, joint = joint_of(ended)
        found = self._companions(before)
        if before.rpartition(" ")[2].lower() in _BEFORE_PLACE:
            found = {facet: keys for facet, keys in found.items() if facet == "prefecture"}
        columns = [
            [(COMPANIONS[facet], key) for key in found[facet][:limit]]
            for facet in COMPANIONS
            if facet in found
        ]
        rows = (value for row in zip_longest(*columns) for value in row if value is not None)
        for kind, key in islice(rows, limit + _MORE):
            if labels := _year_labels(key) if kind == YEAR else self._labels(kind, key):
                start = len(text) - replaced
                shown = labels.get("ja", "")
                suggestion = Suggestion(kind, key, labels, {}, shown, 0, text, start, len(text))
                yield from self._counted(replace(suggestion, joint=joint))

    def _counted(self, suggestion: Suggestion, most: int | None = None) -> Iterator[Suggestion]:
        """Yield a completion with its results, if there are any, and not more than without it."""
        selection = self._selected(SearchRequest(query=suggestion.text("ja")))[1]
        found = selection.found
        total, things = selection.retrieval.totals([found, every((found, OF_THINGS))])
        widens = most is not None and total > most  # 大阪府の道志村: either of them
        if not widens and things:  # more than its own card
            yield replace(suggestion, count=total)

    def _total(self, query: str) -> int:
        return self._selected(SearchRequest(query=query))[1].total

    def _companions(self, query: str) -> dict[str, list[str]]:
        """Return the values that go with a query, of facets that it says nothing of."""
        interpretation, selection = self._selected(SearchRequest(query=query))
        if not interpretation.spans or is_fielded(query):
            return {}
        conditions = interpretation.conditions
        asked = {facet for facet in COMPANIONS if conditions.chosen(BY_NAME[facet])}
        asked |= {"prefecture"} if conditions.places else set()
        return {
            facet: [value.key for value in self._facets.values(facet, selection)]
            for facet in COMPANIONS
            if facet not in asked
        }


def _most(suggestion: Suggestion, before: str, total: int) -> int | None:
    """Return the most results that a completion may have beside words that find a total.

    A title is one thing: it narrows what they find, or its words only rank it.
    """
    if suggestion.kind in TITLED_KINDS:
        return total - 1
    return None if before.endswith(_LISTING) or not total else total


def _year_labels(key: str) -> Labels:
    return {lang: fiscal_year_label(int(key), lang) for lang in ("ja", "en")}


def _distinct(suggestions: Iterator[Suggestion]) -> Iterator[Suggestion]:
    """Yield each thing once, and no region that is called like a place before it (北海道)."""
    seen: set[tuple[str, str]] = set()
    places: set[str] = set()
    for suggestion in suggestions:
        label = suggestion.label("ja")
        if suggestion.kind == "municipality":
            places.add(label)
        namesake = suggestion.kind == REGION and label in places
        if not namesake and (suggestion.kind, suggestion.key) not in seen:
            seen.add((suggestion.kind, suggestion.key))
            yield suggestion
