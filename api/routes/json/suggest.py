"""``/api/suggest``: completions of what is being typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, field_validator

from api.answers.search.suggestions import suggestion_item
from api.contract.search import SuggestAnswer
from api.http.dependencies import CurrentSettings, Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import Parameters, clean, known_kinds, once, too_long
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


@router.get(
    "/suggest",
    summary="Complete what is being typed",
    operation_id="suggest",
    responses=answers(SuggestAnswer, problems=(400,)),
)
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
    answer: SuggestAnswer = {"query": parameters.q, "limit": parameters.limit, "items": items}
    return json_response(answer)
