"""Amounts of programmes in a folded query: 予算1億円以上, budget over 200 million yen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from search.numbers.figures import FigureMatch, FigureRange, ends_of
from search.numbers.rates import SUBSIDY_RATE

BUDGET: Final = "budget"
"""Yen of a programme's budget in a fiscal year."""
MAX_SUPPORT: Final = "max_support"
"""Yen that one project can get at most."""
AMOUNTS: Final = (BUDGET, MAX_SUPPORT, SUBSIDY_RATE)
"""Measures of programmes."""

_UNITS: Final = {
    "億": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3,
    "million": 10**6, "billion": 10**9,
}  # fmt: skip
_NUMBER = r"[0-9][0-9,]{0,14}+(?:\.[0-9]{1,3})?+"
_JAPANESE = re.compile(
    r"(?:(?P<budget>予算(?:額|規模)?)|(?:補助|支援|助成)?(?:金の?)?(?:上限|限度)額?)"
    r"(?:が|は|の)?[ ]?(?:約|およそ)?[ ]?"
    rf"(?P<n>{_NUMBER})[ ]?(?P<u>億|千万|百万|万|千)?+(?:(?P<n2>{_NUMBER})(?P<u2>千万|百万|万))?+"
    r"[ ]?円?(?P<op>以上|以下|未満|を?超(?:える|え)?|より多い|より少ない|まで)?"
)
_ENGLISH = re.compile(
    r"(?:(?P<budget>budgets?)|(?:maximum (?:grant|amount|subsidy)|grants?|ceilings?))"
    r"(?: is| are)?(?: of)?[ ]?"
    r"(?P<op>over|above|more than|at least|under|below|less than|fewer than|up to|at most)?"
    rf"[ ]?(?:¥|jpy )?(?P<n>{_NUMBER})[ ]?(?P<u>million|billion)?+[ ]?(?:yen|jpy)?(?![0-9a-z])"
)
_LEAST: Final = 10**4
"""Fewer yen than any programme speaks of: such a number is something else."""


def find_amounts(text: str) -> Iterator[FigureMatch]:
    """Yield the amounts of programmes that a folded text asks for."""
    for pattern in (_JAPANESE, _ENGLISH):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            value = _yen(match["n"], match["u"]) + _yen(groups.get("n2"), groups.get("u2"))
            if value >= _LEAST:
                measure = BUDGET if match["budget"] else MAX_SUPPORT
                figure = FigureRange(
                    measure, *(ends_of(match["op"] or "", value) or (value, value))
                )
                yield FigureMatch(match.start(), match.end(), figure)


def _yen(number: str | None, unit: str | None) -> float:
    return float(number.replace(",", "")) * _UNITS.get(unit or "", 1) if number else 0.0
