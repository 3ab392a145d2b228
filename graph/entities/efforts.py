"""Efforts: projects of one piece of work that several programmes support."""

from __future__ import annotations

from collections.abc import Iterable

from graph.entities.records import Record


def effort_keys(links: Iterable[Record]) -> dict[str, str]:
    """Return the key of the effort of each project that is linked with others.

    Projects that links join, directly or through others, are one effort, supported under several
    programmes. Its key is that of the project which is no linked support itself.

    Args:
        links: rows of ``project_links``: a project and one that is linked with it.
    """
    found: dict[str, set[str]] = {}
    supports: set[str] = set()
    for record in links:
        ends = [end.key for name in ("project", "linked") if (end := record.named(name))]
        joined = set().union(*(found.get(key, {key}) for key in ends))
        found |= dict.fromkeys(joined, joined)
        supports.update(ends[1:])
    return {key: min(joined - supports or joined) for key, joined in found.items()}
