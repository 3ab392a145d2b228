"""Named queries: one file each, with the variables that are bound named in its first lines."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def named_query(name: str) -> str:
    """Return the text of a named query.

    Raises:
        FileNotFoundError: there is no query of that name.
    """
    return resources.files(__package__).joinpath("queries", f"{name}.rq").read_text("utf-8")
