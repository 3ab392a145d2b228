"""What may stand in ``SERVICE tsn:search { … }``: terms read from tokens, and written as SPARQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urljoin

from rdflib.namespace import XSD

from graph.sparql.guard import RefusedQuery
from graph.sparql.tokens import Token
from ontology.namespaces import TSN

RIGHT_FORM = (
    f"PREFIX tsn: <{TSN}> … "
    'SERVICE tsn:search { ?x tsn:matches "自動運転 near Osaka" ; tsn:score ?score ; tsn:limit 10 }'
)
"""What a mistake shows; it is tried in the tests."""

_ECHARS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_WRITTEN = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NUMBERS = frozenset({str(XSD.integer), str(XSD.decimal), str(XSD.double), str(XSD.float)})
_SIGNS = {"+": "", "-": "-"}


class ServiceMistake(RefusedQuery):
    """A SERVICE of ours is not as it must be; the message says what is wrong and what is right."""

    def __init__(self, what: str) -> None:
        super().__init__(f"SERVICE tsn:search: {what} The right form: {RIGHT_FORM}")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, without its mark."""

    name: str


@dataclass(frozen=True, slots=True)
class Iri:
    """An absolute IRI."""

    value: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal.

    Args:
        value: its lexical form.
        language: its language tag, or nothing.
        datatype: IRI of its datatype, or nothing for ``xsd:string`` or a language.
    """

    value: str
    language: str = ""
    datatype: str = ""

    @property
    def number(self) -> float | None:
        """Its value as a number, or None."""
        try:
            return float(self.value) if self.datatype in _NUMBERS else None
        except ValueError:
            return None

    def text(self) -> str:
        """Return it as SPARQL and N-Triples write it."""
        quoted = f'"{self.value.translate(_WRITTEN)}"'
        if self.language:
            return f"{quoted}@{self.language}"
        return f"{quoted}^^<{self.datatype}>" if self.datatype else quoted


Term = Variable | Iri | Literal


def decoded(text: str) -> str:
    """Return the content of a string in any of its four forms (SPARQL 1.1, section 19.7).

    Raises:
        ServiceMistake: it has an escape that there is not.
    """
    quotes = 3 if text[:3] in {'"""', "'''"} and len(text) > 5 else 1  # noqa: PLR2004 - 6 quotes
    return _unescaped(text[quotes:-quotes])


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        if match[3]:
            if match[3] not in "tbnrf\"'\\":
                raise ServiceMistake(f"there is no escape {match[0]}.")
            return _ECHARS.get(match[3], match[3])
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the range of Unicode
            raise ServiceMistake(f"the escape {match[0]} names no character.")
        return chr(code)

    return _ESCAPED.sub(character, text)


class Prologue:
    """The prefixes and the base of a query.

    Args:
        tokens: the tokens of a query, without comments.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._prefixes: dict[str, str] = {}
        self._base = ""
        place = 0
        while place < len(tokens) and (size := self._declaration(tokens[place : place + 3])):
            place += size
        self.end = tokens[place].start if place < len(tokens) else 0
        """Where the query's form begins."""

    def _declaration(self, tokens: Sequence[Token]) -> int:
        """Take down a declaration; return its number of tokens, 0 when there is none."""
        kinds = [token.kind for token in tokens]
        word = tokens[0].text.upper() if kinds[0] == "word" else ""
        if word == "BASE" and kinds[1:2] == ["iri"]:
            self._base = self._resolved(tokens[1].text)
            return 2
        if word == "PREFIX" and kinds[1:] == ["name", "iri"] and tokens[1].text.endswith(":"):
            self._prefixes[tokens[1].text[:-1]] = self._resolved(tokens[2].text)
            return 3
        return 2 if word == "VERSION" and kinds[1:2] == ["string"] else 0

    def _resolved(self, text: str) -> str:
        iri = _unescaped(text[1:-1])
        if not self._base or _SCHEME.match(iri):
            return iri
        mark = "#" if iri.endswith("#") else ""  # which urljoin would lose
        return urljoin(self._base, iri.removesuffix("#")) + mark

    def iri(self, token: Token) -> str:
        """Return the IRI that a token of kind ``iri`` or ``name`` stands for.

        Raises:
            ServiceMistake: its prefix is not declared, or it is a blank node.
        """
        if token.kind == "iri":
            return self._resolved(token.text)
        prefix, _, local = token.text.partition(":")
        if prefix == "_":
            raise ServiceMistake(f"{token.text} is a blank node; take a variable instead.")
        if prefix not in self._prefixes:
            raise ServiceMistake(f"the prefix {prefix}: is not declared.")
        return self._prefixes[prefix] + local.replace("\\", "")


class TermReader:
    """Reads tokens one after the other.

    Args:
        tokens: the tokens of a query, without comments.
        place: where to begin.
        prologue: its prefixes.
    """

    def __init__(self, tokens: Sequence[Token], place: int, prologue: Prologue) -> None:
        self._tokens = tokens
        self._prologue = prologue
        self.place = place

    @property
    def next(self) -> Token:
        """The next token; one of kind ``end`` after the last."""
        if self.place < len(self._tokens):
            return self._tokens[self.place]
        return Token("end", 0, 0, "")

    def take(self) -> Token:
        """Return the next token and go on behind it."""
        token = self.next
        self.place += 1
        return token

    def skip(self, text: str) -> bool:
        """Go on behind a word or mark, if it is the next one."""
        token = self.next
        found = token.kind in {"other", "word"} and token.text.upper() == text
        self.place += found
        return found

    def fail(self, expected: str) -> NoReturn:
        """Raise ServiceMistake: the next token is not what it must be."""
        found = f"{self.next.text[:40]!r} stands" if self.next.text else "the query ends"
        raise ServiceMistake(f"{found} where {expected} must stand.")

    def iri(self, expected: str) -> str:
        """Return the IRI that comes next.

        Raises:
            ServiceMistake: there is none.
        """
        if self.next.kind not in {"iri", "name"}:
            self.fail(expected)
        return self._prologue.iri(self.take())

    def term(self, expected: str) -> Term:
        """Return the term that comes next.

        Raises:
            ServiceMistake: there is none.
        """
        kind = self.next.kind
        if kind == "var":
            return Variable(self.take().text[1:])
        if kind == "string":
            return self._literal(decoded(self.take().text))
        if kind == "number" or (kind == "other" and self.next.text in _SIGNS):
            return self._number(expected)
        return Iri(self.iri(expected))

    def _literal(self, value: str) -> Literal:
        if self.next.kind == "lang":
            return Literal(value, self.take().text[1:].lower())
        if self.next.text == "^":
            self.take()
            if not self.skip("^"):
                self.fail("'^^'")
            datatype = self.iri("a datatype")
            return Literal(value, "", "" if datatype == str(XSD.string) else datatype)
        return Literal(value)

    def _number(self, expected: str) -> Literal:
        sign = _SIGNS[self.take().text] if self.next.kind == "other" else ""
        if self.next.kind != "number":
            self.fail(expected)
        digits = self.take().text
        kind = XSD.double if "e" in digits.lower() else XSD.decimal
        return Literal(sign + digits, "", str(XSD.integer if digits.isdigit() else kind))
