"""The tokens of a SPARQL query with their places (SPARQL 1.1, section 19.8), in linear time.

It reads by the standard: the longest token that fits. Oxigraph has no tokens; it tries what fits
its grammar at each character. ``graph.sparql.guard`` does not rely on the two being the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
"""PN_CHARS_BASE without the planes above the first, as Oxigraph has it."""
_MARKS = "\u00b7\u0300-\u036f\u203f\u2040"
VARIABLE = rf"[?$][0-9_{_BASE}][0-9_{_BASE}{_MARKS}]*+"
"""VAR1 or VAR2."""
_CHARS = rf"0-9_\-{_BASE}{_MARKS}"
_LOCAL = rf"(?:[{_CHARS}.:]|%[0-9A-Fa-f]{{2}}|\\.)*+"
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
SPACE = r"(?:[ \t\n\r]++|\#[^\n\r]*+)*+"
"""What may stand between two tokens."""

_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\n\r]++)
  | (?P<comment>\#[^\n\r]*+)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>)
  | (?P<string>
        \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"
      | '''(?:[^'\\]|\\.|'(?!''))*+'''
      | "(?!"")(?:[^"\\\n\r]|\\.)*+"
      | '(?!'')(?:[^'\\\n\r]|\\.)*+'
    )
  | (?P<open>                              # a string that nothing closes
        \"\"\"(?:[^"\\]|\\.|"(?!""))*+
      | '''(?:[^'\\]|\\.|'(?!''))*+
      | "(?:[^"\\\n\r]|\\.)*+
      | '(?:[^'\\\n\r]|\\.)*+
    )
  | (?P<var>{VARIABLE})
  | (?P<lang>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+)
  | (?P<name>[{_CHARS}.]*+:{_LOCAL})       # a prefixed name, or the label of a blank node
  | (?P<run>[{_CHARS}.]++)                 # words and numbers, perhaps several side by side
  | (?P<other><<|>>|\|\||&&|.)
    """,
    re.VERBOSE | re.DOTALL,
)
"""Every token is read once or twice, and never again from its middle: the time is linear."""
_PART = re.compile(
    r"(?P<word>[A-Za-z_]\w*+)"
    r"|(?P<number>(?:\d++(?:\.\d++)?+|\.\d++)(?:[eE]-?\d++)?+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z_]\w*+")
_OPEN, _CLOSE = frozenset({"{", "("}), frozenset({"}", ")"})


class Token(NamedTuple):
    """One token.

    Args:
        kind: ``comment``, ``iri``, ``string``, ``open`` (a string that nothing closes), ``var``,
            ``lang``, ``name`` (a prefixed name), ``word``, ``number`` or ``other``.
        start: its first character.
        end: one past its last one.
        text: itself.
    """

    kind: str
    start: int
    end: int
    text: str


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query and its comments, without white space."""
    new = tuple.__new__  # what a NamedTuple does, without checking how many there are
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "other"
        if kind == "space":
            continue
        start, end = match.span()
        text = match[0]
        if kind != "run":
            yield new(Token, (kind, start, end, text))
        elif text.isalpha() or _WORD.fullmatch(text):
            yield new(Token, ("word", start, end, text))
        else:
            for part in _PART.finditer(text):
                first, last = part.span()
                yield Token(part.lastgroup or "other", start + first, start + last, part[0])


def words(query: str) -> Iterator[str]:
    """Yield the bare words of a query in upper case.

    In a string that nothing closes every word counts: such a query is refused rather than misread.
    """
    for token in tokens(query):
        if token.kind == "word":
            yield token.text.upper()
        elif token.kind == "open":
            yield from (word.upper() for word in _WORD.findall(token.text))


def closes(found: Sequence[Token]) -> dict[int, int]:
    """Return, for the number of each opening bracket, that of the one that closes it."""
    pairs, opened = dict[int, int](), list[int]()
    for number, token in enumerate(found):
        if token.kind == "other" and token.text in _OPEN:
            opened.append(number)
        elif token.kind == "other" and token.text in _CLOSE and opened:
            pairs[opened.pop()] = number
    return pairs
