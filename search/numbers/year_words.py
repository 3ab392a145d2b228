"""What years are called in a folded query, as data: numbers, months, words counted from today.

A new way to say a year is a row here and one of ``tests/search/numbers/test_years.py``. Everything
is written as ``search.text.folding`` leaves it: small letters, hiragana for katakana.
"""

from __future__ import annotations

import re
from typing import Final

DIGITS: Final = {
    "〇": 0, "零": 0, "○": 0, "元": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6,
    "七": 7, "八": 8, "九": 9,
}  # fmt: skip
SMALL_NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3, "several": 5,
    "数": 5,
}  # fmt: skip
"""Numbers in words; 数年 is five or so by 日本国語大辞典, a few is three."""
MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
"""English months by their first three letters."""
ERA_WORDS: Final = {"reiwa": "令和", "heisei": "平成"}

FROM_NOW: Final = {
    -2: ("一昨年", "一昨年度", "おととし", "the year before last"),
    -1: (
        "去年", "去年度", "昨年", "昨年度", "前年", "前年度", "last year", "last fiscal year",
        "previous year", "the previous fiscal year",
    ),
    0: (
        "今年", "今年度", "ことし", "本年", "本年度", "当年度", "現年度", "this year",
        "this fiscal year", "current year", "current fiscal year",
    ),
    1: ("来年", "来年度", "次年度", "next year", "next fiscal year"),
    2: ("再来年", "再来年度"),
}  # fmt: skip
"""Words for a year by how far it is from the fiscal year of today."""
LATEST: Final = (
    "最新年度", "最新の年度", "最新年", "直近年度", "直近の年度", "直近の年", "一番新しい年度",
    "最も新しい年度", "the latest year", "latest year", "latest fiscal year", "most recent year",
    "most recent fiscal year",
)  # fmt: skip
"""Words for the last fiscal year in which there are projects."""
FIXED: Final[tuple[tuple[str, int | None, int | None], ...]] = (
    ("平成最後の年度?", 2018, 2018),
    ("平成(?:時代|の時代|の間|のうち)", None, 2018),
    ("令和(?:最初|初|初め|はじめ)の年度?", 2019, 2019),
    ("令和(?:時代|の時代|以降|に入って(?:から)?|になって(?:から)?)", 2019, None),
    ("ころな(?:禍|しょっく)?(?:の|以)?前", None, 2019),
    ("(?:before|pre)[ -](?:covid|corona|the pandemic)(?:-19)?", None, 2019),
)
"""(Pattern, first, last): 2018 is the last fiscal year that carries 平成 (``ontology.eras``); the
first declaration of an emergency over COVID-19 is of 7 April 2020 (官報 特別号外第44号)."""
LAST_YEARS: Final = (
    "(?:ここ|この|直近の?|過去|最近の?|近){n}[ ]?(?:[かが]年|年度|年)(?:間|分|以内)?",
    "(?:last|past|previous|most recent|latest) {n} (?:fiscal )?years",
)
"""The last so many years, the fiscal year of today among them."""
YEARS_AGO: Final = ("(?<![0-9年度元一二三四五六七八九十]){n}[ ]?(?:[かが]年|年)前", "{n} years ago")

BEFORE: Final = {
    "since": ("since", "from", "starting in", "starting from"),
    "after": ("after", "later than"),
    "until": (
        "until",
        "till",
        "up to",
        "by",
        "by the end of",
        "until the end of",
        "through",
        "no later than",
    ),
    "before": ("before", "prior to", "earlier than"),
    "between": ("between",),
    "in": ("in", "as of", "during", "over", "within"),
}
"""Words before a year by what they make of it; those of ``since`` and ``until`` include it."""
AFTER: Final = {
    "since": (
        "以降", "以後", "以来", "から(?:(?:現在|今日?|これ|いま)(?:まで)?)?", "~", r"\.\.",
        "onwards?",
        "and onwards?", "(?:and|or) later", "and after",
    ),
    "after": ("よりも?(?:後|あと|新しい)",),
    "until": ("以前", "までに?(?!の間)", "(?:and|or) earlier", "and before"),
    "before": ("よりも?(?:以?前|まえ|古い)", "未満"),
    "in": ("(?:中|内|分|頃|ごろ|あたり|時点|当時)(?=[のにで、。 ]|$)",),
}  # fmt: skip
"""Words after a year, likewise."""

COUNTERS: Final = (
    "人|名|万|億|千|番|号|丁目|件|台|世帯|戸|社|校|か所|が所|箇所|地点|本|冊|時間|回|票|点|度|%"
    "|めーとる|きろ|ぱーせんと|とん|へくたーる|ぺーじ"
)
"""What follows a number that is counted and no year."""
MONEY: Final = "円|万円|億円|千円|百万円|yen|jpy"
CALENDAR: Final = re.compile(
    r"年(?!度)|[昨今来本去前当現次]年度|最新|直近|ころな|月|(?<!fiscal )\byears?\b|years\b"
    r"|covid|pandemic|時代|[令平][和成](?:に入|にな|の間|のうち|以降)"
    r"|\b(?:last|this|next|latest|current|previous|recent)\b|[0-9]s\b|[rh0-9][./][0-9]"
    r"|20[0-9]{2}-(?:0[1-9]|1[0-2])(?![0-9])|(?:" + "|".join(MONTHS) + r")[a-z]*[., ]"
)
"""What leaves open which fiscal years are meant: the answer says which were taken."""
