"""Who operates the service: publisher of the catalogue and contact point of the dataset."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS
from rdflib.term import Node

from graph.description.document import RdfDocument

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_PUBLISHER_TYPE = Namespace("http://purl.org/adms/publishertype/")
PUBLISHER_TYPES = (
    "NationalAuthority", "RegionalAuthority", "LocalAuthority", "SupraNationalAuthority",
    "Academia-ScientificOrganisation", "Company", "IndustryConsortium",
    "NonGovernmentalOrganisation", "NonProfitOrganisation", "PrivateIndividual(s)",
    "StandardisationBody",
)  # fmt: skip
"""Kinds of publishers (ADMS 1.0, as DCAT-AP 3.0.1 asks for, section 11.2)."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Whom the operator of a service wants to be asked.

    Args:
        name: name of the body, or empty.
        email: its e-mail address, or empty.
        url: address of its form or page, or empty; ``{iri}`` in it stands for what is asked about.
        type: one of ``PUBLISHER_TYPES``, or empty.
    """

    name: str = ""
    email: str = ""
    url: str = ""
    type: str = ""

    @property
    def is_reachable(self) -> bool:
        """Whether anybody can be asked."""
        return bool(self.email or self.url)

    @property
    def page(self) -> str:
        """The address of the form or page, about nothing in particular."""
        return self.url.replace("{iri}", "")

    @property
    def shown(self) -> str:
        """The name, or what takes its place."""
        return self.name or self.email or self.page


NOBODY = Operator()
"""No operator is named."""


def say_publisher(document: RdfDocument, subject: Node, operator: Operator) -> None:
    """Say who publishes something (DCAT 3, 6.4.10); nothing without a name.

    Args:
        document: where it is said.
        subject: what is published.
        operator: who publishes it.
    """
    if not operator.name:
        return
    agent = document.blank()
    document.add(subject, (DCTERMS.publisher, agent))
    document.add(agent, (RDF.type, FOAF.Agent), (FOAF.name, Literal(operator.name)))
    if operator.type:
        kind = _PUBLISHER_TYPE[operator.type]
        document.add(agent, (DCTERMS.type, kind))
        document.add(kind, (RDF.type, SKOS.Concept))
    if operator.email:
        document.add(agent, (FOAF.mbox, URIRef(f"mailto:{operator.email}")))
    if operator.page:
        document.add(agent, (FOAF.page, URIRef(operator.page)))


def say_contact_point(document: RdfDocument, dataset: Node, operator: Operator) -> None:
    """Say whom to ask about the dataset (DCAT 3, 6.4.3); nothing where nobody can be asked."""
    if not operator.is_reachable:
        return
    card = document.blank()
    document.add(dataset, (DCAT.contactPoint, card))
    document.add(card, (RDF.type, VCARD.Kind), (VCARD.fn, Literal(operator.shown)))
    if operator.email:
        document.add(card, (VCARD.hasEmail, URIRef(f"mailto:{operator.email}")))
    if operator.page:
        document.add(card, (VCARD.hasURL, URIRef(operator.page)))
