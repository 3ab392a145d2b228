"""Amounts and shares in the spellings in which people write them, for documents.

A query is not changed: its numbers may be lots, years or distances. So the documents hold every
spelling: 2000万円 is also 2千万円, 二千万円 and 20,000,000円, and 1/2 is also 2分の1 and 半額.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_THOUSAND, _MAN, _MILLION, _OKU = 10**3, 10**4, 10**6, 10**8
_UNITS = ((10**12, "兆"), (_OKU, "億"), (_MAN, "万"))
_DIGITS = "〇一二三四五六七八九"
_POSITIONS = ((1000, "千"), (100, "百"), (10, "十"))
_SHARE = re.compile(r"(?<![0-9/])(?P<top>[0-9]{1,2})/(?P<below>[0-9]{1,2})(?![0-9/])")
_SHARE_IN_WORDS = re.compile(r"(?P<below>[0-9]{1,2})分の(?P<top>[0-9]{1,2})")
_HALF = re.compile("半分|半額")
_SHARES_IN_WORDS = {
    Fraction(1, 2): ("半額", "半分", "2分の1", "二分の一", "half"),
    Fraction(1, 3): ("3分の1", "三分の一", "one third"),
    Fraction(2, 3): ("3分の2", "三分の二", "two thirds"),
    Fraction(1, 4): ("4分の1", "四分の一", "one quarter"),
    Fraction(3, 4): ("4分の3", "四分の三", "three quarters"),
    Fraction(4, 5): ("5分の4", "五分の四", "four fifths"),
}


def yen_spellings(amount: int) -> tuple[str, ...]:
    """Return the spellings of an amount of money, each once.

    Args:
        amount: yen, 0 or more.

    Raises:
        ValueError: the amount is negative.
    """
    if amount < 0:
        message = f"an amount must be 0 yen or more, not {amount}"
        raise ValueError(message)
    found = [f"{amount:,}円", f"{_in_kanji(amount)}円"]
    oku, below_oku = divmod(amount, _OKU)
    if not oku and amount >= _MAN and amount % (_MAN // 100) == 0:
        found.append(f"{amount / _MAN:g}万円")
        if amount % (1000 * _MAN) == 0:
            found.append(f"{amount // (1000 * _MAN)}千万円")
    if amount % (_OKU // 100) == 0 and amount >= _OKU // 10:
        found.append(f"{amount / _OKU:g}億円")
    if oku and below_oku and below_oku % _MAN == 0:
        found.append(f"{oku}億{below_oku // _MAN}万円")
    if amount >= _MILLION and amount % (_MILLION // 10) == 0:
        found.append(f"{Decimal(amount) / _MILLION:f} million yen")
    return tuple(dict.fromkeys(found))


def _in_kanji(amount: int) -> str:
    """Return a whole number in kanji (二千万, 一億五千万)."""
    parts, rest = "", amount
    for unit, name in _UNITS:
        count, rest = divmod(rest, unit)
        parts += f"{_below_ten_thousand(count)}{name}" if count else ""
    return (parts + _below_ten_thousand(rest)) or _DIGITS[0]


def _below_ten_thousand(number: int) -> str:
    text = ""
    for unit, name in _POSITIONS:
        digit, number = divmod(number, unit)
        spoken = "" if digit == 1 and unit < _THOUSAND else _DIGITS[digit]  # 一千万, but 百 and 十
        text += spoken + name if digit else ""
    return text + (_DIGITS[number] if number else "")


def shares(printed: str) -> tuple[Fraction, ...]:
    """Return the shares that a text prints (``1/2以内``, ``5分の4``, 半分), each once, in order."""
    found = [
        (match.start(), Fraction(int(match["top"]), int(match["below"])))
        for pattern in (_SHARE, _SHARE_IN_WORDS)
        for match in pattern.finditer(printed)
        if int(match["below"])
    ]
    found += [(match.start(), Fraction(1, 2)) for match in _HALF.finditer(printed)]
    return tuple(dict.fromkeys(share for _, share in sorted(found)))


def share_spellings(share: Fraction) -> tuple[str, ...]:
    """Return the spellings of a share: ``1/2``, 半額, 2分の1, 二分の一, half."""
    plain = f"{share.numerator}/{share.denominator}"
    percent = (f"{share * 100}%",) if (share * 100).denominator == 1 else ()
    return (plain, *_SHARES_IN_WORDS.get(share, ()), *percent)
