"""The words that a query can name, in one automaton: technologies, places, programmes, kinds.

Three scripts are looked up in three ways (``search.names.boundaries``); romaji is compared by
``search.text.romaji``'s key.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, overload

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
        for index, start, end in self._plain.automaton.find_matches_as_indexes(
            text, overlapping=True
        ):
            label = self._plain.label(index)
            script = script_of(label)
            if script is Script.LATIN and not whole_word(text, start, end):
                continue
            yield start, end, script, self._plain.of(index)

    def _romaji_matches(self, folded: Folded) -> Iterator[Match]:
        solid = romaji_key_with_offsets(folded.text, solid=True)
        keys = [romaji_key_with_offsets(folded.text)]
        keys += [solid] if solid.text != keys[0].text else []
        for key in keys:
            hits = self._romaji.automaton.find_matches_as_indexes(key.text, overlapping=True)
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
        self._labels, self._entries = (_Lines(lines) for lines in data)
        if len(self._labels) != len(self._entries):
            message = f"{len(self._labels)} labels have {len(self._entries)} lists of entries"
            raise ValueError(message)
        self.automaton = ahocorasick_rs.AhoCorasick(data[0].split("\n") if data[0] else [])

    def label(self, number: int) -> str:
        """Return the label of a number."""
        return self._labels[number].decode()

    def of(self, number: int) -> tuple[Entry, ...]:
        """Return the entries of the label of a number."""
        return tuple(Entry(*entry) for entry in orjson.loads(self._entries[number]))

    def __getitem__(self, label: str) -> tuple[Entry, ...]:
        wanted = label.encode()
        number = bisect_left(self._labels, wanted)  # UTF-8 keeps the order of code points
        known = number < len(self._labels) and self._labels[number] == wanted
        return self.of(number) if known else ()


class _Lines(Sequence[bytes]):
    """Lines of a text, which stay one object.

    Args:
        text: the lines, with a line break between them.
    """

    def __init__(self, text: str) -> None:
        self._content = text.encode()
        breaks = np.flatnonzero(np.frombuffer(self._content, dtype=np.uint8) == _LINE_BREAK)
        ends = [*breaks.tolist(), len(self._content)] if text else []
        self._ends = array("i", ends)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, number: int) -> bytes: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[bytes]: ...

    def __getitem__(self, number: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        start = self._ends[number - 1] + 1 if number else 0
        return self._content[start : self._ends[number]]
