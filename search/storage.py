"""Documents on disk: what is shown of each, read when it is shown, and its folded text.

Layout of the folder::

    documents.jsonl      one JSON line a document: labels, payload, sentences
    documents.starts.npy where each line begins, and the end
    keys.json            [kind, key] of each document
    passages.txt         the folded text of each document, in UTF-8
    passages.starts.npy  where each begins, and the end
    order.npy            place of each document among equals: by kind, then by key
    names.npy            place of each document by its Japanese name
    years.npy            fiscal year, 0 for none
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from search.columns import Mask
from search.documents import KINDS, Document
from search.highlight import Sentence
from search.text import fold

_ASCII_WORD = re.compile(r"[a-z0-9]")


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
        self._lines = _Parts(folder, "documents", "jsonl")
        self._passages = _Parts(folder, "passages", "txt")

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
        order = sorted(range(len(keys)), key=lambda n: (KINDS.index(keys[n][0]), keys[n][1]))
        np.save(folder / "order.npy", _ranks(order))
        names = [fold(document.labels.get("ja", "")) for document in documents]
        places = {name: place for place, name in enumerate(sorted(set(names)))}
        np.save(folder / "names.npy", np.array([places[name] for name in names], dtype=np.int32))
        years = [document.fiscal_year or 0 for document in documents]
        np.save(folder / "years.npy", np.array(years, dtype=np.int32))


class _Parts:
    """A file of parts, and where each of them begins."""

    def __init__(self, folder: Path, name: str, ending: str) -> None:
        self._path = folder / f"{name}.starts.npy"
        self._stream = (folder / f"{name}.{ending}").open("wb")
        self._starts = [0]

    def add(self, part: bytes) -> None:
        self._starts.append(self._starts[-1] + self._stream.write(part))

    def close(self) -> None:
        self._stream.close()
        np.save(self._path, np.array(self._starts, dtype=np.int64))


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
        self.keys = [(kind, key) for kind, key in orjson.loads((folder / "keys.json").read_bytes())]
        self.size = len(self.keys)
        self._numbers = {key: number for number, key in enumerate(self.keys)}
        self.order = _array(folder, "order", self.size)
        self.names = _array(folder, "names", self.size)
        self.years = _array(folder, "years", self.size)
        self._lines, self._line_starts = self._parts(folder, "documents", "jsonl")
        self._passages, self._passage_starts = self._parts(folder, "passages", "txt")

    def number(self, kind: str, key: str) -> int | None:
        """Return the number of a document, or None."""
        return self._numbers.get((kind, key))

    def read(self, number: int) -> Stored:
        """Return one document."""
        start, end = self._line_starts[number : number + 2]
        record = orjson.loads(self._lines[start:end])
        kind, key = self.keys[number]
        found = tuple(Sentence(*sentence) for sentence in record["sentences"])
        return Stored(kind, key, record["labels"], record["payload"], found)

    def holding(self, text: str) -> Mask:
        """Return which documents hold a text as it stands, whatever its spelling.

        A Latin word is compared as a whole: AI is not in RAIN.
        """
        folded = fold(text)
        result = np.zeros(self.size, dtype=np.bool_)
        if folded:
            before = rb"(?<![a-z0-9])" if _ASCII_WORD.match(folded[0]) else b""
            after = rb"(?![a-z0-9])" if _ASCII_WORD.match(folded[-1]) else b""
            pattern = re.compile(before + re.escape(folded.encode()) + after)
            found = [match.start() for match in pattern.finditer(self._passages)]
            result[np.searchsorted(self._passage_starts, found, side="right") - 1] = True
        return result

    def close(self) -> None:
        """Release the files."""
        for part in (self._lines, self._passages):
            if isinstance(part, mmap.mmap):
                part.close()

    def _parts(
        self, folder: Path, name: str, ending: str
    ) -> tuple[mmap.mmap | bytes, NDArray[np.int64]]:
        starts = _array(folder, f"{name}.starts", self.size + 1)
        path = folder / f"{name}.{ending}"
        if path.stat().st_size != starts[-1]:
            raise ValueError(f"{path.name} does not have the length that its index says")
        if not starts[-1]:
            return b"", starts  # an empty file cannot be mapped
        with path.open("rb") as stream:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ), starts


def _array(folder: Path, name: str, length: int) -> NDArray[Any]:
    found: NDArray[Any] = np.load(folder / f"{name}.npy", allow_pickle=False)
    if len(found) != length:
        raise ValueError(f"{name}.npy has {len(found)} values where {length} documents need theirs")
    return found
