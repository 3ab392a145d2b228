"""The view models of the pages of releases: what each holds, what changed, its files."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from api.answers.changes import changes_answer, changes_of, edition, end, more, told
from api.answers.changes import totals as told_totals
from api.pages.parts.paths import entity_path
from api.release.opened import OpenRelease
from api.release.releases import Release, ReleaseError, Releases
from api.release.versions import numbers_of
from graph.description.dcat.versions import release_path
from graph.description.differences.deltas import read_delta
from graph.description.document import RELEASE_PATH
from ontology.namespaces import Iris

CHANGES_ON_PAGE = 50
"""Things of which a release's part of the page says what changed; its JSON has more."""


def release_view(
    opened: OpenRelease, releases: Releases, release: Release, lang: str
) -> dict[str, Any]:
    """Return one release: what changed in it, and its files.

    Args:
        opened: the release that is served.
        releases: the folder of releases.
        release: one of them, which can be described.
        lang: language of the page.
    """
    numbers, path = numbers_of(release), release_path(release.id)
    files = [(dump, f"{path}dump/{dump.name}") for dump in (*numbers.dumps, *numbers.tables)]
    if delta := read_delta(release.folder):
        files = [(file, f"{path}delta/{file.name}") for file in delta.files] + files
    items = [
        {"name": file.name, "bytes": file.bytes, "sha256": file.sha256, "href": href}
        for file, href in files
    ]
    every = releases_view(opened, releases, lang)["releases"]
    return {"releases": [one | {"files": items} for one in every if one["id"] == release.id]}


def releases_view(opened: OpenRelease, releases: Releases, lang: str) -> dict[str, Any]:
    """Return the releases of this server, the newest first, each with what changed.

    Args:
        opened: the release that is served.
        releases: the folder of releases.
        lang: language of the page.
    """
    known = sorted(_readable(releases), key=lambda release: str(release.manifest["built_at"]))
    listed = []
    before: Release | None = None
    for release in known:
        listed.append(
            {
                "id": release.id,
                "href": f"{RELEASE_PATH}/{release.id}",
                "built": release.manifest["built_at"],
                "current": release.id == opened.release.id,
                "statements": release.manifest["counts"]["quads"],
                "changes": _changes(_numbers(before), _numbers(release)) if before else [],
                "inputs": _changed_inputs(before, release) if before else [],
                "first": before is None,
                "told": _told(release, lang),
                "files": [],
            }
        )
        before = release
    return {"releases": listed[::-1]}


def _told(release: Release, lang: str) -> dict[str, Any] | None:
    """Return in words what changed, as the release keeps it; None where it keeps nothing."""
    found = changes_of(release)
    if found is None:
        return None
    iris = Iris(release.manifest["base"])
    answer = changes_answer(found, edition(release), iris, lang)
    return {
        "before": end(answer["before"], lang),
        "totals": list(told_totals(answer, lang)),
        "things": [
            {"thing": thing, "href": entity_path(thing.kind, thing.key) if thing.is_here else ""}
            for thing in islice(told(answer, lang), CHANGES_ON_PAGE)
        ],
        "more": more(answer, CHANGES_ON_PAGE, lang),
        "json": f"/api/releases/{release.id}/changes",
    }


def _readable(releases: Releases) -> list[Release]:
    try:
        return [release for release in releases.all() if "counts" in release.manifest]
    except ReleaseError:
        return []


def _numbers(release: Release) -> dict[str, int]:
    counts = release.manifest["counts"]
    return {"statements": counts["quads"], "documents": counts["documents"], **counts["rows"]}


def _changed_inputs(before: Release, now: Release) -> list[str]:
    """Return the files of the data that came, went or have another content."""
    old, new = before.manifest["inputs"], now.manifest["inputs"]
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def _changes(before: Mapping[str, int], now: Mapping[str, int]) -> list[dict[str, Any]]:
    names = dict.fromkeys((*now, *before))
    changed = ((name, before.get(name, 0), now.get(name, 0)) for name in names)
    return [
        {"name": name, "before": old, "now": new, "difference": new - old}
        for name, old, new in changed
        if old != new
    ]
