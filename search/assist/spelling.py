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
read like it. The index knows a Latin word by its stem too: what is only the stem of a label
(metavers) is corrected to it.

Conversion goes wrong in ways of its own (:mod:`search.assist.spelling_kanji`).

Slips in several parts are also corrected together: that offer stands first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from search.assist.spelling_forms import cutoff, is_within, read_spelling
from search.assist.spelling_kanji import is_near_reading, is_one_off, needs_whole_word
from search.assist.spelling_text import QueryText, Stretch
from search.model.interpretation import Span
from search.model.kinds import REGION
from search.model.result import Correction
from search.text.folding import fold, fold_with_offsets
from search.text.latin import stem
from search.text.romaji import hiragana_to_romaji, romaji_key
from search.text.scripts import HAS_HAN, HAS_KANA, HAS_KATAKANA, KANA_ONLY, KANJI_ONLY, LATIN_ONLY
from search.text.tokens import Tokenizer

MAX_OFFERS: Final = 3
"""Most corrections of one part of a query."""
MAX_PARTS: Final = 3
"""Most parts of one query that are corrected."""

_LONGEST_QUERY: Final = 120
"""Characters of a query that are looked at: a longer one is a text, not a search with a slip."""
_OTHER_SCRIPT: Final = 0.5
_KNOWN_COST: Final = 1.0
"""Highest cost where every word is a word of the documents and something recognised is in it."""
_LOOK_ALIKE_COST: Final = 0.5
"""Highest cost where every word is a word of the documents: a look-alike."""
_SPREAD: Final = 0.5
"""How much more than the best an offer for the same part may cost."""
_LONGEST_ACRONYM: Final = 4
"""Capital letters up to which a word is no romaji: KDDI is not Kuji."""
_LONGEST_OFFICE: Final = 5
"""Characters up to which the name of an office is too like other words: 自動車税, 自動車課."""
_SHORTEST_READING: Final = 3
"""Kana from which a reading tells words apart."""


class _Offer(NamedTuple):
    """A label for a stretch; sorts by cost, by what it explains and by how useful it is."""

    cost: float
    words: int  # of the stretch, negative: what explains more stands first
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


class Speller:
    """Offers corrections. Safe for many threads.

    Args:
        folder: folder that ``spelling_forms.write_spelling`` wrote into.
        tokenizer: cuts queries into words and reads them.
        is_known: tells whether a folded word is a word of the documents.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer, is_known: Callable[[str], bool]) -> None:
        self._labels, self._japanese, self._written, self._romaji = read_spelling(folder)
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
        stretches = text.stretches()
        read = [stretch for stretch in stretches if self._is_understood(text, stretch)]
        for stretch in stretches:
            if not any(s.start <= stretch.start and stretch.end <= s.end for s in read):
                offers += self._offers(text, stretch)
        return self._chosen(query, text, sorted(offers))

    def _is_understood(self, text: QueryText, stretch: Stretch) -> bool:
        """Tell whether a stretch is read like the thing that was recognised in it: 観光しんこう."""
        typed = text.folded.text[stretch.start : stretch.end]
        if not (stretch.holds_span and HAS_HAN.search(typed) and HAS_KANA.search(typed)):
            return False
        found = self._written.exact(self._tokenizer.readings(typed))
        if found is None:
            return False
        kind, key, _ = self._labels[found]
        inside, _, _ = text.recognised(stretch)
        return any((_kind(candidate.kind), candidate.key) == (kind, key) for candidate in inside)

    def _offers(self, text: QueryText, stretch: Stretch) -> Iterator[_Offer]:
        typed = text.folded.text[stretch.start : stretch.end]
        inside, outside, texts = text.recognised(stretch)
        named = {(_kind(candidate.kind), candidate.key) for candidate in inside}
        elsewhere = {(_kind(candidate.kind), candidate.key) for candidate in outside}
        best: dict[int, float] = {}
        for number, cost in self._candidates(typed, text, stretch, named):
            best[number] = min(cost, best.get(number, cost))
        for number, cost in best.items():
            kind, key, label = self._labels[number]
            same = fold(label) in texts or self._is_same(typed, number)
            torn = needs_whole_word(kind, label) and text.is_torn(stretch)
            if not same and not torn and (kind, key) not in elsewhere:
                words = -1 - typed.count(" ")
                yield _Offer(cost + stretch.left, words, number, stretch.start, stretch.end)

    def _is_same(self, typed: str, number: int) -> bool:
        """Tell whether a label is another romanisation of a text; English words have none."""
        kind, _, label = self._labels[number]
        english = label.isascii() and kind not in {"municipality", REGION}
        folded = fold(label)
        return folded == typed or (not english and romaji_key(folded) == romaji_key(typed))

    def _candidates(
        self, typed: str, text: QueryText, stretch: Stretch, named: set[tuple[str, str]]
    ) -> Iterator[tuple[int, float]]:
        """Yield labels near a folded text, each with its cost."""
        original = text.typed(stretch)
        for number, cost in chain(
            self._alike(typed, original, stretch), self._one_off(typed, text, stretch)
        ):
            if not self._is_reading(typed, number, named):
                yield number, cost
        for number, cost in self._read_alike(typed, original, stretch):
            known = stretch.is_known and cost > 0
            if not known and not self._is_reading(typed, number, named):
                yield number, cost + _OTHER_SCRIPT

    def _is_reading(self, typed: str, number: int, named: set[tuple[str, str]]) -> bool:
        """Tell whether a label is what was recognised in a text already, in another script."""
        kind, key, label = self._labels[number]
        edits = max(1, cutoff(typed)[0])
        return (kind, key) in named and not is_within(typed, fold(label), edits)

    def _alike(self, typed: str, original: str, stretch: Stretch) -> Iterator[tuple[int, float]]:
        """Yield labels written like a folded text, each with its cost."""
        latin = LATIN_ONLY.fullmatch(typed) is not None
        most = float("inf")
        if stretch.is_known:
            most = _KNOWN_COST if stretch.holds_span or latin else _LOOK_ALIKE_COST
        found = self._written.near(typed)
        if latin and not (original.isupper() and len(original) <= _LONGEST_ACRONYM):
            found = chain(found, self._romaji.near(romaji_key(typed)))
        for number, cost in found:
            label = fold(self._labels[number][2])
            only_stem = not latin or not stretch.is_known or stem(label) == typed
            if cost <= most and only_stem and self._is_likely(typed, number, cost):
                yield number, cost

    def _is_likely(self, typed: str, number: int, cost: float) -> bool:
        """Tell whether a label that costs so much may be meant; names of offices are short."""
        kind = self._labels[number][0]
        return cost < 1 or kind != "ministry" or len(typed) > _LONGEST_OFFICE

    def _one_off(
        self, typed: str, text: QueryText, stretch: Stretch
    ) -> Iterator[tuple[int, float]]:
        """Yield labels of kanji of which one is wrong, if few come into question."""
        if KANJI_ONLY.fullmatch(typed):
            found = [
                number
                for number, place in self._written.differing(typed)
                if is_one_off(
                    typed, self._labels[number][0], place, text.word_at(stretch.start + place)
                )
            ]
            if len(found) <= MAX_OFFERS:
                yield from ((number, 1.0) for number in found)

    def _read_alike(
        self, typed: str, original: str, stretch: Stretch
    ) -> Iterator[tuple[int, float]]:
        """Yield labels that are read like a text, or nearly so."""
        if KANA_ONLY.fullmatch(typed):
            found = self._romaji.exact(romaji_key(hiragana_to_romaji(typed)))
            if found is not None and len(typed) >= _SHORTEST_READING:
                place = self._labels[found][0] == "municipality"
                if not (place and HAS_KATAKANA.search(original)):  # ソニー is not 曽爾
                    yield self._japanese[found], 0.0
        elif HAS_HAN.search(typed):
            reading = self._tokenizer.readings(typed)
            if not HAS_HAN.search(reading) and len(reading) >= _SHORTEST_READING:
                yield from self._with_reading(typed, reading, stretch)

    def _with_reading(
        self, typed: str, reading: str, stretch: Stretch
    ) -> Iterator[tuple[int, float]]:
        """Yield labels that are read like a text that has kanji, or nearly so."""
        found = self._written.exact(reading)
        if found is not None:
            yield found, 0.0
        mixed = HAS_KANA.search(typed) is not None
        if mixed or not stretch.is_known:
            for number, cost in self._written.near(reading):
                if mixed or is_near_reading(typed, self._labels[number][2], cost):
                    yield number, cost

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
        corrections = [self._correction(query, [offer]) for offer in found]
        if len(parts) > 1:
            firsts = [min(part.offers.values()) for part in parts]
            corrections.insert(0, self._correction(query, firsts))
        by_result = {fold(c.query): c for c in reversed(corrections)}
        by_result.pop(fold(query), None)
        return [c for c in corrections if c in by_result.values()]

    def _correction(self, query: str, offers: Iterable[_Offer]) -> Correction:
        """Return the query with a label in the place of each of some stretches."""
        head = fold_with_offsets(query[:_LONGEST_QUERY])
        changes = [
            (*head.original_span(offer.start, offer.end), *self._labels[offer.number])
            for offer in sorted(offers, key=lambda offer: offer.start)
        ]
        start, end = changes[0][0], changes[-1][1]
        text, done = "", start
        for first, last, _, _, label in changes:
            text += query[done:first] + label
            done = last
        _, _, kind, key, _ = changes[0]
        one = len(changes) == 1
        whole = query[:start] + text + query[end:]
        return Correction(
            start, end, query[start:end], kind if one else "", key if one else "", text, whole
        )


def _kind(kind: str) -> str:
    """Return the kind of document that a kind of the lexicon stands for."""
    return "municipality" if kind == "place" else kind
