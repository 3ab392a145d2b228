"""Content negotiation by the book (RFC 9110, section 12.5): q-values, wildcards, specificity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_PART = re.compile(r"\s*([\w!#$&^.+*-]+)\s*/\s*([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)\s*")
_ALIASES = {
    "text/n3": "text/turtle",
    "text/rdf+n3": "text/turtle",
    "application/n3": "text/turtle",
    "application/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "application/x-trig": "application/trig",
    "text/x-nquads": "application/n-quads",
}
"""Older names of formats, and Notation3, of which Turtle is a part (Turtle, section 1)."""
_MACHINE = (
    "application/json",
    "application/problem+json",
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
)
"""What is read by programs: who likes one of these better than HTML is no browser."""
_CODING = re.compile(r"\s*([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)\s*")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*((?:;[^,]*)?)\s*")
_Q = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)", re.IGNORECASE)


def _weight(parameters: str) -> float:
    match = _Q.search(parameters)
    return min(float(match[1]), 1.0) if match else 1.0


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    found = []
    for part in accept.split(","):
        match = _PART.fullmatch(part)
        if match:
            media = f"{match[1]}/{match[2]}".lower()
            kind, _, subtype = _ALIASES.get(media, media).partition("/")
            found.append((kind, subtype, _weight(match[3])))
    return found


def acceptable(accept: str | None, available: Sequence[str]) -> list[str]:
    """Return the available media types that a client accepts, the best first.

    Args:
        accept: the Accept header; None or blank accepts everything.
        available: media types, the server's own preference first.
    """
    if accept is None or not accept.strip():
        return list(available)
    ranges = _ranges(accept)
    weighted = [(_quality(media, ranges), number, media) for number, media in enumerate(available)]
    chosen = [entry for entry in weighted if entry[0] > 0]
    return [media for _, _, media in sorted(chosen, key=lambda entry: (-entry[0], entry[1]))]


def _quality(media: str, ranges: Iterable[tuple[str, str, float]]) -> float:
    """Return the weight of the most specific range that covers a media type."""
    kind, _, subtype = media.partition("/")
    best, weight = -1, 0.0
    for wanted_kind, wanted_subtype, quality in ranges:
        if (wanted_kind, wanted_subtype) == (kind, subtype):
            specificity = 2
        elif wanted_kind == kind and wanted_subtype == "*":
            specificity = 1
        elif wanted_kind == wanted_subtype == "*":
            specificity = 0
        else:
            continue
        if specificity > best or (specificity == best and quality > weight):
            best, weight = specificity, quality
    return weight


def prefers_html(accept: str | None) -> bool:
    """Tell whether a client names HTML and likes nothing machine-readable better."""
    if not accept or "text/html" not in accept.lower():
        return False
    order = acceptable(accept, ["text/html", *_MACHINE])
    return bool(order) and order[0] == "text/html"


def language(explicit: str | None, accept_language: str | None) -> str:
    """Return ``ja`` or ``en``: what a parameter says, else the header, else Japanese."""
    if explicit:
        return explicit
    best, weight = "ja", 0.0
    for part in (accept_language or "").split(","):
        match = _LANGUAGE.fullmatch(part)
        if match:
            primary = match[1].partition("-")[0].lower()
            quality = _weight(match[2])
            if primary in {"ja", "en"} and quality > weight:
                best, weight = primary, quality
    return best


def acceptable_codings(accept: str | None, available: Sequence[str]) -> tuple[str, ...]:
    """Return the available content codings that a client accepts, the best first.

    Args:
        accept: the Accept-Encoding header; without it nothing is encoded (RFC 9110, section
            12.5.3 allows any coding then, but who says nothing may not expect one).
        available: codings, the server's own preference first.
    """
    if not accept:
        return ()
    weights = {
        match[1].lower(): _weight(match[2])
        for part in accept.split(",")
        if (match := _CODING.fullmatch(part))
    }
    every = weights.get("*", 0.0)
    plain = weights.get("identity", 0.0)
    chosen = [(weights.get(coding, every), -number) for number, coding in enumerate(available)]
    order = sorted((pair for pair in chosen if pair[0] > 0 and pair[0] >= plain), reverse=True)
    return tuple(available[-number] for _, number in order)
