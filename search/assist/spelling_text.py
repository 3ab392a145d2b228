"""Where a query may be misspelt: its words, what of them is unknown, and what to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from search.assist.spelling_forms import MAX_LENGTH
from search.model.interpretation import Candidate, Span
from search.names.function_words import FUNCTION_WORDS, STOP_WORDS
from search.text.folding import fold, fold_with_offsets
from search.text.scripts import KANA_ONLY, LATIN_ONLY
from search.text.tokens import Token

_MOST_STRETCHES: Final = 32
"""Stretches of one query that are compared; a search with a slip has fewer."""
_MOST_EDGES: Final = 8
"""Edges of words that one stretch may go over; a Latin word has two."""
_LAST_OF_PARTICLES: Final = frozenset(("", *"のでにをはがとやもへらな"))
_KNOWN_LEFT: Final = 0.5
"""What a known character costs that a correction leaves out of the word it stands in."""
_FUNCTION_WORDS: Final = STOP_WORDS | {
    fold(word) for _, _, words in FUNCTION_WORDS for word in words
}


class Stretch(NamedTuple):
    """Characters of the folded query that are compared with labels.

    Args:
        start: the first.
        end: one past the last.
        left: cost of the unexplained characters of its words that it leaves out.
        is_known: whether every word in it is a word of the documents.
        holds_span: whether something recognised is in it.
    """

    start: int
    end: int
    left: float
    is_known: bool
    holds_span: bool


class QueryText:
    """A query with its words, what is recognised in it, and what is unknown.

    Args:
        query: what was typed.
        spans: what was recognised in it.
        tokens: its tokens.
        is_known: tells whether a folded word is a word of the documents.
    """

    def __init__(
        self,
        query: str,
        spans: Sequence[Span],
        tokens: Iterable[Token],
        is_known: Callable[[str], bool],
    ) -> None:
        self.query = query
        self.folded = fold_with_offsets(query)
        self._is_known = is_known
        text = self.folded.text
        self._spans = [(*self._position(span.start, span.end), span) for span in spans]
        covered = [False] * len(text)
        for start, end, _ in self._spans:
            covered[start:end] = [True] * (end - start)
        self._content = [False] * len(text)
        self._unknown = [False] * len(text)
        self._in_words = list(text)
        self._edges = {edge for start, end, _ in self._spans for edge in (start, end)}
        self._edges |= {0, len(text), *self.folded.gaps}
        for start, end, known in self._units(tokens):
            for place in range(start, end):
                self._content[place] = not covered[place]
                self._unknown[place] = not covered[place] and not known
        self._words = self._runs(covered)

    def words_of(self, start: int, end: int) -> set[int]:
        """Return which words a range touches: runs of content without blank or particle."""
        return {
            number
            for number, (first, last) in enumerate(self._words)
            if first < end and start < last
        }

    def is_torn(self, stretch: Stretch) -> bool:
        """Tell whether a stretch leaves something of the word that it stands in."""
        text, start = self.folded.text, stretch.start
        before = text[start - 1 : start] if start not in self.folded.gaps else ""
        kana = KANA_ONLY.fullmatch(before + text[start : stretch.end]) is not None
        return stretch.left > 0 or (kana and before not in _LAST_OF_PARTICLES)

    def word_at(self, place: int) -> str:
        """Return the longest word of the dictionary that has a character, else that character."""
        return self._in_words[place]

    def typed(self, stretch: Stretch) -> str:
        """Return what was typed where a stretch is, as it was typed."""
        start, end = self.folded.original_span(stretch.start, stretch.end)
        return self.query[start:end]

    def recognised(self, stretch: Stretch) -> tuple[set[Candidate], set[Candidate], set[str]]:
        """Return what is recognised in a stretch, what elsewhere, and the texts of the former."""
        inside: set[Candidate] = set()
        outside: set[Candidate] = set()
        texts: set[str] = set()
        for start, end, span in self._spans:
            if stretch.start < end and start < stretch.end:
                inside.update(span.candidates)
                texts.add(self.folded.text[start:end])
            else:
                outside.update(span.candidates)
        return inside, outside, texts

    def stretches(self) -> list[Stretch]:
        """Return what is to be compared, what holds unknown words first, the longer first."""
        edges = sorted(self._edges)
        found = [
            stretch
            for place, start in enumerate(edges)
            for end in edges[place + 1 : place + 1 + _MOST_EDGES]
            if (stretch := self._stretch(start, end)) is not None
        ]
        found.sort(
            key=lambda stretch: (stretch.is_known, stretch.left, stretch.start - stretch.end)
        )
        return found[:_MOST_STRETCHES]

    def _stretch(self, start: int, end: int) -> Stretch | None:
        if end - start > MAX_LENGTH or not any(self._content[start:end]):
            return None
        cut = any(first < edge < last for first, last, _ in self._spans for edge in (start, end))
        if cut or any(start < gap < end for gap in self.folded.gaps):
            return None
        if not self._may_stand(start, end):
            return None
        left = 0.0
        for first, last in (self._words[number] for number in self.words_of(start, end)):
            for place in (*range(first, min(start, last)), *range(max(end, first), last)):
                left += 1.0 if self._unknown[place] else _KNOWN_LEFT * self._content[place]
        known = not any(self._unknown[start:end])
        holds_span = any(start < last and first < end for first, last, _ in self._spans)
        return Stretch(start, end, left, known, holds_span)

    def _may_stand(self, start: int, end: int) -> bool:
        """Tell whether a range begins and ends as a label may, and is no known word."""
        text = self.folded.text
        typed = text[start:end]
        words = typed.split(" ")
        if not (typed[0].isalnum() and typed[-1].isalnum()):
            return False
        if _in_latin_word(text, start) or _in_latin_word(text, end):
            return False
        latin = LATIN_ONLY.fullmatch(typed) is not None  # it may be known as a stem only
        if (
            (self._knows(typed) and not latin)
            or words[0] in _FUNCTION_WORDS
            or words[-1] in _FUNCTION_WORDS
        ):
            return False
        whole = KANA_ONLY.fullmatch(typed) is not None or self._is_apart(start, end)
        return whole or (self._is_held(start) and self._is_held(end - 1))

    def _is_apart(self, start: int, end: int) -> bool:
        """Tell whether a range stands between blanks (買いものしえん, whose ん is dropped)."""
        edges = {0, len(self.folded.text), *self.folded.gaps}
        return start in edges and end in edges

    def _is_held(self, place: int) -> bool:
        """Tell whether a character belongs to a word: particles around a word are none of it."""
        return any(first <= place < last for first, last in self._words)

    def _knows(self, word: str) -> bool:
        return word in _FUNCTION_WORDS or self._is_known(word)

    def _position(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the folded text that comes from characters of the query."""
        origins = zip(self.folded.starts, self.folded.ends, strict=True)
        inside = [n for n, (first, last) in enumerate(origins) if first < end and start < last]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def _units(self, tokens: Iterable[Token]) -> Iterator[tuple[int, int, bool]]:
        """Yield the words of the content, each with whether it is known.

        The dictionary cuts misspelt kana anywhere: neighbours of kana are one word.
        """
        run: tuple[int, int] | None = None
        for token in tokens:
            start, end = self._position(token.start, token.end)
            self._edges |= {start, end}
            for place in range(start, end):
                self._in_words[place] = max(
                    self._in_words[place], self.folded.text[start:end], key=len
                )
            kana = KANA_ONLY.fullmatch(token.surface) is not None
            if kana and run is not None and run[1] == start and start not in self.folded.gaps:
                run = run[0], end
                yield *run, self._knows(self.folded.text[slice(*run)])
                continue
            run = (start, end) if kana else None
            has_digit = any(character.isdigit() for character in token.surface)
            known = has_digit or self._knows(token.surface) or self._knows(token.normalized)
            yield start, end, known

    def _runs(self, covered: Sequence[bool]) -> list[tuple[int, int]]:
        """Return the runs of what is content or recognised, cut where blanks were."""
        held = [a or b for a, b in zip(self._content, covered, strict=True)]
        changes = [n for n, (a, b) in enumerate(pairwise(held), start=1) if a != b]
        edges = sorted({0, len(held), *changes, *self.folded.gaps})
        return [(a, b) for a, b in pairwise(edges) if held[a]]


def _in_latin_word(text: str, place: int) -> bool:
    """Tell whether a position has a letter or digit of ASCII on either side."""
    pair = text[place - 1 : place + 1] if 0 < place < len(text) else ""
    return pair.isascii() and pair.isalnum()
