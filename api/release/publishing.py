"""Engines of others that releases are loaded into before anybody is pointed to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib.util import find_spec
from typing import Any, Protocol

from api.release.releases import Release, ReleaseError
from api.release.settings import PREFIX, Settings, SettingsError
from api.release.sparql_server import holds_release, publish_release, remove_release
from search.model.corpus import Progress, silent
from search.retrieval.embedded.library import Embedded
from search.retrieval.opensearch.cluster import Cluster
from search.retrieval.opensearch.library import Clustered
from search.retrieval.opensearch.loading import Loader, index_name
from search.retrieval.retrieving import LibraryDownError


class Publisher(Protocol):
    """Loads releases into an engine."""

    def holds(self, release: Release) -> bool:
        """Tell whether the engine holds a release, complete."""

    def publish(self, release: Release, progress: Progress) -> None:
        """Load a release, unless it is there; half of one is never left."""

    def remove(self, id_: str) -> None:
        """Remove a release, if it is there."""


class _Searching:
    """Loads the search of releases into OpenSearch.

    Args:
        loader: loads into a cluster.
    """

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def holds(self, release: Release) -> bool:
        return self._loader.holds(release.id, release.manifest["counts"]["documents"])

    def publish(self, release: Release, progress: Progress) -> None:
        self._loader.load(release.id, release.folder / "search", progress)

    def remove(self, id_: str) -> None:
        self._loader.remove(id_)


class _Asking:
    """Loads the graphs of releases into the SPARQL server.

    Args:
        settings: where it is.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def holds(self, release: Release) -> bool:
        return holds_release(release, self._settings)

    def publish(self, release: Release, progress: Progress) -> None:
        del progress  # it takes the whole file at once
        publish_release(release, self._settings)

    def remove(self, id_: str) -> None:
        remove_release(id_, self._settings)


@cache
def _cluster(settings: Settings) -> Cluster:
    """Return the cluster that the settings name: one object, as it keeps the connections."""
    if find_spec("opensearchpy") is None:
        raise SettingsError(
            f"{PREFIX}SEARCH_URL needs opensearch-py: pip install 'tsunagu[opensearch]'"
        )
    return Cluster(
        urls=tuple(url.strip() for url in settings.search_url.split(",")),
        user=settings.search_user,
        password=settings.search_password,
        ca=settings.search_ca,
        seconds=settings.search_seconds,
        shards=settings.search_shards,
        replicas=settings.search_replicas,
    )


def publishers(settings: Settings) -> Sequence[Publisher]:
    """Return what loads releases into the engines that the settings name.

    Raises:
        SettingsError: what an engine needs is not installed.
    """
    found: list[Publisher] = [_Asking(settings)] if settings.sparql_store_url else []
    if settings.search_url:
        found.append(_searching(settings))
    return found


def _searching(settings: Settings) -> _Searching:
    return _Searching(Loader(_cluster(settings)))


def publish(settings: Settings, release: Release, progress: Progress = silent) -> None:
    """Load a release into every engine that the settings name.

    Raises:
        ReleaseError: an engine does not take it; nobody is to be pointed to it then.
    """
    try:
        for publisher in publishers(settings):
            publisher.publish(release, progress)
    except LibraryDownError as error:
        raise ReleaseError(f"release {release.id} could not be loaded: {error}") from error


def unpublish(settings: Settings, ids: Sequence[str]) -> None:
    """Remove releases from every engine that the settings name.

    Raises:
        ReleaseError: an engine does not answer.
    """
    try:
        for publisher in publishers(settings):
            for id_ in ids:
                publisher.remove(id_)
    except LibraryDownError as error:
        raise ReleaseError(f"removed here, and not from the engine: {error}") from error


def opening(settings: Settings, release: Release) -> Callable[..., Any]:
    """Return what opens the engine that answers the searches of a release.

    Raises:
        LibraryDownError: it does not answer, or does not hold the release.
    """
    if not settings.search_url:
        return Embedded
    if not _searching(settings).holds(release):
        raise LibraryDownError(
            f"the engine at {PREFIX}SEARCH_URL does not hold release {release.id};"
            f" run `tsunagu releases use {release.id}` with the same settings"
        )
    return partial(Clustered, _cluster(settings), index_name(release.id))
