"""What the tools take: the parameters of the API, without those that an assistant has no use for.

The models are made from those of the API, so that both take the same values and refuse the same
ones in the same words.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from pydantic import Field, create_model, model_validator

from api.answers.relations.peers import PeerParameters
from api.answers.relations.programmes import MatchParameters
from api.answers.relations.similar import SimilarParameters
from api.http.parameters import MAX_LIMIT, MAX_OFFSET, Parameters, SearchParameters, clean

_FILES = frozenset({"format", "columns"})
"""Parameters of files; a tool gives no file."""
_READINGS = frozenset({"q", "drop", "as_"})
"""Parameters of a search that name spans of its text, and the text, which the tool calls query."""
_FEW = 10
"""Things of a list whose items are long, where nobody says how many."""


class ToolParameters(Parameters):
    """Base of what a tool takes."""

    lang: Literal["ja", "en"] | None = Field(
        None, description="Language of the answer and of errors"
    )

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, values: Any) -> Any:
        """Take one value of a list without its brackets, and texts without what is no character."""
        if not isinstance(values, dict):
            return values
        return {
            name: [_cleaned(value)]
            if isinstance(value, str) and name in cls.lists()
            else _cleaned(value)
            for name, value in values.items()
        }

    @classmethod
    def lists(cls) -> frozenset[str]:
        """Return the names of the parameters that are lists."""
        return frozenset(n for n, f in cls.model_fields.items() if f.annotation == list[str])

    def given(self) -> dict[str, Any]:
        """Return what was said, by the names of the API."""
        return self.model_dump(by_alias=True, exclude_unset=True)


def _cleaned(value: Any) -> Any:
    """Return a value whose texts have no lone surrogates, which JSON can write and nobody read."""
    if isinstance(value, str):
        return clean(value)
    return [_cleaned(one) for one in value] if isinstance(value, list) else value


def _made(
    name: str, parameters: type[Parameters], without: Collection[str] = (), **own: Any
) -> type[ToolParameters]:
    """Return a model with parameters of the API.

    Args:
        name: of the model.
        parameters: those of the API.
        without: names of those that the tool does not take; weights are never taken.
        own: what the tool takes besides, or otherwise.
    """
    left_out = {*without, *_FILES, "lang"}
    taken: dict[str, Any] = {
        field: (info.annotation, info)
        for field, info in parameters.model_fields.items()
        if field not in left_out and not field.startswith("weight_")
    }
    return create_model(name, __base__=ToolParameters, __module__=__name__, **{**own, **taken})


def _required(description: str) -> tuple[Any, Any]:
    return str, Field(min_length=1, max_length=1000, description=description)


SearchInput = _made(
    "SearchInput",
    SearchParameters,
    _READINGS,
    query=(
        str,
        Field(
            "", description="What a person would type, in Japanese or English: 大阪の近くの自動運転"
        ),
    ),
)
PeersInput = _made(
    "PeersInput",
    PeerParameters,
    {"limit"},
    municipality=_required("Who asks: name, code or IRI of a local government"),
    limit=(int, Field(_FEW, ge=1, le=MAX_LIMIT)),
)
SimilarInput = _made(
    "SimilarInput",
    SimilarParameters,
    {"limit"},
    project=_required("The project: IRI, key, project/key or whole title"),
    limit=(int, Field(_FEW, ge=1, le=MAX_LIMIT)),
)
MatchInput = _made(
    "MatchInput",
    MatchParameters,
    {"limit"},
    limit=(int, Field(_FEW, ge=1, le=MAX_LIMIT)),
)


class GetInput(ToolParameters):
    """What ``get`` takes."""

    thing: str = Field(
        min_length=1, max_length=1000, description="IRI, kind/key, key or whole name of the thing"
    )
    part: str = Field(
        "", max_length=100, description="Name of one list of its facts, to read that list on"
    )
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="First item of that list")


class SparqlInput(ToolParameters):
    """What ``sparql`` takes."""

    query: str = Field(min_length=1, description="A SPARQL 1.1 query: SELECT, ASK, CONSTRUCT …")
    limit: int = Field(100, ge=1, le=1000, description="At most so many rows or triples")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="First row or triple that is shown")
    timeout: float | None = Field(
        None, gt=0, allow_inf_nan=False, description="Seconds, if less than the service allows"
    )


class VocabularyInput(ToolParameters):
    """What ``vocabulary`` takes."""

    query: str = Field("", max_length=200, description="Part of a name, label or definition")
    kind: Literal["class", "property"] | None = Field(None, description="Only one of the two")
    limit: int = Field(40, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)
