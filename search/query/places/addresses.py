"""Addresses: what follows a municipality without a separator is the rest of one address.

大阪府河内長野市三日市町1-2-3 is 河内長野市: names of other places in the rest (三日市町, 福島 in
大阪市福島区福島) are no places of their own, and numbers of lots are no years. A whole 市, or a
prefecture, right behind it is one all the same (横浜市川崎市), and so is what lies inside it
(大阪市北区). A lot number, and what closes an address (付近, から5km以内), belong to the
municipality with all that stands before; the name of a 町 alone stays a word, since texts may hold
it.

Electronic mail, addresses of the web, postal codes and telephone numbers are one word each, in
which nothing is recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from search.names import function_words as words
from search.names.entries import Entry
from search.names.gazetteer import Gazetteer
from search.query.pieces import PLACES, Piece
from search.text.folding import Folded
from search.text.scripts import HAN, KANA

_POSTAL = "〒? ?[0-9]{3}-[0-9]{4}(?![0-9-])"
_WHOLE = re.compile(
    r"[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"|(?:https?://|www\.)[!-~]+"
    r"|(?<![0-9-])(?:\+[0-9]{1,3}-|0)[0-9]{1,4}[-(][0-9]{1,4}[-)][0-9]{3,4}(?![0-9-])"
    rf"|(?<![0-9-]){_POSTAL}"
)
"""Words that are not cut: mail, web, telephone (国内 0…, 国際 +81-…), postal code."""
_BEFORE = re.compile(rf"{_POSTAL}[ ,]*$")
_SEPARATOR = re.compile(
    "[ 、。,・/()「」&+]|及び|および|並びに|ならびに|または|又は|から|ほか|以外"
)
_TOWN = f"[{HAN}{KANA}々ヶー]"
_LOT = re.compile(
    rf"{_TOWN}{{1,20}}?"
    r"(?:[0-9]{1,5}(?:丁目|番地の?|番丁?|号|条|線|地割|-|の)?)+(?:号室|階)?(?![0-9年月日%円人万億])"
    rf"|{_TOWN}{{1,20}}?[一二三四五六七八九十]{{1,3}}丁目"
)
"""The name of a 町, then numbers; kanji numbers only with 丁目."""
_CLOSING = frozenset((
    words.NEAR_AFTER, words.BESIDE_AFTER, words.NEAREST, words.EXCLUDE_AFTER, "distance",
))  # fmt: skip
_PARTICLE = re.compile("[のでにをはがとやもへ]")
_LARGE = ("市", "都", "道", "府", "県")


def not_in_words(pieces: Iterable[Piece], text: str) -> list[Piece]:
    """Leave out what was found in a word that is not cut (``ict-town@ml.soumu.go.jp``)."""
    whole = [match.span() for match in _WHOLE.finditer(text)]
    return [
        piece
        for piece in pieces
        if not whole or not any(start < piece.end and piece.start < end for start, end in whole)
    ]


def with_addresses(pieces: list[Piece], folded: Folded, gazetteer: Gazetteer) -> list[Piece]:
    """Take each address as the municipality that it is in.

    Args:
        pieces: the pieces that win, in order.
        folded: the query.
        gazetteer: the places.
    """
    kept: list[Piece] = []
    outer: Piece | None = None  # the municipality whose address may still go on
    for piece in (_with_marks(piece, folded.text) for piece in pieces):
        if outer is not None and not _goes_on(outer.end, piece.start, folded):
            outer = None
        if outer is not None and _is_part(piece, outer, folded.text, gazetteer):
            continue
        kept.append(piece)
        if _is_municipality(piece, gazetteer):
            outer = piece
        elif piece.kind not in {"year", words.IN_AFTER}:
            outer = None
    return _whole(kept, folded, gazetteer)


def _with_marks(piece: Piece, text: str) -> Piece:
    """Return a place with the postal code before it, and with 旧 where it has another name now."""
    if piece.kind not in PLACES:
        return piece
    if text.endswith("旧", 0, piece.start) and any(entry.former for entry in piece.entries):
        piece = replace(piece, start=piece.start - 1)
    before = _BEFORE.search(text, max(0, piece.start - 12), piece.start)
    return replace(piece, start=before.start()) if before else piece


def _goes_on(start: int, end: int, folded: Folded) -> bool:
    """Tell whether no blank, mark or particle stands between two positions."""
    if any(start <= gap <= end for gap in folded.gaps):
        return False
    between = folded.text[start:end]
    return not _SEPARATOR.search(between) and not (
        _PARTICLE.match(between) or _PARTICLE.search(between[-1:])
    )


def _is_municipality(piece: Piece, gazetteer: Gazetteer) -> bool:
    """Tell whether a piece is the whole name of a municipality or a ward."""
    return piece.kind == "place" and any(
        entry.kind == "place"
        and not entry.bare
        and gazetteer.places[entry.key].kind != "prefecture"
        for entry in piece.entries
    )


def _is_part(piece: Piece, outer: Piece, text: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a piece in the rest of an address is no more than that."""
    if piece.kind == "year":
        named = re.search(_TOWN, text[outer.end : piece.start]) is not None
        return named and text[piece.start].isdigit() and "年" not in text[piece.start : piece.end]
    if piece.kind not in PLACES:
        return False
    if piece.kind == "station":  # of a ward's city: the ward is where it is
        cities = {gazetteer.places[entry.key].parent for entry in outer.entries}
        return any(gazetteer.held(entry).key in cities for entry in piece.entries)
    if any(gazetteer.contains(a, entry) for a in outer.entries for entry in piece.entries):
        return False
    beside = piece.start == outer.end and text.endswith(_LARGE, piece.start, piece.end)
    return not (beside and _is_whole(piece.entries))


def _is_whole(entries: Iterable[Entry]) -> bool:
    return any(not entry.bare and not entry.former for entry in entries)


def _whole(pieces: list[Piece], folded: Folded, gazetteer: Gazetteer) -> list[Piece]:
    """Lengthen municipalities by the rest of their addresses where that says no more."""
    done: list[Piece] = []
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        limit = after.start if after else len(folded.text)
        if not _is_municipality(piece, gazetteer) or limit == piece.end:
            done.append(piece)
            continue
        match = _LOT.match(folded.text, piece.end, limit)
        if match and _runs(piece.end, match.end(), folded):
            done.append(replace(piece, end=match.end()))
        elif after and after.kind in _CLOSING and _goes_on(piece.end, limit, folded):
            done.append(replace(piece, end=limit))
        else:
            done.append(piece)
    return done


def _runs(start: int, end: int, folded: Folded) -> bool:
    """Tell whether no blank stands between two positions, and no particle at the first."""
    return not any(start <= gap < end for gap in folded.gaps) and not _PARTICLE.match(
        folded.text, start
    )
