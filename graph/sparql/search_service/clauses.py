"""Finds ``SERVICE tsn:search { … }`` in a query, and reads what each asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rdflib.namespace import XSD

from graph.sparql.guard import MAX_WITH_SERVICE, Edit, RefusedService, Services
from graph.sparql.search_service.silent import NAME, silenced
from graph.sparql.search_service.terms import (
    Iri,
    Literal,
    Prologue,
    ServiceMistake,
    Term,
    TermReader,
    Variable,
)
from graph.sparql.tokens import Token, closes
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
        silenced: what stands for services of others that may fail in silence.
    """

    calls: list[Call] = field(default_factory=list)
    silenced: list[Edit] = field(default_factory=list)
    prologue: int = 0
    dataset: str = ""


class _Group(NamedTuple):
    start: int
    graph: str


def find_calls(query: str, found: Services) -> Calls:
    """Return the clauses of a query whose words are known.

    Raises:
        ServiceMistake: a clause of ours is not as it must be.
        RefusedQuery: there is another SERVICE that is not SILENT.
    """
    if not found.uses:
        return Calls()
    if len(query) > MAX_WITH_SERVICE:
        size = f"{MAX_WITH_SERVICE:,}"
        raise ServiceMistake(f"a query with it may have at most {size} characters.")
    return _Finder(query, found).calls()


class _Finder:
    """Goes through a query once, from its first token to its last."""

    def __init__(self, query: str, found: Services) -> None:
        self._query, self._tokens = query, found.tokens
        self._prologue = Prologue(found.tokens)
        self._found = Calls(prologue=self._prologue.end)
        self._uses, self._closes = set(found.uses), closes(found.tokens)
        self._groups: list[_Group] = []
        self._dataset: list[str] = []
        self._reader = TermReader(found.tokens, 0, self._prologue)

    def calls(self) -> Calls:
        """Return the clauses; what goes wrong is raised as ``find_calls`` says."""
        while (token := self._reader.next).kind != "end":
            if token.start in self._uses:
                self._service()
            else:
                self._other(token)
            self._reader.take()
        if len(self._found.calls) < len(self._uses):
            raise RefusedService
        if len(self._found.calls) > MAX_SERVICES:
            raise ServiceMistake(f"a query may have it at most {MAX_SERVICES} times.")
        self._found.dataset = " ".join(self._dataset)
        return self._found

    def _service(self) -> None:
        silent = self._silenced() if self._groups else None
        if silent:
            edit, self._reader.place = silent
            self._found.silenced.append(edit)
            self._uses.difference_update(range(edit.start, edit.end))
        else:
            self._found.calls.append(_call(self._reader, self._groups))

    def _silenced(self) -> tuple[Edit, int] | None:
        """Return what stands for a SERVICE SILENT of another server, and its last token."""
        place = self._reader.place
        silent, name = silenced(self._tokens, place, self._closes), place + NAME
        if silent is None or self._tokens[name].kind == "var":
            return silent
        try:
            return silent if self._prologue.iri(self._tokens[name]) != SEARCH else None
        except ServiceMistake:
            return None

    def _other(self, token: Token) -> None:
        place = self._reader.place
        if token.text == "{":
            self._groups.append(_Group(token.end, _graph(self._tokens, place, self._groups)))
        elif token.text == "}" and self._groups:
            self._groups.pop()
        elif token.kind == "word" and token.text.upper() == "FROM" and not self._groups:
            self._dataset.append(_from(self._query, self._tokens, place))


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
        raise RefusedService
    reader.skip("SILENT")
    if reader.next.kind not in {"iri", "name"} or not _is_ours(reader):
        raise RefusedService
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
