"""The user dictionary that teaches SudachiPy the names and terms of this service.

The build compiles it from the thesaurus and the register for :class:`search.text.tokens.Tokenizer`.
The lexicon's columns are those of Sudachi's user dictionary document (``docs/user_dict.md``).
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sudachidict_core
import sudachipy
from sudachipy import sudachipy as sudachi_native

from search.text.folding import unify
from search.text.latin import WORD
from search.text.tokens import WORD_PART_OF_SPEECH

if TYPE_CHECKING:
    from collections.abc import Iterable

_SYSTEM_DICTIONARY: Final = Path(sudachidict_core.__file__).parent / "resources" / "system.dic"
_NOUN_CONNECTION: Final = 5146  # context id of a common noun in the dictionary's connection matrix
_USER_COST: Final = 2000  # below the cost of the parts, so that the whole wins; Sudachi's scale


def build_user_dictionary(entries: Iterable[tuple[str, str]], path: Path) -> int:
    """Compile a Sudachi user dictionary of names and terms; return the number of words written.

    Args:
        entries: pairs of a surface and its reading in hiragana or katakana. An entry that the
            dictionary already keeps as one unit, and one without Japanese characters, is left out.
        path: the file to write; an existing one is replaced.

    A compound keeps its short units (自動運転 is cut into 自動 and 運転 in mode A) as the system
    dictionary sees them. The file carries its time of creation, so its bytes differ between runs.

    Raises:
        sudachipy.errors.SudachiError: an entry cannot be compiled.
        OSError: the file cannot be written.
    """
    dictionary = sudachipy.Dictionary()
    normalizer = dictionary.text_normalizer()
    whole = dictionary.tokenizer(sudachipy.SplitMode.C)
    short = dictionary.tokenizer(sudachipy.SplitMode.A)
    rows: dict[str, list[str]] = {}
    for surface, reading in entries:
        headword = normalizer.normalize(unify(surface))
        if len(whole.tokenize(headword)) > 1 and WORD.search(headword) is None:
            units = list(short.tokenize(headword))
            rows.setdefault(headword, _user_row(headword, _katakana(reading), units))
    with tempfile.TemporaryDirectory() as folder:
        lexicon = Path(folder) / "user.csv"
        with lexicon.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows[key] for key in sorted(rows))
        path.unlink(missing_ok=True)
        sudachi_native.build_user_dic(
            system=_SYSTEM_DICTIONARY, lex=[lexicon], output=path, description=""
        )
    return len(rows)


def _user_row(headword: str, reading: str, units: list[sudachipy.Morpheme]) -> list[str]:
    """Return one line of Sudachi's lexicon format (its user dictionary document, 18 columns)."""
    references = "/".join(
        ",".join((unit.surface(), *unit.part_of_speech(), unit.reading_form())) for unit in units
    )
    plain = all(not unit.is_oov() and not set(unit.surface()) & set(',/"') for unit in units)
    split = references if plain else "*"
    cost = [str(_NOUN_CONNECTION), str(_NOUN_CONNECTION), str(_USER_COST)]
    tail = ["*", "C", split, split, "*"] if plain else ["*", "A", "*", "*", "*"]
    return [headword, *cost, headword, *WORD_PART_OF_SPEECH, reading, headword, *tail]


def _katakana(reading: str) -> str:
    """Return a reading in katakana, the form of Sudachi's lexicon."""
    return "".join(
        chr(ord(character) + 0x60) if "\u3041" <= character <= "\u3096" else character
        for character in unify(reading)
    )
