"""What people ask for that the data do not hold, or that cannot be computed: said, never guessed.

Each row is a kind of fact and the words that ask for it, in a folded text (kana are hiragana).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_UNIT = r"(?:時間半|時間|分|hours?|minutes?|mins?)"
_VEHICLE = (
    r"(?:新幹線|特急|電車|列車|車|自動車|くるま|ばす|高速|飛行機|船|ふぇりー|自転車|徒歩|歩いて)"
)
_HAN = "一-鿿々"

NOT_HELD: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "travel-time",
        re.compile(
            rf"{_VEHICLE}(?:で|から|に乗って)?[ ]?(?:約)?[0-9.]{{1,4}}[ ]?{_UNIT}"
            r"(?:以内|圏内|圏|程度|くらい|ぐらい|ほど)?(?:で(?:行ける|着く|通える))?(?:の)?"
            rf"|[0-9.]{{1,4}}[ ]?{_UNIT}(?:以内|圏内|圏|で(?:行ける|着く|通える))(?:の)?"
            rf"|\b(?:within |under )?[0-9.]{{1,4}}[ ]?{_UNIT}"
            r"(?: (?:by|on|from|drive|walk|ride|away)\b"
            r"(?: (?:train|car|bus|foot|plane|shinkansen)\b)?)+"
            r"|日帰り(?:圏|圏内|で)?"
        ),
    ),
    (
        "now",
        re.compile(
            r"今すぐ(?:に)?|いますぐ(?:に)?|今日中(?:に)?|現在進行形(?:で)?|りあるたいむで"
            r"|\b(?:right now|immediately|asap)\b"
        ),
    ),
    (
        "judgement",
        re.compile(
            r"(?:お|御)(?:すすめ|勧め|薦め)(?:の)?|おすすめ(?:の)?|一番いい|いちばんいい|一番良い"
            r"|評判(?:の(?:よい|いい|良い)?)?|人気(?:の(?:ある)?|がある)?"
            r"|\b(?:the )?best\b|\brecommended\b|\bmost popular\b"
        ),
    ),
    (
        "own-place",
        re.compile(
            rf"(?<![{_HAN}0-9])(?:県内|府内|市内|町内|村内|区内|当市|本市|当町|本町の|当村|本県|当県"
            r"|わが(?:市|町|村|県|まち)|我が(?:市|町|村|県|まち)|地元)(?:の|で|に)?"
            r"|うちの?(?:市|町|村|県|自治体)(?:の|で|に)?|自分の(?:市|町|村|県)(?:の|で|に)?"
        ),
    ),
)
"""Key of the reason, and what asks for it."""


def find_not_held(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a folded text asks for what is not held: first character, one past, reason."""
    for reason, pattern in NOT_HELD:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), reason
