"""Gathers from the graph what relations are computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from graph.entities.models import Project
from graph.entities.reader import EntityReader
from graph.relations.facts.models import BodyFacts, Facts, ProjectFacts, TextVectors
from ontology.concepts import Thesaurus

ROAD_PROGRAMME = "road-av-support"
"""The road bureau's own programme: each of its projects has its support."""
LINKED_TIE, GROUP_TIE = 0.5, 0.25
"""How near two programmes are when one gives linked support to projects of the other, and when both
are screened jointly or belong to one undertaking; the same programme is 1."""
_ORGANISATION = ("株式会社", "合同会社", "有限会社", "大学", "法人", "研究所", "協会", "組合")
"""Words by which a member's printed name is that of an organisation, and not of a kind of member
(民間事業者, 学識経験者)."""


def gather(reader: EntityReader, thesaurus: Thesaurus, text: TextVectors | None = None) -> Facts:
    """Return the facts of a graph.

    Args:
        reader: what the graph knows.
        thesaurus: technologies and challenges.
        text: words of the projects, or None.
    """
    members = _members(reader)
    projects = [_project(project, members) for project in reader.projects]
    return Facts(
        projects=projects,
        bodies=_bodies(reader),
        broader={key: thesaurus.ancestors(key) for key in thesaurus.concepts},
        technologies=[concept.key for concept in thesaurus.scheme("technologies")],
        challenges=[concept.key for concept in thesaurus.scheme("challenges")],
        programme_ties=_ties(reader, projects),
        text=text,
    )


def _project(project: Project, members: dict[str, list[str]]) -> ProjectFacts:
    councils = [council.key for council in project.councils]
    others = (record.named(end) for record in project.linked for end in ("project", "linked"))
    return ProjectFacts(
        key=project.key,
        programme=project.programme.key,
        fiscal_year=project.fiscal_year,
        printed=_distinct(mention.concept.key for mention in project.technologies),
        derived=_distinct(mention.concept.key for mention in project.technologies_derived),
        open_list=bool(project.technologies_open),
        challenges=_distinct(mention.concept.key for mention in project.challenges),
        places=_distinct(body.key for body in project.located_in),
        # a ward's work is its city's: the city is whom one calls
        bodies=_distinct(
            p.body.parent or p.body.key for p in (*project.applicants, *project.areas) if p.body
        ),
        road_support=bool(project.road_av_support) or project.programme.key == ROAD_PROGRAMME,
        councils=_distinct(name for key in councils for name in (key, *members[key])),
        status=project.status.key if project.status else "",
        supported_until=_fiscal_year(project.status_as_of),
        linked=_distinct(other.key for other in others if other and other.key != project.key),
    )


def _fiscal_year(date: str) -> int:
    """Return the Japanese fiscal year (from April) of a date ``YYYY[-MM…]``; 0 without one."""
    if not date:
        return 0
    year, month = int(date[:4]), int(date[5:7] or 4)
    return year if month >= 4 else year - 1  # noqa: PLR2004 - April


def _members(reader: EntityReader) -> defaultdict[str, list[str]]:
    """Return the members of each council that are known by name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for record in reader.records.all("council_members"):
        council, printed = record.named("council"), record.text("member_as_printed")
        if council and any(word in printed for word in _ORGANISATION):
            found[council.key].append(printed)
    return found


def _bodies(reader: EntityReader) -> list[BodyFacts]:
    regions = {
        prefecture.key: region.key
        for record in reader.records.all("region_prefectures")
        if (region := record.named("region")) and (prefecture := record.named("prefecture"))
    }
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for table, owner, member in (
        ("council_bodies", "council", "body"),
        ("council_members", "council", "body"),
        ("events", "", "municipality"),
    ):
        for record in reader.records.all(table):
            body = record.named(member)
            group = record.named(owner) if owner else None
            if body:
                groups[body.key].append(group.key if group else record.key)
    census = reader.census
    areas = {
        body.key: record.number("area_km2")
        for record in reader.records.all("area_observations")
        if (body := record.named("body"))
    }
    return [
        BodyFacts(
            code=body.key,
            kind=body.kind,
            prefecture=body.prefecture,
            region=regions.get(body.prefecture, ""),
            latitude=body.latitude,
            longitude=body.longitude,
            population=census.population.get(body.key),
            aged_percent=census.aged_percent.get(body.key),
            parent=body.parent,
            groups=_distinct(groups[body.key]),
            area_km2=areas.get(body.key),
            designations=reader.designations.get(body.key, ()),
        )
        for body in reader.bodies.values()
    ]


def _ties(reader: EntityReader, projects: Iterable[ProjectFacts]) -> dict[tuple[str, str], float]:
    """Return how near programmes are: by linked support of their projects, or by one group."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for record in reader.records.all("programme_group_members"):
        group, programme = record.named("programme_group"), record.named("programme")
        if group and programme:
            members[group.key].append(programme.key)
    ties = {(a, b): GROUP_TIE for group in members.values() for a in group for b in group}
    of_project = {project.key: project.programme for project in projects}
    for project in projects:
        for other in project.linked:
            if other in of_project:
                pair = project.programme, of_project[other]
                ties[pair] = ties[pair[::-1]] = LINKED_TIE
    return ties


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
