"""Texts of the service in Japanese and English, by key; one file a subject in ``texts/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Return every text: by key, then by language.

    Raises:
        ValueError: two files hold the same key.
    """
    found: dict[str, Mapping[str, str]] = {}
    folder = resources.files(__package__).joinpath("texts")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        texts = tomllib.loads(file.read_text("utf-8"))
        twice = found.keys() & texts.keys()
        if twice:
            raise ValueError(f"{file.name}: {min(twice)} stands in another file too")
        found |= texts
    return found


def message(key: str, lang: str) -> str:
    """Return a text in a language.

    Raises:
        KeyError: there is no such text.
    """
    return messages()[key][lang]
