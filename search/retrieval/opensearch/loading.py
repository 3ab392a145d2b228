"""Loads a release into a cluster: one index for each, complete or not there.

An index is marked as complete only after everything in it was counted. It is never changed then,
and none is known by another name, so that a release is one index and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from search.index import files, fulltext
from search.index.columns import Column
from search.index.documents import DocumentStore
from search.index.postings import KeptPostings, read_postings
from search.index.strings import StringTable
from search.model.corpus import Progress, silent
from search.retrieval.opensearch.cluster import Cluster
from search.retrieval.opensearch.fields import (
    FREQUENCY_MARK,
    GRAMS,
    LONGEST_TERM,
    NAME,
    NUMBER,
    ORDER,
    PASSAGE,
    THING,
    WORDS,
    YEAR,
    field,
    index_body,
)
from search.retrieval.retrieving import LibraryDownError
from search.retrieval.writing import COLUMNS

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

_CHUNK: Final = 500
"""Documents that are sent at once; the next ones wait until these are taken."""
_CHUNK_BYTES: Final = 8 * 2**20
_RETRIES: Final = 6
"""Times that what the cluster had no room for is sent again, after 1, 2, 4 … seconds."""
_CLAUSES: Final = 4000
"""Clauses that a search may have: twice as many as a query of 1,000 characters makes."""
_CLAUSE_SETTING: Final = "indices.query.bool.max_clause_count: 4096 in opensearch.yml"
_TERMS, _FEW = 5, 50
"""Words that are asked for after loading, and documents of each that are compared."""
_WAIT: Final = 600
"""Seconds that a merge or the copies of an index may take."""


def index_name(release: str) -> str:
    """Return the name of the index of a release, by its id."""
    return f"tsunagu-{release}"


class Loader:
    """Loads releases, finds them, and removes them.

    Args:
        cluster: where to.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def holds(self, release: str, documents: int) -> bool:
        """Tell whether a cluster holds a release, complete.

        Args:
            release: its id.
            documents: how many documents it has.

        Raises:
            LibraryDownError: the cluster does not answer.
        """
        name = index_name(release)
        with self._cluster.asking() as client:
            if not client.indices.exists(index=name):
                return False
            (mapping,) = client.indices.get_mapping(index=name).values()
            marked = mapping["mappings"].get("_meta", {}).get("documents")
        return bool(marked == documents and self._count(name) == documents)

    def load(self, release: str, folder: Path, progress: Progress = silent) -> None:
        """Load a release, unless it is there; what was left half-loaded is removed first.

        Args:
            release: its id.
            folder: folder that ``search.build`` wrote.
            progress: told of the documents that are loaded.

        Raises:
            LibraryDownError: the cluster does not answer, refuses, or counts other documents.
        """
        store = DocumentStore(folder / files.DOCUMENTS)
        try:
            if self.holds(release, store.size):
                return
            self.remove(release)
            try:
                self._fill(index_name(release), folder, store, progress)
            except BaseException:
                self._forget(release)
                raise
        finally:
            store.close()

    def remove(self, release: str) -> None:
        """Remove the index of a release, if there is one."""
        with self._cluster.asking() as client:
            client.indices.delete(index=index_name(release), params={"ignore_unavailable": "true"})

    def _forget(self, release: str) -> None:
        try:
            self.remove(release)
        except LibraryDownError:
            return  # it is not marked as complete, and the next loading removes it

    def _fill(self, name: str, folder: Path, store: DocumentStore, progress: Progress) -> None:
        from opensearchpy.helpers import streaming_bulk  # noqa: PLC0415 - an extra

        shards, copies = self._cluster.shards, self._cluster.replicas
        with self._cluster.asking() as client:
            self._check_nodes(client)
            client.indices.create(index=name, body=index_body(shards))
            actions = ({"_index": name, "_id": str(d[NUMBER]), "_source": d}
                       for d in _documents(folder, store))  # fmt: skip
            done = streaming_bulk(
                client,
                actions,
                chunk_size=_CHUNK,
                max_chunk_bytes=_CHUNK_BYTES,
                max_retries=_RETRIES,
                initial_backoff=1,
                request_timeout=60,
            )
            for number, _ in enumerate(done, start=1):
                progress("documents loaded", number, store.size)
            client.indices.refresh(index=name, request_timeout=_WAIT)
            client.indices.forcemerge(
                index=name, params={"max_num_segments": 1}, request_timeout=_WAIT
            )
            client.indices.put_settings(index=name, body={"number_of_replicas": copies})
            wait = {"wait_for_status": "green", "timeout": f"{_WAIT}s"}
            client.cluster.health(index=name, params=wait, request_timeout=_WAIT + 1)
            self._probe(name, folder, store.size)
            client.indices.put_mapping(index=name, body={"_meta": {"documents": store.size}})

    def _probe(self, name: str, folder: Path, size: int) -> None:
        """Ask what searches will ask, where the answers are known.

        Raises:
            LibraryDownError: an answer is another one, or what is asked is refused.
        """
        counted = self._count(name)
        if counted != size:
            self._refuse(f"counts {counted} documents in {name}, and the release has {size}")
        many = [{"term": {WORDS: str(number)}} for number in range(_CLAUSES)]
        try:
            self._cluster.ask(name, [{"size": 0, "query": {"bool": {"should": many}}}])
        except LibraryDownError as error:
            self._refuse(f"takes no {_CLAUSES} clauses: set {_CLAUSE_SETTING} ({error})")
        postings = read_postings(folder / files.INDEX / fulltext.POSTINGS / fulltext.WORDS)
        for term in list(postings.terms)[:: max(1, len(postings.terms) // _TERMS)]:
            whole = postings.of(term)
            part = slice(whole.start, min(whole.stop, whole.start + _FEW))
            wanted = dict(zip(postings.documents[part].tolist(), postings.impacts[part].tolist(),
                              strict=True))  # fmt: skip
            asked = {"term": {WORDS: term}}
            among = {"terms": {NUMBER: list(wanted)}}
            query = {"bool": {"must": [asked], "filter": [among]}}
            body = {"size": _FEW, "query": query, "docvalue_fields": [NUMBER]}
            (answer,) = self._cluster.ask(name, [body])
            hits = answer["hits"]["hits"]
            if {hit["fields"][NUMBER][0]: hit["_score"] for hit in hits} != wanted:
                self._refuse(f"counts the word {term!r} otherwise than the release")

    def _refuse(self, why: str) -> NoReturn:
        raise LibraryDownError(f"OpenSearch at {self._cluster.shown} {why}")

    def _check_nodes(self, client: OpenSearch) -> None:
        nodes, replicas = client.cluster.health()["number_of_data_nodes"], self._cluster.replicas
        if nodes <= replicas:
            self._refuse(f"has {nodes} nodes, too few for {replicas} replicas of a shard")

    def _count(self, name: str) -> int:
        with self._cluster.asking() as client:
            client.indices.refresh(index=name)
            return int(client.count(index=name)["count"])


def _documents(folder: Path, store: DocumentStore) -> Iterator[dict[str, Any]]:
    """Yield every document of a release with all its fields."""
    columns = {name: Column.read(folder / files.COLUMNS, name) for name in COLUMNS}
    passages = StringTable(folder / files.DOCUMENTS, "passages")
    postings = folder / files.INDEX / fulltext.POSTINGS
    words = _Turned(read_postings(postings / fulltext.WORDS), store.size)
    grams = _Turned(read_postings(postings / fulltext.GRAMS), store.size)
    for number, (kind, key) in enumerate(store.keys):
        document: dict[str, Any] = {
            NUMBER: number,
            field(THING): f"{kind}/{key}",
            ORDER: int(store.order[number]),
            NAME: int(store.names[number]),
            WORDS: words.of(number),
            GRAMS: grams.of(number),
            PASSAGE: passages[number].decode(),
        }
        if store.years[number]:
            document[YEAR] = int(store.years[number])
        for name, column in columns.items():
            _, codes = column.values(np.array([number]))
            if len(codes):
                document[field(name)] = [column.names[code] for code in codes.tolist()]
        yield document
    passages.close()


class _Turned:
    """Postings by document instead of by term.

    Args:
        postings: those of a field.
        size: number of documents.
    """

    def __init__(self, postings: KeptPostings, size: int) -> None:
        self._terms = list(postings.terms)
        for term in self._terms:
            if len(term) > LONGEST_TERM or FREQUENCY_MARK in term or term.split() != [term]:
                raise ValueError(f"the term {term[:40]!r} cannot be kept as one by OpenSearch")
        of: NDArray[np.int64] = np.repeat(
            np.arange(len(self._terms)), np.diff(postings.offsets)
        ).astype(np.int64)
        order = np.argsort(postings.documents, kind="stable")
        self._term = of[order]
        self._impact = np.asarray(postings.impacts)[order]
        counts = np.bincount(postings.documents, minlength=size)
        self._starts = np.concatenate([[0], np.cumsum(counts)])

    def of(self, number: int) -> str:
        """Return the terms of a document, each with its frequency."""
        part = slice(self._starts[number], self._starts[number + 1])
        return " ".join(
            f"{self._terms[term]}{FREQUENCY_MARK}{impact}"
            for term, impact in zip(
                self._term[part].tolist(), self._impact[part].tolist(), strict=True
            )
        )
