"""What a text names among the things that have pages: for parameters that take any of them."""

from __future__ import annotations

from collections.abc import Sequence

from api.answers.lookup.view_things import thing
from api.answers.unknown import unknown
from api.http.problems import ApiProblem, bad, shortened
from api.release.opened import OpenRelease
from api.wording.language import pick
from graph.entities.linked import exists
from search.assist.completion import Suggestion
from search.model.kinds import KINDS
from search.model.request import UnresolvedName
from search.text.folding import fold

_SUGGESTED = 5
"""Most things that are suggested for a name that nothing has."""


def named_thing(
    opened: OpenRelease, parameter: str, text: str, lang: str, kinds: Sequence[str] = KINDS
) -> tuple[str, str]:
    """Return kind and key of the thing that a text names.

    Args:
        opened: the release.
        parameter: where the text was given.
        text: an IRI, ``kind/key``, a key or a label.
        lang: language of suggestions.
        kinds: of which kinds it may be.

    Raises:
        ApiProblem: there is no such thing, or it is of another kind.
        UnresolvedName: it names several things.
    """
    kind, key = _pair(text)
    found = opened.iris.split(text) or ((kind, key) if kind in KINDS and key else None)
    if found is None and opened.reader.successors(text):
        found = ("municipality", text)
    found = found or _named(opened, parameter, text, lang, kinds)
    if found[0] not in kinds:
        raise bad(parameter, "kind", text=shortened(found[0]), kinds=", ".join(kinds))
    if not exists(opened.store, opened.iris, *found):
        raise unknown(opened, *found, parameter)
    return found


def _named(
    opened: OpenRelease, parameter: str, text: str, lang: str, kinds: Sequence[str]
) -> tuple[str, str]:
    """Return the thing that a key or a label names.

    Raises:
        ApiProblem: nothing is called so; what begins like it is suggested.
        UnresolvedName: several things are.
    """
    try:
        _, shown = thing(opened, ("entity",), text, lang)
    except UnresolvedName as error:
        fitting = tuple(c for c in error.candidates if _pair(c[0])[0] in kinds)
        if len(fitting) > 1:
            raise UnresolvedName(parameter, text, fitting) from error
        for key, _ in fitting:
            return _pair(key)
    else:
        kind = shown["type"]
        if kind in kinds or (kind and kind not in KINDS):
            return kind, shown["key"]
    like = opened.search.suggest(text, _SUGGESTED, kinds)
    titled = [s for s in like if fold(text) in {fold(label) for label in s.labels.values()}]
    if len(titled) == 1:
        return titled[0].kind, titled[0].key
    if titled:
        named = tuple((f"{s.kind}/{s.key}", pick(s.labels, lang)) for s in titled)
        raise UnresolvedName(parameter, text, named)
    if len(kinds) == 1:
        raise unknown(opened, kinds[0], text, parameter)
    raise _unknown(parameter, text, like)


def _pair(key: str) -> tuple[str, str]:
    """Return kind and key of ``kind/key``."""
    kind, _, own = key.partition("/")
    return kind, own


def _unknown(parameter: str, text: str, like: Sequence[Suggestion]) -> ApiProblem:
    said = ("unknown-focus", "meant") if like else ("unknown-focus",)
    listed = [{"type": s.kind, "key": s.key, "labels": dict(s.labels)} for s in like]
    shown = {"text": shortened(text)}
    return ApiProblem(404, "not-found", said, shown, parameter=parameter, candidates=listed)
