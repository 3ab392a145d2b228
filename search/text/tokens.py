"""Tokens of Japanese and English text, by SudachiPy.

A text is cleaned by :func:`search.text.folding.unify`, cut into tokens in its own script (Sudachi
does not know ドローン in hiragana), and each token is then folded, so that a token of the index and
one of a query meet whatever their spelling.

Units. For the longest unit that the dictionary knows (Sudachi's mode C) the tokens are that unit
and the shorter ones in it (modes B and A), at overlapping positions: 自動運転 gives 自動運転,
自動, 運転. :attr:`Token.length` counts the shortest units that a token covers, so that a ranking
can prefer the longer match. The index and the queries take the same tokens.

Left out: particles, auxiliaries, conjunctions, adnominals, interjections, symbols and blanks
(:data:`STOP_PARTS_OF_SPEECH`), and words that only carry grammar (:data:`STOP_WORDS`).

Latin words and numbers never reach Sudachi, which would cut 5G and R4 in two: they are kept whole
(5G, FY2018, COVID-19, MaaS, VR/AR, レベル4), and the parts of a joined word follow it (VR, AR).
English is stemmed with Snowball's English (Porter 2) stemmer in :attr:`Token.normalized`.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sudachidict_core
import sudachipy

from search.text.folding import Folded, fold, fold_word, unify, unify_with_offsets
from search.text.latin import WORD, distinct, stem, word_terms, word_units
from search.text.pages import give_back
from search.text.scripts import HAS_HAN

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEM_DICTIONARY: Final = (
    Path(sudachidict_core.__file__).resolve().parent / "resources" / "system.dic"
)
"""The dictionary of Japanese that the user dictionary is added to."""
STOP_PARTS_OF_SPEECH: Final = frozenset(
    {"助詞", "助動詞", "接続詞", "連体詞", "感動詞", "補助記号", "記号", "空白"}
)
"""First level of Sudachi's part of speech: words that do not tell one document from another."""
STOP_WORDS: Final = frozenset(
    map(
        fold,
        [
            "為る",
            "居る",
            "有る",
            "成る",
            "出来る",
            "無い",
            "こと",
            "もの",
            "ため",
            "事",
            "物",
            "等",
            "為",
            "所",
            "於く",
        ],
    )
)
"""Normalised forms of verbs and nouns that only carry grammar (する, いる, こと, 等 …)."""

_SYMBOLS: Final = frozenset({"補助記号", "記号"})
_CHUNK: Final = 12_000  # characters; Sudachi refuses more than 49,149 bytes, and one takes up to 4
_SENTENCE_END: Final = re.compile("[。!?\n]")
WORD_PART_OF_SPEECH: Final = ("名詞", "普通名詞", "一般", "*", "*", "*")

_KNOWN_WORDS: Final = 500_000  # words whose terms are remembered: about 100 MB at most
_LATEST_TEXTS: Final = 32  # one query is cut by all who read it: names, words, corrections

PartOfSpeech = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    ``start`` and ``end`` are characters of the text as it was given. ``surface`` is the fold of
    those characters by themselves, ``normalized`` the folded dictionary form (打合せ and
    打ち合わせ agree) or the English stem, ``reading`` hiragana (empty for Latin words and numbers).
    ``position`` counts shortest units from 0, and ``length`` is how many of them the token covers.
    """

    surface: str
    normalized: str
    reading: str
    start: int
    end: int
    part_of_speech: PartOfSpeech
    position: int
    length: int

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct strings under which the token is indexed and looked up."""
        return distinct(self.surface, self.normalized)


class Tokenizer:
    """Cuts texts into tokens. One object serves all threads: each gets its own Sudachi tokenizer.

    Args:
        user_dictionary: a compiled Sudachi user dictionary (see :mod:`search.text.dictionary`).

    Raises:
        FileNotFoundError: the user dictionary is not there.
        sudachipy.errors.SudachiError: a dictionary cannot be read.
    """

    def __init__(self, user_dictionary: Path | None = None) -> None:
        if user_dictionary is not None and not user_dictionary.is_file():
            raise FileNotFoundError(user_dictionary)
        user = [] if user_dictionary is None else [str(user_dictionary.resolve())]
        self._dictionary = sudachipy.Dictionary(config=sudachipy.Config(user=user))
        give_back(SYSTEM_DICTIONARY)
        self._local = threading.local()
        self._lock = threading.Lock()
        self._terms: dict[tuple[int, int, str], tuple[str, ...]] = {}
        self._latest = lru_cache(maxsize=_LATEST_TEXTS)(self._cut)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the tokens by position, longer before shorter; of any string, never raises."""
        return self._latest(text)

    def _cut(self, text: str) -> tuple[Token, ...]:
        source = unify_with_offsets(text)
        found: list[Token] = []
        position = 0
        done = 0
        for match in WORD.finditer(source.text):
            position = self._japanese(source, done, match.start(), position, found)
            position = self._word(source, match, position, found)
            done = match.end()
        self._japanese(source, done, len(source.text), position, found)
        return tuple(found)

    def terms(self, text: str) -> list[str]:
        """Return the terms of all tokens of a text, in the order of ``tokens``, and quicker.

        Nothing is remembered of where they stand, and words that come again are not cut again.
        """
        unified = unify(text)
        found: list[str] = []
        done = 0
        for match in WORD.finditer(unified):
            self._japanese_terms(unified, done, match.start(), found)
            found += word_terms(match[0])
            done = match.end()
        self._japanese_terms(unified, done, len(unified), found)
        return found

    def readings(self, text: str, separator: str = "") -> str:
        """Return the reading of a text in hiragana, its units joined by ``separator``.

        Latin words and numbers stay as they are (folded). What the dictionary does not know keeps
        its characters.
        """
        unified = unify(text)
        parts: list[str] = []
        done = 0
        for match in WORD.finditer(unified):
            parts += self._read_run(unified[done : match.start()])
            parts.append(fold(match[0]))
            done = match.end()
        parts += self._read_run(unified[done:])
        return re.sub(" {2,}", " ", separator.join(part for part in parts if part))

    def _sudachi(self) -> sudachipy.Tokenizer:
        tokenizer: sudachipy.Tokenizer | None = getattr(self._local, "tokenizer", None)
        if tokenizer is None:
            with self._lock:
                tokenizer = self._dictionary.tokenizer(sudachipy.SplitMode.C)
            self._local.tokenizer = tokenizer
        return tokenizer

    def _read_run(self, run: str) -> Iterator[str]:
        for offset, end in _chunks(run, 0, len(run)):
            for morpheme in self._sudachi().tokenize(run[offset:end]):
                kind = morpheme.part_of_speech()[0]
                if kind == "空白":
                    yield " "
                else:
                    symbol = kind in _SYMBOLS
                    yield fold_word(morpheme.surface() if symbol else morpheme.reading_form())

    def _japanese(
        self, source: Folded, start: int, end: int, position: int, found: list[Token]
    ) -> int:
        """Append the tokens of one run of the unified text; return the next position."""
        text = source.text
        for first, last in _chunks(text, start, end):
            for long in self._sudachi().tokenize(text[first:last]):
                if _is_stopped(long):
                    position += 1
                    continue
                units = list(_units(long))
                for at, length, morpheme in units:
                    token = _token(source, first, morpheme, position + at, length)
                    if token is not None:
                        found.append(token)
                position += units[0][1]
        return position

    def _japanese_terms(self, text: str, start: int, end: int, found: list[str]) -> None:
        """Append the terms of one run of the unified text."""
        known = self._terms
        for first, last in _chunks(text, start, end):
            for long in self._sudachi().tokenize(text[first:last]):
                word = (long.dictionary_id(), long.word_id(), long.surface())
                terms = known.get(word)
                if terms is None:
                    if len(known) >= _KNOWN_WORDS:
                        known.clear()
                    terms = known[word] = _terms_of(long)
                found += terms

    def _word(self, source: Folded, match: re.Match[str], position: int, found: list[Token]) -> int:
        """Append a Latin word or number and the parts that it joins; return the next position."""
        units = list(word_units(match[0]))
        count = max(len(units) - 1, 1)
        for index, (start, end, surface) in enumerate(units):
            found.append(
                Token(
                    surface,
                    stem(surface),
                    "",
                    *source.original_span(match.start() + start, match.start() + end),
                    WORD_PART_OF_SPEECH,
                    position + max(index - 1, 0),
                    count if index == 0 else 1,
                )
            )
        return position + count


def _units(long: sudachipy.Morpheme) -> Iterator[tuple[int, int, sudachipy.Morpheme]]:
    """Yield a unit, then the shorter ones in it: first short unit, number of them, morpheme."""
    short = long.split(sudachipy.SplitMode.A, add_single=False)
    yield 0, max(len(short), 1), long
    if len(short) > 1:
        edges = [unit.begin() for unit in short]
        middle = long.split(sudachipy.SplitMode.B, add_single=False)
        spans = {(unit.begin(), unit.end()): unit for unit in (*middle, *short)}
        for begin, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            at, until = bisect_left(edges, begin), bisect_left(edges, end)
            if until - at < len(short):
                yield at, until - at, spans[begin, end]


def _terms_of(long: sudachipy.Morpheme) -> tuple[str, ...]:
    """Return the terms of a unit and of the shorter ones in it, as their tokens have them."""
    if _is_stopped(long):
        return ()
    forms = (_forms(unit) for _, _, unit in _units(long))
    return tuple(term for form in forms if form for term in distinct(*form))


def _forms(morpheme: sudachipy.Morpheme) -> tuple[str, str] | None:
    """Return surface and normalised form of a morpheme, or None when it is a stop word."""
    if _is_stopped(morpheme):
        return None
    normalized = fold_word(morpheme.normalized_form())
    surface = fold_word(morpheme.surface())
    return None if normalized in STOP_WORDS or not surface.strip() else (surface, normalized)


def _is_stopped(morpheme: sudachipy.Morpheme) -> bool:
    """Tell whether the part of speech is left out; Sudachi calls rare ideographs (𠮷) symbols."""
    first = morpheme.part_of_speech()[0]
    if first in _SYMBOLS:
        return HAS_HAN.search(morpheme.surface()) is None
    return first in STOP_PARTS_OF_SPEECH


def _token(
    source: Folded, offset: int, morpheme: sudachipy.Morpheme, position: int, length: int
) -> Token | None:
    """Make a token of a morpheme, or None when it is a stop word."""
    forms = _forms(morpheme)
    if forms is None:
        return None
    return Token(
        *forms,
        fold_word(morpheme.reading_form()),
        *source.original_span(morpheme.begin() + offset, morpheme.end() + offset),
        morpheme.part_of_speech(),
        position,
        length,
    )


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a range into ranges that Sudachi accepts, at a sentence's end where there is one."""
    while end - start > _CHUNK:
        limit = start + _CHUNK
        cut = limit
        for match in _SENTENCE_END.finditer(text, start, limit):
            cut = match.end()
        yield start, cut
        start = cut
    if start < end:
        yield start, end
