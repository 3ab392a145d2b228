"""The full-text index: the one door to Whoosh.

Documents are tokenised before Whoosh sees them (``search.text.tokens``), so that its schema holds
no analyser of ours and the index can be read by any version of this code that knows the fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema

from search.index.bigrams import count_bigrams
from search.index.bulk import BulkWriter
from search.index.columns import Mask
from search.index.files import reading
from search.index.postings import (
    BM25_B,
    Postings,
    Scored,
    added_up,
    in_units,
    read_index,
    scored,
    write_postings,
)
from search.model.corpus import Progress, silent

DETAILS, BACKGROUND = "details", "background"
"""Fields of many short facts, and of what is said of a thing's place. How much there is of them
says nothing of any of it, so that their length does not count."""
FIELD_WEIGHTS = {
    "title": 3.0, "names": 2.0, "concepts": 1.5, "body": 1.0,
    DETAILS: 1.0, BACKGROUND: 0.4, "grams": 0.3
}  # fmt: skip
"""Weight of a term by the field it stands in: what a thing is called counts most; the bigrams are a
net for what the dictionary splits oddly, never better than a word. They are in the index itself."""
GRAM_WEIGHT = 1.0
"""Weight of a bigram of a query, as of a word of it."""

_REMEMBERED = 64
"""Questions of which it is remembered who meets them: a byte for each document."""
POSTINGS = "postings"
"""Folder of the scored postings."""
WORD_FIELDS = ("title", "names", "concepts", "body", DETAILS, BACKGROUND)
"""Fields of words, which Whoosh holds."""
WORDS = "words"
"""All fields of words as one: what a term weighs is the sum over them."""
GRAMS = "grams"
"""Field of character bigrams."""
DESCRIBED = "described"
"""What a thing is called and what is said of it as one, for what compares things by their words;
its names and concepts are compared otherwise."""
_DESCRIBED = ("title", "body")


def _schema() -> Schema:
    text = {
        name: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, stored=False)
        for name in WORD_FIELDS
    }
    return Schema(id=ID(stored=True, unique=True), **text)


class IndexWriter:
    """Writes the index of all documents, in the order in which they are added, as one segment.

    Args:
        folder: an existing empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = whoosh_index.create_in(str(folder), _schema())
        self._writer = BulkWriter(self._index)
        self._folded: list[str] = []

    def add(self, id_: str, terms: Mapping[str, Sequence[str]], folded: str) -> None:
        """Add a document.

        Args:
            id_: what identifies it.
            terms: its terms by field.
            folded: the folded texts whose bigrams are counted, a line each.
        """
        self._writer.add_terms(id_, terms)
        self._folded.append(folded)

    def finish(self, progress: Progress = silent) -> None:
        """Write the index, and score its postings.

        Args:
            progress: told of the fields that are scored.
        """
        self._writer.commit(optimize=True)
        fields: dict[str, Scored] = {}
        with self._index.reader() as reader:
            for done, field in enumerate(WORD_FIELDS, start=1):
                of_length = 0.0 if field in {DETAILS, BACKGROUND} else BM25_B
                fields[field] = scored(read_index(reader, field), of_length)
                progress("fields scored", done, len(WORD_FIELDS))
        self._index.close()
        place = self._folder / POSTINGS
        words, described = _weighted(fields, WORD_FIELDS), _weighted(fields, _DESCRIBED)
        write_postings(place / WORDS, words, in_units(words.impacts))
        write_postings(place / DESCRIBED, described, described.impacts.astype(np.float32))
        grams = scored(count_bigrams(self._folded))
        write_postings(place / GRAMS, grams, in_units(grams.impacts * FIELD_WEIGHTS[GRAMS]))


def _weighted(fields: Mapping[str, Scored], names: Iterable[str]) -> Scored:
    """Return the postings of some fields as those of one, each with its weight."""
    return added_up([(fields[name], FIELD_WEIGHTS[name]) for name in names])


class TextIndex:
    """An index opened for reading. One object serves all threads of one release.

    Args:
        folder: folder that ``IndexWriter`` wrote.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        with reading(next(folder.glob("*.toc"), folder)):  # a pickle, which may fail in any way
            self._index = whoosh_index.open_dir(str(folder), readonly=True)
        with reading(next(folder.glob("*.seg"), folder)):
            self.size: int = self._index.doc_count()
        self._postings = Postings(folder / POSTINGS, (WORDS, GRAMS), self.size)
        self.having = lru_cache(maxsize=_REMEMBERED)(self._having)
        self.having_all = lru_cache(maxsize=_REMEMBERED)(self._having_all)

    def term_scores(
        self, words: Sequence[tuple[str, float]], grams: Sequence[str]
    ) -> NDArray[np.float64]:
        """Return the BM25 score of every document for any of some terms.

        Args:
            words: terms with their weights (a longer unit counts more than its parts).
            grams: character bigrams.
        """
        weighted = [(WORDS, term, weight) for term, weight in words]
        return self._postings.scores([*weighted, *((GRAMS, gram, GRAM_WEIGHT) for gram in grams)])

    def _having(self, terms: tuple[str, ...]) -> Mask:
        """Return which documents hold any of some terms; remembered, and not to be changed."""
        held = np.zeros(self.size, dtype=np.bool_)
        for term in terms:
            held[self._postings.documents(WORDS, term)] = True
        return held

    def _having_all(self, grams: tuple[str, ...]) -> Mask:
        """Return which documents hold all of some bigrams; remembered, and not to be changed."""
        every = [self._postings.documents(GRAMS, gram) for gram in set(grams)]
        if not all(map(len, every)):
            return np.zeros(self.size, dtype=np.bool_)
        counts = np.zeros(self.size, dtype=np.int32)
        for documents in every:
            counts[documents] += 1
        held: Mask = counts == len(every)
        return held

    def knows(self, term: str) -> bool:
        """Tell whether any document holds a term."""
        return len(self._postings.documents(WORDS, term)) > 0

    def close(self) -> None:
        """Release the files."""
        self._index.close()
