"""``/api/releases``: what changed in each release of this server."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from api.answers.changes import changes_answer, changes_of, edition
from api.contract.releases import ChangesAnswer
from api.http.dependencies import CurrentSettings, Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import EntityQuery, once
from api.http.problems import no_release
from api.release.releases import ReleaseError, Releases
from ontology.namespaces import Iris

router = APIRouter(prefix="/api/releases", dependencies=[Depends(once)])


@router.get(
    "/{id}/changes",
    summary="What changed in a release since the one before",
    operation_id="release_changes",
    responses=answers(ChangesAnswer, problems=(400, 404)),
)
def changes(
    id: str,  # noqa: A002 - it is what the address calls it
    opened: Opened,
    settings: CurrentSettings,
    _: EntityQuery,
    lang: Language,
) -> Response:
    """Return things, rows and statements that came, went or changed.

    ``current`` is the release that is served. ``before`` is null where the release follows none.
    """
    releases = Releases(settings.out)
    wanted = opened.release.id if id == "current" else id
    try:
        release = releases.get(wanted)
    except ReleaseError as error:
        raise no_release(id, (release.id for release in releases.all())) from error
    answer = changes_answer(
        changes_of(release), edition(release), Iris(release.manifest["base"]), lang
    )
    linked: ChangesAnswer = {
        **answer,
        "links": {"releases": "/about/releases", "self": f"/api/releases/{release.id}/changes"},
    }
    return json_response(linked)
