"""What is left of a query for full text: its content words, without the grammar around them.

Only words that carry nothing in this service are taken away, and only where they stand whole:

- small words of English (``words.STOP_WORDS``);
- Japanese particles, and verbs and nouns of using, securing, selecting and asking (``_VERBS``,
  ``_NOUNS``), where a word is nothing else (を使う, はいつ採択された);
- the same, nouns apart, after a recognised word and at the end of a word, but only where kanji,
  katakana or letters stand beside them: the first and last kana of a word in hiragana are its own
  (はしご, みなと).

What stands between two content words stays: 震災の記憶を伝える, 温泉街を走る.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.names import function_words as words
from search.query.pieces import Piece
from search.text.folding import Folded
from search.text.scripts import HAN, HIRAGANA, KATAKANA

_DONE = "(?:されました|されている|された|される|している|しています|してる|した|したい|する|できる)"
_VERBS = "|".join((
    "(?:使|つか)(?:っている|っています|ってる|って|った|われている|われた|われる|える|いたい|う)",
    "取り?組(?:んでいる|んでいます|んだ|みたい|む)|とりくんでいる|とりくむ",
    f"(?:活用|利用|使用|導入|実施|運用|採択|選定|支援|開催|確保){_DONE}",
    "選ばれ(?:ている|た|る)|行(?:っている|われている|った|われた|われる|う)|おこなう",
    "始(?:まった|まる|めた|める)|はじまった|開(?:かれた|かれる|いた)",
    "教えて(?:ください|下さい|ほしい)?|(?:知り|調べ|見)たい|探して(?:いる|います)?|欲しい|ほしい",
    _DONE,
    "やって(?:いる|います)|やる|ありますか|あります|ある|いますか|います|いる",
    "どこ|どの|どんな|どれ|どういう|いつ|なに|だれ|なぜ",
    "でしょうか|でしょう|ですか|です|について|に関する|に関して|に関わる|に係る|のための|のため",
    "による|における|にある|国の",
))  # fmt: skip
_NOUNS = (
    "活用|利用|使用|導入|実施|運用|採択|選定|支援|開催|一覧|リスト|など|等|何|誰|向け"
    "|[都道府県市町村]内|両方とも|両方|双方|どちらも|どちらか|いずれも|いずれか|それぞれ"
)
_PARTICLES = "からの|への|での|との|では|には|とは|から|まで|より|[のでにをはがとやもへか]"
# atomic groups: no input can make them try a text in more than one way
_GRAMMAR = f"(?>{_VERBS}|{_PARTICLES})"
_WHOLE = re.compile(f"(?>{_VERBS}|{_NOUNS}|{_PARTICLES})++")
_FIRST = re.compile(f"{_GRAMMAR}++(?![{HIRAGANA}ー])")
_LAST = re.compile(f"(?<=[{HAN}々{KATAKANA}ーa-zA-Z0-9]){_GRAMMAR}++$")
_MARKS = " \u3000、,。・?？!！()（）「」『』【】:：-"


_WORD = re.compile(r"[^\s|]+")

Extent = tuple[int, int]
"""First character in the query, and one past the last."""


def leftover(query: str, parts: Iterable[tuple[int, int, bool]], *, alone: bool) -> list[Extent]:
    """Return where the content words are in what nothing recognised.

    Args:
        query: what was typed.
        parts: the extents between the recognised pieces, each with whether one stands before it.
        alone: whether nothing was recognised: only the small words of English are taken away then,
            so that no Japanese word is taken for grammar with nothing beside it (はと, かも).
    """
    kept: list[Extent] = []
    for start, end, follows in parts:
        for word in _WORD.finditer(query, start, end):
            whole = _large(query, *word.span())
            bound = follows and word.start() == start
            kept.append(whole if alone else _content(query, *whole, bound=bound))
    return [(first, last) for first, last in kept if first < last]


def between(pieces: Iterable[Piece], folded: Folded) -> list[tuple[int, int, bool]]:
    """Return what is between pieces, each with whether a piece stands before it.

    Args:
        pieces: in order of the text.
        folded: the query.
    """
    parts: list[tuple[int, int, bool]] = []
    done, end = 0, len(folded.text)
    for start, until in [*((piece.start, piece.end) for piece in pieces), (end, end)]:
        if done < start:
            parts.append((*folded.original_span(done, start), done > 0))
        done = until
    return parts


def _large(query: str, start: int, end: int) -> Extent:
    """Return a word without marks at its ends, or nothing for a small word of English."""
    first, last = _without_marks(query, start, end)
    small = query[first:last].casefold() in words.STOP_WORDS
    return (first, first) if small else (first, last)


def _without_marks(query: str, start: int, end: int) -> Extent:
    word = query[start:end]
    return start + len(word) - len(word.lstrip(_MARKS)), start + len(word.rstrip(_MARKS))


def _content(query: str, start: int, end: int, *, bound: bool) -> Extent:
    """Return a word without the grammar at its ends, or nothing.

    Args:
        query: what was typed.
        start: first character of the word.
        end: one past the last.
        bound: whether it follows a recognised word directly.
    """
    word = query[start:end]
    if _WHOLE.fullmatch(word):
        return start, start
    first = _FIRST.match(word) if bound else None
    rest = word[first.end() :] if first else word
    return _without_marks(query, end - len(rest), end - len(rest) + len(_LAST.sub("", rest)))
