"""Pairs of neighbouring characters: the net below the words, for what the dictionary cuts oddly.

There are many times more of them than of words, and Whoosh takes a posting at a time; so they are
counted for all documents at once and go straight into scored arrays (``search.index.postings``).
They are taken from the same texts as the words, in the same build.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.index.postings import Counted
from search.text.folding import fold
from search.text.scripts import HAN, HIRAGANA

_JAPANESE: Final = f"{HAN}{HIRAGANA}ー"
_JAPANESE_RUN: Final = re.compile(f"[{_JAPANESE}]+")
_PLANES: Final = 0x40000  # ideographs end in plane 3
_SHIFT: Final = 20


def bigrams(text: str) -> list[str]:
    """Return the pairs of neighbours in the Japanese runs of a text's fold; a lone one is itself.

    A folded text gives the same as the text itself.
    """
    pairs: list[str] = []
    for match in _JAPANESE_RUN.finditer(fold(text)):
        run = match[0]
        pairs += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return pairs


def count_bigrams(folded: Sequence[str]) -> Counted:
    """Return the postings of the bigrams of all documents, as ``bigrams`` gives them.

    Args:
        folded: for each document its folded texts, with a line break between them.
    """
    size = len(folded)
    characters = np.frombuffer("\n".join([*folded, ""]).encode("utf-32-le"), dtype=np.uint32)
    owner = np.repeat(np.arange(size), [len(text) + 1 for text in folded])
    japanese = _is_japanese()[np.where(characters < _PLANES, characters, 0)]
    before = np.concatenate([[False], japanese[:-1]])
    after = np.concatenate([japanese[1:], [False]])
    following = np.concatenate([characters[1:], [0]]).astype(np.int64)
    starts = japanese & (after | ~before)  # the first of a pair, or alone
    codes = characters[starts].astype(np.int64) << _SHIFT
    codes += np.where(after[starts], following[starts], 0)
    owner = owner[starts]
    distinct, where = np.unique(codes, return_inverse=True)
    pairs, frequencies = np.unique(where * max(size, 1) + owner, return_counts=True)
    term, documents = np.divmod(pairs, max(size, 1))
    return Counted(
        terms=[_text(int(code)) for code in distinct],
        counts=np.bincount(term, minlength=len(distinct)).astype(np.int64),
        documents=documents.astype(np.int32),
        frequencies=frequencies.astype(np.float64),
        lengths=np.bincount(owner, minlength=size).astype(np.float64),
    )


def _is_japanese() -> NDArray[np.bool_]:
    """Return for each code point whether it is one of those that pairs are made of."""
    table = np.zeros(_PLANES, dtype=np.bool_)
    points = [number for number in range(_PLANES) if not 0xD800 <= number < 0xE000]  # noqa: PLR2004 - surrogates
    text = "".join(map(chr, points))
    for match in _JAPANESE_RUN.finditer(text):
        table[points[match.start()] : points[match.end() - 1] + 1] = True
    return table


def _text(code: int) -> str:
    first, second = code >> _SHIFT, code & ((1 << _SHIFT) - 1)
    return chr(first) + (chr(second) if second else "")
