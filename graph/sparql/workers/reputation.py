"""What is remembered of queries and of who asked them: in which lane the next one begins.

A text that was slow is known again, whoever sends it. Who sends a new text each time is known by
his address: for some time after a query of his was ended for being slow, a query begins among the
fast ones only if its shape (the query without its terms) is known to be quick. One whose shape was
slow before waits in the slow lane, and every other is tried: in a process that yields to all
others from the start, so that finding out what it is costs nobody else anything.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from itertools import islice

from cachetools import LRUCache, TTLCache

from graph.sparql.tokens import tokens

SUSPECTED_SECONDS = 30.0
"""How long a client is suspected after its last query that was ended for being slow."""
_REMEMBERED = 4096
"""Texts, shapes and clients that are remembered, of each."""
_TOKENS = 500
"""Tokens that make the shape of a query; what comes after them does not tell it from others."""
_RECENT = 128
"""Texts of quick queries that are kept until somebody is suspected: what everybody asks is known
then, and until then no query is read for its shape."""
_NAMES = frozenset({"iri", "name"})


class Lane(Enum):
    """Where a query begins."""

    FAST = auto()
    """Where every query begins of which nothing is known."""
    TRIAL = auto()
    """In a process that yields, until it is known how slow the query is."""
    SLOW = auto()
    """With those that are known to be slow."""


class Reputation:
    """What is remembered of slow queries and of who sent them.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._slow_texts: LRUCache[str, None] = LRUCache(_REMEMBERED)
        self._slow_shapes: LRUCache[tuple[str, bytes], None] = LRUCache(_REMEMBERED)
        self._quick_shapes: LRUCache[bytes, None] = LRUCache(_REMEMBERED)
        self._recent: deque[str] = deque(maxlen=_RECENT)
        self._suspected: TTLCache[str, None] = TTLCache(_REMEMBERED, SUSPECTED_SECONDS, clock)

    def lane(self, text: str, client: str) -> Lane:
        """Return where a query of a client begins."""
        if text in self._slow_texts:
            return Lane.SLOW
        if client not in self._suspected:
            return Lane.FAST
        shape = shape_of(text)
        if shape in self._quick_shapes:
            return Lane.FAST
        return Lane.SLOW if (client, shape) in self._slow_shapes else Lane.TRIAL

    def note_slow(self, text: str, client: str, *, is_sure: bool) -> None:
        """Remember that a query was slow.

        Args:
            text: the query.
            client: who asked.
            is_sure: whether it worked so long; else it may only have waited, and nothing is
                concluded for others of its shape.
        """
        self._slow_texts[text] = None
        if is_sure:
            shape = shape_of(text)
            self._slow_shapes[client, shape] = None
            self._quick_shapes.pop(shape, None)

    def note_quick(self, text: str, client: str) -> None:
        """Remember that a query was quick: was it slow before, then for another reason."""
        self._slow_texts.pop(text, None)
        if not self.suspects:
            self._recent.append(text)
            return
        shape = shape_of(text)
        self._slow_shapes.pop((client, shape), None)
        self._quick_shapes[shape] = None

    def suspect(self, client: str) -> None:
        """Remember that a query of a client was ended for being slow."""
        self._suspected[client] = None
        while self._recent:
            self._quick_shapes[shape_of(self._recent.popleft())] = None

    @property
    def suspects(self) -> int:
        """How many clients are suspected."""
        return len(self._suspected)


def shape_of(text: str) -> bytes:
    """Return what a query has in common with all that differ from it in terms alone.

    Comments, white space and the case of words do not count, nor which variables, IRIs and literals
    there are.
    """
    digest = hashlib.blake2b(digest_size=16)
    for kind, _, _, said in islice(tokens(text), _TOKENS):
        if kind == "comment":
            continue
        if kind in {"word", "other"}:
            digest.update(said.upper().encode("utf-8", "replace"))
        else:
            digest.update(b"iri" if kind in _NAMES else kind.encode())
        digest.update(b" ")
    return digest.digest()
