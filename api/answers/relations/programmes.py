"""The answers of related programmes and of the match: one for the API and for the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from api.answers.labels import label_of
from api.answers.lookup import Asker, asker, find_body
from api.answers.relations.items import answered_for_city, page, reference
from api.answers.relations.reasons import reason
from api.answers.relations.weights import weights_item
from api.answers.unknown import unknown
from api.contract.parts import Page
from api.contract.programmes import (
    MatchAnswer,
    ProgrammeFacts,
    ProgrammesOfProjectAnswer,
    RankedProgramme,
    RelatedProgrammesAnswer,
    WithoutParameter,
)
from api.http.parameters import MAX_LIMIT, MAX_OFFSET, Parameters, given, keys_of
from api.release.opened import OpenRelease
from api.wording.language import localise
from graph.entities.models import Project
from graph.relations.programmes.facts import Area
from graph.relations.programmes.measures import Asking
from graph.relations.programmes.ranking import FINISHING, ProjectNeeds, Wanted
from graph.relations.programmes.weights import MATCH, OF_PROJECT, RELATED
from graph.relations.scores import Ranking, Related, values

_MOST_ASKED = 20
"""Most values of a repeatable parameter."""


class PageParameters(Parameters):
    """Parameters of a list."""

    limit: int = Field(20, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)


class MatchParameters(PageParameters):
    """Parameters of ``/api/programmes/match``."""

    technology: list[str] = Field(
        [], max_length=_MOST_ASKED, description="Key, IRI or label; each counts alike"
    )
    challenge: list[str] = Field(
        [], max_length=_MOST_ASKED, description="Key, IRI or label; each counts alike"
    )
    municipality: str = Field("", max_length=1000, description="Code, IRI or name of who asks")
    stage: Literal["planning", "demonstration", "implementation", "finishing"] | None = Field(
        None, description="Where the work stands; finishing: support is about to end"
    )


def match_answer(
    opened: OpenRelease, parameters: MatchParameters, lang: str, path: str
) -> MatchAnswer:
    """Return the programmes that fit; with ``stage=finishing`` also what can be done then.

    Args:
        opened: the release.
        parameters: what is wanted, by whom, which page.
        lang: language of labels.
        path: path of the request, for the link to the next page.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
        UnresolvedName: a name fits nothing, or several things.
    """
    who, asking = _asking(opened, parameters.municipality) or (None, None)
    technologies, challenges = (
        opened.search.resolve(kind, keys_of(texts, opened.iris))
        for kind, texts in (
            ("technology", parameters.technology),
            ("challenge", parameters.challenge),
        )
    )
    broader = {key: opened.thesaurus[key].broader for key in (*technologies, *challenges)}
    wanted = Wanted(technologies, challenges, parameters.stage or "", asking, broader)
    book = opened.programmes
    found = book.ranked.match(wanted)
    listed, items = _listed(path, opened, parameters, found, lang)
    city = reference(opened, "municipality", who.code, lang) if who else None
    answer: MatchAnswer = {
        "asked": {
            "technologies": [reference(opened, "technology", k, lang) for k in technologies],
            "challenges": [reference(opened, "challenge", k, lang) for k in challenges],
            "municipality": city,
            "stage": parameters.stage,
        },
        "data_until": book.ranked.data.last_year,
        "weights": weights_item(MATCH, values(MATCH), lang),
        "total": listed["total"],
        "items": items,
        "limit": listed["limit"],
        "offset": listed["offset"],
        "links": listed["links"],
        "steps": localise(book.steps, lang) if parameters.stage == FINISHING else [],
    }
    if who and city and who.is_ward:
        ward = reference(opened, "municipality", who.named, lang)
        answer["asked"]["asked_for"] = ward
        answer["note"] = answered_for_city(ward, city, lang)
    if not found:
        answer["emptied_by"] = _emptied(opened, wanted)
    return answer


def related_answer(
    opened: OpenRelease, key: str, parameters: PageParameters, lang: str, path: str
) -> RelatedProgrammesAnswer:
    """Return the programmes related to one; ``names`` says which of its names followed which.

    Args:
        opened: the release.
        key: key of the programme.
        parameters: which page.
        lang: language of labels.
        path: path of the request, for the link to the next page.

    Raises:
        ApiProblem: there is no such programme.
    """
    book = opened.programmes
    if key not in book.facts:
        raise unknown(opened, "programme", key)
    found = book.ranked.related(key)
    listed, items = _listed(path, opened, parameters, found, lang)
    return {
        "programme": reference(opened, "programme", key, lang),
        "names": localise(book.facts[key]["names"], lang),
        "weights": weights_item(RELATED, values(RELATED), lang),
        **listed,
        "items": items,
    }


def of_project_answer(
    opened: OpenRelease, project: Project, parameters: PageParameters, lang: str, path: str
) -> ProgrammesOfProjectAnswer:
    """Return the programmes related to a project, without the one that selected it.

    Args:
        opened: the release.
        project: the project, read.
        parameters: which page.
        lang: language of labels.
        path: path of the request, for the link to the next page.
    """
    found = opened.programmes.ranked.of_project(project_needs(opened, project))
    listed, items = _listed(path, opened, parameters, found, lang)
    return {
        "project": reference(opened, "project", project.key, lang),
        "programme": reference(opened, "programme", project.programme.key, lang),
        "weights": weights_item(OF_PROJECT, values(OF_PROJECT), lang),
        **listed,
        "items": items,
    }


def _listed(
    path: str,
    opened: OpenRelease,
    parameters: PageParameters,
    found: list[Related],
    lang: str,
) -> tuple[Page, list[RankedProgramme]]:
    """Return a page of programmes, and the programmes on it."""
    shown = tuple(found[parameters.offset : parameters.offset + parameters.limit])
    items = [programme_item(opened, item, lang) for item in shown]
    return page(path, given(parameters), Ranking(len(found), shown)), items


def _asking(opened: OpenRelease, text: str) -> tuple[Asker, Asking] | None:
    """Return who asks: the code that a value names, and what programmes are compared with.

    Raises:
        ApiProblem: it is no code, or one that is no longer in use (410 with its successors).
        UnresolvedName: it names nothing, or several local governments.
    """
    if not text:
        return None
    who = asker(opened, find_body(opened, "municipality", text))
    place = opened.search.places[who.code]
    where = Area(place.prefecture or place.code, place.latitude, place.longitude)
    return who, Asking(place.code, where)


def project_needs(opened: OpenRelease, project: Project) -> ProjectNeeds:
    """Return what a project asks of programmes; the wards among its bodies are their cities."""
    linked = {}
    for record in project.linked:
        for end in ("project", "linked"):
            thing = record.named(end)
            if thing and thing.key != project.key:
                other = opened.search.document("project", thing.key)
                if other:
                    linked[other.payload["programme"]["key"]] = thing.key
    bodies = (p.body for p in (*project.applicants, *project.areas) if p.body)
    mentions = (*project.technologies, *project.technologies_derived)
    return ProjectNeeds(
        programme=project.programme.key,
        technologies=tuple(dict.fromkeys(m.concept.key for m in mentions)),
        challenges=tuple(dict.fromkeys(m.concept.key for m in project.challenges)),
        bodies=tuple(dict.fromkeys(body.parent or body.key for body in bodies)),
        linked=linked,
    )


def _emptied(opened: OpenRelease, wanted: Wanted) -> list[WithoutParameter]:
    """Return the conditions without which there would be programmes, and how many."""
    nothing: dict[str, Any] = {"technologies": (), "challenges": (), "stage": ""}
    parameters = {"technologies": "technology", "challenges": "challenge", "stage": "stage"}
    return [
        {
            "parameter": parameters[name],
            "count": len(opened.programmes.ranked.match(replace(wanted, **{name: empty}))),
        }
        for name, empty in nothing.items()
        if getattr(wanted, name)
    ]


def programme_item(opened: OpenRelease, related: Related, lang: str) -> RankedProgramme:
    """Return one programme with its score, its reasons and what is said of it.

    Args:
        opened: the release.
        related: the programme and the parts of its score.
        lang: language of labels.
    """
    facts: ProgrammeFacts = localise(opened.programmes.facts[related.key], lang)
    return {
        "iri": str(opened.iris.entity("programme", related.key)),
        "type": "programme",
        "key": related.key,
        "label": label_of(opened, "programme", related.key, lang),
        "score": related.score,
        "distance_km": None,
        "reasons": [reason(opened, "programme", part, lang) for part in related.parts],
        "facts": facts,
    }
