"""The tree of a query in field syntax: terms, and groups of what AND, OR and NOT join."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """One term.

    Args:
        field: one of ``search.query.fields.syntax.FIELDS``; empty for a word without field.
        value: its value, in usual widths.
        phrase: whether it stands in quotation marks.
        start: its first character in the query, that of the field if it has one of its own.
        end: one past its last character.
        value_start: the first character of its value.
    """

    field: str
    value: str
    phrase: bool
    start: int
    end: int
    value_start: int


@dataclass(frozen=True, slots=True)
class Group:
    """Terms and groups that are joined.

    Args:
        operator: ``and``, ``or`` (with several children), or ``not`` (with one).
        children: what is joined; never a group of the same operator.
    """

    operator: str
    children: tuple[Node, ...]


Node = Leaf | Group


def leaves(node: Node) -> list[Leaf]:
    """Return every term of a query, in order."""
    if isinstance(node, Leaf):
        return [node]
    return [leaf for child in node.children for leaf in leaves(child)]


def join(operator: str, children: Sequence[Node]) -> Node:
    """Return nodes joined by ``and`` or ``or``, without a group of the same operator in it.

    Args:
        operator: ``and`` or ``or``.
        children: at least one node; one alone is returned as it is.
    """
    flat: list[Node] = []
    for child in children:
        same = isinstance(child, Group) and child.operator == operator
        flat += child.children if same and isinstance(child, Group) else (child,)
    return flat[0] if len(flat) == 1 else Group(operator, tuple(flat))


def deny(node: Node) -> Node:
    """Return the denial of a node; denied twice it is itself."""
    if isinstance(node, Group) and node.operator == "not":
        return node.children[0]
    return Group("not", (node,))


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Return what a node joins by AND: itself, if it is anything else."""
    return node.children if isinstance(node, Group) and node.operator == "and" else (node,)


def inward(node: Node, *, denied: bool = False) -> Node:
    """Return a node with its denials at its terms: NOT (a OR b) is NOT a AND NOT b."""
    if isinstance(node, Leaf):
        return deny(node) if denied else node
    if node.operator == "not":
        return inward(node.children[0], denied=not denied)
    other = {"and": "or", "or": "and"}[node.operator]
    parts = [inward(child, denied=denied) for child in node.children]
    return join(other if denied else node.operator, parts)


def without(node: Node, left_out: Collection[Leaf]) -> Node | None:
    """Return a node without some terms, or None when none is left."""
    if isinstance(node, Leaf):
        return None if node in left_out else node
    kept = [part for child in node.children if (part := without(child, left_out))]
    if not kept:
        return None
    return deny(kept[0]) if node.operator == "not" else join(node.operator, kept)
