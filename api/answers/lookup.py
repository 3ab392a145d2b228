"""From a text to one thing: by its IRI, its kind and key, its key, or a label of it.

Views, the network, similar projects, peers, programmes, contacts and letters all look things up
here. What fits several things is an ``UnresolvedName`` (400 with the candidates); what is not there
is ``unknown`` (404 with what was probably meant, 410 with the successors of a retired code).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from api.answers.labels import label_of
from api.answers.unknown import unknown
from api.http.parameters import clean
from api.http.problems import ApiProblem, bad, shortened
from api.release.opened import OpenRelease
from api.wording.language import pick
from graph.entities.linked import exists
from graph.sparql.views import iri_term
from ontology.kinds import KINDS
from search.assist.completion import Suggestion
from search.model.request import SearchRequest, UnresolvedName
from search.query.fields.faults import FieldSyntaxError
from search.text.folding import fold

_SUGGESTED = 5
"""Most things that are suggested for a name that nothing has."""
BODY_KINDS = frozenset({"municipality", "prefecture", "place"})
"""Kinds that a parameter may ask for, all of which are ``municipality`` in IRIs."""
_LEXICAL = frozenset({"technology", "challenge", "programme", "ministry"})
"""Kinds of things whose labels are words of the search's vocabulary."""

Reference = tuple[str, str]
"""Kind and key of a thing."""


class WrongKindError(ValueError):
    """An IRI or a key names a thing of another kind; the message is its kind."""


class Asker(NamedTuple):
    """A local government that asks.

    Args:
        named: code of the one that was named.
        code: code of the one that is answered: of a ward its city.
    """

    named: str
    code: str

    @property
    def is_ward(self) -> bool:
        """Whether another one is answered than was named."""
        return self.named != self.code


def find(
    opened: OpenRelease, parameter: str, text: str, lang: str, kinds: Sequence[str] = KINDS
) -> Reference:
    """Return kind and key of the thing with a page that a text names.

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
    kind, key = _split(text)
    found = opened.iris.split(text) or ((kind, key) if kind in KINDS and key else None)
    if found is None and opened.reader.successors(text):
        found = ("municipality", text)
    found = found or _named_or_unknown(opened, parameter, text, lang, kinds)
    if found[0] not in kinds:
        raise bad(parameter, "kind", text=shortened(found[0]), kinds=", ".join(kinds))
    if not exists(opened.store, opened.iris, *found):
        raise unknown(opened, *found, parameter)
    return found


def find_body(opened: OpenRelease, parameter: str, text: str) -> str:
    """Return the code of the local government that a code, an IRI or a name means.

    Args:
        opened: the release.
        parameter: where the text was given.
        text: what was given; full-width digits and blanks around it do not matter. A whole address
            is the local government that it is in.

    Raises:
        ApiProblem: it is a code that is not there (404) or no longer in use (410 with its
            successors), or an IRI of something else.
        UnresolvedName: a name that fits nothing, or several local governments.
    """
    folded = unicodedata.normalize("NFKC", clean(text)).strip()
    own = opened.iris.split(folded)
    if own and own[0] != "municipality":
        raise bad(parameter, "kind", text=shortened(own[0]), kinds="municipality")
    key = own[1] if own else folded
    if key in opened.search.places:
        return key
    short = [code for code in opened.search.places if code[:-1] == key]  # without check digit
    if short:
        return short[0]
    if own or key.isdigit() or opened.reader.successors(key):
        raise unknown(opened, "municipality", key, parameter)
    return opened.search.resolve("municipality", [key], parameter)[0]


def asker(opened: OpenRelease, code: str) -> Asker:
    """Return who asks and who is answered.

    Args:
        opened: the release.
        code: code of who asks.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
    """
    place = opened.search.places.get(code)
    if place is None:
        raise unknown(opened, "municipality", code)
    return Asker(code, place.parent or code)


def find_iri(opened: OpenRelease, kinds: Sequence[str], text: str, lang: str) -> Reference | str:
    """Return the thing that a value of a view's parameter names: kind and key, or a foreign IRI.

    Args:
        opened: the release.
        kinds: of which kinds it may be; ``entity`` is anything.
        text: a key, an IRI or a label.
        lang: language of the labels of candidates.

    Raises:
        UnresolvedName: it names nothing, or several things.
        WrongKindError: it is an IRI of ours of another kind.
    """
    if tuple(kinds) == ("entity",):
        return _anything(opened, text, lang)
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
        return _iri_kind(kind), key
    several += [(k, label_of(opened, kind, k, lang)) for kind, k in found.items()]
    raise UnresolvedName("", text, tuple(several))


def _named_or_unknown(
    opened: OpenRelease, parameter: str, text: str, lang: str, kinds: Sequence[str]
) -> Reference:
    """Return the thing that a key or a label names.

    Raises:
        ApiProblem: nothing is called so; what begins like it is suggested.
        UnresolvedName: several things are.
    """
    try:
        found = _anything(opened, text, lang)
    except UnresolvedName as error:
        fitting = tuple(c for c in error.candidates if _split(c[0])[0] in kinds)
        if len(fitting) > 1:
            raise UnresolvedName(parameter, text, fitting) from error
        for key, _ in fitting:
            return _split(key)
    else:
        if not isinstance(found, str) and (found[0] in kinds or found[0] not in KINDS):
            return found
    return _suggested_or_unknown(opened, parameter, text, lang, kinds)


def _suggested_or_unknown(
    opened: OpenRelease, parameter: str, text: str, lang: str, kinds: Sequence[str]
) -> Reference:
    """Return the one completion that is called like a text.

    Raises:
        ApiProblem: none is.
        UnresolvedName: several are.
    """
    like = opened.search.suggest(text, _SUGGESTED, kinds)
    titled = [s for s in like if fold(text) in {fold(label) for label in s.labels.values()}]
    if len(titled) == 1:
        return titled[0].kind, titled[0].key
    if titled:
        named = tuple((f"{s.kind}/{s.key}", pick(s.labels, lang)) for s in titled)
        raise UnresolvedName(parameter, text, named)
    if len(kinds) == 1:
        raise unknown(opened, kinds[0], text, parameter)
    raise _no_such_thing(parameter, text, like)


def _no_such_thing(parameter: str, text: str, like: Sequence[Suggestion]) -> ApiProblem:
    said = ("unknown-focus", "meant") if like else ("unknown-focus",)
    listed = [{"type": s.kind, "key": s.key, "labels": dict(s.labels)} for s in like]
    shown = {"text": shortened(text)}
    return ApiProblem(404, "not-found", said, shown, parameter=parameter, candidates=listed)


def _split(reference: str) -> Reference:
    """Return kind and key of ``kind/key``."""
    kind, _, key = reference.partition("/")
    return kind, key


def _iri_kind(kind: str) -> str:
    return "municipality" if kind in BODY_KINDS else kind


def _key(opened: OpenRelease, kind: str, text: str) -> str:
    """Return the key of the thing of one kind that a key or a label names.

    Raises:
        UnresolvedName: it names nothing, or several things.
    """
    if kind == "place":
        return _centre(opened, text)
    if kind in _LEXICAL or kind in BODY_KINDS:
        return opened.search.resolve(kind, [text])[0]
    if kind == "source":
        return _source(opened, text)
    if opened.search.document(kind, text) is not None:
        return text
    return _single(text, [key for found, key in wholly_named(opened, text) if found == kind])


def _centre(opened: OpenRelease, text: str) -> str:
    code = opened.search.centre(text).code
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


def wholly_named(opened: OpenRelease, text: str) -> list[Reference]:
    """Return the things whose whole name a text is."""
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


def _anything(opened: OpenRelease, text: str, lang: str) -> Reference | str:
    """Return any thing: by its IRI, by kind and key, or by a key or a label that is one thing's.

    An IRI of ours, of a kind that can be found, must be of something that there is.
    """
    own = opened.iris.split(text)
    if own is None and _is_iri(text):
        return text
    kind, key = _split(text)
    pair = own or ((kind, key) if kind in {*KINDS, "source"} and key else None)
    if pair:
        if pair[0] in KINDS and opened.search.document(*pair) is None:
            raise UnresolvedName("", text, ())
        return pair
    keyed = [(kind, text) for kind in KINDS if opened.search.document(kind, text)]
    named = keyed or [pair for pair in wholly_named(opened, text) if pair[0] in KINDS]
    if len(set(named)) == 1:
        return named[0]
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
