"""What every dataset and service of the catalogue has: who, where, when, of what."""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

from graph.description.contact_point import Operator, say_contact_point, say_publisher
from graph.description.dcat.lists import JAPAN, LANGUAGES, PUBLIC, PUBLIC_DOMAIN, THEMES
from graph.description.document import LICENCE, RdfDocument, Texts
from graph.description.numbers import Description

_KEYWORDS: tuple[Texts, ...] = (
    ("未来技術社会実装事業", "future technology"),
    ("自治体", "municipalities"),
    ("スマートシティ", "smart city"),
    ("自動運転", "automated driving"),
)


def say_resource(document: RdfDocument, subject: URIRef, operator: Operator) -> None:
    """Say what a dataset and a service have in common: who answers for it, what it is about."""
    document.add(
        subject,
        (DCTERMS.license, LICENCE),
        (DCTERMS.accessRights, PUBLIC),
        *((DCAT.theme, theme) for theme in THEMES),
    )
    for keyword in _KEYWORDS:
        document.texts(subject, DCAT.keyword, keyword)
    document.add(LICENCE, (RDF.type, DCTERMS.LicenseDocument), (DCTERMS.type, PUBLIC_DOMAIN))
    document.add(PUBLIC, (RDF.type, DCTERMS.RightsStatement))
    say_publisher(document, subject, operator)
    say_contact_point(document, subject, operator)


def say_dataset(
    document: RdfDocument, dataset: URIRef, description: Description, operator: Operator
) -> None:
    """Say what every dataset has: also its languages, its place and its time.

    Args:
        document: where it is said.
        dataset: the dataset.
        description: the numbers of the release, which know the time.
        operator: who answers for it.
    """
    say_resource(document, dataset, operator)
    document.add(
        dataset,
        (RDF.type, DCAT.Dataset),
        (DCTERMS.identifier, Literal(str(dataset), datatype=XSD.anyURI)),
        *((DCTERMS.spatial, place) for place in JAPAN),
        *((DCTERMS.language, language) for language in LANGUAGES),
    )
    if description.statistics.years:
        _say_period(document, dataset, description.statistics.years)


def _say_period(document: RdfDocument, dataset: URIRef, years: tuple[str, ...]) -> None:
    """Say the time: fiscal years of Japan, from April to March."""
    period = document.blank()
    first, last = int(years[0]), int(years[-1])
    document.add(dataset, (DCTERMS.temporal, period))
    document.add(
        period,
        (RDF.type, DCTERMS.PeriodOfTime),
        (DCAT.startDate, Literal(f"{first:04}-04-01", datatype=XSD.date)),
        (DCAT.endDate, Literal(f"{last + 1:04}-03-31", datatype=XSD.date)),
    )
