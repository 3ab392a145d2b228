"""The text of a query as a server gets it, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence

from graph.sparql.tokens import tokens
from graph.sparql.views import with_values


def sent_query(text: str, base: str, bindings: Sequence[tuple[str, str]]) -> str:
    """Return a query that means at a server what it means here.

    Args:
        text: the query.
        base: what relative IRIs in it are relative to.
        bindings: variables and terms; they stand in ``VALUES`` where the query has the places.
    """
    bound = with_values(text, dict(bindings)) if bindings else text
    return f"BASE <{base}> {bound}"


def chosen_graphs(
    text: str, default: Sequence[str], named: Sequence[str], union: str
) -> list[tuple[str, str]]:
    """Return the parameters of the protocol that choose graphs.

    The parameter goes before ``FROM`` (SPARQL 1.1 Protocol, section 2.1.4), so that the union of
    all graphs is asked for only where neither the client nor the query chooses.

    Args:
        text: the query.
        default: graphs that the client makes the default graph of.
        named: graphs that it names.
        union: graph that stands for all; empty where the default graph is that already.
    """
    if not default and not named:
        return [("default-graph-uri", union)] if union and not has_dataset(text) else []
    return [
        *(("default-graph-uri", iri) for iri in default),
        *(("named-graph-uri", iri) for iri in named),
    ]


def has_dataset(text: str) -> bool:
    """Tell whether a query has a ``FROM`` clause."""
    depth = 0
    for token in tokens(text):
        depth += (token.text == "{") - (token.text == "}")
        if not depth and token.kind == "word" and token.text.upper() == "FROM":
            return True
    return False
