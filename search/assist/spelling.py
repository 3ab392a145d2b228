"""Did you mean: labels that are nearly what was typed where nothing was recognised.

A query is cut where words and recognised spans begin and end (:mod:`search.assist.spelling_text`).
Every stretch between two such places that holds something unrecognised is compared with the labels
of the vocabulary, not with titles of documents (:mod:`search.assist.spelling_forms`):

* as written, readings and English labels included;
* by reading, where it holds kanji: 遠隔医寮 is read like 遠隔医療;
* by romaji key: a long vowel too many changes no key, and Latin letters are compared as keys.

*Cost.* To the cost of the edits comes 0.5 where the label was met in another script than the one
that was typed, and 1 for each unknown character (0.5 for each known one) of the words a correction
stands in that it leaves out. Offers are sorted by cost, then by usefulness
(:mod:`search.names.things`).

Words of the documents are no mistakes: a stretch that is one is never corrected, and one that is
made of them only where a recognised name is in it (自動運転者), by one edit, or where a label is
read like it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import orjson

from search.assist.spelling_forms import MAX_LENGTH, Forms, cutoff, is_within, signature
from search.assist.spelling_text import QueryText, Stretch
from search.index.files import read_array, read_json, reading
from search.model.corpus import Corpus
from search.model.interpretation import Span
from search.model.result import Correction
from search.names.things import Thing, vocabulary
from search.text.folding import fold
from search.text.romaji import hiragana_to_romaji, romaji_key
from search.text.scripts import HAS_HAN, HAS_KANA, KANA_ONLY, LATIN_ONLY
from search.text.tokens import Tokenizer

MAX_OFFERS: Final = 3
"""Most corrections of one part of a query."""
MAX_PARTS: Final = 3
"""Most parts of one query that are corrected."""

_FILE: Final = "spelling.json"
_SIGNATURES: Final = "spelling-{}.npy"
_FORMS: Final = ("written", "romaji")
_LONGEST_QUERY: Final = 120
"""Characters of a query that are looked at: a longer one is a text, not a search with a slip."""
_OTHER_SCRIPT: Final = 0.5
_KNOWN_COST: Final = 1.0
"""Highest cost where every word is a word of the documents and something recognised is in it."""
_LOOK_ALIKE_COST: Final = 0.5
"""Highest cost where every word is a word of the documents: a look-alike."""
_SPREAD: Final = 0.5
"""How much more than the best an offer for the same part may cost."""
_SHORTEST_READING: Final = 3
"""Kana from which a reading tells words apart."""


class _Offer(NamedTuple):
    """A label for a stretch; sorts by what it costs and by how useful it is."""

    cost: float
    number: int  # of the label, by usefulness
    start: int
    end: int


@dataclass(slots=True)
class _Part:
    """Words of the query, what an offer for them may cost, and the offers by thing."""

    words: set[int]
    most: float
    offers: dict[tuple[str, str], _Offer] = field(default_factory=dict)

    def take(self, kind: str, key: str, offer: _Offer) -> None:
        """Take an offer, unless there are enough or the thing is offered for as much."""
        earlier = self.offers.get((kind, key))
        longer = earlier is None or offer.end - offer.start > earlier.end - earlier.start
        if longer and (earlier is not None or len(self.offers) < MAX_OFFERS):
            self.offers[kind, key] = offer  # the longer leaves less behind


def write_spelling(folder: Path, corpus: Corpus, tokenizer: Tokenizer) -> None:
    """Write what :class:`Speller` reads, as files whose names begin with ``spelling``.

    Args:
        folder: an existing folder.
        corpus: its labels, places and regions are offered.
        tokenizer: reads labels that have no reading of their own.
    """
    labels: list[tuple[str, str, str]] = []
    japanese: list[int] = []
    data: dict[str, object] = {"labels": labels, "japanese": japanese}
    forms: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for thing in vocabulary(corpus, tokenizer):
        japanese += _in_japanese(thing, len(labels))
        _collect(thing, labels, forms)
    for form in _FORMS:
        kept = [(text, number) for text, number in forms[form].items() if len(text) <= MAX_LENGTH]
        kept.sort(key=lambda row: (len(row[0]), row))
        data[form] = ([text for text, _ in kept], [number for _, number in kept])
        signatures = np.array([signature(text) for text, _ in kept], dtype=np.uint64)
        np.save(folder / _SIGNATURES.format(form), signatures)
    (folder / _FILE).write_bytes(orjson.dumps(data))


def _collect(
    thing: Thing, labels: list[tuple[str, str, str]], forms: defaultdict[str, dict[str, int]]
) -> None:
    """Add the names of a thing; a form stays with the most useful thing that has it.

    Whoever types Latin letters is offered a label in them: names in Latin take the romaji keys
    first.
    """
    numbered = list(enumerate(thing.names, start=len(labels)))
    labels += [(thing.kind, thing.key, name.text) for name in thing.names]
    for number, name in numbered:
        for text in name.written:
            forms["written"].setdefault(text, number)
    for number, name in sorted(numbered, key=lambda pair: not pair[1].text.isascii()):
        for key in name.romaji:
            forms["romaji"].setdefault(key, number)


def _in_japanese(thing: Thing, first: int) -> Iterator[int]:
    """Yield for each name of a thing the number of the Japanese name that is read like it."""
    for number, name in enumerate(thing.names, start=first):
        keys = set(name.romaji)
        read_alike = (
            other
            for other, candidate in enumerate(thing.names, start=first)
            if not candidate.text.isascii() and keys.intersection(candidate.romaji)
        )
        yield next(read_alike, number) if name.text.isascii() else number


class Speller:
    """Offers corrections. Safe for many threads.

    Args:
        folder: folder that ``write_spelling`` wrote into.
        tokenizer: cuts queries into words and reads them.
        is_known: tells whether a folded word is a word of the documents.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer, is_known: Callable[[str], bool]) -> None:
        with reading(folder / _FILE):
            data = read_json(folder / _FILE)
            self._labels: list[tuple[str, str, str]] = data["labels"]
            self._japanese: list[int] = data["japanese"]
            self._written, self._romaji = (_forms(folder, form, data) for form in _FORMS)
        self._tokenizer = tokenizer
        self._is_known = is_known

    def corrections(self, query: str, spans: Sequence[Span]) -> list[Correction]:
        """Return what may have been meant, best first, at most ``MAX_OFFERS`` for each part.

        Args:
            query: what was typed.
            spans: what was recognised in it.
        """
        head = query[:_LONGEST_QUERY]
        inside = [span for span in spans if span.end <= len(head)]
        text = QueryText(head, inside, self._tokenizer.tokens(head), self._is_known)
        offers: list[_Offer] = []
        for stretch in text.stretches():
            offers += self._offers(text, stretch)
        return self._chosen(query, text, sorted(offers))

    def _offers(self, text: QueryText, stretch: Stretch) -> Iterator[_Offer]:
        typed = text.folded.text[stretch.start : stretch.end]
        inside, outside, texts = text.recognised(stretch)
        named = {(_kind(candidate.kind), candidate.key) for candidate in inside}
        elsewhere = {(_kind(candidate.kind), candidate.key) for candidate in outside}
        best: dict[int, float] = {}
        for number, cost in self._candidates(typed, stretch, named):
            best[number] = min(cost, best.get(number, cost))
        for number, cost in best.items():
            kind, key, label = self._labels[number]
            folded = fold(label)
            same = folded in texts or romaji_key(folded) == romaji_key(typed)
            if not same and (kind, key) not in elsewhere:
                yield _Offer(cost + stretch.left, number, stretch.start, stretch.end)

    def _candidates(
        self, typed: str, stretch: Stretch, named: set[tuple[str, str]]
    ) -> Iterator[tuple[int, float]]:
        """Yield labels near a folded text, each with its cost."""
        most = float("inf")
        if stretch.is_known:
            most = _KNOWN_COST if stretch.holds_span else _LOOK_ALIKE_COST
        for number, cost in self._alike(typed):
            if cost <= most and not self._is_reading(typed, number, named):
                yield number, cost
        for number, cost in self._read_alike(typed):
            known = stretch.is_known and cost > 0
            if not known and not self._is_reading(typed, number, named):
                yield number, cost + _OTHER_SCRIPT

    def _is_reading(self, typed: str, number: int, named: set[tuple[str, str]]) -> bool:
        """Tell whether a label is what was recognised in a text already, in another script."""
        kind, key, label = self._labels[number]
        edits = max(1, cutoff(typed)[0])
        return (kind, key) in named and not is_within(typed, fold(label), edits)

    def _alike(self, typed: str) -> Iterator[tuple[int, float]]:
        """Yield labels written like a folded text, each with its cost."""
        yield from self._written.near(typed)
        if LATIN_ONLY.fullmatch(typed):
            yield from self._romaji.near(romaji_key(typed))

    def _read_alike(self, typed: str) -> Iterator[tuple[int, float]]:
        """Yield labels that are read like a text, or nearly so where it is kana in part."""
        if KANA_ONLY.fullmatch(typed):
            found = self._romaji.exact(romaji_key(hiragana_to_romaji(typed)))
            if found is not None and len(typed) >= _SHORTEST_READING:
                yield self._japanese[found], 0.0
        elif HAS_HAN.search(typed):
            reading = self._tokenizer.readings(typed)
            if HAS_HAN.search(reading) or len(reading) < _SHORTEST_READING:
                return
            found = self._written.exact(reading)
            if found is not None:
                yield found, 0.0
            if HAS_KANA.search(typed):
                yield from self._written.near(reading)

    def _chosen(self, query: str, text: QueryText, offers: Iterable[_Offer]) -> list[Correction]:
        """Return the best offers: none twice, few for each part, none much worse than the best."""
        parts: list[_Part] = []
        for offer in offers:
            words = text.words_of(offer.start, offer.end)
            part = next((part for part in parts if part.words & words), None)
            if part is None and len(parts) < MAX_PARTS:
                part = _Part(words, offer.cost + _SPREAD)
                parts.append(part)
            if part is not None and offer.cost <= part.most:
                kind, key, _ = self._labels[offer.number]
                part.take(kind, key, offer)
        found = sorted(offer for part in parts for offer in part.offers.values())
        corrections = [self._correction(query, text, offer) for offer in found]
        head = query[:_LONGEST_QUERY]
        by_result = {
            fold(head[: c.start] + c.label + head[c.end :]): c for c in reversed(corrections)
        }
        by_result.pop(text.folded.text, None)
        return [c for c in corrections if c in by_result.values()]

    def _correction(self, query: str, text: QueryText, offer: _Offer) -> Correction:
        start, end = text.folded.original_span(offer.start, offer.end)
        kind, key, label = self._labels[offer.number]
        whole = query[:start] + label + query[end:]
        return Correction(start, end, query[start:end], kind, key, label, whole)


def _forms(folder: Path, form: str, data: Mapping[str, Any]) -> Forms:
    texts, numbers = data[form]
    signatures = read_array(folder / _SIGNATURES.format(form))
    return Forms(texts, numbers, signatures)


def _kind(kind: str) -> str:
    """Return the kind of document that a kind of the lexicon stands for."""
    return "municipality" if kind == "place" else kind
