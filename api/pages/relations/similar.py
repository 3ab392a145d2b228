"""The view model of the page of similar projects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pydantic import Field

from api.answers.relations.similar import SimilarParameters
from api.pages.parts.forms import offered, pages, sliders
from api.pages.parts.paths import SIMILAR, entity_path
from api.pages.parts.state import SearchState
from api.pages.relations.shortlist import FILES
from api.release.opened import OpenRelease


class SimilarPage(SimilarParameters):
    """Parameters of the page: those of the API, and the project."""

    project: str = Field("", max_length=1000, description="Key, IRI or title")
    typed_technology: str = ""


def similar_view(
    opened: OpenRelease, parameters: SimilarPage, answer: Mapping[str, Any], lang: str
) -> dict[str, Any]:
    """Return what the page shows.

    Args:
        opened: the release.
        parameters: the request.
        answer: the answer of the API.
        lang: language of labels.
    """
    state = SearchState.of(parameters)
    key = answer["project"]["key"]
    weights = {name: None for name in state.values if name.startswith("weight_")}
    return {
        "answer": answer,
        "own": {**answer["project"], "url": entity_path("project", key)},
        "linked": [{**one, "url": entity_path("project", one["key"])} for one in answer["linked"]],
        "items": [{**item, "url": entity_path("project", item["key"])} for item in answer["items"]],
        "technologies": offered(opened, "technology", parameters.texts("technology"), lang),
        "kept": [
            pair
            for pair in state.pairs({**weights, "technology": None, "typed_technology": None})
            if pair[0] != "lang"
        ],
        "sliders": sliders(answer["weights"], lang),
        "moved": any(w["value"] != w["default"] for w in answer["weights"].values()),
        "defaults": state.url(weights, SIMILAR),
        "pages": pages(answer, state, SIMILAR),
        "emptied": [
            {**one, "url": state.url(dict.fromkeys(one["conditions"]), SIMILAR)}
            for one in answer.get("emptied_by", ())
            if one["count"]
        ],
        "exports": [
            {"label": label, "url": state.url({"format": name, "lang": lang}, SIMILAR)}
            for name, label in FILES
        ],
        "json": state.url(
            {"project": None, "typed_technology": None, "lang": lang},
            f"/api/projects/{quote(key, safe='')}/similar",
        ),
    }
