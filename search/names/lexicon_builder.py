"""Collects every label that a query can name, once, when a release is built."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from search.model.corpus import Corpus, Label, Place, Region
from search.names.entries import Bare, Entry
from search.names.function_words import ADVERBS, FUNCTION_WORDS, STATIONS
from search.text.folding import fold
from search.text.romaji import romaji_label_keys
from search.text.scripts import LATIN_ONLY

_COUNTED = re.compile(
    r"\b(?:[a-z]*(?P<es>bus|x|[cs]h)|[A-Za-z]?[a-z]{2,}(?:[a-rt-wz]|[aeiou]y|(?P<y>y)))$"
)
"""A last word in small letters that takes -s, or -es after ``bus``, ``x``, ``ch`` and ``sh``, or
-ies where ``y`` follows a consonant."""
_ENGLISH_SUFFIXES = {
    "prefecture": ("prefecture", "pref"),
    "ward": ("ward",),
    "town": ("town",),
    "village": ("village",),
}
"""English words after a place's romaji; every other kind is a ``city``."""


class LexiconBuilder:
    """Collects the labels of a corpus, folded once, at build time.

    Args:
        corpus: its places, regions and labels are used.
        bare_names: folded names without suffix; those that are ordinary words too (中央) are taken
            for places only where the text around them allows it.
    """

    def __init__(self, corpus: Corpus, bare_names: Mapping[str, Bare]) -> None:
        self._bare_names = {**bare_names, **{fold(word): Bare.APART for word in ADVERBS}}
        self._plain: defaultdict[str, set[Entry]] = defaultdict(set)
        self._romaji: defaultdict[str, set[Entry]] = defaultdict(set)
        self._shown: defaultdict[str, defaultdict[str, dict[str, str]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for label in corpus.labels:
            self._add_label(label)
        cities = {place.code: place.name for place in corpus.places}
        for place in corpus.places:
            self._add_place(place)
            if place.parent:
                self._add(
                    cities[place.parent] + place.name, Entry("place", place.code), romaji=False
                )
        for region in corpus.regions:
            self._add_region(region)
        self._add_stations(corpus)
        for kind, key, words in FUNCTION_WORDS:
            for word in words:
                self._add(word, Entry(kind, key), romaji=False)

    def data(self) -> dict[str, Any]:
        """Return everything as plain JSON values, which ``Lexicon`` reads."""
        return {
            "plain": _plain_data(self._plain),
            "romaji": _plain_data(self._romaji),
            "shown": self._shown,
            "bare": {name: bare.value for name, bare in sorted(self._bare_names.items())},
        }

    def _add(self, text: str, entry: Entry, *, romaji: bool) -> None:
        folded = fold(text)
        if not folded:
            return
        self._plain[folded].add(entry)
        if romaji:
            for key in romaji_label_keys(folded):
                self._romaji[key].add(entry)

    def _add_label(self, label: Label) -> None:
        entry = Entry(label.kind, label.key)
        if label.former:
            entry = replace(entry, former=label.former.name, until=label.former.until)
        self._add(label.text, entry, romaji=label.lang == "ja-Latn")
        if label.lang == "en" and label.kind in {"technology", "challenge"}:
            self._add(_plural(label.text), entry, romaji=False)
        if label.preferred:
            self._shown[label.kind][label.key][label.lang] = label.text

    def _add_region(self, region: Region) -> None:
        entry = Entry("region", region.key, bare=not region.prefectures)
        for text in region.labels:
            latin = bool(LATIN_ONLY.fullmatch(fold(text)))
            self._add(text, entry, romaji=latin)
            if latin:
                self._add(f"{text} region", entry, romaji=True)
            elif not text.endswith("地方"):
                self._add(f"{text}地方", entry, romaji=False)

    def _add_stations(self, corpus: Corpus) -> None:
        """Add stations; those called like a municipality have its reading and its romaji."""
        places: defaultdict[str, list[Place]] = defaultdict(list)
        for place in corpus.places:
            if place.kind not in {"prefecture", "ward"}:
                places[place_stem(place) or place.name].append(place)
        short = {name: text for text, name in STATIONS.items()}
        for station in corpus.stations:
            entry = Entry("station", station.key)
            self._add(f"{station.name}駅", entry, romaji=False)
            if station.name in short:
                self._add(short[station.name], entry, romaji=False)
            for place in places[station.name]:
                reading = place.reading.removesuffix(_suffix_reading(place))
                self._add(f"{reading}えき", entry, romaji=False)
                for word in ("station", "eki"):
                    self._add(f"{place.romaji} {word}", entry, romaji=True)

    def _add_place(self, place: Place) -> None:
        entry, bare = Entry("place", place.code), Entry("place", place.code, bare=True)
        for text in (place.full_name, place.name, place.reading, place.english):
            self._add(text, entry, romaji=False)
        stem = place_stem(place)
        if stem:
            self._add(stem, bare, romaji=False)
        reading = place.reading[: -len(_suffix_reading(place))] if _suffix_reading(place) else ""
        if len(reading) > 1:
            self._add(reading + place.name[-1], entry, romaji=False)
        if len(reading) > 2:  # noqa: PLR2004 - つ, うだ: too short to be told from grammar
            self._add(reading, bare, romaji=False)
        if place.kind != "ward":
            self._add(place.romaji, bare, romaji=True)
        if place.romaji_suffix:
            self._add(f"{place.romaji}{place.romaji_suffix}", entry, romaji=True)
        for suffix in _ENGLISH_SUFFIXES.get(place.kind, ("city",)):
            self._add(f"{place.romaji} {suffix}", entry, romaji=True)
            self._add(f"{suffix} of {place.romaji}", entry, romaji=True)


def _plural(text: str) -> str:
    """Return the plural of an English label, or nothing where it has none (IoT, robotics)."""
    match = _COUNTED.search(text)
    if match is None:
        return ""
    if match["y"]:
        return f"{text[:-1]}ies"
    return f"{text}es" if match["es"] else f"{text}s"


def _plain_data(labels: Mapping[str, set[Entry]]) -> tuple[str, str]:
    """Return the labels, sorted, and the entries of each: a line for each label."""
    ordered = sorted(labels)
    entries = (orjson.dumps([_values(entry) for entry in sorted(labels[key])]) for key in ordered)
    return "\n".join(ordered), b"\n".join(entries).decode()


def _values(entry: Entry) -> tuple[str | bool, ...]:
    """Return what ``Entry`` is made of; very many have no former name, which is left out."""
    name = (entry.kind, entry.key, entry.bare)
    return (*name, entry.former, entry.until) if entry.former else name


def place_stem(place: Place) -> str:
    """Return a place's name without 都, 府, 県, 市, 町, 村.

    Empty for wards, and for towns and villages of one character: 森, 原 and 東 mean other things.
    """
    if place.kind == "ward" or place.name == "北海道":
        return ""
    stem = place.name[:-1]
    return stem if len(stem) > 1 or place.name.endswith("市") else ""


def _suffix_reading(place: Place) -> str:
    """Return the reading of a place's suffix: the end of its kana that its romaji suffix names."""
    readings = {
        "-shi": "し", "-cho": "ちょう", "-machi": "まち", "-mura": "むら", "-son": "そん",
        "-ken": "けん", "-fu": "ふ", "-to": "と", "-ku": "く",
    }  # fmt: skip
    reading = readings.get(place.romaji_suffix, "")
    return reading if reading and place.reading.endswith(reading) and place.kind != "ward" else ""
