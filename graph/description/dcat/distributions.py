"""Files that are offered, as distributions of DCAT: size, format, checksum."""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD

from graph.description.dcat.lists import AVAILABLE, DCATAP, FILE_TYPES, IANA
from graph.description.document import LICENCE, SPDX, RdfDocument, Texts, dump_url
from graph.description.dumps import CROISSANT_FILE, CSVW, PARQUET, Dump
from graph.description.numbers import Description, Edition
from graph.description.tables.croissant import CONFORMS_TO

_FORMAT_NAMES = {
    "application/n-quads": ("N-Quads", "名前付きグラフつき", "with named graphs"),
    "application/trig": ("TriG", "名前付きグラフつき", "with named graphs"),
    "text/turtle": ("Turtle", "全グラフの和", "the union of all graphs"),
    "application/ld+json": ("JSON-LD", "名前付きグラフつき", "with named graphs"),
}
_LEFT_OUT = (
    "三つ組項(RDF 1.2)を含む{number}個の記述は、この形式では表せないため含まない。",
    "{number} statements with triple terms (RDF 1.2) are left out, which this format cannot hold.",
)
_WHOLE = ("全記述を{format}で書いたファイル。", "Every statement, written as {format}.")
_TABLE_SAYS = (
    "表{name}の全行。列の意味は{csvw}にある。",
    "All rows of the table {name}; {csvw} says what its columns mean.",
)
_PARQUET_SAYS = (
    "表{name}の全行。列は型を持ち、意味を添える。",
    "All rows of the table {name}; columns have types and say what they mean.",
)
_CSVW_NAME = "csvw.json"
_CSVW_SAYS = (
    "すべての表の列、型、鍵、参照の記述(CSV on the Web)。",
    "Columns, types, keys and references of all tables (CSV on the Web).",
)
_CROISSANT_SAYS = (
    "すべての表の列と型、CSVとParquetのファイルの記述(Croissant)。",
    "Columns and types of all tables, with their files in CSV and Parquet (Croissant).",
)
_CSVW = URIRef("http://www.w3.org/ns/csvw")
_DUMPS = "/dump/"


def say_files(
    document: RdfDocument,
    dataset: URIRef,
    description: Description,
    edition: Edition,
    folder: str = _DUMPS,
) -> None:
    """Say the dumps and tables of a release.

    Args:
        document: where it is said.
        dataset: what they are distributions of; their names begin with its IRI.
        description: the numbers of the release.
        edition: which release it is.
        folder: where they are served.
    """
    for dump in description.dumps:
        part = say_file(document, dataset, dump, edition, folder)
        name, ja, en = _FORMAT_NAMES[dump.media_type]
        document.texts(part, DCTERMS.title, (f"{name} ({ja}、gzip)", f"{name} ({en}, gzip)"))
        says = [text.format(format=name) for text in _WHOLE]
        if dump.left_out:
            left = [text.format(number=dump.left_out) for text in _LEFT_OUT]
            says = [says[0] + left[0], f"{says[1]} {left[1]}"]
        document.texts(part, DCTERMS.description, (says[0], says[1]))
    for table in description.tables:
        part = say_file(document, dataset, table, edition, folder)
        title, says_of_it = _of_table(table)
        document.texts(part, DCTERMS.title, title)
        document.texts(part, DCTERMS.description, says_of_it)
        if table.media_type == CSVW:
            document.add(part, (DCTERMS.conformsTo, _CSVW))
        elif table.content_name == CROISSANT_FILE:
            document.add(part, (DCTERMS.conformsTo, URIRef(CONFORMS_TO)))


def _of_table(table: Dump) -> tuple[Texts, Texts]:
    """Return the title and the description of a table, or of what describes the tables."""
    if table.content_name == CROISSANT_FILE:
        title = ("Croissantによる表の記述 (gzip)", "Description of the tables for Croissant (gzip)")
        return title, _CROISSANT_SAYS
    if table.media_type == CSVW:
        return ("表の記述 (gzip)", "Description of the tables (gzip)"), _CSVW_SAYS
    name = table.content_name.rpartition(".")[0]
    if table.media_type == PARQUET:
        ja, en = (text.format(name=name) for text in _PARQUET_SAYS)
        return (f"表 {name} (Parquet)", f"Table {name} (Parquet)"), (ja, en)
    ja, en = (text.format(name=name, csvw=_CSVW_NAME) for text in _TABLE_SAYS)
    return (f"表 {name} (CSV、gzip)", f"Table {name} (CSV, gzip)"), (ja, en)


def say_file(
    document: RdfDocument,
    dataset: URIRef,
    file: Dump,
    edition: Edition,
    folder: str,
    of: URIRef | None = None,
) -> URIRef:
    """Say a file, and return the IRI of the distribution.

    Args:
        document: where it is said.
        dataset: what names the distribution.
        file: the file.
        edition: the release that it is of.
        folder: where it is served.
        of: what it is a distribution of, if not of ``dataset``.
    """
    kind = folder.rstrip("/").rpartition("/")[2]
    part = URIRef(f"{dataset}#{kind}/{file.content_name}")
    checksum, url = document.blank(), dump_url(file, folder)
    document.add(of or dataset, (DCAT.distribution, part))
    document.add(
        part,
        (RDF.type, DCAT.Distribution),
        (DCAT.accessURL, url),
        (DCAT.downloadURL, url),
        (DCAT.mediaType, URIRef(IANA + file.media_type)),
        (DCAT.byteSize, Literal(str(file.bytes), datatype=XSD.nonNegativeInteger)),
        (DCTERMS["format"], FILE_TYPES[file.media_type]),
        (DCTERMS.modified, Literal(edition.built_at, datatype=XSD.dateTime)),
        (DCTERMS.license, LICENCE),
        (DCATAP.availability, AVAILABLE),
        (SPDX.checksum, checksum),
    )
    if file.packed:
        document.add(part, (DCAT.compressFormat, URIRef(f"{IANA}application/gzip")))
    document.add(
        checksum,
        (RDF.type, SPDX.Checksum),
        (SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)),
    )
    document.add(SPDX.checksumAlgorithm_sha256, (RDF.type, SPDX.ChecksumAlgorithm))
    return part
