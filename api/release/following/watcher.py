"""Looks for a new release again and again, whatever comes of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_LOG = logging.getLogger("tsunagu")
_LONGEST_END = 4.0
"""Most seconds, but for one, that the end waits for a look."""


class Watcher:
    """A thread that looks at intervals, and survives what looking raises.

    Args:
        look: what to do each time.
        seconds: how long to wait before each time.
    """

    def __init__(self, look: Callable[[], object], seconds: float) -> None:
        self._look = look
        self._seconds = seconds
        self._stopped = False
        self._awake = threading.Event()
        self._fault = ""
        self._thread = threading.Thread(target=self._watch, name="release-watcher", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it will look again."""
        return self._thread.is_alive()

    @property
    def fault(self) -> str:
        """What went wrong when it looked last; empty where nothing did."""
        return self._fault

    def _watch(self) -> None:
        while True:
            self._awake.wait(self._seconds)
            self._awake.clear()
            if self._stopped:
                return
            self.try_once()

    def look_now(self) -> None:
        """Look without waiting for the next time; from any thread, and without waiting for it."""
        self._awake.set()

    def try_once(self) -> None:
        """Look once; what goes wrong is kept, and logged when it is another fault than before."""
        try:
            self._look()
        except Exception as error:  # noqa: BLE001 - it must live as long as the service
            fault = f"{type(error).__name__}: {error}"
            if fault != self._fault:
                _LOG.error("looking for a new release failed: %s", fault, exc_info=error)
            self._fault = fault
        else:
            self._fault = ""

    def close(self) -> None:
        """Look no more. A look that is under way is waited for, but for some seconds at most."""
        self._stopped = True
        self._awake.set()
        self._thread.join(timeout=min(self._seconds, _LONGEST_END) + 1)
