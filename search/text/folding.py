"""One folding of text for data, queries and labels.

Two texts that a reader takes for the same have the same fold. :func:`fold` is a search key, not
something to show: positions lead back to the original through :func:`fold_with_offsets`.

Order of the steps (each is linear in the length of the text; none raises):

1. *Characters* (one table). Lone surrogates become U+FFFD. Radicals become ideographs in their
   Japanese form; NFKC for each single character (widths, presentation forms, compatibility
   ideographs); combining marks of Latin, Greek and Cyrillic, zero-width and direction controls,
   variation selectors and soft hyphens vanish; dashes become ``-``, wave dashes ``~``; quotation
   marks become ASCII; white space becomes a blank. Marks are dropped before anything is composed,
   so that a run of ten thousand marks is never sorted.
2. *Voiced marks* join the kana before them; without one they vanish.
3. *Blanks*: runs shrink to one; between two Japanese characters none is left (PDF text is set
   apart like that); the ends are trimmed. :attr:`Folded.gaps` remembers the places.
4. *Prolonged sounds*: ``ー`` that follows no kana is a dash; a dash between two kana is ``ー``.
   *Amounts*: 5千万 is 5000万, 3百万 is 300万, as others write them.

:func:`unify` stops here: clean Japanese text, still in its script and case, for the tokenizer.
:func:`fold` goes on:

5. *Case and old forms*, in the same table as step 1: case folding, 龍 to 竜, 條 to 条, 髙 to 高.
6. ``々`` repeats the ideograph before it (``々々`` repeats it twice).
7. *ヶ*: between ideographs ヶ, ケ and が are one (茅ヶ崎, 霞が浦); so are ヶ, か, カ, 箇 in
   counting (三か月). Small ヶ needs no ideograph after it, so that a name still being typed
   (茅ヶ) folds to the beginning of the whole.
8. *Katakana* becomes hiragana.
9. ``ゝ`` repeats the kana before it unvoiced, ``ゞ`` voiced.

Limits: 嶋 and 島 stay apart, because 鹿嶋市 (Ibaraki) and 鹿島市 (Saga) are two cities;
combining marks of other scripts (Devanagari, Thai …) are left as they were typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from search.text.alignment import Aligned, Step, identity, translate
from search.text.scripts import HAN, JAPANESE, KANA
from search.text.tables import NAME_FORMS, OLD_FORMS, RADICAL_CHOICES, RADICALS

if TYPE_CHECKING:
    from collections.abc import Callable


_DASHES: Final = (
    "-\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501\u2796\u2e3a\u2e3b"
)
_WAVES: Final = "~\u2053\u223c\u223f\u301c\u3030\uff5e"
_SINGLE_QUOTES: Final = "'`´\u02b9\u02bb\u02bc\u2018\u2019\u201a\u201b\u2032\uff07"
_DOUBLE_QUOTES: Final = '"\u201c\u201d\u201e\u201f\u2033\u301d\u301e\u301f\uff02'
_MIDDLE_DOTS: Final = "\u00b7\u2022\u2027\u22c5\u30fb\uff65"
_INVISIBLE: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
_SPECIAL: Final[dict[str, str]] = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_WAVES, "~")
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_MIDDLE_DOTS, "・")
    | dict.fromkeys(_INVISIBLE, "")
    | {"\u309b": "\u3099", "\u309c": "\u309a", "〻": "々", "ゟ": "より"}
    | RADICALS
    | RADICAL_CHOICES
)
_KANJI: Final = str.maketrans(OLD_FORMS | NAME_FORMS)
_BMP_END: Final = 0x10000

# Blocks of combining marks that sit on Latin, Greek and Cyrillic letters and on symbols.
_DROPPED_MARKS: Final = (
    range(0x0300, 0x0370),
    range(0x0483, 0x048A),
    range(0x1AB0, 0x1B00),
    range(0x1DC0, 0x1E00),
    range(0x20D0, 0x2100),
    range(0xFE00, 0xFE10),  # variation selectors
    range(0xFE20, 0xFE30),
    range(0xE0100, 0xE01F0),  # variation selectors of ideographs
)


class _LazyTable(dict[int, str]):
    """A table for :meth:`str.translate` that works its entries out when they are first needed.

    Only the Basic Multilingual Plane is remembered, so that hostile input cannot fill the memory.
    """

    def __init__(self, compute: Callable[[str], str]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, code_point: int) -> str:
        value = self._compute(chr(code_point))
        if code_point < _BMP_END:
            self[code_point] = value
        return value


def _unify_character(character: str) -> str:
    """Step 1 for one character."""
    if character in _SPECIAL:
        return _SPECIAL[character]
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if character.isspace():
        return " "
    if category in {"Cf", "Cc"} or _is_dropped_mark(character):
        return ""
    return _decompose(character)


def _decompose(character: str) -> str:
    """Return the NFKC of one character without the marks that are dropped."""
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in parts if not _is_dropped_mark(part))
    composed = unicodedata.normalize("NFC", kept)
    if composed == character:
        return character
    return "".join(_unify_character(part) for part in composed)


def _is_dropped_mark(character: str) -> bool:
    code_point = ord(character)
    return any(code_point in block for block in _DROPPED_MARKS)


def _fold_character(character: str) -> str:
    """Steps 1 and 5 for one character, repeated until nothing changes.

    Case folding can give characters that step 1 changes again; two rounds are the most that any
    character of Unicode needs.
    """
    current = character
    while True:
        unified = "".join(_unify_character(part) for part in current)
        folded = unified.casefold().translate(_KANJI)
        if folded == current:
            return folded
        current = folded


def _katakana_to_hiragana(character: str) -> str:
    if "\u30a1" <= character <= "\u30f6" or character in "ヽヾ":
        return chr(ord(character) - 0x60)
    if "\u30f7" <= character <= "\u30fa":
        return "わゐゑを"[ord(character) - 0x30F7] + "\u3099"
    return character


def _repeat_ideograph(match: re.Match[str]) -> str:
    return match[1] * len(match[0])


def _repeat_kana(match: re.Match[str]) -> str:
    base = unicodedata.normalize("NFD", match[1])[0]
    voiced = unicodedata.normalize("NFC", base + "\u3099")
    repeats = {"ゝ": base, "ゞ": voiced if len(voiced) == 1 else base}
    return match[1] + "".join(repeats[mark] for mark in match[2])


def _join_marks(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0]) if match[1] else ""


_NUMBER: Final = "0-9〇一二三四五六七八九十百千数何幾"
_COUNTED: Final = "月所国年条村町"

_LATEST_TEXTS: Final = 32  # one query is folded by all who read it
_LENGTHENED: Final = ("千万", "百万")
_UNIFY_TABLE: Final = _LazyTable(_unify_character)
_FOLD_TABLE: Final = _LazyTable(_fold_character)
_KANA_TABLE: Final = _LazyTable(_katakana_to_hiragana)
_UNIFY_STEPS: Final = (
    Step(re.compile(f"([{KANA}])?[\u3099\u309a]+"), _join_marks, frozenset("\u3099\u309a")),
    Step(re.compile(" {2,}"), " ", frozenset(" ")),
    Step(re.compile(f"(?<=[{JAPANESE}]) (?=[{JAPANESE}])"), "", frozenset(" ")),
    Step(re.compile(r"\A | \Z"), "", frozenset(" ")),
    Step(re.compile(f"(?<![{KANA}ー])ー+"), lambda match: "-" * len(match[0]), frozenset("ー")),
    Step(re.compile(f"(?<=[{KANA}])-(?=[{KANA}])"), "ー", frozenset("-")),
    Step(re.compile("(?<=[0-9])千(?=万)"), "000", frozenset("千")),
    Step(re.compile("(?<=[0-9])百(?=万)"), "00", frozenset("百")),
)
_FOLD_STEPS: Final = (
    Step(re.compile(f"([{HAN}])々+"), _repeat_ideograph, frozenset("々")),
    Step(
        re.compile(f"(?<=[{_NUMBER}])[ヶヵケカか箇](?=[{_COUNTED}])"),
        "が",
        frozenset("ヶヵケカか箇"),
    ),
    Step(re.compile(f"(?<=[{HAN}0-9])[ヶヵ]"), "が", frozenset("ヶヵ")),
    Step(re.compile(f"(?<=[{HAN}])ケ(?=[{HAN}])"), "が", frozenset("ケ")),
)
_KANA_STEPS: Final = (
    Step(re.compile("([\u3041-\u3096])([ゝゞ]+)"), _repeat_kana, frozenset("ゝゞ")),
)


@dataclass(frozen=True, slots=True)
class Folded(Aligned):
    """A folded text with its origins; ``starts`` and ``ends`` count characters of the original.

    ``gaps`` are the positions in the folded text where blanks between two Japanese characters were
    taken out. A query's blanks often mean "and": whoever reads 東京 府中 needs to know that the
    writer did not type 東京府.
    """

    gaps: tuple[int, ...] = ()


class _Rewriting(NamedTuple):
    """Steps that follow each other; a text without any of their triggers needs none of them."""

    steps: tuple[Step, ...]
    triggers: frozenset[str]

    @classmethod
    def of(cls, steps: tuple[Step, ...]) -> _Rewriting:
        return cls(steps, frozenset().union(*(step.triggers for step in steps)))


_UNIFY: Final = _Rewriting.of(_UNIFY_STEPS)
_FOLD: Final = _Rewriting.of(_FOLD_STEPS)
_KANA: Final = _Rewriting.of(_KANA_STEPS)


def _rewrite(text: str, rewriting: _Rewriting) -> str:
    if rewriting.triggers.isdisjoint(text):
        return text
    for step in rewriting.steps:
        text = step.run(text)
    return text


def _rewrite_aligned(source: Aligned, steps: tuple[Step, ...]) -> Aligned:
    for step in steps:
        source = step.run_aligned(source)
    return source


def _with_gaps(original: str, result: Aligned) -> Folded:
    gaps = tuple(
        position
        for position, (end, start) in enumerate(
            zip(result.ends, result.starts[1:], strict=False), start=1
        )
        if end < start
        and " " not in result.text[position - 1 : position + 1]
        and any(character.isspace() for character in original[end:start])
    )
    return Folded(result.text, result.starts, result.ends, gaps)


def unify(text: str) -> str:
    """Return clean text in its own script and case (steps 1 to 4), for the tokenizer."""
    return _rewrite(text.translate(_UNIFY_TABLE), _UNIFY)


def unify_with_offsets(text: str) -> Folded:
    """Return what :func:`unify` returns, with origins."""
    aligned = translate(identity(text), _UNIFY_TABLE)
    return _with_gaps(text, _rewrite_aligned(aligned, _UNIFY_STEPS))


def fold(text: str) -> str:
    """Return the search key of a text (all steps). Total and idempotent on any string."""
    text = _rewrite(text.translate(_FOLD_TABLE), _UNIFY)
    text = _rewrite(text, _FOLD)
    return _rewrite(text.translate(_KANA_TABLE), _KANA)


def fold_in_place(text: str) -> str | None:
    """Return the fold of a text if each of its characters comes from the one at its place.

    None when that cannot be told quickly: no step but the table of characters and amounts makes a
    text longer, so a text of single characters that keeps its length keeps every place.
    """
    folded = fold(text)
    if any(amount in text for amount in _LENGTHENED):
        return None
    if len(folded) == len(text) and all(len(_FOLD_TABLE[ord(c)]) == 1 for c in set(text)):
        return folded
    return None


@lru_cache(maxsize=_LATEST_TEXTS)
def fold_with_offsets(text: str) -> Folded:
    """Return what :func:`fold` returns, with origins; the latest are remembered."""
    aligned = translate(identity(text), _FOLD_TABLE)
    aligned = _rewrite_aligned(aligned, _UNIFY_STEPS + _FOLD_STEPS)
    aligned = translate(aligned, _KANA_TABLE)
    return _with_gaps(text, _rewrite_aligned(aligned, _KANA_STEPS))


fold_word = lru_cache(maxsize=65_536)(fold)
"""``fold`` with a memory: for words, which come again and again."""
