"""The tools ``peers``, ``similar`` and ``match_programmes``: the relations of the API, in short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.answers.lookup import find, find_body
from api.answers.relations.peers import PeerParameters, peers_answer
from api.answers.relations.programmes import MatchParameters, match_answer
from api.answers.relations.similar import SimilarParameters, similar_answer
from api.answers.tools.assistants.asking import Asking, as_api, cited, effort, found, thing, why
from api.answers.tools.assistants.budget import MOST_BYTES, ToolAnswer, fitted
from api.answers.tools.assistants.inputs import ToolParameters
from api.answers.tools.assistants.outputs import (
    Cited,
    ContactItem,
    Fact,
    Listed,
    Matched,
    MatchOutput,
    Peer,
    PeersOutput,
    SimilarOutput,
)

_CONTACTS = 3
"""Ways to reach a peer that are told, the most direct first; its page has all of them."""
_EFFORTS = 5
"""Projects of a peer that are told."""


def peers(asking: Asking, asked: ToolParameters) -> ToolAnswer:
    """Return local governments to contact, and why.

    Args:
        asking: the release, and the language of the answer.
        asked: a ``PeersInput``.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
        UnresolvedName: a name fits nothing, or several things.
    """
    opened, lang = asking.opened, asking.lang
    code = find_body(opened, "municipality", asked.given()["municipality"])
    answer = peers_answer(opened, code, as_api(PeerParameters, asked, municipality=None), lang, "")

    def made(number: int) -> PeersOutput:
        items = [_peer(item) for item in answer["items"][:number]]
        places = [p for item in items for p in (*item.cited, *_of_contacts(item.contact))]
        return PeersOutput(
            municipality=thing(answer["municipality"]),
            note=answer.get("note"),
            items=items,
            **_page(asking, answer, number, places),
        )

    return _cut(made, answer)


def similar(asking: Asking, asked: ToolParameters) -> ToolAnswer:
    """Return the projects most like one, and why.

    Args:
        asking: the release, and the language of the answer.
        asked: a ``SimilarInput``.

    Raises:
        ApiProblem: there is no such project.
        UnresolvedName: a name fits nothing, or several things.
    """
    opened, lang = asking.opened, asking.lang
    _, key = find(opened, "project", asked.given()["project"], lang, ("project",))
    answer = similar_answer(opened, key, as_api(SimilarParameters, asked, project=None), lang, "")

    def made(number: int) -> SimilarOutput:
        items = [found(asking, item, reasons=True) for item in answer["items"][:number]]
        return SimilarOutput(
            project=thing(answer["project"]),
            linked=[thing(one) for one in answer["linked"]] or None,
            items=items,
            **_page(asking, answer, number, [p for item in items for p in item.cited]),
        )

    return _cut(made, answer)


def match_programmes(asking: Asking, asked: ToolParameters) -> ToolAnswer:
    """Return the programmes for what is wanted, and why.

    Args:
        asking: the release, and the language of the answer.
        asked: a ``MatchInput``.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
        UnresolvedName: a name fits nothing, or several things.
    """
    answer = match_answer(asking.opened, as_api(MatchParameters, asked), asking.lang, "")
    wanted = answer["asked"]
    named = [*wanted["technologies"], *wanted["challenges"]]
    if wanted["municipality"]:
        named.append(wanted["municipality"])

    def made(number: int) -> MatchOutput:
        items = [_matched(item) for item in answer["items"][:number]]
        steps = [_step(one) for one in answer["steps"]]
        places = [place for item in items for place in item.cited]
        places += [place for step in steps for place in step.cited]
        return MatchOutput(
            asked=[thing(one) for one in named],
            data_until=answer["data_until"],
            note=answer.get("note"),
            items=items,
            steps=steps or None,
            **_page(asking, answer, number, places),
        )

    return _cut(made, answer)


def _cut(made: Callable[[int], Listed], answer: Mapping[str, Any]) -> ToolAnswer:
    return fitted(made, len(answer["items"]), MOST_BYTES)


def _page(
    asking: Asking, answer: Mapping[str, Any], number: int, places: Sequence[Cited]
) -> dict[str, Any]:
    """Return the members that every list has."""
    after, total = answer["offset"] + number, answer["total"]
    more = after < total
    hint = asking.say("more", offset=after) if more else None
    if not total:
        labels = [one.get("label", one.get("parameter")) for one in answer["emptied_by"]]
        said = asking.say("separator").join(map(str, labels))
        hint = asking.say("emptied", conditions=said) if said else asking.say("nothing")
    return {
        "total": total,
        "truncated": more,
        "next_offset": after if more else None,
        "hint": hint,
        "sources": asking.sources(places),
    }


def _peer(item: Mapping[str, Any]) -> Peer:
    return Peer(
        iri=item["iri"],
        type=item["type"],
        label=item.get("full_name") or item["label"],
        population=item.get("population"),
        distance_km=None if item["distance_km"] is None else round(item["distance_km"], 1),
        why=[item["why"]] if item["why"] else why(item),
        projects=[effort(one) for one in item["efforts"][:_EFFORTS]],
        contact=[_contact(one) for one in item["contact"][:_CONTACTS]],
        contact_note=item["contact_note"],
        cited=cited(item),
    )


def _contact(item: Mapping[str, Any]) -> ContactItem:
    return ContactItem(
        name=item["name"],
        kind=item["kind_label"],
        telephone=item["telephone"],
        email=item["email"],
        url=item["url"],
        date=item["date"],
        cited=[Cited(source=item["source"]["id"], locator=None)],
    )


def _of_contacts(contacts: Sequence[ContactItem]) -> list[Cited]:
    return [place for contact in contacts for place in contact.cited]


def _matched(item: Mapping[str, Any]) -> Matched:
    facts = item["facts"]
    source = facts["since"]["source"]
    return Matched(
        **thing(item).model_dump(),
        why=why(item),
        supports=facts["supports"],
        last_selected=facts["last_selected"],
        cited=[Cited(source=source["id"], locator=source["locator"])] if source else [],
    )


def _step(step: Mapping[str, Any]) -> Fact:
    source = step["source"]
    text = ": ".join(filter(None, (step["label"], step.get("condition"), step.get("action"))))
    return Fact(text=text, cited=[Cited(source=source["id"], locator=source["locator"])])
