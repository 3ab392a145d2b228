"""Romanisation of place names: one rule, from hiragana to Hepburn.

The rule is the passport rule (外務省「ヘボン式ローマ字綴方表」) with one departure:

- Each kana is read as written (へ is ``he``, は ``ha``, を ``o``, づ ``zu``, ぢ ``ji``).
- Long vowels are dropped: おう and おお are ``o``, うう is ``u``. A final おお keeps
  both letters (みのお is ``Minoo``), as the passport rule says. いい and えい stay.
- っ doubles the next consonant, and is ``t`` before ``ch``.
- ん is always ``n``, with no apostrophe. The passport rule writes ``m`` before b, m
  and p; the stored form does not, because readers type both.
- A vowel pair that meets at the border of two words is no long vowel (かつ|うら is
  ``Katsuura``). Kana cannot show that border, so the caller marks it with ``|``.

The library ``jaconv`` was measured and not taken: it keeps long vowels and writes
``cch`` for っち.
"""

from __future__ import annotations

import re

BOUNDARY = "|"

_ROWS = {
    "あいうえお": ("a", "i", "u", "e", "o"),
    "かきくけこ": ("ka", "ki", "ku", "ke", "ko"),
    "がぎぐげご": ("ga", "gi", "gu", "ge", "go"),
    "さしすせそ": ("sa", "shi", "su", "se", "so"),
    "ざじずぜぞ": ("za", "ji", "zu", "ze", "zo"),
    "たちつてと": ("ta", "chi", "tsu", "te", "to"),
    "だぢづでど": ("da", "ji", "zu", "de", "do"),
    "なにぬねの": ("na", "ni", "nu", "ne", "no"),
    "はひふへほ": ("ha", "hi", "fu", "he", "ho"),
    "ばびぶべぼ": ("ba", "bi", "bu", "be", "bo"),
    "ぱぴぷぺぽ": ("pa", "pi", "pu", "pe", "po"),
    "まみむめも": ("ma", "mi", "mu", "me", "mo"),
    "やゆよ": ("ya", "yu", "yo"),
    "らりるれろ": ("ra", "ri", "ru", "re", "ro"),
    "わゐゑを": ("wa", "i", "e", "o"),
    "ん": ("n",),
}
_KANA = {
    kana: roman for row, romans in _ROWS.items() for kana, roman in zip(row, romans, strict=True)
}
_SMALL_Y = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_LONG_VOWEL = re.compile(r"oo$|ou|oo|uu")


def _syllables(kana: str) -> list[str]:
    """Read each kana; a small ゃ, ゅ or ょ joins the syllable before it."""
    syllables: list[str] = []
    for char in kana:
        if char == "っ":
            syllables.append(char)
        elif char in _SMALL_Y:
            if not syllables or not syllables[-1].endswith("i"):
                raise ValueError(f"{char} follows nothing that it can join in {kana!r}")
            stem = syllables[-1][:-1]
            glide = "" if stem in {"sh", "ch", "j"} else "y"
            syllables[-1] = stem + glide + _SMALL_Y[char]
        elif char in _KANA:
            syllables.append(_KANA[char])
        else:
            raise ValueError(f"no reading for {char!r} in {kana!r}")
    return syllables


def _double_consonants(syllables: list[str], kana: str) -> str:
    """Join the syllables, turning each っ into the consonant that follows."""
    text = ""
    for syllable in reversed(syllables):
        if syllable != "っ":
            text = syllable + text
        elif not text or text[0] in "aiueon":
            raise ValueError(f"っ has no consonant after it in {kana!r}")
        else:
            text = ("t" if text.startswith("ch") else text[0]) + text
    return text


def _shorten(match: re.Match[str]) -> str:
    return "oo" if match.group() == "oo" and match.end() == len(match.string) else match.group()[0]


def romanise(kana: str) -> str:
    """Return the capitalised romaji of a name in hiragana.

    Args:
        kana: hiragana, with ``|`` where a vowel pair must not count as long.

    Raises:
        ValueError: on a character that is no hiragana, or one in an impossible place.

    >>> romanise("おおさか"), romanise("しじょうなわて"), romanise("かつ|うら")
    ('Osaka', 'Shijonawate', 'Katsuura')
    """
    parts = [_double_consonants(_syllables(part), kana) for part in kana.split(BOUNDARY)]
    *heads, tail = parts
    shortened = [_LONG_VOWEL.sub(lambda match: match.group()[0], head) for head in heads]
    return "".join([*shortened, _LONG_VOWEL.sub(_shorten, tail)]).capitalize()
