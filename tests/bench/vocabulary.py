"""Words for synthetic projects: what the real texts say and what Sudachi's dictionary knows.

The real texts are too few for a vocabulary of 100,000 documents. So their words come first, and
after them pairs of their kanji that the dictionary knows as one common noun.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import sudachipy
from numpy.typing import NDArray

from search.model.corpus import Corpus

SIZE = 8_000
"""Distinct nouns; compounds of two of them make the vocabulary many times as large."""
FLATTENING = 10.0
"""Shift q of the Zipf–Mandelbrot law 1/(rank + q): no content word is in every document."""

_CANDIDATES = 400_000
_NOUN = ("名詞", "普通名詞")
_KANJI = re.compile(r"[\u4e00-\u9fff]")
_USABLE = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u30a1-\u30fa\u30fc]{3,}|[A-Z][A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Nouns, the most frequent first.

    Args:
        words: distinct nouns.
        cumulative: distribution function of the Zipf–Mandelbrot law over their ranks.
    """

    words: tuple[str, ...]
    cumulative: NDArray[np.float64]

    def draw(self, random: np.random.Generator, count: int) -> list[str]:
        """Return some nouns, each drawn by its frequency."""
        ranks = np.searchsorted(self.cumulative, random.random(count), side="right")
        return [self.words[rank] for rank in ranks]


def zipf(size: int, exponent: float = 1.0, shift: float = 0.0) -> NDArray[np.float64]:
    """Return the distribution function of a Zipf–Mandelbrot law over ranks from 1 to ``size``."""
    weights = (np.arange(1, size + 1) + shift) ** -exponent
    found: NDArray[np.float64] = np.cumsum(weights) / weights.sum()
    return found


def build_vocabulary(corpus: Corpus, random: np.random.Generator) -> Vocabulary:
    """Return the vocabulary of a corpus, filled up from Sudachi's dictionary.

    Args:
        corpus: the project's own data.
        random: source of the order of the words that the real texts do not say.

    Raises:
        ValueError: too few words were found.
    """
    tokenizer = sudachipy.Dictionary().tokenizer(sudachipy.SplitMode.A)
    texts = list(_texts(corpus))
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_nouns(tokenizer, text))
    known = sorted(counts, key=lambda word: (-counts[word], word))
    kanji = Counter(_KANJI.findall("".join(texts)))
    for word in _pairs(kanji, random):
        if len(known) >= SIZE:
            break
        if word not in counts and _nouns(tokenizer, word) == [word]:
            counts[word] = 0
            known.append(word)
    if len(known) < SIZE:
        raise ValueError(f"only {len(known)} words were found; {SIZE} are needed")
    words = known[:SIZE]
    return Vocabulary(tuple(words), zipf(SIZE, shift=FLATTENING))


def _texts(corpus: Corpus) -> Iterable[str]:
    for document in corpus.documents:
        if document.kind != "municipality":
            yield from (document.labels.get("ja", ""), *document.titles, *document.texts)
    yield from (label.text for label in corpus.labels if label.lang == "ja")


def _nouns(tokenizer: sudachipy.Tokenizer, text: str) -> list[str]:
    return [
        word
        for morpheme in tokenizer.tokenize(text)
        if _USABLE.fullmatch(word := morpheme.surface())
        and (word.isascii() or (morpheme.part_of_speech()[:2] == _NOUN and not morpheme.is_oov()))
    ]


def _pairs(kanji: Counter[str], random: np.random.Generator) -> Iterable[str]:
    """Yield pairs of kanji, the frequent ones more often; a pair may come twice."""
    characters: Sequence[str] = sorted(kanji)
    weights = np.array([kanji[character] for character in characters]) ** 0.5
    chosen = random.choice(len(characters), (_CANDIDATES, 2), p=weights / weights.sum())
    for first, second in chosen:
        yield characters[first] + characters[second]
