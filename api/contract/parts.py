"""What the answers of several doors have in common.

The types say what goes over the wire: every text in the language of the answer. What is made in
every language at once (``api.things.items``) becomes of them where ``localise`` gives it one.
Members that an answer need not have are ``NotRequired``; those that are not known are null.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import new_class
from typing import Annotated, Any, get_type_hints

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

documented = with_config(ConfigDict(use_attribute_docstrings=True))
"""Makes the texts under the members of a type their descriptions."""

Iri = Annotated[str, Field(description="IRI; it leads to the page or the RDF of the thing")]
Kind = Annotated[str, Field(description="Kind of thing: the path segment of its IRI")]
Key = Annotated[str, Field(description="Key; of a local government its code of six digits")]
Label = Annotated[str, Field(description="Name in the language of the answer")]
FiscalYear = Annotated[int, Field(description="Japanese fiscal year: April to March")]
Date = Annotated[str, Field(description="YYYY-MM-DD, YYYY-MM or YYYY")]
Code = Annotated[str, Field(description="Key in a code list; /ontology names the lists")]


class Labelled(TypedDict):
    """Key and name of a thing whose kind its place tells."""

    key: Key
    label: Label


class Named(TypedDict):
    """What a thing is called, and where it is."""

    iri: Iri
    key: Key
    label: Label


class Reference(Named):
    """A thing of any kind: what it is called, and where it is."""

    type: Kind


class Citation(TypedDict):
    """A source by its key, and the place in it; the thing's own address tells the rest."""

    id: Annotated[str, Field(description="Key of the source")]
    locator: Annotated[str, Field(description="Place in the source; empty where it is all of it")]


class Source(TypedDict):
    """A source, and the place in it."""

    id: Annotated[str, Field(description="Key of the source")]
    title: str
    publisher: str
    url: str | None
    locator: Annotated[str, Field(description="Place in the source; empty where it is all of it")]
    licence: Annotated[str, Field(description="Its licence, or that none is stated")]
    retrieved: Annotated[str, Field(description="Day on which it was read, YYYY-MM-DD")]


class NamedSource(TypedDict):
    """A source, as a contact or a fact names it."""

    id: Annotated[str, Field(description="Key of the source")]
    title: str
    url: str | None


class NextPage(TypedDict):
    """Links of a list."""

    next: Annotated[str | None, Field(description="Path of the next page; null on the last one")]


class Page(TypedDict):
    """A page of a list, beside its items."""

    total: Annotated[int, Field(description="Number of all results", ge=0)]
    limit: Annotated[int, Field(description="Most items of the page")]
    offset: Annotated[int, Field(description="Items before the page", ge=0)]
    links: NextPage


class EmptiedBy(TypedDict):
    """Conditions without which there would be results."""

    conditions: list[str]
    label: Label
    count: Annotated[int, Field(description="Results without them")]


class Weight(TypedDict):
    """The weight of one part of a score."""

    value: float
    default: float
    reason: Annotated[str, Field(description="What the part measures, and why it counts so much")]


class Scored(TypedDict):
    """Why a thing is related, and how far away it is."""

    score: Annotated[float, Field(description="Sum of the weights of its reasons")]
    distance_km: float | None


def with_members(name: str, base: Any, members: Mapping[str, Any]) -> Any:
    """Return a type of the members of another, and of further ones that a table tells.

    Args:
        name: of the type in ``/openapi.json``.
        base: a ``TypedDict``; what it says of itself is kept.
        members: types of the further members by name.
    """
    known = get_type_hints(base, include_extras=True)
    return made(name, base.__doc__ or "", {**known, **members})


def made(name: str, says: str, members: Mapping[str, Any]) -> Any:
    """Return a type whose members are known at run time only.

    Args:
        name: of the type in ``/openapi.json``.
        says: its description.
        members: types by name.
    """
    body = {"__doc__": says, "__annotations__": dict(members), "__module__": __name__}
    return new_class(name, (TypedDict,), exec_body=lambda namespace: namespace.update(body))
