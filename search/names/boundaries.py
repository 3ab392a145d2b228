"""Where a label may begin and end in a text: whole Latin words, and kana that stand apart.

Kanji and mixed labels match anywhere (the longest wins). Labels in kana alone need a boundary on
both sides, because うだ (宇陀) stands in そうだ. Latin labels need whole words (AI is not in RAIN).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.names import function_words as words
from search.names.entries import Match, Script
from search.text.folding import Folded
from search.text.scripts import KANA_ONLY, LATIN_ONLY


def script_of(label: str) -> Script:
    """Return how a folded label is compared."""
    if LATIN_ONLY.fullmatch(label):
        return Script.LATIN
    return Script.KANA if KANA_ONLY.fullmatch(label) else Script.MIXED


def whole_word(text: str, start: int, end: int) -> bool:
    """Tell whether no Latin letter or digit runs on at either end of ``text[start:end]``."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (_is_word(before) and _is_word(text[start])) and not (
        _is_word(after) and _is_word(text[end - 1])
    )


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


_PARTICLES = ("の", "で", "に", "を", "は", "が", "と", "や", "も", "から", "まで", "へ", "な")
_PARTICLE_AFTER = re.compile("|".join(_PARTICLES))


def script_edges(original: str, folded: Folded) -> set[int]:
    """Return the positions where katakana meet hiragana in what was typed, and where blanks were.

    Folding hides them: されたクラウド folds to されたくらうど.
    """
    katakana = [_is_katakana(original[start]) for start in folded.starts]
    edges = set(folded.gaps)
    for position in range(1, len(katakana)):
        pair = folded.text[position - 1 : position + 1]
        if katakana[position - 1] != katakana[position] and KANA_ONLY.fullmatch(pair):
            edges.add(position)
    return edges


def _is_katakana(character: str) -> bool:
    return "\u30a0" <= character <= "\u30ff" or "\uff66" <= character <= "\uff9f"


def with_kana_boundaries(matches: Iterable[Match], folded: Folded, edges: set[int]) -> list[Match]:
    """Leave out kana labels that begin or end in the middle of other kana."""
    found = list(matches)
    edges_before = edges | {m.end for m in found if m.script is not Script.KANA}
    kana = [match for match in found if match.script is Script.KANA and not _has_own_rule(match)]
    edges_after = edges | {m.start for m in found if m.script is not Script.KANA}
    edges_after |= {m.start for m in kana}
    kept = [
        match
        for match in found
        if (match.script is not Script.KANA or _has_own_rule(match))
        and _name_begins(match, folded, edges_before)
    ]
    for match in sorted(kana, key=lambda match: (match.start, -match.end)):
        if _kana_start(match, folded, edges_before) and _kana_end(match, folded, edges_after):
            kept.append(match)
            edges_before.add(match.end)
    return kept


def _has_own_rule(match: Match) -> bool:
    """Tell whether ``search.query.places.body_words`` judges a word: まち follows a verb."""
    return all(entry.kind == words.BODY for entry in match.entries)


def _name_begins(match: Match, folded: Folded, edges: set[int]) -> bool:
    """Tell whether a place whose name begins with kana (つくば市, うれしの市) begins a word."""
    return (
        match.script is not Script.MIXED
        or not _is_kana(folded.text[match.start])
        or any(entry.kind != "place" for entry in match.entries)
        or _kana_start(match, folded, edges)
    )


def _is_kana(character: str) -> bool:
    return bool(KANA_ONLY.fullmatch(character))


def _kana_start(match: Match, folded: Folded, edges: set[int]) -> bool:
    text, start = folded.text, match.start
    return (
        start == 0
        or start in edges
        or not _is_kana(text[start - 1])
        or text.endswith(_PARTICLES, 0, start)
    )


def _kana_end(match: Match, folded: Folded, edges: set[int]) -> bool:
    text, end = folded.text, match.end
    return (
        end == len(text)
        or end in edges
        or not _is_kana(text[end])
        or bool(_PARTICLE_AFTER.match(text, end))
    )
