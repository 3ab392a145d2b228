"""Finds ``SERVICE tsn:search { … }`` in a query, and reads what each asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rdflib.namespace import XSD

from graph.sparql.guard import MAX_WITH_SERVICE, SERVICE_REFUSED, RefusedQuery, Services
from graph.sparql.search_service.terms import (
    Iri,
    Literal,
    Prologue,
    ServiceMistake,
    Term,
    TermReader,
    Variable,
)
from graph.sparql.tokens import Token
from ontology.namespaces import TSN

MAX_SERVICES = 10
"""Most SERVICE clauses of one query: each is a search."""

SEARCH = str(TSN.search)
MATCHES, LIMIT, SNIPPET = str(TSN.matches), str(TSN.limit), str(TSN.snippet)
SCORE, DISTANCE, RANK = str(TSN.score), str(TSN.distanceKm), str(TSN.rank)
_PROPERTIES = (MATCHES, SCORE, DISTANCE, RANK, SNIPPET, LIMIT)
_INTEGER = re.compile(r"0*[1-9][0-9]{0,8}")


class Column(NamedTuple):
    """A property of a hit that is asked for: by a variable, or by the value that it must have."""

    property: str
    object: Term


@dataclass(frozen=True, slots=True)
class Call:
    """One SERVICE clause.

    Args:
        start: its first character in the query.
        end: one past its last one.
        group: where the group that it stands in begins, behind the brace.
        graph: name of the graph that this group is about, as it is written; nothing for none.
        subject: what is found, or what must be.
        text: what is searched for; a variable when it comes from the query itself.
        columns: what is asked for.
        limit: at most so many hits.
    """

    start: int
    end: int
    group: int
    graph: str
    subject: Variable | Iri
    text: Variable | Literal
    columns: tuple[Column, ...]
    limit: int | None

    @property
    def snippets(self) -> bool:
        """Whether snippets are asked for."""
        return any(column.property == SNIPPET for column in self.columns)


@dataclass(slots=True)
class Calls:
    """The SERVICE clauses of a query, in order.

    Args:
        calls: the clauses.
        prologue: where the form of the query begins: before it are its prefixes.
        dataset: its FROM clauses as they are written.
    """

    calls: list[Call] = field(default_factory=list)
    prologue: int = 0
    dataset: str = ""


class _Group(NamedTuple):
    start: int
    graph: str


def find_calls(query: str, found: Services) -> Calls:
    """Return the clauses of a query whose words are known.

    Raises:
        ServiceMistake: a clause of ours is not as it must be.
        RefusedQuery: there is another SERVICE.
    """
    if not found.uses:
        return Calls()
    if len(query) > MAX_WITH_SERVICE:
        size = f"{MAX_WITH_SERVICE:,}"
        raise ServiceMistake(f"a query with it may have at most {size} characters.")
    if len(found.uses) > MAX_SERVICES:
        raise ServiceMistake(f"a query may have it at most {MAX_SERVICES} times.")
    prologue = Prologue(found.tokens)
    calls = Calls(prologue=prologue.end)
    groups: list[_Group] = []
    dataset: list[str] = []
    reader = TermReader(found.tokens, 0, prologue)
    while (token := reader.next).kind != "end":
        if token.start in found.uses:
            calls.calls.append(_call(reader, groups))
        elif token.text == "{":
            groups.append(_Group(token.end, _graph(found.tokens, reader.place, groups)))
        elif token.text == "}" and groups:
            groups.pop()
        elif token.kind == "word" and token.text.upper() == "FROM" and not groups:
            dataset.append(_from(query, found.tokens, reader.place))
        reader.take()
    if len(calls.calls) < len(found.uses):
        raise RefusedQuery(SERVICE_REFUSED)
    calls.dataset = " ".join(dataset)
    return calls


def _graph(tokens: Sequence[Token], place: int, groups: Sequence[_Group]) -> str:
    """Return the name of the graph that a group is about: its own, or that of the one around it."""
    before = tokens[max(0, place - 2) : place]
    if len(before) > 1 and before[0].kind == "word" and before[0].text.upper() == "GRAPH":
        return before[1].text
    return groups[-1].graph if groups else ""


def _from(query: str, tokens: Sequence[Token], place: int) -> str:
    """Return a FROM clause as it is written."""
    named = place + 1 < len(tokens) and tokens[place + 1].text.upper() == "NAMED"
    last = min(place + (2 if named else 1), len(tokens) - 1)
    return query[tokens[place].start : tokens[last].end]


def _call(reader: TermReader, groups: Sequence[_Group]) -> Call:
    """Read a clause; its closing brace is the next token then."""
    word = reader.take()
    if word.kind != "word" or word.text.upper() != "SERVICE":
        raise RefusedQuery(SERVICE_REFUSED)
    reader.skip("SILENT")
    if reader.next.kind not in {"iri", "name"} or not _is_ours(reader):
        raise RefusedQuery(SERVICE_REFUSED)
    if not groups:
        raise ServiceMistake("it stands outside the braces of WHERE.")
    if not reader.skip("{"):
        reader.fail("'{'")
    body = _Body(reader)
    subject, text = body.subject, body.text
    if subject is None or text is None:
        raise ServiceMistake("tsn:matches with the text to search for is missing.")
    end = reader.next.end
    return Call(word.start, end, *groups[-1], subject, text, tuple(body.columns), body.limit)


def _is_ours(reader: TermReader) -> bool:
    if reader.next.text == "tsn:search":
        return reader.iri("tsn:search") == SEARCH  # says so when the prefix is not declared
    try:
        return reader.iri("tsn:search") == SEARCH
    except ServiceMistake:
        return False


class _Body:
    """What stands between the braces of a clause."""

    def __init__(self, reader: TermReader) -> None:
        self.subject: Variable | Iri | None = None
        self.text: Variable | Literal | None = None
        self.columns: list[Column] = []
        self.limit: int | None = None
        self._reader = reader
        while reader.next.text != "}":
            self._triples()
            if not reader.skip(".") and reader.next.text != "}":
                reader.fail("';', '.' or '}'")

    def _triples(self) -> None:
        reader = self._reader
        subject = reader.term("a variable or an IRI")
        if isinstance(subject, Literal):
            raise ServiceMistake(f"the subject {subject.text()} is a literal and no thing.")
        if self.subject not in {None, subject}:
            raise ServiceMistake("it has two subjects; write a SERVICE for each.")
        self.subject = subject
        self._property()
        while reader.skip(";"):
            if reader.next.text not in {";", ".", "}"}:
                self._property()

    def _property(self) -> None:
        reader = self._reader
        known = "tsn:matches, tsn:score, tsn:distanceKm, tsn:rank, tsn:snippet or tsn:limit"
        if reader.next.kind not in {"iri", "name"}:
            reader.fail(known)
        written = reader.next.text
        name = reader.iri(known)
        if name not in _PROPERTIES:
            raise ServiceMistake(f"{written} stands where {known} must stand.")
        self._object(name, reader.term("a variable or a literal"))
        while reader.skip(","):
            self._object(name, reader.term("a variable or a literal"))

    def _object(self, name: str, value: Term) -> None:
        if isinstance(value, Iri):
            raise ServiceMistake(
                f"<{value.value}> stands where a variable or a literal must stand."
            )
        if name == LIMIT:
            self._limit(value)
        elif name != MATCHES:
            self.columns.append(Column(name, value))
        elif self.text is not None:
            raise ServiceMistake("it has two texts; write a SERVICE for each.")
        else:
            self.text = value

    def _limit(self, value: Variable | Literal) -> None:
        if self.limit is not None:
            raise ServiceMistake("tsn:limit stands twice.")
        whole = isinstance(value, Literal) and value.datatype == str(XSD.integer)
        if not whole or not _INTEGER.fullmatch(value.value if isinstance(value, Literal) else ""):
            raise ServiceMistake("tsn:limit takes a whole number from 1 on, such as 10.")
        self.limit = int(value.value) if isinstance(value, Literal) else None
