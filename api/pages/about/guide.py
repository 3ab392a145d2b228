"""The view model of the page on how to ask: examples, and what the words mean."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode


def guide_view(lang: str) -> dict[str, Any]:
    """Return the examples by what they show, and the glossary.

    Args:
        lang: language of the page.
    """
    content = _content()
    return {
        "groups": [
            {
                "title": group[lang],
                "help": group[f"help_{lang}"],
                "examples": [
                    {"text": example[lang], "url": _address(example, lang)}
                    for example in group["examples"]
                ],
            }
            for group in content["groups"]
        ],
        "terms": [{"term": term[lang], "text": term[f"text_{lang}"]} for term in content["terms"]],
    }


@cache
def _content() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("help.toml").read_text("utf-8")
    return tomllib.loads(text)


def _address(example: Mapping[str, str], lang: str) -> str:
    return example.get("path") or "/?" + urlencode({"q": example[lang]})
