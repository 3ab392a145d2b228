"""What a parameter of a view names: from a key, an IRI or a label to one thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.answers.labels import label_of
from api.http.problems import ApiProblem, shortened
from api.release.opened import OpenRelease
from graph.sparql.views import ViewParameter, iri_term
from search.model.interpretation import Conditions
from search.model.kinds import KINDS
from search.model.request import SearchRequest, UnresolvedName
from search.query.fields.syntax import FieldSyntaxError
from search.text.folding import fold

_BODIES = frozenset({"municipality", "prefecture", "place"})
"""Kinds of parameters that name local governments, all of which are ``municipality`` in IRIs."""
_LEXICAL = frozenset({"technology", "challenge", "programme", "ministry"})
"""Kinds of things whose labels are words of the search's vocabulary."""


class WrongKindError(ValueError):
    """An IRI or a key names a thing of another kind; the message is its kind."""


def thing(
    opened: OpenRelease, kinds: Sequence[str], text: str, lang: str
) -> tuple[str, dict[str, Any]]:
    """Return the IRI of what a value names, and what the answer says of it.

    Args:
        opened: resolves names.
        kinds: of which kinds it may be; ``entity`` is anything.
        text: a key, an IRI or a label.
        lang: language of the label in the answer.

    Raises:
        UnresolvedName: it names nothing, or several things.
        WrongKindError: it is an IRI of ours of another kind.
    """
    if kinds == ("entity",):
        return _entity(opened, text, lang)
    own = opened.iris.split(text)
    if own and own[0] not in {_iri_kind(kind) for kind in kinds}:
        raise WrongKindError(own[0])
    key = own[1] if own else text
    found: dict[str, str] = {}
    several: list[tuple[str, str]] = []
    for kind in kinds:
        if own and _iri_kind(kind) != own[0]:
            continue
        try:
            found[kind] = _key(opened, kind, key)
        except UnresolvedName as error:
            several += error.candidates
    if len(found) == 1 and not several:
        kind, key = next(iter(found.items()))
        return _shown(opened, _iri_kind(kind), key, lang)
    several += [(k, label_of(opened, kind, k, lang)) for kind, k in found.items()]
    raise UnresolvedName("", text, tuple(several))


def _iri_kind(kind: str) -> str:
    return "municipality" if kind in _BODIES else kind


def _shown(opened: OpenRelease, kind: str, key: str, lang: str) -> tuple[str, dict[str, Any]]:
    iri = str(opened.iris.entity(kind, key))
    if kind == "source":
        record = opened.reader.sources.get(key)
        label = record.text("title") if record else key
    else:
        label = label_of(opened, kind, key, lang) if kind in KINDS else key
    return iri, {"iri": iri, "type": kind, "key": key, "label": label}


def _key(opened: OpenRelease, kind: str, text: str) -> str:
    """Return the key of the thing of one kind that a key or a label names.

    Raises:
        UnresolvedName: it names nothing, or several things.
    """
    resolver = opened.search.resolver
    if kind in _LEXICAL:
        return resolver.keys(kind, kind, [text])[0]
    if kind == "place":
        return _near(opened, text)
    if kind in _BODIES:
        return resolver.bodies(kind, [text])[0]
    if kind == "source":
        return _source(opened, text)
    if opened.search.document(kind, text) is not None:
        return text
    return _single(text, [key for found, key in _titled(opened, text) if found == kind])


def _near(opened: OpenRelease, text: str) -> str:
    request = SearchRequest(near=text)
    code = opened.search.resolver.override(Conditions(), request).places[0].code
    if not code:  # a point
        raise UnresolvedName("near", text, ())
    return code


def _source(opened: OpenRelease, text: str) -> str:
    sources = opened.reader.sources
    if text in sources:
        return text
    wanted = fold(text)
    named = [key for key, record in sources.items() if fold(record.text("title")) == wanted]
    return _single(text, named, {key: sources[key].text("title") for key in named})


def _titled(opened: OpenRelease, text: str) -> list[tuple[str, str]]:
    """Return kind and key of the things whose whole name a text is."""
    try:
        spans = opened.search.interpret(SearchRequest(query=text)).spans
    except (FieldSyntaxError, UnresolvedName):
        return []
    whole = [span for span in spans if (span.start, span.end) == (0, len(text))]
    named = [(c.kind, c.key) for span in whole for c in span.candidates]
    return [("municipality" if kind == "place" else kind, key) for kind, key in named]


def _single(text: str, keys: Sequence[str], labels: dict[str, str] | None = None) -> str:
    if len(keys) == 1:
        return keys[0]
    raise UnresolvedName("", text, tuple((key, (labels or {}).get(key, key)) for key in keys))


def _entity(opened: OpenRelease, text: str, lang: str) -> tuple[str, dict[str, Any]]:
    """Return any thing: by its IRI, by kind and key, or by a key or a label that is one thing's.

    An IRI of ours, of a kind that can be found, must be of something that there is.
    """
    own = opened.iris.split(text)
    if own is None and _is_iri(text):
        return text, {"iri": text, "type": None, "key": None, "label": text}
    kind, _, key = text.partition("/")
    pair = own or ((kind, key) if kind in {*KINDS, "source"} and key else None)
    if pair:
        if pair[0] in KINDS and opened.search.document(*pair) is None:
            raise UnresolvedName("", text, ())
        return _shown(opened, *pair, lang)
    keyed = [(kind, text) for kind in KINDS if opened.search.document(kind, text)]
    named = keyed or [pair for pair in _titled(opened, text) if pair[0] in KINDS]
    if len(set(named)) == 1:
        return _shown(opened, *named[0], lang)
    things = {f"{kind}/{key}": label_of(opened, kind, key, lang) for kind, key in named}
    raise UnresolvedName("", text, tuple(things.items()))


def _is_iri(text: str) -> bool:
    if ":" not in text:
        return False
    try:
        iri_term(text)
    except ValueError:
        return False
    return True


def check_retired(opened: OpenRelease, parameter: ViewParameter, text: str) -> None:
    """Tell the successors of a code that is no longer in use.

    Raises:
        ApiProblem: it is such a code.
    """
    own = opened.iris.split(text)
    code = own[1] if own else text.removeprefix("municipality/")
    successors = opened.reader.successors(code)
    if successors and {*parameter.kinds} & {*_BODIES, "entity"}:
        listed = [{"key": s.key, "label": s.label("ja")} for s in successors]
        shown = {"key": shortened(code)}
        raise ApiProblem(
            400, "retired-code", "retired-code", shown, parameter=parameter.name, candidates=listed
        )
