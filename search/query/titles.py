"""A query that is a whole title, and no label: all of it is words, and it names that very thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from search.index.documents import DocumentStore
from search.model.interpretation import Candidate, Conditions, Interpretation, Span
from search.model.kinds import TITLED_KINDS
from search.names.lexicon import Lexicon
from search.names.titles import Titles
from search.query.places.pasted import IRI
from search.text.folding import fold_with_offsets

_REMEMBERED = 64
"""So many queries are looked up once: one is asked again with other conditions."""


class TitledQueries:
    """Reads queries that are titles of projects, councils or events.

    Args:
        titles: finds documents by a whole title.
        documents: the documents.
        lexicon: labels; a query that is one of them is read as that.
    """

    def __init__(self, titles: Titles, documents: DocumentStore, lexicon: Lexicon) -> None:
        self._titles = titles
        self._documents = documents
        self._lexicon = lexicon
        self._read = lru_cache(maxsize=_REMEMBERED)(self._looked_up)

    def interpret(
        self, query: str, drop: Sequence[str], choices: Mapping[str, str]
    ) -> Interpretation | None:
        """Return how a query is understood, or None where it is no title.

        The thing itself is named; what else holds the words follows it.

        Args:
            query: what was typed.
            drop: ids of spans to take as plain text.
            choices: for ids of spans the key that is meant.
        """
        id_ = f"s0-{len(query)}"
        folded, numbers = self._read(query)
        if not numbers or id_ in drop:
            return None
        named = [self._candidate(number) for number in numbers]
        chosen = [one for one in named if one.key == choices.get(id_)] or named
        span = Span(id_, 0, len(query), query, named[0].kind, tuple(chosen), tuple(named))
        if self._titles.named(folded):
            return Interpretation(query, Conditions(), (span,), left=((0, len(query)),))
        return Interpretation(query, Conditions(), (span,), also=named[0].label)  # a key, an IRI

    def _looked_up(self, query: str) -> tuple[str, Sequence[int]]:
        """Return a query, folded, and the documents that it names as a whole."""
        folded = fold_with_offsets(query).text  # which is read next, and remembered
        if not folded or self._lexicon.lookup(query):
            return folded, ()
        return folded, self._named(folded)

    def _named(self, folded: str) -> Sequence[int]:
        """Return the documents that a whole title, a key or an IRI names."""
        iri = IRI.fullmatch(folded)
        key = iri["key"] if iri else folded
        kinds = TITLED_KINDS & {iri["kind"]} if iri else TITLED_KINDS
        keyed = [self._documents.number(kind, key) for kind in sorted(kinds)]
        return [*self._titles.named(folded), *(n for n in keyed if n is not None)]

    def _candidate(self, number: int) -> Candidate:
        kind, key = self._documents.keys[number]
        return Candidate(kind, key, self._documents.read(number).labels.get("ja", key))
