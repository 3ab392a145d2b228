"""Values in plain words: codes by their labels, years, amounts, yes and no."""

from __future__ import annotations

import re
from datetime import timedelta, timezone

from api.wording.language import pick
from api.wording.messages import message, messages
from ontology.codelists import load_codelists
from ontology.eras import fiscal_year_label

JAPAN_TIME = timezone(timedelta(hours=9))
"""The time of Japan, which has no summer time."""
_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
"""English names of months; the C library has them only in the language of the machine."""


def code_label(scheme: str, code: str, lang: str) -> str:
    """Return the label of a code, or the code itself when the list does not hold it."""
    labels = load_codelists().get(scheme, {}).get(code)
    return pick(labels, lang) if labels else code


def yes_no(value: bool, lang: str, column: str = "") -> str:  # noqa: FBT001 - the value is worded
    """Return a truth value as a word: of a column, the one for what it says (あり, 対象, 可)."""
    word = "page-yes" if value else "page-no"
    own = f"{word}-{column}"
    return message(own if own in messages() else word, lang)


def years(first: int, last: int | None, lang: str) -> str:
    """Return a fiscal year or a range of them."""
    if last is None or last == first:
        return fiscal_year_label(first, lang)
    between = "〜" if lang == "ja" else " – "
    return f"{fiscal_year_label(first, lang)}{between}{fiscal_year_label(last, lang)}"


def yen(amount: int, lang: str) -> str:
    """Return an amount of money with thousands marked."""
    return f"{amount:,}円" if lang == "ja" else f"¥{amount:,}"


def date_label(text: str, lang: str) -> str:
    """Return a day or a month (``2023-03-21``, ``2023-03``) in words, and other texts as they are.

    Machines read the ISO form: in the API, in RDF and in ``datetime`` of HTML.
    """
    found = _DATE.fullmatch(text)
    if not found:
        return text
    year, month, day = found[1], int(found[2]), found[3]
    if lang == "ja":
        return f"{year}年{month}月" + (f"{int(day)}日" if day else "")
    named = f"{_MONTHS[month - 1]} {year}"
    return f"{int(day)} {named}" if day else named
