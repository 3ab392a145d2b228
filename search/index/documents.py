"""Documents on disk: what is shown of each, read when it is shown, and its folded text.

Layout of the folder::

    documents.*          a table of strings: labels, payload and sentences, a line of JSON each
    passages.*           a table of strings: the folded text of each document
    keys.json            [kind, key] of each document
    order.npy            place of each document among equals: by kind, the newest first, then by key
    names.npy            place of each document by its Japanese name
    years.npy            fiscal year, 0 for none
"""

from __future__ import annotations

import mmap
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from ontology.kinds import KINDS
from search.index.columns import Mask
from search.index.files import read_array, read_list, reading
from search.index.strings import StringTable, StringWriter
from search.model.corpus import Document
from search.text.folding import fold
from search.text.snippets import Sentence

_LATIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
"""Characters of Latin words, folded."""
_LATEST = 1024
"""Documents that are remembered as they were read: a few kilobytes each."""
_PHRASES = 64
"""Texts of which it is remembered who holds them: a byte for each document."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a document to be shown.

    Args:
        kind: its kind.
        key: its key.
        labels: its labels by language.
        payload: what the doors show of it.
        sentences: the sentences of its texts.
    """

    kind: str
    key: str
    labels: Mapping[str, str]
    payload: Mapping[str, Any]
    sentences: tuple[Sentence, ...]


class DocumentWriter:
    """Writes documents, one after another.

    Args:
        folder: an existing empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = StringWriter(folder, "documents")
        self._passages = StringWriter(folder, "passages")

    def add(self, line: bytes, passage: str) -> None:
        """Add a document.

        Args:
            line: what is shown of it, as a line of JSON.
            passage: its folded texts, a line each.
        """
        self._lines.add(line)
        self._passages.add(passage.encode())

    def finish(self, documents: Sequence[Document]) -> None:
        """Write what tells the documents apart and orders them.

        Args:
            documents: those that were added, in that order.
        """
        folder = self._folder
        self._lines.close()
        self._passages.close()
        keys = [(document.kind, document.key) for document in documents]
        (folder / "keys.json").write_bytes(orjson.dumps(keys))
        years = [document.fiscal_year or 0 for document in documents]
        order = sorted(
            range(len(keys)), key=lambda n: (KINDS.index(keys[n][0]), -years[n], keys[n][1])
        )
        np.save(folder / "order.npy", _ranks(order))
        names = [fold(document.labels.get("ja", "")) for document in documents]
        places = {name: place for place, name in enumerate(sorted(set(names)))}
        np.save(folder / "names.npy", np.array([places[name] for name in names], dtype=np.int32))
        np.save(folder / "years.npy", np.array(years, dtype=np.int32))


def _ranks(order: Sequence[int]) -> NDArray[np.int32]:
    ranks = np.empty(len(order), dtype=np.int32)
    ranks[list(order)] = np.arange(len(order), dtype=np.int32)
    return ranks


class DocumentStore:
    """The documents of a release. Safe for many threads.

    Args:
        folder: folder that ``DocumentWriter`` wrote.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        place = folder / "keys.json"
        with reading(place):
            self.keys = [(kind, key) for kind, key in read_list(place)]
        self.size = len(self.keys)
        self._numbers = {key: number for number, key in enumerate(self.keys)}
        self.order = _array(folder, "order", self.size)
        self.names = _array(folder, "names", self.size)
        self.years = _array(folder, "years", self.size)
        self._lines = StringTable(folder, "documents")
        self._passages = StringTable(folder, "passages")
        self.read = lru_cache(maxsize=_LATEST)(self._read)
        self.holding = lru_cache(maxsize=_PHRASES)(self._holding)
        if {len(self._lines), len(self._passages)} != {self.size}:
            raise ValueError(f"{folder.name}/ holds texts for other than its {self.size} documents")

    @property
    def latest_year(self) -> int | None:
        """The latest fiscal year of any document, or None where none has one."""
        return int(self.years.max(initial=0)) or None

    def number(self, kind: str, key: str) -> int | None:
        """Return the number of a document, or None."""
        return self._numbers.get((kind, key))

    def numbers(self, kind: str, keys: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of documents of a kind.

        Raises:
            KeyError: there is no such document.
        """
        return np.array([self._numbers[kind, key] for key in keys], dtype=np.int64)

    def _read(self, number: int) -> Stored:
        """Return one document."""
        record = orjson.loads(self._lines[number])
        kind, key = self.keys[number]
        found = tuple(Sentence(*sentence) for sentence in record["sentences"])
        return Stored(kind, key, record["labels"], record["payload"], found)

    def _holding(self, text: str) -> Mask:
        """Return which documents hold a text as it stands, whatever its spelling.

        A Latin word is compared as a whole: AI is not in RAIN. What is returned is remembered and
        cannot be written to.
        """
        sought = fold(text).encode()
        result = np.zeros(self.size, dtype=np.bool_)
        content, starts = self._passages.content, self._passages.starts
        at = content.find(sought) if sought else -1
        while at >= 0:
            following = at + 1
            if _is_whole(content, at, at + len(sought)):
                number = bisect_right(starts, at) - 1
                result[number] = True
                following = starts[number + 1]
            at = content.find(sought, following)
        result.flags.writeable = False
        return result

    def close(self) -> None:
        """Release the files."""
        self._lines.close()
        self._passages.close()


def _is_whole(content: mmap.mmap | bytes, start: int, end: int) -> bool:
    """Tell whether neither end of a stretch cuts a Latin word.

    This is not asked of a regular expression: one that looks around tries every byte, twenty times
    as slowly as a text is found.
    """
    cut_before = start > 0 and content[start] in _LATIN and content[start - 1] in _LATIN
    cut_after = end < len(content) and content[end - 1] in _LATIN and content[end] in _LATIN
    return not (cut_before or cut_after)


def _array(folder: Path, name: str, length: int) -> NDArray[Any]:
    found = read_array(folder / f"{name}.npy")
    if len(found) != length:
        raise ValueError(f"{name}.npy has {len(found)} values where {length} documents need theirs")
    return found
