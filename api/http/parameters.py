"""Query parameters: each checked, an unknown one refused, an empty one taken as absent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Query, Request
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from api.http.problems import ApiProblem, repeated, shortened, wrong_value
from api.wording.columns import LABELS, SearchColumns
from ontology.kinds import KINDS
from ontology.namespaces import Iris
from search.model.facets import PARAMETERS, ByFacet, Values
from search.model.request import SearchRequest
from search.numbers.years import parse_years
from search.text.folding import fold

Lang = Literal["ja", "en"]
MAX_LIMIT = 100
MAX_OFFSET = 1_000_000


class Parameters(BaseModel):
    """Base of all query parameters: nothing unknown, nothing empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Lang | None = Field(None, description="Language of labels; else Accept-Language, else ja")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: Any) -> Any:
        """Take empty values as absent."""
        if not isinstance(values, dict):
            return values
        kept: dict[str, Any] = {}
        for name, value in values.items():
            if isinstance(value, list):
                filled = [item for item in value if item != ""]
                if filled:
                    kept[name] = filled
            elif value != "":
                kept[name] = value
        return kept


AnyParameters = TypeVar("AnyParameters", bound=Parameters)


class Typed(Parameters):
    """What a person types."""

    q: str = Field("", description="What a person types")
    type: list[str] = Field([], description=f"Kinds: {', '.join(KINDS)}; repeated: any of them")


def _years(values: list[str]) -> list[str]:
    """Return years as ranges of them (``2022``, ``2020..2022``), however they were written.

    Raises:
        PydanticCustomError: one of them cannot be read.
    """
    found = []
    for value in values:
        years = parse_years(value) or parse_years(fold(value))
        if years is None:
            raise wrong("year", text=shortened(value))
        found.append(str(years))
    return found


FILTERS = tuple(facet for facet in PARAMETERS if facet.values is not Values.KIND)
"""Facets that search and similar projects filter by; of kinds only a search finds several."""


def _with_filters(model: type[AnyParameters]) -> type[AnyParameters]:
    """Return a model with a parameter for each filter."""
    fields: dict[str, Any] = {
        facet.name: (
            Annotated[list[str], AfterValidator(_years)]
            if facet.values is Values.YEAR
            else list[str],
            Field([], description=facet.takes),
        )
        for facet in FILTERS
    }
    return create_model(model.__name__, __base__=model, __module__=__name__, **fields)


@_with_filters
class FilterParameters(Parameters):
    """A parameter for each filter."""

    def texts(self, facet: str) -> list[str]:
        """Return what was given for a filter."""
        found: list[str] = getattr(self, facet)
        return found


class Filters(FilterParameters):
    """Conditions that search and similar projects share, and the page of the list."""

    near: str = Field("", description="A place's name or code, or lat,lon", max_length=200)
    radius_km: float | None = Field(None, gt=0, le=3000, allow_inf_nan=False)
    limit: int = Field(20, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)

    def conditions(self, iris: Iris) -> SearchRequest:
        """Return the conditions as a search for all that meet them.

        Args:
            iris: to read IRIs in the place of keys.
        """
        filters = {facet.name: keys_of(self.texts(facet.name), iris) for facet in FILTERS}
        return SearchRequest(
            filters=ByFacet(filters),
            near=_key(self.near, iris),
            radius_km=self.radius_km,
            limit=None,
        )


class SearchConditions(Filters, Typed):
    """Parameters of a search that say what is found, and the page of the list."""

    drop: list[str] = Field([], description="Ids of recognised spans to take as plain text")
    as_: list[str] = Field([], alias="as", description="id:key of a span and the reading meant")

    @field_validator("type")
    @classmethod
    def _kinds(cls, values: list[str]) -> list[str]:
        return known_kinds(values, KINDS)

    @field_validator("as_")
    @classmethod
    def _choices(cls, values: list[str]) -> list[str]:
        for value in values:
            if ":" not in value:
                raise wrong("reading", text=shortened(value))
        return values

    def request(self, iris: Iris, query_limit: int) -> SearchRequest:
        """Return what search is asked.

        Args:
            iris: to read IRIs in the place of keys.
            query_limit: longest query, in characters.

        Raises:
            ApiProblem: the query is too long.
        """
        if len(self.q) > query_limit:
            raise too_long(self.q, query_limit)
        conditions = self.conditions(iris)
        return replace(
            conditions,
            query=clean(self.q),
            filters=conditions.filters | {"type": tuple(self.type)},
            drop=tuple(self.drop),
            choices=dict(value.split(":", 1) for value in self.as_),
            limit=self.limit,
            offset=self.offset,
        )


class SortedConditions(SearchConditions):
    """The same with the order of the list."""

    sort: Literal["relevance", "distance", "year", "name"] = "relevance"

    def request(self, iris: Iris, query_limit: int) -> SearchRequest:
        """Return what search is asked, as for ``SearchConditions``, in its order."""
        return replace(super().request(iris, query_limit), sort=self.sort)


class SearchParameters(SortedConditions):
    """Parameters of ``/api/search``."""

    format: Literal["json", "csv", "xlsx", "geojson", "ttl"] = "json"
    columns: SearchColumns = LABELS

    def request(self, iris: Iris, query_limit: int) -> SearchRequest:
        """Return what search is asked; a file holds the whole result."""
        asked = super().request(iris, query_limit)
        return asked if self.format == "json" else replace(asked, limit=None, offset=0)


def too_long(query: str, limit: int) -> ApiProblem:
    """Return a query that is longer than what is understood as a problem.

    Args:
        query: what was sent.
        limit: most characters.
    """
    shown = {"length": len(query), "limit": limit}
    return ApiProblem(414, "query-too-long", "query-too-long", shown, parameter="q")


def wrong(key: str, **shown: str) -> PydanticCustomError:
    """Return a value that cannot be read, as validators raise it.

    Args:
        key: of the text in ``api/wording/texts`` that says why, without ``problem-value-``.
        shown: values in the text.
    """
    return PydanticCustomError(key, "{said}", {**shown, "said": wrong_value(key, **shown)["en"]})


def known_kinds(values: list[str], kinds: Sequence[str]) -> list[str]:
    """Return kinds as they were given.

    Raises:
        PydanticCustomError: one of them is not among those that there are.
    """
    for value in values:
        if value not in kinds:
            raise wrong("kind", text=shortened(value), kinds=", ".join(kinds))
    return values


def clean(text: str) -> str:
    """Return a text without lone surrogates, which cannot be sent back."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _key(value: str, iris: Iris) -> str:
    """Return the key of an IRI of ours, or the value as it is."""
    place = iris.split(value)
    return place[1] if place else clean(value)


def keys_of(values: list[str], iris: Iris) -> tuple[str, ...]:
    """Return values with the keys of IRIs of ours in their stead."""
    return tuple(_key(value, iris) for value in values)


_REPEATABLE = frozenset(
    field.alias or name
    for name, field in SearchParameters.model_fields.items()
    if field.annotation == list[str]
)
"""Parameters that may stand several times; any of their values counts."""


def once_except(repeatable: Collection[str]) -> Callable[[Request], None]:
    """Return a dependency that refuses a repeated parameter: which value is meant is not guessed.

    Args:
        repeatable: names of parameters that may stand several times.
    """

    def check(request: Request) -> None:
        """Refuse a repeated parameter that may stand once.

        Raises:
            ApiProblem: naming the parameter.
        """
        given = request.query_params.multi_items()
        names = [name for name, value in given if value and name not in repeatable]
        for name in names:
            if names.count(name) > 1:
                raise repeated(name)

    return check


once = once_except(_REPEATABLE)
"""Refuses a repeated parameter, except those of a search that are lists."""

once_but_concepts = once_except({"technology", "challenge"})
"""The same for what takes technologies and challenges, and no other list."""

EntityQuery = Annotated[Parameters, Query()]
SearchQuery = Annotated[SearchParameters, Query()]


MAX_PAGE = 1_000_000


class DataParameters(Parameters):
    """Parameters of ``/data/…``."""

    page: int = Field(
        1, ge=1, le=MAX_PAGE, description="Page of the statements that point to the entity"
    )


DataQuery = Annotated[DataParameters, Query()]


def check_page(page: int, pages: int) -> None:
    """Check that a page is there.

    Raises:
        ApiProblem: 404 with the number of pages.
    """
    if page > pages:
        shown = {"page": page, "pages": pages}
        raise ApiProblem(404, "no-such-page", "no-such-page", shown, parameter="page", pages=pages)


def given(parameters: Parameters) -> dict[str, Any]:
    """Return the parameters of a request for a list, for the link to its next page."""
    stated = parameters.model_dump(by_alias=True, exclude_defaults=True)
    return {**stated, **{name: getattr(parameters, name) for name in ("limit", "offset")}}
