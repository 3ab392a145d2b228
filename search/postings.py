"""Whoosh's postings as NumPy arrays, scored once when the index is built.

Whoosh scores posting by posting in Python, which is its whole cost at 100,000 documents. BM25 has
no parameter that a query changes, so the contribution of every posting is computed once from the
same postings, lengths and statistics, and a query only adds arrays up. The arrays are made from
the finished index, never beside it, so that the two cannot disagree.

The decoder reads private attributes of Whoosh's leaf matcher (version 3 codec); the contract test
``tests/integration/test_postings.py`` pins them to the installed version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching import Matcher
from whoosh.reading import IndexReader

BM25_B = 0.75
"""Length normalisation of BM25, as in Whoosh's ``BM25F``."""
BM25_K1 = 1.2
"""Saturation of BM25, as in Whoosh's ``BM25F``."""

_TERMS = "terms.json"
_ARRAYS = ("offsets", "documents", "impacts")


def decode(matcher: Matcher) -> tuple[list[int], list[float]]:
    """Return the document numbers and weights of a term's postings.

    Args:
        matcher: what Whoosh's ``IndexReader.postings`` gives.
    """
    numbers: list[int] = []
    weights: list[float] = []
    if isinstance(matcher, W3LeafMatcher):
        while matcher.is_active():
            matcher.id(), matcher.weight()  # reads the block
            numbers.extend(matcher._ids)  # noqa: SLF001 - see the module's docstring
            weights.extend(matcher._weights)  # noqa: SLF001
            matcher._next_block()  # noqa: SLF001
        return numbers, weights
    while matcher.is_active():
        numbers.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return numbers, weights


def write_postings(folder: Path, reader: IndexReader, fields: Iterable[str]) -> None:
    """Write the scored postings of an index.

    Args:
        folder: an existing folder.
        reader: Whoosh's reader of a finished index of one segment.
        fields: names of its fields.
    """
    for field in fields:
        terms, offsets, numbers, impacts = _scored(reader, field)
        place = folder / field
        place.mkdir()
        (place / _TERMS).write_bytes(orjson.dumps(terms))
        np.save(place / "offsets.npy", offsets)
        np.save(place / "documents.npy", numbers)
        np.save(place / "impacts.npy", impacts)


def _scored(
    reader: IndexReader, field: str
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    size = reader.doc_count_all()
    lengths = np.array([reader.doc_field_length(n, field) for n in range(size)], dtype=np.float64)
    average = reader.field_length(field) / size if size else 0.0
    norm = BM25_K1 * ((1 - BM25_B) + BM25_B * lengths / (average or 1.0))
    terms: list[str] = []
    offsets = [0]
    numbers: list[NDArray[np.int32]] = []
    impacts: list[NDArray[np.float32]] = []
    for term, ids, weights in _postings(reader, field):
        documents = np.array(ids, dtype=np.int32)
        frequencies = np.array(weights, dtype=np.float64)
        idf = np.log(size / (len(ids) + 1)) + 1
        saturated = frequencies * (BM25_K1 + 1) / (frequencies + norm[documents])
        terms.append(term)
        numbers.append(documents)
        impacts.append((idf * saturated).astype(np.float32))
        offsets.append(offsets[-1] + len(ids))
    empty = np.zeros(0)
    return (
        terms,
        np.array(offsets, dtype=np.int64),
        np.concatenate(numbers) if numbers else empty.astype(np.int32),
        np.concatenate(impacts) if impacts else empty.astype(np.float32),
    )


def _postings(reader: IndexReader, field: str) -> Iterator[tuple[str, list[int], list[float]]]:
    for raw in reader.lexicon(field):
        matcher = reader.postings(field, raw)
        ids, weights = decode(matcher)
        yield raw.decode("utf-8"), ids, weights


@dataclass(frozen=True, slots=True)
class _Field:
    terms: dict[str, int]
    offsets: NDArray[np.int64]
    documents: NDArray[np.int32]
    impacts: NDArray[np.float32]


class Postings:
    """Scored postings, read from disk as they are needed.

    Args:
        folder: folder that ``write_postings`` wrote.
        fields: names of the fields.
        size: number of documents.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not an array.
    """

    def __init__(self, folder: Path, fields: Iterable[str], size: int) -> None:
        self._size = size
        self._fields = {field: _read_field(folder / field) for field in fields}

    def add(
        self, scores: NDArray[np.float64], field: str, terms: Sequence[tuple[str, float]]
    ) -> None:
        """Add the contribution of some terms in a field to the scores of all documents.

        Args:
            scores: one for each document; changed in place.
            field: name of the field.
            terms: terms with their weights.
        """
        found = self._fields[field]
        for term, weight in terms:
            number = found.terms.get(term)
            if number is not None:
                part = slice(found.offsets[number], found.offsets[number + 1])
                scores[found.documents[part]] += weight * found.impacts[part]


def _read_field(folder: Path) -> _Field:
    terms = orjson.loads((folder / _TERMS).read_bytes())
    offsets, documents, impacts = (
        np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS
    )
    return _Field({term: n for n, term in enumerate(terms)}, offsets, documents, impacts)
