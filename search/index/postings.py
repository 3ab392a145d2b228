"""Whoosh's postings as NumPy arrays, scored once when the index is built.

Whoosh scores posting by posting in Python, which is its whole cost at 100,000 documents. BM25 has
no parameter that a query changes, so the contribution of every posting is computed once from the
same postings, lengths and statistics, the fields of words are added up into one, and a query only
adds arrays up. The arrays are made from the finished index, never beside it, so that the two cannot
disagree. What a posting contributes is kept in whole units: sums of them are exact, in whatever
order they are added, so that every machine and every engine gives the same scores.

The decoder reads private attributes of Whoosh's leaf matcher (version 3 codec); the contract test
``tests/search/index/test_postings.py`` pins them to the installed version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching import Matcher
from whoosh.reading import IndexReader
from whoosh.util.numeric import byte_to_length, length_to_byte

from search.index.files import DamagedFile, read_array, read_list, read_starts

BM25_B = 0.75
"""Length normalisation of BM25, as in Whoosh's ``BM25F``."""
BM25_K1 = 1.2
"""Saturation of BM25, as in Whoosh's ``BM25F``."""

UNITS = 4096
"""Units of what a posting contributes in one point of a score. Sums stay exact to 2^53 units."""
_TERMS = "terms.json"


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


class Counted(NamedTuple):
    """The postings of a field: which term stands in which document how often.

    Args:
        terms: the terms, sorted.
        counts: in how many documents each stands.
        documents: those documents, term after term, each in order.
        frequencies: how often it stands there.
        lengths: number of terms in the field of each document.
    """

    terms: Sequence[str]
    counts: NDArray[np.int64]
    documents: NDArray[np.int32]
    frequencies: NDArray[np.float64]
    lengths: NDArray[np.float64]


class Scored(NamedTuple):
    """The postings of a field, or of several added up, with what each contributes.

    Args:
        terms: the terms, sorted.
        counts: in how many documents each stands.
        documents: those documents, term after term, each in order.
        impacts: what the term contributes to the score there, in points.
    """

    terms: Sequence[str]
    counts: NDArray[np.int64]
    documents: NDArray[np.int32]
    impacts: NDArray[np.float64]


def scored(found: Counted, b: float = BM25_B) -> Scored:
    """Return the scored postings of one field, by BM25.

    Args:
        found: its postings.
        b: how much the length of a field counts: 0 for not at all, 1 for fully.
    """
    size = len(found.lengths)
    average = float(found.lengths.sum()) / size if size else 0.0
    norm = BM25_K1 * ((1 - b) + b * _kept_lengths(found.lengths) / (average or 1.0))
    idf = np.repeat(np.log(size / (found.counts + 1)) + 1, found.counts)
    frequency = found.frequencies
    impacts = idf * (frequency * (BM25_K1 + 1) / (frequency + norm[found.documents]))
    return Scored(found.terms, found.counts, found.documents, impacts)


def added_up(fields: Sequence[tuple[Scored, float]]) -> Scored:
    """Return the postings of several fields as those of one.

    Args:
        fields: their postings, and the weight of each.
    """
    terms = sorted({term for field, _ in fields for term in field.terms})
    numbers = {term: number for number, term in enumerate(terms)}
    size = 1 + max((int(f.documents.max()) for f, _ in fields if len(f.documents)), default=0)
    cells = [
        np.repeat(np.array([numbers[term] for term in field.terms], dtype=np.int64), field.counts)
        * size
        + field.documents
        for field, _ in fields
    ]
    distinct, where = np.unique(np.concatenate(cells), return_inverse=True)
    impacts = np.concatenate([field.impacts * weight for field, weight in fields])
    term, documents = np.divmod(distinct, size)
    return Scored(
        terms,
        np.bincount(term, minlength=len(terms)),
        documents.astype(np.int32),
        np.bincount(where, weights=impacts, minlength=len(distinct)).astype(np.float64),
    )


def in_units(impacts: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return impacts in whole units, each at least one."""
    return np.maximum(np.rint(impacts * UNITS), 1).astype(np.int32)


def write_postings(place: Path, found: Scored, impacts: NDArray[np.int32 | np.float32]) -> None:
    """Write postings.

    Args:
        place: folder to be made for them.
        found: the postings.
        impacts: what each contributes, as it is to be kept.
    """
    place.mkdir(parents=True)
    (place / _TERMS).write_bytes(orjson.dumps(list(found.terms)))
    np.save(place / "offsets.npy", np.concatenate([[0], np.cumsum(found.counts)]).astype(np.int64))
    np.save(place / "documents.npy", found.documents)
    np.save(place / "impacts.npy", impacts)


def read_index(reader: IndexReader, field: str) -> Counted:
    """Return the postings of a field of a finished index of one segment."""
    terms: list[str] = []
    counts: list[int] = []
    numbers: list[NDArray[np.int32]] = [np.zeros(0, dtype=np.int32)]
    weights: list[NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)]
    for term, ids, frequencies in _postings(reader, field):
        terms.append(term)
        counts.append(len(ids))
        numbers.append(np.array(ids, dtype=np.int32))
        weights.append(np.array(frequencies, dtype=np.float32))
    documents, frequency = np.concatenate(numbers), np.concatenate(weights).astype(np.float64)
    summed = np.bincount(documents, weights=frequency, minlength=reader.doc_count_all())
    lengths = summed.astype(np.float64)  # without postings, NumPy counts in integers
    return Counted(terms, np.array(counts, dtype=np.int64), documents, frequency, lengths)


def _kept_lengths(lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lengths as Whoosh keeps them: in a byte each, longer ones rounded."""
    distinct, where = np.unique(lengths.astype(np.int64), return_inverse=True)
    kept = [byte_to_length(length_to_byte(int(length))) for length in distinct]
    result: NDArray[np.float64] = np.array(kept, dtype=np.float64)[where]
    return result


def _postings(reader: IndexReader, field: str) -> Iterator[tuple[str, list[int], list[float]]]:
    for raw in reader.lexicon(field):
        matcher = reader.postings(field, raw)
        ids, weights = decode(matcher)
        yield raw.decode("utf-8"), ids, weights


@dataclass(frozen=True, slots=True)
class KeptPostings:
    """The postings of a field, on disk.

    Args:
        terms: number of each term.
        offsets: where the documents of each term begin; one more than there are terms.
        documents: documents, term after term.
        impacts: what the term contributes there, as it was kept.
    """

    terms: Mapping[str, int]
    offsets: NDArray[np.int64]
    documents: NDArray[np.int32]
    impacts: NDArray[np.int32 | np.float32]

    def of(self, term: str) -> slice:
        """Return which of the postings are those of a term."""
        number = self.terms.get(term)
        if number is None:
            return slice(0, 0)
        return slice(self.offsets[number], self.offsets[number + 1])


def read_postings(folder: Path) -> KeptPostings:
    """Return what ``write_postings`` wrote.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """
    terms = read_list(folder / _TERMS)
    offsets = read_starts(folder / "offsets.npy")
    documents, impacts = (
        read_array(folder / f"{name}.npy", mapped=True) for name in ("documents", "impacts")
    )
    if not len(terms) + 1 == len(offsets) or not offsets[-1] == len(documents) == len(impacts):
        raise DamagedFile(folder / _TERMS, "it does not fit the arrays beside it")
    return KeptPostings({term: n for n, term in enumerate(terms)}, offsets, documents, impacts)


class Postings:
    """Postings in whole units, read from disk as they are needed.

    Args:
        folder: folder with a folder for each field.
        fields: names of the fields.
        size: number of documents.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path, fields: Iterable[str], size: int) -> None:
        self._size = size
        self._fields = {field: read_postings(folder / field) for field in fields}

    def scores(self, terms: Iterable[tuple[str, str, float]]) -> NDArray[np.float64]:
        """Return the sum of the contributions of some terms for each document, in points.

        Args:
            terms: fields, terms in them, and their weights.
        """
        documents: list[NDArray[np.int32]] = []
        impacts: list[NDArray[np.float64]] = []
        for field, term, weight in terms:
            found = self._fields[field]
            part = found.of(term)
            if part.stop:
                documents.append(found.documents[part])
                # divided by a power of two: exact
                impacts.append(np.multiply(found.impacts[part], weight / UNITS, dtype=np.float64))
        if not documents:
            return np.zeros(self._size)
        every = np.concatenate(documents)
        result = np.bincount(every, weights=np.concatenate(impacts), minlength=self._size)
        return result.astype(np.float64, copy=False)

    def documents(self, field: str, term: str) -> NDArray[np.int32]:
        """Return the documents that hold a term in a field."""
        found = self._fields[field]
        return found.documents[found.of(term)]
