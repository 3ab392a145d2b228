"""What a search finds: the documents that meet every condition, by themselves or through projects.

A local government has no technology and no year; its projects have. So when a kind is asked for
(``type=municipality``, 自治体), its members are also found *through* projects: those for which one
project meets all the conditions that are a project's. Conditions of place are met by the thing
itself where it has a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from search.model.clauses import Clause, Has, Not, Reached, either, every
from search.model.facets import FACETS, PLACE
from search.model.interpretation import Conditions
from search.names.function_words import HAVING
from search.retrieval.compiling import PROJECTS, Compiler
from search.retrieval.retrieving import Counted, CountedThrough, Retrieval
from search.retrieval.writing import LINKS

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
_ITSELF: Mapping[str, frozenset[str]] = {kind: own | {_BOTH} for kind, own in _OWN.items()}

Changes = Mapping[str, Clause | None]


class Selection:
    """The documents that a search finds, and would find were a condition another.

    Args:
        compiler: makes clauses of conditions.
        conditions: what is asked.
        retrieval: answers what is asked of the documents.
        text: what the words alone find, where they filter.
    """

    def __init__(
        self,
        compiler: Compiler,
        conditions: Conditions,
        retrieval: Retrieval,
        text: Clause | None = None,
    ) -> None:
        self.retrieval = retrieval
        self._compiler = compiler
        self._conditions = conditions
        clauses = compiler.clauses(conditions)
        if text is not None:
            clauses["text"] = text
        self._leave_out_bodies(clauses)
        if conditions.having:
            clauses = self._through_other(conditions.having, clauses)
        self._types = clauses.pop("type", None)
        self._clauses = clauses
        self._known: dict[frozenset[str], Clause] = {}
        self._reaching: dict[str, Reached] = {}
        self._projects: dict[frozenset[str], Clause] = {}
        self._kinds = conditions.keys["type"]
        self._linked = [kind for kind in self._kinds if kind in LINKS]
        self.found = self._find({}, self._kinds)

    def _leave_out_bodies(self, clauses: dict[str, Clause]) -> None:
        """Leave out local governments and councils one of whose projects has what is left out.

        自動運転をしていない自治体 are those that have no such project, not those with another too.
        """
        having = self._compiler.excluded_of_projects(self._conditions)
        if having is None:
            return
        projects = every((having, PROJECTS))
        led = [Not(Reached(kind, projects)) for kind in _BODIES]
        clauses[_BOTH] = every((clauses[_BOTH], *led))

    def _through_other(self, kind: str, clauses: dict[str, Clause]) -> dict[str, Clause]:
        """Return clauses of local governments that have a council or an event that meets the rest.

        What is asked of their projects is asked of that in their stead: 協議会がある町.
        """
        kept = {name: c for name, c in clauses.items() if name in {*_OWN["municipality"], "type"}}
        asked = [clause for name, clause in clauses.items() if name not in kept]
        among = every((*asked, Has("type", frozenset({kind}))))
        return kept | {HAVING: self._compiler.bodies_of(among)}

    @property
    def total(self) -> int:
        """Number of results."""
        return self.retrieval.totals([self.found])[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The conditions that there are, by the names of their facets."""
        return (*self._clauses, *(("type",) if self._types is not None else ()))

    def without(self, *names: str) -> Clause:
        """Return what would be found without some conditions."""
        changes = dict.fromkeys(names)
        if "type" in names:
            return self._direct(changes)
        return self._find(changes, self._kinds)

    def instead(self, name: str, clause: Clause) -> Clause:
        """Return what would be found were a condition, which is stated, another."""
        return self._find({name: clause}, self._kinds)

    @property
    def reached(self) -> tuple[Reached, ...]:
        """The things of each kind that is asked for, and the projects that lead to them.

        Where nothing else is asked, those are all projects: クルクルがある市.
        """
        return tuple(self._reached(kind, {}) for kind in self._linked)

    def counts(self, facet: str) -> Sequence[Counted | CountedThrough]:
        """Return what counts for each value the total, were it asked for in the facet's stead."""
        return self._counts(facet, None)

    def added(self, facet: str) -> Sequence[Counted | CountedThrough]:
        """Return what counts for each value how many results it adds, were it asked for too.

        What is found with an alternative more is what is found now and what is found with it alone:
        that of it counts which is new.
        """
        return self._counts(facet, Not(self.found))

    def _counts(self, facet: str, new: Clause | None) -> Sequence[Counted | CountedThrough]:
        """Return what counts the values of a facet; if ``new``, only among what meets it."""
        if facet == "type":
            return self._kind_counts(new)
        changes = self._instead(facet, None)
        asked = self._asked(changes, facet)
        if new is None and not asked and not any(name in self._clauses for name in changes):
            return [Counted(facet, self.found)]
        direct = self._direct(changes)
        if self._types is not None:
            direct = every((direct, self._types))
        counted: list[Counted | CountedThrough] = [Counted(facet, _new(direct, new))]
        for kind in asked:
            reached = self._reached(kind, changes)
            ours = self._ours(kind, changes)
            if facet in _OWN[kind]:
                further = every((reached, ours, Not(direct)))
                counted.append(Counted(facet, _new(further, new)))
            else:
                counted.append(CountedThrough(facet, reached, _new(ours, new), direct))
        return counted

    def with_body(self, facet: str, code: str) -> Clause:
        """Return what would be found with a local government in the stead of those asked for.

        A prefecture applies for projects too, and can be asked for as what applies; the facet of
        municipalities does not list it.
        """
        changes = self._instead(facet, self._compiler.of_bodies((code,)))
        return self._find(changes, self._kinds)

    def _instead(self, facet: str, clause: Clause | None) -> dict[str, Clause | None]:
        """Return what changes when another value of a facet, or none, is asked for."""
        changes: dict[str, Clause | None] = {facet: clause}
        if facet == self._conditions.area:
            changes["place"] = None
        return changes

    def _direct(self, changes: Changes) -> Clause:
        """Return what meets the conditions by itself, whatever its kind."""
        return self._meeting(self._clauses, changes)

    def _meeting(self, names: Iterable[str], changes: Changes) -> Clause:
        """Return what meets the conditions of some names; many ask for the same ones."""
        wanted = [name for name in names if name in self._clauses]
        same = frozenset(name for name in wanted if name not in changes)
        if same not in self._known:
            self._known[same] = every(self._clauses[name] for name in wanted if name in same)
        changed = [found for name in wanted if (found := changes.get(name)) is not None]
        return every((self._known[same], *changed)) if changed else self._known[same]

    def _find(self, changes: Changes, types: Iterable[str]) -> Clause:
        direct = self._direct(changes)
        if self._types is None:
            return direct
        found = every((direct, self._types))
        led = [
            every((self._reached(kind, changes), self._ours(kind, changes)))
            for kind in types
            if kind in LINKS and self._is_asked(kind, changes)
        ]
        return either((found, *led))

    def _is_asked(self, kind: str, changes: Changes, facet: str = "") -> bool:
        """Tell whether anything is asked that the projects of a kind answer."""
        own = _ITSELF[kind]
        if facet and facet not in own:
            return True
        return any(name not in own and changes.get(name, clause) is not None
                   for name, clause in self._clauses.items())  # fmt: skip

    def _asked(self, changes: Changes | None = None, facet: str = "") -> list[str]:
        return [kind for kind in self._linked if self._is_asked(kind, changes or {}, facet)]

    def _reached(self, kind: str, changes: Changes) -> Reached:
        """Return what the projects lead to that meet what is asked of the projects of a kind."""
        if not changes and kind in self._reaching:
            return self._reaching[kind]
        names = frozenset(name for name in self._clauses if name not in _OWN[kind])
        if not names.isdisjoint(changes):
            return Reached(kind, every((self._meeting(names, changes), PROJECTS)))
        if kind not in self._reaching:
            if names not in self._projects:  # the same ones are asked of most kinds
                self._projects[names] = every((self._meeting(names, {}), PROJECTS))
            self._reaching[kind] = Reached(kind, self._projects[names])
        return self._reaching[kind]

    def _ours(self, kind: str, changes: Changes) -> Clause:
        """Return what meets what is asked of a thing of a kind itself."""
        return self._meeting(_ITSELF[kind], changes)

    def _kind_counts(self, new: Clause | None) -> Sequence[Counted | CountedThrough]:
        direct = self._direct({})
        further = [
            every((self._reached(kind, {}), self._ours(kind, {})))
            for kind in LINKS
            if self._is_asked(kind, {})
        ]
        counted = [Counted("type", _new(direct, new))]
        if further:
            counted.append(Counted("type", _new(every((either(further), Not(direct))), new)))
        return counted


def _new(clause: Clause, new: Clause | None) -> Clause:
    return clause if new is None else every((clause, new))
