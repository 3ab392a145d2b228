"""The JSON of how a query was understood: what was recognised, where, and what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.answers.labels import label_of, reading_label
from api.answers.search.equivalent import wanted
from api.release.opened import OpenRelease
from graph.sparql.equivalent import project_query
from search.model.interpretation import Candidate, Interpretation, PlaceCondition, Span
from search.query.fields.syntax import is_fielded


def interpretation(opened: OpenRelease, understood: Interpretation, lang: str) -> dict[str, Any]:
    """Return what was understood, and from which characters."""
    conditions = understood.conditions
    return {
        "spans": [_span(opened, span, lang) for span in understood.spans],
        "technologies": _groups(opened, "technology", conditions.technologies, understood, lang),
        "challenges": _groups(opened, "challenge", conditions.challenges, understood, lang),
        "places": [_place(place) for place in conditions.places],
        "programmes": _named(opened, "programme", conditions.programmes, lang),
        "ministries": _named(opened, "ministry", conditions.ministries, lang),
        "prefectures": _named(opened, "prefecture", conditions.prefectures, lang),
        "municipalities": _named(opened, "municipality", conditions.municipalities, lang),
        "regions": _named(opened, "region", conditions.regions, lang),
        "applicant_kinds": _named(opened, "applicant_kind", conditions.applicant_kinds, lang),
        "preferred_kinds": _named(opened, "applicant_kind", conditions.preferred_kinds, lang),
        "statuses": _named(opened, "status", conditions.statuses, lang),
        "fiscal_years": [str(span) for span in conditions.years],
        "types": list(conditions.types),
        "excluded": [_reading(opened, candidate, lang) for candidate in conditions.excluded],
        "excluded_places": [_place(place) for place in conditions.excluded_places],
        "required": [{"text": words.text, "phrase": words.phrase} for words in conditions.required],
        "expanded": [{"from": typed, "to": taken} for typed, taken in understood.expanded],
        "text": understood.text,
        "field_syntax": is_fielded(understood.query),
        "sparql": project_query(wanted(opened, understood), opened.iris),
    }


def _span(opened: OpenRelease, span: Span, lang: str) -> dict[str, Any]:
    return {
        "id": span.id,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "kind": span.kind,
        "excluded": span.excluded,
        "chosen": [_reading(opened, candidate, lang) for candidate in span.chosen],
        "candidates": [_reading(opened, candidate, lang) for candidate in span.candidates],
    }


def _reading(opened: OpenRelease, reading: Candidate, lang: str) -> dict[str, str]:
    """Return one reading of a span with its label."""
    label = reading_label(opened, reading, lang)
    return {"kind": reading.kind, "key": reading.key, "label": label}


def _groups(
    opened: OpenRelease,
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
            "label": label_of(opened, kind, key, lang),
            "group": number,
            "span": spans.get(key),
        }
        for number, group in enumerate(groups)
        for key in group
    ]


def _named(opened: OpenRelease, kind: str, keys: Sequence[str], lang: str) -> list[dict[str, str]]:
    return [{"key": key, "label": label_of(opened, kind, key, lang)} for key in keys]


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
