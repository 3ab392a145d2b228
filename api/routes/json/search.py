"""``/api/search``: one search, as JSON or as a file."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from api.answers.exports.files import CSV
from api.answers.exports.tables import XLSX
from api.answers.search.answer import run_search, search_answer
from api.answers.search.files import exported
from api.contract.search import SearchAnswer
from api.http.dependencies import CurrentSettings, Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import SearchQuery, given, once

router = APIRouter(prefix="/api", dependencies=[Depends(once)])


@router.get(
    "/search",
    summary="Search everything",
    operation_id="search",
    responses=answers(SearchAnswer, (CSV, XLSX, "application/geo+json", "text/turtle"), (400,)),
)
def search(
    opened: Opened, settings: CurrentSettings, parameters: SearchQuery, lang: Language
) -> Response:
    """Answer a search; with a format other than JSON, the whole result as a file."""
    result = run_search(opened, parameters, settings.query_limit)
    if parameters.format != "json":
        return exported(opened, result, parameters.format, lang, parameters.columns)
    return json_response(search_answer(opened, result, lang, given(parameters)))
