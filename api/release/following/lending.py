"""The release that answers one request, as long as it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

from api.release.opened import OpenRelease


class NotKeptError(Exception):
    """A release that a client means is not open, or not any more.

    Args:
        current: id of the current one.
    """

    def __init__(self, current: str) -> None:
        self.current = current
        super().__init__(f"only {current} is open")


class _Lent:
    __slots__ = ("lender", "opened")

    def __init__(self, lender: object, opened: OpenRelease) -> None:
        self.lender = lender
        self.opened: OpenRelease | None = opened


_LENT: ContextVar[_Lent | None] = ContextVar("lent", default=None)


def lent_by(lender: object) -> OpenRelease | None:
    """Return the release that the request is answered from that runs here, if one is."""
    lent = _LENT.get()
    return lent.opened if lent is not None and lent.lender is lender else None


@contextmanager
def lent(lender: object, opened: OpenRelease) -> Iterator[OpenRelease]:
    """Answer a request from one release alone.

    Args:
        lender: who lends it; what it gives to this request is this release.
        opened: the release, in use; its use ends with this.
    """
    lending = _Lent(lender, opened)
    token = _LENT.set(lending)
    try:
        yield opened
    finally:
        lending.opened = None  # what goes on after the answer has the current one
        _LENT.reset(token)
        opened.end_use()


class Held(AbstractContextManager[OpenRelease]):
    """The release that was current when it was entered; a class, as every request has one.

    Args:
        take: gives it, in use.
    """

    def __init__(self, take: Callable[[], OpenRelease]) -> None:
        self._take = take

    def __enter__(self) -> OpenRelease:
        self._opened = self._take()
        return self._opened

    def __exit__(self, *_: object) -> None:
        self._opened.end_use()
