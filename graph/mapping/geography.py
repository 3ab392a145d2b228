"""Where things lie: former municipalities, informal regions, neighbours, islands, stations."""

from __future__ import annotations

from rdflib.namespace import DCTERMS, RDFS, SDO

from graph.mapping.columns import AS_OF, BODY, KEY, NOTE, POSITION
from graph.mapping.schema import Cell, Column, Concept, Link, LinkTo, Ref, Table
from ontology.namespaces import TSN

_LATITUDE = Column("latitude", Cell.DECIMAL, SDO.latitude, required=True)
_LONGITUDE = Column("longitude", Cell.DECIMAL, SDO.longitude, required=True)
_FORMER = (
    KEY,
    Column("name", Cell.JA, RDFS.label, required=True),
    Column("old_code", Cell.KEY, TSN.formerCode),
    Column("prefecture", BODY, TSN.formerPrefecture, required=True),
    Column("district", Cell.JA, TSN.district),
    Column("date_start", Cell.DATE, TSN.establishedOn),
    Column("date_end", Cell.DATE, TSN.abolishedOn),
    Column("successor", BODY, DCTERMS.isReplacedBy),
    _LATITUDE,
    _LONGITUDE,
)

GEOGRAPHY = (
    Table(
        "former_municipalities",
        "former-municipality",
        ("key",),
        (TSN.FormerMunicipality,),
        (
            *_FORMER,
            Column(
                "geoshape_id",
                LinkTo("https://geoshape.ex.nii.ac.jp/city/resource/{}.html"),
                RDFS.seeAlso,
            ),
        ),
    ),
    Table(
        "former_names",
        "former-name",
        ("key",),
        (),
        _FORMER,
        searched_only=True,
    ),
    Table(
        "informal_regions",
        "informal-region",
        ("key",),
        (TSN.InformalRegion,),
        (
            KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label),
            Column("kana", Cell.KANA, TSN.reading),
            Column("kind", Concept("region-kind"), TSN.regionKind, required=True),
            Column("prefecture", BODY, TSN.prefectureOfRegion),
            Column("generic_name", Cell.BOOLEAN, TSN.genericName, required=True),
            NOTE,
        ),
    ),
    Table(
        "informal_region_members",
        "informal-region-member",
        ("region", "member"),
        (),
        (
            Column("region", Ref(("informal_regions",)), required=True),
            Column("member", BODY, required=True),
            Column("extent", Concept("extent"), required=True),
        ),
        (
            Link(
                "member",
                {
                    "whole": TSN.inInformalRegion,
                    "part": TSN.partlyInInformalRegion,
                    "deemed-whole": None,
                },
                "region",
                by="extent",
            ),
        ),
    ),
    Table(
        "neighbours",
        "neighbour",
        ("body", "neighbour"),
        (),
        (
            Column("body", BODY, required=True),
            Column("neighbour", BODY, required=True),
        ),
        (Link("body", TSN.neighbour, "neighbour"),),
    ),
    Table(
        "islands",
        "island",
        ("municipality", "position"),
        (TSN.Island,),
        (
            Column("municipality", BODY, TSN.body, required=True),
            POSITION,
            Column("name", Cell.JA, RDFS.label, required=True),
            Column("legal_basis", Cell.JA, TSN.legalBasis, required=True),
            AS_OF,
        ),
    ),
    Table(
        "stations",
        "station",
        ("key",),
        (TSN.Station,),
        (
            KEY,
            Column("name", Cell.JA, RDFS.label, required=True),
            Column("municipality", BODY, TSN.body),
            _LATITUDE,
            _LONGITUDE,
            AS_OF,
        ),
    ),
    Table(
        "railway_lines",
        "railway-line",
        ("key",),
        (TSN.RailwayLine,),
        (
            KEY,
            Column("name", Cell.JA, RDFS.label, required=True),
            Column("operator", Cell.JA, TSN.operator, required=True),
            AS_OF,
        ),
    ),
    Table(
        "station_lines",
        "station-line",
        ("station", "line"),
        (),
        (
            Column("station", Ref(("stations",)), required=True),
            Column("line", Ref(("railway_lines",)), required=True),
        ),
        (Link("station", TSN.railwayLine, "line"),),
    ),
)
