"""The tool ``get``: one thing with all that is known of it, as ``/api/{kinds}/{key}`` gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.answers.entities import entity, found_dossier
from api.answers.lookup import find
from api.answers.tools.assistants.asking import Asking
from api.answers.tools.assistants.budget import MOST_BYTES, ToolAnswer, fitted, told
from api.answers.tools.assistants.inputs import GetInput
from api.answers.tools.assistants.outputs import Cited, GetOutput, Part
from api.http.problems import bad, shortened
from api.wording.language import localise
from ontology.kinds import KINDS

_NAMED = frozenset({"iri", "type", "key", "label", "sources"})
"""What an answer says of a thing beside its facts."""
_FEWER = (100, 50, 25, 12, 6, 3, 1, 0)
"""Items of each list: the first number with which everything fits."""


def get(asking: Asking, asked: GetInput) -> ToolAnswer:
    """Return a thing with its facts; long lists begin, and ``part`` reads one of them on.

    Args:
        asking: the release, and the language of labels.
        asked: the thing, and what of it.

    Raises:
        ApiProblem: there is no such thing, or no such part of it.
        UnresolvedName: the text names several things.
    """
    opened, lang = asking.opened, asking.lang
    kind, key = find(opened, "thing", asked.thing, lang)
    answer = localise(entity(opened, found_dossier(opened, kind, key)), lang)
    said = {name: value for name, value in answer.items() if name not in _NAMED}
    facts = _shortened(said, answer["iri"])
    thing = _Thing(asking, answer, facts)
    if asked.part:
        return thing.part(asked.part, asked.offset)
    return thing.whole()


class _Thing:
    """One thing on its way out.

    Args:
        asking: the release, and the language of the answer.
        answer: that of the API.
        facts: what of it is said, without what is empty.
    """

    def __init__(self, asking: Asking, answer: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
        self._asking = asking
        self._answer = answer
        self._facts = facts
        self._lists = {name: v for name, v in facts.items() if isinstance(v, list)}

    def whole(self) -> ToolAnswer:
        """Return everything, with as much of each list as fits."""
        shown = told(self._begun(max(map(len, self._lists.values()), default=0)))
        for most in _FEWER:
            if shown.size <= MOST_BYTES:
                break
            shown = told(self._begun(most))
        return shown

    def part(self, name: str, offset: int) -> ToolAnswer:
        """Return one list from an item on.

        Raises:
            ApiProblem: there is no such list.
        """
        if name not in self._lists:
            known = ", ".join(self._lists)
            raise bad("part", "part", text=shortened(name), parts=known)
        items = self._lists[name][offset:]

        def made(number: int) -> GetOutput:
            after, total = offset + number, len(self._lists[name])
            more = after < total
            hint = self._asking.say("more", offset=after) if more else None
            return self._output(
                {name: items[:number]}, hint=hint, next_offset=after if more else None
            )

        return fitted(made, len(items), MOST_BYTES)

    def _begun(self, most: int) -> GetOutput:
        facts = {n: v[:most] if n in self._lists else v for n, v in self._facts.items()}
        cut = [
            Part(part=name, shown=min(most, len(items)), total=len(items))
            for name, items in self._lists.items()
            if len(items) > most
        ]
        hint = self._asking.say("parts", part=cut[0].part, offset=cut[0].shown) if cut else None
        return self._output(facts, parts=cut or None, hint=hint)

    def _output(self, facts: Mapping[str, Any], **paged: Any) -> GetOutput:
        answer = self._answer
        rows = answer["sources"] if answer["type"] == "project" else answer["sources"][:1]
        own = [Cited(source=one["id"], locator=one["locator"]) for one in rows]
        return GetOutput(
            iri=answer["iri"],
            type=answer["type"],
            label=answer["label"],
            facts=dict(facts),
            cited=own,
            sources=self._asking.sources([*own, *_cited(facts)]),
            truncated=bool(paged.get("parts") or paged.get("next_offset")),
            **paged,
        )


def _shortened(value: Any, own: str) -> Any:
    """Return a value without what is not known in it, and without what is known already.

    Codes are their labels, other things their IRI and label; that a row is about the thing itself
    goes without saying.

    Args:
        value: part of an answer of the API.
        own: IRI of the thing.
    """
    if isinstance(value, Mapping):
        return _short_row(value, own)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_shortened(one, own) for one in value]
    return value


def _short_row(row: Mapping[str, Any], own: str) -> Any:
    if "iri" in row and row.get("type") not in KINDS:
        return row["label"]
    found = {
        name: _shortened(one, own)
        for name, one in row.items()
        if not (isinstance(one, Mapping) and one.get("iri") == own)
        and not (name in {"type", "key"} and "iri" in row)
    }
    if isinstance(row.get("source"), str):
        place = {"source": found.pop("source"), "locator": found.pop("locator", None)}
        found["cited"] = [_without_empty(place)]
    return _without_empty(found)


def _without_empty(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in row.items() if one not in (None, [], {}, "")}


def _cited(value: Any) -> Iterator[Cited]:
    """Yield what the rows in a value cite."""
    if isinstance(value, Mapping):
        for place in value.get("cited", ()):
            yield Cited(**place)
        for inner in value.values():
            yield from _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)
