"""Whom to call, read once when a release is built: every local government's routes in one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from graph.entities.contacts import Contact
from graph.entities.records import Named

_FILE = "contacts.json"


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
    return {code: tuple(_contact(values) for values in routes) for code, routes in stored.items()}


def _contact(values: dict[str, Any]) -> Contact:
    about = values.pop("about")
    try:
        named = Named(**about) if isinstance(about, dict) else None
        return Contact(**values, about=named)
    except TypeError as error:
        raise ValueError(f"{_FILE} holds what is no contact: {error}") from error
