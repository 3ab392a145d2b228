"""``SERVICE SILENT`` of another server, which is never asked, so that it fails in silence.

A service that fails has one solution then, which binds nothing (SPARQL 1.1 Federated Query, section
2.3). In its place comes a block of VALUES that is this solution, with the variables that the clause
has in scope (SPARQL 1.1, section 18.2.1): they stay columns of ``SELECT *``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.sparql.guard import Edit
from graph.sparql.tokens import Token

NAME, _OPEN = 2, 3
"""Places of the name and the brace of a clause, from its first word on."""
_UNSEEN = frozenset({"FILTER", "MINUS"})
"""Words before what keeps its variables to itself."""


def silenced(
    found: Sequence[Token], place: int, closes: Mapping[int, int]
) -> tuple[Edit, int] | None:
    """Return what stands for a SERVICE SILENT and the number of its last token, or None.

    Args:
        found: tokens of a query.
        place: number of the token that is its first word, if it is one.
        closes: for the number of each opening bracket, that of the one that closes it.
    """
    brace = place + _OPEN
    words = [token.text.upper() for token in found[place : place + NAME]]
    if words != ["SERVICE", "SILENT"] or brace not in closes or found[brace].text != "{":
        return None
    name, last = found[place + NAME], closes[brace]
    is_named = name.kind in {"iri", "name", "var"} and not name.text.startswith("_:")
    if not is_named or any(token.kind == "open" for token in found[place:last]):
        return None
    names = [name.text] if name.kind == "var" else []
    names += _visible(found, brace + 1, last, closes)
    columns = " ".join(dict.fromkeys(f"?{name[1:]}" for name in names))
    row = " ".join("UNDEF" for _ in columns.split())
    text = f" VALUES ({columns}) {{ ({row}) }} "
    return Edit(found[place].start, found[last].end, text), last


def _visible(
    found: Sequence[Token], number: int, last: int, closes: Mapping[int, int]
) -> list[str]:
    """Return the variables that a group has in scope, in order."""
    names = []
    while number < last:
        token = found[number]
        word = token.text.upper() if token.kind == "word" else ""
        if word in _UNSEEN:
            number = _past_brackets(number, last, closes)
        elif word == "BIND" and number + 1 in closes:
            number = closes[number + 1]
            names.append(found[number - 1].text)
        elif word == "SELECT" and found[number + 1].text != "*":
            selected, number = _selected(found, number + 1, last, closes)
            names += selected
        elif token.kind == "var":
            names.append(token.text)
        number += 1
    return names


def _past_brackets(number: int, last: int, closes: Mapping[int, int]) -> int:
    """Return the number of what closes the next bracket."""
    while number < last and number not in closes:
        number += 1
    return closes.get(number, last)


def _selected(
    found: Sequence[Token], number: int, last: int, closes: Mapping[int, int]
) -> tuple[list[str], int]:
    """Return what a subquery selects, and the number of the last token before the end of it."""
    names = []
    while number < last and found[number].text not in {"{", "}"}:
        if number in closes:
            number = closes[number]
            names.append(found[number - 1].text)
        elif found[number].kind == "var":
            names.append(found[number].text)
        number += 1
    while number < last and found[number].text != "}":
        number = closes.get(number, number) + 1
    return names, number - 1
