"""``/api/{kinds}/{key}``: one entity."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from api.answers.entities import entity, found_dossier
from api.contract.entities import Entity
from api.http.dependencies import Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import EntityQuery, once
from api.http.problems import ApiProblem, shortened
from api.wording.language import localise
from ontology.kinds import KINDS_BY_PLURAL

router = APIRouter(prefix="/api", dependencies=[Depends(once)])


@router.get(
    "/{plural}/{key}",
    summary="One entity",
    operation_id="entity",
    responses=answers(Entity, problems=(400, 404, 410)),
)
def one(plural: str, key: str, opened: Opened, _: EntityQuery, lang: Language) -> Response:
    """Return one entity with all that is known of it and its sources."""
    kind = KINDS_BY_PLURAL.get(plural)
    if kind is None:
        known = ", ".join(KINDS_BY_PLURAL)
        shown = {"text": shortened(plural), "known": known}
        raise ApiProblem(404, "not-found", "no-list", shown)
    dossier = found_dossier(opened, kind, key)
    answer: Entity = localise(entity(opened, dossier), lang)
    return json_response(answer)
