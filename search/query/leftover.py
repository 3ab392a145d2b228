"""What is left of a query for full text: its content words, without the grammar around them.

Only words that carry nothing in this service are taken away, and only where they stand whole:

- small words of English (``words.STOP_WORDS``);
- Japanese particles, and verbs and nouns of using, selecting and asking (``_VERBS``, ``_NOUNS``),
  where a word is nothing else (を使う, はいつ採択された);
- the same, nouns apart, after a recognised word and at the end of a word, but only where kanji,
  katakana or letters stand beside them: the first and last kana of a word in hiragana are its own
  (はしご, みなと).

What stands between two content words stays: 震災の記憶を伝える, 温泉街を走る.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.names import function_words as words
from search.text.scripts import HAN, HIRAGANA, KATAKANA

_DONE = "(?:されました|されている|された|される|している|しています|してる|した|したい|する|できる)"
_VERBS = "|".join((
    "(?:使|つか)(?:っている|っています|ってる|って|った|われている|われた|われる|える|いたい|う)",
    "取り?組(?:んでいる|んでいます|んだ|みたい|む)|とりくんでいる|とりくむ",
    f"(?:活用|利用|使用|導入|実施|運用|採択|選定|支援|開催){_DONE}",
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
    "|[都道府県市町村]内"
)
_PARTICLES = "からの|への|での|との|では|には|とは|から|まで|より|[のでにをはがとやもへか]"
# atomic groups: no input can make them try a text in more than one way
_GRAMMAR = f"(?>{_VERBS}|{_PARTICLES})"
_WHOLE = re.compile(f"(?>{_VERBS}|{_NOUNS}|{_PARTICLES})++")
_FIRST = re.compile(f"{_GRAMMAR}++(?![{HIRAGANA}ー])")
_LAST = re.compile(f"(?<=[{HAN}々{KATAKANA}ーa-zA-Z0-9]){_GRAMMAR}++$")
_MARKS = " \u3000、,。・?？!！()（）「」『』【】:：-"


def leftover(parts: Iterable[tuple[str, bool]], *, alone: bool) -> str:
    """Return the content words of what nothing recognised, with blanks between them.

    Args:
        parts: what was typed between the recognised pieces, each with whether one stands before it.
        alone: whether nothing was recognised: only the small words of English are taken away then,
            so that no Japanese word is taken for grammar with nothing beside it (はと, かも).
    """
    kept: list[str] = []
    for part, follows in parts:
        for number, word in enumerate(part.split()):
            bound = follows and number == 0 and not part[0].isspace()
            kept.append(_large(word) if alone else _content(_large(word), bound=bound))
    return " ".join(word for word in kept if word)


def _large(word: str) -> str:
    """Return a word without marks at its ends, or nothing for a small word of English."""
    bare = word.strip(_MARKS)
    return "" if bare.casefold() in words.STOP_WORDS else bare


def _content(word: str, *, bound: bool) -> str:
    """Return a word without the grammar at its ends, or nothing.

    Args:
        word: a word as it was typed.
        bound: whether it follows a recognised word directly.
    """
    if _WHOLE.fullmatch(word):
        return ""
    first = _FIRST.match(word) if bound else None
    rest = word[first.end() :] if first else word
    return _LAST.sub("", rest).strip(_MARKS)
