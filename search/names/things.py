"""What can be named, by every form in which it may be typed: for completions and for spelling.

A *name* is one label of a thing as it is written. Its *written* forms are folded texts: the label
and its reading in hiragana. Its *romaji* forms are keys of :mod:`search.text.romaji`. A reading
belongs to the label that it reads (じどうそうこう to 自動走行), so that whoever types the reading
is offered that label and not only the thing.

Readings are those of the register and of the thesauri; where a label has none, the dictionary reads
it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from search.model.corpus import Corpus, Document, Label, Place, Region
from search.model.facets import FACETS, Values
from search.model.kinds import DESIGNATION, REGION, TITLED_KINDS, USEFUL_KINDS
from search.names.lexicon_builder import place_stem
from search.text.folding import fold
from search.text.romaji import hiragana_to_romaji, romaji_key, romaji_label_keys
from search.text.scripts import HAS_HAN, HAS_KANA_OR_MARK, LATIN_ONLY
from search.text.tokens import Tokenizer

_READ_OF_TITLE: Final = 24
"""Kana of a title that are romanised: nobody types more of one in romaji."""

_COUNTED: Final = tuple(
    facet
    for facet in FACETS
    if facet.values in {Values.CONCEPT, Values.NAMED, Values.MUNICIPALITY}
    or facet.name == DESIGNATION
)
"""Facets whose values can be named."""


@dataclass(frozen=True, slots=True)
class Name:
    """One label of a thing.

    Args:
        text: the label as it is written.
        written: folded texts that lead to it: the label and its readings.
        romaji: romaji keys that lead to it.
    """

    text: str
    written: tuple[str, ...]
    romaji: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be named.

    Args:
        kind: one of ``USEFUL_KINDS``.
        key: its key.
        labels: what is shown of it, by language.
        within: names of the prefecture of a municipality, by language: it tells 府中市 in Tokyo
            from 府中市 in Hiroshima. Empty for everything else.
        count: number of projects that have to do with it.
        names: its names, the one that is shown first.
        standing: the number of projects that it is ordered by, where that is another.
    """

    kind: str
    key: str
    labels: Mapping[str, str] = field(hash=False)
    within: Mapping[str, str] = field(hash=False)
    count: int
    names: tuple[Name, ...]
    standing: int | None = None

    @property
    def usefulness(self) -> tuple[int, int, int, str, str]:
        """Sort key: most projects first, then the kind, the shorter label, the label, the key.

        A project counts for no project but itself, which narrows nothing: it is taken for 0.
        """
        shown = self.labels.get("ja", "")
        count = 0 if self.kind == "project" else self.count
        count = count if self.standing is None else self.standing
        return -count, USEFUL_KINDS.index(self.kind), len(shown), shown, self.key


def vocabulary(corpus: Corpus, tokenizer: Tokenizer) -> list[Thing]:
    """Return what queries are made of: concepts, programmes, ministries, places and regions.

    Args:
        corpus: its labels, places and regions; its projects are counted.
        tokenizer: reads labels that have no reading of their own.
    """
    counts = _project_counts(corpus)
    grouped: defaultdict[tuple[str, str], list[Label]] = defaultdict(list)
    for label in corpus.labels:
        # other ways to write a place, which has its names from below; what is no thing here
        if label.kind not in {"place", "organisation"}:
            grouped[label.kind, label.key].append(label)
    things = [
        _concept(kind, key, labels, counts[kind, key], tokenizer)
        for (kind, key), labels in grouped.items()
    ]
    places = {place.code: place for place in corpus.places}
    former: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for label in corpus.labels:
        if label.former and label.text == label.former.name:
            former[label.key][label.text] = None
    things += [
        _place(place, places, counts["municipality", place.code], former[place.code])
        for place in places.values()
    ]
    things += [
        _region(region, counts[REGION, region.key], _standing(region, places, counts))
        for region in corpus.regions
        if region.prefectures or counts[REGION, region.key]  # else nothing is behind it
    ]
    return sorted(things, key=lambda thing: thing.usefulness)


def titles(corpus: Corpus, tokenizer: Tokenizer) -> list[Thing]:
    """Return the projects, councils and events by their titles.

    Args:
        corpus: its documents.
        tokenizer: reads the titles.
    """
    projects = [document for document in corpus.documents if document.kind == "project"]
    counts = Counter(council for project in projects for council in project.councils)
    things = []
    for document in corpus.documents:
        if document.kind in TITLED_KINDS:
            texts = dict.fromkeys((*document.labels.values(), *document.titles))
            names = tuple(name for text in texts if (name := _title(text, tokenizer)).written)
            count = 1 if document.kind == "project" else 0
            if document.kind == "council":
                count = counts[document.key]
            labels = dict(document.labels)
            things.append(Thing(document.kind, document.key, labels, {}, count, names))
    return sorted(things, key=lambda thing: thing.usefulness)


def _title(text: str, tokenizer: Tokenizer) -> Name:
    """Return a title as a name; there may be a hundred thousand, so only what is typed of one."""
    folded = fold(text)
    if not folded or LATIN_ONLY.fullmatch(folded):
        return Name(text, (folded,) if folded else (), ())
    reading = fold(tokenizer.readings(text)) if HAS_HAN.search(folded) else folded
    roman = hiragana_to_romaji(reading[:_READ_OF_TITLE])
    romaji = romaji_label_keys(roman) if LATIN_ONLY.fullmatch(roman) else ()
    return Name(text, tuple(dict.fromkeys((folded, reading))), romaji)


def _project_counts(corpus: Corpus) -> Counter[tuple[str, str]]:
    """Count projects as the search finds them: with narrower concepts, and with wards in cities."""
    broader = corpus.hierarchy.broader()
    regions = _all_regions_of(corpus.regions)
    places = {place.code: place for place in corpus.places}
    counts: Counter[tuple[str, str]] = Counter()
    for document in corpus.documents:
        if document.kind == "project":
            counts.update(set(_counted(document, broader, places, regions)))
    return counts


def _all_regions_of(regions: Iterable[Region]) -> dict[str, tuple[str, ...]]:
    """Return the keys of the regions of each place, also of those that are only said."""
    found: dict[str, tuple[str, ...]] = {}
    for region in regions:
        for code in region.places:
            found[code] = (*found.get(code, ()), region.key)
    return found


def _counted(
    document: Document,
    broader: Mapping[str, Iterable[str]],
    places: Mapping[str, Place],
    regions: Mapping[str, Iterable[str]],
) -> Iterator[tuple[str, str]]:
    """Yield everything that a project counts for."""
    for facet in _COUNTED:
        for key in facet.of(document):
            yield facet.name, key
            if facet.is_grouped:
                yield from ((facet.name, other) for other in broader.get(key, ()))
    for code in (*document.bodies, *document.located_in):
        if code in places:
            place = places[code]
            yield from (("municipality", c) for c in (place.parent, place.prefecture) if c)
            around = {code, place.parent, place.prefecture}
            yield from ((REGION, key) for code in around for key in regions.get(code, ()))


def _concept(
    kind: str, key: str, labels: Iterable[Label], count: int, tokenizer: Tokenizer
) -> Thing:
    by_lang: defaultdict[str, list[str]] = defaultdict(list)
    shown: dict[str, str] = {}
    for label in sorted(labels, key=lambda label: (not label.preferred, len(label.text))):
        by_lang[label.lang].append(label.text)
        if label.preferred:
            shown.setdefault(label.lang, label.text)
    given = {fold(text) for text in by_lang["ja-Hira"]}
    keys = {k for text in by_lang["ja-Latn"] for k in romaji_label_keys(fold(text))}
    names: list[Name] = []
    for text in dict.fromkeys(by_lang["ja"]):
        reading = _reading(text, tokenizer)
        known = (reading,) if not given or reading in given else ()
        names.append(named(text, known, ()))
    names += [named(text, (), ()) for text in dict.fromkeys(by_lang["en"])]
    if names:
        spare = sorted(given.difference(*(name.written for name in names)))
        spare_keys = sorted(keys.difference(*(name.romaji for name in names)))
        first = names[0]
        names[0] = named(first.text, (*first.written[1:], *spare), spare_keys)
    return Thing(kind, key, shown, {}, count, _merged(names))


def _place(place: Place, places: Mapping[str, Place], count: int, former: Iterable[str]) -> Thing:
    prefecture = places[place.prefecture]
    stem, stem_reading = place_stem(place), _stem_reading(place)
    names = [
        named(place.full_name, (prefecture.reading + place.reading,) if _inner(place) else (), ()),
        named(
            place.name,
            (place.reading,),
            romaji_label_keys(fold(place.romaji + place.romaji_suffix)),
        ),
    ]
    if place.parent:
        names.append(named(places[place.parent].name + place.name, (), ()))
    if stem:
        names.append(named(stem, (stem_reading,), ()))
    names += [named(text, (), ()) for text in (place.romaji, place.english, *former)]
    within = {"ja": prefecture.name, "en": prefecture.english} if _inner(place) else {}
    labels = {"ja": place.full_name, "en": place.english}
    return Thing("municipality", place.code, labels, within, count, _merged(names))


def _inner(place: Place) -> bool:
    return place.kind != "prefecture"


def _stem_reading(place: Place) -> str:
    """Return the reading of a place's name without its suffix: what its romaji romanises."""
    wanted = romaji_key(fold(place.romaji))
    for end in range(len(place.reading) - 1, 0, -1):
        if romaji_key(hiragana_to_romaji(place.reading[:end])) == wanted:
            return place.reading[:end]
    return ""


def _standing(
    region: Region, places: Mapping[str, Place], counts: Mapping[tuple[str, str], int]
) -> int | None:
    """Return the projects of the places that a region is named or begins like, or None.

    Whoever types 大 asks for 大阪府 more often than for 大阪圏, and 京 for 京都府 than for 京阪神.
    """
    name = region.labels[0].removesuffix("圏")
    like = (
        counts["municipality", place.code]
        for place in places.values()
        if (place.kind == "prefecture" and place.name[0] == name[0])
        or name in {place.name, place_stem(place)}
    )
    most = max(like, default=0)
    return min(most, counts[REGION, region.key]) if most else None


def _region(region: Region, count: int, standing: int | None) -> Thing:
    first, *others = region.labels
    readings = [text for text in others if HAS_KANA_OR_MARK.match(fold(text))]
    names = [named(first, readings, ())]
    names += [named(text, (), ()) for text in others if text not in readings]
    labels = {"ja": first, "en": region.english}
    return Thing(REGION, region.key, labels, {}, count, _merged(names), standing)


def _merged(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return the names, none empty, each text once with all the forms that lead to it."""
    found: dict[str, Name] = {}
    for name in names:
        known = found.get(name.text, Name(name.text, (), ()))
        written = dict.fromkeys((*known.written, *name.written))
        romaji = dict.fromkeys((*known.romaji, *name.romaji))
        found[name.text] = Name(name.text, tuple(written), tuple(romaji))
    return tuple(name for name in found.values() if name.written)


def _reading(text: str, tokenizer: Tokenizer) -> str:
    folded = fold(text)
    return folded if not HAS_HAN.search(folded) else fold(tokenizer.readings(text))


def named(text: str, readings: Iterable[str], keys: Iterable[str]) -> Name:
    """Return a name with the forms that follow from its label and its readings.

    Args:
        text: the label.
        readings: its readings in kana.
        keys: romaji keys that do not follow from them.
    """
    folded = fold(text)
    kana = [fold(reading) for reading in readings]
    written = tuple(form for form in dict.fromkeys((folded, *kana)) if form)
    romaji: list[str] = []
    for form in written:
        roman = form if LATIN_ONLY.fullmatch(form) else hiragana_to_romaji(form)
        if LATIN_ONLY.fullmatch(roman):
            romaji += romaji_label_keys(roman)
    found = dict.fromkeys((*romaji, *keys))
    return Name(text, written, tuple(key for key in found if key))
