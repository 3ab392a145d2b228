"""Names as people write them: in any writing, without 市, with 役所, with the prefecture beside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from api.answers.lookup import wholly_named
from api.answers.tools.reconciliation.entity_types import (
    BODIES,
    PREFECTURE,
    TYPES,
    Reference,
    type_of,
)
from api.answers.tools.reconciliation.readings.codes import identified
from api.answers.tools.reconciliation.readings.found import (
    ADDRESS,
    EXACT,
    LIKE,
    OFFICE,
    OLD,
    SHORT,
    WRITTEN,
    Found,
    best,
)
from api.answers.tools.reconciliation.readings.register import register_of
from api.release.opened import OpenRelease
from search.model.facets import ByFacet
from search.model.kinds import TITLED_KINDS
from search.model.request import SearchRequest, UnresolvedName
from search.names.entries import Entry
from search.query.fields.faults import FieldSyntaxError
from search.text.folding import fold

LONGEST = 200
"""Characters of a longer text, which is no name: nothing is found for it."""
_OFFICE = re.compile(r"(.+[都道府県市区町村])(?:役所|役場|庁)")
_BESIDE = re.compile(r"(.+?)\s*[（(]\s*(.+?)\s*[）)]|(.+?)\s*[,、，]\s*(.+)|(\S+)\s+(\S+)")
"""Two parts, of which one may be the prefecture: 府中市（東京都）, Suita, Osaka."""
_DISTRICTS = ("郡", "ぐん")
"""Ends of names that stand for every town in a 郡."""
_LEAST = 40.0
"""Least likeness of a title with words in common, in per cent."""
_SHORTEST = 2
"""Characters of a short name that can be nobody else's: 津 and 光 are words."""


def found_for(
    opened: OpenRelease,
    text: str,
    wanted: frozenset[str],
    within: frozenset[str],
    limit: int,
) -> list[Found]:
    """Return what a text may name, each thing once, in no order.

    Args:
        opened: the release.
        text: what was written.
        wanted: types that are wanted.
        within: codes of prefectures that it is said to be in; empty for anywhere.
        limit: at most so many of those that are only like it.
    """
    if not fold(text) or len(text) > LONGEST:
        return []
    exact = identified(opened, text, wanted) or _named(opened, text, wanted, within)
    exact = [one for one in exact if type_of(opened, *one.reference) in wanted]
    if any(one.exact for one in exact):
        return best(exact)
    return best([*exact, *_like(opened, text, wanted, limit)])


def called(opened: OpenRelease, text: str, type_: str) -> frozenset[Reference]:
    """Return the things of a type that are called so, by a name, a code or an identifier.

    Args:
        opened: the release.
        text: what was written.
        type_: a type that entities have directly.
    """
    if len(text) > LONGEST:
        return frozenset()
    wanted = frozenset({type_})
    found = identified(opened, text, wanted) or [
        *_labelled(opened, text, wanted),
        *_titled(opened, text, wanted),
    ]
    named = (one.reference for one in found if one.exact)
    return frozenset(reference for reference in named if type_of(opened, *reference) == type_)


def _named(
    opened: OpenRelease, text: str, wanted: frozenset[str], within: frozenset[str]
) -> list[Found]:
    """Return what is called so; else what is once an office or a prefecture is taken off."""
    found = [*_labelled(opened, text, wanted), *_titled(opened, text, wanted)]
    places = opened.search.places
    if within and not any(_is_within(opened, one, within) for one in found):
        for code in sorted(within):  # names that many had are known with their prefecture only
            found += _labelled(opened, places[code].name + text, wanted)
    if found or not wanted & BODIES:
        return found
    office = _OFFICE.fullmatch(text.strip())
    if office:
        return [_office(one) for one in _labelled(opened, office[1], wanted)]
    for name, codes in _qualified(opened, text):
        inside = [one for one in _labelled(opened, name, wanted) if _is_within(opened, one, codes)]
        if inside:
            return [_placed(one) for one in inside]
    return []


def _is_within(opened: OpenRelease, one: Found, codes: frozenset[str]) -> bool:
    kind, key = one.reference
    return kind == "municipality" and opened.search.places[key].prefecture in codes


def _office(one: Found) -> Found:
    return Found(one.reference, min(one.likeness, OFFICE), "office", one.exact, one.clear)


def _placed(one: Found) -> Found:
    """Return a thing in the prefecture that was named beside it, which makes a short name clear."""
    clear = one.clear or one.how == "short_name"
    return Found(
        one.reference, min(one.likeness, WRITTEN), one.how, one.exact, clear, one.former, one.until
    )


def _qualified(opened: OpenRelease, text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield readings of a text as a name and the prefectures that are named beside it."""
    beside = _BESIDE.fullmatch(text.strip())
    if beside:
        first, second = (part for part in beside.groups() if part is not None)
        for name, other in ((first, second), (second, first)):
            codes = frozenset(key for _, key in called(opened, other, PREFECTURE))
            if codes:
                yield name, codes
    folded = fold(text)
    for place in opened.search.places.values():
        if place.code != place.prefecture:
            continue
        for name in (fold(place.name), fold(place.name[:-1])):
            if folded.startswith(name) and folded != name:
                yield folded.removeprefix(name), frozenset({place.code})


def _labelled(opened: OpenRelease, text: str, wanted: frozenset[str]) -> list[Found]:
    """Return the things that have a text as a label."""
    folded, entries = fold(text), opened.search.named(text)
    listed = [
        (entry, reference)
        for entry in entries
        if (reference := _reference(entry)) and type_of(opened, *reference) in wanted
    ]
    whole = any(not entry.bare for entry, _ in listed)
    lone = all(entry.kind == "place" or entry.bare for entry in entries)
    return [
        _short(opened, folded, reference, exact=not whole, lone=lone)
        if entry.bare
        else _label(opened, folded, entry, reference)
        for entry, reference in listed
    ]


def _reference(entry: Entry) -> Reference | None:
    kind = "municipality" if entry.kind == "place" else entry.kind
    return (kind, entry.key) if kind in TYPES else None


def _short(
    opened: OpenRelease, folded: str, reference: Reference, *, exact: bool, lone: bool
) -> Found:
    """Return a place by its name without 市 or 県; a ward or a region may be called so as well."""
    stems = register_of(opened).stems_of_wards
    clear = lone and len(folded) >= _SHORTEST and folded not in stems
    return Found(reference, SHORT, "short_name", exact, clear)


def _label(opened: OpenRelease, folded: str, entry: Entry, reference: Reference) -> Found:
    if entry.former:
        return Found(reference, OLD, "former_name", former=entry.former, until=entry.until)
    kind, key = reference
    names = (opened.search.labels(kind, key) or {}).values()
    place = opened.search.places[key] if kind == "municipality" else None
    whole = {fold(name) for name in (*names, place.full_name if place else "")}
    clear = place is None or not folded.endswith(_DISTRICTS)
    return Found(reference, EXACT if folded in whole else WRITTEN, clear=clear)


def _titled(opened: OpenRelease, text: str, wanted: frozenset[str]) -> list[Found]:
    if not wanted & TITLED_KINDS:
        return []
    return [
        Found((kind, key), EXACT)
        for kind, key in wholly_named(opened, text)
        if kind in TITLED_KINDS
    ]


def _like(opened: OpenRelease, text: str, wanted: frozenset[str], limit: int) -> Iterator[Found]:
    """Yield what a text is like: an address in a place, beginnings of names, slips, titles."""
    folded, kinds = fold(text), {TYPES[id_].kind for id_ in wanted}
    if wanted & BODIES and (code := _address(opened, text)):
        yield Found(("municipality", code), ADDRESS, "address", exact=False)
    for begun in opened.search.suggest(text, limit, sorted(kinds)):
        if begun.start == 0:
            yield _alike((begun.kind, begun.key), fuzz.ratio(folded, fold(begun.matched)))
    for likeness, reference in register_of(opened).alike(folded, 4 * limit):
        yield _alike(reference, likeness)
    if wanted & TITLED_KINDS:
        yield from _titles_like(opened, text, wanted & TITLED_KINDS, limit)


def _alike(reference: Reference, likeness: float) -> Found:
    return Found(reference, round(LIKE * likeness, 1), "like_name", exact=False)


def _address(opened: OpenRelease, text: str) -> str:
    """Return the code of the local government that a whole address is in, or an empty text."""
    try:
        return opened.search.resolve("municipality", [text])[0]
    except (UnresolvedName, FieldSyntaxError):
        return ""


def _titles_like(
    opened: OpenRelease, text: str, kinds: Iterable[str], limit: int
) -> Iterator[Found]:
    request = SearchRequest(text, ByFacet(type=tuple(sorted(kinds))), limit=limit)
    try:
        hits = opened.search.search(request).hits
    except (UnresolvedName, FieldSyntaxError):
        return
    folded = fold(text)
    for one in hits:
        labels = one.payload["labels"].values()
        likeness = max(fuzz.ratio(folded, fold(label)) for label in labels)
        if likeness >= _LEAST:
            yield _alike((one.kind, one.key), likeness)
