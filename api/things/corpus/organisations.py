"""Organisations that documents name: who bids, who is paid, who sits in a council.

None of them is a thing with a page; a query can ask for what names them. One is keyed by its name
without the word for its legal form (株式会社), which is how people write it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.entities.reader import EntityReader
from search.model.corpus import Label

ORGANISATION = "organisation"
_FORMS = re.compile(
    "株式会社|有限会社|合同会社|合資会社|国立大学法人|公立大学法人|学校法人|社会医療法人|医療法人"
    "|(?:一般|公益|特定非営利活動)?(?:社団|財団)?法人|有限責任監査法人"
)
"""Words for legal forms, before or after a name."""
_SEVERAL = re.compile("[、,・ 　]?(?:ほか|他|等|など|外)[0-9]*(?:社|者)?$")
_ROLE = re.compile(
    "(?:者|団体|自治体|企業|機関|政府|[都道府県市町村]|所長|部長|局|理事|講師|教授"
    "|取締役|協議会|連絡会|会議|コンソーシアム|WG)$"
)
"""Ends of what is no organisation: kinds of them, roles of persons, and councils, which are things
of their own."""
_SHORTEST = 3
_BODIES = frozenset({"body", "council", "other"})
"""Kinds of recipients that are called by their own labels, or that are no name."""

Payees = Mapping[tuple[str, str], list[str]]
"""Who is paid, by kind and key of what they are paid for."""


def payees(reader: EntityReader) -> Payees:
    """Return who is paid for each project, else for each council, else by each programme."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for record in reader.records.all("payments"):
        kind = record.named("recipient_kind")
        for column in ("project", "council", "programme"):
            thing = record.named(column)
            if thing and kind and kind.key not in _BODIES:
                found[column, thing.key].append(record.text("recipient_as_printed"))
                break
    return found


def council_members(reader: EntityReader) -> defaultdict[str, list[str]]:
    """Return who sits in each council, as printed, by its key."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for record in reader.records.all("council_members"):
        council = record.named("council")
        if council:
            members[council.key].append(record.text("member_as_printed"))
    return members


def organisation_labels(reader: EntityReader) -> Iterator[Label]:
    """Yield the names of the organisations that documents name, each with its short form."""
    taken = {body.labels.get("ja", "") for body in reader.bodies.values()}
    known: set[str] = set()
    for printed in _printed(reader):
        name = _SEVERAL.sub("", printed)
        short = _FORMS.sub("", name).strip()
        if short in known or short in taken or len(short) < _SHORTEST or _ROLE.search(short):
            continue
        known.add(short)
        yield Label(ORGANISATION, short, short, "ja", preferred=True)
        if name != short:
            yield Label(ORGANISATION, short, name, "ja", preferred=False)


def _printed(reader: EntityReader) -> Iterator[str]:
    for project in reader.projects:
        if project.bidder:
            yield project.bidder
    for record in reader.records.all("council_members"):
        if not record.named("body"):
            yield record.text("member_as_printed")
    for names in payees(reader).values():
        yield from names
