"""What a request asks of a view: its parameters read, checked, and turned into terms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from api.answers.labels import label_of
from api.answers.lookup import BODY_KINDS, Reference, WrongKindError, find_iri
from api.answers.unknown import unknown
from api.http.parameters import MAX_OFFSET, Parameters, clean
from api.http.problems import bad, repeated, shortened, wrong_parameters, wrong_value
from api.release.opened import OpenRelease
from api.wording.columns import LABELS, AnyColumns
from api.wording.language import Texts
from graph.sparql.views import (
    LANGUAGE,
    Bindings,
    View,
    ViewParameter,
    iri_term,
    literal_term,
    number_term,
    year_term,
)
from ontology.kinds import KINDS
from search.model.request import UnresolvedName
from search.numbers.single_years import FIRST_YEAR, LAST_YEAR
from search.numbers.years import parse_years

MAX_LIMIT = 1000
"""Most rows of one page."""
DEFAULT_LIMIT = 100
"""Rows of one page of JSON and JSON-LD; the other formats are whole unless ``limit`` is given."""
MAX_VALUE = 1000
"""Longest value of a parameter, in characters."""

_NUMBERS = {
    "integer": (re.compile(r"[0-9]{1,15}"), "int-parsing"),
    "km": (re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?"), "kilometres"),
}

Format = Literal["json", "csv", "xlsx", "jsonld", "geojson", "sparql-json"]


class ViewParameters(Parameters):
    """What every view takes beside its own parameters."""

    format: Format | None = Field(None, description="Format; else by Accept")
    limit: int | None = Field(None, ge=1, le=MAX_LIMIT, description="Rows; else 100 in JSON")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Rows to pass over")
    columns: AnyColumns = LABELS


@dataclass(frozen=True, slots=True)
class Taken:
    """What a view is asked.

    Args:
        view: which.
        lang: language of labels.
        values: what each parameter was taken for, as the answer says it.
        bindings: the terms.
        sent: the view's own parameters as they were sent, for links.
    """

    view: View
    lang: str
    values: dict[str, Any]
    bindings: Bindings
    sent: tuple[tuple[str, str], ...]

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the parameters that have a value."""
        return tuple(self.values)


def own_and_common(
    view: View, pairs: Iterable[tuple[str, str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the view's own parameters and the common ones, without those that are empty.

    Raises:
        ApiProblem: one is unknown, repeated or too long; all unknown ones are named.
    """
    own = {parameter.name for parameter in view.parameters}
    known = own | set(ViewParameters.model_fields)
    filled = [(clean(name), clean(value)) for name, value in pairs if value]
    unknown = list(dict.fromkeys(name for name, _ in filled if name not in known))
    if unknown:
        text = wrong_value("view-parameter", known=", ".join(sorted(known)))
        raise wrong_parameters([(shortened(name), text) for name in unknown[:10]])
    found: dict[str, str] = {}
    for name, value in filled:
        if name in found:
            raise repeated(name)
        if len(value) > MAX_VALUE:
            raise bad(name, "string-too-long", max_length=MAX_VALUE)
        found[name] = value
    return (
        {name: value for name, value in found.items() if name in own},
        {name: value for name, value in found.items() if name not in own},
    )


def take(opened: OpenRelease, view: View, sent: dict[str, str], lang: str) -> Taken:
    """Return what a view is asked.

    Args:
        opened: resolves names.
        view: which view.
        sent: its own parameters, none empty.
        lang: language of labels.

    Raises:
        ApiProblem: a parameter is missing or cannot be read.
        UnresolvedName: a parameter names nothing, or several things.
    """
    values: dict[str, Any] = {}
    bindings: list[tuple[str, str]] = []
    for parameter in view.parameters:
        text = sent.get(parameter.name) or parameter.default
        if text:
            value, terms = _one(opened, parameter, text, lang)
            values[parameter.name] = value
            bindings += zip(parameter.variables, terms, strict=True)
        elif parameter.required:
            example = f"{parameter.name}={parameter.example}"
            raise bad(parameter.name, "needed", label=Texts(parameter.labels), example=example)
    bindings.append((LANGUAGE, literal_term(lang)))
    return Taken(view, lang, values, tuple(bindings), tuple(sent.items()))


def _one(
    opened: OpenRelease, parameter: ViewParameter, text: str, lang: str
) -> tuple[Any, tuple[str, ...]]:
    """Return what a parameter was taken for, and the terms that it binds."""
    if parameter.scalar == "fiscal-years":
        return _years(parameter, text)
    if parameter.scalar:
        return _number(parameter, text)
    try:
        found = find_iri(opened, parameter.kinds, text, lang)
    except UnresolvedName as error:
        _check_retired(opened, parameter, text)
        raise UnresolvedName(parameter.name, text, error.candidates) from error
    except WrongKindError as error:
        shown = {"text": shortened(text), "kind": error, "wanted": ", ".join(parameter.kinds)}
        raise bad(parameter.name, "other-kind", **shown) from error
    taken = _taken(opened, found, lang)
    return taken, (iri_term(taken["iri"]),)


def _taken(opened: OpenRelease, found: Reference | str, lang: str) -> dict[str, Any]:
    """Return what the answer says of the thing that a value was taken for."""
    if isinstance(found, str):
        return {"iri": found, "type": None, "key": None, "label": found}
    kind, key = found
    label = key
    if kind == "source":
        record = opened.reader.sources.get(key)
        label = record.text("title") if record else key
    elif kind in KINDS:
        label = label_of(opened, kind, key, lang)
    return {"iri": str(opened.iris.entity(kind, key)), "type": kind, "key": key, "label": label}


def _check_retired(opened: OpenRelease, parameter: ViewParameter, text: str) -> None:
    """Tell the successors of a code that is no longer in use.

    Raises:
        ApiProblem: 410; it is such a code, and a local government may be meant.
    """
    own = opened.iris.split(text)
    code = own[1] if own else text.removeprefix("municipality/")
    if {*parameter.kinds} & {*BODY_KINDS, "entity"} and opened.reader.successors(code):
        raise unknown(opened, "municipality", code, parameter.name)


def _years(parameter: ViewParameter, text: str) -> tuple[Any, tuple[str, ...]]:
    years = parse_years(text)
    if years is None:
        raise bad(parameter.name, "year", text=shortened(text))
    ends = (years.first or FIRST_YEAR, years.last or LAST_YEAR)
    return {"from": years.first, "to": years.last}, (year_term(ends[0]), year_term(ends[1]))


def _number(parameter: ViewParameter, text: str) -> tuple[Any, tuple[str, ...]]:
    pattern, wanted = _NUMBERS[parameter.scalar]
    low, high = parameter.minimum, parameter.maximum
    if not pattern.fullmatch(text):
        raise bad(parameter.name, wanted, text=shortened(text))
    number = Decimal(text)
    if (low is not None and number < low) or (high is not None and number > high):
        raise bad(parameter.name, "range", low=low, high=high)
    value = int(number) if parameter.scalar == "integer" else float(number)
    return value, (number_term(text, parameter.scalar),)
