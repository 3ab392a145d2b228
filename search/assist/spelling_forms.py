"""How near a text is to the forms of the labels: edit distance with look-alikes.

The distance is optimal string alignment: a character too many, missing or wrong, or two neighbours
swapped, is one edit. An edit costs 1, or 0.5 where it only takes one look-alike for another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from search.text.scripts import HAS_HAN, LATIN_ONLY

LOOK_ALIKES: Final = (
    "そん", "しつ", "くたけ", "ろ口", "か力", "に二", "え工", "は八", "と卜", "た夕", "お才",
    "ー一", "末未", "土士", "干千", "日曰", "大太犬", "人入", "己已巳", "由田甲申", "治冶", "侍待",
    "鳥烏", "萩荻", "微徴", "問間", "綱網", "遺遣", "陪倍", "緑縁", "斉斎", "市巿", "l1i", "o0",
)  # fmt: skip
"""Characters that are taken for one another, in folded texts (katakana stand as hiragana): the kana
ソ ン, シ ツ, ク タ ケ; katakana and the kanji of their shape; pairs of kanji that differ by a
stroke. Chosen by eye; voiced and small kana are besides like the plain ones."""

MAX_LENGTH: Final = 40
"""Longest form that is compared, in characters; longer names are hardly typed."""

_SMALL: Final = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_STEPS_LATIN: Final = (4, 8, 14)
_STEPS_KANJI: Final = (4, 8, 16)
_STEPS_KANA: Final = (4, 7, 12)


def _skeleton_table() -> dict[int, str]:
    """Return for look-alikes the first of their class, for voiced and small kana the plain."""
    plain = {
        code: unicodedata.normalize("NFD", chr(code))[0].translate(_SMALL)
        for code in range(0x3041, 0x3097)
    }
    classes: dict[int, str] = {}
    for group in LOOK_ALIKES:
        first = classes.get(ord(group[0]), group[0])
        classes |= {ord(character): first for character in group}
    return classes | {code: classes.get(ord(to), to) for code, to in plain.items()}


_SKELETON: Final = _skeleton_table()


def cutoff(text: str) -> tuple[int, float]:
    """Return how many edits a text may be away from a form, and what they may cost.

    One edit is allowed from four characters on; where it would make nearly any word of any other,
    only a look-alike will do. The steps were set on the tuning queries of ``tests/relevance``.
    """
    latin = LATIN_ONLY.fullmatch(text) is not None
    steps = _STEPS_LATIN if latin else _STEPS_KANJI if HAS_HAN.search(text) else _STEPS_KANA
    edits = sum(len(text) >= step for step in steps)
    if edits:
        return edits, float(edits)
    return (1, 0.5) if len(text) > 1 and not latin else (0, 0.0)


def cost(text: str, other: str) -> float:
    """Return what it costs to turn one folded text into another."""
    alike = OSA.distance(text.translate(_SKELETON), other.translate(_SKELETON))
    return (OSA.distance(text, other) + alike) / 2


def is_within(text: str, other: str, edits: int) -> bool:
    """Tell whether a folded text becomes another by so many edits or fewer."""
    return OSA.distance(text, other, score_cutoff=edits) <= edits


def signature(text: str) -> int:
    """Return the set of a text's characters as 64 bits; one edit changes at most two of them."""
    bits = 0
    for character in text:
        bits |= 1 << ((ord(character) * 0x9E3779B1) >> 7) % 64  # Knuth's multiplicative hash
    return bits


class Forms:
    """Forms of labels, of which those near a text are found.

    Args:
        texts: the forms, the shorter first, none longer than ``MAX_LENGTH``.
        numbers: number of the label of each.
        signatures: signature of each.

    Raises:
        ValueError: the three differ in length.
    """

    def __init__(
        self, texts: Sequence[str], numbers: Sequence[int], signatures: NDArray[np.uint64]
    ) -> None:
        if not len(texts) == len(numbers) == len(signatures):
            raise ValueError("the forms of spelling do not belong together")
        self._texts = texts
        self._numbers = numbers
        self._signatures = signatures
        lengths = np.fromiter(map(len, texts), dtype=np.int32, count=len(texts))
        self._starts = np.searchsorted(lengths, np.arange(2 * MAX_LENGTH)).tolist()
        self._exact = dict(zip(texts, numbers, strict=True))

    def __len__(self) -> int:
        return len(self._texts)

    def exact(self, text: str) -> int | None:
        """Return the label with exactly this form, or None."""
        return self._exact.get(text)

    def near(self, text: str) -> Iterator[tuple[int, float]]:
        """Yield the labels that may be meant by a folded text, each with its cost, itself not."""
        edits, most = cutoff(text)
        if not edits or len(text) > MAX_LENGTH:
            return
        first = self._starts[max(0, len(text) - edits)]
        last = self._starts[len(text) + edits + 1]
        different = self._signatures[first:last] ^ np.uint64(signature(text))
        for place in np.flatnonzero(np.bitwise_count(different) <= 2 * edits).tolist():
            other = self._texts[first + place]
            if other != text and is_within(text, other, edits):
                found = cost(text, other)
                if found <= most:
                    yield self._numbers[first + place], found
