"""What answers requests: one release opened for reading, and the switch to the next one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.releases import Release, ReleaseError, Releases
from api.settings import Settings
from graph.catalogue import Catalogue
from graph.sparql import Evaluator, Limits
from graph.store import Store
from ontology.concepts import Thesaurus
from ontology.namespaces import Iris
from ontology.thesaurus import load_thesaurus
from search.engine import SearchEngine

_LOG = logging.getLogger("tsunagu")


class Service:
    """One release, opened.

    Args:
        release: which one.
        settings: limits and workers.

    Raises:
        ReleaseError: a file is missing or differs from the manifest.
    """

    def __init__(self, release: Release, settings: Settings) -> None:
        self.release = release
        self.iris = Iris(release.manifest["base"])
        try:
            self.store = Store(release.folder / "store")
            self.search = SearchEngine(release.folder / "search")
        except (OSError, ValueError, KeyError) as error:
            raise ReleaseError(f"the release {release.id} is damaged; build again") from error
        self.catalogue = Catalogue(self.store, self.iris)
        self.thesaurus: Thesaurus = load_thesaurus(base=self.iris.base)
        self.sparql = Evaluator(
            release.folder / "store",
            settings.sparql_workers,
            Limits(
                settings.sparql_timeout,
                settings.sparql_memory_mb,
                settings.sparql_result_mb,
                settings.sparql_queue,
            ),
        )
        self._users = 0
        self._retired = False
        self._lock = threading.Lock()

    @contextmanager
    def used(self) -> Iterator[Service]:
        """Hold the release open while a request is answered."""
        with self._lock:
            self._users += 1
        try:
            yield self
        finally:
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
        self.sparql.close()


class ServiceHolder:
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
        self._stop = threading.Event()
        self._failed: str | None = None
        self._service = self._open_first()
        self._watcher = threading.Thread(target=self._watch, name="release-watcher", daemon=True)
        self._watcher.start()

    def _open_first(self) -> Service:
        """Open the current release, or the newest older one that can be opened."""
        current = self._releases.current()
        tried = [current, *(r for r in self._releases.all() if r.id != current.id)]
        for release in tried:
            try:
                return self._open(release)
            except ReleaseError as error:
                _LOG.error("%s", error)
                self._failed = release.id
        raise ReleaseError("no release can be opened; run `tsunagu build`")

    def _open(self, release: Release) -> Service:
        damaged = self._releases.verify(release)
        if damaged:
            raise ReleaseError(
                f"release {release.id}: {damaged[0]} is missing or damaged; run `tsunagu build`"
            )
        return Service(release, self._settings)

    @contextmanager
    def current(self) -> Iterator[Service]:
        """Hold the current release for one request."""
        with self._lock:
            service = self._service
            held = service.used()
            held.__enter__()
        try:
            yield service
        finally:
            held.__exit__(None, None, None)

    def refresh(self) -> bool:
        """Switch to the release that the pointer names, if it is another one that can be opened."""
        wanted = self._releases.current_id()
        if wanted in {None, self._service.release.id, self._failed}:
            return False
        try:
            service = self._open(self._releases.current())
        except ReleaseError as error:
            _LOG.error("%s; the release before it stays", error)
            self._failed = wanted
            return False
        with self._lock:
            old, self._service = self._service, service
        old.retire()
        _LOG.info("now serving release %s", service.release.id)
        return True

    def _watch(self) -> None:
        while not self._stop.wait(self._settings.reload_seconds):
            self.refresh()

    def close(self) -> None:
        """Stop watching and release everything."""
        self._stop.set()
        self._watcher.join(timeout=self._settings.reload_seconds + 1)
        self._service.retire()
