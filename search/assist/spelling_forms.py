"""The forms of the labels, and how near a text is to them: edit distance with look-alikes.

The distance is optimal string alignment: a character too many, missing or wrong, or two neighbours
swapped, is one edit. An edit costs 1, or 0.5 where it only takes one look-alike for another.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from search.index.files import read_array, read_json, reading
from search.model.corpus import Corpus
from search.names.things import Thing, vocabulary
from search.text.scripts import HAS_HAN, LATIN_ONLY
from search.text.tokens import Tokenizer

LOOK_ALIKES: Final = (
    "そん", "しつ", "くたけ", "ろ口", "か力", "に二", "え工", "は八", "と卜", "た夕", "お才",
    "ー一", "末未", "土士", "干千", "日曰", "大太犬", "人入", "己已巳", "由田甲申", "治冶", "侍待",
    "鳥烏島", "萩荻", "微徴", "問間", "綱網", "遺遣", "陪倍", "緑縁", "斉斎", "市巿", "l1i", "o0",
    "玉王", "橋僑", "兵丘浜", "車軍東", "木本", "良艮", "海毎", "城域", "幌晃", "阜早",
    "媛暖", "縄織", "賀質", "潟鴻", "療寮僚", "葉菓", "福副", "井丼", "坂阪", "岐峡",
    "札礼", "仙仏", "台合", "宮官", "崎埼", "栃析", "沖仲", "滋慈", "石右", "転軽", "運連", "農濃",
    "観歓", "護謹", "防妨", "災炎", "衛街", "検倹", "証誌", "認忍",
)  # fmt: skip
"""Characters that are taken for one another, in folded texts (katakana stand as hiragana): the kana
ソ ン, シ ツ, ク タ ケ; katakana and the kanji of their shape; pairs of kanji that differ by a
stroke. Chosen by eye; voiced and small kana are besides like the plain ones."""

_FILE: Final = "spelling.json"
_SIGNATURES: Final = "spelling-{}.npy"
_FORMS: Final = ("written", "romaji")

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

    def differing(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the labels that differ from a folded text in one character: number, its place."""
        if len(text) > MAX_LENGTH:
            return
        first, last = self._starts[len(text)], self._starts[len(text) + 1]
        different = self._signatures[first:last] ^ np.uint64(signature(text))
        for place in np.flatnonzero(np.bitwise_count(different) <= 2).tolist():  # noqa: PLR2004
            other = self._texts[first + place]
            at = [n for n, (a, b) in enumerate(zip(text, other, strict=True)) if a != b]
            if len(at) == 1:
                yield self._numbers[first + place], at[0]

    def near(self, text: str) -> Iterator[tuple[int, float]]:
        """Yield the labels that may be meant by a folded text, each with its cost, itself not.

        Whoever slips more than once begins right: マイナポイント is not 地域ポイント.
        """
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
                if found <= most and (found <= 1 or other[0] == text[0]):
                    yield self._numbers[first + place], found


def write_spelling(
    folder: Path, corpus: Corpus, tokenizer: Tokenizer, named: Sequence[Thing] | None = None
) -> None:
    """Write what ``read_spelling`` reads, as files whose names begin with ``spelling``.

    Args:
        folder: an existing folder.
        corpus: its labels, places and regions are offered.
        tokenizer: reads labels that have no reading of their own.
        named: the vocabulary of the corpus, where it is known already.
    """
    labels: list[tuple[str, str, str]] = []
    japanese: list[int] = []
    data: dict[str, object] = {"labels": labels, "japanese": japanese}
    forms: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for thing in vocabulary(corpus, tokenizer) if named is None else named:
        japanese += _in_japanese(thing, len(labels))
        _collect(thing, labels, forms)
    for form in _FORMS:
        kept = [(text, number) for text, number in forms[form].items() if len(text) <= MAX_LENGTH]
        kept.sort(key=lambda row: (len(row[0]), row))
        data[form] = ([text for text, _ in kept], [number for _, number in kept])
        signatures = np.array([signature(text) for text, _ in kept], dtype=np.uint64)
        np.save(folder / _SIGNATURES.format(form), signatures)
    (folder / _FILE).write_bytes(orjson.dumps(data))


def _collect(
    thing: Thing, labels: list[tuple[str, str, str]], forms: defaultdict[str, dict[str, int]]
) -> None:
    """Add the names of a thing; a form stays with the most useful thing that has it.

    Whoever types Latin letters is offered a label in them: names in Latin take the romaji keys
    first.
    """
    numbered = list(enumerate(thing.names, start=len(labels)))
    labels += [(thing.kind, thing.key, name.text) for name in thing.names]
    for number, name in numbered:
        for text in name.written:
            forms["written"].setdefault(text, number)
    for number, name in sorted(numbered, key=lambda pair: not pair[1].text.isascii()):
        for key in name.romaji:
            forms["romaji"].setdefault(key, number)


def _in_japanese(thing: Thing, first: int) -> Iterator[int]:
    """Yield for each name of a thing the number of the Japanese name that is read like it."""
    for number, name in enumerate(thing.names, start=first):
        keys = set(name.romaji)
        read_alike = (
            other
            for other, candidate in enumerate(thing.names, start=first)
            if not candidate.text.isascii() and keys.intersection(candidate.romaji)
        )
        yield next(read_alike, number) if name.text.isascii() else number


Labels = list[tuple[str, str, str]]
"""Kind and key of what is named, and the label."""


def read_spelling(folder: Path) -> tuple[Labels, list[int], Forms, Forms]:
    """Return the labels, for each the number of the Japanese one read like it, and the forms.

    Args:
        folder: folder that ``write_spelling`` wrote into.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """
    with reading(folder / _FILE):
        data = read_json(folder / _FILE)
        written, romaji = (_forms(folder, form, data) for form in _FORMS)
        return data["labels"], data["japanese"], written, romaji


def _forms(folder: Path, form: str, data: Mapping[str, Any]) -> Forms:
    texts, numbers = data[form]
    signatures = read_array(folder / _SIGNATURES.format(form))
    return Forms(texts, numbers, signatures)
