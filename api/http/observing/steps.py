"""The steps of an answer, told to whoever measures them; to nobody unless traces are on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Final

Begin = Callable[[str], AbstractContextManager[object]]
BEGIN: ContextVar[Begin | None] = ContextVar("begin", default=None)
"""What begins a step of the request that is answered; None where nobody measures."""
_NOTHING: Final = nullcontext()


def step(name: str) -> AbstractContextManager[object]:
    """Return a context that lasts as long as a step of an answer.

    Args:
        name: what is done, as ``search``; one of few.
    """
    begin = BEGIN.get()
    return _NOTHING if begin is None else begin(name)
