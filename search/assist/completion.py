"""Completions while somebody types: by kanji, by kana, by romaji, the most useful first.

A name is found by any form of it (:mod:`search.names.things`): two sorted tables hold the written
forms and the romaji keys, and a prefix is a range of each, found by bisection.

*Order.* Names that are typed whole come first; then the things by number of projects, by kind
(``USEFUL_KINDS``) and by length of the label; then those that only another romanisation of an
unfinished syllable meets (``t`` may become ``chi``). Each thing stands once, with the first of its
names that was met. This order is fixed when the release is built: names are numbered by it.

*Cost.* A narrow range is sorted. A wide one (``s``, ``ス`` over a hundred thousand titles) is not
looked at: the numbers are gone through from the best on, and those whose place lies in the range
are kept until there are enough. No range costs Python time for each of its members.

*Longer queries.* What is completed begins as far to the left as something can be completed: the
whole text, else from a later word. Words begin after a blank, a particle or a mark, and where the
script changes to kanji, katakana or Latin; after a name (観光) also where it changes to hiragana.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from search.assist.composing import romaji_prefixes, starts, unfinished_kana, unfinished_keys
from search.assist.prefixes import Form, Ids, Range, write_form
from search.index.files import DamagedFile, read_array, reading
from search.index.strings import StringTable, write_strings
from search.model.corpus import Corpus
from search.model.kinds import USEFUL_KINDS
from search.names.said import words_said
from search.names.things import Thing, titles, vocabulary
from search.text.folding import fold_with_offsets
from search.text.tokens import Tokenizer

_THINGS: Final = "suggest-things"
_NAMES: Final = "suggest-names"
_FORMS: Final = ("written", "romaji")
_LONGEST: Final = 80
"""Characters at the end of a query that are looked at; few titles are longer."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion.

    Args:
        kind: kind of thing, one of ``USEFUL_KINDS``.
        key: its key.
        labels: its labels by language.
        within: names of the prefecture of a municipality, by language; else empty.
        matched: the name that was met, as it is written.
        count: number of projects that have to do with it; of a completion beside other words,
            the number of results of the whole query with it.
        query: what was typed.
        start: first character of the query that the completion replaces.
        end: one past the last.
        joint: what stands between the query before it and the label.
    """

    kind: str
    key: str
    labels: Mapping[str, str] = field(hash=False)
    within: Mapping[str, str] = field(hash=False)
    matched: str
    count: int
    query: str
    start: int
    end: int
    joint: str = ""

    def label(self, lang: str) -> str:
        """Return the label in a language, else in the other one, else what was met."""
        return self.labels.get(lang) or next(iter(self.labels.values()), "") or self.matched

    def text(self, lang: str) -> str:
        """Return the whole query with the completion in it."""
        return self.query[: self.start] + self.joint + self.label(lang) + self.query[self.end :]


def write_suggestions(
    folder: Path, corpus: Corpus, tokenizer: Tokenizer, named: Sequence[Thing] | None = None
) -> None:
    """Write what :class:`Suggester` reads, as files whose names begin with ``suggest-``.

    Args:
        folder: an existing folder.
        corpus: its documents, places, regions and labels are offered.
        tokenizer: reads labels that have no reading of their own.
        named: the vocabulary of the corpus, where it is known already.
    """
    known = vocabulary(corpus, tokenizer) if named is None else named
    things = [*known, *words_said(corpus), *titles(corpus, tokenizer)]
    things.sort(key=lambda thing: thing.usefulness)
    names = [(number, name) for number, thing in enumerate(things) for name in thing.names]
    write_strings(folder, _THINGS, map(_thing_row, things))
    write_strings(folder, _NAMES, (name.text.encode() for _, name in names))
    owners = np.array([number for number, _ in names], dtype=np.int32)
    kinds = np.array([USEFUL_KINDS.index(thing.kind) for thing in things], dtype=np.int8)
    np.save(folder / f"{_NAMES}.owners.npy", owners)
    np.save(folder / f"{_THINGS}.kinds.npy", kinds)
    for form in _FORMS:
        pairs = (
            (text, number)
            for number, (_, name) in enumerate(names)
            for text in (name.written if form == "written" else name.romaji)
        )
        write_form(folder, f"suggest-{form}", pairs)


def _thing_row(thing: Thing) -> bytes:
    row = (thing.kind, thing.key, thing.labels, thing.within, thing.count)
    return orjson.dumps(row)


class Suggester:
    """Completes what is being typed. Safe for many threads.

    Args:
        folder: folder that ``write_suggestions`` wrote into.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        self._things = StringTable(folder, _THINGS)
        self._names = StringTable(folder, _NAMES)
        place = folder / f"{_NAMES}.owners.npy"
        self._owners: Ids = read_array(place)
        kinds = read_array(folder / f"{_THINGS}.kinds.npy")
        if len(self._owners) != len(self._names) or len(kinds) != len(self._things):
            raise DamagedFile(place, f"it and {_THINGS}.kinds.npy do not belong together")
        with reading(place):
            owned = kinds[self._owners]
        self._written, self._romaji = (Form(folder, f"suggest-{form}", owned) for form in _FORMS)

    def suggest(
        self,
        text: str,
        limit: int = 10,
        kinds: Sequence[str] = USEFUL_KINDS,
        least: int = 1,
    ) -> list[Suggestion]:
        """Return completions, the most useful first, each thing once.

        Args:
            text: what has been typed; kana that an input method is still composing may end in
                Latin letters (``じd``).
            limit: at most so many.
            kinds: only things of these kinds.
            least: as long as there are fewer, later words are completed too.
        """
        skipped = max(0, len(text) - _LONGEST)
        tail = text[skipped:]
        folded = fold_with_offsets(tail)
        wanted = [number for number, kind in enumerate(USEFUL_KINDS) if kind in kinds]
        suggestions: dict[tuple[str, str], Suggestion] = {}
        for start in starts(tail, folded, self._is_name):
            first = skipped + folded.starts[start] if start or skipped else 0
            for number in self._complete(folded.text[start:], text[first:], limit, wanted):
                found = self._suggestion(number, text, first)
                suggestions.setdefault((found.kind, found.key), found)
            if len(suggestions) >= least:
                break
        return list(suggestions.values())[:limit]

    def close(self) -> None:
        """Release the files."""
        for table in (self._things, self._names, self._written, self._romaji):
            table.close()

    def _is_name(self, folded: str) -> bool:
        """Tell whether a folded text is a name by itself."""
        first, last = self._written.whole(folded, self._written.prefixed(folded))
        return first < last

    def _suggestion(self, number: int, query: str, start: int) -> Suggestion:
        thing = orjson.loads(self._things[int(self._owners[number])])
        kind, key, labels, within, count = thing
        matched = self._names[number].decode()
        return Suggestion(kind, key, labels, within, matched, count, query, start, len(query))

    def _complete(self, folded: str, typed: str, limit: int, wanted: Sequence[int]) -> list[int]:
        """Return the numbers of the best names that begin with a text, one for each thing."""
        keys = romaji_prefixes(folded)
        found: dict[int, int] = {}
        ranges = [(self._written, folded, self._written.prefixed(folded))]
        ranges += [(self._romaji, key, self._romaji.prefixed(key)) for key in keys]
        met = [(form, text, range_) for form, text, range_ in ranges if range_[0] < range_[1]]
        self._take(found, [(f, f.whole(text, range_)) for f, text, range_ in met], limit, wanted)
        self._take(found, [(form, range_) for form, _, range_ in met], limit, wanted)
        if len(found) < limit:
            more = [(self._romaji, self._romaji.prefixed(key)) for key in unfinished_keys(keys)]
            others = unfinished_kana(typed)
            more += [(self._written, self._written.prefixed(text)) for text in others]
            self._take(found, more, limit, wanted)
        return list(found.values())

    def _take(
        self,
        found: dict[int, int],
        ranges: Sequence[tuple[Form, Range]],
        limit: int,
        wanted: Sequence[int],
    ) -> None:
        """Add the best names of some ranges to what was found, up to a limit."""
        if len(found) >= limit:
            return
        numbers: list[int] = []
        for form, range_ in ranges:
            if range_[0] < range_[1]:
                for portions in form.best(range_, wanted):
                    numbers += self._first(portions, limit + len(found))
        for number in sorted(numbers):
            found.setdefault(int(self._owners[number]), number)
            if len(found) == limit:
                return

    def _first(self, portions: Iterator[Ids], most: int) -> list[int]:
        """Return the best names of ascending portions: of as many things as are asked for."""
        numbers: list[int] = []
        for portion in portions:
            owners = self._owners[portion]
            new = np.ones(len(portion), dtype=np.bool_)
            new[1:] = owners[1:] != owners[:-1]
            numbers += portion[new][: most + 1].tolist()
            if len(numbers) > most:  # one more: a thing may stand in two portions
                break
        return numbers
