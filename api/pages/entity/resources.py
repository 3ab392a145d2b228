"""The view model of the page of any thing in the graph that has no page of its own kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from api.release.opened import OpenRelease
from graph.entities.resources import Resource, Statement, Value
from ontology.namespaces import TSN, curie


def resource_view(
    opened: OpenRelease,
    kind: str,
    key: str,
    found: Resource,
    suffixes: Mapping[str, str],
    lang: str,
) -> dict[str, Any]:
    """Return what the page of a thing shows.

    Args:
        opened: the release, for the base of its IRIs.
        kind: path segment of its IRI.
        key: its key.
        found: what the graph says of it.
        suffixes: formats of its data, by suffix.
        lang: language of the page.
    """
    words = _Words(opened, lang)
    place = f"{quote(kind, safe='')}/{quote(key, safe='')}"
    return {
        "kinds": [words.term(value) for value in found.types],
        "title": words.term(found.this) if found.this.labels else _plain(key),
        "iri": found.this.text,
        "statements": words.rows(found.own),
        "incoming": words.rows(found.incoming),
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "place": f"/doc/{place}",
        "forms": [
            {"suffix": suffix, "media": media, "url": f"/data/{place}.{suffix}"}
            for suffix, media in suffixes.items()
        ],
    }


def _plain(text: str) -> dict[str, str]:
    return {"text": text, "lang": "", "href": "", "note": ""}


class _Words:
    """Terms of the graph in words: labels in the language of the page, links, datatypes."""

    def __init__(self, opened: OpenRelease, lang: str) -> None:
        self._iris, self._lang = opened.iris, lang

    def rows(self, statements: Iterable[Statement]) -> list[dict[str, dict[str, str]]]:
        """Return statements as rows of three cells."""
        return [
            {
                "property": self.term(one.property),
                "value": self.term(one.value),
                "source": self.term(one.source),
            }
            for one in statements
        ]

    def term(self, value: Value) -> dict[str, str]:
        """Return a term: its text and language, where it leads, and a note on its datatype."""
        if value.is_iri:
            text, lang = self._label(value)
            return {"text": text, "lang": lang, "href": self._href(value.text), "note": ""}
        is_address = value.datatype.endswith("#anyURI") and _is_web(value.text)
        return {
            "text": value.text,
            "lang": value.language if value.language != self._lang else "",
            "href": value.text if is_address else "",
            "note": "" if is_address or not value.datatype else curie(value.datatype),
        }

    def _label(self, value: Value) -> tuple[str, str]:
        for lang in (self._lang, *value.labels):
            if lang in value.labels:
                return value.labels[lang], lang if lang != self._lang else ""
        place = self._iris.split(value.text)
        return "/".join(place) if place else curie(value.text), ""

    def _href(self, iri: str) -> str:
        """Return where an IRI leads: to a page here, or elsewhere on the web."""
        if iri.startswith(str(TSN)):
            return f"/ontology#{iri.removeprefix(str(TSN))}"
        place = self._iris.split(iri)
        if place:
            return f"/doc/{place[0]}/{place[1]}"
        return iri if _is_web(iri) else ""


def _is_web(iri: str) -> bool:
    return iri.startswith(("http://", "https://"))
