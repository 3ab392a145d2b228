"""Snippets: the sentence that says most about a query, with the words marked as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from search.text.folding import fold_in_place, fold_with_offsets, fold_word

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
MAX_SNIPPET = 160
"""Longest snippet in characters; a longer sentence is cut around its first mark."""

Snippet = tuple[tuple[str, bool], ...]
"""Pairs of text and whether it matched."""


class Sentence(NamedTuple):
    """One sentence, folded when the index is built.

    Args:
        text: as it stands.
        folded: its fold.
        starts: the character of ``text`` behind each of ``folded``; None where they are the same.
        ends: one past the last one behind each; None likewise.
    """

    text: str
    folded: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of ``text`` behind a range of ``folded`` that is not empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def sentences(texts: Iterable[str]) -> list[Sentence]:
    """Return the sentences of plain texts."""
    cut = (match[0].strip() for text in texts for match in _SENTENCE.finditer(text))
    return [_sentence(text) for text in cut if text]


def _sentence(text: str) -> Sentence:
    same = fold_in_place(text)
    if same is not None:
        return Sentence(text, same)
    folded = fold_with_offsets(text)
    return Sentence(text, folded.text, folded.starts, folded.ends)


class Highlighter:
    """Makes the snippets of one query.

    Args:
        words: what to mark, in any spelling.
    """

    def __init__(self, words: Iterable[str]) -> None:
        folded = {text for word in words if (text := fold_word(word))}
        self._words = sorted(folded, key=lambda word: (-len(word), word))

    def snippet(self, found: Sequence[Sentence]) -> Snippet:
        """Return the sentence with the most of the words, marked.

        Returns:
            The pieces of the sentence; the first sentence, unmarked, when nothing matches; empty
            when there is none.
        """
        if not found:
            return ()
        return self._marked(max(found, key=self._count))

    def _count(self, sentence: Sentence) -> int:
        return sum(map(sentence.folded.__contains__, self._words))

    def _found(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where the words stand, from the left, the longest of those that begin together.

        A pattern of the words would say the same, but each query would have to compile its own.
        """
        starts: list[tuple[int, int]] = []
        for word in self._words:
            start = folded.find(word)
            while start >= 0:
                starts.append((start, -len(word)))
                start = folded.find(word, start + 1)
        done = 0
        for start, length in sorted(starts):
            if start >= done:
                done = start - length
                yield start, done

    def _marked(self, sentence: Sentence) -> Snippet:
        text = sentence.text
        spans = [sentence.original_span(*span) for span in self._found(sentence.folded)]
        start = max(0, spans[0][0] - MAX_SNIPPET // 3) if spans else 0
        end = min(len(text), start + MAX_SNIPPET)
        pieces: list[tuple[str, bool]] = []
        done = start
        if start:
            pieces.append(("…", False))
        for first, last in spans:
            if first < done or last > end:
                continue
            if done < first:
                pieces.append((text[done:first], False))
            pieces.append((text[first:last], True))
            done = last
        if done < end:
            pieces.append((text[done:end], False))
        if end < len(text):
            pieces.append(("…", False))
        return tuple(pieces)
