"""The words that a query can name, in one automaton: technologies, places, programmes, kinds.

Three scripts are looked up in three ways (``search.names.boundaries``); romaji is compared by
``search.text.romaji``'s key.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import orjson

from search.names.boundaries import script_edges, script_of, whole_word, with_kana_boundaries
from search.names.entries import Bare, Entry, Match, Script
from search.text.folding import Folded, fold
from search.text.romaji import romaji_key_with_offsets, romaji_label_keys
from search.text.scripts import LATIN_ONLY

_LINE_BREAK: Final = ord("\n")


class Lexicon:
    """All labels of a release, in two automata.

    Args:
        data: what ``search.names.lexicon_builder`` gave.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._plain = _Entries(data["plain"])
        self._romaji = _Entries(data["romaji"])
        self.shown: dict[tuple[str, str], dict[str, str]] = {
            (kind, key): labels
            for kind, things in data["shown"].items()
            for key, labels in things.items()
        }
        self._bare_names = {name: Bare(value) for name, value in data["bare"].items()}
        self._automaton = ahocorasick_rs.AhoCorasick(self._plain.labels)
        self._romaji_automaton = ahocorasick_rs.AhoCorasick(self._romaji.labels)

    def bareness(self, text: str) -> Bare:
        """Return how freely a folded text may be read as a place's name without suffix."""
        return self._bare_names.get(text, Bare.FREE)

    def lookup(self, text: str) -> tuple[Entry, ...]:
        """Return what a whole text names: the entries of the label that it is."""
        folded = fold(text)
        found = set(self._plain[folded])
        if LATIN_ONLY.fullmatch(folded):
            for key in romaji_label_keys(folded):
                found.update(self._romaji[key])
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
        return with_kana_boundaries(found, folded, script_edges(original, folded))

    def _plain_matches(
        self, folded: Folded
    ) -> Iterator[tuple[int, int, Script, tuple[Entry, ...]]]:
        text = folded.text
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            label = self._plain.labels[index]
            script = script_of(label)
            if script is Script.LATIN and not whole_word(text, start, end):
                continue
            yield start, end, script, self._plain.of(index)

    def _romaji_matches(self, folded: Folded) -> Iterator[Match]:
        solid = romaji_key_with_offsets(folded.text, solid=True)
        keys = [romaji_key_with_offsets(folded.text)]
        keys += [solid] if solid.text != keys[0].text else []
        for key in keys:
            hits = self._romaji_automaton.find_matches_as_indexes(key.text, overlapping=True)
            for index, start, end in hits:
                if key.is_whole(start, end):
                    first, last = key.original_span(start, end)
                    entries = self._romaji.of(index)
                    yield Match(first, last, Script.ROMAJI, entries)


class _Entries:
    """The labels, sorted, and the entries of each, made when they are asked for.

    A query names a few of very many: as objects they would be most of the memory of a release.

    Args:
        data: labels, and entries as JSON; a line for each label.

    Raises:
        ValueError: the two have not the same number of lines.
    """

    def __init__(self, data: Sequence[str]) -> None:
        labels, entries = data
        self.labels = labels.split("\n") if labels else []
        self._lines = entries.encode()
        ends = np.flatnonzero(np.frombuffer(self._lines, dtype=np.uint8) == _LINE_BREAK)
        self._ends = np.concatenate([ends, [len(self._lines)]]).astype(np.int32)
        if len(self._ends) != max(len(self.labels), 1):
            message = f"{len(self.labels)} labels have {len(self._ends)} lists of entries"
            raise ValueError(message)

    def of(self, number: int) -> tuple[Entry, ...]:
        """Return the entries of the label of a number."""
        start = int(self._ends[number - 1]) + 1 if number else 0
        found = orjson.loads(self._lines[start : self._ends[number]])
        return tuple(Entry(*entry) for entry in found)

    def __getitem__(self, label: str) -> tuple[Entry, ...]:
        number = bisect_left(self.labels, label)
        known = number < len(self.labels) and self.labels[number] == label
        return self.of(number) if known else ()
