"""Longer names: 東京大学 is not 東京都, whether or not anything here is called 東京大学.

A bare name of a place or a region stands for the place only where it is not a part of another
name. That it is, is told in two ways: the dictionary knows a longer proper noun around it
(鹿島建設, 富士フイルム, 新横浜), or a word stands directly behind it with which the names of
organisations end (福山コンサルタント, 秩父病院). Katakana that the dictionary knows as another
proper noun are that: トヨタ is not とよた (豊田), オオサカ is 大阪.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from search.text.folding import fold
from search.text.scripts import HAN, KATAKANA
from search.text.tokens import Tokenizer

ENDS: Final = (
    "大学", "大学院", "大学校", "短大", "高専", "高校", "高等学校", "高等専門学校", "学園", "病院",
    "医療センター", "銀行", "信用金庫", "信金", "農協", "生協", "商工会議所", "商工会", "新聞",
    "新聞社", "放送", "テレビ", "株式会社", "製作所", "建設", "工業", "重工", "電機", "電工",
    "製鉄", "製薬", "化学", "自動車", "コンサルタント", "コンサルタンツ", "研究所", "総研",
    "鉄道", "電鉄", "地下鉄", "メトロ", "バス", "交通", "急行", "電力", "ガス", "ガス株式会社",
    "航空", "運輸", "通運", "海運", "フェリー", "証券", "生命", "損保", "不動産", "財団",
)  # fmt: skip
"""Words at the end of names of organisations, as far as people write them after a place.

バス, 交通 and the like make a name of a company only when nothing stands between (福岡バス)."""
_STRONG: Final = (
    "大学", "高専", "高校", "病院", "銀行", "信用金庫", "商工会議所", "コンサルタント",
    "コンサルタンツ", "製作所", "株式会社", "研究所",
)  # fmt: skip
"""Those before which more of the name may stand (大阪公立大学, 会津中央病院)."""


def _any_of(ends: tuple[str, ...]) -> str:
    return "|".join(sorted(map(fold, ends), key=len, reverse=True))


_END = re.compile(_any_of(ENDS))
_MORE = re.compile(f"[{HAN}]{{1,4}}?(?:{_any_of(_STRONG)})")
_NAMED = re.compile(f".+(?:{_any_of(_STRONG)})")
_BEFORE = re.compile(r"(?<![a-z0-9])(?:jr|ntt|nexco)$")
"""Companies that divide the country by regions, at the end of a stretch of a folded text."""
_LONGEST_BEFORE = 8
_PROPER, _PLACE = "固有名詞", "地名"
_KATAKANA_ONLY = re.compile(f"[{KATAKANA}ー]+")


def begins_before(text: str, start: int) -> bool:
    """Tell whether a name that ends in a region begins before it: JR東日本, but not MaaS東海.

    Args:
        text: a folded text.
        start: where the name of the region begins.
    """
    return _BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def end_of_name(text: str, end: int) -> int:
    """Return where the name of an organisation ends that goes on after a place, or ``end``.

    Args:
        text: a folded text.
        end: where the name of the place ends.
    """
    match = _END.match(text, end) or _MORE.match(text, end)
    return match.end() if match else end


def names_organisation(word: str) -> bool:
    """Tell whether a folded word is the name of an organisation, by its end: 岡山大学, not 大学."""
    return _NAMED.fullmatch(word) is not None


class LongerWord(NamedTuple):
    """A proper noun that the dictionary knows: where in a text, its fold, whether it is a place."""

    start: int
    end: int
    text: str
    is_place: bool


def longer_words(text: str, tokenizer: Tokenizer) -> list[LongerWord]:
    """Return the proper nouns of a text that the dictionary knows.

    Args:
        text: a text as it was typed.
        tokenizer: knows the dictionary.
    """
    return [
        LongerWord(token.start, token.end, token.surface, token.part_of_speech[2] == _PLACE)
        for token in tokenizer.tokens(text)
        if token.part_of_speech[1] == _PROPER and token.end - token.start > 1
    ]


def is_other_katakana(text: str, tokenizer: Tokenizer) -> bool:
    """Tell whether katakana are a proper noun of another kind than a place (トヨタ)."""
    if not _KATAKANA_ONLY.fullmatch(text):
        return False
    known = [token.part_of_speech[1:3] for token in tokenizer.tokens(text)]
    return len(known) == 1 and known[0][0] == _PROPER and known[0][1] != _PLACE
