"""One text in several languages, and a value in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_PLURALS = {"labels": "label", "names": "name", "aims": "aim", "definitions": "definition"}
"""What holds a text in every language, and what the text in one of them is called."""
LANGUAGES = ("ja", "en")
"""Languages of the service; the first is the default."""


class Texts(dict[str, str]):
    """One text in several languages."""


def localise(value: Any, lang: str) -> Any:
    """Return a neutral value in one language; what has no text in it falls back to the other.

    What is sent is made here of what is stored, and no type follows it: who calls it says which
    type of ``api.contract`` it has become, and ``tests/api/contract`` holds real answers to that.
    """
    if isinstance(value, Texts):
        return pick(value, lang)
    if isinstance(value, Mapping):
        found: dict[str, Any] = {}
        for name, inner in value.items():
            if name in _PLURALS and isinstance(inner, Mapping):
                found[_PLURALS[name]] = pick(inner, lang)
            else:
                found[name] = localise(inner, lang)
        return found
    if isinstance(value, (list, tuple)):
        return [localise(inner, lang) for inner in value]
    return value


def pick(texts: Mapping[str, str], lang: str) -> str:
    """Return the text in a language, else in the other one, else an empty string."""
    return texts.get(lang) or next(iter(texts.values()), "")


def joined(labels: Iterable[str], lang: str) -> str:
    """Return labels as a list in words."""
    return ("、" if lang == "ja" else ", ").join(labels)
