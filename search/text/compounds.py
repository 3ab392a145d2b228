"""What is written as one word: nouns and affixes together, which a dictionary cuts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.text.tokens import Token

_NOMINAL = frozenset({"名詞", "接頭辞", "接尾辞", "形状詞"})
"""Parts of speech that are written together as one word (Sudachi's first level)."""
_AFFIXES = frozenset({"接頭辞", "接尾辞"})


@dataclass(frozen=True, slots=True)
class Compound:
    """What is written as one word.

    Args:
        start: first character of the query.
        end: one past the last.
        tokens: its tokens, longer units and the shorter ones in them.
    """

    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def parts(self) -> tuple[Token, ...]:
        """The shortest units."""
        return tuple(token for token in self.tokens if token.length == 1)

    @property
    def is_noun(self) -> bool:
        """Whether it is a noun, a name, a Latin word or a number."""
        return self.tokens[0].part_of_speech[0] in _NOMINAL

    @property
    def by_itself(self) -> Compound:
        """The same word as if it were all of a query, wherever it stands."""
        first = self.tokens[0]
        tokens = (
            Token(
                token.surface,
                token.normalized,
                token.reading,
                token.start - first.start,
                token.end - first.start,
                token.part_of_speech,
                token.position - first.position,
                token.length,
            )
            for token in self.tokens
        )
        return Compound(0, self.end - self.start, tuple(tokens))

    @property
    def telling(self) -> tuple[Token, ...]:
        """The parts that tell one document from another; all of them where none does."""
        telling = (token for token in self.parts if tells(token))
        return tuple(telling) or self.parts


def compounds(tokens: Iterable[Token], offset: int = 0) -> Iterator[Compound]:
    """Yield what is written as one word: nouns and affixes without anything between them.

    Args:
        tokens: tokens of a text, by position, longer before shorter.
        offset: where in the query the text begins.
    """
    held: list[Token] = []
    until, end = 0, 0
    for token in tokens:
        inside = bool(held) and token.position < until
        if not inside and held and not (token.start == end and _joins(held[-1], token)):
            yield _compound(held, offset)
            held = []
        held.append(token)
        until, end = max(until, token.position + token.length), max(end, token.end)
    if held:
        yield _compound(held, offset)


def _joins(last: Token, token: Token) -> bool:
    return {last.part_of_speech[0], token.part_of_speech[0]} <= _NOMINAL


def _compound(held: list[Token], offset: int) -> Compound:
    end = max(token.end for token in held)
    return Compound(held[0].start + offset, end + offset, tuple(held))


def tells(token: Token) -> bool:
    """Tell whether a unit tells one document from another: not 町, not a number, not an affix."""
    long = len(token.surface) > 1 and not token.surface.isdecimal()
    return long and token.part_of_speech[0] not in _AFFIXES
