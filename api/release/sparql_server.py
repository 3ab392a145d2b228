"""The SPARQL server that a release is asked at, where the settings name one."""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from api.release.releases import GRAPH_FILE, Release, ReleaseError
from api.release.settings import Settings
from graph.sparql.workers.engine import EngineError, MakeEngine, SparqlEngine
from graph.sparql.workers.lanes import Lanes
from graph.sparql.workers.queues import LaneLimits
from graph.sparql.workers.worker import Setup

if TYPE_CHECKING:
    from graph.sparql.remote.endpoint import ServerAddress
    from graph.sparql.remote.probes import Content
    from graph.sparql.remote.publishing import SparqlPublisher

PLACE = "{release}"
_SAMPLES = 32
"""Statements that are looked for at a server."""


def engine_of(release: Release, settings: Settings) -> MakeEngine:
    """Return what makes the engine that queries of strangers are evaluated by.

    Args:
        release: what is asked.
        settings: where the server is, if there is one.
    """
    if not settings.sparql_url:
        return Lanes
    return partial(_remote, release, settings)


def _remote(release: Release, settings: Settings, setup: Setup, limits: LaneLimits) -> SparqlEngine:
    from graph.sparql.remote.engine import RemoteEngine  # noqa: PLC0415 - only where there is one

    return RemoteEngine(
        _address(settings, release.id),
        _content(release),
        settings.sparql_rows,
        settings.sparql_timeout,
        setup,
        limits,
    )


def _address(settings: Settings, id_: str) -> ServerAddress:
    from graph.sparql.remote.endpoint import ServerAddress  # noqa: PLC0415

    return ServerAddress(
        settings.sparql_url.replace(PLACE, id_),
        settings.sparql_union,
        settings.sparql_user,
        settings.sparql_password,
        settings.sparql_auth,
    )


def _content(release: Release) -> Content:
    from graph.sparql.remote.probes import Content, samples_of  # noqa: PLC0415

    lines = _lines(release.folder / GRAPH_FILE)
    return Content(release.manifest["counts"]["quads"], samples_of(lines, _SAMPLES))


def _lines(graph: Path) -> list[str]:
    """Return statements from all over a graph."""
    size, found = graph.stat().st_size, list[str]()
    with graph.open("rb") as stream:
        for number in range(_SAMPLES):
            stream.seek(size * number // _SAMPLES)
            stream.readline()
            found += [line.decode() for line in islice(stream, 8)]
    return found


def publish_release(release: Release, settings: Settings) -> None:
    """Load a release into the server, if the settings say where; it must be there before a switch.

    Args:
        release: it.
        settings: where to.

    Raises:
        ReleaseError: the server cannot be reached, does not take it, or is not fit.
    """
    publisher = _publisher(settings)
    if publisher is not None and not holds_release(release, settings):
        try:
            publisher.publish(release.id, release.folder / GRAPH_FILE)
            if settings.sparql_url:
                asyncio.run(_check(release, settings))
        except EngineError as error:
            raise ReleaseError(f"{error}; nothing was switched to") from error


def holds_release(release: Release, settings: Settings) -> bool:
    """Tell whether the server holds a release already, as far as it can be asked."""
    try:
        if settings.sparql_url:
            asyncio.run(_check(release, settings))
    except EngineError:
        return False
    return bool(settings.sparql_url)


async def _check(release: Release, settings: Settings) -> None:
    """Ask the server whether it holds a release, and is fit to answer for it."""
    from graph.sparql.remote.endpoint import Endpoint  # noqa: PLC0415
    from graph.sparql.remote.probes import fit_address  # noqa: PLC0415

    address = _address(settings, release.id)
    endpoint = Endpoint(address, 1, settings.sparql_timeout)
    try:
        await fit_address(endpoint, address, _content(release), settings.sparql_timeout)
    finally:
        await endpoint.close()


def remove_release(id_: str, settings: Settings) -> None:
    """Remove a release from the server, where it has a dataset of its own.

    Args:
        id_: its id.
        settings: where from.

    Raises:
        ReleaseError: the server cannot be reached, or refuses.
    """
    publisher = _publisher(settings)
    if publisher is not None:
        try:
            publisher.remove(id_)
        except EngineError as error:
            raise ReleaseError(str(error)) from error


def _publisher(settings: Settings) -> SparqlPublisher | None:
    if not settings.sparql_store_url:
        return None
    from graph.sparql.remote.publishing import SparqlPublisher  # noqa: PLC0415

    address = _address(settings, "")
    return SparqlPublisher(settings.sparql_store_url, settings.sparql_create_url, address)
