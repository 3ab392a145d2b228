"""The current release: it is given to each request, and the next one is picked up while it answers.

A switch can be prepared (``Releases.plan``): then the next release is open beforehand, and becomes
current at a set time, for every service at the same moment of its clock.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

from api.release.following.beside import Beside, Prepared
from api.release.following.condition import (
    EXPECTED,
    Failure,
    Reason,
    Trouble,
    failure_of,
    reasons_of,
    sparql_reason,
)
from api.release.following.lending import Held, NotKeptError, lent, lent_by
from api.release.following.watcher import Watcher
from api.release.opened import OpenRelease
from api.release.releases import Release, ReleaseError, ReleaseIdentity, Releases
from api.release.settings import Settings
from api.release.starting import EarlyCheck, collection_paused, settle, settle_anew
from graph.sparql.workers.engine import EngineError
from graph.sparql.workers.evaluator import Evaluator
from search.retrieval.retrieving import LibraryDownError

_LOG = logging.getLogger("tsunagu")


class CurrentRelease:
    """Gives the current release to each request, and picks up a new one without dropping any.

    Args:
        settings: where the releases are and how often to look.
        check: what looks already whether the current release is whole.

    Attributes:
        reload_failures: how often a new release could not be opened.
        since: when the current release began to be served, in seconds since 1970.
        draining: whether another service should be asked, as this one is about to end.

    Raises:
        ReleaseError: no release can be opened.
    """

    def __init__(self, settings: Settings, check: EarlyCheck | None = None) -> None:
        self._settings = settings
        self._releases = Releases(settings.out)
        self._lock = threading.Lock()
        self._failure: Failure | None = None
        self._next_failure: Failure | None = None
        self.reload_failures = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beside = Beside(settings.keep_seconds)
        self.draining = False
        Evaluator.prepare()
        self._opened = self._open_first(check)
        self.since = time.time()
        self._watcher = Watcher(self.refresh, settings.reload_seconds)
        self._warmer: threading.Thread | None = None

    def _open_first(self, check: EarlyCheck | None) -> OpenRelease:
        """Open the current release, or the newest older one that can be opened."""
        wanted = self._releases.wanted_id()
        others = [release.id for release in self._releases.all() if release.id != wanted]
        for id_ in (wanted, *others):
            identity = self._releases.identity(id_)
            try:
                opened = self._open(self._releases.get(id_), check)
            except (ReleaseError, LibraryDownError) as error:
                _LOG.error("%s", error)
                self._failure = self._failure or Failure(identity, str(error), Trouble.FALLBACK)
                continue
            self._served = identity
            if id_ != wanted:
                _LOG.error("serving the older release %s instead of %s", id_, wanted)
            return opened
        raise ReleaseError("no release can be opened; run `tsunagu build`")

    def _open(self, release: Release, check: EarlyCheck | None = None) -> OpenRelease:
        damaged = check.of(release) if check else self._releases.verify(release)
        if damaged:
            raise ReleaseError(
                f"release {release.id}: {damaged[0]} is missing or damaged; run `tsunagu build`"
            )
        with collection_paused():
            return OpenRelease(release, self._settings)

    async def start(self, then: Callable[[], None] = lambda: None) -> None:
        """Begin to start what answers SPARQL, in the event loop that will ask it, and warm up.

        Args:
            then: what is done when it is warm.
        """
        self._loop = asyncio.get_running_loop()
        with self.current() as opened, suppress(EngineError):  # it is asked again, and says why
            if self._settings.sparql_url:
                await opened.sparql.start()
            opened.sparql.begin()
        self._warmer = threading.Thread(
            target=self._warm_first, args=(then,), name="release-warmer", daemon=True
        )
        self._warmer.start()

    def _open_warm(self, release: Release) -> OpenRelease:
        opened = self._open(release)
        try:
            opened.warm()
            if self._loop is not None:
                started = opened.sparql.start()
                asyncio.run_coroutine_threadsafe(started, self._loop).result()
        except EXPECTED:
            opened.retire()
            raise
        return opened

    def current(self) -> AbstractContextManager[OpenRelease]:
        """Hold the release that this request is answered from, else the current one."""
        return Held(self.take)

    def take(self) -> OpenRelease:
        """Return the release that this request is answered from, else the current one, in use.

        ``end_use`` gives it back.
        """
        with self._lock:
            self._change_if_due()
            opened = lent_by(self) or self._opened
            opened.begin_use()
        return opened

    def lend(self, id_: str = "") -> AbstractContextManager[OpenRelease]:
        """Answer a request from one release alone, whatever becomes current meanwhile.

        Args:
            id_: of the release that the client means; empty for the current one.

        Raises:
            NotKeptError: it is not open.
        """
        with self._lock:
            self._change_if_due()
            opened: OpenRelease | None = self._opened
            if id_ and id_ != self._opened.release.id:
                opened = self._beside.find(id_)
            if opened is None:
                raise NotKeptError(self._opened.release.id)
            opened.begin_use()
        return lent(self, opened)

    def refresh(self) -> bool:
        """Switch to the release that the pointer names, if it is another one that can be opened.

        One of the same id that was built anew, in the place of a damaged one, is another one. The
        new one is read before it is switched to, so that no request waits for that; the old one
        answers meanwhile, and is closed when its last request is answered. What is to be current
        later is made ready.
        """
        with self._lock:
            self._beside.forget_old()
            self._change_if_due()
            served = self._served
        wanted = self._releases.current_id()
        changed = wanted is not None and self._follow(wanted, served)
        self._prepare_next()
        return changed

    def _follow(self, wanted: str, served: ReleaseIdentity) -> bool:
        identity = self._releases.identity(wanted)
        if identity == served:
            self._failure = None
            return False
        if self._failure and self._failure.holds(identity):
            return False
        if self._next_failure and self._next_failure.holds(identity):
            detail = self._next_failure.detail
            self._failure = Failure(identity, detail, Trouble.RELOAD_FAILED)
            return False
        with self._lock:
            opened = self._beside.take_prepared(identity)
        try:
            opened = opened or self._open_warm(self._releases.get(wanted))
        except Exception as error:
            self.reload_failures += 1
            self._failure = failure_of(error, identity, Trouble.RELOAD_FAILED, self._failure)
            if isinstance(error, EXPECTED):
                return False
            raise
        self._failure = None
        with self._lock:
            if self._served != served:  # a switch at a set time came between: look again
                opened.retire()
                return False
            self._serve(opened, identity)
        settle_anew()
        return True

    def _prepare_next(self) -> None:
        """Open the release that is to be current later, or close one that is not any more."""
        upcoming = self._releases.upcoming()
        identity = self._releases.identity(upcoming.id) if upcoming else None
        with self._lock:
            self._change_if_due()
            prepared = self._beside.prepared
            if upcoming and prepared and prepared.identity == identity:
                prepared.at = upcoming.at
            else:
                self._beside.forget_prepared()
            wanted = identity != self._served and self._beside.prepared is None
        known = self._next_failure
        if upcoming is None or identity is None:
            self._next_failure = None
        elif wanted and not (known and known.holds(identity)):
            try:
                opened = self._open_warm(self._releases.get(upcoming.id))
            except Exception as error:
                self.reload_failures += 1
                self._next_failure = failure_of(error, identity, Trouble.NEXT_FAILED, known)
                if isinstance(error, EXPECTED):
                    return
                raise
            self._next_failure = None
            with self._lock:
                self._beside.prepared = Prepared(opened, identity, upcoming.at)
            settle_anew()
            _LOG.info("release %s is ready to be switched to", upcoming.id)
        self._wake_in_time()

    def _wake_in_time(self) -> None:
        """Switch in time even if nobody asks then; whoever asks switches, too."""
        prepared, loop = self._beside.prepared, self._loop
        if prepared is None or prepared.at is None or loop is None:
            return
        left = max(prepared.at - time.time(), 0.0)
        if left <= 2 * self._settings.reload_seconds:  # else a later look will see to it
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(loop.call_later, left, self._wake)

    def _wake(self) -> None:
        with self._lock:
            self._change_if_due()
        self._wake_in_time()

    def _change_if_due(self) -> None:
        """Make the prepared release current if its time has come; the lock is held."""
        prepared = self._beside.prepared
        if prepared is not None and prepared.is_due:
            self._beside.prepared = None
            self._serve(prepared.opened, prepared.identity)

    def _serve(self, opened: OpenRelease, identity: ReleaseIdentity) -> None:
        old, self._opened, self._served = self._opened, opened, identity
        self.since = time.time()
        self._beside.keep(old)
        _LOG.info("now serving release %s", opened.release.id)

    def prepared(self) -> Prepared | None:
        """Return the next release, if it is open already."""
        return self._beside.prepared

    def look_now(self) -> None:
        """Look for a new release at once instead of when it is time; from any thread."""
        self._watcher.look_now()

    def drain(self) -> None:
        """Say from now on that another service should be asked: this one is about to end."""
        self.draining = True

    def reasons(self) -> list[Reason]:
        """Return what is wrong while this answers; nothing where all is as it should be.

        Workers that were lost are started anew.
        """
        lost = "" if self._releases.current_id() else self._releases.pointer_fault()
        failures = filter(None, (self._failure, self._next_failure))
        found = reasons_of(lost, failures, self._watcher)
        if self.draining:
            found.append(Reason(Trouble.DRAINING, "it is about to end; ask another one"))
        with self.current() as opened:
            if self._loop is not None and (reason := sparql_reason(opened.sparql)):
                found.append(reason)
                self._loop.call_soon_threadsafe(opened.sparql.revive)
        return found

    def _warm_first(self, then: Callable[[], None]) -> None:
        """Read what the first requests will need; neither the start nor a switch waits for it."""
        with self.current() as opened:
            try:
                opened.warm()
            except (ReleaseError, LibraryDownError) as error:
                _LOG.error("%s", error)
        then()
        settle()

    def evaluators(self) -> list[Evaluator]:
        """Return what answers SPARQL, of every release that is open."""
        with self._lock:
            return [opened.sparql for opened in (self._opened, *self._beside.all())]

    def close(self) -> None:
        """Stop watching and release everything."""
        # A switch waits for the loop, which may be waiting here; warming up waits for nothing.
        self._watcher.close()
        if self._warmer is not None:
            self._warmer.join()
        with self._lock:
            self._beside.close()
        self._opened.retire()
