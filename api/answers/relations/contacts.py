"""The JSON of contacts, and the vCards of the routes to a local government."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import vobject  # type: ignore[import-untyped]

from api.contract.contacts import ContactItem
from api.contract.parts import NamedSource, Reference
from api.release.opened import OpenRelease
from api.wording.language import joined, pick
from api.wording.messages import message
from api.wording.values import date_label
from graph.entities.contacts import Contact, published
from graph.entities.records import Named, Record

_LINE_OCTETS = 75
"""Longest line of a vCard, without its end (RFC 2426, section 2.6)."""
_NEVER_FOLDED = 2**31
"""Line length given to the library: its own folding counts characters, not octets."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Control characters, which the text of a vCard cannot hold; tabs and line feeds it can."""


def contact_items(opened: OpenRelease, contacts: Iterable[Contact], lang: str) -> list[ContactItem]:
    """Return contacts as docs/design.md, section 5 fixes them, in the order given.

    Args:
        opened: the release; it holds the sources.
        contacts: routes of ``graph.entities.contacts``.
        lang: language of names.
    """
    return [_item(opened, contact, lang) for contact in contacts]


def contact_note(contacts: Iterable[Contact], lang: str, *, ward: bool = False) -> str | None:
    """Return what is to be said of a list of contacts, or None.

    It is said when there is none, when there is only the prefecture's page, and when the routes of
    a ward's city stand in it.
    """
    kinds = {contact.kind for contact in contacts}
    if not kinds:
        return message("contact-none", lang)
    if "prefecture" in kinds:
        return message("contact-prefecture", lang)
    return message("contact-ward", lang) if ward else None


def _item(opened: OpenRelease, contact: Contact, lang: str) -> ContactItem:
    about = contact.about
    return {
        "name": pick(contact.labels, lang),
        "kind": contact.kind,
        "kind_label": message(f"contact-kind-{contact.kind}", lang),
        "url": contact.url or None,
        "email": contact.email or None,
        "telephone": contact.telephone or None,
        "address": contact.address or None,
        "source": source_reference(opened.reader.sources[contact.source]),
        "date": contact.date,
        "date_kind": contact.date_kind,
        "note": contact.note or None,
        "about": reference_to(opened, about, lang) if about else None,
    }


def reference_to(opened: OpenRelease, thing: Named, lang: str) -> Reference:
    """Return what a thing is called by its own row."""
    iri = str(opened.iris.entity(thing.kind, thing.key))
    return {"iri": iri, "type": thing.kind, "key": thing.key, "label": thing.label(lang)}


def source_reference(source: Record) -> NamedSource:
    """Return a source as a contact or a fact names it."""
    url = published(source.text("url"))
    return {"id": source.key, "title": source.text("title"), "url": url or None}


@dataclass(frozen=True, slots=True)
class Card:
    """What one vCard says: one who can be called.

    Args:
        name: its name, also as the organisation.
        urls: pages.
        emails: addresses.
        telephones: numbers as printed.
        note: sources and dates, one a line.
        revised: date (``YYYY-MM-DD``), or empty.
        point: latitude and longitude in degrees, or None.
        addresses: postal code and address, one text each.
    """

    name: str
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    note: str = ""
    revised: str = ""
    point: tuple[float, float] | None = None
    addresses: tuple[str, ...] = ()


def cards(
    opened: OpenRelease, body: Record, contacts: Iterable[Contact], lang: str
) -> Iterator[Card]:
    """Yield the cards of a local government: its own, then one for whoever else can be called.

    Its own has what its office has. What gives no way to anybody has no card.

    An office of a ministry is not the municipality: under one name, its address would look as if it
    were the municipality's own.

    Args:
        opened: the release.
        body: its row of ``municipalities``.
        contacts: the routes to it.
        lang: language of names and notes.
    """
    own = pick(body.labels, lang)
    grouped: dict[str, list[Contact]] = {own: []}
    for contact in (one for one in contacts if one.reachable):
        is_own = contact.kind == "office" and contact.about and contact.about.key == body.key
        name = own if is_own else _named(opened, contact, lang)
        grouped.setdefault(name, []).append(contact)
    for position, (name, routes) in enumerate(grouped.items()):
        lines = dict.fromkeys(_line(opened, route, lang) for route in routes)
        point = None if position else _point(body)
        retrieved = (opened.reader.sources[r.source].text("date_retrieved") for r in routes)
        yield Card(
            name=name,
            urls=_distinct(route.url for route in routes),
            emails=_distinct(route.email for route in routes),
            telephones=_distinct(route.telephone for route in routes),
            addresses=_distinct(route.address for route in routes),
            note="\n".join(lines) or message("contact-none", lang),
            revised=max(retrieved, default=""),
            point=point,
        )


def _named(opened: OpenRelease, contact: Contact, lang: str) -> str:
    """Return the name of who answers; an office of a programme with the body that it belongs to."""
    name = pick(contact.labels, lang)
    if contact.kind != "programme-office" or not contact.about:
        return name
    owners = joined(opened.programmes.owners(contact.about.key, lang), lang)
    if name in owners:
        return owners
    return f"{owners} {name}" if lang == "ja" else f"{name}, {owners}"


def _point(body: Record) -> tuple[float, float] | None:
    latitude, longitude = body.number("latitude"), body.number("longitude")
    return None if latitude is None or longitude is None else (latitude, longitude)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))


def _line(opened: OpenRelease, contact: Contact, lang: str) -> str:
    source = source_reference(opened.reader.sources[contact.source])
    return message("contact-source", lang).format(
        kind=message(f"contact-kind-{contact.kind}", lang),
        title=source["title"],
        dated=message(f"contact-date-{contact.date_kind}", lang).format(
            date=date_label(contact.date, lang)
        ),
    )


def vcard(card: Card) -> str:
    """Return a vCard 3.0 (RFC 2426), its lines folded at 75 octets between characters."""
    made = vobject.vCard()
    name = _text(card.name)
    made.add("n").value = vobject.vcard.Name(family=name)
    made.add("fn").value = name
    made.add("org").value = [name]
    for field, values in (("url", card.urls), ("email", card.emails), ("tel", card.telephones)):
        for value in values:
            made.add(field).value = _uri(value) if field == "url" else _text(value)
    for address in card.addresses:
        made.add("adr").value = vobject.vcard.Address(street=_text(address))
    if card.note:
        made.add("note").value = _text(card.note)
    if card.point:
        made.add("geo").value = "{:.6f};{:.6f}".format(*card.point)
    if card.revised:
        made.add("rev").value = card.revised
    unfolded: str = made.serialize(lineLength=_NEVER_FOLDED)
    return "".join(folded(line) for line in unfolded.split("\r\n") if line)


def _text(text: str) -> str:
    """Return a text with line feeds alone at the ends of its lines and without controls."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _uri(uri: str) -> str:
    """Return an address without the two signs that readers of vCards take apart or unescape."""
    return uri.replace(",", "%2C").replace(";", "%3B")


def folded(line: str) -> str:
    """Return a line with its end, broken at 75 octets; no character is cut."""
    parts, octets = [], 0
    for character in line:
        size = len(character.encode())
        if octets + size > _LINE_OCTETS:
            parts.append("\r\n ")
            octets = 1
        parts.append(character)
        octets += size
    return "".join(parts) + "\r\n"
