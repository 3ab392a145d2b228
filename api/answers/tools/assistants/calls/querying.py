"""The tools ``sparql`` and ``vocabulary``: for whoever writes queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fastapi.concurrency import run_in_threadpool

from api.answers.descriptions import vocabulary_terms
from api.answers.search.within_sparql import evaluated
from api.answers.tools.assistants.asking import Asking
from api.answers.tools.assistants.budget import MOST_BYTES, ToolAnswer, fitted, told
from api.answers.tools.assistants.inputs import SparqlInput, VocabularyInput
from api.answers.tools.assistants.outputs import SparqlOutput, TermItem, VocabularyOutput
from api.http.sparql.problems import check_length
from api.wording.language import pick
from graph.sparql.results import GRAPHS, RESULTS, ResultRows, Row, Term, read_rows
from graph.sparql.workers.evaluator import QueryAnswer, QueryRequest
from ontology.namespaces import curie
from ontology.vocabulary import terms

_MOST_COLUMNS = 30
"""Columns of a result that are shown."""
_CELLS = (1000, 100, 20)
"""Most characters of a cell: the first with which something fits."""


async def sparql(asking: Asking, asked: SparqlInput) -> ToolAnswer:
    """Return what a query gives, with the isolation, the guard and the limits of ``/sparql``.

    Args:
        asking: the release, and who asks.
        asked: the query, and which of its rows are shown.

    Raises:
        ApiProblem: the query is wrong, refused, or needs more than it may use.
    """
    check_length(asked.query)
    request = QueryRequest(text=asked.query, results=(RESULTS,), graphs=(GRAPHS,))
    answer = await evaluated(
        asking.opened, request, asked.timeout, asking.client, asking.settings.query_limit
    )
    return await run_in_threadpool(_shown, asking, asked, answer)


def _shown(asking: Asking, asked: SparqlInput, answer: QueryAnswer) -> ToolAnswer:
    last = asked.offset + asked.limit
    result = read_rows(answer, last, _MOST_COLUMNS)
    unknown = list(answer.unknown) or None
    if isinstance(result, bool):
        said = {"boolean": result, "total": 1, "truncated": False, "unknown_functions": unknown}
        return told(SparqlOutput.model_validate(said))
    rows = result.rows[asked.offset : last]
    for longest in _CELLS:
        made = partial(_rows, asking, result, rows, (asked.offset, longest), unknown)
        shown = fitted(made, len(rows), MOST_BYTES)
        if shown.structured.get("next_offset") != asked.offset:
            break
    return shown


def _rows(
    asking: Asking,
    result: ResultRows,
    rows: Sequence[Row],
    place: tuple[int, int],
    unknown: list[str] | None,
    number: int,
) -> SparqlOutput:
    """Return so many of the rows; ``place`` is the number of the first and the longest cell."""
    offset, longest = place
    after = offset + number
    more = after < result.total
    cells = [[_cell(term, longest) for term in row] for row in rows[:number]]
    output = SparqlOutput(
        total=result.total,
        truncated=more,
        next_offset=after if more else None,
        hint=asking.say("more", offset=after) if more else None,
        unknown_functions=unknown,
    )
    if result.are_triples:
        triples = [f"{' '.join(_node(term, longest) for term in row)} ." for row in rows[:number]]
        return output.model_copy(update={"triples": triples})
    return output.model_copy(update={"columns": list(result.columns), "rows": cells})


def _cell(term: Term | None, longest: int) -> str | None:
    return None if term is None else _short(term.text, longest)


def _node(term: Term | None, longest: int) -> str:
    """Return a term of a triple as Turtle writes it, its text cut."""
    if term is None or not (term.is_iri or term.is_literal):
        return term.text if term else ""
    if term.is_iri:
        return f"<{term.text}>"
    text = _short(term.text, longest).replace("\\", "\\\\").replace('"', '\\"')
    text = text.replace("\n", "\\n").replace("\r", "\\r")
    if term.language:
        return f'"{text}"@{term.language}'
    return f'"{text}"^^<{term.datatype}>' if term.datatype else f'"{text}"'


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def vocabulary(asking: Asking, asked: VocabularyInput) -> ToolAnswer:
    """Return the classes and properties of the graph, the most used first.

    Args:
        asking: the release, and the language of labels.
        asked: part of a name, label or definition, and the page.
    """
    used = vocabulary_terms(asking.opened.release, asking.lang)
    listed = [
        _used(one, kind, asking.lang)
        for kind, found in (("class", used["classes"]), ("property", used["properties"]))
        for one in found
        if asked.kind in {None, kind}
    ]
    words = asked.query.casefold().split()
    meant = [one for one in listed if _has(one, words)]
    meant.sort(key=lambda one: -one.count)
    shown = meant[asked.offset : asked.offset + asked.limit]

    def made(number: int) -> VocabularyOutput:
        after = asked.offset + number
        more = after < len(meant)
        return VocabularyOutput(
            prefixes=used["prefixes"],
            terms=shown[:number],
            total=len(meant),
            truncated=more,
            next_offset=after if more else None,
            hint=_vocabulary_hint(asking, len(meant), after, more=more),
        )

    return fitted(made, len(shown), MOST_BYTES)


def _vocabulary_hint(asking: Asking, total: int, after: int, *, more: bool) -> str | None:
    if more:
        return asking.say("more", offset=after)
    return None if total else asking.say("no-term")


def _used(one: Mapping[str, Any], kind: str, lang: str) -> TermItem:
    own = {term.iri: term for term in terms()}.get(one["iri"])
    return TermItem(
        name=one["name"],
        kind=kind,
        label=one["label"],
        definition=pick(own.definition, lang) if own else None,
        domain=[curie(iri) for iri in own.domain] or None if own else None,
        range=[curie(iri) for iri in own.range] or None if own else None,
        count=one["count"],
    )


def _has(term: TermItem, words: Sequence[str]) -> bool:
    text = " ".join(filter(None, (term.name, term.label, term.definition))).casefold()
    return all(word in text for word in words)
