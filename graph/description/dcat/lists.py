"""Values from lists that others keep, for DCAT-AP 3.0.1 (section 11, controlled vocabularies)."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Namespace, URIRef
from rdflib.namespace import DCAT

from graph.description.dumps import CSV, CSVW, PARQUET

DCATAP = Namespace("http://data.europa.eu/r5r/")
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_DCAT_3 = Namespace(str(DCAT))  # rdflib knows the terms of DCAT 2
VERSION, HAS_VERSION, IS_VERSION_OF, PREVIOUS_VERSION, CURRENT_VERSION = (
    _DCAT_3[name]
    for name in ("version", "hasVersion", "isVersionOf", "previousVersion", "hasCurrentVersion")
)

LANGUAGES = tuple(URIRef(f"{_AUTHORITY}language/{code}") for code in ("JPN", "ENG"))
THEME_TAXONOMY = URIRef(f"{_AUTHORITY}data-theme")
THEMES = tuple(URIRef(f"{THEME_TAXONOMY}/{code}") for code in ("GOVE", "REGI", "TECH"))
"""Government and public sector; regions and cities; science and technology."""
JAPAN = (URIRef("https://sws.geonames.org/1861060/"), URIRef(f"{_AUTHORITY}country/JPN"))
AVAILABLE = URIRef(f"{_AUTHORITY}planned-availability/AVAILABLE")
"""There for as long as the operator keeps it: neither experimental nor promised for ever."""
PUBLIC = URIRef(f"{_AUTHORITY}access-right/PUBLIC")
PUBLIC_DOMAIN = URIRef("http://purl.org/adms/licencetype/PublicDomain")

IANA = "https://www.iana.org/assignments/media-types/"
_FILE_TYPE = Namespace(f"{_AUTHORITY}file-type/")
FILE_TYPES: Mapping[str, URIRef] = {
    "application/n-quads": _FILE_TYPE["RDF_N_QUADS"],
    "application/trig": _FILE_TYPE["RDF_TRIG"],
    "text/turtle": _FILE_TYPE["RDF_TURTLE"],
    "application/ld+json": _FILE_TYPE["JSON_LD"],
    CSV: _FILE_TYPE["CSV"],
    CSVW: _FILE_TYPE["JSON_LD"],
    PARQUET: _FILE_TYPE["PARQUET"],
}
"""Formats of files by media type."""
SPARQL_QUERY, JSON = _FILE_TYPE["SPARQLQ"], _FILE_TYPE["JSON"]
