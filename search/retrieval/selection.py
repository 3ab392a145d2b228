"""What a search finds: the documents that meet every condition, by themselves or through projects.

A local government has no technology and no year; its projects have. So when a kind is asked for
(``type=municipality``, 自治体), its members are also found *through* projects: those for which one
project meets all the conditions that are a project's. Conditions of place are met by the thing
itself where it has a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from search.index.columns import Among, Mask
from search.model.facets import FACETS, PLACE, ByFacet
from search.model.interpretation import Conditions
from search.names.function_words import HAVING
from search.retrieval.links import Links
from search.retrieval.matcher import LINKS, Matcher

_PLACES = frozenset(
    {PLACE, "figure", HAVING, *(facet.name for facet in FACETS if facet.is_area or facet.of_bodies)}
)
_OWN: Mapping[str, frozenset[str]] = {
    kind: _PLACES if kind in {"municipality", "council"} else frozenset({kind}) for kind in LINKS
}
"""Conditions that a thing of a kind meets itself, whatever its projects do."""
_BODIES = ("municipality", "council")
"""Kinds of those who carry out projects."""
_BOTH = "excluded"
"""What is excluded is excluded of the thing and of its projects."""

Changes = Mapping[str, Mask | None]


class Selection:
    """The documents that a search finds, and would find were a condition another.

    Args:
        matcher: the documents by column.
        links: links by kind.
        conditions: what is asked.
        text: which documents the words alone find, where they filter.
    """

    def __init__(
        self,
        matcher: Matcher,
        links: Mapping[str, Links],
        conditions: Conditions,
        text: Mask | None = None,
    ) -> None:
        self._matcher = matcher
        self._links = links
        self._conditions = conditions
        masks = matcher.masks(conditions)
        if text is not None:
            masks["text"] = text
        self._leave_out_bodies(masks)
        if conditions.having:
            masks = self._through_other(conditions.having, masks)
        self._types = masks.pop("type", None)
        self._masks = masks
        self._known: dict[frozenset[str], Mask] = {}
        self._projects: dict[frozenset[str], Among] = {}
        self._kinds = conditions.keys["type"]
        self._linked = [kind for kind in self._kinds if kind in LINKS]
        self.found = self._find({}, self._kinds)
        self._among = Among(self.found)

    def _leave_out_bodies(self, masks: dict[str, Mask]) -> None:
        """Leave out local governments and councils one of whose projects has what is left out.

        自動運転をしていない自治体 are those that have no such project, not those with another too.
        """
        having = self._matcher.excluded_of_projects(self._conditions)
        if having is None:
            return
        projects = Among(having & self._matcher.kinds["project"])
        for kind in _BODIES:
            masks[_BOTH][self._links[kind].reached(projects)] = False

    def _through_other(self, kind: str, masks: dict[str, Mask]) -> dict[str, Mask]:
        """Return masks of local governments that have a council or an event which meets the rest.

        What is asked of their projects is asked of that in their stead: 協議会がある町.
        """
        kept = {name: m for name, m in masks.items() if name in {*_OWN["municipality"], "type"}}
        asked = self._all(mask for name, mask in masks.items() if name not in kept)
        return kept | {HAVING: self._matcher.bodies_of(asked & self._matcher.kinds[kind])}

    @property
    def names(self) -> tuple[str, ...]:
        """The conditions that there are, by the names of their facets."""
        return (*self._masks, *(("type",) if self._types is not None else ()))

    def without(self, *names: str) -> Mask:
        """Return what would be found without some conditions."""
        changes = dict.fromkeys(names)
        if "type" in names:
            return self._direct(changes)
        return self._find(changes, self._kinds)

    def instead(self, name: str, mask: Mask) -> Mask:
        """Return what would be found were a condition, which is stated, another."""
        return self._find({name: mask}, self._kinds)

    def lifted(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each thing of a kind that is asked for the best value of its projects, else 0.

        Where nothing else is asked, those are all its projects: クルクルがある市.
        """
        result = np.zeros(self._matcher.size)
        for kind in self._linked:
            projects = self._through(kind, {})
            best = self._links[kind].best(np.where(projects.mask, values, 0.0))
            np.maximum(result, best, out=result)
        return result

    def project_counts(self) -> NDArray[np.float64]:
        """Return through how many projects each thing is found, of the kinds that are asked for."""
        result = np.zeros(self._matcher.size)
        for kind in self._linked:
            result += self._links[kind].counts(self._through(kind, {}))
        return result

    def counts(self, facet: str) -> NDArray[np.int64]:
        """Return for each value of a facet the total, were it asked for in the facet's stead.

        The totals are in the order of the names of the facet's column.
        """
        return self._counts(facet, None)

    def added(self, facet: str) -> NDArray[np.int64]:
        """Return for each value of a facet how many results it would add, were it asked for too.

        In the order of the names of the facet's column. What is found with an alternative more is
        what is found now and what is found with it alone: that of it counts which is new.
        """
        return self._counts(facet, ~self.found)

    def _counts(self, facet: str, new: Mask | None) -> NDArray[np.int64]:
        """Return the totals of the values of a facet; if ``new``, only of what it marks."""
        if facet == "type":
            return self._kind_counts(new)
        changes = self._instead(facet, None)
        column = self._matcher.columns[facet]
        asked = self._asked(changes, facet)
        if new is None and not asked and not any(name in self._masks for name in changes):
            return column.counts(self._among)
        direct = self._direct(changes)
        if self._types is not None:
            direct = direct & self._types
        counts = column.counts(Among(direct if new is None else direct & new))
        for kind in asked:
            if facet in _OWN[kind]:
                reached = self._reached(kind, changes) & ~direct
                counts += column.counts(Among(reached if new is None else reached & new))
            else:
                ours = self._ours(kind, changes)
                ours = ours if new is None else ours & new
                counts += self._counts_through(kind, facet, changes, direct, ours)
        return counts

    def total_of_body(self, facet: str, code: str) -> int:
        """Return the total, were a local government asked for in the stead of those that are.

        A prefecture applies for projects too, and can be asked for as what applies; the facet of
        municipalities does not list it.
        """
        asked = Conditions(keys=ByFacet({facet: (code,)}))
        changes = self._instead(facet, self._matcher.masks(asked)[facet])
        return int(np.count_nonzero(self._find(changes, self._kinds)))

    def _instead(self, facet: str, mask: Mask | None) -> dict[str, Mask | None]:
        """Return what changes when another value of a facet, or none, is asked for."""
        changes: dict[str, Mask | None] = {facet: mask}
        if facet == self._conditions.area:
            changes["place"] = None
        return changes

    def _nothing(self) -> Mask:
        return np.zeros(self._matcher.size, dtype=np.bool_)

    def _direct(self, changes: Changes) -> Mask:
        """Return what meets the conditions by itself, whatever its kind."""
        return self._meeting(self._masks, changes)

    def _meeting(self, names: Iterable[str], changes: Changes) -> Mask:
        """Return what meets the conditions of some names; many ask for the same ones."""
        wanted = [name for name in names if name in self._masks]
        same = frozenset(name for name in wanted if name not in changes)
        if same not in self._known:
            self._known[same] = self._all(self._masks[name] for name in same)
        changed = [changes[name] for name in wanted if name in changes]
        found = self._known[same]
        for mask in changed:
            found = found if mask is None else found & mask
        return found

    def _all(self, masks: Iterable[Mask]) -> Mask:
        found = np.ones(self._matcher.size, dtype=np.bool_)
        for mask in masks:
            found &= mask
        return found

    def _find(self, changes: Changes, types: Iterable[str]) -> Mask:
        direct = self._direct(changes)
        if self._types is None:
            return direct
        found = direct & self._types
        for kind in types:
            if kind in LINKS and self._is_asked(kind, changes):
                found[self._numbers_reached(kind, changes)] = True
        return found

    def _is_asked(self, kind: str, changes: Changes, facet: str = "") -> bool:
        """Tell whether anything is asked that the projects of a kind answer."""
        own = {*_OWN[kind], _BOTH}
        if facet and facet not in own:
            return True
        return any(name not in own and changes.get(name, mask) is not None
                   for name, mask in self._masks.items())  # fmt: skip

    def _asked(self, changes: Changes | None = None, facet: str = "") -> list[str]:
        return [kind for kind in self._linked if self._is_asked(kind, changes or {}, facet)]

    def _through(self, kind: str, changes: Changes) -> Among:
        """Return the projects that meet what is asked of the projects of a kind."""
        names = frozenset(name for name in self._masks if name not in _OWN[kind])
        if not names.isdisjoint(changes):
            return Among(self._meeting(names, changes) & self._matcher.kinds["project"])
        if names not in self._projects:  # the same ones are asked of most kinds
            found = self._meeting(names, {}) & self._matcher.kinds["project"]
            self._projects[names] = Among(found)
        return self._projects[names]

    def _ours(self, kind: str, changes: Changes) -> Mask:
        """Return what of a kind meets what is asked of it itself."""
        return self._meeting({*_OWN[kind], _BOTH}, changes) & self._matcher.kinds[kind]

    def _reached(self, kind: str, changes: Changes) -> Mask:
        result = self._nothing()
        result[self._numbers_reached(kind, changes)] = True
        return result

    def _numbers_reached(self, kind: str, changes: Changes) -> NDArray[np.int64]:
        numbers = self._links[kind].reached(self._through(kind, changes))
        return numbers[self._ours(kind, changes)[numbers]]

    def _kind_counts(self, new: Mask | None) -> NDArray[np.int64]:
        column = self._matcher.columns["type"]
        direct = self._direct({})
        counts = column.counts(Among(direct if new is None else direct & new))
        if new is not None:
            direct = direct | ~new
        for kind in LINKS:
            code = column.code(kind)
            if code is not None and self._is_asked(kind, {}):
                counts[code] += np.count_nonzero(~direct[self._numbers_reached(kind, {})])
        return counts

    def _counts_through(
        self, kind: str, facet: str, changes: Changes, direct: Mask, ours: Mask
    ) -> NDArray[np.int64]:
        """Return how many things of a kind each value adds that one of their projects has."""
        column, links = self._matcher.columns[facet], self._links[kind]
        pairs = np.zeros((len(links.column.names), len(column.names)), dtype=np.bool_)
        projects = self._through(kind, changes).numbers
        position, target = links.column.values(projects)
        owner, value = column.values(projects[position])
        pairs[target[owner], value] = True
        known = links.all_targets
        pairs[(known < 0) | ~ours[known]] = False
        numbers = np.flatnonzero((known >= 0) & direct[known])
        owner, value = column.values(known[numbers])
        pairs[numbers[owner], value] = False  # these are counted already
        counts: NDArray[np.int64] = pairs.sum(axis=0)
        return counts
