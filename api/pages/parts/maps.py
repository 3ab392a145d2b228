"""What every map of a page shows beside its own places."""

from __future__ import annotations

from api.answers.labels import place_label
from api.release.opened import OpenRelease

Label = tuple[str, float, float]
"""A name, and its latitude and longitude in degrees."""


def prefecture_names(opened: OpenRelease, lang: str) -> list[Label]:
    """Return the names of the prefectures, each at its government, so that a map can be read.

    Args:
        opened: the release.
        lang: language of the names.
    """
    return [
        (
            _short(place_label(opened, place.code, lang)),
            round(place.latitude, 3),
            round(place.longitude, 3),
        )
        for place in opened.search.places.values()
        if place.kind == "prefecture"
    ]


def _short(name: str) -> str:
    """Return the English name of a prefecture as maps write it; a Japanese one stays."""
    return name.removesuffix(" Prefecture").removesuffix(" Metropolis")
