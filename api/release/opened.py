"""What answers requests: one release, opened for reading."""

from __future__ import annotations

import threading
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from api.release.disk.holding import Hold
from api.release.limits import sparql_limits
from api.release.publishing import opening
from api.release.releases import DATASET, Release, ReleaseError
from api.release.settings import Settings
from api.release.sparql_server import engine_of
from api.things.listing import Listing
from api.things.programmes import ProgrammeBook
from graph.description.numbers import Description, read_description
from graph.entities.reader import EntityReader
from graph.relations.engine import Relations
from graph.sparql.workers.evaluator import Evaluator
from graph.store.graphs import DatasetStore
from graph.store.store import OWN, Store
from ontology.concepts import Thesaurus
from ontology.namespaces import Iris
from ontology.thesaurus import load_thesaurus
from search.engine import SearchEngine
from search.model.request import SearchRequest

_FIRST_QUERY = "自動運転 近く"
"""What is searched before anybody else searches: it needs words, bigrams, concepts and facets."""


def _unusable(release: Release, error: Exception) -> ReleaseError:
    return ReleaseError(f"release {release.id} cannot be used: {error}; run `tsunagu build`")


class OpenRelease:
    """One release, opened.

    Args:
        release: which one; its files are those of its manifest.
        settings: limits and workers.

    Raises:
        ReleaseError: a part cannot be read, or the parts do not belong together.
    """

    def __init__(self, release: Release, settings: Settings) -> None:
        self.release = release
        library = opening(settings, release)
        try:
            self._hold = Hold(release.folder)
        except OSError as error:
            raise _unusable(release, error) from error
        try:
            self.iris = Iris(release.manifest["base"])
            self.store = Store(release.folder / "store", release.folder / OWN)
            self.search = SearchEngine(release.folder / "search", opening=library)
            self.relations = Relations(release.folder / "relations")
        except (OSError, ValueError, LookupError) as error:
            self._hold.end()
            raise _unusable(release, error) from error
        self.reader = EntityReader(self.store, self.iris)
        engine = engine_of(release, settings)
        self.sparql = Evaluator(
            release.folder / DATASET, sparql_limits(settings), self.iris.base, engine
        )
        self._users = 0
        self._retired = False
        self._lock = threading.Lock()

    @cached_property
    def dataset(self) -> DatasetStore:
        """The graphs as SPARQL sees them; queries of strangers run elsewhere, in workers."""
        return DatasetStore(self.release.folder / DATASET)

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The thesauri."""
        return load_thesaurus(base=self.iris.base)

    @cached_property
    def description(self) -> Description:
        """The numbers of the release, as VoID gives them."""
        return read_description(self.release.folder)

    @cached_property
    def listing(self) -> Listing:
        """Every thing of the release."""
        return Listing.of(self.search.things)

    @cached_property
    def project_documents(self) -> NDArray[np.int64]:
        """Numbers of the documents of search for the projects, in the order of the relations."""
        places = [self.listing.places["project", key] for key in self.relations.projects]
        return self.listing.numbers[places]

    @cached_property
    def programmes(self) -> ProgrammeBook:
        """How programmes are related, and what is said of each; counted once."""
        return ProgrammeBook(self.store, self.reader)

    @cached_property
    def read_on(self) -> str:
        """The last day on which a source was read (ISO 8601)."""
        return max(
            (record.text("date_retrieved") for record in self.reader.sources.values()), default=""
        )

    def warm(self) -> None:
        """Read what the first requests will need.

        Raises:
            ReleaseError: a part cannot be read.
        """
        try:
            self.search.totals("type")
            self.search.search(SearchRequest(query=_FIRST_QUERY))
            _ = (self.thesaurus, self.project_documents, self.programmes)
            _ = (self.reader.sources, self.reader.retired, self.reader.rows_by_source)
            _ = (self.reader.efforts, self.read_on)
        except (OSError, ValueError, LookupError) as error:
            raise _unusable(self.release, error) from error

    def begin_use(self) -> None:
        """Hold the release open while a request is answered."""
        with self._lock:
            self._users += 1

    def end_use(self) -> None:
        """Hold it no longer; a retired release is closed by its last user."""
        with self._lock:
            self._users -= 1
            last = self._retired and not self._users
        if last:
            self._close()

    def retire(self) -> None:
        """Close the release as soon as nobody uses it."""
        with self._lock:
            self._retired = True
            idle = not self._users
        if idle:
            self._close()

    def _close(self) -> None:
        self.search.close()
        self.sparql.close_soon()
        self._hold.end()
