"""What is wrong with a query, and where: for people, from what Oxigraph says and from its text."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph.sparql.tokens import Token, tokens

_PLACE = re.compile(r"error at ([0-9]+):([0-9]+)")
_FUNCTION = re.compile(r"(?:custom function|aggregate function) <([^>]*)> is not supported")
_IRI = re.compile(r"<[^<>\n]*[\s\"{}|^`\\][^<>\n]*>")
_ODD = re.compile(
    r"[\u00a0\u1680\u2000-\u200b\u2028-\u202f\u205f\u3000\ufeff“”‘’（）｛｝［］＜＞：；，．？＝]"
)
"""Characters that look like others: spaces, quotation marks and full-width marks."""
_BUILT_IN = frozenset({
    "STR", "LANG", "LANGMATCHES", "LANGDIR", "DATATYPE", "BOUND", "IRI", "URI", "BNODE", "RAND",
    "ABS", "CEIL", "FLOOR", "ROUND", "CONCAT", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI",
    "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "YEAR", "MONTH", "DAY",
    "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ", "NOW", "UUID", "STRUUID", "MD5", "SHA1",
    "SHA256", "SHA384", "SHA512", "COALESCE", "IF", "STRLANG", "STRLANGDIR", "STRDT",
    "SAMETERM", "SAMEVALUE", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "ISTRIPLE",
    "HASLANG", "HASLANGDIR", "REGEX", "SUBSTR", "REPLACE", "EXISTS", "COUNT", "SUM", "MIN",
    "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "TRIPLE", "SUBJECT", "PREDICATE", "OBJECT",
    "ADJUST", "IN", "FILTER", "BIND", "BY", "HAVING", "VALUES", "SELECT", "DISTINCT", "REDUCED",
    "ASC", "DESC", "WHERE", "GRAPH", "MINUS", "OPTIONAL", "UNION", "AS", "A", "NOT", "ON",
})  # fmt: skip
"""Words before a bracket (SPARQL 1.1 and 1.2, section 19.8)."""
_NEAR = 30
"""Characters that are shown of a place."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a query.

    Args:
        key: which fault; the texts have one for each.
        line: line of the place, from 1; 0 where it is not known.
        column: its column in characters, from 1; likewise.
        shown: what the text names.
    """

    key: str
    line: int = 0
    column: int = 0
    shown: dict[str, str] = field(default_factory=dict, hash=False)


def fault(query: str, said: str) -> Fault:
    """Return what is wrong with a query.

    Args:
        query: its text.
        said: what the engine said of it.
    """
    function = _FUNCTION.search(said)
    if function:
        return Fault("function", shown={"name": function[1]})
    place = _PLACE.search(said)
    if place is None:
        return Fault("evaluation")
    found = [token for token in tokens(query) if token.kind != "comment"]
    if "variable that is unbound" in said:
        named = next(_ungrouped(found), None)
        if named:
            return _at(query, named.start, "ungrouped", name=named.text)
    if "overrides an existing variable" in said:
        return _used_again(query, found) or _generic(query, place)
    return (
        _character(query, found)
        or _open(query, found)
        or _prefix(query, found)
        or _iri(query, found)
        or _unknown_word(query, found)
        or _end(query, found, int(place[1]), int(place[2]))
        or (_used_again(query, found) if "expected [_]" in said else None)
        or _generic(query, place)
    )


def _at(query: str, start: int, key: str, **shown: str) -> Fault:
    before = query[:start]
    line = before.count("\n") + 1
    return Fault(key, line, start - (before.rfind("\n") + 1) + 1, shown)


def _generic(query: str, place: re.Match[str]) -> Fault:
    """Return the place that the engine names, and what stands there."""
    line, column = int(place[1]), int(place[2])
    lines = query.split("\n")
    near = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    if not near:
        return Fault("place", line, column)
    return Fault("near", line, column, {"near": near[:_NEAR]})


def _character(query: str, found: Sequence[Token]) -> Fault | None:
    """Find a character that looks like another one, outside of texts and IRIs."""
    for token in found:
        match = _ODD.search(token.text) if token.kind not in {"string", "open", "iri"} else None
        if match:
            name = unicodedata.name(match[0], "").lower() or "byte order mark"
            if match[0] == "\ufeff":
                name = "byte order mark"
            shown = f"U+{ord(match[0]):04X}"
            return _at(query, token.start + match.start(), "character", code=shown, name=name)
    return None


def _open(query: str, found: Sequence[Token]) -> Fault | None:
    token = next((token for token in found if token.kind == "open"), None)
    return _at(query, token.start, "string", near=token.text[:_NEAR]) if token else None


def _prefix(query: str, found: Sequence[Token]) -> Fault | None:
    """Find a prefix that is used and not declared."""
    declared = {
        name.text.partition(":")[0]
        for word, name in itertools.pairwise(found)
        if word.text.upper() == "PREFIX"
    }
    for token in found:
        if token.kind == "name" and not token.text.startswith("_:"):
            prefix = token.text.partition(":")[0]
            if prefix not in declared:
                return _at(query, token.start, "prefix", name=f"{prefix}:")
    return None


def _iri(query: str, found: Sequence[Token]) -> Fault | None:
    """Find what is written like an IRI and is none."""
    for token in found:
        if token.kind == "other" and token.text in {"<", "<<"}:
            match = _IRI.match(query, token.start)
            if match:
                return _at(query, token.start, "iri", name=match[0][: 2 * _NEAR])
    return None


def _unknown_word(query: str, found: Sequence[Token]) -> Fault | None:
    """Find a function that is not one of SPARQL's, called by a bare name."""
    for word, following in itertools.pairwise(found):
        if word.kind == "word" and following.text == "(" and word.text.upper() not in _BUILT_IN:
            return _at(query, word.start, "word", name=word.text)
    return None


def _end(query: str, found: Sequence[Token], line: int, column: int) -> Fault | None:
    """Tell whether a query ends while brackets are open."""
    opened: list[Token] = []
    for token in found:
        if token.kind == "other" and token.text in {"{", "("}:
            opened.append(token)
        elif token.kind == "other" and token.text in {"}", ")"} and opened:
            opened.pop()
    lines = query.split("\n")
    if not opened or line < len(lines) or column <= len(lines[-1].rstrip()):
        return None
    return _at(query, opened[-1].start, "bracket", name=opened[-1].text)


def _ungrouped(found: Sequence[Token]) -> Iterator[Token]:
    """Yield variables that a SELECT names and its GROUP BY does not."""
    for number, token in enumerate(found):
        if token.kind == "word" and token.text.upper() == "SELECT":
            selected, after = _selected(found, number + 1)
            grouped = _grouped(found, after)
            yield from (name for name in selected if name.text[1:] not in grouped)


def _selected(found: Sequence[Token], number: int) -> tuple[list[Token], int]:
    """Return the bare variables of a SELECT, and the number of the brace after it."""
    names, depth = [], 0
    while number < len(found) and found[number].text != "{":
        token = found[number]
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "var" and not depth:
            names.append(token)
        number += 1
    return names, number


def _grouped(found: Sequence[Token], number: int) -> set[str]:
    """Return the names that come after the group that begins at a brace, up to the next brace."""
    depth = 0
    while number < len(found):
        depth += (found[number].text == "{") - (found[number].text == "}")
        number += 1
        if not depth:
            break
    names = set()
    while number < len(found) and found[number].text not in {"{", "}"}:
        if found[number].kind == "var":
            names.add(found[number].text[1:])
        number += 1
    return names


def _used_again(query: str, found: Sequence[Token]) -> Fault | None:
    """Find an ``AS ?x`` whose variable stands elsewhere, too."""
    for word, name in itertools.pairwise(found):
        if word.text.upper() == "AS" and name.kind == "var":
            others = [one for one in found if one.kind == "var" and one.text[1:] == name.text[1:]]
            if len(others) > 1:
                return _at(query, name.start, "used-again", name=name.text)
    return None
