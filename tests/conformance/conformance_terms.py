"""RDF terms and tables of solutions as the manifests write them, and how two of them compare.

A term is written as in Turtle, with the prefixes of ``PREFIXES``; a table has a line of variables
and a line for each solution, ``UNDEF`` where a variable is unbound (as in VALUES).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

XSD = "http://www.w3.org/2001/XMLSchema#"
NS = "http://conformance.example/ns#"
GRAPHS = "http://conformance.example/graph/"
PREFIXES = {
    "": NS,
    "xsd": XSD,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
"""Prefixes of every query, every graph and every table; ``g:`` names the graphs of a manifest."""

STRING = f"{XSD}string"
_LANG_STRING = f"{PREFIXES['rdf']}langString"
_INTEGERS = frozenset(
    XSD + name
    for name in (
        "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
        "unsignedByte",
    )
)  # fmt: skip
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
TERM = re.compile(
    r"""<(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>
    | "(?P<text>(?:[^"\\\n\r]|\\.)*)"(?:@(?P<lang>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?P<type>\S+))?
    | _:(?P<bnode>[\w.-]+)
    | (?P<boolean>true|false)(?![\w:])
    | (?P<double>[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+)
    | (?P<decimal>[+-]?\d*\.\d+)
    | (?P<integer>[+-]?\d+)
    | (?P<unbound>UNDEF)
    | (?P<prefix>[\w-]*):(?P<local>[\w%.-]*)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """An IRI, a blank node or a literal.

    Args:
        kind: ``uri``, ``bnode`` or ``literal``, as SPARQL-JSON says.
        value: the IRI, the label or the lexical form.
        datatype: the datatype of a literal.
        lang: its language tag, in lower case (RDF 1.1 Concepts, section 3.3).
    """

    kind: str
    value: str
    datatype: str = ""
    lang: str = ""


Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sequence of solutions."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


def literal(value: str, datatype: str | None = None, lang: str | None = None) -> Term:
    """Return a literal; without datatype and language it is a string."""
    if lang:
        return Term("literal", value, _LANG_STRING, lang.lower())
    return Term("literal", value, datatype or STRING)


def unescaped(text: str) -> str:
    """Return a string of Turtle without its escapes."""

    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _ESCAPES[match[3]]

    return _ESCAPE.sub(one, text)


def term(match: re.Match[str], prefixes: dict[str, str]) -> Term | None:
    """Return the term that ``TERM`` matched; None for ``UNDEF``."""
    if match["unbound"]:
        return None
    if match["iri"] is not None:
        return Term("uri", match["iri"])
    if match["bnode"]:
        return Term("bnode", match["bnode"])
    if match["text"] is not None:
        return literal(unescaped(match["text"]), _datatype(match["type"], prefixes), match["lang"])
    for name in ("boolean", "double", "decimal", "integer"):
        if match[name]:
            return Term("literal", match[name], XSD + name)
    return Term("uri", prefixes[match["prefix"]] + match["local"])


def _datatype(text: str | None, prefixes: dict[str, str]) -> str | None:
    if text is None or text.startswith("<"):
        return text and text[1:-1]
    prefix, _, local = text.partition(":")
    return prefixes[prefix] + local


def table(text: str, prefixes: dict[str, str]) -> Table:
    """Read a table; ``()`` stands for no variables, and for the solution without any."""
    header, *lines = text.strip().splitlines()
    variables = tuple(name.removeprefix("?") for name in header.split() if name != "()")
    rows = []
    for line in lines:
        row, place = [], 0
        while place < len(line.rstrip()) and line.strip() != "()":
            match = TERM.match(line, place)
            assert match, f"no term at {line[place:]!r}"
            row.append(term(match, prefixes))
            place = re.compile(r"\s*").match(line, match.end()).end()  # type: ignore[union-attr]
        assert len(row) == len(variables), line
        rows.append(tuple(row))
    return Table(variables, tuple(rows))


def by_value(one: Term | None) -> object:
    """Return what two terms share when they mean the same value of the same datatype.

    Numbers and times may be written in several ways; an engine chooses one.
    """
    if one is None or one.datatype not in _VALUES:
        return one
    try:
        return (one.datatype, _VALUES[one.datatype](one.value.strip()))
    except ValueError:
        return one


def _approximate(text: str) -> str:
    return f"{float(text):.6g}"


_VALUES: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(_INTEGERS, int),
    f"{XSD}decimal": Fraction,
    f"{XSD}double": _approximate,
    f"{XSD}float": _approximate,
    f"{XSD}boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
    f"{XSD}dateTime": datetime.fromisoformat,
}
"""What a literal of a datatype means, where it can be written in several ways."""


def by_spelling(one: Term | None) -> object:
    """Return the term itself: every character counts."""
    return one


def as_csv(one: Term | None) -> object:
    """Return what CSV keeps of a term (SPARQL 1.1 CSV and TSV, section 3); numbers by value."""
    if one is None:
        return ""
    if one.kind == "bnode":
        return one
    return f"{float(one.value):.6g}" if _NUMBER.fullmatch(one.value) else one.value


def same(left: Sequence[Row], right: Sequence[Row], key: Callable[[Term | None], object]) -> bool:
    """Tell whether two sequences are the same but for the labels of blank nodes."""
    return len(left) == len(right) and _matches(list(left), list(right), {}, key, ordered=True)


def same_bag(
    left: Sequence[Row], right: Sequence[Row], key: Callable[[Term | None], object]
) -> bool:
    """Tell whether two bags of solutions are the same but for the labels of blank nodes."""
    return len(left) == len(right) and _matches(list(left), list(right), {}, key, ordered=False)


def _matches(
    left: list[Row],
    right: list[Row],
    labels: dict[str, str],
    key: Callable[[Term | None], object],
    *,
    ordered: bool,
) -> bool:
    if not left:
        return True
    first, rest = left[0], left[1:]
    for number in range(1 if ordered else len(right)):
        mapped = _row_matches(first, right[number], labels, key)
        if mapped is None:
            continue
        others = right[:number] + right[number + 1 :]
        if _matches(rest, others, mapped, key, ordered=ordered):
            return True
        if mapped == labels:
            return False  # which of several equal rows it is makes no difference
    return False


def _row_matches(
    left: Row, right: Row, labels: dict[str, str], key: Callable[[Term | None], object]
) -> dict[str, str] | None:
    found = dict(labels)
    for one, other in zip(left, right, strict=True):
        if one is not None and other is not None and one.kind == other.kind == "bnode":
            known = found.get(one.value)
            if known is None and other.value in found.values():
                return None
            if known not in {None, other.value}:
                return None
            found[one.value] = other.value
        elif key(one) != key(other):
            return None
    return found
