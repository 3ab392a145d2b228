"""What the search is measured against, on the tokens of the very same index.

Stock Whoosh reads the index that the build wrote and scores it with its own ``BM25F``. Tantivy gets
the tokens back from that index, as one field of blank-separated tokens without positions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import tantivy
from whoosh import index as whoosh_index
from whoosh.fields import TEXT
from whoosh.query import Or, Term
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher
from whoosh.sorting import Categorizer, Count, FacetType

from search.index.bigrams import bigrams
from search.index.fulltext import FIELD_WEIGHTS
from search.index.postings import decode
from search.text.tokens import Tokenizer

TOP = 20
GRAMS = "grams"
"""The field of character bigrams, which no other engine gets."""
Weighted = Sequence[tuple[str, float]]
"""Terms with their weights."""


def terms(tokenizer: Tokenizer, text: str) -> list[str]:
    """Return the distinct terms of a query, as the search makes them."""
    return sorted({term for token in tokenizer.tokens(text) for term in token.terms})


def word_fields(reader: IndexReader) -> list[str]:
    """Return the names of the fields of words."""
    return [
        name for name, field in reader.schema.items() if isinstance(field, TEXT) and name != GRAMS
    ]


class _Held(FacetType):  # type: ignore[misc]
    """A facet whose values are held in memory, the fastest that Whoosh can be given."""

    maptype = Count

    def __init__(self, values: Sequence[str]) -> None:
        self._values = values

    def categorizer(self, _: Searcher) -> Categorizer:
        return _HeldCategorizer(self._values)


class _HeldCategorizer(Categorizer):  # type: ignore[misc]
    def __init__(self, values: Sequence[str]) -> None:
        self._values = values
        self._offset = 0

    def set_searcher(self, _: Searcher, docoffset: int) -> None:
        self._offset = docoffset

    def key_for(self, _: object, segment_docnum: int) -> str:
        return self._values[self._offset + segment_docnum]


class StockWhoosh:
    """Whoosh as it comes, over the index that the build wrote.

    Args:
        folder: folder of the Whoosh index.
        columns: for each facet a value for each document, in index order.
    """

    def __init__(self, folder: Path, columns: Mapping[str, Sequence[str]]) -> None:
        self._searcher = whoosh_index.open_dir(str(folder), readonly=True).searcher(
            weighting=BM25F()
        )
        self._fields = word_fields(self._searcher.reader())
        self._has_grams = GRAMS in self._searcher.schema
        self._facets = {name: _Held(values) for name, values in columns.items()}

    def top(self, words: Sequence[str], _: str = "") -> int:
        """Score the words in all word fields, and stop at what cannot reach the first 20."""
        found = self._searcher.search(self._words(words), limit=TOP)
        return int(found.scored_length())

    def whole(self, words: Sequence[str], text: str) -> int:
        """Score the words, and the bigrams if Whoosh holds them; count total and four facets."""
        query = self._words(words)
        if self._has_grams:
            weight = FIELD_WEIGHTS[GRAMS]
            grams = [Term(GRAMS, gram, boost=weight) for gram in sorted(set(bigrams(text)))]
            query = Or([*query.subqueries, *grams])
        found = self._searcher.search(query, limit=TOP, groupedby=self._facets)
        return len(found)

    def _words(self, words: Sequence[str]) -> Or:
        return Or(
            [
                Term(field, word, boost=FIELD_WEIGHTS.get(field, 1.0))
                for field in self._fields
                for word in words
            ]
        )

    def close(self) -> None:
        """Release the files."""
        self._searcher.close()


_FIELD = "text"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_FIELD, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class Tantivy:
    """Tantivy, bare: the first 20 of an OR query; no total, no facets, nothing of the documents.

    Args:
        folder: folder that ``write_tantivy`` wrote.
    """

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._searcher = tantivy.Index(self._schema, path=str(folder)).searcher()

    def top(self, words: Sequence[str]) -> int:
        """Score the words."""
        query = tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.term_query(self._schema, _FIELD, _joined(word), "freq"),
                )
                for word in words
            ]
        )
        return len(self._searcher.search(query, limit=TOP, count=False).hits)


def write_tantivy(folder: Path, whoosh_folder: Path) -> None:
    """Write tantivy's index of the tokens of a Whoosh index, as one segment.

    Args:
        folder: an existing empty folder.
        whoosh_folder: the Whoosh index.
    """
    writer = tantivy.Index(_schema(), path=str(folder)).writer(2_000_000_000, 1)
    with whoosh_index.open_dir(str(whoosh_folder), readonly=True).reader() as reader:
        for text in _texts(reader):
            writer.add_document(tantivy.Document(**{_FIELD: [text]}))
    writer.commit()
    writer.wait_merging_threads()


def _texts(reader: IndexReader) -> Iterator[str]:
    """Yield the tokens of each document, in no particular order: no phrase is asked for."""
    names: list[str] = []
    documents: list[np.ndarray] = []
    tokens: list[np.ndarray] = []
    for field in word_fields(reader):
        for raw in reader.lexicon(field):
            ids, weights = decode(reader.postings(field, raw))
            times = np.asarray(weights, dtype=np.int64)
            documents.append(np.repeat(np.asarray(ids, dtype=np.int32), times))
            tokens.append(np.full(int(times.sum()), len(names), dtype=np.int32))
            names.append(_joined(raw.decode("utf-8")))
    owners, found = np.concatenate(documents), np.concatenate(tokens)
    order = np.argsort(owners, kind="stable")
    edges = np.searchsorted(owners[order], np.arange(reader.doc_count_all() + 1))
    found = found[order]
    for first, last in pairwise(edges):
        yield " ".join(names[token] for token in found[first:last])


def _joined(term: str) -> str:
    """Return a term without blanks, at which tantivy would cut it."""
    return "_".join(term.split())
