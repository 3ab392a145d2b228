"""Ways out of a request that cannot be answered: its own address with what is wrong or missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from api.pages.parts.paths import page_path
from api.wording.messages import message, messages
from ontology.kinds import KINDS

Pairs = Sequence[tuple[str, str]]
_COMPLETED = {"near": ("municipality",), "prefecture": ("municipality",), "focus": KINDS}
"""Kinds that are completed in the field of a parameter that is not called like them."""
_TYPED = "typed_"
"""Before the name of a parameter: what a form has for values that are none of its boxes."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What of a request is wrong.

    Args:
        names: parameters, also of a missing one.
        superfluous: those of them that there are not.
        repeated: whether one is given twice that may be given once.
    """

    names: Sequence[str]
    superfluous: frozenset[str] = frozenset()
    repeated: bool = False


def ways_out(
    path: str, pairs: Pairs, wrong: Wrong, candidates: Sequence[Mapping[str, Any]], lang: str
) -> dict[str, Any]:
    """Return fields to correct what is wrong, the address without it, and links to what was meant.

    Args:
        path: of the request.
        pairs: names and values of its parameters.
        wrong: which of them.
        candidates: things that were probably meant; those with a ``type`` have a page.
        lang: of the names of fields.
    """
    own = [pair for pair in pairs if pair[1] and pair[0].removeprefix(_TYPED) in wrong.names]
    dropped = {pair[0] for pair in own} | wrong.superfluous
    rest = [pair for pair in pairs if pair[1] and pair[0] not in dropped]
    shown = [pair for pair in own if pair[0] not in wrong.superfluous]
    given = {pair[0].removeprefix(_TYPED) for pair in own}
    shown += [(name, "") for name in wrong.names if name not in given | wrong.superfluous]
    if wrong.repeated:
        shown = shown[:1]
    single = shown[0][0] if len(shown) == 1 else ""
    return {
        "path": path,
        "fields": [_field(name, value, lang) for name, value in shown],
        "kept": rest,
        "without": _address(path, rest) if own else "",
        "candidates": [
            {
                "key": str(one.get("key", "")),
                "label": str(one.get("label", "")),
                "href": _address(path, [*rest, (single, _value(one))]) if single else _page(one),
            }
            for one in candidates
        ],
    }


def choice(path: str, pairs: Pairs, name: str, lang: str) -> dict[str, Any]:
    """Return the form of a page that has not been told of which thing.

    Args:
        path: of the page.
        pairs: names and values of its parameters.
        name: the parameter that says of which.
        lang: of the name of the field.
    """
    kept = [pair for pair in pairs if pair[1] and pair[0] != name]
    return {"path": path, "fields": [_field(name, "", lang)], "kept": kept}


def _field(name: str, value: str, lang: str) -> dict[str, str]:
    meant = name.removeprefix(_TYPED)
    key = f"condition-{meant}"
    kinds = _COMPLETED.get(meant, (meant,) if meant in KINDS else ())
    label = message(key, lang) if key in messages() else ""
    return {"name": name, "label": label, "value": value, "kinds": " ".join(kinds)}


def _value(candidate: Mapping[str, Any]) -> str:
    """Return what names a candidate: its key, with the kind where several are possible."""
    kind, key = candidate.get("type"), str(candidate.get("key", ""))
    return f"{kind}/{key}" if kind else key


def _page(candidate: Mapping[str, Any]) -> str:
    """Return the page of a candidate, or an empty string where it names no thing."""
    kind, key = str(candidate.get("type") or ""), str(candidate.get("key", ""))
    return page_path(kind, key) if kind and key else ""


def _address(path: str, pairs: Pairs) -> str:
    query = urlencode(pairs, errors="replace")
    return quote(path) + (f"?{query}" if query else "")
