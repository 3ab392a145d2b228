"""What is known of every local government: people, land, offices, sites, designations."""

from __future__ import annotations

from rdflib.namespace import RDFS, SDO

from graph.mapping.columns import AS_OF, BODY, NOTE, POSITION
from graph.mapping.schema import Cell, Column, Concept, Link, Table
from ontology.namespaces import TSN

_BODY = Column("body", BODY, TSN.body, required=True)
_BASIS = Column("basis", Concept("statement-basis"), TSN.statementBasis, required=True)

LOCAL_GOVERNMENTS = (
    Table(
        "census_observations",
        "census",
        ("body", "as_of"),
        (TSN.CensusObservation,),
        (
            _BODY,
            AS_OF,
            Column("figure_status", Concept("figure-status"), TSN.figureStatus, required=True),
            _BASIS,
            Column("population", Cell.INTEGER, TSN.population, required=True),
            Column("under_15", Cell.INTEGER, TSN.populationUnder15),
            Column("aged_15_to_64", Cell.INTEGER, TSN.populationAged15To64),
            Column("aged_65_and_over", Cell.INTEGER, TSN.populationAged65AndOver),
            Column("aged_75_and_over", Cell.INTEGER, TSN.populationAged75AndOver),
            Column("aged_65_percent", Cell.DECIMAL, TSN.agedPercent),
            Column("households", Cell.INTEGER, TSN.households),
            Column("one_person_households", Cell.INTEGER, TSN.onePersonHouseholds),
            Column("foreign_residents", Cell.INTEGER, TSN.foreignResidents),
            Column("change_percent", Cell.DECIMAL, TSN.populationChangePercent),
            Column("density_per_km2", Cell.DECIMAL, TSN.populationDensity),
            NOTE,
        ),
    ),
    Table(
        "area_observations",
        "land-area",
        ("body", "as_of"),
        (TSN.AreaObservation,),
        (
            _BODY,
            AS_OF,
            _BASIS,
            Column("area_km2", Cell.DECIMAL, TSN.areaKm2, required=True),
            Column("habitable_area_km2", Cell.DECIMAL, TSN.habitableAreaKm2),
        ),
    ),
    Table(
        "government_offices",
        "government-office",
        ("body",),
        (TSN.GovernmentOffice,),
        (
            _BODY,
            Column("name", Cell.JA, RDFS.label, required=True),
            Column("postal_code", Cell.TEXT, SDO.postalCode),
            Column("address", Cell.JA, SDO.address),
            Column("telephone", Cell.TEXT, SDO.telephone),
            Column("latitude", Cell.DECIMAL, SDO.latitude, required=True),
            Column("longitude", Cell.DECIMAL, SDO.longitude, required=True),
            AS_OF,
        ),
        (Link("body", TSN.office, None),),
    ),
    Table(
        "official_sites",
        "official-site",
        ("body", "position"),
        (TSN.OfficialSite,),
        (
            _BODY,
            POSITION,
            Column("site_kind", Concept("site-kind"), TSN.siteKind, required=True),
            Column("url", Cell.URL, SDO.url, required=True),
            AS_OF,
            NOTE,
        ),
        (
            Link(
                "body",
                {"official": SDO.url, "second": None, "alternative": None},
                "url",
                by="site_kind",
            ),
        ),
    ),
    Table(
        "designations",
        "body-designation",
        ("body", "designation"),
        (TSN.Designation,),
        (
            _BODY,
            Column("designation", Concept("designation"), TSN.designationKind, required=True),
            Column("extent", Concept("extent"), TSN.extent, required=True),
            Column("legal_basis", Cell.JA, TSN.legalBasis, required=True),
            Column("as_of", Cell.DATE, TSN.asOf),
            NOTE,
        ),
        (
            Link(
                "body",
                {
                    "whole": TSN.designation,
                    "deemed-whole": TSN.designation,
                    "part": TSN.partDesignation,
                },
                "designation",
                by="extent",
            ),
        ),
    ),
)
