"""Slips of kanji: a wrong conversion, and a wrong kanji of nearly the right shape.

Whoever converts kana gets other kanji of the same reading (時価胴運転), whoever copies a text by
eye or by machine another of nearly the shape (前僑市). The dictionary cuts such a text into pieces
of one kanji, which words are seldom: that tells it from a word that is meant (就労 is not 就農).
"""

from __future__ import annotations

from typing import Final

_WHOLE_LIST: Final = frozenset("都道府県")
"""Suffixes of names that are so few that any other is a slip."""
_SUFFIXES: Final = frozenset("都道府県市区町村")
_SHORTEST_NAME: Final = 3
"""Kanji of the shortest name in which one may be wrong: 前橋市 has two right ones left."""
_SHORTEST_WORD: Final = 4
"""Kanji of the shortest word other than a place in which one may be wrong, or read wrongly."""
_MOST_BY_READING: Final = 1.0
"""Edits by which the reading of a converted text may differ."""
_KEPT: Final = 2
"""Characters in a row that a text converted wrongly keeps of the label."""


def is_one_off(typed: str, kind: str, place: int, word: str) -> bool:
    """Tell whether a text of kanji may be a label but for one of them.

    Args:
        typed: the folded text.
        kind: kind of thing that the label names.
        place: where they differ.
        word: the longest word of the dictionary that has that character, else the character.
    """
    if kind == "municipality":
        named = len(typed) >= _SHORTEST_NAME and typed[-1] in _SUFFIXES and place < len(typed) - 1
        # a word that takes the suffix in is cut wrongly: 横 and 兵市
        return named and (len(word) == 1 or word[-1] == typed[-1] or typed[-1] in _WHOLE_LIST)
    # 自動車税 is not 自動車課
    return kind != "ministry" and len(typed) >= _SHORTEST_WORD and len(word) == 1


def is_near_reading(typed: str, label: str, cost: float) -> bool:
    """Tell whether a text of kanji may be a label that is read nearly like it.

    Args:
        typed: the folded text.
        label: the label.
        cost: cost of turning its reading into that of the label.
    """
    kept = any(typed[at : at + _KEPT] in label for at in range(len(typed) - _KEPT + 1))
    return cost <= _MOST_BY_READING and kept and len(label) >= _SHORTEST_WORD


def needs_whole_word(kind: str, label: str) -> bool:
    """Tell whether a label is only meant where nothing is left of the word that it stands in.

    Short words and the names of places without their suffix are in many: 日清食品 is not 日進,
    量子力学 has no 漁師 in it.
    """
    return len(label) <= _KEPT or (kind == "municipality" and label[-1:] not in _SUFFIXES)
