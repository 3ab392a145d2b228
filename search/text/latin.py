"""Latin words and numbers: kept whole, cut at their joints, stemmed."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from search.text.folding import fold_word

WORD: Final = re.compile(
    r"(?:レベル|フェーズ|ステージ|ステップ) ?[0-9]+"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])"
    r"|https?://[!-~]+"
    r"|[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|[A-Za-z0-9]+(?:[-/&+._'][A-Za-z0-9]+)*"
)
_PART: Final = re.compile("[A-Za-z]{4,}(?=[0-9])|[^-/&+_ ]+")
"""What a joined word joins; a number after a whole word is a part, too (Society5.0; not 5G, R4)."""
_LATIN: Final = re.compile("[a-z']{3,}")


def split_word(word: str) -> list[tuple[int, int]]:
    """Return the ranges of the parts of a joined word: ``VR/AR`` has two, ``5G`` one."""
    if word.startswith(("レベル", "フェーズ", "ステージ", "ステップ")):
        digits = len(word) - len(word.rstrip("0123456789"))
        name = word[:-digits].rstrip()
        return [(0, len(name)), (len(word) - digits, len(word))]
    if "@" in word or "://" in word:  # addresses of mail and of the web are one word
        return [(0, len(word))]
    return [match.span() for match in _PART.finditer(word)]


def word_units(word: str) -> Iterator[tuple[int, int, str]]:
    """Yield a Latin word or number, then the parts that it joins: range and surface."""
    parts = split_word(word)
    for start, end in [(0, len(word)), *(parts if len(parts) > 1 else ())]:
        yield start, end, fold_word(word[start:end]).replace(" ", "").replace(",", "")


def word_terms(word: str) -> Iterator[str]:
    """Yield the terms of a Latin word or number and of its parts."""
    for _, _, surface in word_units(word):
        yield from distinct(surface, stem(surface))


def distinct(surface: str, normalized: str) -> tuple[str, ...]:
    """Return the terms of a word: its surface, and its normalised form if that is another."""
    return (surface,) if normalized == surface else (surface, normalized)


_STEMMERS = threading.local()  # a Snowball stemmer keeps the word at hand in itself


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the English stem of a word of three letters or more, else the word."""
    if _LATIN.fullmatch(word) is None:
        return word
    if not hasattr(_STEMMERS, "english"):
        import snowballstemmer  # noqa: PLC0415 - it reads the stemmers of all languages

        _STEMMERS.english = snowballstemmer.stemmer("english")
    return str(_STEMMERS.english.stemWord(word))
