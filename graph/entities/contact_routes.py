"""Whom to call, read from the graph: the routes to a local government, the most direct first.

In this order: its own office with telephone, address and site, pages that it publishes about the
very work, the councils that it sits on, the offices of the programmes that support its projects.
One that can be reached by none of them has the official page of its prefecture. Nothing is made up:
each route stands in a source, and has the date of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rdflib import Literal as Text

from graph.entities.contacts import Contact, Kind, dated, published
from graph.entities.named_queries import named_query
from graph.entities.reader import EntityReader
from graph.entities.records import Named
from graph.store.store import Binding, Store

_MINUTES = "の記録"
"""End of our titles of minutes: they are sources of what was said, and no way to a body."""
MOST_PAGES = 5
"""Most pages of one local government about its work: those that most rows cite."""


@dataclass(slots=True)
class _Body:
    """What is known of one local government."""

    key: str
    labels: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    url: str = ""
    source: str = ""
    prefecture: str = ""
    parent: str = ""

    @property
    def named(self) -> Named:
        return Named("municipality", self.key, self.labels)


def _post(row: Binding) -> str:
    """Return a postal code with its sign, or nothing."""
    code = str(row.get("postal_code", ""))
    return f"〒{code}" if code else ""


def contacts_for(
    store: Store,
    reader: EntityReader,
    codes: Iterable[str],
    programmes: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, tuple[Contact, ...]]:
    """Return the routes to local governments, the most direct first; few queries for all.

    A ward's own routes are followed by those of its city.

    Args:
        store: the release's store.
        reader: over the same store; its sources are read once.
        codes: 6-digit codes; one that is not known has no routes.
        programmes: keys of the programmes of local governments by their codes, the latest first,
            for a caller who knows them: reading them is most of the work where there are many
            projects. They are read for a code that is not among them.
    """
    wanted = tuple(dict.fromkeys(codes))
    if not wanted:
        return {}
    return _Reading(store, reader, wanted, programmes or {}).routes()


class _Reading:
    """Reads the routes to some local governments and to the cities of the wards among them."""

    def __init__(
        self,
        store: Store,
        reader: EntityReader,
        wanted: Sequence[str],
        programmes: Mapping[str, Sequence[str]],
    ) -> None:
        self._store = store
        self._reader = reader
        self._iris = reader.iris
        self._wanted = wanted
        self._programmes = programmes
        self._bodies = self._read_bodies()
        parents = (self._bodies[c].parent for c in wanted if c in self._bodies)
        self._read = tuple(dict.fromkeys((*wanted, *filter(None, parents))))

    def routes(self) -> dict[str, tuple[Contact, ...]]:
        """Return the routes by code."""
        groups = (self._official(), self._pages(), self._councils(), self._offices())
        own = {code: [c for group in groups for c in group[code]] for code in self._read}
        found = {}
        for code in self._wanted:
            body = self._bodies.get(code)
            routes = list(own[code])
            if body is not None and body.parent:
                routes += own[body.parent]
            if body is not None and not any(route.reachable for route in routes):
                routes += self._prefecture(body)
            found[code] = tuple(dict.fromkeys(routes))
        return found

    def _select(self, name: str, values: str) -> list[Binding]:
        return self._store.select(named_query(name).replace("# values", values))

    def _values(self, variable: str, codes: Iterable[str]) -> str:
        listed = " ".join(self._iri("municipality", code) for code in codes)
        return f"VALUES ?{variable} {{ {listed} }}"

    def _iri(self, kind: str, key: str) -> str:
        return f"<{self._iris.entity(kind, key)}>"

    def _key(self, binding: Binding, name: str) -> str:
        place = self._iris.split(str(binding.get(name, "")))
        return place[1] if place else ""

    def _read_bodies(self) -> dict[str, _Body]:
        found: dict[str, _Body] = {}
        for row in self._select("contact_bodies", self._values("asked", self._wanted)):
            key = self._key(row, "body")
            body = found.setdefault(key, _Body(key))
            label = row["label"]
            if isinstance(label, Text):
                body.labels[str(label.language)] = str(label)
            body.names |= {body.labels.get("ja", ""), str(row["full"])} - {""}
            body.url = published(str(row.get("url", "")))
            body.source = self._key(row, "source")
            body.prefecture = self._key(row, "prefecture")
            body.parent = self._key(row, "parent")
        return found

    def _contact(
        self, labels: Mapping[str, str], kind: Kind, source: str, **parts: object
    ) -> Contact:
        day, day_kind = dated(self._reader.sources[source])
        return replace(Contact(labels, kind, source, day, day_kind), **parts)  # type: ignore[arg-type]

    def _pages(self) -> defaultdict[str, list[Contact]]:
        """Return the pages that local governments publish and that say something of their work."""
        by_name: defaultdict[str, list[str]] = defaultdict(list)
        for key, record in self._reader.sources.items():
            minutes = record.text("title").endswith(_MINUTES)
            if published(record.text("url")) and not minutes:
                by_name[record.text("publisher")].append(key)
        pairs = [
            f"({self._iri('municipality', code)} {self._iri('source', source)})"
            for code in self._read
            if code in self._bodies
            for name in sorted(self._bodies[code].names)
            for source in by_name.get(name, ())
        ]
        found: defaultdict[str, list[Contact]] = defaultdict(list)
        if not pairs:
            return found
        rows = self._select(
            "contact_pages", f"VALUES (?body ?source) {{ {' '.join(dict.fromkeys(pairs))} }}"
        )
        cited = [
            (-int(str(row["rows"])), self._key(row, "source"), self._key(row, "body"))
            for row in rows
        ]
        for _, source, code in sorted(cited):
            body, url = self._bodies[code], self._reader.sources[source].text("url")
            if len(found[code]) < MOST_PAGES:
                page = self._contact(body.labels, "project-page", source, url=url, about=body.named)
                found[code].append(page)
        return found

    def _official(self) -> defaultdict[str, list[Contact]]:
        """Return the office of each local government with its site, or its site alone."""
        found: defaultdict[str, list[Contact]] = defaultdict(list)
        own = self._own_offices()
        for code in self._read:
            body = self._bodies.get(code)
            if body is not None:
                found[code] += [own[code]] if code in own else self._site(body, "official-page")
        return found

    def _own_offices(self) -> dict[str, Contact]:
        found: dict[str, Contact] = {}
        for row in self._select("contact_own_offices", self._values("body", self._read)):
            body, label = self._bodies[self._key(row, "body")], row["label"]
            if body.key not in found:
                place = " ".join(filter(None, (_post(row), str(row.get("address", "")))))
                found[body.key] = self._contact(
                    {},
                    "office",
                    self._key(row, "source"),
                    date=str(row["as_of"]),
                    date_kind="as-of",
                    url=body.url,
                    telephone=str(row.get("telephone", "")),
                    address=place,
                    about=body.named,
                )
            if isinstance(label, Text):
                labels = {**found[body.key].labels, str(label.language): str(label)}
                found[body.key] = replace(found[body.key], labels=labels)
        return found

    def _site(self, body: _Body, kind: Kind) -> list[Contact]:
        if not body.url or not body.source:
            return []
        return [self._contact(body.labels, kind, body.source, url=body.url, about=body.named)]

    def _prefecture(self, body: _Body) -> list[Contact]:
        prefecture = self._bodies.get(body.prefecture)
        return self._site(prefecture, "prefecture") if prefecture else []

    def _councils(self) -> defaultdict[str, list[Contact]]:
        """Return the councils of local governments, those with a page of their own first.

        A council's page is one that a local government or the council itself publishes. A
        newspaper's article says that there is a council; it is no way to it.
        """
        labels: defaultdict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
        for row in self._select("contact_councils", self._values("body", self._read)):
            parts = (self._key(row, "body"), self._key(row, "council"), self._key(row, "source"))
            label = row["label"]
            if isinstance(label, Text):
                labels[parts][str(label.language)] = str(label)
        found: defaultdict[str, list[Contact]] = defaultdict(list)
        for (code, council, source), names in sorted(labels.items()):
            record = self._reader.sources[source]
            publisher = record.text("publisher")
            own = publisher in self._bodies[code].names or names.get("ja", "").startswith(publisher)
            url = published(record.text("url")) if own else ""
            about = Named("council", council, names)
            found[code].append(self._contact(names, "council", source, url=url, about=about))
        for councils in found.values():
            councils.sort(key=lambda council: not council.url)
        return found

    def _offices(self) -> defaultdict[str, list[Contact]]:
        """Return the offices of the programmes of local governments, the latest programme first."""
        known = {code: self._programmes[code] for code in self._read if code in self._programmes}
        known |= self._read_programmes([code for code in self._read if code not in known])
        offices = self._read_offices() if any(known.values()) else {}
        found: defaultdict[str, list[Contact]] = defaultdict(list)
        for code, programmes in known.items():
            found[code] = [o for programme in programmes for o in offices.get(programme, ())]
        return found

    def _read_programmes(self, codes: Sequence[str]) -> dict[str, list[str]]:
        """Return the programmes of local governments, the latest first."""
        years: defaultdict[str, dict[str, str]] = defaultdict(dict)
        rows = self._select("contact_programmes", self._values("body", codes)) if codes else []
        for row in rows:
            of_body = years[self._key(row, "body")]
            programme = self._key(row, "programme")
            of_body[programme] = max(str(row["year"]), of_body.get(programme, ""))
        return {
            code: sorted(sorted(of_body), key=of_body.__getitem__, reverse=True)
            for code, of_body in years.items()
        }

    def _read_offices(self) -> dict[str, list[Contact]]:
        """Return the offices of each programme, the latest first."""
        found: defaultdict[str, list[Contact]] = defaultdict(list)
        records = self._reader.records.all("programme_offices")
        for record in sorted(records, key=lambda r: (r.text("as_of"), r.key), reverse=True):
            programme, organisation = record.named("programme"), record.named("organisation")
            if programme is None:
                continue
            english = organisation.labels.get("en") if organisation else None
            names = {"ja": record.text("office_as_printed")} | ({"en": english} if english else {})
            parts = {name: record.text(name) for name in ("email", "telephone", "note")}
            office = self._contact(
                names, "programme-office", record.source, about=programme, **parts
            )
            if record.text("as_of"):
                office = replace(office, date=record.text("as_of"), date_kind="as-of")
            if office.reachable:
                found[programme.key].append(office)
        return found
