"""``/api/exports``: what the columns of the files of lists are."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Response

from api.answers.exports.told import (
    MEDIA_TYPES,
    DescriptionFormat,
    description,
    export_item,
    exports_answer,
)
from api.answers.views.columns import view_exports
from api.contract.search import ExportItem, ExportsAnswer
from api.http.dependencies import Language, json_response
from api.http.documented import answers
from api.http.parameters import EntityQuery, Parameters, once
from api.http.problems import ApiProblem, shortened
from api.wording.columns import EXPORTS, Export

router = APIRouter(prefix="/api/exports", dependencies=[Depends(once)])


def all_exports() -> dict[str, Export]:
    """Return every list that is given as a file, by name: those of search, and the views."""
    return {**EXPORTS, **view_exports()}


class DescriptionParameters(Parameters):
    """Parameters of the description of an export."""

    format: DescriptionFormat = "json"


@router.get(
    "",
    summary="Files of lists, and what their columns are",
    operation_id="exports",
    responses=answers(ExportsAnswer, problems=(400,)),
)
def exports(parameters: EntityQuery, lang: Language) -> Response:
    """List every export with its columns: headings, types, units, meanings."""
    del parameters  # only ``lang``, which is read already
    return json_response(exports_answer(all_exports().values(), lang))


@router.get(
    "/{export}",
    summary="The columns of one kind of file, also for other programs",
    operation_id="export",
    responses=answers(ExportItem, MEDIA_TYPES.values(), (400, 404)),
)
def export(
    export: str, parameters: Annotated[DescriptionParameters, Query()], lang: Language
) -> Response:
    """Return the columns of an export: as JSON, Data Package, CSV on the Web or Croissant."""
    known = all_exports()
    found = known.get(export)
    if found is None:
        shown = {"text": shortened(export), "known": ", ".join(known)}
        raise ApiProblem(404, "not-found", "no-export", shown)
    if parameters.format == "json":
        return json_response(export_item(found, lang))
    content = orjson.dumps(description(found, parameters.format))
    return Response(content, media_type=MEDIA_TYPES[parameters.format])
