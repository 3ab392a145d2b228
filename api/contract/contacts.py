"""Answers about whom to call: contacts, and a letter of introduction."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from api.contract.parts import Date, FiscalYear, Labelled, Named, NamedSource, Reference, documented


@documented
class ContactItem(TypedDict):
    """A route to a local government."""

    name: str
    kind: str
    """``office``, ``official-page``, ``project-page``, ``council``, ``programme-office`` …"""
    kind_label: str
    url: str | None
    email: str | None
    telephone: str | None
    address: str | None
    source: NamedSource
    date: Date
    date_kind: str
    """What the date says: ``as-of``, ``published`` or ``retrieved``."""
    note: str | None
    about: Reference | None
    """Whose route it is."""


@documented
class WithContacts(TypedDict):
    """Whom to call."""

    contact: list[ContactItem]
    """The most direct route first."""
    contact_note: str | None
    """What is to be said of the list."""


@documented
class CardLink(TypedDict):
    """Where the same is."""

    vcard: str
    """Path of the same routes as vCards."""


class ContactAnswer(Named, WithContacts):
    """The routes to a local government."""

    type: Literal["municipality"]
    links: CardLink


@documented
class LetterFact(TypedDict):
    """A project that a letter names, and on what that rests."""

    kind: Literal["project"]
    iri: str
    type: Literal["project"]
    key: str
    label: str
    programme: Labelled
    fiscal_year: FiscalYear
    technologies: list[str]
    """Names of those that the source prints."""
    technologies_derived: list[str]
    """Names of those that were inferred; the letter does not say them."""
    technologies_open: bool | None
    asked_for: list[str]
    """Keys of what is asked for that the project has."""
    joint: bool
    """Whether both take part in it."""
    source: NamedSource
    locator: str
    date: Date
    date_kind: str


class LetterFactText(LetterFact):
    """The same, with the line of the letter."""

    text: str


class Letter(TypedDict):
    """A letter."""

    subject: str
    text: str


@documented
class Introduction(Letter):
    """A letter, and what it names."""

    facts: list[LetterFactText]


Parties = TypedDict(
    "Parties",
    {
        "from": Annotated[Reference, Field(description="Who asks")],
        "to": Annotated[Reference, Field(description="Who is asked")],
    },
)


class IntroductionAnswer(Parties, Introduction, WithContacts):
    """A letter of introduction, with whom to send it to."""
