"""A query that is still being typed: where its last word may begin, and how that may go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from search.text.folding import Folded, fold
from search.text.romaji import hiragana_to_romaji, romaji_label_keys
from search.text.scripts import HAN, HIRAGANA, LATIN_ONLY

_MOST_STARTS: Final = 6
"""Words from which a completion is tried, counted from the end."""
_COMPOSING: Final = re.compile(f"([{HIRAGANA}ー0-9]*[{HIRAGANA}ー])([a-z]+)")
_UNFINISHED: Final = {
    "tty": ("cch",), "ty": ("ch",), "cy": ("ch",), "sy": ("sh",), "zy": ("j",), "jy": ("j",),
    "dy": ("j",), "dz": ("z", "j"), "tt": ("cch",), "tc": ("cc",), "t": ("ch", "ts"),
    "d": ("j", "z"), "z": ("j",), "h": ("f",), "m": ("n",), "'": ("",), "-": ("",), " ": ("",),
}  # fmt: skip
"""What the end of an unfinished romaji word may become in a key (rules 1 and 2 of
:mod:`search.text.romaji`), which sees whole syllables only."""
_MARKS: Final = " ・、。,;:()[]「」『』/|"
_INFLECTING: Final = frozenset("しすさせそできなるれたてだ")
"""First kana of what follows a noun that is a verb, and of copulas."""
_BLANKS: Final = " \u3000"
_JOINING: Final = frozenset("のでにとや")
"""Particles after which another thing may stand."""
_PARTICLES: Final = ("から", "まで", *"のでにをはがとやもへ")


def romaji_prefixes(typed: str) -> tuple[str, ...]:
    """Return the romaji keys of what was typed in Latin letters, or in kana still composed."""
    composing = _COMPOSING.fullmatch(typed)
    if composing:
        typed = hiragana_to_romaji(composing[1]) + composing[2]
    if not LATIN_ONLY.fullmatch(typed):
        return ()
    return tuple(key for key in romaji_label_keys(typed) if key)


def unfinished_keys(keys: Sequence[str]) -> list[str]:
    """Return the keys that an unfinished last syllable may lead to besides its own."""
    found: dict[str, None] = {}
    for key in keys:
        for ending, others in _UNFINISHED.items():
            if key.endswith(ending) and len(key) > len(ending):
                found.update(dict.fromkeys(key[: -len(ending)] + other for other in others))
            elif key == ending:
                found.update(dict.fromkeys(other for other in others if other))
    return [key for key in found if key not in keys]


def unfinished_kana(typed: str) -> list[str]:
    """Return what a text may fold to when its last character is finished.

    Half-width kana get their voiced mark after them; ケ is が only before an ideograph (鎌ケ谷).
    """
    if typed and "\uff66" <= typed[-1] <= "\uff9d":
        return [fold(typed + mark) for mark in "\uff9e\uff9f"]
    return [fold(typed[:-1] + "ヶ")] if typed.endswith("ケ") else []


def _script(character: str) -> str:
    if "\u30a1" <= character <= "\u30ff" or "\uff66" <= character <= "\uff9f":
        return "katakana"
    if "\u3041" <= character <= "\u309f":
        return "hiragana"
    if re.match(f"[{HAN}々]", character):
        return "kanji"
    return "latin" if character.isalnum() else "mark"


def _may_begin_word(character: str, script: str) -> bool:
    """Tell whether kana after a name may begin a word rather than inflect it (した, させる)."""
    return script == "hiragana" and character not in _INFLECTING


def starts(original: str, folded: Folded, is_name: Callable[[str], bool]) -> Iterator[int]:
    """Yield the positions in the folded text from which a completion is tried, best first.

    Args:
        original: what was typed.
        folded: its fold.
        is_name: tells whether a folded text is a name by itself: right after one a word may begin
            in any script, and be one character long.
    """
    text = folded.text
    found = dict.fromkeys([0] if text else [])
    scripts = [_script(original[start]) for start in folded.starts]
    for position, (before, after) in enumerate(pairwise(scripts), start=1):
        blank = position in folded.gaps or text[position - 1] in _MARKS
        turned = before != after and after in {"kanji", "katakana"}
        latin = after == "latin" and before not in {"latin", "hiragana", "mark"}
        joined = text.startswith(_PARTICLES, position) and after == "hiragana"
        turns = turned or latin
        begins = turns or (not joined and _may_begin_word(text[position], after))
        after_name = before != after and begins
        if (
            blank
            or (turns and position + 1 < len(text))
            or (after_name and any(is_name(text[start:position]) for start in found))
        ):
            found[position] = None
        if joined:
            length = 2 if text.startswith(_PARTICLES[:2], position) else 1
            found[position + length] = None
    starts = [start for start in sorted(found) if start < len(text) and text[start] not in _MARKS]
    yield from dict.fromkeys([*starts[:1], *starts[-_MOST_STARTS:]])


def ending(typed: str) -> tuple[str, str]:
    """Return what stands before the particle or the blanks at the end of a text, and those.

    The latter is empty where a text ends in the middle of a word, or may do so.
    """
    before = typed.rstrip(_BLANKS)
    if before != typed:
        return before, typed[len(before) :]
    particle = next((p for p in _PARTICLES if typed.endswith(p) and len(typed) > len(p)), "")
    return typed.removesuffix(particle), particle


def joint_of(ended: str) -> tuple[int, str]:
    """Return how many characters of an ending are replaced by what is completed, and by what.

    A thing can stand after the, at, and, in (大阪府で自動運転); 自動運転を大阪府 says nothing.
    """
    return (0, "") if ended in _JOINING or not ended.strip(_BLANKS) else (len(ended), " ")
