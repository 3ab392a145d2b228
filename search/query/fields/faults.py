"""What can be wrong with a query in field syntax, in both languages of the service."""

from __future__ import annotations

from collections.abc import Mapping

FAULTS: Mapping[str, Mapping[str, str]] = {
    "after": {
        "en": "nothing follows {word}",
        "ja": "{word}のあとに何もありません",
    },
    "before": {
        "en": "nothing stands before {word}",
        "ja": "{word}の前に何もありません",
    },
    "between": {
        "en": "nothing stands between {first} and {word}",
        "ja": "{first}と{word}のあいだに何もありません",
    },
    "denied-twice": {
        "en": "NOT stands twice",
        "ja": "NOTが二つ続いています",
    },
    "bracket-open": {
        "en": "this bracket is not closed",
        "ja": "このかっこが閉じられていません",
    },
    "bracket-closes-nothing": {
        "en": "this bracket closes nothing",
        "ja": "このかっこには、はじまりがありません",
    },
    "brackets-empty": {
        "en": "nothing stands in these brackets",
        "ja": "このかっこの中に何もありません",
    },
    "brackets-deep": {
        "en": "at most {most} brackets may stand within each other",
        "ja": "かっこを重ねられるのは{most}までです",
    },
    "quotation-open": {
        "en": "this quotation mark is not closed",
        "ja": "この引用符が閉じられていません",
    },
    "quotation-empty": {
        "en": "nothing stands in these quotation marks",
        "ja": "この引用符の中に何もありません",
    },
    "nothing": {
        "en": "nothing is asked for",
        "ja": "さがすことばがありません",
    },
    "terms": {
        "en": "at most {most} terms are understood",
        "ja": "書ける条件は{most}までです",
    },
    "field": {
        "en": "{text} is not a field; there are {fields}",
        "ja": "{text}という項目はありません。使えるのは {fields} です",
    },
    "field-meant": {
        "en": "{text} is not a field (did you mean {near}?); there are {fields}",
        "ja": "{text}という項目はありません。{near}のことですか。使えるのは {fields} です",
    },
    "field-empty": {
        "en": "{text}: has no value; it stands right after the colon",
        "ja": "{text}: に値がありません。コロンのすぐあとに書いてください",
    },
    "radius-without-place": {
        "en": "radius_km needs a place to be near to",
        "ja": "radius_kmには、中心にする場所も書いてください",
    },
    "radius-twice": {
        "en": "radius_km may stand only once",
        "ja": "radius_kmを書けるのは一度だけです",
    },
    "radius-value": {
        "en": "radius_km is a number of kilometres up to {most}",
        "ja": "radius_kmには、{most}までの数（km）を書いてください",
    },
    "radius-joined": {
        "en": "radius_km stands beside the other terms, not under OR or NOT",
        "ja": "radius_kmは、ORやNOTの中には書けません",
    },
    "value": {
        "en": "{text} is not a value of {field}; there are {named}",
        "ja": "{text}は{field}の値ではありません。使えるのは {named} です",
    },
    "several": {
        "en": "{text} is several things; write the key of one: {named}",
        "ja": "{text}は一つに決まりません。どれかのキーを書いてください: {named}",
    },
    "type": {
        "en": "{text} is not a type; there are {known}",
        "ja": "{text}という種類はありません。使えるのは {known} です",
    },
    "year": {
        "en": "{text} is not a year; write 2020, R2, 2020..2022, 2020.. or ..2022",
        "ja": "{text}は年度ではありません。2020、R2、2020..2022、..2022 のように書いてください",
    },
    "place": {
        "en": "{text} names no place that is known",
        "ja": "{text}という場所は見つかりません",
    },
    "name": {
        "en": "{text} names no {field} that is known",
        "ja": "{text}という{field}は見つかりません",
    },
}
"""By a stable name, then by language; what is in braces is filled in."""
