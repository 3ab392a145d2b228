"""Subsidy rates: 補助率3分の2, 1/2補助, a subsidy rate of at least 50 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from search.numbers.figures import FigureMatch, FigureRange, ends_of

SUBSIDY_RATE: Final = "subsidy_rate"
"""Share of the costs that a programme pays, 0 to 1."""

_SHARE = (
    r"(?:(?P<parts>[0-9]{1,2})分の(?P<taken>[0-9]{1,2})"
    r"|(?P<over>[0-9]{1,2})/(?P<under>[0-9]{1,2})(?![0-9/])"
    r"|(?P<percent>[0-9]{1,3}+)[ ]?(?:%|ぱーせんと|percent)"
    r"|(?P<half>半額|半分|half)"
    r"|(?P<word>one|two|three)[ \-](?P<ordinal>third|quarter)s?)"
)
_NUMBERS: Final = {"one": 1, "two": 2, "three": 3, "third": 3, "quarter": 4}
_JAPANESE_RATE = re.compile(
    r"(?:補助|助成|交付)(?:率|割合)(?:が|は|の)?[ ]?" + _SHARE + r"(?P<op>以上|以下|未満|超|まで)?"
)
_JAPANESE_SHARE = re.compile(
    r"(?:費用の|経費の)?" + _SHARE + r"(?P<op>以上|以下)?(?:を|の)?(?:補助|助成)(?!金)"
)
_ENGLISH = re.compile(
    r"(?:subsidy|grant|funding) rates?(?: is| are)?(?: of)?[ ]?"
    r"(?P<op>over|above|more than|at least|under|below|less than|up to|at most)?[ ]?"
    + _SHARE
    + r"(?![0-9a-z])"
)
_PRINTED = re.compile(_SHARE)


def find_rates(text: str) -> Iterator[FigureMatch]:
    """Yield the subsidy rates that a folded text asks for."""
    for pattern in (_JAPANESE_RATE, _JAPANESE_SHARE, _ENGLISH):
        for match in pattern.finditer(text):
            share = _share(match)
            if share is not None:
                figure = FigureRange(
                    SUBSIDY_RATE, *(ends_of(match["op"] or "", share) or (share, share))
                )
                yield FigureMatch(match.start(), match.end(), figure)


def printed_rates(text: str) -> tuple[float, ...]:
    """Return the shares that a folded text prints, each once: 500万円以下定額、超える部分2/3."""
    shares = (_share(match) for match in _PRINTED.finditer(text))
    return tuple(dict.fromkeys(share for share in shares if share is not None))


def _share(match: re.Match[str]) -> float | None:
    """Return a share of 0 to 1, or None where the numbers make none."""
    if match["half"]:
        return 0.5
    if match["percent"]:
        above, below = int(match["percent"]), 100
    elif match["word"]:
        above, below = _NUMBERS[match["word"]], _NUMBERS[match["ordinal"]]
    else:
        above = int(match["taken"] or match["over"])
        below = int(match["parts"] or match["under"])
    return round(above / below, 4) if 0 < above <= below else None
