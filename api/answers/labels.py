"""What an answer calls things: labels of whatever search names by kind and key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from api.release.opened import OpenRelease
from api.wording.language import LANGUAGES, Texts, pick
from api.wording.messages import message
from ontology.eras import fiscal_year_label
from search.model.corpus import Place
from search.model.facets import BY_NAME
from search.model.interpretation import Candidate
from search.numbers.rates import SUBSIDY_RATE

_AS_THEY_ARE = frozenset({"year", "text", "point", "distance", "organisation", "station"})
"""Kinds of readings that are no things: their label says them in either language."""
_WHOLE_FROM = 10
"""Kilometres from which on a distance is said without decimals."""


def place_label(opened: OpenRelease, key: str, lang: str) -> str:
    """Return the name of a place or a region, else its key."""
    labels = opened.search.labels("municipality" if key in opened.search.places else "region", key)
    return pick(labels, lang) if labels else key


def full_name(place: Place, lang: str) -> str:
    """Return the name of a local government, in Japanese with its prefecture."""
    return place.full_name if lang == "ja" else place.english


def told_apart(opened: OpenRelease, code: str, lang: str) -> str:
    """Return the name of a local government that tells it from others of its name.

    An English one is romanised, with its prefecture, and has the Japanese one in brackets.
    """
    place = opened.search.places[code]
    if lang == "ja":
        return place.full_name
    if code == place.prefecture:
        return f"{place.english} ({place.name})"
    prefecture = place_label(opened, place.prefecture, lang)
    return f"{place.english}, {prefecture} ({place.name})"


def candidate_texts(opened: OpenRelease, parameter: str, key: str, label: str) -> Texts:
    """Return the labels of what a text may name, in every language.

    Args:
        opened: the release.
        parameter: which parameter the text is of.
        key: key of the candidate, or its kind and key.
        label: its Japanese label.
    """
    kind, _, rest = key.rpartition("/")
    if rest in opened.search.places:
        return Texts((lang, told_apart(opened, rest, lang)) for lang in LANGUAGES)
    known = opened.search.labels(kind or parameter, rest) if kind or parameter in BY_NAME else None
    return Texts({"en": label, **(known or {}), "ja": label})


def label_of(opened: OpenRelease, kind: str, key: str, lang: str) -> str:
    """Return the label of a thing that search knows, else its key."""
    if kind == "fiscal_year":
        return fiscal_year_label(int(key), lang)
    if kind in {"type", "order"}:
        return message(f"{'kind' if kind == 'type' else kind}-{key}", lang)
    wanted = "municipality" if kind in {"prefecture", "place"} else kind
    labels = opened.search.labels(wanted, key)
    return pick(labels, lang) if labels else key


def value_label(opened: OpenRelease, parameter: str, value: str, lang: str) -> str:
    """Return the label of a value of a parameter; of years it may be a range, open or closed."""
    if parameter == "radius_km":
        return f"{value} km" if lang == "en" else f"{value}km"
    if parameter == "near":
        return place_label(opened, value, lang)
    if parameter != "fiscal_year":
        return label_of(opened, parameter, value, lang)
    return years_label(value, lang)


def years_label(value: str, lang: str) -> str:
    """Return the words for a fiscal year or a range of them (``2020``, ``2020..2022``, ``2020..``).

    A Japanese condition says the year of the era and the year of the West.
    """
    first, dots, last = value.partition("..")
    ends = [_year_label(end, lang) for end in (first, last) if end]
    if len(ends) == 1 and dots:
        return message("years-from" if first else "years-to", lang).format(year=ends[0])
    return (" – " if lang == "en" else "〜").join(ends)


def _year_label(year: str, lang: str) -> str:
    label = fiscal_year_label(int(year), lang)
    return f"{label}（{year}年度）" if lang == "ja" else label


def kilometres(distance: float) -> str:
    """Return a calculated distance in kilometres as people say it: to the kilometre from 10 on."""
    rounded = f"{distance:,.0f}" if distance >= _WHOLE_FROM else f"{distance:.1f}"
    return "0" if rounded == "0.0" else rounded


def within_sentence(label: str, lang: str) -> str:
    """Return a label as it stands within a sentence: in English without a capital (but MaaS)."""
    plain = lang == "en" and label.split(" ", 1)[0][1:].islower()
    return label[:1].lower() + label[1:] if plain else label


def figure_label(figure: str, lang: str) -> str:
    """Return the words for a figure of places or programmes, as ``FigureRange`` writes it."""
    measure, _, ends = figure.partition(":")
    least, most = (_said(measure, float(end)) if end else "" for end in ends.split(".."))
    key = "exactly" if least == most else "between" if least and most else "from" if least else "to"
    said = message(f"figure-{key}", lang)
    unit = message(f"figure-{measure}-unit", lang)
    return message(f"figure-{measure}", lang).format(
        range=said.format(least=least + unit, most=most + unit)
    )


def _said(measure: str, value: float) -> str:
    """Return a number as people write it; a share as a fraction: 2/3."""
    if measure == SUBSIDY_RATE:
        return str(Fraction(value).limit_denominator(100))
    return f"{value:,.0f}"


def reading_label(opened: OpenRelease, reading: Candidate, lang: str) -> str:
    """Return the label of one reading of a span; a Japanese place has its full name."""
    if reading.kind == "figure":
        return figure_label(reading.key, lang)
    if reading.kind == "year":
        return years_label(reading.key, lang)
    if reading.kind in _AS_THEY_ARE or (reading.kind == "place" and lang == "ja"):
        return reading.label
    return label_of(opened, reading.kind, reading.key, lang)


def candidate_labels(
    opened: OpenRelease, readings: Sequence[Candidate], lang: str
) -> dict[str, str]:
    """Return the labels of readings of one text by their keys.

    An English one of a place has the Japanese name in brackets, and its prefecture where another
    reading is called alike.
    """
    plain = {one.key: reading_label(opened, one, lang) for one in readings}
    if lang == "ja":
        return plain
    called, places = Counter(plain.values()), opened.search.places
    return plain | {
        one.key: told_apart(opened, one.key, lang)
        if called[plain[one.key]] > 1
        else f"{plain[one.key]} ({places[one.key].name})"
        for one in readings
        if one.kind == "place"
    }
