"""Whom to call: the contacts of a local government, as JSON, as vCards, and a letter to a peer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from api.answers.lookup import asker, find_body
from api.answers.relations.contacts import (
    cards,
    contact_items,
    contact_note,
    reference_to,
    vcard,
)
from api.answers.relations.letters import Ask, introduction
from api.answers.unknown import unknown
from api.contract.contacts import ContactAnswer, IntroductionAnswer
from api.contract.parts import Reference
from api.http.dependencies import Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import EntityQuery, Parameters, keys_of, once
from api.http.problems import ApiProblem
from api.release.opened import OpenRelease
from api.wording.language import pick
from graph.entities.contacts import Contact
from graph.entities.records import Named, Record

router = APIRouter(prefix="/api/municipalities", dependencies=[Depends(once)])

_VARY = {"Vary": "Accept, Accept-Language"}


class IntroductionParameters(Parameters):
    """Parameters of a letter of introduction."""

    to: str = Field(description="Who is written to: code, IRI or name", max_length=200)
    technology: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    challenge: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    format: Literal["json", "text"] = "json"


@router.get(
    "/{code}/contact",
    summary="Whom to call",
    operation_id="contact",
    responses=answers(ContactAnswer, problems=(400, 404, 410)),
)
def contact(code: str, opened: Opened, _: EntityQuery, lang: Language) -> Response:
    """Return the known routes to a local government, the most direct first, with their sources."""
    body, contacts = _found(opened, code)
    answer: ContactAnswer = {
        "iri": str(opened.iris.entity("municipality", body.key)),
        "type": "municipality",
        "key": body.key,
        "label": pick(body.labels, lang),
        "contact": contact_items(opened, contacts, lang),
        "contact_note": contact_note(contacts, lang, ward=body.named("parent") is not None),
        "links": {"vcard": f"/api/municipalities/{body.key}/contact.vcf"},
    }
    return json_response(answer)


@router.get(
    "/{code}/contact.vcf",
    summary="Whom to call, as vCards",
    operation_id="vcards",
    responses=answers(None, ("text/vcard",), (400, 404, 410)),
)
def contact_vcf(code: str, opened: Opened, _: EntityQuery, lang: Language) -> Response:
    """Return the same routes as vCards 3.0: the local government's, then one for each office."""
    body, contacts = _found(opened, code)
    content = "".join(vcard(card) for card in cards(opened, body, contacts, lang))
    name = f"tsunagu-{body.key}.vcf"
    headers = {**_VARY, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content.encode(), media_type="text/vcard; charset=utf-8", headers=headers)


@router.get(
    "/{code}/introduction",
    summary="A letter to a peer, ready to copy",
    operation_id="introduction",
    responses=answers(IntroductionAnswer, ("text/plain",), (400, 404, 410)),
)
def letter(
    code: str,
    opened: Opened,
    parameters: Annotated[IntroductionParameters, Query()],
    lang: Language,
) -> Response:
    """Return a letter from one local government to another that names what is known of its work.

    Raises:
        ApiProblem: one of them is not there, or both are the same.
        UnresolvedName: a parameter names nothing, or several things.
    """
    sender = _body(opened, code)
    to = _body(opened, find_body(opened, "to", parameters.to))
    if asker(opened, to.key).code == asker(opened, sender.key).code:
        raise ApiProblem(400, "bad-parameter", "letter-to-itself", parameter="to")
    asked = {
        name: opened.search.resolve(name, keys_of(values, opened.iris))
        for name, values in (
            ("technology", parameters.technology),
            ("challenge", parameters.challenge),
        )
    }
    ask = Ask(sender, to, asked["technology"], asked["challenge"])
    made = introduction(opened, ask, lang)
    if parameters.format == "text":
        content = f"{made['subject']}\n\n{made['text']}\n"
        return Response(content, media_type="text/plain; charset=utf-8", headers=_VARY)
    contacts = opened.relations.contacts[to.key]
    answer: IntroductionAnswer = {
        "from": _party(opened, sender, lang),
        "to": _party(opened, to, lang),
        **made,
        "contact": contact_items(opened, contacts, lang),
        "contact_note": contact_note(contacts, lang, ward=to.named("parent") is not None),
    }
    return json_response(answer)


def _party(opened: OpenRelease, body: Record, lang: str) -> Reference:
    return reference_to(opened, Named("municipality", body.key, body.labels), lang)


def _found(opened: OpenRelease, code: str) -> tuple[Record, tuple[Contact, ...]]:
    body = _body(opened, code)
    return body, opened.relations.contacts[body.key]


def _body(opened: OpenRelease, code: str) -> Record:
    """Return the row of a local government.

    Raises:
        ApiProblem: there is none; 410 with its successors for a retired code.
    """
    found = opened.reader.records.one("municipality", code)
    if found is None:
        raise unknown(opened, "municipality", code)
    return found
