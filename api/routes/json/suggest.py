"""``/api/suggest``: completions of what is being typed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, field_validator

from api.http.dependencies import CurrentSettings, Language, Opened, json_response
from api.http.parameters import Parameters, clean, known_kinds, once, too_long
from api.release.opened import OpenRelease
from api.wording.language import pick
from search.assist.completion import Suggestion
from search.model.kinds import USEFUL_KINDS

router = APIRouter(prefix="/api", dependencies=[Depends(once)])

MAX_SUGGESTIONS = 50
"""Most completions of one answer: more than anybody reads while typing."""


class SuggestParameters(Parameters):
    """Parameters of ``/api/suggest``."""

    q: str = Field("", description="What has been typed so far")
    type: list[str] = Field(
        [], description=f"Kinds: {', '.join(USEFUL_KINDS)}; repeated: any of them"
    )
    limit: int = Field(10, ge=1, le=MAX_SUGGESTIONS)

    @field_validator("q")
    @classmethod
    def _clean(cls, text: str) -> str:
        """Replace lone surrogates, which cannot be sent back."""
        return clean(text)

    @field_validator("type")
    @classmethod
    def _kinds(cls, values: list[str]) -> list[str]:
        return known_kinds(values, USEFUL_KINDS)


SuggestQuery = Annotated[SuggestParameters, Query()]


@router.get("/suggest", summary="Complete what is being typed")
def suggest(
    opened: Opened, settings: CurrentSettings, parameters: SuggestQuery, lang: Language
) -> Response:
    """Answer completions, the most useful first; nothing typed has none.

    Raises:
        ApiProblem: the query is too long.
    """
    if len(parameters.q) > settings.query_limit:
        raise too_long(parameters.q, settings.query_limit)
    kinds = parameters.type or USEFUL_KINDS
    found = opened.search.suggest(parameters.q, parameters.limit, kinds)
    items = [suggestion_item(opened, suggestion, lang) for suggestion in found]
    return json_response({"query": parameters.q, "limit": parameters.limit, "items": items})


def suggestion_item(opened: OpenRelease, suggestion: Suggestion, lang: str) -> dict[str, Any]:
    """Return a completion as JSON; ``matched`` is null when it is the label that is shown."""
    label = suggestion.label(lang)
    return {
        "type": suggestion.kind,
        "key": suggestion.key,
        "iri": str(opened.iris.entity(suggestion.kind, suggestion.key)),
        "label": label,
        "within": pick(suggestion.within, lang) or None,
        "matched": None if suggestion.matched == label else suggestion.matched,
        "text": suggestion.text(lang),
        "replaces": {"start": suggestion.start, "end": suggestion.end},
        "count": suggestion.count,
    }
