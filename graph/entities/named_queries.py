"""Named queries: one file each, with the variables that are bound named in its first lines."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources


@cache
def named_query(name: str) -> str:
    """Return the text of a named query.

    Raises:
        FileNotFoundError: there is no query of that name.
    """
    return resources.files(__package__).joinpath("queries", f"{name}.rq").read_text("utf-8")


def query_about(name: str, **nodes: Iterable[str]) -> str:
    """Return a named query about some nodes, or an empty text where there are none to ask about.

    Nodes stand in the text of the query, as a variable can be bound to one only.

    Args:
        name: of the query.
        nodes: IRIs by the words that hold their place in it (``# things``); of ``classes`` for a
            list after ``IN``, else for ``VALUES``.

    Raises:
        FileNotFoundError: there is no query of that name.
    """
    query = named_query(name)
    for place, iris in nodes.items():
        listed = [f"<{iri}>" for iri in dict.fromkeys(iris)]
        if not listed:
            return ""
        between = ", " if place == "classes" else " "
        query = query.replace(f"# {place}\n", f"{between.join(listed)}\n")
    return query
