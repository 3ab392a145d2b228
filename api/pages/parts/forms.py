"""What the forms of ranked lists share: choices of concepts, weights, names that fit several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from api.answers.labels import label_of, place_label
from api.answers.unknown import offered_names
from api.http.parameters import Parameters, keys_of
from api.pages.parts.state import SearchState
from api.release.opened import OpenRelease
from api.wording.language import pick
from api.wording.messages import message
from ontology.kinds import SCHEMES
from search.model.request import UnresolvedName

AnyQuestion = TypeVar("AnyQuestion", bound=Parameters)
Choice = tuple[str, str]
"""A key and its label."""
MOST_OFFERED = 12
"""Concepts that a form offers as boxes: those of most projects; any other can be typed."""
_USUAL_MOST = 1.0
"""End of a slider; a larger weight that an address asks for moves it, lest the form change it."""


def offered(
    opened: OpenRelease, kind: str, chosen: Sequence[str], lang: str
) -> list[dict[str, Any]]:
    """Return the concepts that a form offers as boxes, chosen ones among them.

    Args:
        opened: the release.
        kind: ``technology`` or ``challenge``.
        chosen: keys that are asked for.
        lang: language of labels.
    """
    found = opened.search.totals(kind)
    keys = dict.fromkeys([*(value.key for value in found[:MOST_OFFERED]), *chosen])
    return [
        {"key": key, "label": label_of(opened, kind, key, lang), "chosen": key in chosen}
        for key in keys
    ]


def resolved(
    opened: OpenRelease, given: AnyQuestion, kinds: Sequence[str] = ("technology", "challenge")
) -> AnyQuestion:
    """Return a question with keys in the stead of labels, what was typed among what was chosen.

    Args:
        opened: the release.
        given: the request; ``technology`` and ``typed_technology`` are fields of it, and so on.
        kinds: kinds of concepts that it asks for.

    Raises:
        UnresolvedName: a name fits nothing, or several things.
    """
    found: dict[str, Any] = {}
    for kind in kinds:
        typed = getattr(given, f"typed_{kind}")
        values = [*getattr(given, kind), *((typed,) if typed else ())]
        keys = opened.search.resolve(kind, keys_of(values, opened.iris))
        found |= {kind: list(dict.fromkeys(keys)), f"typed_{kind}": ""}
    return given.model_copy(update=found)


def sliders(weights: Mapping[str, Mapping[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Return the weights of an answer, each with its name and the reason for its default.

    Args:
        weights: ``weights`` of the answer.
        lang: language of the page.
    """
    return [
        {
            "name": name,
            "label": message(f"page-weight-{name}", lang),
            "most": max(_USUAL_MOST, weight["value"]),
            "step": "any" if weight["value"] != round(weight["value"], 2) else "0.01",
            **weight,
        }
        for name, weight in weights.items()
    ]


def names_instead(opened: OpenRelease, error: UnresolvedName, lang: str) -> list[Choice]:
    """Return what may be asked for instead of a name that nothing has; nothing for several things.

    Args:
        opened: the release, which knows what names there are.
        error: which parameter, which text.
        lang: language of the names.
    """
    kind = error.parameter
    keys = [] if error.candidates else offered_names(opened, kind, error.text)
    return [(key, label_of(opened, kind, key, lang)) for key in keys]


def unresolved(
    error: UnresolvedName, state: SearchState, path: str, offered: Sequence[Choice] = ()
) -> dict[str, Any]:
    """Return what a page says of a name that fits nothing or several things.

    Args:
        error: which parameter, which text, which things.
        state: the parameters of the request.
        path: the page that takes them.
        offered: what may be asked for instead where nothing has the name.
    """
    others = [value for value in state.all(error.parameter) if value != error.text]
    typed = f"typed_{error.parameter}"
    kept = () if state.all(typed) == (error.text,) else state.all(typed)

    def chosen(key: str) -> str:
        return state.url({error.parameter: [*others, key], typed: kept}, path)

    return {
        "parameter": error.parameter,
        "text": error.text,
        "said": "",
        "several": bool(error.candidates),
        "offered": bool(offered),
        "candidates": [
            {"label": label, "key": key, "url": chosen(key)}
            for key, label in error.candidates or offered
        ],
    }


def pages(
    answer: Mapping[str, Any], state: SearchState, path: str, before: int | None = None
) -> dict[str, Any]:
    """Return which part of a list is shown, and the addresses of its neighbours.

    Args:
        answer: the list.
        state: the parameters of the request.
        path: the page that takes them.
        before: how many stand before the part, where that is not the offset.
    """
    limit, offset, shown = answer["limit"], answer["offset"], len(answer["items"])
    total = answer["total"]
    passed = offset if before is None else before
    more = passed + shown < total and shown
    back = offset - limit if shown else (total - 1) // limit * limit
    return {
        "first": passed + 1 if shown else 0,
        "last": passed + shown,
        "next": state.url({"offset": offset + limit}, path) if more else None,
        "previous": state.url({"offset": max(0, back) or None}, path) if offset and total else None,
    }


def search_choices(opened: OpenRelease, lang: str) -> dict[str, list[Choice]]:
    """Return what the search form offers, by the name of its parameter.

    Args:
        opened: the release.
        lang: language of labels.
    """
    places = opened.search.places.values()
    prefectures = [place.code for place in places if place.kind == "prefecture"]
    return {
        "technology": main_concepts(opened, "technology", lang),
        "challenge": main_concepts(opened, "challenge", lang),
        "programme": [
            (key, label_of(opened, "programme", key, lang)) for key in opened.programmes.facts
        ],
        "prefecture": [(code, place_label(opened, code, lang)) for code in prefectures],
    }


def main_concepts(opened: OpenRelease, kind: str, lang: str) -> list[Choice]:
    """Return the concepts of a thesaurus that have none above them, in its order.

    Args:
        opened: the release.
        kind: ``technology`` or ``challenge``.
        lang: language of labels.
    """
    concepts = opened.thesaurus.scheme(SCHEMES[kind])
    return [(concept.key, pick(concept.pref, lang)) for concept in concepts if not concept.broader]
