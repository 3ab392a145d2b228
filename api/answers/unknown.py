"""Not found: 404 with suggestions, 410 with successors, and what names there are instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from rapidfuzz import fuzz, process

from api.answers.labels import candidate_texts, label_of
from api.http.problems import ApiProblem, label_of_kind, query_syntax, shortened, unresolved_name
from api.release.opened import OpenRelease
from graph.entities.resources import keys, labels
from ontology.kinds import KINDS
from search.model.request import UnresolvedName
from search.query.fields.faults import FieldSyntaxError

_NAMED = frozenset({"technology", "challenge", "programme", "ministry"})
"""Kinds of which names are offered: few, and each is a filter."""
_NAMELESS = "name-of-kind"
"""The fault of a query that asks for something of a kind by a name that nothing has."""
_MOST = 5
"""Most things that are suggested."""
_LONGEST = 200
"""Longest text, in characters, that is compared with keys; none is half as long."""
_OFFERED = 8
"""Most names that are offered for one that nothing has."""
_ALIKE = 60.0
"""Least likeness of a key, in per cent (rapidfuzz's normalised Indel similarity)."""


def unknown(opened: OpenRelease, kind: str, key: str, parameter: str | None = None) -> ApiProblem:
    """Return the problem of an entity that is not there.

    It is 410 for a retired code of a local government; else 404 with things of the kind whose
    name begins with the key or whose key is like it, or with like kinds.

    Args:
        opened: the release.
        kind: path segment of its IRI.
        key: its key, or what was given for one.
        parameter: of the query that gave it, if it was not the path.
    """
    given: dict[str, Any] = {"parameter": parameter} if parameter else {}
    shown: dict[str, Any] = {"kind": label_of_kind(shortened(kind)), "key": shortened(key)}
    if kind == "municipality":
        successors = opened.reader.successors(key)
        if successors:
            listed = [
                _candidate(kind, s.key, _full_names(opened, s.key, s.labels)) for s in successors
            ]
            return ApiProblem(
                410, "retired-code", "retired-code", shown, candidates=listed, **given
            )
    known = keys(opened.store, opened.iris)
    if kind not in known:
        like = _like(kind, list(known)) or list(KINDS)
        return ApiProblem(404, "not-found", "unknown-kind", shown, kinds=like, **given)
    found = dict(_by_name(opened, kind, key))
    for like_key in _like(key, known[kind]):
        iri = str(opened.iris.entity(kind, like_key))
        found.setdefault(like_key, labels(opened.store, iri))
    listed = [_candidate(kind, like_key, names) for like_key, names in found.items()][:_MOST]
    meant = "meant-codes" if kind == "municipality" and key.isdigit() else "meant"
    if not listed:
        listed = [
            _candidate(kind, other, opened.search.labels(kind, other) or {})
            for other in offered_names(opened, kind, key)
        ]
        meant = "names-offered"
    said = ("unknown-key", meant) if listed else ("unknown-key",)
    return ApiProblem(404, "not-found", said, shown, candidates=listed, **given)


def _by_name(opened: OpenRelease, kind: str, text: str) -> Iterable[tuple[str, Mapping[str, str]]]:
    if kind in KINDS:
        for found in opened.search.suggest(text, _MOST, (kind,)):
            yield found.key, found.labels


def _like(text: str, known: Iterable[str]) -> list[str]:
    if len(text) > _LONGEST:
        return []
    found = process.extract(text, known, scorer=fuzz.ratio, limit=_MOST, score_cutoff=_ALIKE)
    return [key for key, _, _ in found]


def _full_names(opened: OpenRelease, code: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return the names of a local government, in Japanese with its prefecture and city."""
    place = opened.search.places.get(code)
    return {**names, "ja": place.full_name} if place else names


def _candidate(kind: str, key: str, names: Mapping[str, str]) -> dict[str, Any]:
    return {"type": kind, "key": key, "labels": dict(names) or {"": key}}


def offered_names(opened: OpenRelease, kind: str, text: str) -> list[str]:
    """Return the keys of what may be asked for instead of a name that nothing has.

    What begins like it or is written like it comes first; where nothing is, what most projects have
    to do with.

    Args:
        opened: the release.
        kind: what is asked for; of most kinds there are too many to offer any.
        text: what nothing is called.
    """
    if kind not in _NAMED:
        return []
    every = [value.key for value in opened.search.totals(kind)]
    names = {
        (key, lang): label_of(opened, kind, key, lang) for key in every for lang in ("ja", "en")
    }
    like = _like(text, names.values())
    found = dict.fromkeys(
        [
            *(key for key, _ in _by_name(opened, kind, text)),
            *(key for (key, _), name in names.items() if name in like),
            *_like(text, every),
        ]
    )
    return [*(found or every)][:_OFFERED]


def unresolved_problem(opened: OpenRelease, error: UnresolvedName) -> ApiProblem:
    """Return a name that fits nothing or several things as a problem that says which there are."""
    keys = [] if error.candidates else offered_names(opened, error.parameter, error.text)
    offered = [(key, label_of(opened, error.parameter, key, "ja")) for key in keys]
    return unresolved_name(error, partial(candidate_texts, opened), offered)


def with_names(opened: OpenRelease, error: FieldSyntaxError) -> FieldSyntaxError:
    """Return a fault of a query with what could be asked for instead of a name that nothing has."""
    kind = str(error.shown.get("kind"))
    if error.fault != _NAMELESS or error.candidates:
        return error
    keys = offered_names(opened, kind, str(error.shown["text"]))
    named = tuple((key, label_of(opened, kind, key, "ja")) for key in keys)
    return FieldSyntaxError(error.fault, error.position, named, **error.shown)


def syntax_problem(opened: OpenRelease, error: FieldSyntaxError) -> ApiProblem:
    """Return a query in field syntax that cannot be read as a problem."""
    return query_syntax(with_names(opened, error), partial(candidate_texts, opened))
