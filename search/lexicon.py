"""The words that a query can name, in one automaton: technologies, places, programmes, kinds.

Three scripts are looked up in three ways. Kanji and mixed labels match anywhere (the longest wins);
labels in kana alone need a boundary on both sides, because うだ (宇陀) stands in そうだ; Latin
labels need whole words (AI is not in RAIN). Romaji is compared by ``search.romaji``'s key.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import ahocorasick_rs

from search.documents import Corpus, Place
from search.romaji import romaji_key_with_offsets, romaji_label_keys
from search.text import HIRAGANA, Folded, fold
from search.words import FUNCTION_WORDS

_KANA_ONLY = re.compile(f"[{HIRAGANA}ー]+")
_LATIN_ONLY = re.compile(r"[\x20-\x7e]+")

_ENGLISH_SUFFIXES = {
    "prefecture": ("prefecture", "pref"),
    "ward": ("ward",),
    "town": ("town",),
    "village": ("village",),
}
"""English words after a place's romaji; every other kind is a ``city``."""


class Script(Enum):
    """How a label is compared."""

    MIXED = "mixed"
    KANA = "kana"
    LATIN = "latin"
    ROMAJI = "romaji"


class Bare(Enum):
    """How freely a place's name without 市, 町, 府 … may be read as that place."""

    FREE = "free"
    APART = "apart"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What a label stands for.

    Args:
        kind: ``technology``, ``challenge``, ``place``, ``region``, ``programme``, ``ministry``,
            or a kind of ``search.words`` (``near-after``, ``type`` …).
        key: key of the thing.
        bare: whether the label is a place's name without 市, 町, 府 …
    """

    kind: str
    key: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A label found in a folded text.

    Args:
        start: first character in the folded text.
        end: one past the last.
        script: how it was compared.
        entries: what it can stand for.
    """

    start: int
    end: int
    script: Script
    entries: tuple[Entry, ...]


class LexiconBuilder:
    """Collects the labels of a corpus, folded once, at build time.

    Args:
        corpus: its places, regions and labels are used.
        bare_names: folded names without suffix; those that are ordinary words too (中央) are taken
            for places only where the text around them allows it.
    """

    def __init__(self, corpus: Corpus, bare_names: Mapping[str, Bare]) -> None:
        self._bare_names = bare_names
        self._plain: defaultdict[str, set[Entry]] = defaultdict(set)
        self._romaji: defaultdict[str, set[Entry]] = defaultdict(set)
        self._shown: defaultdict[str, defaultdict[str, dict[str, str]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for label in corpus.labels:
            self._add(label.text, Entry(label.kind, label.key), romaji=label.lang == "ja-Latn")
            if label.preferred:
                self._shown[label.kind][label.key][label.lang] = label.text
        cities = {place.code: place.name for place in corpus.places}
        for place in corpus.places:
            self._add_place(place)
            if place.parent:
                self._add(
                    cities[place.parent] + place.name, Entry("place", place.code), romaji=False
                )
        for region in corpus.regions:
            for text in region.labels:
                romaji = bool(_LATIN_ONLY.fullmatch(fold(text)))
                self._add(text, Entry("region", region.key), romaji=romaji)
        for kind, key, words in FUNCTION_WORDS:
            for word in words:
                self._add(word, Entry(kind, key), romaji=False)

    def data(self) -> dict[str, Any]:
        """Return everything as plain JSON values, which ``Lexicon`` reads."""
        return {
            "plain": _plain_data(self._plain),
            "romaji": _plain_data(self._romaji),
            "shown": self._shown,
            "bare": {name: bare.value for name, bare in sorted(self._bare_names.items())},
        }

    def _add(self, text: str, entry: Entry, *, romaji: bool) -> None:
        folded = fold(text)
        if not folded:
            return
        self._plain[folded].add(entry)
        if romaji:
            for key in romaji_label_keys(folded):
                self._romaji[key].add(entry)

    def _add_place(self, place: Place) -> None:
        entry, bare = Entry("place", place.code), Entry("place", place.code, bare=True)
        for text in (place.full_name, place.name, place.reading, place.english):
            self._add(text, entry, romaji=False)
        stem = place_stem(place)
        if stem:
            self._add(stem, bare, romaji=False)
        reading = place.reading[: -len(_suffix_reading(place))] if _suffix_reading(place) else ""
        if len(reading) > 2:  # noqa: PLR2004 - つ, うだ: too short to be told from grammar
            self._add(reading, bare, romaji=False)
        if place.kind != "ward":
            self._add(place.romaji, bare, romaji=True)
        if place.romaji_suffix:
            self._add(f"{place.romaji}{place.romaji_suffix}", entry, romaji=True)
        for suffix in _ENGLISH_SUFFIXES.get(place.kind, ("city",)):
            self._add(f"{place.romaji} {suffix}", entry, romaji=True)


def _plain_data(labels: Mapping[str, set[Entry]]) -> dict[str, list[tuple[str, str, bool]]]:
    return {
        label: [(entry.kind, entry.key, entry.bare) for entry in sorted(labels[label])]
        for label in sorted(labels)
    }


class Lexicon:
    """All labels of a release, in two automata.

    Args:
        data: what ``LexiconBuilder.data`` gave.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._plain = _entries(data["plain"])
        self._romaji = _entries(data["romaji"])
        self.shown: dict[tuple[str, str], dict[str, str]] = {
            (kind, key): labels
            for kind, things in data["shown"].items()
            for key, labels in things.items()
        }
        self._bare_names = {name: Bare(value) for name, value in data["bare"].items()}
        self._plain_labels = list(self._plain)
        self._romaji_labels = list(self._romaji)
        self._automaton = ahocorasick_rs.AhoCorasick(self._plain_labels)
        self._romaji_automaton = ahocorasick_rs.AhoCorasick(self._romaji_labels)

    def bareness(self, text: str) -> Bare:
        """Return how freely a folded text may be read as a place's name without suffix."""
        return self._bare_names.get(text, Bare.FREE)

    def lookup(self, text: str) -> tuple[Entry, ...]:
        """Return what a whole text names: the entries of the label that it is."""
        folded = fold(text)
        found = set(self._plain.get(folded, ()))
        if _LATIN_ONLY.fullmatch(folded):
            for key in romaji_label_keys(folded):
                found.update(self._romaji.get(key, ()))
        return tuple(sorted(found))

    def matches(self, original: str, folded: Folded) -> list[Match]:
        """Return every label in a text that stands within proper boundaries, in any overlap.

        Args:
            original: the text; where its katakana meet hiragana, a word ends.
            folded: its fold.
        """
        found = [
            Match(start, end, script, entries)
            for start, end, script, entries in self._plain_matches(folded)
        ]
        found += self._romaji_matches(folded)
        return _with_kana_boundaries(found, folded, _script_edges(original, folded))

    def _plain_matches(
        self, folded: Folded
    ) -> Iterator[tuple[int, int, Script, tuple[Entry, ...]]]:
        text = folded.text
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            label = self._plain_labels[index]
            script = script_of(label)
            if script is Script.LATIN and not _whole_word(text, start, end):
                continue
            yield start, end, script, self._plain[label]

    def _romaji_matches(self, folded: Folded) -> Iterator[Match]:
        solid = romaji_key_with_offsets(folded.text, solid=True)
        keys = [romaji_key_with_offsets(folded.text)]
        keys += [solid] if solid.text != keys[0].text else []
        for key in keys:
            hits = self._romaji_automaton.find_matches_as_indexes(key.text, overlapping=True)
            for index, start, end in hits:
                if key.is_whole(start, end):
                    first, last = key.original_span(start, end)
                    entries = self._romaji[self._romaji_labels[index]]
                    yield Match(first, last, Script.ROMAJI, entries)


def _entries(data: Mapping[str, list[tuple[str, str, bool]]]) -> dict[str, tuple[Entry, ...]]:
    return {label: tuple(Entry(*entry) for entry in entries) for label, entries in data.items()}


def script_of(label: str) -> Script:
    """Return how a folded label is compared."""
    if _LATIN_ONLY.fullmatch(label):
        return Script.LATIN
    return Script.KANA if _KANA_ONLY.fullmatch(label) else Script.MIXED


def place_stem(place: Place) -> str:
    """Return a place's name without 都, 府, 県, 市, 町, 村.

    Empty for wards, and for towns and villages of one character: 森, 原 and 東 mean other things.
    """
    if place.kind == "ward" or place.name == "北海道":
        return ""
    stem = place.name[:-1]
    return stem if len(stem) > 1 or place.name.endswith("市") else ""


def _suffix_reading(place: Place) -> str:
    """Return the reading of a place's suffix: the end of its kana that its romaji suffix names."""
    readings = {
        "-shi": "し", "-cho": "ちょう", "-machi": "まち", "-mura": "むら", "-son": "そん",
        "-ken": "けん", "-fu": "ふ", "-to": "と", "-ku": "く",
    }  # fmt: skip
    reading = readings.get(place.romaji_suffix, "")
    return reading if reading and place.reading.endswith(reading) and place.kind != "ward" else ""


def _whole_word(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (_is_word(before) and _is_word(text[start])) and not (
        _is_word(after) and _is_word(text[end - 1])
    )


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


_PARTICLES = ("の", "で", "に", "を", "は", "が", "と", "や", "も", "から", "まで", "へ", "な")
_PARTICLE_BEFORE = re.compile(f"(?:{'|'.join(_PARTICLES)})$")
_PARTICLE_AFTER = re.compile("|".join(_PARTICLES))


def _script_edges(original: str, folded: Folded) -> set[int]:
    """Return the positions where katakana meet hiragana in what was typed, and where blanks were.

    Folding hides them: されたクラウド folds to されたくらうど.
    """
    katakana = [_is_katakana(original[start]) for start in folded.starts]
    edges = set(folded.gaps)
    for position in range(1, len(katakana)):
        pair = folded.text[position - 1 : position + 1]
        if katakana[position - 1] != katakana[position] and _KANA_ONLY.fullmatch(pair):
            edges.add(position)
    return edges


def _is_katakana(character: str) -> bool:
    return "\u30a0" <= character <= "\u30ff" or "\uff66" <= character <= "\uff9f"


def _with_kana_boundaries(matches: Iterable[Match], folded: Folded, edges: set[int]) -> list[Match]:
    """Leave out kana labels that begin or end in the middle of other kana."""
    found = list(matches)
    edges_before = edges | {m.end for m in found if m.script is not Script.KANA}
    edges_after = edges | {m.start for m in found if m.script is not Script.KANA}
    kana = [match for match in found if match.script is Script.KANA]
    kept = [match for match in found if match.script is not Script.KANA]
    for match in sorted(kana, key=lambda match: (match.start, -match.end)):
        if _kana_start(match, folded, edges_before) and _kana_end(match, folded, edges_after, kana):
            kept.append(match)
            edges_before.add(match.end)
    return kept


def _is_kana(character: str) -> bool:
    return bool(_KANA_ONLY.fullmatch(character))


def _kana_start(match: Match, folded: Folded, edges: set[int]) -> bool:
    text, start = folded.text, match.start
    return (
        start == 0
        or start in edges
        or not _is_kana(text[start - 1])
        or bool(_PARTICLE_BEFORE.search(text[:start]))
    )


def _kana_end(match: Match, folded: Folded, edges: set[int], kana: Iterable[Match]) -> bool:
    text, end = folded.text, match.end
    return (
        end == len(text)
        or end in edges
        or not _is_kana(text[end])
        or bool(_PARTICLE_AFTER.match(text, end))
        or any(other.start == end for other in kana)
    )
