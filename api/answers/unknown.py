"""Not found: 404 with suggestions, or 410 with the successors of a retired code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import fuzz, process

from api.http.problems import ApiProblem, label_of_kind, shortened
from api.release.opened import OpenRelease
from graph.entities.resources import keys, labels
from ontology.kinds import KINDS

_MOST = 5
"""Most things that are suggested."""
_LONGEST = 200
"""Longest text, in characters, that is compared with keys; none is half as long."""
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
