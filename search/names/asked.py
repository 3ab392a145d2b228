"""Words that ask for a fact rather than for things.

``FACTS`` the data hold, and an answer says them; ``NOT_HELD`` they do not hold, or nobody can
compute: that is said, never guessed. Each row is a kind of fact and what asks for it in a folded
text, in which kana are hiragana.
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
            rf"|(?<![{_HAN}])(?:いま|今|現在)(?=[ ]?(?:募集|公募|応募|申請|受付|使える))"
            r"|\b(?:right now|immediately|asap)\b|(?<=\bopen )now\b|\bcurrently(?= open\b)"
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
            rf"|わが(?:市|町|村|県|まち)|我が(?:市|町|村|県|まち)|地元)(?![{_HAN}])(?:の|で|に)?"
            r"|うち(?:みたいな|のような)|うちの?(?:市|町|村|県|自治体)(?:の|で|に)?|自分の(?:市|町|村|県)(?:の|で|に)?"
        ),
    ),
)
"""Key of the reason, and what asks for it."""


SUBSIDY_RATE: Final = "subsidy-rate"
MAX_SUPPORT: Final = "max-support"
CALL_PERIOD: Final = "call-period"
SUPPORT_PERIOD: Final = "support-period"
BUDGET: Final = "budget"
CONTACT: Final = "contact"
COUNT: Final = "count"
MOST: Final = "most"
MANY: Final = "many"
COMPARE: Final = "compare"
CONSULT: Final = "consult"

FACTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        SUBSIDY_RATE,
        re.compile(r"補助率|補助割合|\bsubsidy rates?\b|\brate of (?:the )?subsid(?:y|ies)\b"),
    ),
    (
        MAX_SUPPORT,
        re.compile(
            r"上限額?|限度額|いくらまで|いくらもらえる|お金が(?:一番|いちばん)?(?:出る|もらえる)"
            r"|(?:補助金?|助成金?|お金)が?もらえる"
            r"|\bmaximum (?:grant|amount|subsidy)\b|\bceilings?\b"
            r"|\bhow much (?:money|support|funding)\b"
            r"|\bhow much can [a-z -]{1,60}? (?:get|receive)\b"
        ),
    ),
    (
        CALL_PERIOD,
        re.compile(
            r"公募(?:期間)?|募集期間|応募(?:期間|できる|したい|方法)?|申請期間|締め?切り?|しめきり"
            r"|募集(?:中|してい(?:る|ます))|受付中|申請(?:できる|したい|方法|可能)"
            r"|\bcalls? for (?:proposals|applications)\b|\bdeadlines?\b|\bapply\b"
            r"|\bopen(?= (?:now|calls?)\b)|(?<=\bcurrently )open\b"
        ),
    ),
    (SUPPORT_PERIOD, re.compile(r"支援期間|補助期間|何年間|\bsupport period\b")),
    (BUDGET, re.compile(r"予算額?|\bbudgets?\b")),
    (
        CONTACT,
        re.compile(
            r"問い?合わ?せ先?|連絡先|担当(?:課|部署|窓口|者)?|電話番号|電話|めーるあどれす"
            r"|\bcontacts?\b|\b(?:tele)?phone(?: number)?\b|\be-?mail\b"
            r"|\bwhom? to (?:ask|call|contact)\b"
        ),
    ),
    (COUNT, re.compile(r"何件|件数は|いくつ(?=あ|の)|何事業|\bhow many\b")),
    (
        MOST,
        re.compile(r"一番|いちばん|最も|もっとも|\bmost\b|\blargest\b|\bbiggest\b|\bhighest\b"),
    ),
    (
        MANY,
        re.compile(
            r"(?:(?:採択|選定|事業|事例|取組|案件)(?:件数|数)?|件数)(?:が|の)?(?:一番|いちばん|最も)?多い"
            r"|(?:一番|いちばん|最も|もっとも)多い|多い順"
            r"|\bmost (?:active|projects)\b"
        ),
    ),
    (
        COMPARE,
        re.compile(
            r"比べ|比較|違い|ちがい|どっち|どちら|\bcompare\b|\bdifferences?\b|\bversus\b|\bvs\b"
        ),
    ),
    (
        CONSULT,
        re.compile(
            r"相談|聞きたい|話を聞|教えてもら|紹介して|\btalk to\b|\bask someone\b|\bpeers?\b"
            r"|(?<=[都道府県市町村区])(?:みたいな|のような|(?:と|に)(?:よく)?似(?:た|ている)"
            r"(?:規模の?|条件の?)?|と同じような|と同規模の?|と同じくらいの(?:規模の)?)"
            r"|(?<=cities )(?:like|similar to)\b|(?<=towns )(?:like|similar to)\b"
        ),
    ),
)
"""Key of the fact, and what asks for it."""
WORDS: Final = (
    (SUBSIDY_RATE, "補助率", "ほじょりつ", "subsidy rate"),
    (MAX_SUPPORT, "上限額", "じょうげんがく", "maximum amount"),
    (CALL_PERIOD, "公募期間", "こうぼきかん", "call for proposals"),
    (CALL_PERIOD, "募集期間", "ぼしゅうきかん", ""),
    (CALL_PERIOD, "締切", "しめきり", "deadline"),
    (SUPPORT_PERIOD, "支援期間", "しえんきかん", "support period"),
    (BUDGET, "予算", "よさん", "budget"),
    (CONTACT, "問い合わせ先", "といあわせさき", "contact"),
    (CONTACT, "連絡先", "れんらくさき", ""),
    (CONTACT, "電話番号", "でんわばんごう", "phone number"),
    (CONTACT, "担当課", "たんとうか", ""),
    (COUNT, "何件", "なんけん", "how many"),
)
"""Words that complete what is being typed: key of the fact, the word, its reading, in English."""
OF_PROGRAMMES: Final = frozenset({SUBSIDY_RATE, MAX_SUPPORT, CALL_PERIOD, SUPPORT_PERIOD, BUDGET})
"""Facts that programmes have: 事業 beside them is a programme, not a project."""


def find_facts(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a folded text asks for a fact: first character, one past the last, its key."""
    for fact, pattern in FACTS:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), fact


def find_not_held(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a folded text asks for what is not held: first character, one past, reason."""
    for reason, pattern in NOT_HELD:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), reason
