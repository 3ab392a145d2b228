"""Which CSV column becomes which property: the one mapping from ``data/`` to the graph.

Read it as a table. Every row becomes a resource ``{base}id/{kind}/{key}`` in the named graph of its
source, with ``dcterms:source`` and ``tsn:locator`` saying where in the source the row stands; the
``links`` add the direct triples that most queries want.
"""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import DC, DCTERMS, ORG, RDFS, SDO, SKOS

from graph.mapping.schema import Cell, Column, Concept, Link, LinkTo, Ref, Table
from ontology.namespaces import TSN

_BODY = Ref(("municipalities",))
_PROGRAMME = Ref(("programmes",))
_PROGRAMME_OR_GROUP = Ref(("programmes", "programme_groups"))
_PROGRAMME_NAME = Ref(("programme_names",))
_PROJECT = Ref(("projects",))
_COUNCIL = Ref(("councils",))
_ORGANISATION = Ref(("organisations",))
_EVENT = Ref(("events",))

_KEY = Column("key", Cell.KEY, required=True)
_NOTE = Column("note", Cell.JA, SKOS.note)
_NOTE_EN = Column("note", Cell.EN, SKOS.note)
_CONFIDENCE = Column("confidence", Concept("confidence"), TSN.confidence)


def _project(prop: URIRef = TSN.project, *, required: bool = True) -> Column:
    return Column("project", _PROJECT, prop, required)


_POSITION = Column("position", Cell.INTEGER, TSN.position, required=True)


def _derivations(owner: str, things: Ref, prop: URIRef) -> tuple[Table, Table]:
    """Return the tables of the technologies and of the challenges derived for one kind of thing."""
    about = Column(owner, things, prop, required=True)
    rule = Column("rule", Concept("derivation-rule"), TSN.derivationRule, required=True)
    evidence = Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True)
    return (
        Table(
            f"{owner}_technologies",
            f"{owner}-technology",
            (owner, "technology"),
            (TSN.TechnologyDerivation,),
            (
                about,
                Column("technology", Concept("technology"), TSN.concept, required=True),
                rule,
                evidence,
            ),
            (Link(owner, TSN.derivedTechnology, "technology"),),
        ),
        Table(
            f"{owner}_challenges",
            f"{owner}-challenge",
            (owner, "challenge"),
            (TSN.ChallengeDerivation,),
            (
                about,
                Column("challenge", Concept("challenge"), TSN.concept, required=True),
                rule,
                evidence,
            ),
            (Link(owner, TSN.challenge, "challenge"),),
        ),
    )


SOURCES = Table(
    "sources",
    "source",
    ("key",),
    (TSN.Source,),
    (
        _KEY,
        Column("title", Cell.TEXT, DCTERMS.title, required=True),
        Column("publisher", Cell.TEXT, DC.publisher, required=True),
        Column("url", Cell.URL, SDO.url),
        Column("kind", Concept("source-kind"), DCTERMS.type, required=True),
        Column("date_published", Cell.DATE, DCTERMS.issued),
        Column("date_retrieved", Cell.DATE, TSN.retrieved, required=True),
        Column("licence", Cell.TEXT, DCTERMS.rights, required=True),
        Column("licence_url", LinkTo(), DCTERMS.license),
        _NOTE,
    ),
    sourced=False,
)

PROGRAMMES = (
    Table(
        "programmes",
        "programme",
        ("key",),
        (TSN.Programme,),
        (
            _KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("short_name_ja", Cell.JA, TSN.shortName, required=True),
            Column("short_name_en", Cell.EN, TSN.shortName, required=True),
            Column("aim_ja", Cell.JA, SDO.description),
            Column("aim_en", Cell.EN, SDO.description),
            Column("support_ja", Cell.JA, TSN.supportContent),
            Column("support_en", Cell.EN, TSN.supportContent),
            Column("launched_fiscal_year", Cell.FISCAL_YEAR, TSN.launchedFiscalYear),
            Column("jointly_screened", Cell.BOOLEAN, TSN.jointlyScreened, required=True),
            Column("implied_technology", Concept("technology"), TSN.impliedTechnology),
            _NOTE,
        ),
    ),
    Table(
        "programme_names",
        "programme-name",
        ("key",),
        (TSN.ProgrammeName,),
        (
            _KEY,
            Column("programme", _PROGRAMME_OR_GROUP, TSN.programme, required=True),
            Column("name_ja", Cell.JA, SDO.name, required=True),
            Column("kind", Concept("name-kind"), TSN.nameKind, required=True),
            Column("fiscal_year_from", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("fiscal_year_to", Cell.FISCAL_YEAR, TSN.fiscalYearEnd),
            _NOTE,
        ),
        (Link("programme", TSN.programmeName, None),),
    ),
    Table(
        "programme_organisations",
        "programme-organisation",
        ("programme", "role", "organisation"),
        (TSN.ProgrammeOrganisation,),
        (
            Column("programme", _PROGRAMME_OR_GROUP, TSN.programme, required=True),
            Column("organisation", _ORGANISATION, TSN.organisation, required=True),
            Column("role", Concept("organisation-role"), TSN.role, required=True),
            _NOTE,
        ),
        (
            Link(
                "programme",
                {"ministry": TSN.ministry, "bureau": TSN.bureau, "secretariat": TSN.secretariat},
                "organisation",
                by="role",
            ),
        ),
    ),
    Table(
        "programme_groups",
        "programme-group",
        ("key",),
        (TSN.ProgrammeGroup,),
        (
            _KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("description_ja", Cell.JA, SDO.description),
            Column("description_en", Cell.EN, SDO.description),
            _NOTE,
        ),
    ),
    Table(
        "programme_group_members",
        "programme-group-member",
        ("programme_group", "programme"),
        (TSN.ProgrammeGroupMembership,),
        (
            Column(
                "programme_group", Ref(("programme_groups",)), TSN.programmeGroup, required=True
            ),
            Column("programme", _PROGRAMME, TSN.programme, required=True),
            _NOTE,
        ),
        (Link("programme", TSN.inProgrammeGroup, "programme_group"),),
    ),
    Table(
        "programme_counts",
        "count",
        ("key",),
        (TSN.CountObservation,),
        (
            _KEY,
            Column("programme", _PROGRAMME_OR_GROUP, TSN.programme, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("fiscal_year_end", Cell.FISCAL_YEAR, TSN.fiscalYearEnd),
            Column("measure", Concept("count-measure"), TSN.measure, required=True),
            Column("value", Cell.INTEGER, TSN.count, required=True),
            Column("unit", Concept("count-unit"), TSN.unit, required=True),
            Column("qualifier", Concept("qualifier"), TSN.qualifier, required=True),
            Column("as_of", Cell.DATE, TSN.asOf),
            _NOTE,
        ),
    ),
    Table(
        "programme_budgets",
        "budget",
        ("key",),
        (TSN.BudgetObservation,),
        (
            _KEY,
            Column("programme", _PROGRAMME, TSN.programme, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear, required=True),
            Column("measure", Concept("budget-measure"), TSN.measure, required=True),
            Column("amount_yen", Cell.INTEGER, TSN.amountYen),
            Column("amount_as_printed", Cell.JA, TSN.asPrinted, required=True, raw=True),
            Column("qualifier", Concept("qualifier"), TSN.qualifier, required=True),
            Column("budget_line_as_printed", Cell.JA, TSN.budgetLine, raw=True),
            _NOTE,
        ),
    ),
    Table(
        "programme_offices",
        "office",
        ("key",),
        (TSN.ProgrammeOffice,),
        (
            _KEY,
            Column("programme", _PROGRAMME, TSN.programme, required=True),
            Column("organisation", _ORGANISATION, TSN.organisation),
            Column("office_as_printed", Cell.JA, RDFS.label, required=True, raw=True),
            Column("email_as_printed", Cell.TEXT, TSN.emailAsPrinted, raw=True),
            Column("email", Cell.TEXT, SDO.email),
            Column("telephone", Cell.TEXT, SDO.telephone),
            Column("as_of", Cell.DATE, TSN.asOf),
            _NOTE,
        ),
        (Link("programme", SDO.contactPoint, None),),
    ),
    Table(
        "programme_terms",
        "term",
        ("key",),
        (TSN.ProgrammeTerm,),
        (
            _KEY,
            Column("programme", _PROGRAMME_OR_GROUP, TSN.programme, required=True),
            Column("term", Concept("term-kind"), TSN.term, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("value_as_printed", Cell.JA, TSN.asPrinted, required=True, raw=True),
            Column("amount_yen", Cell.INTEGER, TSN.amountYen),
            Column("amount_yen_max", Cell.INTEGER, TSN.amountYenMax),
            Column("date_start", Cell.DATE, SDO.startDate),
            Column("date_end", Cell.DATE, SDO.endDate),
            _NOTE,
        ),
    ),
    Table(
        "support_measures",
        "support-measure",
        ("key",),
        (TSN.SupportMeasure,),
        (
            _KEY,
            Column("programme", _PROGRAMME, TSN.programme, required=True),
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("kind", Concept("support-kind"), TSN.supportKind, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("frequency_as_printed", Cell.JA, TSN.asPrinted, raw=True),
            Column("times_per_year_min", Cell.INTEGER, TSN.timesPerYearMin),
            Column("times_per_year_max", Cell.INTEGER, TSN.timesPerYearMax),
            Column("part_of", Ref(("support_measures",)), DCTERMS.isPartOf),
            Column("description_ja", Cell.JA, SDO.description),
            Column("description_en", Cell.EN, SDO.description),
        ),
    ),
    Table(
        "transition_steps",
        "transition-step",
        ("key",),
        (TSN.TransitionStep,),
        (
            _KEY,
            Column("programme", _PROGRAMME, TSN.programme, required=True),
            _POSITION,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("condition_ja", Cell.JA, TSN.condition),
            Column("condition_en", Cell.EN, TSN.condition),
            Column("action_ja", Cell.JA, TSN.action, required=True),
            Column("action_en", Cell.EN, TSN.action, required=True),
            Column("permitted", Cell.BOOLEAN, TSN.permitted),
            Column("timing_as_printed", Cell.JA, TSN.asPrinted, raw=True),
        ),
    ),
    Table(
        "programme_relations",
        "programme-relation",
        ("key",),
        (TSN.ProgrammeRelation,),
        (
            _KEY,
            Column("programme", _PROGRAMME, TSN.programme, required=True),
            Column("related", _PROGRAMME, TSN.otherProgramme, required=True),
            Column("relation", Concept("programme-tie-kind"), TSN.tieKind, required=True),
            Column("basis", Concept("statement-basis"), TSN.statementBasis, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True),
            _NOTE,
        ),
        tuple(
            Link(
                subject,
                {
                    "linked-support": TSN.linkedSupport,
                    "shared-areas": TSN.sharesAreasWith,
                    "complement": TSN.complements,
                },
                other,
                by="relation",
            )
            for subject, other in (("programme", "related"), ("related", "programme"))
        ),
    ),
    Table(
        "programme_successions",
        "programme-succession",
        ("name", "successor"),
        (TSN.NameSuccession,),
        (
            Column("name", _PROGRAMME_NAME, TSN.earlierName, required=True),
            Column("successor", _PROGRAMME_NAME, TSN.laterName, required=True),
            Column("basis", Concept("statement-basis"), TSN.statementBasis, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True),
            _NOTE,
        ),
        (Link("name", DCTERMS.isReplacedBy, "successor"),),
    ),
    Table(
        "programme_support",
        "programme-support",
        ("key",),
        (TSN.ProgrammeSupport,),
        (
            _KEY,
            Column("programme", _PROGRAMME, TSN.programme, required=True),
            Column("form", Concept("support-form"), TSN.supportForm),
            Column("stage", Concept("project-stage"), TSN.projectStage),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True),
            _NOTE,
        ),
    ),
)

PROJECTS = (
    Table(
        "projects",
        "project",
        ("key",),
        (TSN.Project,),
        (
            _KEY,
            Column("programme", _PROGRAMME, TSN.programme, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear, required=True),
            Column("selection_kind", Concept("selection-kind"), TSN.selectionKind, required=True),
            Column("technologies_open", Cell.BOOLEAN, TSN.technologiesOpen),
            Column("road_av_support", Cell.BOOLEAN, TSN.roadAvSupport),
            Column("bidder_as_printed", Cell.JA, TSN.bidder, raw=True),
            Column("listed_number", Cell.INTEGER, TSN.listedNumber),
            _CONFIDENCE,
            _NOTE,
        ),
    ),
    Table(
        "project_titles",
        "project-title",
        ("project", "position"),
        (TSN.ProjectTitle,),
        (
            _project(),
            _POSITION,
            Column("title", Cell.JA, SDO.name, required=True, raw=True),
            Column("kind", Concept("title-kind"), TSN.titleKind, required=True),
            _CONFIDENCE,
            _NOTE,
        ),
        (Link("project", TSN.projectTitle, None),),
    ),
    Table(
        "project_statuses",
        "project-status",
        ("project", "status"),
        (TSN.ProjectStatus,),
        (
            _project(),
            Column("status", Concept("status"), TSN.status, required=True),
            Column("as_of", Cell.DATE, TSN.asOf, required=True),
            Column("certainty", Concept("certainty"), TSN.certainty, required=True),
            _NOTE,
        ),
        (Link("project", TSN.status, "status"),),
    ),
    Table(
        "project_applicants",
        "applicant",
        ("project", "position"),
        (TSN.Applicant,),
        (
            _project(),
            _POSITION,
            Column("body", _BODY, TSN.body, required=True),
            Column("as_printed", Cell.JA, TSN.asPrinted, required=True, raw=True),
        ),
        (Link("project", TSN.applicant, "body"),),
    ),
    Table(
        "project_areas",
        "project-area",
        ("project", "position"),
        (TSN.ProjectArea,),
        (
            _project(),
            _POSITION,
            Column("body", _BODY, TSN.body),
            Column("as_printed", Cell.JA, TSN.asPrinted, required=True, raw=True),
            _NOTE,
        ),
        (Link("project", TSN.targetArea, "body"),),
    ),
    Table(
        "project_technologies",
        "technology-mention",
        ("project", "position"),
        (TSN.TechnologyMention,),
        (
            _project(),
            _POSITION,
            Column("as_printed", Cell.JA, TSN.asPrinted, required=True, raw=True),
            Column("technology", Concept("technology"), TSN.concept, required=True),
        ),
        (Link("project", TSN.technology, "technology"),),
    ),
    Table(
        "project_technologies_derived",
        "technology-derivation",
        ("project", "technology"),
        (TSN.TechnologyDerivation,),
        (
            _project(),
            Column("technology", Concept("technology"), TSN.concept, required=True),
            Column("rule", Concept("derivation-rule"), TSN.derivationRule, required=True),
            Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True),
        ),
        (Link("project", TSN.derivedTechnology, "technology"),),
    ),
    Table(
        "project_challenges",
        "challenge-derivation",
        ("project", "challenge"),
        (TSN.ChallengeDerivation,),
        (
            _project(),
            Column("challenge", Concept("challenge"), TSN.concept, required=True),
            Column("rule", Concept("derivation-rule"), TSN.derivationRule, required=True),
            Column("evidence_table", Cell.TEXT, TSN.evidenceTable, required=True),
            Column("evidence", Cell.JA, TSN.evidence, required=True, raw=True),
        ),
        (Link("project", TSN.challenge, "challenge"),),
    ),
    Table(
        "project_links",
        "project-link",
        ("project", "linked"),
        (TSN.ProjectLink,),
        (
            _project(),
            Column("linked", _PROJECT, TSN.linkedProject, required=True),
            Column("relation", Concept("link-relation"), TSN.linkRelation, required=True),
            _NOTE,
        ),
        (
            Link("project", TSN.linkedWith, "linked"),
            Link("linked", TSN.linkedWith, "project"),
        ),
    ),
    Table(
        "project_descriptions",
        "description",
        ("key",),
        (TSN.Description,),
        (
            _KEY,
            _project(TSN.describes, required=False),
            Column("body", _BODY, TSN.body),
            Column("description_ja", Cell.JA, SDO.text, required=True),
            Column("programme_tie", Concept("programme-tie"), TSN.programmeTie, required=True),
            _CONFIDENCE,
            _NOTE,
        ),
    ),
    Table(
        "description_sources",
        "description-source",
        ("description", "position"),
        (TSN.DescriptionSource,),
        (
            Column("description", Ref(("project_descriptions",)), TSN.description, required=True),
            _POSITION,
        ),
    ),
)

ORGANISATIONS = (
    Table(
        "organisations",
        "ministry",
        ("key",),
        {
            "ministry": (TSN.Ministry,),
            "bureau": (TSN.Bureau,),
            "division": (TSN.Office,),
            "office": (TSN.Office,),
            "team": (TSN.Office,),
            "regional-bureau": (TSN.RegionalBureau,),
            "research-agency": (TSN.PublicBody,),
            "public-private-body": (TSN.PublicBody,),
        },
        (
            _KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("short_name_ja", Cell.JA, TSN.shortName),
            Column("short_name_en", Cell.EN, TSN.shortName),
            Column("kind", Concept("organisation-kind"), TSN.organisationKind, required=True),
            Column("corporate_number", Cell.TEXT, TSN.corporateNumber),
            Column("corporate_number_of", Concept("number-owner"), TSN.corporateNumberOf),
            Column("official_url", Cell.URL, SDO.url),
            _NOTE,
        ),
        class_by="kind",
    ),
    Table(
        "organisation_parents",
        "organisation-parent",
        ("organisation", "parent"),
        (TSN.OrganisationRelation,),
        (
            Column("organisation", _ORGANISATION, TSN.organisation, required=True),
            Column("parent", _ORGANISATION, TSN.parentOrganisation, required=True),
            Column("relation", Concept("organisation-relation"), TSN.relation, required=True),
            _NOTE,
        ),
        (
            Link(
                "organisation",
                {"part-of": ORG.subOrganizationOf, "run-by": TSN.runBy},
                "parent",
                by="relation",
            ),
        ),
    ),
    Table(
        "councils",
        "council",
        ("key",),
        (TSN.Council,),
        (
            _KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("kind", Concept("council-kind"), TSN.councilKind, required=True),
            Column("area_as_printed", Cell.JA, TSN.asPrinted, raw=True),
            Column("programme_tie", Concept("programme-tie"), TSN.programmeTie, required=True),
            Column("date_established", Cell.DATE, SDO.foundingDate),
            Column("corporate_number", Cell.TEXT, TSN.corporateNumber),
            _NOTE,
        ),
    ),
    Table(
        "council_programmes",
        "council-programme",
        ("council", "programme", "fiscal_year"),
        (TSN.CouncilProgramme,),
        (
            Column("council", _COUNCIL, TSN.council, required=True),
            Column("programme", _PROGRAMME_OR_GROUP, TSN.programme, required=True),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear, required=True),
            _NOTE,
        ),
        (Link("council", TSN.programme, "programme"),),
    ),
    Table(
        "council_projects",
        "council-project",
        ("council", "project"),
        (TSN.CouncilProject,),
        (
            Column("council", _COUNCIL, TSN.council, required=True),
            _project(),
            _NOTE,
        ),
        (Link("project", TSN.council, "council"),),
    ),
    Table(
        "council_bodies",
        "council-body",
        ("council", "body"),
        (TSN.CouncilBody,),
        (
            Column("council", _COUNCIL, TSN.council, required=True),
            Column("body", _BODY, TSN.body, required=True),
            Column("basis", Concept("council-basis"), TSN.basis, required=True),
        ),
        (Link("council", TSN.coversBody, "body"),),
    ),
    Table(
        "council_members",
        "council-member",
        ("council", "position"),
        (ORG.Membership,),
        (
            Column("council", _COUNCIL, ORG.organization, required=True),
            _POSITION,
            Column("member_as_printed", Cell.JA, RDFS.label, required=True, raw=True),
            Column("body", _BODY, ORG.member),
            Column("number_of_members", Cell.INTEGER, TSN.count),
            Column("qualifier", Concept("qualifier"), TSN.qualifier),
            Column("as_of", Cell.DATE, TSN.asOf),
            _NOTE,
        ),
        (Link("council", ORG.hasMembership, None),),
    ),
)

EVENTS = (
    Table(
        "events",
        "event",
        ("key",),
        (TSN.Event,),
        (
            _KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("kind", Concept("event-kind"), TSN.eventKind, required=True),
            Column("date_start", Cell.DATE, SDO.startDate),
            Column("date_end", Cell.DATE, SDO.endDate),
            Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear),
            Column("place_as_printed", Cell.JA, TSN.asPrinted, raw=True),
            Column("municipality", _BODY, SDO.location),
            Column("online", Cell.BOOLEAN, TSN.online),
            Column("capacity", Cell.INTEGER, SDO.maximumAttendeeCapacity),
            Column("part_of", _EVENT, DCTERMS.isPartOf),
            Column("content_ja", Cell.JA, SDO.description),
            Column("programme_tie", Concept("programme-tie"), TSN.programmeTie, required=True),
            _NOTE,
        ),
    ),
    Table(
        "event_programmes",
        "event-programme",
        ("event", "programme"),
        (TSN.EventProgramme,),
        (
            Column("event", _EVENT, TSN.event, required=True),
            Column("programme", _PROGRAMME_OR_GROUP, TSN.programme, required=True),
        ),
        (Link("event", TSN.programme, "programme"),),
    ),
    Table(
        "event_attendance",
        "attendance",
        ("event", "position"),
        (TSN.AttendanceObservation,),
        (
            Column("event", _EVENT, TSN.event, required=True),
            _POSITION,
            Column("category_ja", Cell.JA, RDFS.label, required=True),
            Column("category_en", Cell.EN, RDFS.label, required=True),
            Column("is_total", Cell.BOOLEAN, TSN.isTotal, required=True),
            Column("value", Cell.INTEGER, TSN.count, required=True),
            Column("unit", Concept("count-unit"), TSN.unit, required=True),
            Column("qualifier", Concept("qualifier"), TSN.qualifier, required=True),
            _NOTE,
        ),
    ),
    Table(
        "survey_observations",
        "survey-observation",
        ("key",),
        (TSN.SurveyObservation,),
        (
            _KEY,
            Column("survey", _EVENT, TSN.event, required=True),
            Column("chart", Concept("survey-chart"), TSN.chart, required=True),
            Column("kind", Concept("survey-row-kind"), TSN.observationKind, required=True),
            Column("position", Cell.INTEGER, TSN.position),
            Column("item_ja", Cell.JA, RDFS.label),
            Column("item_en", Cell.EN, RDFS.label),
            Column("value", Cell.INTEGER, TSN.count),
            Column("percent", Cell.DECIMAL, TSN.percent),
            Column("base", Cell.INTEGER, TSN.base),
            Column("base_unit", Concept("count-unit"), TSN.unit),
            Column("base_that_fits", Cell.INTEGER, TSN.baseThatFits),
            _NOTE,
        ),
    ),
)

PAYMENTS = Table(
    "payments",
    "payment",
    ("key",),
    (TSN.Payment,),
    (
        _KEY,
        Column("programme", _PROGRAMME, TSN.programme, required=True),
        Column("fiscal_year", Cell.FISCAL_YEAR, TSN.fiscalYear, required=True),
        Column("budget_project_id", Cell.TEXT, TSN.budgetProjectId, required=True),
        Column("recipient_as_printed", Cell.JA, RDFS.label, required=True, raw=True),
        Column("recipient_kind", Concept("recipient-kind"), TSN.recipientKind, required=True),
        Column("body", _BODY, TSN.body),
        Column("council", _COUNCIL, TSN.council),
        Column("project", _PROJECT, TSN.project),
        Column("corporate_number", Cell.TEXT, TSN.corporateNumber),
        Column("amount_yen", Cell.INTEGER, TSN.amountYen, required=True),
        Column("purpose_ja", Cell.JA, SDO.description),
        Column("payment_chain", Cell.TEXT, TSN.paymentChain, raw=True),
        _NOTE,
    ),
)

PLACES = (
    Table(
        "municipalities",
        "municipality",
        ("code",),
        {
            "prefecture": (TSN.Prefecture,),
            "designated-city": (TSN.Municipality,),
            "core-city": (TSN.Municipality,),
            "city": (TSN.Municipality,),
            "special-ward": (TSN.Municipality,),
            "town": (TSN.Municipality,),
            "village": (TSN.Municipality,),
            "ward": (TSN.Ward,),
        },
        (
            Column("code", Cell.KEY, TSN.code, required=True),
            Column("name", Cell.JA, RDFS.label, required=True),
            Column("full_name", Cell.JA, TSN.fullName, required=True),
            Column("kana", Cell.KANA, TSN.reading, required=True),
            Column("romaji", Cell.TEXT, TSN.romaji, required=True),
            Column("romaji_suffix", Cell.TEXT, TSN.romajiSuffix),
            Column("kind", Concept("body-kind"), TSN.bodyKind, required=True),
            Column("prefecture", _BODY, TSN.prefecture),
            Column("parent", _BODY, TSN.parentCity),
            Column("district", Cell.JA, TSN.district),
            Column("district_kana", Cell.KANA, TSN.districtReading),
            Column("latitude", Cell.DECIMAL, SDO.latitude, required=True),
            Column("longitude", Cell.DECIMAL, SDO.longitude, required=True),
            Column("corporate_number", Cell.TEXT, TSN.corporateNumber),
            Column("estat_uri", LinkTo(), TSN.statisticalArea),
            Column("official_url", Cell.URL, SDO.url),
            Column("geonames_id", LinkTo("https://sws.geonames.org/{}/"), RDFS.seeAlso),
            Column("population", Cell.INTEGER, TSN.population),
            Column("population_date", Cell.DATE, TSN.populationDate),
            Column("population_source", Ref(("sources",)), TSN.populationSource),
            Column("coordinate_source", Cell.TEXT, TSN.coordinateSource, required=True),
        ),
        class_by="kind",
    ),
    Table(
        "retired_codes",
        "retired-code",
        ("code", "replaced_by"),
        (TSN.RetiredCode,),
        (
            Column("code", Cell.KEY, TSN.code, required=True),
            Column("name", Cell.JA, RDFS.label, required=True),
            Column("full_name", Cell.JA, TSN.fullName, required=True),
            Column("replaced_by", _BODY, DCTERMS.isReplacedBy, required=True),
            Column("date", Cell.DATE, TSN.retiredOn, required=True),
            _NOTE_EN,
        ),
    ),
    Table(
        "regions",
        "region",
        ("key",),
        (TSN.Region,),
        (
            _KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("kana", Cell.KANA, TSN.reading, required=True),
            Column("romaji", Cell.TEXT, TSN.romaji, required=True),
            Column("kind", Concept("region-kind"), TSN.regionKind, required=True),
            _NOTE_EN,
        ),
    ),
    Table(
        "region_prefectures",
        "region-prefecture",
        ("region", "prefecture"),
        (TSN.RegionMembership,),
        (
            Column("region", Ref(("regions",)), TSN.region, required=True),
            Column("prefecture", _BODY, TSN.body, required=True),
        ),
        (Link("prefecture", TSN.inRegion, "region"),),
    ),
)

DERIVATIONS = (
    *_derivations("programme", _PROGRAMME, TSN.programme),
    *_derivations("council", _COUNCIL, TSN.council),
    *_derivations("event", _EVENT, TSN.event),
)

TABLES: tuple[Table, ...] = (
    SOURCES,
    *PLACES,
    *ORGANISATIONS,
    *PROGRAMMES,
    *PROJECTS,
    *EVENTS,
    PAYMENTS,
    *DERIVATIONS,
)
"""Every table of ``data/``, in an order in which references mostly point backwards."""

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

KIND_TABLES: dict[str, str] = {
    "project": "projects",
    "municipality": "municipalities",
    "programme": "programmes",
    "ministry": "organisations",
    "council": "councils",
    "event": "events",
}
"""Kinds of DESIGN section 5 that have a table (technologies and challenges are a thesaurus)."""
