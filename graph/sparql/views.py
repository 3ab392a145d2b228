"""Ready views: named, parameterised queries that others build on, one file each.

A file of ``view_queries`` begins with comments that say what the view is::

    # title-ja: …            # title-en: …
    # description-ja: …      # description-en: …
    # parameter: radius_km km default=50 example=50 min=0.001 max=3000 | 半径 | Radius
    # column: project thing tsn:project | 事業 | Project
    # geometry: places

The kind of a parameter is one of ``SCALARS``, or kinds of things joined by ``|`` without spaces.
The variable of ``radius_km`` is ``?radiusKm``; fiscal years have two, ``?fiscalYearFrom`` and
``?fiscalYearTo``. ``?lang`` is the language of labels and always bound. Two kinds of comments stand
in the query itself:

- ``# if radius_km`` … ``# end``: lines that are left out when the parameter is absent;
- ``# values ?radiusKm ?lang``: where ``VALUES`` would give the parameters to whoever runs the query
  by himself. To the engine of this service they are bound as terms, and the line is a comment.

A parameter stands in the query where its variable matches a pattern or is compared in a filter.
``BOUND`` and ``BIND(?parameter AS …)`` do not see what Oxigraph 0.5 substitutes (it folds them
before), and it substitutes only what is projected; the tests hold every view to both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

import pyoxigraph

from ontology.namespaces import DEFAULT_BASE

SCALARS = ("integer", "km", "fiscal-years")
"""Kinds of parameters that are no things."""
COLUMNS = ("thing", "integer", "decimal", "year", "text", "boolean", "any", "geometry")
"""Kinds of columns: ``text`` holds dates too, as they are written; ``any`` things and literals."""
LANGUAGE = "lang"
"""The variable of the language of labels."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {"integer": "integer", "km": "decimal"}

_HEADER = re.compile(r"# ([a-z-]+): (.+)")
_IF = re.compile(r" *# if ([a-z_]+)\n")
_END = re.compile(r" *# end\n")
_VALUES = re.compile(r"^( *)# values ((?:\?\w+ ?)+)\n", re.MULTILINE)

Bindings = tuple[tuple[str, str], ...]
"""Pairs of a variable's name and the term, as in N-Triples, that it is bound to."""


@dataclass(frozen=True, slots=True)
class ViewParameter:
    """A parameter of a view.

    Args:
        name: as it stands in a request.
        kinds: one of ``SCALARS``, or the kinds of things that it may name.
        required: whether it must be given.
        default: what it is when it is not given; empty for none.
        example: a value with which the view has rows; empty for none.
        minimum: the least number.
        maximum: the largest number.
        labels: what it is, by language.
    """

    name: str
    kinds: tuple[str, ...]
    required: bool
    default: str
    example: str
    minimum: Decimal | None
    maximum: Decimal | None
    labels: Mapping[str, str]

    @property
    def scalar(self) -> str:
        """Its kind when it is no thing, else an empty string."""
        return self.kinds[0] if self.kinds[0] in SCALARS else ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the query that it binds."""
        first, *others = self.name.split("_")
        variable = first + "".join(word.capitalize() for word in others)
        return (
            (f"{variable}From", f"{variable}To") if self.scalar == "fiscal-years" else (variable,)
        )


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of a view.

    Args:
        variable: the variable of the query; a thing's label is in ``{variable}Label``.
        kind: one of ``COLUMNS``.
        term: the property that it is in RDF, as a prefixed name; empty for none.
        labels: its heading by language.
    """

    variable: str
    kind: str
    term: str
    labels: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its name in answers, which are in snake_case."""
        return re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", self.variable)


@dataclass(frozen=True, slots=True)
class View:
    """A named, parameterised query.

    Args:
        name: names the view in ``/api/views/{name}``.
        titles: by language.
        descriptions: by language.
        parameters: without the language.
        columns: in order.
        geometry: variable of one or several points in WKT, or empty.
        query: SPARQL under the default base, with the comments of this module.
    """

    name: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    parameters: tuple[ViewParameter, ...]
    columns: tuple[ViewColumn, ...]
    geometry: str
    query: str

    def stored(self, base: str) -> str:
        """Return the query as it is kept, for a service whose entities have another base."""
        return self.query.replace(f"BASE <{DEFAULT_BASE}>", f"BASE <{base}>")

    def text(self, base: str, given: Iterable[str]) -> str:
        """Return the query to be evaluated with bindings.

        Args:
            base: base of entity IRIs.
            given: names of the parameters that have a value; lines of others are left out.
        """
        known, kept, skipping = set(given), [], False
        for line in self.stored(base).splitlines(keepends=True):
            begin = _IF.fullmatch(line)
            if begin:
                skipping = begin[1] not in known
            elif _END.fullmatch(line):
                skipping = False
            elif not skipping:
                kept.append(line)
        return "".join(kept)

    def runnable(self, base: str, given: Iterable[str], bindings: Bindings) -> str:
        """Return a query with the same rows that needs no bindings: they stand in ``VALUES``.

        Args:
            base: base of entity IRIs.
            given: names of the parameters that have a value.
            bindings: terms, written by ``iri_term``, ``literal_term`` or ``number_term``.
        """
        return with_values(self.text(base, given), dict(bindings))


def with_values(text: str, terms: Mapping[str, str]) -> str:
    """Return a query of a view with terms in ``VALUES``, in the places that it has for them.

    Args:
        text: the query.
        terms: by the names of variables.
    """

    def values(match: re.Match[str]) -> str:
        names = [name for name in match[2].replace("?", "").split() if name in terms]
        return "".join(f"{match[1]}VALUES ?{name} {{ {terms[name]} }}\n" for name in names)

    return _VALUES.sub(values, text)


def iri_term(iri: str) -> str:
    """Return an IRI as N-Triples and SPARQL write it.

    Raises:
        ValueError: it is not an absolute IRI.
    """
    return str(pyoxigraph.NamedNode(iri))


def literal_term(text: str) -> str:
    """Return a plain literal as N-Triples and SPARQL write it."""
    return str(pyoxigraph.Literal(text))


def number_term(text: str, kind: str) -> str:
    """Return a number of the kind ``integer`` or ``km`` as N-Triples and SPARQL write it."""
    return str(pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(_XSD + _NUMBERS[kind])))


def year_term(year: int) -> str:
    """Return a fiscal year as N-Triples and SPARQL write it."""
    return str(pyoxigraph.Literal(str(year), datatype=pyoxigraph.NamedNode(_XSD + "gYear")))


@cache
def views() -> Mapping[str, View]:
    """Return every view by name.

    Raises:
        ValueError: a file does not say what it must.
    """
    folder = resources.files(__package__) / "view_queries"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".rq")), key=str)
    read = (parse_view(file.name.removesuffix(".rq"), file.read_text("utf-8")) for file in files)
    return MappingProxyType({view.name: view for view in read})


def parse_view(name: str, text: str) -> View:
    """Return the view that a file describes.

    Args:
        name: its name.
        text: the file.

    Raises:
        ValueError: the file does not say what it must; the message says where.
    """
    header, _, query = text.partition("\n\n")
    fields: dict[str, list[str]] = {}
    for line in header.splitlines():
        match = _HEADER.fullmatch(line)
        if match is None:
            message = f"{name}.rq: {line!r} is not part of a header"
            raise ValueError(message)
        fields.setdefault(match[1], []).append(match[2])
    return View(
        name=name,
        titles=_texts(name, fields, "title"),
        descriptions=_texts(name, fields, "description"),
        parameters=tuple(_parameter(line) for line in fields.get("parameter", ())),
        columns=tuple(_column(line) for line in fields.get("column", ())),
        geometry=fields.get("geometry", [""])[0],
        query=query.lstrip("\n"),
    )


def _texts(name: str, fields: Mapping[str, list[str]], field: str) -> Mapping[str, str]:
    for lang in ("ja", "en"):
        if len(fields.get(f"{field}-{lang}", ())) != 1:
            message = f"{name}.rq: {field}-{lang} must stand once"
            raise ValueError(message)
    return MappingProxyType({lang: fields[f"{field}-{lang}"][0] for lang in ("ja", "en")})


def _labelled(line: str) -> tuple[list[str], Mapping[str, str]]:
    """Return the words before the labels of a line, and its labels by language."""
    words, ja, en = (part.strip() for part in line.split(" | "))
    return words.split(), MappingProxyType({"ja": ja, "en": en})


def _parameter(line: str) -> ViewParameter:
    (name, kinds, *rest), labels = _labelled(line)
    options = dict(word.split("=", 1) for word in rest if "=" in word)
    return ViewParameter(
        name=name,
        kinds=tuple(kinds.split("|")),
        required="required" in rest,
        default=options.get("default", ""),
        example=options.get("example", ""),
        minimum=Decimal(options["min"]) if "min" in options else None,
        maximum=Decimal(options["max"]) if "max" in options else None,
        labels=labels,
    )


def _column(line: str) -> ViewColumn:
    (variable, kind, *rest), labels = _labelled(line)
    if kind not in COLUMNS:
        message = f"{variable}: {kind!r} is not a kind of column"
        raise ValueError(message)
    return ViewColumn(variable, kind, rest[0] if rest else "", labels)
