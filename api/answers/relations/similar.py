"""Similar projects: what can be asked, and the answer, one for the API and for the pages."""

from __future__ import annotations

from dataclasses import replace

from api.answers.relations.files import FileFormat
from api.answers.relations.items import emptied_items, next_page, reference, similar_project
from api.answers.relations.weights import weight_field, weights_item, weights_table
from api.answers.unknown import unknown
from api.contract.relations import SimilarAnswer
from api.http.parameters import MAX_OFFSET, Filters, given
from api.release.opened import OpenRelease
from api.wording.columns import LABELS, SimilarColumns
from graph.relations.scores import Ranking
from graph.relations.similar.weights import SIMILAR
from search.model.request import SearchRequest


class SimilarParameters(Filters):
    """Parameters of ``/api/projects/{key}/similar``."""

    format: FileFormat = "json"
    columns: SimilarColumns = LABELS
    weight_technologies: float = weight_field(SIMILAR, "technologies")
    weight_challenges: float = weight_field(SIMILAR, "challenges")
    weight_text: float = weight_field(SIMILAR, "text")
    weight_programme: float = weight_field(SIMILAR, "programme")
    weight_road_support: float = weight_field(SIMILAR, "road_support")
    weight_councils: float = weight_field(SIMILAR, "councils")
    weight_years: float = weight_field(SIMILAR, "years")
    weight_distance: float = weight_field(SIMILAR, "distance")
    weight_municipality: float = weight_field(SIMILAR, "municipality")
    weight_same_place: float = weight_field(SIMILAR, "same_place")


def similar_answer(
    opened: OpenRelease, key: str, parameters: SimilarParameters, lang: str, path: str
) -> SimilarAnswer:
    """Return the projects most like one; filters as in search, weights as given.

    Args:
        opened: the release.
        key: key of the project.
        parameters: filters, weights, page.
        lang: language of labels.
        path: path of the request, for the link to the next page. A file has all of them.

    Raises:
        ApiProblem: there is no such project.
        UnresolvedName: a filter names nothing, or several things.
    """
    relations = opened.relations.similar
    if relations.number(key) is None:
        raise unknown(opened, "project", key)
    table = weights_table(parameters, SIMILAR)
    conditions = parameters.conditions(opened.iris)

    def ranked(asked: SearchRequest, *, limit: int, offset: int = 0) -> Ranking:
        filtered = asked.filters or asked.near
        among = opened.search.meeting(asked)[opened.project_documents] if filtered else None
        return relations.similar(key, table=table, among=among, limit=limit, offset=offset)

    whole = parameters.format != "json"
    limit, offset = (MAX_OFFSET, 0) if whole else (parameters.limit, parameters.offset)
    found = ranked(conditions, limit=limit, offset=offset)
    items = [similar_project(opened, related, lang) for related in found.items]
    answer: SimilarAnswer = {
        "project": reference(opened, "project", key, lang),
        "linked": [reference(opened, "project", other, lang) for other in relations.linked(key)],
        "weights": weights_item(SIMILAR, table, lang),
        "total": found.total,
        "items": items,
        "limit": parameters.limit,
        "offset": parameters.offset,
        "links": next_page(path, given(parameters), found),
    }
    if not found.total:
        others = {
            name: replace(conditions, filters=conditions.filters | {name: ()})
            for name in conditions.filters
        }
        if conditions.near:
            others["near"] = replace(conditions, near="")
        without = {name: ranked(other, limit=1).total for name, other in others.items()}
        answer["emptied_by"] = emptied_items(without, lang)
    return answer
