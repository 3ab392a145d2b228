"""What a call of a tool comes with, and the small things that several tools say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from api.answers.labels import label_of
from api.answers.tools.assistants.inputs import ToolParameters
from api.answers.tools.assistants.outputs import Cited, Effort, Found, Source, Thing
from api.http.parameters import Parameters
from api.release.opened import OpenRelease
from api.release.settings import Settings
from api.wording.language import joined
from api.wording.messages import message

AnyParameters = TypeVar("AnyParameters", bound=Parameters)
_MOST_CITED = 2
"""Sources that stand with an item of a list; ``get`` gives all of them."""
_ALIKE = frozenset({"kind"})
"""Kinds of reasons that every item of a list has."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a call of a tool comes with.

    Args:
        opened: the release that answers.
        settings: limits.
        lang: language of the answer.
        client: who asks, for the lanes of SPARQL.
    """

    opened: OpenRelease
    settings: Settings
    lang: str
    client: str = ""

    def say(self, key: str, **shown: object) -> str:
        """Return a text of the assistants' door."""
        return message(f"assistant-{key}", self.lang).format(**shown)

    def sources(self, cited: Iterable[Cited], *, addresses: bool = True) -> list[Source]:
        """Return the sources of what is cited, each once.

        Args:
            cited: where facts stand.
            addresses: whether to say the addresses of the sources, too.
        """
        known = self.opened.reader.sources
        keys = dict.fromkeys(one.source for one in cited)
        records = [known[key] for key in keys if key in known]
        return [
            Source(
                key=record.key,
                title=record.text("title"),
                url=(record.text("url") or None) if addresses else None,
            )
            for record in records
        ]


def as_api(parameters: type[AnyParameters], given: ToolParameters, **own: Any) -> AnyParameters:
    """Return what a tool was given as the parameters of the API, which check it once more.

    Args:
        parameters: those of the API.
        given: what the tool was given.
        own: further values; None takes a parameter away that the API has not.

    Raises:
        ValidationError: a value cannot be used.
    """
    named = {**given.given(), "limit": getattr(given, "limit", None), **own}
    return parameters.model_validate({name: v for name, v in named.items() if v is not None})


def cited(item: Mapping[str, Any]) -> list[Cited]:
    """Return where an item of a list stands: its first places, each source once."""
    first: dict[str, str] = {}
    for place in item.get("sources", ()):
        first.setdefault(place["id"], place["locator"])
    return [Cited(source=key, locator=place) for key, place in list(first.items())[:_MOST_CITED]]


def thing(item: Mapping[str, Any]) -> Thing:
    """Return what an item is called."""
    return Thing(iri=item["iri"], type=item["type"], label=item["label"])


def effort(item: Mapping[str, Any]) -> Effort:
    """Return a project with its programme and its year."""
    programme = item.get("programme") or {}
    return Effort(
        **thing(item).model_dump(),
        programme=programme.get("label"),
        fiscal_year=item.get("fiscal_year"),
    )


def found(asking: Asking, item: Mapping[str, Any], *, reasons: bool = False) -> Found:
    """Return an item of the API in short.

    Args:
        asking: the release, and the language of the words.
        item: as a search, or what is similar, gives it.
        reasons: whether to say why it is here.
    """
    distance, status = item.get("distance_km"), item.get("status")
    return Found(
        iri=item["iri"],
        type=item["type"],
        label=item.get("full_name") or item["label"],
        programme=(item.get("programme") or {}).get("label"),
        fiscal_year=item.get("fiscal_year"),
        where=joined(_bodies(item), asking.lang) or None,
        status=label_of(asking.opened, "status", status, asking.lang) if status else None,
        date=item.get("date_start"),
        population=item.get("population"),
        distance_km=None if distance is None else round(distance, 1),
        missing=[one["label"] for one in item["missing"]] if "missing" in item else None,
        why=why(item) if reasons else None,
        cited=cited(item),
    )


def why(item: Mapping[str, Any]) -> list[str]:
    """Return the reasons for an item, in words."""
    return [one["label"] for one in item["reasons"] if one["kind"] not in _ALIKE]


def _bodies(item: Mapping[str, Any]) -> list[str]:
    bodies: Sequence[Mapping[str, Any]] = item.get("applicants") or item.get("areas") or ()
    return [body["name"] for body in bodies]
