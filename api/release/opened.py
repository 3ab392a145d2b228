"""What answers requests: one release opened for reading, and the switch to the next one."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from api.release.condition import Failure, Reason, Trouble, reasons_of
from api.release.disk.holding import Hold
from api.release.limits import sparql_limits
from api.release.publishing import opening
from api.release.releases import DATASET, Release, ReleaseError, Releases
from api.release.settings import Settings
from api.release.watcher import Watcher
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
from search.retrieval.retrieving import LibraryDownError

_LOG = logging.getLogger("tsunagu")
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
        engine = opening(settings, release)
        try:
            self._hold = Hold(release.folder)
        except OSError as error:
            raise _unusable(release, error) from error
        try:
            self.iris = Iris(release.manifest["base"])
            self.store = Store(release.folder / "store", release.folder / OWN)
            self.search = SearchEngine(release.folder / "search", opening=engine)
            self.relations = Relations(release.folder / "relations")
        except (OSError, ValueError, LookupError) as error:
            self._hold.end()
            raise _unusable(release, error) from error
        self.reader = EntityReader(self.store, self.iris)
        self.sparql = Evaluator(release.folder / DATASET, sparql_limits(settings), self.iris.base)
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
    def project_documents(self) -> NDArray[np.int64]:
        """Numbers of the documents of search for the projects, in the order of the relations."""
        return self.search.numbers("project", self.relations.projects)

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
            _ = (self.thesaurus, self.project_documents, self.programmes)
            _ = (self.reader.sources, self.reader.retired, self.reader.rows_by_source)
            _ = (self.reader.efforts, self.read_on)
            self.search.totals("type")
            self.search.search(SearchRequest(query=_FIRST_QUERY))
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


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Make very many objects that stay: to look whether they can go takes as long as that."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Held(AbstractContextManager[OpenRelease]):
    """The release that was current when it was entered; a class, as every request has one."""

    def __init__(self, holder: CurrentRelease) -> None:
        self._holder = holder

    def __enter__(self) -> OpenRelease:
        self._opened = self._holder.take()
        return self._opened

    def __exit__(self, *_: object) -> None:
        self._opened.end_use()


class CurrentRelease:
    """Gives the current release to each request, and picks up a new one without dropping any.

    Args:
        settings: where the releases are and how often to look.

    Raises:
        ReleaseError: no release can be opened.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._releases = Releases(settings.out)
        self._lock = threading.Lock()
        self._failure: Failure | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        Evaluator.prepare()
        self._opened = self._open_first()
        self._watcher = Watcher(self.refresh, settings.reload_seconds)
        self._warmer: threading.Thread | None = None

    def _open_first(self) -> OpenRelease:
        """Open the current release, or the newest older one that can be opened."""
        wanted = self._releases.wanted_id()
        for id_ in (wanted, *(r.id for r in self._releases.all() if r.id != wanted)):
            identity = self._releases.identity(id_)
            try:
                opened = self._open(self._releases.get(id_))
            except (ReleaseError, LibraryDownError) as error:
                _LOG.error("%s", error)
                self._failure = self._failure or Failure(identity, str(error), Trouble.FALLBACK)
                continue
            self._served = identity
            if id_ != wanted:
                _LOG.error("serving the older release %s instead of %s", id_, wanted)
            return opened
        raise ReleaseError("no release can be opened; run `tsunagu build`")

    def _open(self, release: Release) -> OpenRelease:
        damaged = self._releases.verify(release)
        if damaged:
            raise ReleaseError(
                f"release {release.id}: {damaged[0]} is missing or damaged; run `tsunagu build`"
            )
        with _collection_paused():
            return OpenRelease(release, self._settings)

    async def start(self) -> None:
        """Start what answers SPARQL, in the event loop that will ask it; then warm up."""
        self._loop = asyncio.get_running_loop()
        with self.current() as opened:
            await opened.sparql.start()
        self._warmer = threading.Thread(target=self._warm_first, name="release-warmer", daemon=True)
        self._warmer.start()

    def _open_warm(self, release: Release) -> OpenRelease:
        opened = self._open(release)
        try:
            opened.warm()
            if self._loop is not None:
                asyncio.run_coroutine_threadsafe(opened.sparql.start(), self._loop).result()
        except (ReleaseError, LibraryDownError):
            opened.retire()
            raise
        return opened

    def current(self) -> AbstractContextManager[OpenRelease]:
        """Hold the current release for one request."""
        return _Held(self)

    def take(self) -> OpenRelease:
        """Return the current release in use; ``end_use`` gives it back."""
        with self._lock:
            opened = self._opened
            opened.begin_use()
        return opened

    def refresh(self) -> bool:
        """Switch to the release that the pointer names, if it is another one that can be opened.

        One of the same id that was built anew, in the place of a damaged one, is another one.

        The new one is read before it is switched to, so that no request waits for that; the old
        one answers meanwhile, and is closed when its last request is answered.
        """
        wanted = self._releases.current_id()
        if wanted is None:
            return False
        identity = self._releases.identity(wanted)
        if identity == self._served:
            self._failure = None
            return False
        if self._failure and identity == self._failure.identity:
            return False
        try:
            opened = self._open_warm(self._releases.get(wanted))
        except Exception as error:
            if not self._failure or str(error) != self._failure.detail:
                _LOG.error("%s; the release before it stays", error)
            # What is no fault of the release, as a lack of memory, is tried again.
            known = identity if isinstance(error, ReleaseError) else (wanted, None)
            self._failure = Failure(known, str(error), Trouble.RELOAD_FAILED)
            if isinstance(error, ReleaseError):
                return False
            raise
        self._failure = None
        with self._lock:
            old, self._opened, self._served = self._opened, opened, identity
        old.retire()
        _LOG.info("now serving release %s", opened.release.id)
        return True

    def look_now(self) -> None:
        """Look for a new release at once instead of when it is time; from any thread."""
        self._watcher.look_now()

    def reasons(self) -> list[Reason]:
        """Return what is wrong while this answers; nothing where all is as it should be.

        Workers that were lost are started anew.
        """
        lost = "" if self._releases.current_id() else self._releases.pointer_fault()
        found = reasons_of(lost, self._failure, self._watcher)
        with self.current() as opened:
            if self._loop is not None and not opened.sparql.figures()["workers"]:
                found.append(Reason(Trouble.WORKERS_LOST, "SPARQL has no process; it is started"))
                self._loop.call_soon_threadsafe(opened.sparql.revive)
        return found

    def _warm_first(self) -> None:
        """Read what the first requests will need; neither the start nor a switch waits for it."""
        with self.current() as opened:
            try:
                opened.warm()
            except (ReleaseError, LibraryDownError) as error:
                _LOG.error("%s", error)

    def close(self) -> None:
        """Stop watching and release everything."""
        # A switch waits for the loop, which may be waiting here; warming up waits for nothing, and
        # the release is to be closed before the loop is.
        self._watcher.close()
        if self._warmer is not None:
            self._warmer.join()
        self._opened.retire()
