"""Local governments, retired codes, regions."""

from __future__ import annotations

from rdflib.namespace import DCTERMS, RDFS, SDO

from graph.mapping.columns import BODY, KEY, NOTE_EN
from graph.mapping.schema import Cell, Column, Concept, Link, LinkTo, Ref, Table
from ontology.namespaces import TSN

PLACES = (
    Table(
        "municipalities",
        "municipality",
        ("code",),
        {
            "prefecture": (TSN.Prefecture,),
            "designated-city": (TSN.Municipality,),
            "core-city": (TSN.Municipality,),
            "city": (TSN.Municipality,),
            "special-ward": (TSN.Municipality,),
            "town": (TSN.Municipality,),
            "village": (TSN.Municipality,),
            "ward": (TSN.Ward,),
        },
        (
            Column("code", Cell.KEY, TSN.code, required=True),
            Column("name", Cell.JA, RDFS.label, required=True),
            Column("full_name", Cell.JA, TSN.fullName, required=True),
            Column("kana", Cell.KANA, TSN.reading, required=True),
            Column("romaji", Cell.TEXT, TSN.romaji, required=True),
            Column("romaji_suffix", Cell.TEXT, TSN.romajiSuffix),
            Column("kind", Concept("body-kind"), TSN.bodyKind, required=True),
            Column("prefecture", BODY, TSN.prefecture),
            Column("parent", BODY, TSN.parentCity),
            Column("district", Cell.JA, TSN.district),
            Column("district_kana", Cell.KANA, TSN.districtReading),
            Column("latitude", Cell.DECIMAL, SDO.latitude, required=True),
            Column("longitude", Cell.DECIMAL, SDO.longitude, required=True),
            Column("corporate_number", Cell.TEXT, TSN.corporateNumber),
            Column("estat_uri", LinkTo(), TSN.statisticalArea),
            Column("geonames_id", LinkTo("https://sws.geonames.org/{}/"), RDFS.seeAlso),
            Column("coordinate_source", Cell.TEXT, TSN.coordinateSource, required=True),
        ),
        class_by="kind",
    ),
    Table(
        "retired_codes",
        "retired-code",
        ("code", "replaced_by"),
        (TSN.RetiredCode,),
        (
            Column("code", Cell.KEY, TSN.code, required=True),
            Column("name", Cell.JA, RDFS.label, required=True),
            Column("full_name", Cell.JA, TSN.fullName, required=True),
            Column("replaced_by", BODY, DCTERMS.isReplacedBy, required=True),
            Column("date", Cell.DATE, TSN.retiredOn, required=True),
            NOTE_EN,
        ),
    ),
    Table(
        "regions",
        "region",
        ("key",),
        (TSN.Region,),
        (
            KEY,
            Column("name_ja", Cell.JA, RDFS.label, required=True),
            Column("name_en", Cell.EN, RDFS.label, required=True),
            Column("kana", Cell.KANA, TSN.reading, required=True),
            Column("romaji", Cell.TEXT, TSN.romaji, required=True),
            Column("kind", Concept("region-kind"), TSN.regionKind, required=True),
            NOTE_EN,
        ),
    ),
    Table(
        "region_prefectures",
        "region-prefecture",
        ("region", "prefecture"),
        (TSN.RegionMembership,),
        (
            Column("region", Ref(("regions",)), TSN.region, required=True),
            Column("prefecture", BODY, TSN.body, required=True),
        ),
        (Link("prefecture", TSN.inRegion, "region"),),
    ),
)
