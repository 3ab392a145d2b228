"""Whom to call: a route to a local government, and all of them in a file of the release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import orjson

from graph.entities.records import Named, Record

Kind = Literal[
    "office", "official-page", "project-page", "council", "programme-office", "prefecture"
]
DateKind = Literal["as-of", "published", "retrieved"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One route to a local government.

    Args:
        labels: name of who answers, by language.
        kind: what the route is.
        source: key of the source in which it stands.
        date: date of that, as exact as it is known (``2023-03``).
        date_kind: whether the route was so at that date as the source says, or the source was
            published then, or only retrieved.
        url: page, or empty.
        email: address, or empty.
        telephone: number as printed, or empty.
        address: postal code and address as printed, or empty.
        note: what the source's reader should know, in Japanese, or empty.
        about: the council or the programme, or the local government whose page it is.
    """

    labels: Mapping[str, str] = field(hash=False)
    kind: Kind
    source: str
    date: str
    date_kind: DateKind
    url: str = ""
    email: str = ""
    telephone: str = ""
    address: str = ""
    note: str = ""
    about: Named | None = None

    @property
    def reachable(self) -> bool:
        """Whether there is a page, an address or a number, and not only a name."""
        return bool(self.url or self.email or self.telephone)


def dated(source: Record) -> tuple[str, DateKind]:
    """Return the date of a source and whether it is that of publication or of retrieval."""
    day = source.text("date_published")
    return (day, "published") if day else (source.text("date_retrieved"), "retrieved")


def published(url: str) -> str:
    """Return an address if it may be published as a link, else an empty string.

    A bare IP address names nobody who would answer for the page.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    try:
        ip_address(parts.hostname)
    except ValueError:
        return url
    return ""


_FILE = "contacts.json"
"""Read once when a release is built: every local government's routes in one file."""


def write_contacts(folder: Path, found: Mapping[str, tuple[Contact, ...]]) -> None:
    """Write the routes to local governments, by their codes."""
    (folder / _FILE).write_bytes(orjson.dumps(found, default=dict))  # labels are read-only views


def read_contacts(folder: Path) -> dict[str, tuple[Contact, ...]]:
    """Return what ``write_contacts`` wrote.

    Raises:
        OSError: the file is missing.
        ValueError: it is not what it should be.
    """
    stored = orjson.loads((folder / _FILE).read_bytes())
    return {code: tuple(_from_json(values) for values in routes) for code, routes in stored.items()}


def _from_json(values: dict[str, Any]) -> Contact:
    about = values.pop("about")
    try:
        named = Named(**about) if isinstance(about, dict) else None
        return Contact(**values, about=named)
    except TypeError as error:
        raise ValueError(f"{_FILE} holds what is no contact: {error}") from error
