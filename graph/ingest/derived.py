"""Statements that follow from the rows: labels, points, latest figures, places, dates of status.

They stand in the named graph of the source ``tsunagu`` (this project itself), never among the
statements of somebody else's document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rdflib import Literal
from rdflib.namespace import DCTERMS, QB, RDF, RDFS, SDO

from graph.ingest.checking import Rows
from graph.ingest.quads import QuadBuilder, literal
from graph.ingest.reading import Row
from graph.mapping.schema import Cell
from graph.mapping.tables import BY_NAME
from graph.store.store import Quad
from ontology.eras import fiscal_year_label
from ontology.geography import wkt_point
from ontology.kinds import FISCAL_YEAR, OWN_SOURCE
from ontology.namespaces import GEO, TSN, Iris

_ENGLISH_KINDS = {
    "prefecture": "Prefecture",
    "designated-city": "City",
    "core-city": "City",
    "city": "City",
    "special-ward": "City",
    "town": "Town",
    "village": "Village",
    "ward": "Ward",
}
_POINTS = ("municipalities", "government_offices", "former_municipalities", "stations")
"""Tables whose rows have a point."""
_OFFICES = frozenset({"municipalities", "government_offices"})
"""Those whose point is that of an office."""
_CUBES = {
    "census_observations": (
        TSN.population,
        {"ja": "自治体の国勢調査の人口", "en": "Population of local governments by census"},
    ),
    "area_observations": (
        TSN.areaKm2,
        {"ja": "自治体の面積", "en": "Area of local governments"},
    ),
}
"""Tables that are data cubes: the measure that each row has, and the names of the cube."""
_ENGLISH_PREFECTURES = {"130001": "Tokyo Metropolis", "010006": "Hokkaido"}


class Deriver:
    """Derives quads from checked rows.

    Args:
        rows: rows by table name.
        builder: the builder of the same rows.
        iris: maker of IRIs.
    """

    def __init__(self, rows: Rows, builder: QuadBuilder, iris: Iris) -> None:
        self._rows = rows
        self._builder = builder
        self._iris = iris
        self._graph = iris.entity("source", OWN_SOURCE)
        self._bodies = {row.key: row for row in rows["municipalities"]}
        self._programmes = {row.key: row for row in rows["programmes"]}
        self._printed_areas: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows["project_areas"]:
            self._printed_areas[row.cells["project"]].append(row.cells["as_printed"])

    def quads(self) -> Iterator[Quad]:
        """Yield every derived quad."""
        yield from self._bodies_quads()
        yield from self._points()
        yield from self._fiscal_years()
        yield from self._latest_census()
        yield from self._cubes()
        yield from self._project_quads()
        yield from self._status_quads()

    def english_name(self, row: Row) -> str:
        """Return the English name of a local government, e.g. ``Kawachinagano City``."""
        kind = _ENGLISH_KINDS[row.cells["kind"]]
        return _ENGLISH_PREFECTURES.get(row.key, f"{row.cells['romaji']} {kind}")

    def _bodies_quads(self) -> Iterator[Quad]:
        for row in self._bodies.values():
            name = Literal(self.english_name(row), lang="en")
            yield self._builder.resource(row), RDFS.label, name, self._graph
        for row in self._rows["government_offices"]:
            body = self.english_name(self._bodies[row.cells["body"]])
            name = Literal(f"Office of {body}", lang="en")
            yield self._builder.resource(row), RDFS.label, name, self._graph

    def _points(self) -> Iterator[Quad]:
        graph = self._graph
        for table in _POINTS:
            for row in self._rows[table]:
                kind = "" if table == "municipalities" else f"{row.table.kind}-"
                geometry = self._iris.entity("geometry", kind + row.key)
                wkt = wkt_point(row.cells["latitude"], row.cells["longitude"])
                yield self._builder.resource(row), GEO.hasGeometry, geometry, graph
                yield geometry, RDF.type, GEO.Geometry, graph
                if table in _OFFICES:
                    yield geometry, RDF.type, TSN.OfficePoint, graph
                yield geometry, GEO.asWKT, Literal(wkt, datatype=GEO.wktLiteral), graph

    def _fiscal_years(self) -> Iterator[Quad]:
        """Yield each fiscal year that a row is of as an interval, and which rows are of it."""
        years: set[int] = set()
        for rows in self._rows.values():
            for row in rows:
                if row.table.has_resources and (year := _fiscal_year(row)):
                    years.add(year)
                    interval = self._iris.entity(FISCAL_YEAR, str(year))
                    yield self._builder.resource(row), DCTERMS.temporal, interval, self._graph
        for year in sorted(years):
            interval = self._iris.entity(FISCAL_YEAR, str(year))
            yield interval, RDF.type, TSN.FiscalYear, self._graph
            for lang in ("ja", "en"):
                name = Literal(fiscal_year_label(year, lang), lang=lang)
                yield interval, RDFS.label, name, self._graph
            for prop, day in ((SDO.startDate, f"{year}-04-01"), (SDO.endDate, f"{year + 1}-03-31")):
                yield interval, prop, literal(Cell.DATE, day), self._graph

    def _latest_census(self) -> Iterator[Quad]:
        latest: dict[str, Row] = {}
        for row in self._rows["census_observations"]:
            body = row.cells["body"]
            if body not in latest or latest[body].cells["as_of"] < row.cells["as_of"]:
                latest[body] = row
        for body, row in latest.items():
            subject = self._builder.resource(self._bodies[body])
            yield subject, TSN.latestCensus, self._builder.resource(row), self._graph

    def _cubes(self) -> Iterator[Quad]:
        """Yield the data cubes of figures that every local government has, and what is in them.

        Source: The RDF Data Cube Vocabulary (https://www.w3.org/TR/vocab-data-cube/). A measure is
        what each row has (integrity condition IC-14); figures that some lack stand beside it.
        """
        graph = self._graph
        for table, (measure, names) in _CUBES.items():
            kind = BY_NAME[table].kind
            cube, structure = self._iris.entity("cube", kind), self._iris.entity("structure", kind)
            yield cube, RDF.type, QB.DataSet, graph
            yield cube, QB.structure, structure, graph
            yield structure, RDF.type, QB.DataStructureDefinition, graph
            for lang, name in names.items():
                yield cube, RDFS.label, Literal(name, lang=lang), graph
                yield structure, RDFS.label, Literal(name, lang=lang), graph
            for role, prop in (
                (QB.dimension, TSN.body), (QB.dimension, TSN.asOf), (QB.measure, measure),
            ):  # fmt: skip
                name = prop.rpartition("#")[2]
                component = self._iris.entity("component", f"{kind}.{name}")
                yield structure, QB.component, component, graph
                yield component, RDF.type, QB.ComponentSpecification, graph
                yield component, role, prop, graph
            for row in self._rows[table]:
                yield self._builder.resource(row), QB.dataSet, cube, graph

    def _project_quads(self) -> Iterator[Quad]:
        titles = {
            row.cells["project"]: row.cells["title"]
            for row in reversed(self._rows["project_titles"])
            if row.cells["kind"] == "official"
        }
        applicants, areas = self._bodies_of("project_applicants"), self._bodies_of("project_areas")
        derived = self._bodies_of("project_areas_derived")
        for row in self._rows["projects"]:
            subject = self._builder.resource(row)
            printed = [*applicants[row.key], *areas[row.key]]
            for body in located_in(printed) or derived[row.key]:
                yield subject, TSN.locatedIn, self._builder.resource(body), self._graph
            shown = applicants[row.key] or areas[row.key]
            ja = titles.get(row.key) or self._project_label(row, shown, "ja")
            yield subject, RDFS.label, Literal(ja, lang="ja"), self._graph
            en = self._project_label(row, shown, "en")
            yield subject, RDFS.label, Literal(en, lang="en"), self._graph

    def _status_quads(self) -> Iterator[Quad]:
        """Yield the latest status of each project and its date; the rows keep the earlier ones.

        The status is said by the source of its row and stands in that source's graph.
        """
        latest: dict[str, Row] = {}
        for row in sorted(self._rows["project_statuses"], key=lambda row: row.cells["as_of"]):
            latest[row.cells["project"]] = row
        for key, row in latest.items():
            project = self._iris.entity("project", key)
            status = self._iris.entity("status", row.cells["status"])
            source = self._iris.entity("source", row.cells["source"])
            yield project, TSN.status, status, source
            yield project, TSN.statusAsOf, literal(Cell.DATE, row.cells["as_of"]), self._graph

    def _bodies_of(self, table: str) -> defaultdict[str, list[Row]]:
        """Return the local governments of each project, in printed order where there is one."""
        found: defaultdict[str, list[tuple[int, Row]]] = defaultdict(list)
        for row in self._rows[table]:
            if row.cells["body"]:
                entry = (int(row.cells.get("position", 0)), self._bodies[row.cells["body"]])
                found[row.cells["project"]].append(entry)
        ordered: defaultdict[str, list[Row]] = defaultdict(list)
        for key, entries in found.items():
            ordered[key] = [row for _, row in sorted(entries, key=lambda entry: entry[0])]
        return ordered

    def _project_label(self, row: Row, bodies: list[Row], lang: str) -> str:
        """Name a project by who, which programme and when; in Japanese it says it has no title.

        Who is the local governments, else the areas as printed, else who applied.
        """
        programme = self._programmes[row.cells["programme"]].cells[f"short_name_{lang}"]
        year = fiscal_year_label(int(row.cells["fiscal_year"]), lang)
        printed = "・".join(self._printed_areas[row.key]) or row.cells["bidder_as_printed"]
        if lang == "ja":
            who = "・".join(body.cells["name"] for body in bodies)
            return f"{who or printed or '申請者未確認'}（名称未確認、{programme}、{year}）"
        who = ", ".join(self.english_name(body) for body in bodies)
        return f"{who or printed or 'Area without a municipality'}: {programme}, {year}"


def _fiscal_year(row: Row) -> int | None:
    """Return the fiscal year that a row is of, or None."""
    for column in row.table.columns:
        if column.property == TSN.fiscalYear and row.cells[column.name]:
            return int(row.cells[column.name])
    return None


def located_in(bodies: list[Row]) -> list[Row]:
    """Return where a project is, of the bodies that it names.

    A joint project is where its municipalities are; a prefecture counts only when it stands
    without any of them (docs/design.md, section 6.3).
    """
    municipalities = [body for body in bodies if body.cells["kind"] != "prefecture"]
    return municipalities or bodies
