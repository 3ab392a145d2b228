"""The view models of the pages about the data, their sources, releases, parts and accessibility."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import metadata, resources
from typing import Any

import orjson

from api.pages.about.coverage import coverage, totals
from api.pages.parts.cells import Cells
from api.release.opened import OpenRelease
from api.wording.messages import message
from graph.entities.records import Record

SOURCES_ON_PAGE = 100
"""Sources that stand on one page."""
_DISTRIBUTION = "tsunagu"
_LICENCE_NAME = 60
"""Longest name of a licence, in characters; what is longer is its text."""
_EXTRA = re.compile(r";.*extra\s*==")
_NOTICES = frozenset({"licence", "inside"})
"""Uses of files that are the text of a licence: of a package, or of what is inside another one."""
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def about_view(opened: OpenRelease, lang: str) -> dict[str, Any]:
    """Return what the data are, and what of the sources' numbers they hold.

    Args:
        opened: the release.
        lang: language of the page.
    """
    cells = Cells(opened, lang)
    rows = coverage(opened, cells, lang)
    manifest = opened.release.manifest
    counts = manifest["counts"]
    tables = counts["rows"]
    return {
        "release": opened.release.id,
        "built": manifest["built_at"],
        "numbers": [
            ("statements", counts["quads"]),
            ("projects", tables["projects"]),
            ("programmes", tables["programmes"]),
            ("municipalities", tables["municipalities"]),
            ("councils", tables["councils"]),
            ("events", tables["events"]),
            ("sources", tables["sources"]),
        ],
        "coverage": rows,
        "totals": totals(rows),
        "read": max(r.text("date_retrieved") for r in opened.reader.sources.values()),
        "derived": tables["project_technologies_derived"],
        "printed": tables["project_technologies"],
        "sources": cells.sources(),
    }


def sources_view(opened: OpenRelease, page: int, lang: str) -> dict[str, Any] | None:
    """Return one page of the sources, those of most records first; None for no such page.

    Args:
        opened: the release.
        page: which, from 1.
        lang: language of the page.
    """
    counted = opened.reader.rows_by_source
    listed = sorted(
        opened.reader.sources.values(),
        key=lambda record: (-counted.get(record.key, 0), record.key),
    )
    pages = max(1, -(-len(listed) // SOURCES_ON_PAGE))
    if not 1 <= page <= pages:
        return None
    shown = listed[(page - 1) * SOURCES_ON_PAGE : page * SOURCES_ON_PAGE]
    unstated = sum(_unstated(record) for record in listed)
    return {
        "total": len(listed),
        "unstated": unstated,
        "page": page,
        "pages": pages,
        "sources": [_source(record, counted.get(record.key, 0), lang) for record in shown],
    }


def _source(record: Record, records: int, lang: str) -> dict[str, Any]:
    return {
        "key": record.key,
        "title": record.text("title"),
        "publisher": record.text("publisher"),
        "url": record.text("url"),
        "licence": _shown_licence(record, lang),
        "licence_url": record.text("licence_url"),
        "published": record.text("date_published"),
        "retrieved": record.text("date_retrieved"),
        "records": records,
        "view": f"/api/views/records-of-source?source={record.key}",
    }


def _unstated(record: Record) -> bool:
    return record.text("licence").startswith("none stated")


def _unconfirmed(record: Record) -> bool:
    """Tell whether the terms of a source are known from others and were not read."""
    return record.text("licence").startswith("unconfirmed")


def _shown_licence(record: Record, lang: str) -> str:
    if _unstated(record):
        return message("page-no-licence", lang)
    if _unconfirmed(record):
        return message("page-unconfirmed-licence", lang)
    return record.text("licence")


@cache
def licences_view(opened: OpenRelease, lang: str) -> dict[str, Any]:
    """Return the parts that are not ours: data, what the pages load, what the service runs on.

    Args:
        opened: the release, which has the sources of the data.
        lang: language of the page.
    """
    folder = resources.files("api.pages").joinpath("static", "vendor")
    listed = tomllib.loads(folder.joinpath("vendored.toml").read_text("utf-8"))
    hashes = orjson.loads(folder.joinpath("hashes.json").read_bytes())
    packages: dict[str, dict[str, Any]] = {}
    for name, entry in listed.items():
        package = packages.setdefault(entry["package"], {**entry, "files": [], "text": ""})
        if entry["use"] in _NOTICES:
            package["text"] = f"/static/vendor/{name}"
        else:
            package["use"] = entry["use"]
            package["files"].append(
                {"url": f"/static/vendor/{name}", "integrity": hashes[name]["integrity"]}
            )
    own = metadata.distribution(_DISTRIBUTION)
    return {
        "data": _data_licences(opened, lang),
        "vendored": list(packages.values()),
        "python": _python_packages(),
        "own": _licence(own.metadata),
        "own_text": (own.read_text("licenses/LICENSE") or "").strip(),
    }


def _data_licences(opened: OpenRelease, lang: str) -> list[dict[str, Any]]:
    """Return the licences that sources of the data state, each with its sources."""
    found: dict[str, dict[str, Any]] = {}
    for record in opened.reader.sources.values():
        if not _unstated(record):
            shown = _shown_licence(record, lang)
            terms = {"licence": shown, "url": record.text("licence_url"), "sources": []}
            entry = found.setdefault(shown, terms)
            entry["sources"].append(
                {name: record.text(name) for name in ("title", "publisher", "url")}
            )
    return [found[name] for name in sorted(found)]


def _python_packages() -> list[dict[str, str]]:
    """Return what the service itself needs, not what only its tests do."""
    needed = metadata.requires(_DISTRIBUTION) or []
    found = []
    for requirement in needed:
        name = _NAME.match(requirement)
        if name is None or _EXTRA.search(requirement):
            continue
        try:
            known = metadata.metadata(name[0])
        except metadata.PackageNotFoundError:  # another system does without it
            continue
        found.append(
            {"name": known["Name"], "version": known["Version"], "licence": _licence(known)}
        )
    return sorted(found, key=lambda package: package["name"].casefold())  # fmt: skip


def _licence(known: metadata.PackageMetadata) -> str:
    """Return the licence that a package states: an expression, a name, or its classifiers."""
    for field in ("License-Expression", "License"):
        first = known[field].strip().partition("\n")[0] if field in known else ""
        if first and len(first) < _LICENCE_NAME:
            return first
    classifiers = known.get_all("Classifier") or []
    names = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License ::")]
    return ", ".join(names)


@cache
def accessibility_view() -> dict[str, Any]:
    """Return the statement: what was tested, how, when, and what is known not to be right."""
    content = resources.files(__package__).joinpath("accessibility.toml").read_text("utf-8")
    return tomllib.loads(content)
