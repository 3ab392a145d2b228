"""Field syntax for experts: ``technology:ドローン year:2020..2022 -prefecture:北海道 "フレーズ"``.

Whoosh's parser reads it; what it forgives silently (an unknown field, a quotation mark that nothing
closes, an operator with nothing after it) is an error here that names the character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from whoosh import query as whoosh_query
from whoosh.fields import ID, Schema
from whoosh.qparser import QueryParser, plugins
from whoosh.query import Query

FIELDS = (
    "type",
    "technology",
    "challenge",
    "programme",
    "ministry",
    "prefecture",
    "municipality",
    "year",
    "text",
)
"""Names that may stand before a colon."""

MAX_LEAVES = 50
"""Most terms of one query; more would be an attempt to keep the service busy."""

_ALIASES = {"fiscal_year": "year"}
_FIELD = re.compile(r"(?<![\w:/])([A-Za-z_]+):(?=[^\s/])")
_QUOTED = re.compile(r'"[^"]*"')
_DANGLING = re.compile(r"(?:^|[\s(])(AND|OR|NOT)\s*(?=\)|$)")
_NOT = r"(^|(?<=[\s(]))(NOT(?=\s)|-(?=\S))"
"""The operator that denies what follows it: ``NOT x`` or ``-x``."""
_LEADING = re.compile(r"(?:^|\()\s*(AND|OR)(?=\s)")


class ExpertSyntaxError(ValueError):
    """A query in field syntax cannot be read.

    Args:
        message: what is wrong and what would be right.
        position: index of the character where it is wrong.
    """

    def __init__(self, message: str, position: int) -> None:
        self.position = position
        super().__init__(f"{message} (character {position + 1})")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One term: a field and its value; a phrase stands in quotation marks."""

    field: str
    value: str
    phrase: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Terms and groups joined by ``and`` or ``or``, or one that is denied by ``not``."""

    operator: str
    children: tuple[Node, ...]


Node = Leaf | Group


def is_expert(query: str) -> bool:
    """Tell whether a query is in field syntax: it names a field that there is."""
    unquoted = _blanked(query)
    return any(_known(match[1]) for match in _FIELD.finditer(unquoted))


def parse_expert(query: str) -> Node:
    """Read a query in field syntax.

    Raises:
        ExpertSyntaxError: it cannot be read; the error says where.
    """
    _check(query)
    parsed = _parser().parse(_with_aliases(query), normalize=False)
    node = _node(parsed)
    if node is None:
        raise ExpertSyntaxError("nothing is asked for", 0)
    if len(leaves(node)) > MAX_LEAVES:
        raise ExpertSyntaxError(f"at most {MAX_LEAVES} terms are understood", 0)
    return node


def leaves(node: Node) -> list[Leaf]:
    """Return every term of a query, in order."""
    if isinstance(node, Leaf):
        return [node]
    return [leaf for child in node.children for leaf in leaves(child)]


def _known(name: str) -> bool:
    return _ALIASES.get(name.casefold(), name.casefold()) in FIELDS


def _blanked(query: str) -> str:
    """Return a query with what stands in quotation marks blanked, at the same positions."""
    return _QUOTED.sub(lambda match: '"' + " " * (len(match[0]) - 2) + '"', query)


def _check(query: str) -> None:
    if query.count('"') % 2:
        raise ExpertSyntaxError("this quotation mark is not closed", query.rindex('"'))
    unquoted = _blanked(query)
    depth = 0
    for position, character in enumerate(unquoted):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            raise ExpertSyntaxError("this bracket closes nothing", position)
    if depth:
        raise ExpertSyntaxError("this bracket is not closed", unquoted.rindex("("))
    for match in _FIELD.finditer(unquoted):
        if not _known(match[1]):
            known = ", ".join(FIELDS)
            raise ExpertSyntaxError(
                f"{match[1]!r} is not a field; there are {known}", match.start()
            )
    for pattern, message in ((_DANGLING, "nothing follows"), (_LEADING, "nothing stands before")):
        found = pattern.search(unquoted)
        if found:
            raise ExpertSyntaxError(f"{message} {found[1]}", found.start(1))


def _with_aliases(query: str) -> str:
    """Return a query with other names of fields in their usual one, at the same positions."""

    def usual(match: re.Match[str]) -> str:
        name = match[1].casefold()
        return f"{_ALIASES.get(name, name)}:".rjust(len(match[0]))

    return _FIELD.sub(usual, query)


def _parser() -> QueryParser:
    schema = Schema(**{field: ID() for field in FIELDS})
    return QueryParser(
        "",
        schema,
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.PhrasePlugin(),
            plugins.FieldsPlugin(),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(AndMaybe=None, AndNot=None, Require=None, Not=_NOT),
        ],
    )


def _node(parsed: Query) -> Node | None:
    if isinstance(parsed, whoosh_query.Term):
        return Leaf(parsed.fieldname or "", str(parsed.text), False, *_place(parsed))  # noqa: FBT003
    if isinstance(parsed, whoosh_query.Phrase):
        words = " ".join(parsed.words)
        return Leaf(parsed.fieldname or "", words, True, *_place(parsed))  # noqa: FBT003
    if isinstance(parsed, whoosh_query.Not):
        child = _node(parsed.query)
        return Group("not", (child,)) if child else None
    if isinstance(parsed, (whoosh_query.And, whoosh_query.Or)):
        operator = "or" if isinstance(parsed, whoosh_query.Or) else "and"
        children = tuple(node for child in parsed.subqueries if (node := _node(child)))
        return Group(operator, children) if children else None
    return None


def _place(parsed: Query) -> tuple[int, int]:
    return int(parsed.startchar or 0), int(parsed.endchar or 0)
