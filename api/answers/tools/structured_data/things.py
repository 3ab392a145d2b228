"""A thing in the words of schema.org (https://schema.org/), made of what its page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api.release.opened import OpenRelease

CONTEXT = "https://schema.org"
_MOST = 20
"""Most things that are named of one sort; a page shows them all."""
_COUNTRY = {"@type": "Country", "name": "日本", "identifier": "JP"}
_TOWNS = frozenset({"town", "village"})
"""Kinds of local governments that are no cities."""


def thing_data(
    opened: OpenRelease, found: Mapping[str, Any], address: str, said: str
) -> dict[str, Any]:
    """Return what a page says of a thing, as JSON-LD.

    Args:
        opened: the release that is served.
        found: the thing as the API gives it, in one language.
        address: address of its page.
        said: what it is, in a few sentences, or nothing.
    """
    about = _ABOUT[found["type"]](opened, found)
    return _filled(
        {
            "@context": CONTEXT,
            "@id": found["iri"],
            "identifier": found["key"],
            "name": found["label"],
            "description": said,
            "url": address,
            **about,
        }
    )


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a thing."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _named(type_: str, thing: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a reference to another thing."""
    if not thing:
        return {}
    return _filled({"@type": type_, "@id": thing.get("iri"), "name": thing["label"]})


def _rows(type_: str, rows: Iterable[Mapping[str, Any]], column: str) -> list[dict[str, Any]]:
    """Return what rows refer to, each once."""
    found = {row[column]["iri"]: row[column] for row in rows if row.get(column)}
    return [_named(type_, thing) for thing in list(found.values())[:_MOST]]


def _bodies(bodies: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"@type": "GovernmentOrganization", "name": body["name"]} for body in bodies][:_MOST]


def _concepts(*lists: Iterable[Mapping[str, Any]]) -> list[str]:
    names = (concept["label"] for listed in lists for concept in listed)
    return list(dict.fromkeys(names))[:_MOST]


def _project(opened: OpenRelease, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a project; the support is one in money where the terms say sums."""
    programme = found["programme"]
    pays = bool(opened.programmes.facts[programme["key"]]["terms"])
    return {
        "@type": "Project",
        **({"description": found["description"]} if found.get("description") else {}),
        "parentOrganization": _bodies(found["applicants"]),
        "location": [
            {"@type": "AdministrativeArea", "name": body["name"]}
            for body in (*found["applicants"], *found["areas"])
        ][:_MOST],
        "keywords": _concepts(found["technologies"], found["challenges"]),
        "funding": {
            "@type": "MonetaryGrant" if pays else "Grant",
            "name": programme["label"],
            "funder": [
                {"@type": "GovernmentOrganization", "name": owner}
                for owner in opened.programmes.owners(programme["key"], "ja")
            ][:_MOST],
        },
    }


def _programme(_: OpenRelease, found: Mapping[str, Any]) -> dict[str, Any]:
    offices = found.get("offices") or ()
    return {
        "@type": "GovernmentService",
        "alternateName": [row["name"] for row in found["names"]][:_MOST],
        "serviceOperator": _rows("GovernmentOrganization", found["organisations"], "organisation"),
        "areaServed": _COUNTRY,
        "audience": {"@type": "Audience", "audienceType": "Local governments"},
        "category": _concepts(found.get("technologies_derived") or ()),
        "availableChannel": [
            {"@type": "ServiceChannel", "servicePhone": {"@type": "ContactPoint", **reached}}
            for office in offices
            if (reached := _reached(office))
        ][:_MOST],
    }


def _reached(office: Mapping[str, Any]) -> dict[str, Any]:
    return _filled({"telephone": office.get("telephone"), "email": office.get("email")})


def _municipality(_: OpenRelease, found: Mapping[str, Any]) -> dict[str, Any]:
    kind = found["kind"]["key"]
    inside = found.get("prefecture")
    is_area = kind == "prefecture" or kind in _TOWNS or not inside
    known = found.get("latitude") is not None
    point = {"latitude": found.get("latitude"), "longitude": found.get("longitude")}
    office: Mapping[str, Any] = next(iter(found.get("office") or ()), {})
    return {
        "@type": "AdministrativeArea" if is_area else "City",
        "alternateName": [name for name in (found.get("full_name"), found.get("romaji")) if name],
        "containedInPlace": _named("AdministrativeArea", inside) or _COUNTRY,
        "geo": {"@type": "GeoCoordinates", **point} if known else None,
        "telephone": office.get("telephone"),
        "address": office.get("address"),
        "sameAs": found.get("estat_uri"),
    }


def _council(_: OpenRelease, found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "foundingDate": found.get("date_established"),
        "member": _rows("GovernmentOrganization", found["bodies"], "body"),
    }


def _event(_: OpenRelease, found: Mapping[str, Any]) -> dict[str, Any]:
    place = found.get("place_as_printed")
    town = found.get("municipality")
    where = _filled(
        {"name": place or (town or {}).get("label"), "address": (town or {}).get("label")}
    )
    return {
        "@type": "Event",
        "startDate": found.get("date_start"),
        "endDate": found.get("date_end"),
        "location": {"@type": "Place", **where} if where else None,
        "about": _rows("GovernmentService", found["programmes"], "programme"),
    }


def _concept(_: OpenRelease, found: Mapping[str, Any]) -> dict[str, Any]:
    scheme = found["iri"].rsplit("/", 2)[0] + "/scheme/"
    plural = {"technology": "technologies", "challenge": "challenges"}[found["type"]]
    return {
        "@type": "DefinedTerm",
        "termCode": found["key"],
        "alternateName": [label["text"] for label in found["alternative_labels"]][:_MOST],
        "inDefinedTermSet": scheme + plural,
    }


def _ministry(_: OpenRelease, found: Mapping[str, Any]) -> dict[str, Any]:
    above = _rows("GovernmentOrganization", found["parents"], "parent")
    return {
        "@type": "GovernmentOrganization",
        "alternateName": found.get("short_name"),
        "parentOrganization": above,
        "url": found.get("url"),
    }


_ABOUT: Mapping[str, Callable[[OpenRelease, Mapping[str, Any]], dict[str, Any]]] = {
    "project": _project,
    "programme": _programme,
    "municipality": _municipality,
    "council": _council,
    "event": _event,
    "technology": _concept,
    "challenge": _concept,
    "ministry": _ministry,
}
