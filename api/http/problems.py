"""Errors as RFC 9457 problem details: one shape, one place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from api.wording.faults import fault_candidates, fault_texts
from api.wording.language import LANGUAGES, Texts, joined, localise
from api.wording.messages import message, messages
from search.model.request import UnresolvedName
from search.query.fields.faults import FieldSyntaxError

REPEATED = "repeated-parameter"
"""Last part of ``type`` where a parameter that may stand once was given twice."""
_SHOWN = 80
"""Characters of a value that stand in a message."""
_VALUES = {"sort": "page-sort-", "stage": "stage-", "lang": "language-"}
"""Beginnings of the texts for the values of parameters that are chosen from a list."""
_MOST_ERRORS = 10
"""Parameters that one answer names; a request with more was not written by hand."""


class ApiProblem(Exception):
    """An answer that is a problem; what is wrong and what would be right is said in both languages.

    Args:
        status: HTTP status.
        slug: stable last part of ``type``.
        said: keys of its texts, without ``problem-``; several stand one after another.
        shown: values in the texts; those that are texts themselves may be neutral.
        headers: further headers.
        extra: further members of the problem; texts in them may be neutral (see
            ``api.things.items``).

    Attributes:
        superfluous: parameters of the request that there are not.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        said: str | Sequence[str],
        shown: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        self.status = status
        self.slug = slug
        self.headers = dict(headers or {})
        self.extra = extra
        self.superfluous: frozenset[str] = frozenset()
        self.details = _texts((said,) if isinstance(said, str) else said, shown or {})
        super().__init__(self.details["en"])


def _texts(said: Sequence[str], shown: Mapping[str, Any]) -> Texts:
    return Texts(
        (
            lang,
            "".join(
                message(f"problem-{key}", lang).format(**localise(shown, lang)) for key in said
            ),
        )
        for lang in LANGUAGES
    )


def shortened(value: str) -> str:
    """Shorten a value for a message, so that an answer cannot grow with its input."""
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"


def no_release(asked: str, kept: Iterable[str]) -> ApiProblem:
    """Return the 404 of a release that is not kept; it names those that are.

    Args:
        asked: the id that was asked for.
        kept: the ids that there are, beside ``current``.
    """
    shown = {"text": shortened(asked), "known": ", ".join(["current", *kept])}
    return ApiProblem(404, "not-found", "no-release", shown)


def search_down() -> ApiProblem:
    """Return the 503 of an engine that does not answer searches; the log says which, and why."""
    headers = {"Retry-After": "5"}
    return ApiProblem(503, "search-unavailable", "search-unavailable", headers=headers)


def wrong_value(key: str, **shown: Any) -> Texts:
    """Return what is wrong with the value of a parameter.

    Args:
        key: of the text, without ``problem-value-``.
        shown: values in the text.
    """
    return _texts((f"value-{key}",), shown)


def label_of_parameter(name: str) -> Texts:
    """Return what a person calls a parameter, else its name; whoever programs has the name too."""
    return _known_text(f"condition-{name}", name)


def label_of_kind(kind: str) -> Texts:
    """Return what a person calls a kind of things, else the kind as an address writes it."""
    return _known_text(f"kind-{kind}", kind)


def _known_text(key: str, otherwise: str) -> Texts:
    texts = messages().get(key)
    return Texts(texts) if texts else Texts(dict.fromkeys(LANGUAGES, otherwise))


def wrong_parameters(errors: Sequence[tuple[str, Texts]]) -> ApiProblem:
    """Return parameters that cannot be read as one problem.

    Args:
        errors: names, each with what is wrong; a person reads the label, a program the name.
    """
    labels = [label_of_parameter(name) for name, _ in errors]
    said = [
        Texts((lang, f"{label[lang]}: {text[lang]}") for lang in LANGUAGES)
        for label, (_, text) in zip(labels, errors, strict=True)
    ]
    joined = Texts(
        (lang, message("problem-separator", lang).join(one[lang] for one in said))
        for lang in LANGUAGES
    )
    listed = [{"parameter": name, "message": text} for name, text in errors]
    return ApiProblem(400, "bad-parameter", "bad-parameters", {"errors": joined}, errors=listed)


def repeated(name: str) -> ApiProblem:
    """Return a parameter that may stand once and was given twice as a problem."""
    name = shortened(name)
    shown = {"label": label_of_parameter(name)}
    return ApiProblem(400, REPEATED, "repeated", shown, parameter=name)


def validation_problem(errors: Sequence[Mapping[str, Any]]) -> ApiProblem:
    """Return what pydantic says of parameters as a problem.

    Args:
        errors: as ``ValidationError.errors`` gives them; kinds of error without a text of ours are
            told in pydantic's English.
    """
    named = [(str(error["loc"][-1]) if error["loc"] else "", error) for error in errors]
    problem = wrong_parameters(
        [(shortened(name), _validated(error)) for name, error in named[:_MOST_ERRORS]]
    )
    superfluous = (name for name, error in named if error["type"] == "extra_forbidden")
    problem.superfluous = frozenset(superfluous)
    return problem


def _validated(error: Mapping[str, Any]) -> Texts:
    key = str(error["type"]).replace("_", "-")
    if f"problem-value-{key}" not in messages():
        return Texts(dict.fromkeys(LANGUAGES, str(error["msg"])))
    shown = dict(error.get("ctx", {}))
    if "expected" in shown:
        name = str(error["loc"][-1]) if error["loc"] else ""
        shown["choices"] = _choices(name, str(shown.pop("expected")))
    return wrong_value(key, **shown)


def _choices(name: str, expected: str) -> Texts:
    """Return the values that a parameter takes, as a list in words.

    Args:
        name: of the parameter.
        expected: the values as pydantic lists them: ``'a', 'b' or 'c'``.
    """
    values = re.findall(r"'([^']*)'", expected)
    labels = [_known_text(f"{_VALUES.get(name, '')}{value}", value) for value in values]
    return Texts((lang, joined((one[lang] for one in labels), lang)) for lang in LANGUAGES)


def unresolved_name(
    error: UnresolvedName,
    label_of: Callable[[str, str, str], Texts],
    offered: Sequence[tuple[str, str]] = (),
) -> ApiProblem:
    """Return a filter that names nothing, or several things, as a problem.

    Args:
        error: it.
        label_of: gives the labels of a candidate by the parameter, its key and its Japanese label.
        offered: keys and labels of what may be asked for where nothing has the name.
    """
    candidates = [
        {"key": key, "label": label_of(error.parameter, key, label)}
        for key, label in error.candidates or offered
    ]
    shown = {"label": label_of_parameter(error.parameter), "text": shortened(error.text)}
    if error.candidates and not error.is_none:
        return ApiProblem(
            400,
            "ambiguous-name",
            "ambiguous-name",
            shown,
            parameter=error.parameter,
            candidates=candidates,
        )
    said: tuple[str, ...] = ("unknown-value",) if error.is_none else ("unknown-name",)
    if offered:
        said = (*said, "names-offered")
    extra: dict[str, Any] = {"candidates": candidates} if candidates else {}
    return ApiProblem(400, "unknown-name", said, shown, parameter=error.parameter, **extra)


def query_syntax(error: FieldSyntaxError, label_of: Callable[[str, str, str], Texts]) -> ApiProblem:
    """Return a query in field syntax that cannot be read as a problem; the first character is 0.

    Args:
        error: it.
        label_of: gives the labels of a candidate as for ``unresolved_name``, here by its field.
    """
    return ApiProblem(
        400,
        "query-syntax",
        "query-syntax",
        {"number": error.position + 1, "fault": fault_texts(error)},
        parameter="q",
        position=error.position,
        candidates=fault_candidates(error, label_of),
    )


def bad(name: str, key: str, **shown: Any) -> ApiProblem:
    """Return a parameter that cannot be read as a problem.

    Args:
        name: which one.
        key: of the text that says why, without ``problem-value-``.
        shown: values in the text.
    """
    return wrong_parameters([(name, wrong_value(key, **shown))])
