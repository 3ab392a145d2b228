"""Loads a release into a SPARQL server, before anybody is sent there, and removes it again."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2

from graph.sparql.remote.endpoint import ServerAddress
from graph.sparql.workers.engine import EngineError
from graph.store.nquads import union_lines

PLACE = "{release}"
"""What stands in an address for the id of a release, where a server has a dataset for each."""
_SECONDS = 600.0
_BLOCK = 1 << 20
_MADE = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT})
_GONE = _MADE | {HTTPStatus.NOT_FOUND}


class SparqlPublisher:
    """Loads releases into a server.

    Args:
        store_url: where a release is PUT as N-Quads (Graph Store Protocol, for whole datasets).
        create_url: where its dataset is made by POST, with the name as ``dbName``; empty where
            there is nothing to make.
        address: how to log in.
    """

    def __init__(self, store_url: str, create_url: str, address: ServerAddress) -> None:
        self._store_url = store_url
        self._create_url = create_url
        self._address = address

    def publish(self, id_: str, dump: Path) -> None:
        """Load a release: the named graphs, and all their statements in the default graph.

        Servers that were tried take a whole document or nothing. Loading again changes nothing.

        Args:
            id_: of the release.
            dump: its statements as N-Quads.

        Raises:
            EngineError: the server cannot be reached, or does not take it; what was made for it is
                removed.
        """
        with self._client() as client:
            made = self._make(client, id_)
            try:
                answer = client.put(
                    self._store_url.replace(PLACE, id_),
                    content=_content(dump),
                    headers={"Content-Type": "application/n-quads"},
                )
                _wants(answer, _MADE)
            except (EngineError, httpx2.HTTPError) as error:
                if made:
                    self.remove(id_)
                raise EngineError(f"release {id_} cannot be loaded: {error}") from error

    def _make(self, client: httpx2.Client, id_: str) -> bool:
        """Make the dataset of a release; tell whether it was not there before."""
        if not self._create_url:
            return False
        try:
            answer = client.post(self._create_url.replace(PLACE, id_))
        except httpx2.HTTPError as error:
            raise EngineError(f"release {id_} cannot be loaded: {error}") from error
        if answer.status_code == HTTPStatus.CONFLICT:  # it is there already
            return False
        _wants(answer, _MADE)
        return True

    def remove(self, id_: str) -> None:
        """Remove a release, where it has a dataset of its own.

        Raises:
            EngineError: the server cannot be reached, or refuses.
        """
        if not self._create_url or PLACE not in self._create_url:
            return
        parts = urlsplit(self._create_url.replace(PLACE, id_))
        name = parse_qs(parts.query).get("dbName", [""])[0]
        path = f"{parts.path.rstrip('/')}/{name.lstrip('/')}" if name else parts.path
        with self._client() as client:
            try:
                answer = client.delete(parts._replace(path=path, query="").geturl())
            except httpx2.HTTPError as error:
                raise EngineError(f"release {id_} cannot be removed: {error}") from error
        _wants(answer, _GONE)

    def _client(self) -> httpx2.Client:
        return httpx2.Client(
            auth=self._address.login(),
            headers=self._address.headers(),
            timeout=_SECONDS,
            trust_env=False,
        )


def _content(dump: Path) -> Iterator[bytes]:
    with dump.open("rb") as stream:
        while part := stream.read(_BLOCK):
            yield part
    held, size = list[bytes](), 0
    with dump.open("rb") as stream:
        for line in union_lines(stream):
            held.append(line)
            size += len(line)
            if size > _BLOCK:
                yield b"".join(held)
                held, size = [], 0
    yield b"".join(held)


def _wants(answer: httpx2.Response, statuses: frozenset[HTTPStatus]) -> None:
    if answer.status_code not in statuses:
        said = answer.text[:300].strip()
        raise EngineError(f"{answer.request.url} answered {answer.status_code}: {said}")
