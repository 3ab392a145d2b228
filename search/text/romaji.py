"""Romaji: one key for all spellings of a name, and the romanisation of readings.

:func:`romaji_key` brings Hepburn, Kunrei and word-processor spellings, with or without long vowels,
to one string. It is a key, not a spelling: it is made of the label and of the query alike, and
means nothing alone. Rules, applied to each word in this order:

1. Kunrei and word-processor syllables become Hepburn: ``si ti tu hu zi di du`` to
   ``shi chi tsu fu ji ji zu``; ``sya tya zya jya dya cya`` (and ``u``, ``o``, ``e``) to
   ``sha cha ja ja ja cha``; ``tch`` to ``cch``; ``wo`` to ``o``; ``dzu`` to ``zu``.
2. ``m`` before ``b``, ``m``, ``p`` becomes ``n`` (Namba, Nanba; Gumma, Gunma); so does
   ``nn`` that no vowel follows (Sannda).
3. Long vowels become short: any run of ``o`` and ``u`` that begins with ``o``; ``oh`` that no vowel
   or ``y`` follows (Ohsaka, Satoh; but Ohara); ``aa``, ``uu``, ``ee``. Not ``ii``: Iide and Ide are
   two towns.

Words and places. A name is written solid, with blanks, hyphens or an apostrophe (``Shin-Osaka``,
``shin osaka``, ``Ten'nōji``). The key therefore has none of them, and
:class:`RomajiKey` tells where words begin and end, so that a match can be held to whole words:
``osaka`` is found in ``shin osaka`` as a word, and ``kawachinagano`` in ``kawachi nagano`` as two.
Rules 1 to 3 do not reach across a blank or a hyphen; they do reach across an apostrophe. A label
has therefore two keys when the rules would act at its seams (``Sanyo-Onoda`` and ``Sanyoonoda``):
:func:`romaji_label_keys` gives both.

Sources: Cabinet notification no. 1 of 1954 (ローマ字のつづり方, tables 1 and 2); passport Hepburn
for ``oh`` and for ``m`` before labials.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from search.text.alignment import Aligned, Step, identity

_SYLLABLES: Final[dict[str, str]] = {
    "si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu",
    "dzi": "ji", "dzu": "zu", "sy": "sh", "ty": "ch", "cy": "ch", "zy": "j", "jy": "j", "dy": "j",
    "wo": "o", "tch": "cch", "tti": "cchi", "tty": "cch",
}  # fmt: skip
_SYLLABLE: Final = re.compile(
    "dz[iu]|tch|tti|tty(?=[aueo])|(?:sy|ty|cy|zy|jy|dy)(?=[aueo])|si|ti|tu|(?<![cstdk])hu"
    "|zi|di|du|(?<![a-z])wo|(?<=[aiueon])wo"
)
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_STEPS: Final = (
    Step(re.compile("(?<=[a-z])'(?=[a-z])"), "", frozenset("'")),
    Step(_SYLLABLE, lambda match: _SYLLABLES[match[0]], _LETTERS),
    Step(re.compile("m(?=[bmp])"), "n", frozenset("m")),
    Step(re.compile("nn(?![aiueoyn])"), "n", frozenset("n")),
    Step(re.compile("o(?:[ou]|h(?![aiueoy]))+"), "o", frozenset("o")),
    Step(re.compile("a{2,}|u{2,}|e{2,}"), lambda match: match[0][0], frozenset("aue")),
)
_SEAM: Final = Step(re.compile("(?<=[a-z0-9])[ -]+(?=[a-z0-9])"), "", frozenset(" -"))
_WORD: Final = re.compile("[a-z0-9]+(?:'[a-z]+)*")


@dataclass(frozen=True, slots=True)
class RomajiKey(Aligned):
    """A key with its origins (positions in the folded text that it was made of) and its words.

    ``word_starts`` and ``word_ends`` are positions in the key: a whole-word match begins at one of
    the first and ends at one of the second.
    """

    word_starts: frozenset[int] = frozenset()
    word_ends: frozenset[int] = frozenset()

    def is_whole(self, start: int, end: int) -> bool:
        """Tell whether ``text[start:end]`` begins and ends where words do."""
        return start in self.word_starts and end in self.word_ends


def romaji_key(text: str) -> str:
    """Return the key of a folded text; characters other than a–z pass through unchanged."""
    for step in _STEPS:
        text = step.run(text)
    return _SEAM.run(text)


def romaji_key_with_offsets(text: str, *, solid: bool = False) -> RomajiKey:
    """Return what :func:`romaji_key` returns, with origins and word boundaries.

    With ``solid`` the rules reach across blanks and hyphens too, as in the second key of a label:
    ``jido unten`` then meets ``jidounten``.
    """
    aligned = _SEAM.run_aligned(identity(text)) if solid else identity(text)
    for step in _STEPS:
        aligned = step.run_aligned(aligned)
    aligned = _SEAM.run_aligned(aligned)
    words = [match.span() for match in _WORD.finditer(text)]
    first, last = {start for start, _ in words}, {end for _, end in words}
    return RomajiKey(
        aligned.text,
        aligned.starts,
        aligned.ends,
        frozenset(i for i, start in enumerate(aligned.starts) if start in first),
        frozenset(i for i, end in enumerate(aligned.ends, start=1) if end in last),
    )


def romaji_label_keys(label: str) -> tuple[str, ...]:
    """Return the keys under which a folded label is to be found: with its seams, and solid."""
    return tuple(dict.fromkeys((romaji_key(label), romaji_key(_SEAM.run(label)))))


_ROWS: Final = (
    ("あいうえお", "a i u e o"),
    ("かきくけこ", "ka ki ku ke ko"),
    ("がぎぐげご", "ga gi gu ge go"),
    ("さしすせそ", "sa shi su se so"),
    ("ざじずぜぞ", "za ji zu ze zo"),
    ("たちつてと", "ta chi tsu te to"),
    ("だぢづでど", "da ji zu de do"),
    ("なにぬねの", "na ni nu ne no"),
    ("はひふへほ", "ha hi fu he ho"),
    ("ばびぶべぼ", "ba bi bu be bo"),
    ("ぱぴぷぺぽ", "pa pi pu pe po"),
    ("まみむめも", "ma mi mu me mo"),
    ("やゆよ", "ya yu yo"),
    ("らりるれろ", "ra ri ru re ro"),
    ("わゐゑをんゔ", "wa i e o n vu"),
    ("ぁぃぅぇぉゃゅょゎゕゖ", "a i u e o ya yu yo wa ka ke"),
)
_KANA: Final[dict[str, str]] = {
    kana: roman for row, romans in _ROWS for kana, roman in zip(row, romans.split(), strict=True)
}
_GLIDES: Final = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo"}
_SMALL_VOWELS: Final = {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_SMALL_VOWEL_HOSTS: Final = {
    "ふ": "f", "ゔ": "v", "う": "w", "て": "t", "で": "d", "と": "t", "ど": "d", "つ": "ts",
    "し": "sh", "じ": "j", "ち": "ch", "く": "kw", "ぐ": "gw",
}  # fmt: skip
_MORA: Final = re.compile("(.)([ゃゅょぁぃぅぇぉ]?)", re.DOTALL)
_LONG: Final = Step(re.compile("o[ou]+|u{2,}"), lambda match: match[0][0], frozenset("ou"))


def hiragana_to_romaji(kana: str) -> str:
    """Romanise a hiragana reading in modified Hepburn without macrons (おおさか to ``osaka``).

    Long ``o`` and ``u`` are written short and ``ー`` is left out, as on passports; ``ん`` is ``n``,
    and ``n'`` before a vowel or ``y``; ``っ`` doubles (``tch`` before ``ch``). A blank between two
    readings keeps them apart (じどう うんてん to ``jido unten``). What is not hiragana passes
    through. Where a long vowel is really two words' (いのうえ), the reading alone cannot tell.
    """
    text = _MORA.sub(_romanise_mora, kana)
    text = re.sub("っ+(?=ch)", "t", text)
    text = re.sub("っ+([bcdfghjklmpqrstvwxyz])", r"\1\1", text).replace("っ", "").replace("ー", "")
    text = re.sub("(?<=[a-z])ん(?=[aiueoy])|^ん(?=[aiueoy])", "n'", text).replace("ん", "n")
    return _LONG.run(text)


def _romanise_mora(match: re.Match[str]) -> str:
    base, small = match[1], match[2]
    roman = _KANA.get(base, base)
    if base == "ん":
        return "ん" + _KANA.get(small, "")
    if small in _GLIDES and roman.endswith("i") and len(roman) > 1:
        stem = roman[:-1]
        glide = _GLIDES[small]
        return stem + (glide[1:] if stem in {"sh", "ch", "j"} else glide)
    if small in _SMALL_VOWELS and base in _SMALL_VOWEL_HOSTS:
        return _SMALL_VOWEL_HOSTS[base] + _SMALL_VOWELS[small]
    return roman + _KANA.get(small, "")
