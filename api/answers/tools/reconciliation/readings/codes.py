"""Codes and numbers: with or without check digit, and as spreadsheets leave them.

Codes of local governments (全国地方公共団体コード) have five digits and a check digit. Spreadsheets
take 011002 for a number and drop the zero, so that five digits may be either; both are given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from api.answers.tools.reconciliation.entity_types import (
    BODIES,
    PREFECTURE,
    reference_of,
    type_of,
)
from api.answers.tools.reconciliation.readings.found import EXACT, OLD, WRONG_DIGIT, Found
from api.answers.tools.reconciliation.readings.register import register_of
from api.release.opened import OpenRelease
from graph.entities.resources import of_corporate_number

_NUMBER = re.compile(r"'?([0-9]{1,13}|[0-9]{5}-[0-9])(?:\.0+)?")
_WITH_CHECK_DIGIT, _WITHOUT, _CORPORATE, _PREFECTURE = 6, 5, 13, 2
"""Digits of a code, of one without its check digit, of a corporate number, of a prefecture."""
_PREFECTURES_OWN = "000"
"""The last digits of a prefecture's code, before the check digit."""


def identified(opened: OpenRelease, text: str, wanted: frozenset[str]) -> list[Found]:
    """Return what an identifier, an IRI, a key, a code or a corporate number names.

    Args:
        opened: the release.
        text: what was written; widths, blanks and an apostrophe before it do not matter.
        wanted: types that are wanted.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    named = reference_of(opened, plain)
    if named:
        return [Found(named, EXACT, "identifier")]
    number = _NUMBER.fullmatch(plain.replace(" ", ""))
    if number:
        return _numbered(opened, number[1].replace("-", ""), wanted)
    keyed = [(kind, plain) for kind in sorted(wanted - BODIES) if plain.isascii()]
    return [
        Found(reference, EXACT, "identifier")
        for reference in keyed
        if opened.search.document(*reference) is not None
    ]


def _numbered(opened: OpenRelease, digits: str, wanted: frozenset[str]) -> list[Found]:
    if len(digits) == _CORPORATE:
        return [
            Found(reference, EXACT, "corporate_number")
            for reference in of_corporate_number(opened.store, opened.iris, digits)
            if type_of(opened, *reference)
        ]
    return list(_codes(opened, digits, wanted)) if wanted & BODIES else []


def _codes(opened: OpenRelease, digits: str, wanted: frozenset[str]) -> Iterator[Found]:
    """Yield what digits mean as a code, as one without check digit, without its first zero."""
    if len(digits) <= _PREFECTURE:
        for code in _short(opened, digits.zfill(_PREFECTURE) + _PREFECTURES_OWN):
            yield _body(code, "code", clear=wanted == {PREFECTURE})
    elif len(digits) == _WITH_CHECK_DIGIT:
        yield from _whole(opened, digits, "code")
        if digits not in opened.search.places:
            for code in _short(opened, digits[:_WITHOUT]):
                yield Found(("municipality", code), WRONG_DIGIT, "wrong_check_digit", exact=False)
    elif len(digits) == _WITHOUT:
        yield from _parts(opened, digits, "code")
        yield from _whole(opened, f"0{digits}", "lost_zero")
    elif len(digits) == _WITHOUT - 1:
        # 1100 may be a sum; whoever wants local governments means 札幌市.
        yield from _parts(opened, f"0{digits}", "lost_zero", clear=wanted <= BODIES)


def _whole(opened: OpenRelease, digits: str, how: str) -> Iterator[Found]:
    if digits in opened.search.places:
        yield _body(digits, how)
    else:
        yield from _old(opened, digits)


def _parts(opened: OpenRelease, digits: str, how: str, *, clear: bool = True) -> Iterator[Found]:
    codes = _short(opened, digits)
    for code in codes:
        yield _body(code, how, clear=clear)
    if not codes:
        yield from _old(opened, digits)


def _old(opened: OpenRelease, digits: str) -> Iterator[Found]:
    for code in sorted(register_of(opened).retired.get(digits, ())):
        yield Found(("municipality", code), OLD, "former_code")


def _short(opened: OpenRelease, digits: str) -> list[str]:
    return list(register_of(opened).short_codes.get(digits, ()))


def _body(code: str, how: str, *, clear: bool = True) -> Found:
    return Found(("municipality", code), EXACT, how, clear=clear)
