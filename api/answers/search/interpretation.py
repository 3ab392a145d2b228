"""The JSON of how a query was understood: what was recognised, where, and what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.answers.labels import candidate_labels, figure_label, label_of, reading_label
from api.answers.search.equivalent import wanted
from api.contract.interpretation import (
    AskedConcept,
    AskedPlace,
    Expansion,
    Reading,
    SpanItem,
    Understood,
    WordItem,
)
from api.contract.interpretation import Interpretation as InterpretationItem
from api.contract.parts import Labelled
from api.release.opened import OpenRelease
from api.wording.messages import message
from graph.sparql.equivalent import project_query
from search.model.facets import FACETS, Values
from search.model.interpretation import (
    Candidate,
    Conditions,
    Interpretation,
    PlaceCondition,
    Span,
    Word,
)
from search.query.fields.syntax import is_fielded

_AS_THEY_ARE = tuple(f for f in reversed(FACETS) if f.values in {Values.KIND, Values.YEAR})
"""Facets whose values need no label."""
_LABELLED = tuple(f for f in FACETS if not f.is_grouped and f not in _AS_THEY_ARE)


def interpretation(
    opened: OpenRelease, understood: Interpretation, lang: str
) -> InterpretationItem:
    """Return what was understood, and from which characters."""
    conditions = understood.conditions
    asked: Any = {
        **{
            facet.conditions: _groups(opened, facet.name, understood, lang)
            for facet in FACETS
            if facet.is_grouped
        },
        **_labelled(opened, conditions, lang),
        **{facet.conditions: list(conditions.chosen(facet)) for facet in _AS_THEY_ARE},
    }
    said: Understood = {
        "spans": [_span(opened, span, lang) for span in understood.spans],
        "places": [_place(place) for place in conditions.places],
        "preferred_kinds": _named(opened, "applicant_kind", conditions.preferred_kinds, lang),
        "figures": [
            {
                "measure": figure.measure,
                "least": figure.least,
                "most": figure.most,
                "label": figure_label(str(figure), lang),
            }
            for figure in conditions.figures
        ],
        "excluded": [_reading(opened, candidate, lang) for candidate in conditions.excluded],
        "excluded_places": [_place(place) for place in conditions.excluded_places],
        "raised": [
            {"kind": facet, "key": key, "label": label_of(opened, facet, key, lang)}
            for facet, groups in conditions.raised.items()
            for key in dict.fromkeys(key for group in groups for key in group)
        ],
        "required": [{"text": words.text, "phrase": words.phrase} for words in conditions.required],
        "expanded": _expanded(opened, understood, lang),
        "text": understood.text,
        "words": [_word(word, lang) for word in understood.words],
        "field_syntax": is_fielded(understood.query),
        "sparql": project_query(wanted(opened, understood), opened.iris),
    }
    answer: InterpretationItem = asked | said
    return answer


def _expanded(opened: OpenRelease, understood: Interpretation, lang: str) -> list[Expansion]:
    """Return what was typed and what it was taken for, in the language of the answer."""
    labels = {
        (span.text, reading.label): named[reading.key]
        for span in (understood.spans if lang != "ja" else ())
        for named in [candidate_labels(opened, span.chosen, lang)]
        for reading in span.chosen
    }
    return [
        {
            "from": typed,
            "to": labels.get((typed, taken.removesuffix("年度")), "")
            or labels.get((typed, taken), taken),
        }
        for typed, taken in understood.expanded
    ]


def _word(word: Word, lang: str) -> WordItem:
    """Return a word and what became of it; the reason is a sentence."""
    return {
        "text": word.text,
        "start": word.start,
        "end": word.end,
        "span": word.span or None,
        "use": word.use.value,
        "reason": message(f"word-{word.reason}", lang).format(text=word.text),
    }


def _span(opened: OpenRelease, span: Span, lang: str) -> SpanItem:
    return {
        "id": span.id,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "kind": span.kind,
        "excluded": span.excluded,
        "chosen": [_reading(opened, candidate, lang) for candidate in span.chosen],
        "candidates": [
            {**_reading(opened, candidate, lang), "label": named[candidate.key]}
            for named in [candidate_labels(opened, span.candidates, lang)]
            for candidate in span.candidates
        ],
    }


def _reading(opened: OpenRelease, reading: Candidate, lang: str) -> Reading:
    """Return one reading of a span with its label, and with the former name that was typed."""
    label = reading_label(opened, reading, lang)
    read: Reading = {"kind": reading.kind, "key": reading.key, "label": label}
    if reading.former:
        read["former"] = {"name": reading.former, "until": reading.until}
    return read


def _labelled(opened: OpenRelease, conditions: Conditions, lang: str) -> dict[str, list[Labelled]]:
    """Return the keys that are asked for, by the names of their conditions."""
    return {
        facet.conditions: _named(opened, facet.name, conditions.keys[facet.name], lang)
        for facet in _LABELLED
    }


def _groups(
    opened: OpenRelease, kind: str, understood: Interpretation, lang: str
) -> list[AskedConcept]:
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
        for number, group in enumerate(understood.conditions.groups[kind])
        for key in group
    ]


def _named(opened: OpenRelease, kind: str, keys: Sequence[str], lang: str) -> list[Labelled]:
    return [{"key": key, "label": label_of(opened, kind, key, lang)} for key in keys]


def _place(place: PlaceCondition) -> AskedPlace:
    return {
        "name": place.name,
        "kind": place.kind,
        "code": place.code or None,
        "lat": place.latitude,
        "lon": place.longitude,
        "radius_km": place.radius_km,
        "relation": "near" if place.relation == "near" else "in",
        "span": place.span or None,
    }
