"""Texts of the service in Japanese and English, by key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Return every text: by key, then by language."""
    content = resources.files("api").joinpath("messages.toml").read_text("utf-8")
    return tomllib.loads(content)


def message(key: str, lang: str) -> str:
    """Return a text in a language.

    Raises:
        KeyError: there is no such text.
    """
    return messages()[key][lang]
