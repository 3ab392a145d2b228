"""The user dictionary that teaches SudachiPy the names and terms of this service.

The build compiles it from the thesaurus and the register for :class:`search.text.tokens.Tokenizer`.
The lexicon's columns are those of Sudachi's user dictionary document (``docs/user_dict.md``).
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import tempfile
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sudachipy
from sudachipy import sudachipy as sudachi_native

from search.text.folding import unify
from search.text.latin import WORD
from search.text.tokens import SYSTEM_DICTIONARY, WORD_PART_OF_SPEECH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NOUN_CONNECTION: Final = 5146  # context id of a common noun in the dictionary's connection matrix
_USER_COST: Final = 2000  # below the cost of the parts, so that the whole wins; Sudachi's scale
_COMPILED_BY: Final = ("SudachiPy", "SudachiDict-core")
_MOST_KEPT: Final = 8
"""Dictionaries that are kept: those of a few states of the data, each of some megabytes."""


def build_user_dictionary(
    entries: Iterable[tuple[str, str]], path: Path, kept: Path | None = None
) -> int:
    """Write a Sudachi user dictionary of names and terms; return the number of words written.

    Args:
        entries: pairs of a surface and its reading in hiragana or katakana. An entry that the
            dictionary already keeps as one unit, and one without Japanese characters, is left out.
        path: the file to write; an existing one is replaced.
        kept: a folder of compiled dictionaries, from which one of the same words is taken, and to
            which this one is added; several processes may use it at once. It need not exist yet,
            and lies on the file system of ``path``.

    A compound keeps its short units (自動運転 is cut into 自動 and 運転 in mode A) as the system
    dictionary sees them. The file carries its time of creation, so its bytes differ each time that
    it is compiled.

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
    lexicon = _lexicon(rows)
    path.unlink(missing_ok=True)
    if kept is None:
        _compile(lexicon, path)
    elif not _take(kept, _name(lexicon), path):
        _compile(lexicon, path)
        _keep(kept, _name(lexicon), path)
    return len(rows)


def _lexicon(rows: Mapping[str, list[str]]) -> bytes:
    """Return the words as Sudachi reads them: CSV, sorted by headword."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows[key] for key in sorted(rows))
    return text.getvalue().encode()


def _compile(lexicon: bytes, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "user.csv"
        written.write_bytes(lexicon)
        sudachi_native.build_user_dic(
            system=SYSTEM_DICTIONARY, lex=[written], output=path, description=""
        )


def _name(lexicon: bytes) -> str:
    """Return what names a dictionary: a hash of its words, and of what compiles them."""
    versions = [f"{name} {metadata.version(name)}\n" for name in _COMPILED_BY]
    return _hash("".join(versions).encode() + lexicon)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _take(kept: Path, name: str, path: Path) -> bool:
    """Copy a dictionary that is kept, if there is one and it is as it was written.

    A kept file is called after its words and after its bytes, so that one which a failing disk has
    cut short is compiled anew.
    """
    for found in kept.glob(f"{name}.*.dic"):
        with suppress(FileNotFoundError):  # another process has removed it
            content = found.read_bytes()
            if found.name == f"{name}.{_hash(content)}.dic":
                path.write_bytes(content)
                return True
    return False


def _keep(kept: Path, name: str, path: Path) -> None:
    """Keep a dictionary: under its name it is there wholly or not at all.

    It is copied beside the one that was asked for, so that whoever removes what a killed build has
    left removes the copy too.
    """
    kept.mkdir(parents=True, exist_ok=True)
    copy = Path(shutil.copyfile(path, path.with_suffix(".copy")))
    copy.replace(kept / f"{name}.{_hash(copy.read_bytes())}.dic")
    _forget(kept)


def _forget(kept: Path) -> None:
    """Remove the dictionaries that were written first, if there are too many."""
    written: list[tuple[int, Path]] = []
    for found in kept.glob("*.dic"):
        with suppress(FileNotFoundError):
            written.append((found.stat().st_mtime_ns, found))
    for _, found in sorted(written)[:-_MOST_KEPT]:
        found.unlink(missing_ok=True)


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
