"""Refuses what a query must never do here: leave this server, change anything, break the engine.

Oxigraph would really connect for ``SERVICE``, and Python has no switch for it. Its parser has no
tokens: it finds the keyword wherever its grammar may take one, also where no lexer would, as in
``SERVICEx:y{}`` or in ``?a<?b)SERVICE:x#>``, which by the standard holds one IRI. So no lexer
decides what is safe here. Whatever the parser took the text before it for, a ``SERVICE`` is these
letters, then ``SILENT`` or not, then a variable or an IRI, then a brace. A query in which this
stands is refused, unless the letters are in a variable, whose name that parser never splits. A
lexer that reads by the standard decides only which of them were *meant* as something else (in a
comment, a string, an IRI): there ``read_query`` spells the letters differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.sparql.tokens import SPACE, VARIABLE, Token, tokens, words


def _clause(cut: str) -> re.Pattern[str]:
    r"""Return what finds a SERVICE clause as Oxigraph's grammar has it, or more.

    Args:
        cut: what also ends a clause, wherever it stands: ``\\Z`` where the text is cut, else none.
    """
    local = r"(?:[\w.\-:·\u0080-\U0010ffff]|%[0-9A-Fa-f]{2}|\\.)*+"
    prefixed = rf"[\w.\-·\u0080-\U0010ffff]*+(?:{cut}|:{local})"
    name = rf"(?:<[^>]*+(?:{cut}|>)|{VARIABLE}|[?$](?:{cut})|{prefixed})"
    # Only the keywords ignore case: for a class of a million characters that takes long to compile.
    return re.compile(
        rf"(?i:service){SPACE}(?:{cut}|(?:(?i:silent){SPACE})?(?:{cut}|{name}{SPACE}(?:{cut}|\{{)))",
        re.DOTALL,
    )


_WHOLE, _CUT = _clause("(?!)"), _clause(r"\Z")
_WINDOW = 400
"""Characters of a clause that are looked at; one that is longer counts as one."""
_WORD = re.compile(rf"(?<!\\){VARIABLE}|((?i:service))")
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
_UPDATES_LOWER = tuple(word.lower() for word in _UPDATES)
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})

MAX_DEPTH = 200
"""Most brackets within each other. Oxigraph 0.5.13 calls itself for each; with a stack of 8 MB it
survived 800 of the worst kind (``FILTER EXISTS {``)."""
MAX_PARTS = 1000
"""Most brackets and operators outside VALUES. Side by side they make a tree as deep as they are
many; with a stack of 8 MB Oxigraph survived 2,400 of the worst kinds (``MINUS {}``, ``BIND()``)."""
MAX_WITH_SERVICE = 100_000
"""Longest query, in characters, that may have a SERVICE."""
_PARTS = ("(", "{", "[", "+", "-", "*", "/", "|", "!", "&", "<<")
_OPEN = frozenset({"(", "{", "[", "<<"})
_CLOSE = frozenset({")", "}", "]", ">>"})
_COUNTED = frozenset({*_PARTS, "||", "&&"})

SERVICE_REFUSED = (
    "SERVICE is refused: this server never opens a connection to another one."
    " Query the other endpoint from your own client instead."
    " The one service that there is here is the search, SERVICE tsn:search."
)


class RefusedQuery(ValueError):
    """A query asks for something that this service never does.

    Args:
        said: what is refused and why, in English.
        key: which refusal; the texts have one for each. Nothing where there is the message alone.
        shown: what the text names.
    """

    def __init__(self, said: str, key: str = "", **shown: str) -> None:
        super().__init__(said)
        self.key = key
        self.shown = shown


class RefusedService(RefusedQuery):
    """A query asks another server."""

    def __init__(self) -> None:
        super().__init__(SERVICE_REFUSED, "service")


class SafeQuery(str):
    """A query that was checked already, in a form in which it is safe."""

    __slots__ = ()


class Edit(NamedTuple):
    """A place of a text and what shall stand there instead."""

    start: int
    end: int
    text: str


class Services(NamedTuple):
    """What a query says of services.

    Args:
        tokens: its tokens without comments; none when it is too long to have a service.
        uses: places of the letters of ``SERVICE`` where they are, or may be, the keyword.
        edits: how what only looks like one is spelt to be safe.
    """

    tokens: list[Token]
    uses: list[int]
    edits: list[Edit]


def unescape(query: str) -> str:
    """Return a query with its codepoint escapes undone (SPARQL 1.1, section 19.2).

    Raises:
        RefusedQuery: an escape names no character.
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the range of Unicode
            said = f"The escape {match[0]} names no character."
            raise RefusedQuery(said, "escape", text=match[0])
        return chr(code)

    return _CODEPOINT.sub(character, query)


def has_service(query: str) -> bool:
    """Tell quickly whether a query may have a SERVICE, or anything that looks like one."""
    return "service" in query.lower()


def check_query(query: str) -> None:
    """Refuse a query that would leave this server, change data or break the engine.

    What only looks like a SERVICE is refused, too, unless ``checked`` made the query.

    Raises:
        RefusedQuery: with a sentence that says what is refused and why.
    """
    if isinstance(query, SafeQuery):
        return
    lowered = query.lower()
    if "service" in lowered and next(_clauses(query), None) is not None:
        raise RefusedService
    if (
        "service" in lowered
        or "\\u" in lowered
        or (len(query) > MAX_DEPTH and sum(map(query.count, _PARTS)) > MAX_DEPTH)
        or (len(query) > MAX_PARTS and "describe" in lowered)
        or any(map(lowered.__contains__, _UPDATES_LOWER))
    ) and read_query(query).uses:
        raise RefusedService


def read_query(query: str) -> Services:
    """Check everything about a query but its services, and return these.

    Raises:
        RefusedQuery: the query would change data or break the engine, or what a service is depends
            on when codepoint escapes are undone.
    """
    found = _read(query)
    if "\\u" in query.lower():
        seen = unescape(query)
        if has_service(seen) and len(_read(seen).uses) != len(found.uses):
            raise RefusedService
    return found


def edited(query: str, edits: list[Edit], start: int = 0, end: int | None = None) -> str:
    """Return a part of a query with what of the edits is in it; the edits are in order."""
    parts, done = [], start
    last = len(query) if end is None else end
    for edit in edits:
        if done <= edit.start and edit.end <= last:
            parts += [query[done : edit.start], edit.text]
            done = edit.end
    return "".join((*parts, query[done:last]))


def checked(query: str) -> SafeQuery:
    """Return an edited query as a safe one.

    Raises:
        RefusedQuery: it still has a place that an engine could take for a SERVICE.
    """
    if next(_clauses(query), None) is not None:
        raise RefusedService
    return SafeQuery(query)


def _clauses(query: str) -> Iterator[int]:
    """Yield the places from which on an engine could read a SERVICE clause."""
    for match in _WORD.finditer(query):
        if match[1] is not None:
            start = match.start()
            clause = _CUT if start + _WINDOW < len(query) else _WHOLE
            if clause.match(query, start, start + _WINDOW):
                yield start


def _read(query: str) -> Services:
    """Return the tokens of a query, and what each word of a clause was meant as.

    Raises:
        RefusedQuery: it is an update, or its brackets are too deep or too many.
    """
    clauses = _clauses(query)
    place = next(clauses, None)
    found, shape = Services([], [], []), _Shape()
    for token in tokens(query):
        kind, start, end, text = token
        if place is not None and place < end:
            place = _note(token, place, clauses, found)
        elif kind == "word":
            if text.upper() == "SERVICE":
                found.uses.append(start)
            else:
                shape.word(text)
        elif kind == "other":
            shape.mark(text)
        elif kind == "open":
            found.uses.extend(start for word in words(text) if word == "SERVICE")
        elif kind != "comment":
            shape.term()
        if kind != "comment" and len(query) <= MAX_WITH_SERVICE:
            found.tokens.append(token)
    shape.check()
    return found


def _note(token: Token, place: int, clauses: Iterator[int], found: Services) -> int | None:
    """Take down the places in a token that look like a clause, and return the next place.

    The second letter is the one that is spelt anew: nothing before it can be an escape's begin.
    """
    following: int | None = place
    while following is not None and following < token.end:
        letter = following + 1
        if token.kind == "comment":
            found.edits.append(Edit(letter, letter + 1, "-"))
        elif token.kind in {"string", "iri"}:
            spelt = f"\\u{ord(token.text[letter - token.start]):04x}"
            found.edits.append(Edit(letter, letter + 1, spelt))
        else:
            found.uses.append(following)
        following = next(clauses, None)
    return following


class _Shape:
    """Measures what the stack of an engine has to bear, and finds the form of a query.

    RefusedQuery is raised as soon as it is too much.

    What slips through because an engine reads it differently ends its worker, and nothing else.
    """

    def __init__(self) -> None:
        self._form = ""
        self._depth = self._parts = 0
        self._rows: int | None = None  # depth of the block of VALUES that is open
        self._last = ""

    def word(self, text: str) -> None:
        """Take a word into account."""
        self._last = text.upper()
        if not self._form and (self._last in _FORMS or self._last in _UPDATES):
            self._form = self._last

    def term(self) -> None:
        """Take a term into account: only DESCRIBE makes a tree of its terms."""
        if self._form == "DESCRIBE" and not self._depth:
            self._part()

    def _part(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise RefusedQuery(
                f"A query may have at most {MAX_PARTS:,} brackets and operators outside VALUES;"
                " this one has more. Put lists of terms into VALUES or IN.",
                "long",
                most=f"{MAX_PARTS:,}",
            )

    def mark(self, text: str) -> None:
        """Take a bracket, an operator or another mark into account."""
        if self._rows is None and text in _COUNTED:
            self._part()
        if text in _OPEN:
            if text == "{" and self._last == "VALUES":
                self._rows, self._last = self._depth, ""
            self._depth += 1
            if self._depth > MAX_DEPTH:
                most = str(MAX_DEPTH)
                raise RefusedQuery(f"Brackets may be at most {most} deep.", "deep", most=most)
        elif text in _CLOSE:
            self._depth -= 1
            if self._depth == self._rows:
                self._rows = None

    def check(self) -> None:
        """Raise RefusedQuery for an update."""
        if self._form in _UPDATES:
            raise RefusedQuery(
                f"{self._form} is an update; this server only answers queries."
                " Its data change when a new release is built.",
                "update",
                form=self._form,
            )
