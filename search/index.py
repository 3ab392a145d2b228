"""The full-text index: the one door to Whoosh.

Documents are tokenised before Whoosh sees them (``search.tokens``), so that its schema holds no
analyser of ours and the index can be read by any version of this code that knows the fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema

from search.documents import Document
from search.postings import Postings, write_postings
from search.tokens import Tokenizer, bigrams

FIELD_WEIGHTS = {"title": 3.0, "names": 2.0, "concepts": 1.5, "body": 1.0, "grams": 0.3}
"""Weight of a term by the field it stands in: what a thing is called counts most; the bigrams are a
net for what the dictionary splits oddly, never better than a word."""

_POSTINGS = "postings"
_WORD_FIELDS = ("title", "names", "concepts", "body")


def _schema() -> Schema:
    text = {
        name: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, stored=False)
        for name in FIELD_WEIGHTS
    }
    return Schema(id=ID(stored=True, unique=True), **text)


def _terms(tokenizer: Tokenizer, texts: Iterable[str]) -> list[str]:
    return [term for text in texts for token in tokenizer.tokens(text) for term in token.terms]


def build_index(folder: Path, documents: Sequence[Document], tokenizer: Tokenizer) -> None:
    """Write the index of all documents, in their order, as one segment.

    Args:
        folder: an existing empty folder.
        documents: what can be found.
        tokenizer: makes the terms.
    """
    written = whoosh_index.create_in(str(folder), _schema())
    writer = written.writer(limitmb=256)
    for document in documents:
        title = (*document.labels.values(), *document.titles)
        fields = {
            "title": _terms(tokenizer, title),
            "names": _terms(tokenizer, document.names),
            "concepts": _terms(tokenizer, document.concept_labels),
            "body": _terms(tokenizer, document.texts),
            "grams": [gram for text in (*title, *document.texts) for gram in bigrams(text)],
        }
        filled = {name: terms for name, terms in fields.items() if terms}
        writer.add_document(id=f"{document.kind}/{document.key}", **filled)
    writer.commit(optimize=True)
    (folder / _POSTINGS).mkdir()
    with written.reader() as reader:
        write_postings(folder / _POSTINGS, reader, FIELD_WEIGHTS)
    written.close()


class TextIndex:
    """An index opened for reading. One object serves all threads of one release.

    Args:
        folder: folder that ``build_index`` wrote.

    Raises:
        whoosh.index.EmptyIndexError: the folder holds no index.
    """

    def __init__(self, folder: Path) -> None:
        self._index = whoosh_index.open_dir(str(folder), readonly=True)
        with self._index.reader() as reader:
            self.size: int = reader.doc_count_all()
            self._ids = [fields["id"] for _, fields in reader.iter_docs()]
        self._postings = Postings(folder / _POSTINGS, FIELD_WEIGHTS, self.size)

    def scores(
        self, words: Sequence[tuple[str, float]], grams: Sequence[str]
    ) -> NDArray[np.float64]:
        """Return the BM25 score of every document for any of the words.

        Args:
            words: terms with their weights (a longer unit counts more than its parts).
            grams: character bigrams.
        """
        result = np.zeros(self.size)
        for field in _WORD_FIELDS:
            weighted = [(term, weight * FIELD_WEIGHTS[field]) for term, weight in words]
            self._postings.add(result, field, weighted)
        self._postings.add(result, "grams", [(gram, FIELD_WEIGHTS["grams"]) for gram in grams])
        return result

    def ids(self) -> list[str]:
        """Return ``kind/key`` of every document in index order."""
        return list(self._ids)

    def close(self) -> None:
        """Release the files."""
        self._index.close()
