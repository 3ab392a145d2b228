"""The releases that are kept, as versions of the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from api.release.releases import Release, Releases
from graph.description.dcat.versions import Version
from graph.description.differences.deltas import read_delta
from graph.description.numbers import Description, Edition, read_description


def edition_of(release: Release) -> Edition:
    """Return which release it is, as descriptions say it."""
    return Edition(release.id, release.manifest["built_at"])


def numbers_of(release: Release) -> Description:
    """Return the numbers of a release.

    Raises:
        OSError: they cannot be read.
        ValueError: they are not what a build writes.
    """
    return numbers_in(release.folder, edition_of(release))


def kept_versions(releases: Releases, base: str) -> tuple[Version, ...]:
    """Return the releases that are kept and can be described, the newest first.

    Args:
        releases: the folder of releases.
        base: base of their IRIs; under another one they are versions of another dataset.
    """
    return tuple(_versions(releases, base))


def _versions(releases: Releases, base: str) -> Iterator[Version]:
    for release in releases.all():
        if release.manifest.get("base") == base:
            try:
                yield _version(release.folder, edition_of(release))
            except (OSError, ValueError):
                continue


@lru_cache(maxsize=64)
def _version(folder: Path, edition: Edition) -> Version:
    read_description(folder)
    return Version(edition, read_delta(folder))


@lru_cache(maxsize=8)
def numbers_in(folder: Path, _: Edition) -> Description:
    """Return the numbers in the folder of a release, read once for each time that it was built."""
    return read_description(folder)
