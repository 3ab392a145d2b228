"""Snippets: the sentence that says most about a query, with the words marked as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from search.text import fold, fold_with_offsets

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
MAX_SNIPPET = 160
"""Longest snippet in characters; a longer sentence is cut around its first mark."""

Snippet = tuple[tuple[str, bool], ...]
"""Pairs of text and whether it matched."""


def snippet(texts: Sequence[str], words: Iterable[str]) -> Snippet:
    """Return the sentence of some texts with the most of the words, marked.

    Args:
        texts: plain texts.
        words: what to mark, in any spelling.

    Returns:
        The pieces of the sentence; the first sentence, unmarked, when nothing matches; empty when
        there is no text.
    """
    wanted = sorted({folded for word in words if (folded := fold(word))}, key=len, reverse=True)
    sentences = [m[0].strip() for text in texts for m in _SENTENCE.finditer(text)]
    if not sentences:
        return ()
    best = max(sentences, key=lambda sentence: _found(sentence, wanted))
    return _marked(best, wanted)


def _found(sentence: str, wanted: Sequence[str]) -> int:
    folded = fold(sentence)
    return sum(word in folded for word in wanted)


def _marked(sentence: str, wanted: Sequence[str]) -> Snippet:
    folded = fold_with_offsets(sentence)
    spans: list[tuple[int, int]] = []
    if wanted:
        pattern = re.compile("|".join(re.escape(word) for word in wanted))
        spans = [folded.original_span(*match.span()) for match in pattern.finditer(folded.text)]
    start = max(0, spans[0][0] - MAX_SNIPPET // 3) if spans else 0
    end = min(len(sentence), start + MAX_SNIPPET)
    pieces: list[tuple[str, bool]] = []
    done = start
    if start:
        pieces.append(("…", False))
    for first, last in spans:
        if first < done or last > end:
            continue
        if done < first:
            pieces.append((sentence[done:first], False))
        pieces.append((sentence[first:last], True))
        done = last
    if done < end:
        pieces.append((sentence[done:end], False))
    if end < len(sentence):
        pieces.append(("…", False))
    return tuple(pieces)
