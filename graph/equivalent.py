"""A SPARQL query with the same results as a search's conditions, for whoever wants to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ontology.geography import wkt_point
from ontology.namespaces import PREFIXES, Iris

_USED = ("tsn", "rdfs", "skos", "geo", "geof", "uom", "xsd")
_CLASSES = {
    "project": "tsn:Project",
    "municipality": "tsn:LocalGovernment",
    "programme": "tsn:Programme",
    "council": "tsn:Council",
    "event": "tsn:Event",
    "technology": "skos:Concept",
    "challenge": "skos:Concept",
}


@dataclass(frozen=True, slots=True)
class Near:
    """A circle: centre in degrees, radius in kilometres, code of the prefecture it lies in."""

    latitude: float
    longitude: float
    radius_km: float
    prefecture: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Conditions on projects, joined as in DESIGN section 6.3.

    Args:
        technologies: an AND of ORs of keys.
        challenges: an AND of ORs of keys.
        programmes: keys, any of them.
        ministries: keys, any of them.
        years: pairs of first and last fiscal year, None for open; any of them.
        inside: codes of places, any of them.
        near: circles, any of them.
        excluded_technologies: keys that must not be printed.
        text: words that rank and do not filter.
    """

    technologies: Sequence[Sequence[str]] = ()
    challenges: Sequence[Sequence[str]] = ()
    programmes: Sequence[str] = ()
    ministries: Sequence[str] = ()
    years: Sequence[tuple[int | None, int | None]] = ()
    inside: Sequence[str] = ()
    near: Sequence[Near] = ()
    excluded_technologies: Sequence[str] = ()
    text: str = ""


def project_query(wanted: Wanted, iris: Iris) -> str:
    """Return a query for the projects that meet the conditions; it runs at ``/sparql``.

    Only keys of our own, numbers and IRIs made by ``iris`` are written into it.
    """
    lines = ["?project a tsn:Project ; rdfs:label ?label ; tsn:fiscalYear ?year ."]
    printed_or_derived = "tsn:technology|tsn:derivedTechnology"
    lines += [_concepts(g, "technology", printed_or_derived, iris) for g in wanted.technologies]
    lines += [_concepts(g, "challenge", "tsn:challenge", iris) for g in wanted.challenges]
    if wanted.programmes:
        values = _values(wanted.programmes, "programme", iris)
        lines.append(f"VALUES ?programme {{ {values} }} ?project tsn:programme ?programme .")
    if wanted.ministries:
        values = _values(wanted.ministries, "ministry", iris)
        lines.append(
            f"VALUES ?ministry {{ {values} }} ?project tsn:programme/tsn:ministry ?ministry ."
        )
    if wanted.years:
        lines.append(f"FILTER({' || '.join(_year(first, last) for first, last in wanted.years)})")
    if wanted.inside:
        values = _values(wanted.inside, "municipality", iris)
        lines.append(
            "FILTER EXISTS { VALUES ?area { " + values + " } ?project tsn:locatedIn ?place ."
            " { ?place (tsn:prefecture|tsn:parentCity)? ?area }"
            " UNION { ?area tsn:prefecture ?place } }"
        )
    lines += _near(wanted.near, iris)
    for key in wanted.excluded_technologies:
        concept = iris.entity("technology", key)
        lines.append(
            "FILTER NOT EXISTS { ?project tsn:technology/skos:broader* <" + concept + "> }"
        )
    lines.append('FILTER(LANG(?label) = "ja")')
    prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _USED)
    distance = " (MIN(?metres) AS ?distance)" if wanted.near else ""
    order = "?distance ?project" if wanted.near else "?project"
    note = "# The words left for full text rank and do not filter.\n" if wanted.text else ""
    body = "".join(f"  {line}\n" for line in lines)
    return (
        f"{prefixes}{note}SELECT ?project ?label ?year{distance} WHERE {{\n{body}}}\n"
        f"GROUP BY ?project ?label ?year\nORDER BY {order}\n"
    )


def _values(keys: Sequence[str], kind: str, iris: Iris) -> str:
    return " ".join(f"<{iris.entity(kind, key)}>" for key in keys)


def _concepts(group: Sequence[str], kind: str, path: str, iris: Iris) -> str:
    values = _values(group, kind, iris)
    return (
        f"FILTER EXISTS {{ VALUES ?concept {{ {values} }}"
        f" ?project ({path})/skos:broader* ?concept }}"
    )


def _year(first: int | None, last: int | None) -> str:
    parts = [f'STR(?year) >= "{first}"'] if first else []
    parts += [f'STR(?year) <= "{last}"'] if last else []
    return "(" + " && ".join(parts or ["true"]) + ")"


def _near(circles: Sequence[Near], iris: Iris) -> list[str]:
    """A prefecture alone is its whole area: 0 inside it, else its nearest municipal office."""
    branches = []
    for circle in circles:
        point = wkt_point(circle.latitude, circle.longitude)
        here = iris.entity("municipality", circle.prefecture)
        branches.append(
            "{ ?project tsn:locatedIn ?place ."
            " { ?place geo:hasGeometry/geo:asWKT ?wkt"
            " FILTER NOT EXISTS { ?place a tsn:Prefecture } }"
            " UNION { ?town tsn:prefecture ?place ; a tsn:Municipality ;"
            f" geo:hasGeometry/geo:asWKT ?wkt FILTER(?place != <{here}>) }}"
            f' BIND(geof:distance(?wkt, "{point}"^^geo:wktLiteral, uom:metre) AS ?metres)'
            f" FILTER(?metres <= {circle.radius_km * 1000:.1f}) }}"
            f" UNION {{ ?project tsn:locatedIn <{here}> BIND(0.0 AS ?metres) }}"
        )
    return [" UNION ".join(branches)] if branches else []
