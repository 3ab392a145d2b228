"""The words that a query can name, in one automaton: technologies, places, programmes, kinds.

Three scripts are looked up in three ways (``search.names.boundaries``); romaji is compared by
``search.text.romaji``'s key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ahocorasick_rs

from search.names.boundaries import script_edges, script_of, whole_word, with_kana_boundaries
from search.names.entries import Bare, Entry, Match, Script
from search.text.folding import Folded, fold
from search.text.romaji import romaji_key_with_offsets, romaji_label_keys
from search.text.scripts import LATIN_ONLY


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
        self._plain_labels = self._plain.labels()
        self._romaji_labels = self._romaji.labels()
        self._automaton = ahocorasick_rs.AhoCorasick(self._plain_labels)
        self._romaji_automaton = ahocorasick_rs.AhoCorasick(self._romaji_labels)

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
            label = self._plain_labels[index]
            script = script_of(label)
            if script is Script.LATIN and not whole_word(text, start, end):
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


class _Entries:
    """The entries of each label, made when they are asked for: a query names a few of very many.

    Args:
        data: what is given to ``Entry`` for each entry of a label, by label.
    """

    def __init__(self, data: Mapping[str, Sequence[Sequence[Any]]]) -> None:
        self._data = data

    def __getitem__(self, label: str) -> tuple[Entry, ...]:
        return tuple(Entry(*entry) for entry in self._data.get(label, ()))

    def labels(self) -> list[str]:
        """Return all labels."""
        return list(self._data)
