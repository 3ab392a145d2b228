"""The documents of a release in a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from search.index.columns import Column
from search.index.documents import DocumentStore
from search.index.fulltext import TextIndex
from search.names.gazetteer import Gazetteer
from search.retrieval.distances import Distances
from search.retrieval.opensearch.answers import Answers
from search.retrieval.opensearch.cluster import Cluster
from search.retrieval.opensearch.held import Held
from search.retrieval.retrieving import Retrieval
from search.retrieval.writing import COLUMNS


class Clustered:
    """The engine on other machines.

    Args:
        cluster: the machines.
        index: name of the index that holds the release.
        folder: folder of the columns.
        gazetteer: the places.
        documents: the documents.
        words: their words.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(
        self,
        cluster: Cluster,
        index: str,
        folder: Path,
        gazetteer: Gazetteer,
        documents: DocumentStore,
        words: TextIndex,
    ) -> None:
        self._held = Held(
            columns={name: Column.read(folder, name) for name in COLUMNS},
            documents=documents,
            index=words,
            distances=Distances(gazetteer),
            ask=partial(cluster.ask, index),
        )
        self.size = documents.size

    def names(self, column: str) -> Sequence[str]:
        """Return the distinct values of a column, sorted."""
        return self._held.columns[column].names

    def begin(self) -> Retrieval:
        """Begin a search."""
        return Answers(self._held)

    def close(self) -> None:
        """Do nothing: the connections belong to the cluster, which serves the next release too."""
