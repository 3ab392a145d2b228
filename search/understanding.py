"""From what a person types to an interpretation: recognise, longest first, then join.

The rules are those of DESIGN section 6. Which characters name something is decided in
``search.recognising``, what belongs together in ``search.joining``, which reading of a place counts
in ``search.places``, and what it comes to in ``search.assembly``; nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from search.assembly import Assembly
from search.entries import Entry
from search.interpretation import Candidate, Interpretation
from search.joining import join
from search.lexicon import Lexicon
from search.pieces import span_id
from search.places import Gazetteer
from search.recognising import Recogniser
from search.text import fold_with_offsets


class Understanding:
    """Understands queries over one lexicon.

    Args:
        lexicon: the labels.
        gazetteer: the places.
    """

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._recogniser = Recogniser(lexicon, gazetteer)

    def interpret(
        self, query: str, drop: Iterable[str] = (), choices: Mapping[str, str] | None = None
    ) -> Interpretation:
        """Return what a query means.

        Args:
            query: what was typed.
            drop: ids of spans to be taken as plain text.
            choices: for ids of spans the key of the reading that is meant.
        """
        folded = fold_with_offsets(query)
        dropped = set(drop)
        pieces = [
            piece
            for piece in self._recogniser.pieces(query, folded)
            if span_id(folded, piece) not in dropped
        ]
        joined = [
            piece
            for piece in join(pieces, folded.text, self._gazetteer)
            if span_id(folded, piece) not in dropped
        ]
        assembly = Assembly(self.candidate, self._gazetteer, query, folded, choices or {})
        return assembly.assemble(joined)

    def candidate(self, entry: Entry) -> Candidate:
        """Return an entry with its Japanese name."""
        if entry.kind == "place":
            label = self._gazetteer.places[entry.key].full_name
        elif entry.kind == "region":
            label = self._gazetteer.regions[entry.key].labels[0]
        else:
            label = self._lexicon.shown.get((entry.kind, entry.key), {}).get("ja", entry.key)
        return Candidate(entry.kind, entry.key, label)

    @property
    def gazetteer(self) -> Gazetteer:
        """The places."""
        return self._gazetteer
