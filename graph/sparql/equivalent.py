"""A SPARQL query with the same results as a search's conditions, for whoever wants to go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
CONCEPTS = {"technology": "tsn:technology|tsn:derivedTechnology", "challenge": "tsn:challenge"}
"""Paths from a project to the concepts of a condition; to broader ones they go on."""
PATHS = {
    "programme": ("programme", "tsn:programme"),
    "ministry": ("ministry", "tsn:programme/(tsn:ministry|tsn:bureau)"),
    "prefecture": ("municipality", "tsn:locatedIn/(tsn:prefecture|tsn:parentCity)?"),
    "region": ("municipality", "tsn:locatedIn/tsn:prefecture?"),
    "municipality": (
        "municipality",
        "(tsn:applicant|tsn:targetArea|tsn:derivedArea)/tsn:parentCity?",
    ),
    "applicant_kind": ("body-kind", "tsn:applicant/tsn:bodyKind"),
    "body_kind": ("body-kind", "(tsn:applicant|tsn:locatedIn)/tsn:bodyKind"),
    "designation": ("designation", "tsn:locatedIn/tsn:designation"),
    "designation_in_part": ("designation", "tsn:locatedIn/(tsn:designation|tsn:partDesignation)"),
    "status": ("status", "tsn:status/skos:broader?"),
}
"""Kind of the keys of a condition, and the path to them from a project. The keys of ``region`` are
the prefectures in it; those of ``prefecture`` may be any places."""


@dataclass(frozen=True, slots=True)
class Near:
    """A circle: centre in degrees, radius in kilometres, code of the prefecture it lies in."""

    latitude: float
    longitude: float
    radius_km: float
    prefecture: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Conditions on projects, joined as in docs/design.md, section 6.3.

    Args:
        keys: keys by the name of a condition, one of ``PATHS``; any of them.
        groups: keys by the name of a condition, one of ``CONCEPTS``; an AND of ORs.
        types: kinds of things; only exclusions ask for them.
        years: pairs of first and last fiscal year, None for open; any of them.
        areas: codes of places, any of them or of ``near``; a prefecture alone lies in all its
            municipalities.
        near: circles, any of them or of ``areas``.
        excluded: conditions none of which may hold.
        text: words that rank and do not filter.
        unsaid: whether there are conditions that this query cannot say (words, nested groups,
            those that have no path here).
    """

    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    groups: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    types: Sequence[str] = ()
    years: Sequence[tuple[int | None, int | None]] = ()
    areas: Sequence[str] = ()
    near: Sequence[Near] = ()
    excluded: Wanted | None = None
    text: str = ""
    unsaid: bool = False


def project_query(wanted: Wanted, iris: Iris) -> str:
    """Return a query for the projects that meet the conditions; it runs at ``/sparql``.

    Only keys of our own, numbers and IRIs made by ``iris`` are written into it. Each condition is
    a subquery, which the engine evaluates once; ``FILTER EXISTS`` it evaluates for each project.
    """
    lines = ["?project a tsn:Project ; rdfs:label ?label ; tsn:fiscalYear ?year ."]
    patterns = _patterns(wanted, iris)
    areas = [_within(wanted.areas, iris)] if wanted.areas else []
    if wanted.near:
        branches = [*_near(wanted.near, iris), *(f"{{ {area} }}" for area in areas)]
        lines.append("{ " + " UNION ".join(branches) + " }")
    else:
        patterns += areas
    lines += [f"{{ SELECT DISTINCT ?project WHERE {{ {pattern} }} }}" for pattern in patterns]
    if wanted.excluded is not None:
        left_out = _patterns(wanted.excluded, iris)
        left_out += _near(wanted.excluded.near, iris)
        lines += [f"MINUS {{ SELECT ?project WHERE {{ {pattern} }} }}" for pattern in left_out]
    lines.append('FILTER(LANG(?label) = "ja")')
    prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _USED)
    distance = " (MIN(?metres) AS ?distance)" if wanted.near else ""
    order = "?distance ?project" if wanted.near else "?project"
    note = "# The words left for full text rank and do not filter.\n" if wanted.text else ""
    if wanted.unsaid:
        note += "# Words that filter and groups in brackets are not in this query.\n"
    body = "".join(f"  {line}\n" for line in lines)
    return (
        f"{prefixes}{note}SELECT ?project ?label ?year{distance} WHERE {{\n{body}}}\n"
        f"GROUP BY ?project ?label ?year\nORDER BY {order}\n"
    )


def _patterns(wanted: Wanted, iris: Iris) -> list[str]:
    """Return a graph pattern on ?project for each condition, apart from areas and circles."""
    found = []
    for name, path in CONCEPTS.items():
        found += [_concepts(group, name, path, iris) for group in wanted.groups.get(name, ())]
    for name, (kind, path) in PATHS.items():
        if keys := wanted.keys.get(name):
            found.append(f"VALUES ?value {{ {_values(keys, kind, iris)} }} ?project {path} ?value")
    if wanted.types:
        classes = " ".join(_CLASSES[kind] for kind in wanted.types if kind in _CLASSES)
        found.append(f"VALUES ?class {{ {classes} }} ?project a ?class")
    if wanted.years:
        spans = " || ".join(_year(first, last) for first, last in wanted.years)
        found.append(f"?project tsn:fiscalYear ?selected FILTER({spans})")
    return found


def _within(codes: Sequence[str], iris: Iris) -> str:
    values = _values(codes, "municipality", iris)
    return (
        f"VALUES ?area {{ {values} }} ?project tsn:locatedIn ?inside ."
        " { ?inside (tsn:prefecture|tsn:parentCity)? ?area } UNION { ?area tsn:prefecture ?inside }"
    )


def _values(keys: Sequence[str], kind: str, iris: Iris) -> str:
    return " ".join(f"<{iris.entity(kind, key)}>" for key in keys)


def _concepts(group: Sequence[str], kind: str, path: str, iris: Iris) -> str:
    values = _values(group, kind, iris)
    return f"VALUES ?concept {{ {values} }} ?project ({path})/skos:broader* ?concept"


def _year(first: int | None, last: int | None) -> str:
    parts = [f'STR(?selected) >= "{first}"'] if first else []
    parts += [f'STR(?selected) <= "{last}"'] if last else []
    return "(" + " && ".join(parts or ["true"]) + ")"


def _near(circles: Sequence[Near], iris: Iris) -> list[str]:
    """A prefecture alone is its whole area: 0 inside it, else its nearest municipal office."""
    branches = []
    for circle in circles:
        point = wkt_point(circle.latitude, circle.longitude)
        here = iris.entity("municipality", circle.prefecture)
        distance = (
            f' BIND(geof:distance(?wkt, "{point}"^^geo:wktLiteral, uom:metre) AS ?metres)'
            f" FILTER(?metres <= {circle.radius_km * 1000:.1f})"
        )
        branches.append(
            "{ ?project tsn:locatedIn ?place . ?place geo:hasGeometry/geo:asWKT ?wkt ."
            f" MINUS {{ ?place a tsn:Prefecture }}{distance} }}"
        )
        branches.append(
            "{ ?place a tsn:Prefecture . ?project tsn:locatedIn ?place ."
            " ?town tsn:prefecture ?place ; a tsn:Municipality ; geo:hasGeometry/geo:asWKT ?wkt ."
            f" FILTER(?place != <{here}>){distance} }}"
        )
        branches.append(f"{{ ?project tsn:locatedIn <{here}> BIND(0.0 AS ?metres) }}")
    return branches
