"""Text that remembers where each of its characters came from.

Folding and keying rewrite a text in steps: character tables and regular expressions. Each step is
written once as a :class:`Step` and runs in two ways: over a plain string (fast) and over an
:class:`Aligned` text (which carries the origin of each character along). The two cannot drift
apart, because they share the pattern and the replacement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Replacement = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A rewritten text with the half-open range of original characters behind each character.

    Both tuples are as long as ``text`` and never decrease, so that a range of the rewritten text
    always comes from one range of the original.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of original characters behind ``text[start:end]``.

        An empty range gives an empty range: at the character that follows it, or at the end of the
        last one. Raises ValueError when the range does not lie in the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"range {start}..{end} is not within 0..{len(self.text)}")
        if start < end:
            return self.starts[start], self.ends[end - 1]
        if start < len(self.text):
            return self.starts[start], self.starts[start]
        edge = self.ends[-1] if self.ends else 0
        return edge, edge


def identity(text: str) -> Aligned:
    """Return ``text`` as its own original."""
    return Aligned(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))


@dataclass(frozen=True, slots=True)
class Step:
    """One substitution: every match of ``pattern`` becomes ``replacement``.

    A string replacement is literal. ``triggers`` are characters without which the pattern cannot
    match: a text that holds none of them skips the step.
    """

    pattern: re.Pattern[str]
    replacement: Replacement
    triggers: frozenset[str]

    def applies(self, text: str) -> bool:
        """Tell whether ``text`` holds any of the triggers."""
        return not self.triggers.isdisjoint(text)

    def run(self, text: str) -> str:
        """Rewrite a plain text."""
        return self.pattern.sub(self.replacement, text) if self.applies(text) else text

    def run_aligned(self, source: Aligned) -> Aligned:
        """Rewrite a text and its origins; as :meth:`run` does on the text alone."""
        if not self.applies(source.text):
            return source
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in self.pattern.finditer(source.text):
            begin, end = match.span()
            new = self.replacement if isinstance(self.replacement, str) else self.replacement(match)
            pieces += (source.text[done:begin], new)
            starts += source.starts[done:begin]
            ends += source.ends[done:begin]
            if len(new) == end - begin:
                starts += source.starts[begin:end]
                ends += source.ends[begin:end]
            elif new:
                starts += [source.starts[begin]] * len(new)
                ends += [source.ends[end - 1]] * len(new)
            done = end
        pieces.append(source.text[done:])
        starts += source.starts[done:]
        ends += source.ends[done:]
        return Aligned("".join(pieces), tuple(starts), tuple(ends))


def translate(source: Aligned, table: Mapping[int, str]) -> Aligned:
    """Apply a table that answers for every code point, as :meth:`str.translate` does, with origins.

    A character that vanishes (a combining mark, a variation selector) joins the character before
    it, so that marking a span of the result marks the whole of what the reader sees.
    """
    if source.text.translate(table) == source.text:
        return source
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    previous = 0
    for character, start, end in zip(source.text, source.starts, source.ends, strict=True):
        new = table[ord(character)]
        if new:
            pieces.append(new)
            starts += [start] * len(new)
            ends += [end] * len(new)
            previous = len(new)
        elif ends:
            ends[-previous:] = [end] * previous
    return Aligned("".join(pieces), tuple(starts), tuple(ends))
