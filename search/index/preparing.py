"""What is made of each document by itself: its terms, its folded texts, its line on disk.

Cutting texts into words is most of an index's build. No document needs another for it, so many are
shared out to processes; few are done at once, where starting processes would cost more.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import orjson

from search.index.fulltext import BACKGROUND, DETAILS
from search.model.corpus import Document, Keep, anew
from search.model.kinds import TITLED_KINDS
from search.text.folding import fold
from search.text.snippets import sentences
from search.text.tokens import Tokenizer

_MANY = 10_000
"""From so many documents on, processes share the work."""
_BATCH = 250
"""Documents that are handed over at once."""
_BUILDS = 2
"""Builds of which what was made of documents is kept."""


class Prepared(NamedTuple):
    """What is made of one document.

    Args:
        terms: its terms by field of the index.
        titles: its folded titles and texts, a line each.
        names: its folded names, labels of concepts and other words, a line each.
        line: what is shown of it, as a line of JSON.
        readings: the readings of its labels, where it is suggested by them.
    """

    terms: Mapping[str, Sequence[str]]
    titles: str
    names: str
    line: bytes
    readings: Mapping[str, str]


class Preparer:
    """Prepares documents. Names and labels come again and again, so they are done once.

    Args:
        dictionary: the compiled user dictionary.
    """

    def __init__(self, dictionary: Path) -> None:
        self._tokenizer = Tokenizer(dictionary)
        self._terms = self._tokenizer.terms
        self._name_terms = lru_cache(maxsize=65_536)(self._tokenizer.terms)
        self._fold_name = lru_cache(maxsize=65_536)(fold)

    def prepare(self, document: Document) -> Prepared:
        """Return what is made of a document."""
        title = tuple(dict.fromkeys((*document.labels.values(), *document.titles)))
        details = (*document.details, *document.words)
        names = (*document.names, *document.concept_labels, *details, *document.background)
        record = {
            "labels": document.labels,
            "payload": document.payload,
            "sentences": [
                [part for part in sentence if part is not None]
                for sentence in sentences((*document.texts, *document.details))
            ],
        }
        titled = document.kind in TITLED_KINDS
        return Prepared(
            terms={
                "title": [term for text in title for term in self._terms(text)],
                "names": [term for text in document.names for term in self._name_terms(text)],
                "concepts": [
                    term for text in document.concept_labels for term in self._name_terms(text)
                ],
                "body": [term for text in document.texts for term in self._terms(text)],
                DETAILS: [term for text in details for term in self._name_terms(text)],
                BACKGROUND: [
                    term for text in document.background for term in self._name_terms(text)
                ],
            },
            titles="".join(f"{fold(text)}\n" for text in (*title, *document.texts)),
            names="".join(f"{self._fold_name(text)}\n" for text in names),
            line=orjson.dumps(record) + b"\n",
            readings={text: self._tokenizer.readings(text) for text in title} if titled else {},
        )


def _prepare_few(documents: Sequence[Document], dictionary: Path, keep: Keep) -> Iterator[Prepared]:
    words = hashlib.sha256(dictionary.read_bytes()).digest()

    def made(numbers: Sequence[int]) -> list[bytes]:
        preparer = Preparer(dictionary)
        return [
            orjson.dumps((*prepared[:3], prepared.line.decode(), prepared.readings))
            for prepared in (preparer.prepare(documents[number]) for number in numbers)
        ]

    inputs = [words + orjson.dumps(document, default=dict) for document in documents]
    for kept in keep("documents", inputs, made, _BUILDS):
        terms, titles, names, line, readings = orjson.loads(kept)
        yield Prepared(terms, titles, names, line.encode(), readings)


_preparer: Preparer | None = None
"""The preparer of a worker process."""


def _begin(dictionary: Path) -> None:
    global _preparer  # noqa: PLW0603 - a worker process has one, from its start to its end
    _preparer = Preparer(dictionary)


def _prepare_batch(documents: Sequence[Document]) -> list[Prepared]:
    if _preparer is None:
        raise RuntimeError("this process was not started to prepare documents")
    return [_preparer.prepare(document) for document in documents]


def prepare(
    documents: Sequence[Document], dictionary: Path, keep: Keep = anew
) -> Iterator[Prepared]:
    """Yield what is made of each document, in their order.

    Args:
        documents: any number of documents.
        dictionary: the compiled user dictionary.
        keep: gives what a build before has made of them; not asked for very many, of which all
            would have to be held.
    """
    if len(documents) < _MANY:
        yield from _prepare_few(documents, dictionary, keep)
        return
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=_begin, initargs=(dictionary,)
    ) as pool:
        waiting: deque[Future[list[Prepared]]] = deque()
        for start in range(0, len(documents), _BATCH):
            waiting.append(pool.submit(_prepare_batch, documents[start : start + _BATCH]))
            if len(waiting) > 2 * workers:  # so that the memory does not fill with what waits
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
