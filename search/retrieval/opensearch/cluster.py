"""The door to a cluster: where it is, what is asked of it, and whether it answered all of it.

OpenSearch answers 200 where some of its shards failed, and where a time was up. Nothing of that is
a result: every part of an answer is checked, and what is not whole is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from search.retrieval.retrieving import LibraryDownError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

Body = Mapping[str, Any]
Answer = Mapping[str, Any]

_RETRIES = 3
"""Times that a request is sent again to another node, where one is gone."""
_CONNECTIONS = 16
"""Connections that are kept to each node: as many searches go on at once."""
_GRACE = 2.0
"""Seconds that the network has beside the time of a search itself."""


@dataclass(frozen=True)
class Cluster:
    """Nodes that answer together.

    Args:
        urls: address of each node.
        user: name to log in by; empty for none.
        password: its password.
        ca: file of the authorities that sign the nodes' certificates; empty for the system's.
        seconds: most time for one request.
        shards: parts of a new index.
        replicas: further copies of each part.
    """

    urls: tuple[str, ...]
    user: str = ""
    password: str = ""
    ca: str = ""
    seconds: float = 5.0
    shards: int = 1
    replicas: int = 1

    @cached_property
    def client(self) -> OpenSearch:
        """What speaks to the nodes, one object for all threads."""
        from opensearchpy import OpenSearch  # noqa: PLC0415 - an extra, and 0.4 s to import

        return OpenSearch(
            hosts=list(self.urls),
            http_auth=(self.user, self.password) if self.user else None,
            ca_certs=self.ca or None,
            verify_certs=True,
            http_compress=True,
            timeout=self.seconds + _GRACE,
            max_retries=_RETRIES,
            retry_on_timeout=False,
            pool_maxsize=_CONNECTIONS,
        )

    @property
    def shown(self) -> str:
        """The addresses of the nodes, without names and passwords that may stand in them."""
        return ", ".join(urlsplit(url).netloc.rpartition("@")[2] for url in self.urls)

    @contextmanager
    def asking(self) -> Iterator[OpenSearch]:
        """Give the client; what goes wrong with it is said in our words.

        Raises:
            LibraryDownError: the cluster cannot be reached, refuses, or has no such index.
        """
        from opensearchpy.exceptions import OpenSearchException  # noqa: PLC0415

        try:
            yield self.client
        except OpenSearchException as error:
            raise LibraryDownError(f"OpenSearch at {self.shown}: {_said(error)}") from error

    def ask(self, index: str, bodies: Sequence[Body]) -> list[Answer]:
        """Return the answers to several searches of an index, in one trip.

        A search of which a part failed is repeated once, all of it: another copy may answer.

        Raises:
            LibraryDownError: they were not answered, or not whole.
        """
        if not bodies:
            return []
        header = {"index": index, "allow_partial_search_results": False}
        lines = [line for body in bodies for line in (header, body)]
        limit = f"{round(self.seconds * 1000)}ms"

        def once() -> list[Answer]:
            with self.asking() as client:
                found = client.msearch(body=lines, params={"cancel_after_time_interval": limit})
            return whole(found["responses"], len(bodies))

        return _twice(once, self.shown)


def _twice(once: Callable[[], list[Answer]], shown: str) -> list[Answer]:
    try:
        return once()
    except PartialAnswerError:
        try:
            return once()
        except PartialAnswerError as error:
            raise LibraryDownError(f"OpenSearch at {shown}: {error}") from error


class PartialAnswerError(Exception):
    """A part of a search was not answered."""


def whole(answers: Sequence[Answer], wanted: int) -> list[Answer]:
    """Return the answers to several searches, if each is whole.

    Args:
        answers: what the cluster gave.
        wanted: how many there should be.

    Raises:
        PartialAnswerError: one is missing, was cut off, or lacks a part.
    """
    if len(answers) != wanted:
        raise PartialAnswerError(f"{len(answers)} of {wanted} searches were answered")
    for answer in answers:
        if "error" in answer:
            raise PartialAnswerError(_reason(answer["error"]))
        if answer["timed_out"]:
            raise PartialAnswerError("a search took too long and was cut off")
        shards = answer["_shards"]
        if shards["failed"]:
            failures = shards.get("failures") or [{}]
            failed = f"{shards['failed']} of {shards['total']} shards failed"
            raise PartialAnswerError(f"{failed}: {_reason(failures[0].get('reason', {}))}")
    return list(answers)


def _reason(error: object) -> str:
    """Return what an error of OpenSearch says, by its innermost cause."""
    if not isinstance(error, Mapping):
        return str(error)
    failed = error.get("failed_shards") or [{}]
    causes = error.get("root_cause") or [error]
    inner = failed[0].get("reason") or causes[0]
    return f"{inner.get('type', 'unknown')}: {inner.get('reason', '')}"


def _said(error: Exception) -> str:
    """Return what an exception of the client says, in a line."""
    info = getattr(error, "info", None)
    if isinstance(info, Mapping) and "error" in info:
        return f"{getattr(error, 'status_code', '')} {_reason(info['error'])}"
    return str(info or error).partition(" caused by:")[0].partition("\n")[0]
