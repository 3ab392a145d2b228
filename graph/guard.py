"""Refuses what a query must never do here: leave this server, or change anything.

Oxigraph would really connect for ``SERVICE`` (there is no switch for it in Python), so the keyword
is found before evaluation. A lexer that knows IRIs, strings and comments is enough: a SPARQL
keyword cannot be written with escapes (SPARQL 1.1, section 19.2 applies codepoint escapes before
parsing, so they are undone here first).
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
    <[^<>"{}|^`\\\x00-\x20]*+>              # an IRI
  | \#[^\n\r]*+                            # a comment
  | (?:                                    # strings, long and short; or one that nothing closes
        \"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\"|(?P<open_1>))
      | '''(?:[^'\\]|\\.|'(?!''))*+(?:'''|(?P<open_2>))
      | "(?:[^"\\\n\r]|\\.)*+(?:"|(?P<open_3>))
      | '(?:[^'\\\n\r]|\\.)*+(?:'|(?P<open_4>))
    )
  | [?$][\w·]++                            # a variable
  | @[A-Za-z]++(?:-[A-Za-z0-9]++)*+         # a language tag
  | (?P<run>[\w.\-·]++)                    # words, numbers, or the prefix of
    (?P<local>:(?:[\w.\-:·]|%[0-9A-Fa-f]{2}|\\.)*+)?+  # a prefixed name
  | :(?:[\w.\-:·]|%[0-9A-Fa-f]{2}|\\.)*+    # one whose prefix is empty
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
"""Every token is read once, and never again from its middle: the time is linear."""
_WORD = re.compile(r"[A-Za-z_]\w*")
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


class RefusedQuery(ValueError):
    """A query asks for something that this service never does; the message says what."""


def unescape(query: str) -> str:
    """Return a query with its codepoint escapes undone, as a SPARQL parser sees it.

    Raises:
        RefusedQuery: an escape names no character.
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the range of Unicode
            raise RefusedQuery(f"the escape {match[0]} names no character")
        return chr(code)

    return _CODEPOINT.sub(character, query)


def keywords(query: str) -> list[str]:
    """Return the bare words of a query in upper case, in order.

    In a string that nothing closes every word counts: such a query is refused rather than misread.
    """
    found: list[str] = []
    for match in _TOKEN.finditer(unescape(query)):
        unclosed = any(match[f"open_{number}"] is not None for number in range(1, 5))
        bare = match["run"] if match["local"] is None else None
        if unclosed or bare:
            found += _WORD.findall(match[0])
    return [word.upper() for word in found]


def check_query(query: str) -> None:
    """Refuse a query that would leave this server or change data.

    Raises:
        RefusedQuery: with a sentence that says what is refused and why.
    """
    words = keywords(query)
    if "SERVICE" in words:
        raise RefusedQuery(
            "SERVICE is refused: this server never opens a connection to another one."
            " Query the other endpoint from your own client instead."
        )
    first = next((word for word in words if word in _FORMS | _UPDATES), None)
    if first in _UPDATES:
        raise RefusedQuery(
            f"{first} is an update; this server only answers queries."
            " Its data change when a new release is built."
        )
