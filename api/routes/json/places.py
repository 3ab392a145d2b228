"""Places: where the results of a search are, one point a place, and boundaries to draw."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from api.answers.search.places import boundaries_answer, located_answer
from api.contract.places import BoundariesAnswer, LocatedAnswer
from api.http.dependencies import CurrentSettings, Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import SearchQuery, once

router = APIRouter(prefix="/api", dependencies=[Depends(once)])


@router.get(
    "/map",
    summary="Where the results of a search are",
    operation_id="result_places",
    responses=answers(LocatedAnswer, problems=(400,)),
)
def places_of_results(
    opened: Opened, settings: CurrentSettings, parameters: SearchQuery, lang: Language
) -> Response:
    """Return a GeoJSON point for each place with results, and the circles that were asked for.

    Takes the parameters of ``/api/search``; order and page say nothing here.
    """
    request = parameters.request(opened.iris, settings.query_limit)
    return json_response(located_answer(opened, opened.search.located(request), lang))


@router.get(
    "/municipalities/{code}/boundaries",
    summary="Boundaries inside the prefecture of a place",
    operation_id="boundaries",
    responses=answers(BoundariesAnswer, problems=(400, 404, 410)),
)
def boundaries(opened: Opened, code: str) -> Response:
    """Return the simplified boundaries of the local governments of a prefecture as GeoJSON.

    The code is that of the prefecture, or of any local government in it.
    """
    return json_response(boundaries_answer(opened, code))
