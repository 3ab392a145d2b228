"""What the tools give: typed, short, each fact with where it stands.

What is not known is left out. ``cited`` names a source by its key and the place in it; ``sources``
says once for each key what the source is called.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Cited(BaseModel):
    """Where a fact stands."""

    source: str = Field(description="Key in sources")
    locator: str | None = Field(None, description="Place in the source")


class Source(BaseModel):
    """A source that something here rests on."""

    key: str
    title: str
    url: str | None = None


class Thing(BaseModel):
    """What a thing is called; every tool takes its IRI."""

    iri: str
    type: str
    label: str


class Found(Thing):
    """A thing as search finds it; ``get`` says the rest."""

    programme: str | None = None
    fiscal_year: int | None = None
    where: str | None = Field(None, description="Local governments it belongs to")
    status: str | None = None
    date: str | None = None
    population: int | None = None
    distance_km: float | None = None
    missing: list[str] | None = Field(None, description="Conditions that it does not meet")
    why: list[str] | None = Field(None, description="Reasons, in words")
    cited: list[Cited]


class Fact(BaseModel):
    """A direct answer to what a query asks."""

    text: str
    cited: list[Cited] = []


class Change(BaseModel):
    """A change of the parameters that finds something."""

    label: str
    parameters: dict[str, Any]
    total: int


class Paged(BaseModel):
    """What every answer says of how much of it is here."""

    truncated: bool = Field(description="Not everything is here: go on with offset=next_offset")
    next_offset: int | None = None
    hint: str | None = Field(None, description="What to do next, in words")


class Listed(Paged):
    """A list with its sources."""

    total: int
    sources: list[Source]


class SearchOutput(Listed):
    """What ``search`` gives."""

    understood: list[str] = Field(description="Conditions that the query was understood as")
    answers: list[Fact] | None = None
    items: list[Found]
    relaxed: list[Found] | None = Field(None, description="What meets all conditions but some")
    did_you_mean: list[str] | None = Field(None, description="Whole queries that may be meant")
    changes: list[Change] | None = Field(None, description="Changes that find something")


class ContactItem(BaseModel):
    """A way to reach an office."""

    name: str | None = None
    kind: str
    telephone: str | None = None
    email: str | None = None
    url: str | None = None
    date: str | None = None
    cited: list[Cited]


class Effort(Thing):
    """A project of a peer."""

    programme: str | None = None
    fiscal_year: int | None = None


class Peer(Thing):
    """A local government to contact."""

    population: int | None = None
    distance_km: float | None = None
    why: list[str]
    projects: list[Effort]
    contact: list[ContactItem]
    contact_note: str | None = None
    cited: list[Cited]


class PeersOutput(Listed):
    """What ``peers`` gives."""

    municipality: Thing
    note: str | None = None
    items: list[Peer]


class SimilarOutput(Listed):
    """What ``similar`` gives."""

    project: Thing
    linked: list[Thing] | None = Field(None, description="The same effort, under other programmes")
    items: list[Found]


class Matched(Thing):
    """A programme that fits."""

    why: list[str]
    supports: str | None = None
    last_selected: int | None = Field(None, description="Last fiscal year of a selection here")
    cited: list[Cited]


class MatchOutput(Listed):
    """What ``match_programmes`` gives."""

    asked: list[Thing]
    data_until: int
    note: str | None = None
    items: list[Matched]
    steps: list[Fact] | None = Field(None, description="What can be done when support ends")


class Part(BaseModel):
    """A list of facts that is not whole here."""

    part: str
    shown: int
    total: int


class GetOutput(Paged, Thing):
    """What ``get`` gives."""

    facts: dict[str, Any]
    cited: list[Cited] = Field(description="Where what is said of the thing itself stands")
    parts: list[Part] | None = Field(None, description="Lists that go on: get(thing, part, offset)")
    sources: list[Source]


class SparqlOutput(Paged):
    """What ``sparql`` gives: rows, or triples as N-Triples, or what ASK says."""

    columns: list[str] | None = None
    rows: list[list[str | None]] | None = None
    triples: list[str] | None = None
    boolean: bool | None = None
    total: int
    unknown_functions: list[str] | None = None


class TermItem(BaseModel):
    """A class or a property."""

    name: str
    kind: str
    label: str | None = None
    definition: str | None = None
    domain: list[str] | None = None
    range: list[str] | None = None
    count: int


class VocabularyOutput(Paged):
    """What ``vocabulary`` gives."""

    prefixes: dict[str, str]
    terms: list[TermItem]
    total: int
