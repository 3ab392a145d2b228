"""``SERVICE tsn:search { … }``: the search inside SPARQL, answered before an engine sees the query.

::

    SERVICE tsn:search {
      ?x tsn:matches "自動運転 near Osaka" ; tsn:score ?s ; tsn:distanceKm ?km ; tsn:rank ?r ;
         tsn:snippet ?sn ; tsn:limit 10
    }

In its place comes a block of VALUES with what the search found. So it may stand wherever a pattern
may, more than once. Its rules:

- One clause is one search: one subject, one ``tsn:matches``, at most one ``tsn:limit``. Two
  searches are two clauses.
- The subject is a variable, or an IRI that must be found. ``tsn:score``, ``tsn:distanceKm``,
  ``tsn:rank`` and ``tsn:snippet`` take a variable, or a value that a hit must have. A variable that
  stands twice has one value. An unknown distance or snippet leaves its variable unbound.
- The limit counts before values choose: with ``tsn:limit 10`` what is asked of the first ten.
- The text is a literal, or a variable that what stands before the clause in the same group binds:
  then there is one search for each of its values. Clauses are answered from the first to the last,
  so a later one may use what an earlier one found.
- SILENT changes nothing: a mistake is a mistake. Of another server it is a service that fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graph.sparql.guard import Edit, SafeQuery, Services, checked, edited, has_service, read_query
from graph.sparql.search_service.clauses import Call, find_calls
from graph.sparql.search_service.rows import Found, ServiceHit, block
from graph.sparql.search_service.terms import Literal, ServiceMistake, Variable, decoded
from graph.sparql.tokens import tokens

__all__ = [
    "Found",
    "FullText",
    "Literal",
    "Pending",
    "SearchPlan",
    "ServiceHit",
    "ServiceMistake",
    "read_services",
]

MAX_TEXTS = 100
"""Most texts that one clause searches for."""
MAX_ROWS = 300_000
"""Most hits that are written into one query."""
_EMPTY = " VALUES () {} "
"""What stands for a clause while the rest of a query is checked."""


class FullText(Protocol):
    """The search, as far as SPARQL needs it."""

    def __call__(self, text: str, limit: int | None, *, snippets: bool) -> Sequence[ServiceHit]:
        """Return what a text finds, the first hit first.

        Args:
            text: what a person would type.
            limit: at most so many hits; None for all.
            snippets: whether the hits need their snippets.

        Raises:
            ServiceMistake: the text cannot be understood.
        """


@dataclass(frozen=True, slots=True)
class Pending:
    """What must be answered next.

    Args:
        texts: what to search for; None when ``query`` tells.
        query: a SELECT of one variable whose values are the texts.
        limit: at most so many hits for each text.
        snippets: whether the hits need their snippets.
    """

    texts: tuple[Literal, ...] | None
    query: SafeQuery | None
    limit: int | None
    snippets: bool


def read_services(
    query: str, bound: Mapping[str, str] | None = None, max_rows: int = MAX_ROWS
) -> SearchPlan | None:
    """Return how a query with services is answered, or None when it has nothing like one.

    Args:
        query: the query.
        bound: variables that are given to the engine with the query, and their terms as N-Triples
            write them.
        max_rows: most hits that are written into the query.

    Raises:
        ServiceMistake: a clause of ours is not as it must be; the message shows the right form.
        RefusedQuery: there is another SERVICE that is not SILENT, or something else is refused.
    """
    if not has_service(query):
        return None
    return SearchPlan(query, read_query(query), bound or {}, max_rows)


class SearchPlan:
    """Answers the services of a query one after the other, the first one first.

    While ``pending`` returns something, search for its texts and hand what is found to ``resolve``;
    then ``text`` is the query.

    Args:
        query: the query.
        found: its words.
        bound: as for ``read_services``.
        max_rows: likewise.

    Raises:
        ServiceMistake: a clause of ours is not as it must be.
        RefusedQuery: there is another SERVICE that is not SILENT.
    """

    def __init__(
        self, query: str, found: Services, bound: Mapping[str, str], max_rows: int = MAX_ROWS
    ) -> None:
        self._query = query
        self._calls = find_calls(query, found)
        self._found = found
        self._bound = bound
        self._max_rows = max_rows
        self._rows = 0
        self._done: list[str] = []
        calls = self._calls.calls
        replaced: list[Call | Edit] = [*calls, *self._calls.silenced]
        self._spelt = self._calls.silenced + [
            edit
            for edit in found.edits
            if not any(part.start <= edit.start < part.end for part in replaced)
        ]
        self._spelt.sort()
        checked(self._with([_EMPTY] * len(calls)))

    def _with(
        self, blocks: Sequence[str], start: int = 0, end: int | None = None, before: str = ""
    ) -> str:
        """Return a part of the query with blocks in the place of its first clauses."""
        put = zip(self._calls.calls, blocks, strict=False)
        edits = self._spelt + [Edit(call.start, call.end, text) for call, text in put]
        return before + edited(self._query, sorted(edits), start, end)

    def pending(self) -> Pending | None:
        """Return what must be answered next, or None when everything is.

        Raises:
            ServiceMistake: the text is a variable that nothing binds.
        """
        if len(self._done) == len(self._calls.calls):
            return None
        call = self._calls.calls[len(self._done)]
        text: Literal | Variable | None = call.text
        if isinstance(text, Variable):
            text = self._given(text)
        if text is not None:
            return Pending((text,), None, call.limit, call.snippets)
        return Pending(None, self._binding_query(call), call.limit, call.snippets)

    def _given(self, variable: Variable) -> Literal | None:
        """Return the text that a variable is given from outside the query, or None."""
        term = self._bound.get(variable.name)
        if term is None:
            return None
        first, *rest = tokens(term)
        if first.kind != "string":
            raise ServiceMistake(f"?{variable.name} is bound to {term[:80]}, which is no text.")
        language = rest[0].text[1:] if rest and rest[0].kind == "lang" else ""
        return Literal(decoded(first.text), language)

    def _binding_query(self, call: Call) -> SafeQuery:
        assert isinstance(call.text, Variable)  # noqa: S101 - nothing else has to be bound
        name = call.text.name
        before = (t for t in self._found.tokens if call.group <= t.start < call.start)
        if not any(token.kind == "var" and token.text[1:] == name for token in before):
            raise ServiceMistake(
                f"nothing before it in its group binds ?{name}, the text to search for."
                f' Write the text itself, or VALUES ?{name} {{ "…" }} before it.'
            )
        prologue = edited(self._query, self._spelt, 0, self._calls.prologue)
        opening = f"GRAPH {call.graph} {{" if call.graph else ""
        head = f"{prologue}\nSELECT DISTINCT ?{name} {self._calls.dataset} WHERE {{ {opening}"
        where = self._with(self._done, call.group, call.start)
        closing = "}" if call.graph else ""
        checked(f"{head}{self._with([_EMPTY] * len(self._done), call.group, call.start)}\n}}")
        return SafeQuery(f"{head}{where}\n{closing}}} LIMIT {MAX_TEXTS + 1}")

    def texts(self, result: Mapping[str, Any]) -> tuple[Literal, ...]:
        """Return the texts that the query of ``pending`` found.

        Args:
            result: its result as SPARQL-JSON has it.

        Raises:
            ServiceMistake: they are too many, or one of them is no literal.
        """
        found = [term for row in result["results"]["bindings"] for term in row.values()]
        if len(found) > MAX_TEXTS:
            raise ServiceMistake(
                f"there are more than {MAX_TEXTS} texts to search for; bind fewer before it."
            )
        for term in found:
            if term["type"] not in {"literal", "typed-literal"}:
                raise ServiceMistake(
                    f"the text to search for is bound to {term['value'][:200]!r},"
                    " which is no literal; bind a name or a label of it."
                )
        return tuple(
            Literal(term["value"], term.get("xml:lang", ""), term.get("datatype", ""))
            for term in found
        )

    def resolve(self, found: Iterable[Found]) -> None:
        """Take what was found for each text of ``pending``.

        Raises:
            ServiceMistake: all that was found is too much to be written into the query.
        """
        call = self._calls.calls[len(self._done)]
        given = isinstance(call.text, Variable) and call.text.name in self._bound
        with_text = isinstance(call.text, Variable) and not given
        text, rows = block(call, found, with_text=with_text)
        self._rows += rows
        if self._rows > self._max_rows:
            raise ServiceMistake(
                f"more than {self._max_rows:,} hits would have to be joined; ask for the first ones"
                " with tsn:limit."
            )
        self._done.append(text)

    def text(self) -> SafeQuery:
        """Return the query with everything that was found in it."""
        return SafeQuery(self._with(self._done))
