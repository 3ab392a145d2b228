"""The JSON of search: interpretation, hits, facets, links."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from api.items import localise, pick
from api.messages import message
from api.service import Service
from graph.equivalent import Near, Wanted, project_query
from ontology.eras import fiscal_year_label
from search.interpretation import Candidate, Conditions, Interpretation, PlaceCondition, Span
from search.results import Emptied, FacetValue, Hit, Reason, SearchResult
from search.years import parse_years

_MACHINE_TEXT = "text"


def search_answer(
    service: Service, result: SearchResult, lang: str, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the answer of ``/api/search``.

    Args:
        service: the release that answered.
        result: what search gave.
        lang: language of labels.
        parameters: the request's parameters as they were given, for links.
    """
    limit, offset = parameters["limit"], parameters["offset"]
    more = offset + len(result.hits) < result.total
    following = f"/api/search?{_query(parameters, offset + limit)}" if more else None
    answer: dict[str, Any] = {
        "query": result.interpretation.query,
        "interpretation": interpretation(service, result.interpretation, lang),
        "total": result.total,
        "items": [hit_item(service, hit, lang) for hit in result.hits],
        "facets": facets(service, result.facets, lang),
        "limit": limit,
        "offset": offset,
        "links": {"next": following},
    }
    if not result.total:
        answer["emptied_by"] = [emptied(item, lang) for item in result.emptied]
    return answer


def _query(parameters: Mapping[str, Any], offset: int) -> str:
    pairs = []
    for name, value in {**parameters, "offset": offset}.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, item) for item in values if item not in {None, ""}]
    return urlencode(pairs)


def hit_item(service: Service, hit: Hit, lang: str) -> dict[str, Any]:
    """Return one hit as an item."""
    item: dict[str, Any] = localise(dict(hit.payload), lang)
    item["score"] = hit.score
    item["distance_km"] = None if hit.distance_km is None else round(hit.distance_km, 3)
    item["snippet"] = snippet_html(hit.snippet)
    item["reasons"] = [reason_item(service, reason, lang) for reason in hit.reasons]
    return item


def snippet_html(pieces: Sequence[tuple[str, bool]]) -> str | None:
    """Return a snippet as escaped text with ``<mark>`` around what matched."""
    if not pieces:
        return None
    return "".join(
        f"<mark>{html.escape(text)}</mark>" if marked else html.escape(text)
        for text, marked in pieces
    )


def reason_item(service: Service, reason: Reason, lang: str) -> dict[str, Any]:
    """Return why a hit is here, in words and in numbers that add up."""
    shown = "、".join if lang == "ja" else ", ".join
    subjects = [
        _subject_label(service, reason.kind, key, lang)
        for key in reason.subject.split("|")
        if reason.kind not in {"text", "kind"}
    ]
    text = reason.subject if reason.kind == _MACHINE_TEXT else shown(subjects)
    distance = reason.detail.get("distance_km")
    label = message(f"reason-{reason.kind}", lang).format(
        subject=text, km=f"{distance:.1f}" if isinstance(distance, float) else ""
    )
    return {
        "kind": reason.kind,
        "label": label,
        "weight": reason.weight,
        "detail": dict(reason.detail),
    }


def _subject_label(service: Service, kind: str, key: str, lang: str) -> str:
    if kind in {"near", "in"}:
        place = service.search.gazetteer.places.get(key)
        region = service.search.gazetteer.regions.get(key)
        if place:
            return place.name if lang == "ja" else place.english
        if region:
            return region.labels[0] if lang == "ja" else region.english
        return key
    return label_of(service, kind, key, lang)


def label_of(service: Service, kind: str, key: str, lang: str) -> str:
    """Return the label of a thing that search knows, else its key."""
    if kind == "fiscal_year":
        return fiscal_year_label(int(key), lang)
    if kind == "type":
        return message(f"kind-{key}", lang)
    if kind == "region":
        region = service.search.gazetteer.regions[key]
        return region.labels[0] if lang == "ja" else region.english
    if kind in service.search.codes:
        return pick(service.search.codes[kind][key], lang)
    wanted = "municipality" if kind in {"prefecture", "place"} else kind
    labels = service.search.labels(wanted, key)
    return pick(labels, lang) if labels else key


def facets(
    service: Service, found: Mapping[str, Sequence[FacetValue]], lang: str
) -> dict[str, list[dict[str, Any]]]:
    """Return the facets with labels."""
    return {
        name: [
            {
                "key": value.key,
                "label": label_of(service, name, value.key, lang),
                "count": value.total,
                "selected": value.selected,
                "above": value.above,
            }
            for value in values
        ]
        for name, values in found.items()
    }


def interpretation(service: Service, understood: Interpretation, lang: str) -> dict[str, Any]:
    """Return what was understood, and from which characters."""
    conditions = understood.conditions
    return {
        "spans": [_span(service, span, lang) for span in understood.spans],
        "technologies": _groups(service, "technology", conditions.technologies, understood, lang),
        "challenges": _groups(service, "challenge", conditions.challenges, understood, lang),
        "places": [_place(place) for place in conditions.places],
        "programmes": _named(service, "programme", conditions.programmes, lang),
        "ministries": _named(service, "ministry", conditions.ministries, lang),
        "prefectures": _named(service, "prefecture", conditions.prefectures, lang),
        "municipalities": _named(service, "municipality", conditions.municipalities, lang),
        "regions": _named(service, "region", conditions.regions, lang),
        "applicant_kinds": _named(service, "applicant_kind", conditions.applicant_kinds, lang),
        "preferred_kinds": _named(service, "applicant_kind", conditions.preferred_kinds, lang),
        "statuses": _named(service, "status", conditions.statuses, lang),
        "fiscal_years": [str(span) for span in conditions.years],
        "types": list(conditions.types),
        "excluded": [_reading(service, candidate, lang) for candidate in conditions.excluded],
        "excluded_places": [_place(place) for place in conditions.excluded_places],
        "expanded": [{"from": typed, "to": taken} for typed, taken in understood.expanded],
        "text": understood.text,
        "sparql": project_query(wanted(service, conditions, understood.text), service.iris),
    }


def _span(service: Service, span: Span, lang: str) -> dict[str, Any]:
    return {
        "id": span.id,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "kind": span.kind,
        "excluded": span.excluded,
        "chosen": [_reading(service, candidate, lang) for candidate in span.chosen],
        "candidates": [_reading(service, candidate, lang) for candidate in span.candidates],
    }


def _reading(service: Service, candidate: Candidate, lang: str) -> dict[str, str]:
    """Return one reading of a span with its label."""
    kind, key = candidate.kind, candidate.key
    if kind == "year" or (kind == "place" and lang == "ja"):
        text = candidate.label
    else:
        text = label_of(service, kind, key, lang)
    return {"kind": kind, "key": key, "label": text}


def _groups(
    service: Service,
    kind: str,
    groups: Sequence[Sequence[str]],
    understood: Interpretation,
    lang: str,
) -> list[dict[str, Any]]:
    """Return concepts; ``group`` tells which are alternatives of each other."""
    spans = {
        candidate.key: span.id
        for span in understood.spans
        for candidate in span.chosen
        if candidate.kind == kind
    }
    return [
        {
            "key": key,
            "label": label_of(service, kind, key, lang),
            "group": number,
            "span": spans.get(key),
        }
        for number, group in enumerate(groups)
        for key in group
    ]


def _named(service: Service, kind: str, keys: Sequence[str], lang: str) -> list[dict[str, str]]:
    return [{"key": key, "label": label_of(service, kind, key, lang)} for key in keys]


def _place(place: PlaceCondition) -> dict[str, Any]:
    return {
        "name": place.name,
        "kind": place.kind,
        "code": place.code or None,
        "lat": place.latitude,
        "lon": place.longitude,
        "radius_km": place.radius_km,
        "relation": place.relation,
        "span": place.span or None,
    }


def wanted(service: Service, conditions: Conditions, text: str) -> Wanted:
    """Return search's conditions as the graph's own, for an equivalent SPARQL query."""
    near, areas = _areas(service, conditions.places)
    return Wanted(
        technologies=conditions.technologies,
        challenges=conditions.challenges,
        programmes=conditions.programmes,
        ministries=conditions.ministries,
        years=[(span.first, span.last) for span in conditions.years],
        located=conditions.prefectures,
        regions=[
            code
            for key in conditions.regions
            for code in service.search.gazetteer.regions[key].prefectures
        ],
        bodies=conditions.municipalities,
        areas=areas,
        near=near,
        applicant_kinds=conditions.applicant_kinds,
        statuses=conditions.statuses,
        unsaid=bool(conditions.required or conditions.expressions),
        excluded=_excluded(service, conditions),
        text=text,
    )


def _areas(service: Service, places: Sequence[PlaceCondition]) -> tuple[list[Near], list[str]]:
    """Return the circles and the areas of places."""
    gazetteer = service.search.gazetteer
    near: list[Near] = []
    areas: list[str] = []
    for place in places:
        if place.relation == "near":
            latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
            known = gazetteer.places.get(place.code)
            prefecture = known.prefecture if known else gazetteer.prefecture_at(latitude, longitude)
            near.append(Near(latitude, longitude, place.radius_km or 0.0, prefecture))
        elif place.kind == "region":
            areas += gazetteer.regions[place.code].prefectures
        else:
            areas.append(place.code)
    return near, areas


def _excluded(service: Service, conditions: Conditions) -> Wanted | None:
    if not (conditions.excluded or conditions.excluded_places):
        return None
    regions = service.search.gazetteer.regions

    def keys(kind: str) -> list[str]:
        return [c.key for c in conditions.excluded if c.kind == kind]

    in_regions = [code for key in keys("region") for code in regions[key].prefectures]
    spans = [span for key in keys("year") if (span := parse_years(key))]
    return Wanted(
        technologies=[[key] for key in keys("technology")],
        challenges=[[key] for key in keys("challenge")],
        programmes=keys("programme"),
        ministries=keys("ministry"),
        types=keys("type"),
        years=[(span.first, span.last) for span in spans],
        located=[*keys("place"), *in_regions],
        near=_areas(service, conditions.excluded_places)[0],
    )


def emptied(item: Emptied, lang: str) -> dict[str, Any]:
    """Return a condition that emptied the result, and how many there are without it."""
    return {
        "condition": item.condition,
        "label": message(f"condition-{item.condition}", lang),
        "count": item.count,
    }
