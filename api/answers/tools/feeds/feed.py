"""A feed as values; ``atom`` and ``json_feed`` write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from api.answers.tools.addresses import address, conditions_of, described
from api.answers.tools.feeds.entries import Entry, Timeline, entry
from api.answers.tools.feeds.history import history
from api.http.parameters import SearchConditions, given
from api.release.opened import OpenRelease
from api.release.releases import Releases
from api.wording.messages import message
from search.model.request import SearchRequest

ATOM, JSON = "/feed.atom", "/feed.json"
"""Where feeds are."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed (RFC 5005, section 3).

    Args:
        id: name of the whole feed.
        title: what it is of.
        updated: when the newest release that changed anything in it was built.
        lang: language of its texts.
        page: path of the page for people that shows the same things.
        pages: parameters of ``first``, ``last``, and of ``previous`` and ``next`` where there are
            such pages.
        entries: those of this page.
    """

    id: str
    title: str
    updated: str
    lang: str
    page: str
    pages: Mapping[str, Mapping[str, Any]]
    entries: tuple[Entry, ...]

    def links(self, path: str, resolve: Callable[[str], str]) -> dict[str, str]:
        """Return the addresses of its pages by relation.

        Args:
            path: where this format is.
            resolve: makes a whole address of a path.
        """
        return {name: resolve(address(path, asked)) for name, asked in self.pages.items()}


def feed(
    opened: OpenRelease,
    kept: Releases,
    parameters: SearchConditions,
    request: SearchRequest,
    lang: str,
) -> Feed:
    """Return what releases added or changed of what a search finds.

    Args:
        opened: the release that is served.
        kept: the folder of releases.
        parameters: the conditions, and which part of the list.
        request: the same as a search.
        lang: language of the texts.

    Raises:
        UnresolvedName: a filter names nothing, or several things.
        FieldSyntaxError: the query is in field syntax and has an error.
    """
    listed = opened.listing
    found = listed.among(opened.search.meeting(request))
    line = Timeline(listed, found, history(opened.release, kept))
    changes = line.part(parameters.offset, parameters.limit)
    asked = given(parameters)
    conditions = conditions_of(asked)
    said = described(opened, conditions, lang)
    return Feed(
        id=uuid5(NAMESPACE_URL, opened.iris.base + address(ATOM[1:], conditions)).urn,
        title=message("feed-title" if said else "feed-title-all", lang).format(what=said),
        updated=line.updated,
        lang=lang,
        page=address("/", conditions),
        pages=_pages(asked, line.total),
        entries=tuple(entry(opened, change, lang) for change in changes),
    )


def _pages(asked: Mapping[str, Any], total: int) -> dict[str, dict[str, Any]]:
    limit, offset = asked["limit"], asked["offset"]
    starts = {"self": offset, "first": 0, "last": max(0, total - 1) // limit * limit}
    if offset:
        starts["previous"] = max(0, offset - limit)
    if offset + limit < total:
        starts["next"] = offset + limit
    return {name: {**asked, "offset": start or None} for name, start in starts.items()}
