"""Queries for a synthetic corpus: distinct, seeded, in the words, places and labels of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle

import numpy as np
from synthesis import CONCEPT_EXPONENT, PLACE_EXPONENT, YEARS, Synthesis, drawn

from search.model.corpus import Corpus, Place

WARM_UP = 20
"""Queries that are asked before the measuring starts; none of them is measured."""
MEASURED = 200
HTTP = 4_000
"""Queries for the measuring over HTTP, so many that few are asked twice."""
_ATTEMPTS = 50


class Queries:
    """Draws queries.

    Args:
        corpus: a corpus with the labels and places that queries name.
        synthesis: what made its projects; queries have its skews.
        seed: the same seed gives the same queries, at every size of the corpus.
    """

    def __init__(self, corpus: Corpus, synthesis: Synthesis, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._synthesis = synthesis
        self._places: dict[str, Place] = {place.code: place for place in corpus.places}
        self._labels: dict[tuple[str, str], list[str]] = {}
        for label in corpus.labels:
            if label.kind == "technology":
                self._labels.setdefault((label.key, label.lang), []).append(label.text)
        self._regions = [region.labels[0] for region in corpus.regions]
        self._programmes = [
            label.text for label in corpus.labels if label.kind == "programme" and label.text
        ]
        self._names = {label.text.casefold() for label in corpus.labels}
        for place in corpus.places:
            self._names |= {place.name, place.name[:-1], place.romaji.casefold()}

    def text(self, count: int) -> list[str]:
        """Return queries of three words that name neither a place nor a concept."""
        return self._distinct(lambda: " ".join(self._word() for _ in range(3)), count)

    def mixed(self, count: int) -> list[str]:
        """Return queries of all sorts, the same number of each sort, in turn."""
        sorts: Sequence[Callable[[], str]] = (
            lambda: f"{self._place().name}の近くの{self._technology('ja')}",
            lambda: f"{self._technology('ja')} {self._year()}",
            lambda: f"{self._word()} {self._word()} {self._place().name}",
            lambda: f"{self._technology('ja-Hira')} {self._word()}",
            lambda: f"{self._technology('en')} near {self._place().romaji}",
            lambda: f"{self._region()}の{self._technology('ja')} {self._word()}",
            lambda: f"{self._programme()} {self._year()} {self._word()}",
            lambda: f"{self._word()}と{self._word()}の{self._word()}",
            lambda: f"{self._technology('ja-Latn')} {self._place().name}",
            lambda: f"{self._place().full_name}で{self._word()}の事例は",
        )
        turns = cycle(sorts)

        def make() -> str:
            return next(turns)()

        return self._distinct(make, count)

    def _distinct(self, make: Callable[[], str], count: int) -> list[str]:
        found: dict[str, None] = {}
        for _ in range(count * _ATTEMPTS):
            found.setdefault(make())
            if len(found) == count:
                return list(found)
        raise ValueError(f"only {len(found)} of {count} distinct queries were found")

    def _word(self) -> str:
        """Return a word of the texts, by its frequency in them, with no name in it."""
        while True:
            word = self._synthesis.vocabulary.draw(self._random, 1)[0]
            folded = word.casefold()
            parts = {folded[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1)}
            if not parts & self._names:
                return word

    def _place(self) -> Place:
        code = drawn(self._random, self._synthesis.municipalities, 1, PLACE_EXPONENT)[0]
        return self._places[code]

    def _technology(self, lang: str) -> str:
        """Return a label of a technology in a language; in Japanese where it has none in that."""
        key = drawn(self._random, self._synthesis.technologies, 1, CONCEPT_EXPONENT)[0]
        return self._one_of(self._labels.get((key, lang)) or self._labels[key, "ja"])

    def _year(self) -> str:
        year = int(self._random.integers(YEARS.start, YEARS.stop))
        reiwa = f"令和{year - 2018}年度"
        return self._one_of([f"{year}年度", f"{year}", f"{year}年度以降"] + [reiwa] * (year > 2018))

    def _region(self) -> str:
        return self._one_of(self._regions)

    def _programme(self) -> str:
        return self._one_of(self._programmes)

    def _one_of(self, values: Sequence[str]) -> str:
        return values[int(self._random.integers(len(values)))]
