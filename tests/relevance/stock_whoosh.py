"""Whoosh as it comes, with an index of its own: what the search is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from whoosh.analysis import Analyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser
from whoosh.qparser.syntax import GroupNode
from whoosh.scoring import BM25F

from search.index.fulltext import WORD_FIELDS
from search.model.corpus import Document


def stock_texts(document: Document) -> dict[str, str]:
    """Return a document's raw texts by field: the same that our own index is made from."""
    fields = {
        "title": (*document.labels.values(), *document.titles),
        "names": document.names,
        "concepts": document.concept_labels,
        "body": document.texts,
    }
    return {name: "\n".join(texts) for name, texts in fields.items()}


class StockWhoosh:
    """Whoosh as it comes: its analyser, its ``MultifieldParser``, its ``BM25F``.

    Args:
        folder: an existing empty folder.
        documents: what is indexed.
        analyzer: one of Whoosh's own.
        group: how its parser joins words.
    """

    def __init__(
        self,
        folder: Path,
        documents: Sequence[Document],
        analyzer: Analyzer,
        group: type[GroupNode],
    ) -> None:
        fields = {name: TEXT(analyzer=analyzer) for name in WORD_FIELDS}
        index = create_in(str(folder), Schema(id=ID(stored=True), **fields))
        writer = index.writer()
        for document in documents:
            writer.add_document(id=f"{document.kind}/{document.key}", **stock_texts(document))
        writer.commit()
        self._searcher = index.searcher(weighting=BM25F())
        self._parser = MultifieldParser(list(WORD_FIELDS), index.schema, group=group)

    def ranked(self, text: str) -> list[str]:
        """Return ``kind/key`` of everything that is found, the best first."""
        found = self._searcher.search(self._parser.parse(text), limit=None)
        return [hit["id"] for hit in found]
