"""Builds everything that search reads: dictionary, index, lexicon, columns, documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from search.assist.completion import write_suggestions
from search.assist.spelling_forms import write_spelling
from search.index.documents import DocumentWriter
from search.index.files import COLUMNS, CORPUS, DICTIONARY, DOCUMENTS, INDEX, LEXICON, NAMES
from search.index.fulltext import IndexWriter
from search.index.preparing import prepare
from search.model.corpus import Corpus, Document, Keep, Progress, anew, silent, to_json
from search.names.entries import Bare
from search.names.gazetteer import Gazetteer
from search.names.lexicon_builder import LexiconBuilder, place_stem
from search.names.things import vocabulary
from search.names.titles import write_titles
from search.retrieval.writing import write_columns
from search.text.dictionary import build_user_dictionary
from search.text.folding import fold
from search.text.tokens import Tokenizer

_LONG_ENOUGH = 3
"""Names of regions that the dictionary does not know are free from so many characters on."""
_PROPER_NOUN = "固有名詞"
_PLACE_NOUN = (_PROPER_NOUN, "地名")


def build_search(
    folder: Path,
    corpus: Corpus,
    progress: Progress = silent,
    dictionaries: Path | None = None,
    keep: Keep = anew,
) -> None:
    """Write everything that search needs.

    Args:
        folder: an existing empty folder.
        corpus: what can be found and named.
        progress: told of the documents that are indexed.
        dictionaries: a folder of compiled dictionaries, kept from one build to the next.
        keep: gives what a build before has made of the same.
    """
    plain = Tokenizer()
    build_user_dictionary(_names(corpus, plain), folder / DICTIONARY, dictionaries)
    for name in (INDEX, COLUMNS, DOCUMENTS, NAMES):
        (folder / name).mkdir()
    (folder / CORPUS).write_bytes(orjson.dumps(to_json(corpus), option=orjson.OPT_SORT_KEYS))
    lexicon = LexiconBuilder(corpus, _bare_names(corpus, plain))
    (folder / LEXICON).write_bytes(orjson.dumps(lexicon.data()))
    gazetteer = Gazetteer.of(corpus)
    write_columns(folder / COLUMNS, corpus.documents, corpus.hierarchy, gazetteer)
    write_titles(folder / NAMES, corpus.documents)
    readings = _write_texts(folder, corpus.documents, progress, keep)
    tokenizer = KnownReadings(folder / DICTIONARY, readings)
    named = vocabulary(corpus, tokenizer)
    write_suggestions(folder / NAMES, corpus, tokenizer, named)
    write_spelling(folder / NAMES, corpus, tokenizer, named)


def _write_texts(
    folder: Path, documents: Sequence[Document], progress: Progress, keep: Keep
) -> dict[str, str]:
    """Write index and documents; return the readings of the titles that are suggested."""
    index, store = IndexWriter(folder / INDEX), DocumentWriter(folder / DOCUMENTS)
    readings: dict[str, str] = {}
    made = prepare(documents, folder / DICTIONARY, keep)
    for number, (document, prepared) in enumerate(zip(documents, made, strict=True), start=1):
        index.add(f"{document.kind}/{document.key}", prepared.terms, prepared.titles)
        store.add(prepared.line, prepared.titles + prepared.names)
        readings.update(prepared.readings)
        progress("documents indexed", number, len(documents))
    index.finish(progress)
    store.finish(documents)
    return readings


class KnownReadings(Tokenizer):
    """A tokenizer that need not read again what was read before.

    Args:
        dictionary: the compiled user dictionary.
        readings: readings of texts.
    """

    def __init__(self, dictionary: Path, readings: Mapping[str, str]) -> None:
        super().__init__(dictionary)
        self._readings = readings

    def readings(self, text: str, separator: str = "") -> str:
        """Return the reading of a text in hiragana."""
        known = None if separator else self._readings.get(text)
        return super().readings(text, separator) if known is None else known


def _names(corpus: Corpus, tokenizer: Tokenizer) -> Iterator[tuple[str, str]]:
    """Yield the names that the tokenizer shall know, with their readings."""
    for place in corpus.places:
        yield place.name, place.reading
    for label in corpus.labels:
        if label.lang == "ja":
            yield label.text, tokenizer.readings(label.text)


def _bare_names(corpus: Corpus, tokenizer: Tokenizer) -> dict[str, Bare]:
    """Return the folded names without suffix, each with how freely it may be read as a place.

    Names that the dictionary knows as places, or not as one word at all, are free; other proper
    nouns (嬉野, a surname too) must stand apart from other words; common nouns (高砂, 国立)
    and single characters must also stand beside something else that was understood.
    """
    names: dict[str, Bare] = {}
    for place in corpus.places:
        stem = place_stem(place)
        if not stem:
            continue
        known = [token.part_of_speech for token in tokenizer.tokens(stem)]
        free = place.kind == "prefecture" or len(known) > 1
        if len(stem) == 1:
            found = Bare.BESIDE
        elif free or any(part[1:3] == _PLACE_NOUN for part in known):
            found = Bare.FREE
        elif any(part[1] == _PROPER_NOUN for part in known):
            found = Bare.APART
        else:
            found = Bare.BESIDE
        names[fold(stem)] = found
    for region in corpus.regions:
        if not region.prefectures:
            known = [token.part_of_speech for token in tokenizer.tokens(region.labels[0])]
            one = len(known) == 1 and known[0][1:3] == _PLACE_NOUN
            for label in region.labels:
                free = one or len(label) >= _LONG_ENOUGH
                names.setdefault(fold(label), Bare.FREE if free else Bare.APART)
    return names
