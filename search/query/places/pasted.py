"""What is pasted into the box: codes of local governments, and IRIs of what can be named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.names.lexicon import Lexicon
from search.query.pieces import Piece

_CODE = re.compile(r"(?<![^ ])[0-9]{5,6}(?![^ のでにをはがとや、,])")
"""A code stands alone: 271004, 27100 (without its check digit)."""
IRI: Final = re.compile(
    r"(?:https?://[!-~]*?/|/)?\b(?:id|doc|data)/(?P<kind>[a-z]+)/(?P<key>[a-z0-9-]+)(?:\.[a-z]+)?"
)
"""The IRI of a thing, or the address of its page or its data, under whatever base."""


def pasted(text: str, lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[Piece]:
    """Yield the codes and the IRIs in a text that name a place, or what has labels.

    Args:
        text: a folded query.
        lexicon: the labels.
        gazetteer: the places.
    """
    for match in _CODE.finditer(text):
        place = gazetteer.by_code(match[0])
        if place:
            yield Piece(*match.span(), "place", (Entry("place", place),))
    for match in IRI.finditer(text):
        kind, key = match["kind"], match["key"]
        if kind == "municipality" and key in gazetteer.places:
            yield Piece(*match.span(), "place", (Entry("place", key),))
        elif (kind, key) in lexicon.shown:
            yield Piece(*match.span(), kind, (Entry(kind, key),))
