"""The head of an entity's page: what readers ask first, each with its source.

The parts of the page below say the same in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.answers.relations.contacts import contact_items
from api.contract.contacts import ContactItem
from api.pages.parts.cells import Cell, Cells, Value
from api.pages.parts.essentials import essentials
from api.pages.parts.paths import PEERS, entity_path
from api.release.opened import OpenRelease
from api.wording.messages import message
from api.wording.values import date_label, years
from graph.entities.models import Dossier
from graph.entities.records import Record

MOST_CALLED = 2
"""Local governments of a project whose contact stands at its head."""
_CONTACTS = frozenset({"office", "official-page", "project-page"})
"""Routes to the local government itself; the programme's office stands on the programme's page."""


@dataclass(frozen=True, slots=True)
class Glance:
    """The head of a page.

    Args:
        text: what it is, in a source's facts; empty when none says it.
        rows: a label and a cell each.
        contacts: whom to call, as the API gives them, by the name of the local government.
        trail: the way here: addresses and labels of what is above.
        peers: address of the local governments with experience, or empty.
    """

    text: Cell = field(default=(), hash=False)
    rows: Sequence[tuple[str, Cell]] = field(default=(), hash=False)
    contacts: Sequence[tuple[Value, Sequence[Mapping[str, Any]]]] = field(default=(), hash=False)
    trail: Sequence[Value] = field(default=(), hash=False)
    peers: str = ""


def glance(
    opened: OpenRelease, dossier: Dossier, found: Mapping[str, Any], cells: Cells, lang: str
) -> Glance:
    """Return the head of a page; of kinds that have none the way here alone.

    Args:
        opened: the release.
        dossier: the entity, read.
        found: the same as the API gives it, in one language.
        cells: formats records; numbers the sources of the whole page.
        lang: language of the page.
    """
    kind, key = dossier.kind, dossier.key
    trail = [Value(message("page-nav-search", lang), "/")]
    if kind == "project":
        return _project(opened, dossier, found, cells, lang)
    if kind == "programme":
        trail.append(Value(message("page-nav-programmes", lang), "/programmes"))
        rows = [
            (message(f"page-essential-{one.slug}", lang), one.cell)
            for one in essentials(opened, key, cells, lang)
            if one.slug != "aim"  # the sentence above says it
        ]
        return Glance(rows=rows, trail=trail)
    above = found.get("prefecture") if kind == "municipality" else None
    if above:
        trail.append(Value(above["label"], entity_path("municipality", above["key"])))
    else:
        trail.append(Value(message(f"kind-{kind}", lang), f"/?type={kind}"))
    if kind == "municipality":
        called = _called(opened, {key: found["label"]}, lang)
        return Glance(contacts=called, trail=trail, peers=f"{PEERS}?municipality={key}")
    return Glance(trail=trail)


def _project(
    opened: OpenRelease, dossier: Dossier, found: Mapping[str, Any], cells: Cells, lang: str
) -> Glance:
    rows = dossier.rows
    programme = found["programme"]
    own = dossier.own
    year = found["fiscal_year"]
    when = years(year, None, lang) if year else ""
    selected = Value(
        programme["label"],
        entity_path("programme", programme["key"]),
        note=when,
        source=cells.source(own) if own else (),
    )
    listed: list[tuple[str, Cell]] = [
        (message("page-essential-status", lang), _status(rows["statuses"], cells, lang)),
        (
            message("page-applicants", lang),
            _named(rows["applicants"], ("body", "as_printed"), cells),
        ),
        (message("page-areas", lang), _named(rows["areas"], ("body", "as_printed"), cells)),
        (message("page-printed", lang), _named(rows["technologies"], ("technology",), cells)),
        (message("page-essential-programme", lang), (selected,)),
    ]
    bodies = [body for body in (*found["applicants"], *found["areas"]) if body["code"]]
    codes = list(dict.fromkeys(body["code"] for body in bodies))
    names = {body["code"]: body["name"] for body in bodies}
    # The contact of the municipality itself helps more than that of its prefecture.
    codes.sort(key=lambda code: opened.search.places[code].kind == "prefecture"
               if code in opened.search.places else False)  # fmt: skip
    query = f"{PEERS}?municipality={codes[0]}" if codes else ""
    return Glance(
        text=_description(rows["descriptions"], cells),
        rows=[row for row in listed if row[1]],
        contacts=_called(opened, {code: names[code] for code in codes[:MOST_CALLED]}, lang),
        trail=[
            Value(message("page-nav-search", lang), "/"),
            Value(programme["label"], entity_path("programme", programme["key"])),
        ],
        peers=query,
    )


def _called(
    opened: OpenRelease, names: Mapping[str, str], lang: str
) -> list[tuple[Value, list[ContactItem]]]:
    """Return whom to call at some local governments, those without any known route left out."""
    found = ((code, _contacts(opened, code, lang)) for code in names)
    return [
        (Value(names[code], entity_path("municipality", code)), routes)
        for code, routes in found
        if routes
    ]


def _contacts(opened: OpenRelease, code: str, lang: str) -> list[ContactItem]:
    routes = [r for r in opened.relations.contacts.get(code, ()) if r.kind in _CONTACTS]
    return contact_items(opened, [route for route in routes if route.reachable][:2], lang)


def _description(rows: Iterable[Record], cells: Cells) -> Cell:
    for row in rows:
        for value in cells.cell(row, "description"):
            return (Value(value.text, source=cells.source(row)),)
    return ()


def _status(rows: Iterable[Record], cells: Cells, lang: str) -> Cell:
    dated = sorted(rows, key=lambda row: row.text("as_of"))
    if not dated:
        return ()
    last = dated[-1]
    status, certainty = last.named("status"), last.named("certainty")
    notes = [message("page-as-of", lang).format(date=date_label(last.text("as_of"), lang))]
    if certainty and certainty.key != "stated":
        notes.append(certainty.label(lang))
    text = status.label(lang) if status else ""
    return (Value(text, note=" / ".join(notes), source=cells.source(last)),)


def _named(rows: Sequence[Record], columns: Sequence[str], cells: Cells) -> Cell:
    """Return the things of some rows; the source stands once where it is the same for all."""
    found = [
        (value, cells.source(row))
        for row in rows
        for value in next(filter(None, (cells.cell(row, name) for name in columns)), ())
    ]
    if not found:
        return ()
    same = len({source for _, source in found}) == 1
    last = len(found) - 1
    return tuple(
        Value(value.text, value.href, value.note, source if not same or place == last else ())
        for place, (value, source) in enumerate(found)
    )
