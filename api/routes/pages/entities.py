"""Pages of things: of the eight kinds, and of anything else in the graph."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.answers.entities import entity, found_dossier
from api.answers.signposts import signposts
from api.answers.tools.addresses import conditions_about
from api.answers.tools.structured_data.things import thing_data
from api.answers.unknown import unknown
from api.http.addresses.public import absolute
from api.http.dependencies import READING, Language, Opened
from api.http.parameters import DataQuery, check_page, once
from api.http.problems import ApiProblem
from api.pages.entity.page import entity_view
from api.pages.entity.resources import resource_view
from api.pages.parts.head import followed
from api.pages.parts.paths import page_path
from api.pages.parts.rendering import render
from api.release.opened import OpenRelease
from api.wording.language import localise
from graph.entities.linked import entity_iri
from graph.entities.resources import resource
from graph.store.formats import DATA_SUFFIXES
from ontology.kinds import KINDS

router = APIRouter(include_in_schema=False)


@router.api_route("/doc/{kind}/{key}", methods=READING, dependencies=[Depends(once)])
def entity_page(
    request: Request, kind: str, key: str, opened: Opened, given: DataQuery, lang: Language
) -> Response:
    """Return the page of one entity; of what is none of the kinds, its statements."""
    if kind in KINDS:
        if given.page > 1:
            raise ApiProblem(400, "bad-parameter", "one-page", parameter="page")
        dossier = found_dossier(opened, kind, key)
        found = localise(entity(opened, dossier), lang)
        view, template = entity_view(opened, dossier, found, lang), "entity.html"
        about = conditions_about(opened, kind, key)
        view |= followed(request, about, found["label"], lang)
        own, said = absolute(request, page_path(kind, key)), " ".join(view["summary"])
        view["structured"] = thing_data(opened, found, own, said)
    else:
        view, template = _resource(opened, kind, key, given.page, lang), "resource.html"
    links = [f'<{form["url"]}>; rel="alternate"; type="{form["media"]}"' for form in view["forms"]]
    links += signposts(opened, kind, key, page=True)
    return render(request, template, lang, view, Link=", ".join(links))


def _resource(opened: OpenRelease, kind: str, key: str, page: int, lang: str) -> dict[str, Any]:
    """Return the view of any thing of the graph.

    Raises:
        ApiProblem: there is no such thing, or no such page of what points to it.
    """
    found = resource(opened.store, entity_iri(opened.iris, kind, key), page)
    if found is None:
        raise unknown(opened, kind, key)
    check_page(page, found.pages)
    return resource_view(opened, kind, key, found, DATA_SUFFIXES, lang)
