"""The types of entities: what a column of a table can hold. Local governments are of three types.

An entity is told by ``kind/key``, the end of its IRI, so that identifier space and identifier are
the IRI together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from api.release.opened import OpenRelease
from api.wording.messages import message

Reference = tuple[str, str]
"""Kind and key of a thing."""


class EntityType(NamedTuple):
    """A type of entities.

    Args:
        id: its identifier.
        kind: kind of the IRIs of its entities.
        broader: identifier of the type that has its entities too, or empty.
    """

    id: str
    kind: str
    broader: str = ""


LOCAL_GOVERNMENT, MUNICIPALITY, PREFECTURE = "local-government", "municipality", "prefecture"
_WARD = "ward"
_ALL = (
    EntityType(MUNICIPALITY, "municipality", LOCAL_GOVERNMENT),
    EntityType(PREFECTURE, "municipality", LOCAL_GOVERNMENT),
    EntityType(_WARD, "municipality", LOCAL_GOVERNMENT),
    EntityType(LOCAL_GOVERNMENT, "municipality"),
    *(
        EntityType(kind, kind)
        for kind in (
            "project", "programme", "technology", "challenge", "ministry", "council", "event",
        )
    ),
)  # fmt: skip
TYPES = {one.id: one for one in _ALL}
"""Every type by its identifier, those that sheets hold most often first."""
LEAVES = frozenset(TYPES) - {LOCAL_GOVERNMENT}
"""The types that entities have directly."""
BODIES = frozenset(one.id for one in _ALL if one.broader)
"""The types of local governments."""
_OF_PLACES = {"prefecture": PREFECTURE, "ward": _WARD}
"""Types by the kind of place; every other one is a municipality."""


def leaves_of(ids: Iterable[str]) -> frozenset[str]:
    """Return the types that entities of some types have directly; of none all."""
    found = {leaf for id_ in ids for leaf in (BODIES if id_ == LOCAL_GOVERNMENT else (id_,))}
    return frozenset(found) or LEAVES


def type_of(opened: OpenRelease, kind: str, key: str) -> str:
    """Return the type that an entity has directly, or an empty text where it has none."""
    if kind == "municipality":
        place = opened.search.places.get(key)
        return _OF_PLACES.get(place.kind, MUNICIPALITY) if place else ""
    return kind if kind in TYPES else ""


def type_item(id_: str, lang: str) -> dict[str, Any]:
    """Return a type with its name."""
    return {"id": id_, "name": message(f"reconcile-type-{id_}", lang)}


def type_items(id_: str, lang: str) -> list[dict[str, Any]]:
    """Return the types that entities of a type have: it, and the broader one."""
    return [type_item(one, lang) for one in (id_, TYPES[id_].broader) if one]


def with_broader(id_: str, lang: str) -> dict[str, Any]:
    """Return a type with the broader one in it, as a manifest lists it."""
    broader = TYPES[id_].broader
    return type_item(id_, lang) | ({"broader": [type_item(broader, lang)]} if broader else {})


def entity_id(kind: str, key: str) -> str:
    """Return the identifier of an entity."""
    return f"{kind}/{key}"


def reference_of(opened: OpenRelease, text: str) -> Reference | None:
    """Return the entity that an identifier or an IRI names, or None where there is none."""
    kind, _, key = text.partition("/")
    reference = opened.iris.split(text) or (kind, key)
    is_there = type_of(opened, *reference) and opened.search.document(*reference) is not None
    return reference if is_there else None
