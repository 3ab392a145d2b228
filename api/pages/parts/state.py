"""The state of the search page as an address: every link is the state with something changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from api.http.parameters import Parameters

Change = str | int | float | Iterable[str] | None


@dataclass(frozen=True, slots=True)
class SearchState:
    """Parameters of a search as they were given, and the addresses of its neighbours.

    Args:
        values: lists of values by parameter name; no empty lists.
    """

    values: Mapping[str, tuple[str, ...]] = field(hash=False)

    @classmethod
    def of(cls, parameters: Parameters) -> SearchState:
        """Return the state of checked parameters, without what has its default."""
        given = parameters.model_dump(by_alias=True, exclude_defaults=True)
        given.pop("format", None)
        return cls({name: listed for name, value in given.items() if (listed := _listed(value))})

    @property
    def is_start(self) -> bool:
        """Whether nothing is asked, apart from a language."""
        return not set(self.values) - {"lang"}

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter."""
        return self.values.get(name, ())

    def kept(self) -> list[tuple[str, str]]:
        """Return what the form carries on; spans belong to the text that may now change."""
        own = {"q", "near", "radius_km", "drop", "as", "offset"}
        if self.all("sort") == ("distance",):
            own.add("sort")
        return [
            (name, value)
            for name, values in self.values.items()
            if name not in own
            for value in values
        ]

    def pairs(self, changes: Mapping[str, Change]) -> list[tuple[str, str]]:
        """Return the parameters of this state with some changed, one pair a value.

        Args:
            changes: new values by name; None or nothing removes. Unless it is named, the offset
                is removed: another result begins at its beginning.
        """
        merged: dict[str, tuple[str, ...]] = {**self.values, "offset": ()}
        merged |= {name: _listed(value) for name, value in changes.items()}
        return [(name, value) for name, values in merged.items() for value in values]

    def url(self, changes: Mapping[str, Change], path: str = "/") -> str:
        """Return the address of this state with some parameters changed, as ``pairs`` says.

        Args:
            changes: new values by name.
            path: the path that takes the parameters.
        """
        pairs = self.pairs(changes)
        return f"{path}?{urlencode(pairs)}" if pairs else path


def _listed(value: Change) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, (str, int, float)):
        return (f"{value:g}" if isinstance(value, float) else str(value),)
    return tuple(str(item) for item in value if item != "")
