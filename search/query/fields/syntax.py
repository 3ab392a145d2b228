"""Field syntax for experts: ``technology:ドローン year:2020..2022 -prefecture:北海道 "フレーズ"``.

**When a query is in field syntax.** It names a field that there is, with a colon, at the beginning
of a word (``technology:`` …), or holds words in a closed pair of double quotation marks. Anything
else is plain text: ``http://…``, ``10:30``, ``project:foo``, one stray quotation mark, brackets,
``OR``, a minus. Inside a query that is in field syntax, ``foo:bar`` with an unknown field is an
error; ``http://…``, ``10:30`` and ``note: …`` stay words.

**The syntax.** Terms side by side are joined by AND. ``AND``, ``OR`` and ``NOT`` are written in
capitals; ``-`` before a term is ``NOT``. NOT binds most, then AND, then OR, and the blank least:
``a b OR c`` is ``a AND (b OR c)``. Brackets group; a field before a bracket holds for what stands
in it: ``technology:(ドローン OR ロボット)``. A value ends at a blank, a bracket or a quotation mark
unless it is quoted. ``*`` and ``?`` are characters like others. Full-width forms (``：``, ``“”``,
``（）``, ``－``, ``ＯＲ``, the blank) are the same as the usual ones.

A query is read in two steps. The reader here finds the terms and whatever is wrong, with its
position: Whoosh's parser forgives all of it silently. What Whoosh's parser then reads, for the
grouping, is a query of the terms' numbers, so that no character of a value can mean anything to it.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from whoosh import query as whoosh_query
from whoosh.fields import ID, Schema
from whoosh.qparser import QueryParser, plugins

from search.model.facets import BY_FIELD, FACETS
from search.query.fields.faults import FieldSyntaxError
from search.query.fields.tree import Leaf, Node, deny, join

FIELDS = (*BY_FIELD, "near", "radius_km", "text")
"""Names that may stand before a colon."""

MAX_LEAVES = 50
"""Most terms of one query; more would be an attempt to keep the service busy."""
MAX_DEPTH = 16
"""Most brackets within each other: Whoosh's parser calls itself for each."""

_QUOTED = 40
"""Most characters of the query that a message repeats."""

TEXT = "text"
"""The field of words that a result must hold; a phrase without field is in it."""

_ALIASES = {"radius": "radius_km", **{f.name: f.field for f in FACETS if f.name != f.field}}
_CAPITALS = ("AND", "OR", "NOT")
_USUAL_FORMS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("“”„‟〝〞〟", '"')
    | dict.fromkeys("‐‑−", "-")
)
"""One character for one, so that positions stay; U+FF01 to U+FF5E are ASCII in full width."""
_NAME = "[A-Za-z_][A-Za-z0-9_-]*"
_TOKEN = re.compile(
    r"(?P<close>\))|(?P<minus>-)(?=[^\s)-])"
    rf"|(?:(?P<field>{_NAME}):(?!//))?"
    r'(?:(?P<open>\()|"(?P<words>[^"]*)"|(?P<unclosed>")|(?P<word>[^\s()"]+))'
)
_EMPTY = re.compile(f"(?P<field>{_NAME}):")
"""A field with nothing after its colon, which the pattern of tokens takes for a word."""


def is_fielded(query: str) -> bool:
    """Tell whether a query is in field syntax (see the module)."""
    return any(
        (token["words"] or "").strip() or _usual_name(_named(token)) in FIELDS
        for token in _TOKEN.finditer(query.translate(_USUAL_FORMS))
    )


def parse_fielded(query: str) -> Node:
    """Read a query in field syntax.

    Raises:
        FieldSyntaxError: it cannot be read; the error says where.
    """
    reader = _Reader(query.translate(_USUAL_FORMS))
    reader.read()
    return _node(_parser().parse(" ".join(reader.parts), normalize=False), reader.leaves)


def shortened(text: str) -> str:
    """Return what was typed as a message quotes it."""
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"


def _named(token: re.Match[str]) -> str:
    """Return the field that a token names, whether or not there is one."""
    empty = _EMPTY.fullmatch(token["word"] or "")
    return token["field"] or (empty["field"] if empty else "")


def _usual_name(name: str) -> str:
    folded = name.casefold().replace("-", "_")
    return _ALIASES.get(folded, folded)


class _Reader:
    """Reads the terms of a query and refuses what is wrong with it.

    Args:
        text: the query in usual forms.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[int] = []
        self._before, self._before_at = "start", 0
        """What the next term follows: ``start``, ``(``, an operator, or ``term``; and where."""
        self.leaves: list[Leaf] = []
        self.parts: list[str] = []

    def read(self) -> None:
        """Fill ``leaves``, and ``parts`` with the query of their numbers."""
        for token in _TOKEN.finditer(self._text):
            if token["close"]:
                self._close(token.start())
            elif token["minus"]:
                self._deny(token.start())
            elif token["field"] or token["word"] not in _CAPITALS:
                self._term(token)
            elif token["word"] == "NOT":
                self._deny(token.start())
            else:
                self._operator(token["word"], token.start())
        if self._before in _CAPITALS:
            raise FieldSyntaxError("after", self._before_at, word=self._before)
        if self._open:
            raise FieldSyntaxError("bracket-open", self._open[-1])
        if not self.leaves:
            raise FieldSyntaxError("nothing", 0)

    def _term(self, token: re.Match[str]) -> None:
        """Take a term, or the bracket that begins a group."""
        field = _usual_name(token["field"] or "")
        _check_field(token)
        if token["unclosed"]:
            raise FieldSyntaxError("quotation-open", token.start("unclosed"))
        if token["open"]:
            self._bracket(token.start("open"), field)
            return
        group = "word" if token["words"] is None else "words"
        value, value_start = token[group].strip(), token.start(group)
        if not value:
            raise FieldSyntaxError("quotation-empty", value_start - 1)
        if len(self.leaves) == MAX_LEAVES:
            raise FieldSyntaxError("terms", token.start(), most=MAX_LEAVES)
        self.parts.append(f"{field}:{len(self.leaves)}" if field else str(len(self.leaves)))
        phrase = group == "words"
        self.leaves.append(Leaf(field, value, phrase, token.start(), token.end(), value_start))
        self._before = "term"

    def _bracket(self, position: int, field: str) -> None:
        if len(self._open) == MAX_DEPTH:
            raise FieldSyntaxError("brackets-deep", position, most=MAX_DEPTH)
        self._open.append(position)
        self.parts.append(f"{field}:(" if field else "(")
        self._before, self._before_at = "(", position

    def _close(self, position: int) -> None:
        if not self._open:
            raise FieldSyntaxError("bracket-closes-nothing", position)
        if self._before == "(":
            raise FieldSyntaxError("brackets-empty", self._before_at)
        if self._before != "term":
            raise FieldSyntaxError("after", self._before_at, word=self._before)
        self._open.pop()
        self.parts.append(")")

    def _operator(self, word: str, position: int) -> None:
        if self._before in _CAPITALS:
            raise FieldSyntaxError("between", position, first=self._before, word=word)
        if self._before != "term":
            raise FieldSyntaxError("before", position, word=word)
        self.parts.append(word)
        self._before, self._before_at = word, position

    def _deny(self, position: int) -> None:
        if self._before == "NOT":
            raise FieldSyntaxError("denied-twice", position)
        self.parts.append("NOT")
        self._before, self._before_at = "NOT", position


def _check_field(token: re.Match[str]) -> None:
    """Refuse a field that there is not, and one without value."""
    typed = _named(token)
    name = _usual_name(typed)
    if token["field"] and name not in FIELDS:
        near = difflib.get_close_matches(name, FIELDS, n=1)
        raise FieldSyntaxError(
            "field-meant" if near else "field",
            token.start(),
            text=shortened(typed),
            near="".join(near),
            fields=", ".join(FIELDS),
        )
    if not token["field"] and name in FIELDS:
        raise FieldSyntaxError("field-empty", token.end() - 1, text=typed)


def _parser() -> QueryParser:
    used = [
        plugins.WhitespacePlugin(),
        plugins.FieldsPlugin(),
        plugins.GroupPlugin(),
        plugins.OperatorsPlugin(AndMaybe=None, AndNot=None, Require=None),
    ]
    return QueryParser("", Schema(**{field: ID() for field in FIELDS}), plugins=used)


def _node(parsed: whoosh_query.Query, terms: list[Leaf]) -> Node:
    """Return what Whoosh read, with the terms in the place of their numbers."""
    if isinstance(parsed, whoosh_query.Term):
        leaf = terms[int(parsed.text)]
        field = parsed.fieldname or (TEXT if leaf.phrase else "")
        return replace(leaf, field=field)
    if isinstance(parsed, whoosh_query.Not):
        return deny(_node(parsed.query, terms))
    operator = "or" if isinstance(parsed, whoosh_query.Or) else "and"
    return join(operator, [_node(child, terms) for child in parsed.subqueries])
