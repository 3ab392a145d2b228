"""The properties of entities: by which a query is narrowed, and with which a table is extended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from api.answers.labels import label_of
from api.answers.tools.reconciliation.entity_types import (
    BODIES,
    LEAVES,
    LOCAL_GOVERNMENT,
    MUNICIPALITY,
    PREFECTURE,
    TYPES,
    Reference,
)
from api.answers.tools.reconciliation.facts import Facts
from api.wording.language import joined, pick
from api.wording.messages import message
from search.text.folding import fold


class Day(NamedTuple):
    """A day, as ISO 8601 writes it."""

    iso: str


Value = str | int | float | Day | Reference
"""A text, a number, a day, or an entity."""
_Reading = Callable[[Facts, Reference], Iterable[Value | None]]


@dataclass(frozen=True, slots=True)
class Property:
    """A property.

    Args:
        id: its identifier; where a search has a parameter for it, the name of that.
        types: types of the entities that have it.
        values: its values for an entity; what is None or empty is left out.
        entity_type: type of its values, where they are entities.
        rows: whether the rows of the entities are read for it.
    """

    id: str
    types: frozenset[str]
    values: _Reading
    entity_type: str = ""
    rows: bool = False

    def of(self, facts: Facts, reference: Reference) -> list[Value]:
        """Return its values for an entity, each once; none where it does not have it."""
        if facts.type(reference) not in self.types:
            return []
        found = self.values(facts, reference)
        return list(dict.fromkeys(one for one in found if one is not None and one != ""))

    def item(self, lang: str) -> dict[str, str]:
        """Return it with its name, and what it says."""
        name = message(f"reconcile-property-{self.id}", lang)
        return {"id": self.id, "name": name, "description": self._description(lang)}

    def _description(self, lang: str) -> str:
        types = [message(f"reconcile-type-{one}", lang) for one in TYPES if one in self.types]
        of = message("reconcile-all-types", lang) if self.types == LEAVES else joined(types, lang)
        return message("reconcile-property-of", lang).format(types=of)


def _prefectures(facts: Facts, reference: Reference) -> Iterator[Value]:
    if reference[0] == "municipality":
        yield "municipality", facts.place(reference).prefecture
    for body in (*_bodies(facts, reference, "applicants"), *_bodies(facts, reference, "areas")):
        yield "municipality", facts.opened.search.places[body].prefecture


def _bodies(facts: Facts, reference: Reference, part: str) -> list[str]:
    return [one["code"] for one in facts.payload(reference).get(part, ()) if one["code"]]


def _participants(part: str, facts: Facts, reference: Reference) -> Iterator[Value]:
    return (("municipality", code) for code in _bodies(facts, reference, part))


def _of_place(name: str, facts: Facts, reference: Reference) -> Iterator[Value]:
    yield getattr(facts.place(reference), name)


def _code(facts: Facts, reference: Reference) -> Iterator[Value]:
    yield facts.place(reference).code


def _code5(facts: Facts, reference: Reference) -> Iterator[Value]:
    yield facts.place(reference).code[:5]


def _city(facts: Facts, reference: Reference) -> Iterator[Value]:
    parent = facts.place(reference).parent
    return iter([("municipality", parent)] if parent else [])


def _body_kind(facts: Facts, reference: Reference) -> Iterator[Value]:
    kind = facts.payload(reference).get("body_kind")
    if kind:
        yield label_of(facts.opened, "applicant_kind", kind, facts.lang)


def _stated(name: str, facts: Facts, reference: Reference) -> Iterator[Value | None]:
    yield facts.payload(reference).get(name)


def _said(name: str, facts: Facts, reference: Reference) -> Iterator[Value]:
    said = facts.payload(reference).get(name)
    return iter([pick(said, facts.lang)] if said else [])


def _day(name: str, facts: Facts, reference: Reference) -> Iterator[Value]:
    day = facts.payload(reference).get(name) or ""
    return iter([Day(day)] if len(day) == len("2025-10-01") else [])


def _row(name: str, facts: Facts, reference: Reference) -> Iterator[Value]:
    record = facts.record(reference)
    return iter([record.text(name)] if record else [])


def _contact(what: str, facts: Facts, reference: Reference) -> Iterator[Value]:
    yield facts.contact(reference, what)


def _status(facts: Facts, reference: Reference) -> Iterator[Value]:
    status = facts.payload(reference).get("status")
    return iter([label_of(facts.opened, "status", status, facts.lang)] if status else [])


def _concerned(facts: Facts, reference: Reference) -> Iterable[Mapping[str, Any]]:
    """Return the projects that a property of projects is read of: the project itself, or those."""
    if reference[0] == "project":
        return (facts.payload(reference),)
    return facts.projects(reference)


def _projects(facts: Facts, reference: Reference) -> Iterator[Value]:
    return (("project", one["key"]) for one in facts.projects(reference))


def _count(facts: Facts, reference: Reference) -> Iterator[Value]:
    yield len(facts.projects(reference))


def _concepts(part: str, kind: str, facts: Facts, reference: Reference) -> Iterator[Value]:
    for project in _concerned(facts, reference):
        yield from ((kind, one["key"]) for one in project[part])


def _programmes(facts: Facts, reference: Reference) -> Iterator[Value]:
    return (("programme", one["programme"]["key"]) for one in _concerned(facts, reference))


def _years(facts: Facts, reference: Reference) -> Iterator[Value]:
    return (one["fiscal_year"] for one in _concerned(facts, reference))


def _name(lang: str, facts: Facts, reference: Reference) -> Iterator[Value]:
    labels = facts.opened.search.labels(*reference) or {}
    return iter([labels[lang]] if lang in labels else [])


def _iri(facts: Facts, reference: Reference) -> Iterator[Value]:
    yield str(facts.opened.iris.entity(*reference))


def _page(facts: Facts, reference: Reference) -> Iterator[Value]:
    yield f"{facts.base}doc/{'/'.join(reference)}" if facts.base else ""


_PROJECT = frozenset({"project"})
_SEARCHED = BODIES | {"programme", "technology", "challenge", "ministry"}
"""Types by which a search finds projects."""
_NUMBERED = BODIES | {"ministry"}
_ALL = (
    Property("prefecture", BODIES | _PROJECT, _prefectures, PREFECTURE),
    Property("code", BODIES, _code),
    Property("code_without_check_digit", BODIES, _code5),
    Property("full_name", BODIES, partial(_of_place, "full_name")),
    Property("kana", BODIES, partial(_of_place, "reading")),
    Property("city", frozenset({"ward"}), _city, MUNICIPALITY),
    Property("body_kind", BODIES, _body_kind),
    Property("population", BODIES, partial(_stated, "population")),
    Property("population_as_of", BODIES, partial(_day, "population_as_of")),
    Property("aged_65_percent", BODIES, partial(_stated, "aged_65_percent")),
    Property("latitude", BODIES, partial(_of_place, "latitude")),
    Property("longitude", BODIES, partial(_of_place, "longitude")),
    Property("corporate_number", _NUMBERED, partial(_row, "corporate_number"), rows=True),
    Property("telephone", BODIES, partial(_contact, "telephone")),
    Property("email", BODIES, partial(_contact, "email")),
    Property("url", BODIES, partial(_contact, "url")),
    Property("address", BODIES, partial(_contact, "address")),
    Property("project_count", _SEARCHED, _count),
    Property("projects", _SEARCHED, _projects, "project"),
    Property("programmes", (_SEARCHED - {"programme"}) | _PROJECT, _programmes, "programme"),
    Property(
        "technologies",
        _SEARCHED | _PROJECT,
        partial(_concepts, "technologies", "technology"),
        "technology",
    ),
    Property(
        "technologies_derived",
        _SEARCHED | _PROJECT,
        partial(_concepts, "technologies_derived", "technology"),
        "technology",
    ),
    Property(
        "challenges",
        _SEARCHED | _PROJECT,
        partial(_concepts, "challenges", "challenge"),
        "challenge",
    ),
    Property("fiscal_years", _SEARCHED | _PROJECT, _years),
    Property("applicants", _PROJECT, partial(_participants, "applicants"), LOCAL_GOVERNMENT),
    Property("areas", _PROJECT, partial(_participants, "areas"), LOCAL_GOVERNMENT),
    Property("status", _PROJECT, _status),
    Property("aim", frozenset({"programme"}), partial(_said, "aims")),
    Property("definition", frozenset({"technology", "challenge"}), partial(_said, "definitions")),
    Property("date_start", frozenset({"event"}), partial(_day, "date_start")),
    Property("name_ja", LEAVES, partial(_name, "ja")),
    Property("name_en", LEAVES, partial(_name, "en")),
    Property("iri", LEAVES, _iri),
    Property("page", LEAVES, _page),
)
PROPERTIES = {one.id: one for one in _ALL}
"""Every property by its identifier, in the order in which they are proposed."""


def proposed(types: frozenset[str]) -> list[Property]:
    """Return the properties that entities of any of some types have."""
    return [one for one in _ALL if one.types & types]


def matching(lang: str, prefix: str) -> list[Property]:
    """Return the properties whose name or identifier holds a text, those that begin so first."""
    wanted = fold(prefix)
    named = [(one, fold(one.item(lang)["name"]), fold(one.id)) for one in _ALL]
    found = [pair for pair in named if any(wanted in text for text in pair[1:])]
    found.sort(key=lambda pair: not any(text.startswith(wanted) for text in pair[1:]))
    return [one for one, _, _ in found]
