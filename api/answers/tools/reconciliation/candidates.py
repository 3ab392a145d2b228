"""Candidates of a query: scored, each part told, and matched only where one alone is certain.

The score is the sum of the features that are numbers: ``name`` (likeness to what it is called),
``namesakes`` (others are called so as well) and ``properties`` (what the query says of it is not
so). Features that are true or false say what the text is, and which property agrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.answers.tools.reconciliation.entity_types import BODIES, PREFECTURE, entity_id, type_items
from api.answers.tools.reconciliation.facts import Facts
from api.answers.tools.reconciliation.narrowing import agrees, prefectures_given
from api.answers.tools.reconciliation.queries import Query
from api.answers.tools.reconciliation.readings.found import Found
from api.answers.tools.reconciliation.readings.names import found_for
from api.wording.messages import message
from api.wording.values import date_label
from ontology.eras import fiscal_year_label
from search.numbers.figures import POPULATION

_NAMESAKES, _CONTRADICTED = -5.0, -40.0
"""What it takes from a score that others are called so; that all that is said of it is not so."""
_NAMING = ("code", "corporate_number", "full_name", "name_ja", "name_en")
"""Properties whose value is looked for where a query has no text, the surest first."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A candidate with what the query says of it.

    Args:
        found: what it is, and how the text names it.
        said: whether it has what is said of it, by property; what it cannot have is left out.
    """

    found: Found
    said: Mapping[str, bool] = field(hash=False)

    @property
    def agrees(self) -> bool:
        """Whether nothing that is said of it is wrong."""
        return all(self.said.values())

    @property
    def is_sure(self) -> bool:
        """Whether it is meant, if it is the only one that is called so."""
        short = self.found.how == "short_name" and self.said.get(PREFECTURE, False)
        return self.agrees and self.found.exact and (self.found.clear or short)


def reconciled(facts: Facts, query: Query) -> list[dict[str, Any]]:
    """Return the candidates of a query, the best first.

    Args:
        facts: what is known, and the language of names.
        query: what is looked for.
    """
    given = query.properties
    text = query.text.strip() or next((str(given[n][0]) for n in _NAMING if n in given), "")
    within = prefectures_given(facts, given.get(PREFECTURE, ()))
    found = _bounded(found_for(facts.opened, text, query.types, within, query.limit), query.limit)
    candidates = [
        _Candidate(one, _said(facts, one, query))
        for one in found
        if facts.type(one.reference) in query.types
    ]
    called = _called(candidates)
    matched = called[0] if len(called) == 1 and called[0].is_sure else None
    shared = called if len(called) > 1 else []
    scored = [(one, _features(one, shared=one in shared)) for one in candidates]
    scored.sort(key=lambda pair: _order(facts, *pair))
    return [
        _item(facts, one, features, match=one is matched) for one, features in scored[: query.limit]
    ]


def _bounded(found: Sequence[Found], limit: int) -> list[Found]:
    """Return what is called so, and the best of the rest: to compare properties takes time."""
    like = sorted((one for one in found if not one.exact), key=lambda one: -one.likeness)
    return [*(one for one in found if one.exact), *like[:limit]]


def _called(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return those that are called so; さくら市 is itself before it is 佐倉市 in kana."""
    called = [one for one in candidates if one.found.exact and one.agrees]
    if any(one.found.reference[0] != "municipality" for one in called):
        return called
    most = max((one.found.likeness for one in called), default=0.0)
    return [one for one in called if one.found.likeness == most]


def _said(facts: Facts, one: Found, query: Query) -> dict[str, bool]:
    found = {
        name: agrees(facts, one.reference, name, values)
        for name, values in query.properties.items()
    }
    return {name: value for name, value in found.items() if value is not None}


def _features(one: _Candidate, *, shared: bool) -> dict[str, float | bool]:
    wrong = [value for value in one.said.values() if not value]
    found: dict[str, float | bool] = {
        "name": one.found.likeness,
        "namesakes": _NAMESAKES if shared else 0.0,
        "properties": _CONTRADICTED * len(wrong) / len(one.said) if wrong else 0.0,
    }
    if one.found.how:
        found[one.found.how] = True
    return found | {f"property_{name}": value for name, value in one.said.items()}


def _score(features: Mapping[str, float | bool]) -> float:
    return sum(value for value in features.values() if not isinstance(value, bool))


def _order(
    facts: Facts, one: _Candidate, features: Mapping[str, float | bool]
) -> tuple[float, float, str]:
    """Return by what candidates are sorted: of equals the larger place comes first."""
    kind, key = one.found.reference
    place = facts.opened.search.places.get(key) if kind == "municipality" else None
    size = place.figures.get(POPULATION, float("inf")) if place else 0.0
    return -_score(features), -size, key


def _item(
    facts: Facts, one: _Candidate, features: Mapping[str, float | bool], *, match: bool
) -> dict[str, Any]:
    reference = one.found.reference
    return {
        "id": entity_id(*reference),
        "name": facts.name(reference),
        "description": description(facts, one.found),
        "type": type_items(facts.type(reference), facts.lang),
        "score": round(_score(features), 3),
        "features": [{"id": name, "value": value} for name, value in features.items()],
        "match": match,
    }


def description(facts: Facts, found: Found) -> str:
    """Return what tells an entity from others of its name."""
    type_, lang = facts.type(found.reference), facts.lang
    parts: Sequence[str] = (message(f"reconcile-type-{type_}", lang),)
    payload = facts.payload(found.reference)
    if type_ in BODIES:
        parts = (*parts, found.reference[1])
    if type_ == "project":
        year = fiscal_year_label(payload["fiscal_year"], lang)
        parts = (*parts, facts.name(("programme", payload["programme"]["key"])), year)
    if found.former:
        day = date_label(found.until, lang) if found.until else ""
        said = "reconcile-former-until" if day else "reconcile-former"
        parts = (*parts, message(said, lang).format(name=found.former, day=day))
    return message("reconcile-separator", lang).join(parts)
