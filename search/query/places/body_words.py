"""Words for kinds of local government that stand alone: 町, 市, まち, towns, city, 都道府県.

Such a word asks for local governments of its kind; まち is said of cities too, so that it ranks
and leaves nothing out. The same characters end names and begin other words (三郷町, 町内会, 都市,
まちづくり); a word counts only

- in Japanese: at the beginning, after a blank or a Latin word, after a recognised word and its
  particle (奈良の町), or after a clause (ドローンを使う町); and before the end, a blank, a mark or
  a particle. 町 in 町の事業 says whose, not what is asked for, and is left as text;
  words of law (政令市, 中核市, 特別区, 都道府県) are never said loosely: 政令市のスマートシティ
  asks for what designated cities do (``describes``);
- in English: in the plural anywhere, in the singular after a small word or at the beginning, and
  before a small word or the end (``in which city``; not ``city planning``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.names import function_words as words
from search.query.pieces import JAPANESE_CHARACTER, Piece, joined_from
from search.text.folding import Folded
from search.text.scripts import HAN, HIRAGANA

_CLAUSE_END = re.compile(
    f"(?:[{HAN}][{HIRAGANA}]{{0,4}}[うくぐすつぬぶむるただいな]|する|した|している|ある|いる|できる|[{HAN}]の|どの|どんな)$"
)
"""What stands before a noun: kana that end a verb or adjective in kanji, の after kanji, どの."""
_FOLLOWING = re.compile(
    "[のでにをはもへと・、。]|が(?![いえうっ])|です|だ|か(?![" + HIRAGANA + "])"
)
"""Particles after a word; not まちがい, まちがう (mistake)."""
_ENGLISH_BEFORE = re.compile(
    r"(?:^|[^a-z ]|\b(?:a|an|the|which|what|any|each|every|one|in|of|by|for))[ ]*$"
)
_ENGLISH_AFTER = re.compile(
    r"[ ]*(?:$|[^a-z ]|(?:in|of|that|where|which|who|with|without|near|use|uses|using|is|are|has"
    r"|have|do|does|to|for|and|or)\b)"
)
_SCOPES = frozenset({words.EXCLUDE_AFTER, words.ONLY})
"""Kinds of words that may follow directly: 市以外, 村だけ."""
_CONTENT = frozenset({
    "technology", "challenge", "programme", "ministry", "year", words.STATUS, words.TYPE
})  # fmt: skip
"""Kinds of pieces beside which a word of law says whose they are."""
_DONE = _CONTENT - {"year", words.STATUS}
"""Kinds of pieces that say what is done."""
_OF = re.compile(r"(?:の(?!み)|で|における|による|[ ](?:with)?)(?!$|[ ]*(?:一覧|りすと|名前|数)$)")
_IN = re.compile(r"\b(?:in|by|of|from)[ ](?:the )?$")
_AT = re.compile(r"(?:での?|における|にて)(?!$)")
_INSIDE = re.compile(r"\bin[ ](?:the |our )?$")


def is_legal(piece: Piece) -> bool:
    """Tell whether a piece is a word of law for a kind of local government."""
    return piece.kind == words.BODY and any(e.key in words.LEGAL_BODIES for e in piece.entries)


def describes(piece: Piece, pieces: Iterable[Piece], folded: Folded) -> bool:
    """Tell whether a word of law says whose something is, and is not what is asked for.

    It does before what it governs (特別区の取組), in English after in, and set apart by a blank
    beside anything that is no place; ドローンを使う政令市 and 関西の中核市 ask for cities.

    Args:
        piece: the word.
        pieces: what was recognised in the query.
        folded: the query.
    """
    text = folded.text
    content = any(other.kind in _CONTENT for other in pieces)
    if _is_latin(text[piece.start]):
        return content and bool(_IN.search(text[: piece.start]))
    governs = _OF.match(text, piece.end)
    if governs and governs[0] != " ":
        return content or not any(other is not piece for other in pieces)
    apart = piece.start in folded.gaps or text[piece.start - 1 : piece.start] == " "
    return content and (bool(governs) or piece.end in folded.gaps or apart)


def is_scope(piece: Piece, pieces: Iterable[Piece], folded: Folded) -> bool:
    """Tell whether a word says where something is done (村でドローン, drones in villages).

    It asks for what is done there, then, and for no local governments.

    Args:
        piece: the word.
        pieces: what was recognised in the query.
        folded: the query.
    """
    text, others = folded.text, [other for other in pieces if other is not piece]
    done = [other for other in others if other.kind in _DONE]
    if _is_latin(text[piece.start]):
        said = (other.start for other in others if other.kind == "figure")
        start = next((at for at in said if at < piece.start and _INSIDE.search(text[:at])), None)
        return bool(done) and bool(_INSIDE.search(text[: start or piece.start]))
    at = _AT.match(text, piece.end)
    return (
        at is not None
        and any(other.start >= at.end() for other in done)
        and not any(other.kind == words.BODY and other.start > piece.end for other in others)
    )


def body_word_stands(
    piece: Piece, folded: Folded, found: Iterable[Piece], ends: frozenset[int]
) -> bool:
    """Tell whether a word for a kind of local government stands alone.

    Args:
        piece: the word.
        folded: the query.
        found: everything else that was found in it.
        ends: where that ends.
    """
    if _is_latin(folded.text[piece.start]):
        return _stands_in_english(piece, folded.text)
    return _begins(piece, folded, ends) and _ends(piece, folded, found)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _stands_in_english(piece: Piece, text: str) -> bool:
    if text[piece.start : piece.end] in words.BODY_PLURALS or is_legal(piece):
        return True
    return bool(_ENGLISH_BEFORE.search(text[: piece.start])) and bool(
        _ENGLISH_AFTER.match(text, piece.end)
    )


def _begins(piece: Piece, folded: Folded, ends: frozenset[int]) -> bool:
    text, start = folded.text, piece.start
    return (
        start == 0
        or start in folded.gaps
        or not (JAPANESE_CHARACTER.match(text[start - 1]) or text[start - 1].isdigit())
        or bool(_CLAUSE_END.search(text[:start]))
        or (text[start - 1] != " " and any(end in ends for end in joined_from(text, start)))
    )


def _ends(piece: Piece, folded: Folded, others: Iterable[Piece]) -> bool:
    text, end = folded.text, piece.end
    says_whose = text[end : end + 1] == "の" and any(
        other.kind == words.TYPE and other.start == end + 1 for other in others
    )
    return (is_legal(piece) or not says_whose) and (
        end == len(text)
        or any(other.kind in _SCOPES and other.start == end for other in others)
        or end in folded.gaps
        or not JAPANESE_CHARACTER.match(text[end])
        or bool(_FOLLOWING.match(text, end))
    )
