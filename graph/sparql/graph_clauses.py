"""GRAPH clauses that Oxigraph answers wrongly, written so that it answers them right.

By the standard (SPARQL 1.1, section 18.6) ``GRAPH ?g { P }`` is the union over the named graphs of
what P is in each, joined with the name of the graph. Oxigraph 0.5.13 puts the variable into each
triple pattern instead: right for patterns, wrong where a subquery does not select it (an aggregate
counts over all graphs), where VALUES or BIND has no pattern beside it, and for MINUS, which must
not have a variable in common by it. Such a clause is spelt out, graph by graph. A clause with the
name of a graph that is not there has no solution; Oxigraph gives it those of VALUES, BIND and
aggregates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from graph.sparql.guard import Edit, RefusedQuery, checked, edited, has_service
from graph.sparql.tokens import Token, closes, tokens

MAX_BRANCHES = 2_000
"""Most graphs that the clauses of one query are spelt out for, all in all. The engine's optimiser
needs 3 s for 1,000 and 14 s for 2,000, so that the time of a query ends it first."""
MAX_SPELT = 2_000_000
"""Longest text that a clause is spelt out to, in characters."""
_SPELT_OUT = frozenset({"SELECT", "MINUS"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_WHERE, _FROM, _NAMED_GRAPH = frozenset({"WHERE"}), frozenset({"FROM"}), frozenset({"NAMED"})
_SELECT, _CONSTRUCT = frozenset({"SELECT"}), frozenset({"CONSTRUCT"})
_NAMED = frozenset({"VALUES", "GRAPH", "SERVICE", "SILENT", "FILTER"})
"""Words after which a term is no part of a triple pattern."""
_TERMS = frozenset({"var", "iri", "name", "string", "number"})
_WITHOUT_PATTERN = frozenset({"SELECT", "VALUES", "MINUS", "BIND", "OPTIONAL", "UNION"})

Names = Callable[[str], Sequence[str]]
"""Gives the IRIs of the named graphs that a query can see; asked with one that selects ?g."""


class TooManyGraphsError(RefusedQuery):
    """A clause would have to be spelt out for too many graphs."""

    def __init__(self, variable: str, graphs: int) -> None:
        super().__init__(
            f"GRAPH {variable} around a subquery, VALUES or MINUS is answered graph by graph, and"
            f" there are {graphs:,} graphs here, which is too much for this query."
            " Name the graph, choose graphs by FROM NAMED, or take the inner part out of GRAPH.",
            "graphs",
            name=variable,
            graphs=f"{graphs:,}",
        )


class _Clause(NamedTuple):
    """A GRAPH clause: numbers of the tokens of its name and its braces."""

    name: int
    open: int
    close: int


def has_graph_clause(query: str) -> bool:
    """Tell quickly whether a query may have a GRAPH clause."""
    return "graph" in query.lower()


def with_graphs(query: str, names: Names) -> str:
    """Return a query whose GRAPH clauses Oxigraph answers as the standard says.

    Args:
        query: SPARQL; one that cannot be parsed comes back as it is, or broken in another way.
        names: asked once, and only where a clause must be spelt out.

    Raises:
        TooManyGraphsError: it would become too large.
        RefusedQuery: it would have a SERVICE clause that it did not have.
    """
    text = _Rewriter(query, names).written()
    return checked(text) if has_service(text) else text


class _Rewriter:
    def __init__(self, query: str, names: Names) -> None:
        self._query = query
        self._names = names
        self._tokens = [token for token in tokens(query) if token.kind != "comment"]
        self._closes = closes(self._tokens)
        self._graphs: Sequence[str] | None = None
        self._branches = 0

    def written(self) -> str:
        return self._part(0, len(self._tokens), 0, len(self._query))

    def _part(self, first: int, last: int, start: int, end: int) -> str:
        """Return the text from ``start`` to ``end``, which the tokens first to last stand in."""
        parts, done, number = list[str](), start, first
        while number < last:
            clause = self._clause(number)
            if clause is None:
                number += 1
                continue
            parts += [self._query[done : self._tokens[number].start], self._clause_text(clause)]
            done, number = self._tokens[clause.close].end, clause.close + 1
        parts.append(self._query[done:end])
        return "".join(parts)

    def _clause(self, number: int) -> _Clause | None:
        """Return the clause that begins with a token, if one does."""
        token = self._tokens[number]
        if token.kind != "word" or token.text.upper() != "GRAPH":
            return None
        brace = number + 2
        if self._closes.get(brace) and self._tokens[brace].text == "{":
            return _Clause(number + 1, brace, self._closes[brace])
        return None

    def _clause_text(self, clause: _Clause) -> str:
        name = self._tokens[clause.name]
        inside = self._tokens[clause.open + 1 : clause.close]
        words = {token.text.upper() for token in inside if token.kind == "word"}
        if name.kind == "var" and (words & _SPELT_OUT or self._has_bare_values(clause)):
            return self._spelt_out(clause, name.text)
        body = self._body(clause)
        if name.kind != "var" and words & _WITHOUT_PATTERN:
            return f"GRAPH {name.text} {{}} GRAPH {name.text} {{{body}}}"
        return f"GRAPH {name.text} {{{body}}}"

    def _body(self, clause: _Clause) -> str:
        start, end = self._tokens[clause.open].end, self._tokens[clause.close].start
        return self._part(clause.open + 1, clause.close, start, end)

    def _has_bare_values(self, clause: _Clause) -> bool:
        """Tell whether VALUES stands somewhere without a triple pattern beside it."""
        groups = [number for number in range(clause.open, clause.close) if number in self._closes]
        return any(map(self._is_bare, groups))

    def _is_bare(self, brace: int) -> bool:
        """Tell whether a group has VALUES and no triple pattern of its own."""
        number, last, has_values = brace + 1, "", False
        while number < self._closes[brace]:
            token = self._tokens[number]
            if token.kind in _TERMS and last not in _NAMED:
                return False
            last = token.text.upper() if token.kind == "word" else ""
            has_values = has_values or last == "VALUES"
            number = self._closes.get(number, number) + 1
        return has_values

    def _spelt_out(self, clause: _Clause, variable: str) -> str:
        graphs, before = self._known(), self._branches
        body = self._body(clause)
        self._branches = before + len(graphs) * (1 + self._branches - before)
        if self._branches > MAX_BRANCHES:
            raise TooManyGraphsError(variable, len(graphs))
        if _is(self._tokens[clause.open + 1], _SELECT):  # a subquery has no braces of its own here
            body = f"{{{body}\n}}"
        self._check_size(len(graphs) * len(body), variable)
        return (
            " UNION ".join(
                f"{{ GRAPH <{iri}> {{ VALUES {variable} {{ <{iri}> }} {_copy(body, number)}\n}} }}"
                for number, iri in enumerate(graphs)
            )
            or f"{{ VALUES {variable} {{}} }}"
        )

    def _known(self) -> Sequence[str]:
        if self._graphs is None:
            self._graphs = self._names(self._asked())
        return self._graphs

    def _asked(self) -> str:
        """Return a query for the names of the graphs, in the same dataset."""
        form = next((n for n, token in enumerate(self._tokens) if _is(token, _FORMS)), 0)
        chosen, number = list[str](), form
        while number < len(self._tokens) and not _is(self._tokens[number], _WHERE):
            if _is(self._tokens[number], _FROM):
                last = number + 1 + _is(self._tokens[number + 1], _NAMED_GRAPH)
                first = self._tokens[number].start
                chosen.append(self._query[first : self._tokens[last].end])
            # The template of a CONSTRUCT comes before its FROM.
            is_group = self._tokens[number].text == "{"
            if is_group and not _is(self._tokens[number - 1], _CONSTRUCT):
                break
            number = self._closes.get(number, number) + 1
        prologue = self._query[: self._tokens[form].start]
        return f"{prologue}\nSELECT ?g {' '.join(chosen)} WHERE {{ GRAPH ?g {{}} }}"

    def _check_size(self, size: int, variable: str) -> None:
        if size > MAX_SPELT:
            raise TooManyGraphsError(variable, len(self._known()))


def _copy(body: str, number: int) -> str:
    """Return a copy of a text whose blank nodes are its own: a label belongs to one pattern."""
    if "_:" not in body:
        return body
    labels = [token.end for token in tokens(body) if token.text.startswith("_:")]
    return edited(body, [Edit(end, end, f"x{number}") for end in labels])


def _is(token: Token, words: frozenset[str]) -> bool:
    return token.kind == "word" and token.text.upper() in words
