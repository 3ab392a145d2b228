"""Joins the pieces of a query: what a place lies in, what is near what, what is left out.

**Containers.** A place that stands directly before a place inside it says where that place is and
is no place of its own: 大阪府 河内長野市 is one city, ``Nara Uda`` too, and 秋田県 美郷町 is one
of three towns. Both become one piece. Directly means nothing, blanks, の or a bracket between
them; 、, や, または or any other word makes two places (大阪府、河内長野市: two joint applicants).
In Latin letters the inner place may also stand first, with a comma (``Uda, Nara``); in Japanese
where the container picks among several of one name (美郷町（島根県）). When the inner place alone
is excluded the container stays: 大阪府の河内長野市以外.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, zip_longest

from ontology.geography import MAX_RADIUS_KM
from search.names import function_words as words
from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.query.excluding import with_exclusion
from search.query.pieces import PLACES, Piece, adjacent
from search.query.places.body_words import describes, is_legal, is_scope
from search.text.folding import Folded

_RELATIONS = frozenset((
    words.ALTERNATIVE, words.EXCLUDE_AFTER, words.EXCLUDE_BEFORE, words.IN_AFTER, words.IN_BEFORE,
    words.NEAR_AFTER, words.NEAR_BEFORE, words.BESIDE_AFTER, words.BESIDE_BEFORE, words.ONLY,
))  # fmt: skip
_OUTER_FIRST = re.compile("[ の(]*")
_INNER_FIRST = re.compile("[ ,(]*")
_ENDING = re.compile(r"(?:の?末)?(?:で|に|をもって|限りで)|[ ]?in ?")
_LATIN = re.compile(r"[a-z0-9' -]+")
_HAVING = re.compile(
    "(?:が|の)(?:ある|あります|できた|つくられた|設立された|設けられた|開かれた)|を(?:持つ|もつ|持っている|設けた"
    "|設立した|設置した|立ち上げた|作った|つくった|開いた|開いている|開催した|行った)"
)
"""What stands between a council or an event and the local governments that have it."""
_HAD = frozenset({"council", "event"})
_BODIES = (Entry(words.TYPE, "municipality"),)


def join(pieces: list[Piece], folded: Folded, gazetteer: Gazetteer) -> list[Piece]:
    """Tell every name its relation (near, in) and whether it is excluded.

    Args:
        pieces: the pieces that win, in order.
        folded: the folded query.
        gazetteer: the places.
    """
    text = folded.text
    joined = _with_containers(_attached(pieces, text), text, gazetteer)
    only = sum(piece.kind in PLACES for piece in joined) == 1
    nearest = only and any(piece.kind == words.NEAREST for piece in joined)
    for number, piece in enumerate(joined):
        before = joined[number - 1] if number else None
        after = joined[number + 1] if number + 1 < len(joined) else None
        if before is not None and not adjacent(text, before, piece):
            before = None
        if after is not None and not adjacent(text, piece, after):
            after = None
        if piece.kind in PLACES:
            joined[number] = _related(piece, before, after, nearest=nearest)
    excluding = with_exclusion(joined, text)
    said = [_as_said(piece, excluding, folded) for piece in excluding]
    return _with_ends(_with_had(said, text), text)


def _with_had(pieces: list[Piece], text: str) -> list[Piece]:
    """Return a kind of thing before those who have it (協議会がある町) as what they are to have."""
    had = [
        piece.kind == words.TYPE
        and {entry.key for entry in piece.entries} <= _HAD
        and _HAVING.fullmatch(text, piece.end, after.start) is not None
        and (after.kind == words.BODY or after.entries[:1] == _BODIES)
        for piece, after in pairwise(pieces)
    ]
    return [
        replace(piece, kind=words.HAVING) if is_had else piece
        for piece, is_had in zip_longest(pieces, had)
    ]


def _as_said(piece: Piece, pieces: list[Piece], folded: Folded) -> Piece:
    """Return a word for a kind of local government as what asks, describes, or is the only kind."""
    if piece.kind != words.BODY:
        return piece
    whose = describes if is_legal(piece) else is_scope
    if piece.excluded or whose(piece, pieces, folded):
        return replace(piece, kind=words.APPLICANT)
    only = any(
        other.kind == words.ONLY
        and (other.start == piece.end or adjacent(folded.text, other, piece))
        for other in pieces
    )
    return replace(piece, only=only or is_legal(piece))


def _with_ends(pieces: list[Piece], text: str) -> list[Piece]:
    """Join a year to the status that it dates (2023年3月で支援が終わった): none of selection."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if (
            piece.kind == words.STATUS
            and before is not None
            and before.years is not None
            and _ENDING.fullmatch(text, before.end, piece.start)
            and piece.entries[0].key != "running"
        ):
            joined[-1] = replace(piece, start=before.start)
        else:
            joined.append(piece)
    return joined


def _attached(pieces: list[Piece], text: str) -> list[Piece]:
    """Leave out words of relation that relate nothing, which are then text: 抜き in 手抜き.

    A word for "or" stands between two pieces, any other beside one.
    """
    kept = []
    for number, piece in enumerate(pieces):
        left = number > 0 and adjacent(text, pieces[number - 1], piece)
        right = number + 1 < len(pieces) and adjacent(text, piece, pieces[number + 1])
        both = piece.kind == words.ALTERNATIVE
        if piece.kind == words.EXCLUDE_BEFORE and piece.entries[0].key == words.MINUS:
            left, both = piece.end == pieces[number + 1].start if right else False, True
        if piece.kind not in _RELATIONS or ((left and right) if both else (left or right)):
            kept.append(piece)
    return kept


def _with_containers(pieces: list[Piece], text: str, gazetteer: Gazetteer) -> list[Piece]:
    merged: list[Piece] = []
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        alone = (
            after is not None and after.kind == words.EXCLUDE_AFTER and adjacent(text, piece, after)
        )
        one = _one_place(merged[-1], piece, text, gazetteer) if merged and not alone else None
        if one is None:
            merged.append(piece)
        else:
            merged[-1] = one
    return merged


def _one_place(left: Piece, right: Piece, text: str, gazetteer: Gazetteer) -> Piece | None:
    """Return two pieces as one place, or None if neither is in the other."""
    if left.kind not in PLACES or right.kind not in PLACES:
        return None
    if _OUTER_FIRST.fullmatch(text, left.end, right.start):
        inside = _inside(right, left, gazetteer)
        if inside:
            return replace(right, start=left.start, within=inside)
    latin = _LATIN.fullmatch(text, left.start, left.end)
    if _INNER_FIRST.fullmatch(text, left.end, right.start):
        inside = _inside(left, right, gazetteer)
        if inside and (latin or len(inside) < len(left.entries)):
            return replace(left, end=right.end, within=inside)
    return None


def _inside(inner: Piece, outer: Piece, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return the readings of a place that lie in another: in its usual readings, else in any."""
    readings = inner.within or inner.entries
    around = outer.within or outer.entries
    for containers in (gazetteer.choose(around, near=False), around):
        found = tuple(
            entry
            for entry in readings
            if any(gazetteer.contains(container, entry) for container in containers)
        )
        if found:
            return found
    return ()


def _related(piece: Piece, before: Piece | None, after: Piece | None, *, nearest: bool) -> Piece:
    """Return a place with what stands beside it said of it.

    Args:
        piece: the place.
        before: what stands before it.
        after: what stands after it.
        nearest: whether the nearest to it is asked for anywhere in the query.
    """
    for neighbour in (after, before):
        if neighbour is not None and neighbour.kind == "distance":
            return replace(piece, near=True, number=neighbour.number)
    kinds = ("" if before is None else before.kind, "" if after is None else after.kind)
    if nearest or words.NEAREST in kinds:
        return replace(piece, near=True, number=MAX_RADIUS_KM)
    if kinds[0] == words.BESIDE_BEFORE or kinds[1] == words.BESIDE_AFTER:
        return replace(piece, near=False, beside=True)
    if kinds[0] == words.NEAR_BEFORE or kinds[1] == words.NEAR_AFTER:
        return replace(piece, near=True)
    return replace(piece, near=False)
