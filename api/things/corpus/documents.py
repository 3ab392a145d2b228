"""Joins graph and search: what the graph knows becomes what can be searched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from api.things.corpus.former_names import former_labels
from api.things.corpus.geography import Tables, neighbours, said_regions, stations
from api.things.corpus.labels import query_labels
from api.things.corpus.organisations import council_members, organisation_labels, payees
from api.things.corpus.sums import programme_amounts
from api.things.corpus.texts import DocumentTexts, Texts, in_languages, shortened, texts_of
from api.things.items import cited, entity_payload, project_payload
from api.things.places import PlaceFacts, place
from graph.entities.models import Body, Project
from graph.entities.reader import EntityReader
from graph.entities.records import Named
from ontology.codelists import broader_codes, load_codelists
from ontology.concepts import Concept, Thesaurus
from ontology.kinds import CONCEPT_KINDS, KIND_TABLES, THESAURUS_SOURCE
from search.model.corpus import Corpus, Document, Hierarchy, Region
from search.model.facets import FACETS

_DERIVED_TABLES = {"technology": "technologies", "challenge": "challenges"}
_RUN_BY = frozenset({"ministry", "bureau"})
"""Roles of the organisations for whose programmes people ask: 道路局 as well as its ministry."""
_NAMED_KINDS = ("council", "event", "programme")
"""Kinds, beside projects, for which concepts are derived from what they are called."""


def corpus(reader: EntityReader, thesaurus: Thesaurus, tables: Tables | None = None) -> Corpus:
    """Return everything that search is built from.

    Args:
        reader: the graph's things.
        thesaurus: technologies and challenges.
        tables: rows that search reads beside the graph (``api.things.corpus.geography``).
    """
    builder = _CorpusBuilder(reader, thesaurus)
    further = tables or {}
    regions = tuple(builder.regions())
    named = (label for region in regions for label in region.labels)
    codes = load_codelists()
    return Corpus(
        documents=tuple(builder.documents()),
        places=tuple(place(body, reader.census) for body in reader.bodies.values()),
        regions=(*regions, *said_regions(further, named)),
        labels=(
            *query_labels(reader, thesaurus),
            *former_labels(reader, further.get("former_names", ())),
            *organisation_labels(reader),
        ),
        hierarchy=Hierarchy(
            {
                key: {
                    other: thesaurus.wu_palmer(key, other) for other in thesaurus.descendants(key)
                }
                for key in thesaurus.concepts
            }
        ),
        codes={facet.name: codes[facet.codes] for facet in FACETS if facet.is_coded},
        stations=tuple(stations(further)),
        neighbours=neighbours(further),
    )


class _CorpusBuilder:
    def __init__(self, reader: EntityReader, thesaurus: Thesaurus) -> None:
        self._reader = reader
        self._records = reader.records
        self._thesaurus = thesaurus
        self._projects = reader.projects
        self._rows: dict[str, dict[str, tuple[str, str]]] = {}
        self._ministries = self._organisations_of_programmes(_RUN_BY)
        self._texts = DocumentTexts(reader)
        self._of_places = PlaceFacts(reader)
        self._payees = payees(reader)
        self._members = council_members(reader)
        self._amounts = programme_amounts(reader)
        self._broader_statuses = broader_codes("status")
        self._concepts = {
            (kind, concept): self._linked(f"{kind}_{table}", kind, concept)
            for kind in _NAMED_KINDS
            for concept, table in _DERIVED_TABLES.items()
        }

    def documents(self) -> Iterator[Document]:
        """Yield every document, by kind and key."""
        yield from (self._project(project) for project in self._projects)
        yield from self._programmes()
        yield from self._bodies()
        yield from self._councils()
        yield from self._events()
        yield from (self._concept(concept) for concept in self._thesaurus.concepts.values())
        yield from self._organisations()

    def _organisations_of_programmes(self, roles: frozenset[str]) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._records.all("programme_organisations"):
            programme, organisation = record.named("programme"), record.named("organisation")
            role = record.named("role")
            if programme and organisation and role and role.key in roles:
                found[programme.key].append(organisation.key)
        return {key: tuple(organisations) for key, organisations in found.items()}

    def _project(self, project: Project) -> Document:
        applicants = [p.body for p in project.applicants if p.body]
        printed = applicants + [p.body for p in project.areas if p.body]
        bodies = printed + [area.body for area in project.areas_derived]
        mentions = (*project.technologies, *project.technologies_derived, *project.challenges)
        further = self._texts.of_project(project)
        return Document(
            kind="project",
            key=project.key,
            labels=dict(project.labels),
            titles=tuple(record.text("title") for record in project.titles),
            names=(
                *(name for body in bodies for name in (body.full_name, body.labels.get("en", ""))),
                *(area.printed for area in project.areas),
                *project.programme.labels.values(),
                *(council.label("ja") for council in project.councils),
                *(name for council in project.councils for name in self._members[council.key]),
                *((project.bidder,) if project.bidder else ()),
                *further.names,
            ),
            concept_labels=tuple(
                label
                for m in mentions
                for label in (*m.concept.labels.values(), m.printed)
                if label
            ),
            texts=tuple(record.text("description_ja") for record in project.descriptions),
            background=further.background,
            technologies=_keys(m.concept for m in project.technologies),
            technologies_derived=_keys(m.concept for m in project.technologies_derived),
            technologies_open=project.technologies_open,
            challenges=_keys(m.concept for m in project.challenges),
            programmes=(project.programme.key,),
            ministries=self._ministries.get(project.programme.key, ()),
            fiscal_year=project.fiscal_year,
            bodies=_distinct(bodies),
            applicants=_distinct(applicants or printed),
            applicant_kinds=tuple(dict.fromkeys(body.kind for body in applicants)),
            councils=tuple(council.key for council in project.councils),
            statuses=self._statuses(project),
            designations=self._of_places.designations(project.located_in),
            located_in=_distinct(project.located_in),
            place_derived=bool(project.areas_derived),
            effort=self._reader.efforts.get(project.key, ""),
            payload=project_payload(project, self._reader.iris, self._reader.efforts),
        )

    def _statuses(self, project: Project) -> tuple[str, ...]:
        if project.status is None:
            return ()
        above = self._broader_statuses.get(project.status.key)
        return (project.status.key, above) if above else (project.status.key,)

    def _entity(self, kind: str, key: str, labels: dict[str, str], **extra: Any) -> Document:
        facts = {
            **(extra.pop("facts", None) or {}),
            "sources": cited([self._source_of(kind, key)]),
        }
        payload = entity_payload(kind, key, labels, self._reader.iris, facts)
        return Document(kind=kind, key=key, labels=labels, payload=payload, **extra)

    def _source_of(self, kind: str, key: str) -> tuple[str, str]:
        """Return the source of a thing's own row, and the place in it; else the thesaurus."""
        if kind not in KIND_TABLES:
            return THESAURUS_SOURCE, key
        if kind not in self._rows:
            records = self._records.all(KIND_TABLES[kind])
            self._rows[kind] = {record.key: (record.source, record.locator) for record in records}
        return self._rows[kind][key]

    def _programmes(self) -> Iterator[Document]:
        names: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._records.all("programme_names"):
            programme = record.named("programme")
            if programme:
                names[programme.key].append(record.text("name_ja"))
        facts = self._texts.of_programmes()
        for record in self._records.all("programmes"):
            short = (record.text(f"short_name_{lang}") for lang in ("ja", "en"))
            titles = (*names[record.key], *short)
            further = facts.get(record.key, Texts())
            yield self._entity(
                "programme",
                record.key,
                dict(record.labels),
                titles=titles,
                names=(*further.names, *(name for title in titles for name in shortened(title))),
                texts=texts_of(record, "aim_ja", "support_ja"),
                details=further.details,
                words=(*texts_of(record, "aim_en", "support_en"), *further.words),
                programmes=(record.key,),
                ministries=self._ministries.get(record.key, ()),
                amounts=self._amounts[record.key],
                **self._derived("programme", record.key),
                facts={"aims": in_languages(record, "aim")},
            )

    def _bodies(self) -> Iterator[Document]:
        for body in self._reader.bodies.values():
            yield self._entity(
                "municipality",
                body.key,
                dict(body.labels),
                titles=(body.full_name,),
                texts=self._texts.of_body(body.key),
                bodies=(body.key,),
                applicant_kinds=(body.kind,),
                designations=self._of_places.designations((body,)),
                located_in=(body.key,),
                facts=self._of_places.of(body),
            )

    def _councils(self) -> Iterator[Document]:
        bodies = self._linked("council_bodies", "council", "body")
        programmes = self._linked("council_programmes", "council", "programme")
        for record in self._records.all("councils"):
            codes = bodies[record.key]
            yield self._entity(
                "council",
                record.key,
                dict(record.labels),
                names=(
                    *(self._reader.bodies[c].full_name for c in codes),
                    *self._members[record.key],
                    *self._payees.get(("council", record.key), ()),
                ),
                programmes=tuple(programmes[record.key]),
                bodies=tuple(codes),
                located_in=self._within(codes),
                **self._derived("council", record.key),
            )

    def _events(self) -> Iterator[Document]:
        programmes = self._linked("event_programmes", "event", "programme")
        for record in self._records.all("events"):
            place = record.named("municipality")
            codes = (place.key,) if place else ()
            yield self._entity(
                "event",
                record.key,
                dict(record.labels),
                texts=tuple(t for t in (record.text("content_ja"),) if t),
                programmes=tuple(programmes[record.key]),
                fiscal_year=record.integer("fiscal_year") or None,
                bodies=codes,
                located_in=codes,
                **self._derived("event", record.key),
                facts={"date_start": record.text("date_start")},
            )

    def _concept(self, concept: Concept) -> Document:
        kind = CONCEPT_KINDS[concept.scheme]
        own = (concept.key,)
        return self._entity(
            kind,
            concept.key,
            dict(concept.pref),
            titles=tuple(text for text, _ in concept.alt),
            texts=tuple(text for lang, text in concept.definition.items() if lang == "ja"),
            technologies=own if kind == "technology" else (),
            challenges=own if kind == "challenge" else (),
            facts={"definitions": dict(concept.definition)},
        )

    def _organisations(self) -> Iterator[Document]:
        programmes = self._linked("programme_organisations", "organisation", "programme")
        for record in self._records.all("organisations"):
            keys = [key for key in programmes[record.key] if key in self._ministries]
            yield self._entity(
                "ministry",
                record.key,
                dict(record.labels),
                programmes=tuple(dict.fromkeys(keys)),
                ministries=(record.key,),
            )

    def _within(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the municipalities among some bodies, or its prefectures when it has none."""
        kinds = {code: self._reader.bodies[code].kind for code in codes}
        towns = tuple(code for code, kind in kinds.items() if kind != "prefecture")
        return towns or tuple(kinds)

    def _derived(self, kind: str, key: str) -> dict[str, tuple[str, ...]]:
        """Return the concepts that are derived for a thing that is no project."""
        return {
            "technologies_derived": tuple(self._concepts[kind, "technology"][key]),
            "challenges": tuple(self._concepts[kind, "challenge"][key]),
        }

    def _linked(self, table: str, subject: str, target: str) -> defaultdict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._records.all(table):
            left, right = record.named(subject), record.named(target)
            # what names a group of programmes belongs to none of them
            if left and right and right.kind != "programme-group":
                found[left.key].append(right.key)
        return found

    def regions(self) -> Iterator[Region]:
        """Yield the regions with their prefectures."""
        inside = self._linked("region_prefectures", "region", "prefecture")
        for record in self._records.all("regions"):
            names = (record.text("name_ja"), record.text("name_en"), record.text("kana"))
            labels = tuple(dict.fromkeys((*names, record.text("romaji"))))
            yield Region(record.key, labels, tuple(inside[record.key]), record.text("name_en"))


def _distinct(bodies: Iterable[Body]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(body.key for body in bodies))


def _keys(concepts: Iterable[Named]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(concept.key for concept in concepts))
