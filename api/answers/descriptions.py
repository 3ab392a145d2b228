"""What a release says of itself, in the format that a client accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import Request, Response

from api.contract.releases import DeltaAnswer, DumpsAnswer, FileItem
from api.contract.views import TermsAnswer, VocabularyTerm
from api.http.addresses.public import public_url
from api.http.negotiation import acceptable
from api.http.problems import ApiProblem
from api.release.releases import Release
from api.release.versions import edition_of, numbers_in, numbers_of
from api.wording.language import pick
from graph.description.contact_point import NOBODY, Operator
from graph.description.dcat.catalog import catalog as dcat_catalog
from graph.description.dcat.versions import Version
from graph.description.dcat.versions import release as dcat_release
from graph.description.differences.deltas import Delta
from graph.description.document import DOCUMENT_FORMATS, N_TRIPLES, RdfDocument, dump_url
from graph.description.dumps import CHECKSUMS, CSV, CSVW, GZIP, PARQUET, Dump
from graph.description.examples import example_document
from graph.description.numbers import Description, Edition
from graph.description.service_description import service_description
from graph.description.void import void as void_description
from graph.store.formats import DATA_SUFFIXES
from ontology.namespaces import PREFIXES, curie
from ontology.vocabulary import TermKind, terms

_DOCUMENTS: Mapping[
    str, Callable[[Description, Edition, Operator, tuple[Version, ...]], RdfDocument]
] = {
    "void": lambda numbers, edition, operator, _: void_description(numbers, edition, operator),
    "catalog": dcat_catalog,
    "release": dcat_release,
    "service": lambda numbers, edition, *_: service_description(numbers, edition),
    "examples": lambda numbers, *_: example_document(numbers.base),
}
DESCRIPTIONS = (*DOCUMENT_FORMATS, N_TRIPLES)
"""Media types of descriptions; the last one where a public address is set."""
DUMPED = (*DATA_SUFFIXES.values(), CSV, CSVW, PARQUET)
"""Media types of what is in dumps and tables."""
_VARY = {"Vary": "Accept"}


def described(
    request: Request,
    release: Release,
    name: str,
    *,
    page: bool = False,
    operator: Operator = NOBODY,
    kept: tuple[Version, ...] = (),
) -> Response:
    """Return a description in the RDF format that a client accepts.

    Args:
        request: its ``Accept`` is asked.
        release: the release that is described.
        name: ``void``, ``catalog``, ``release``, ``service`` or ``examples``.
        page: whether who wants HTML gets the first format.
        operator: who runs the service, for ``void``, ``catalog`` and ``release``.
        kept: the releases that are kept, for ``catalog`` and ``release``.

    Raises:
        ApiProblem: 406, the client accepts none of the formats.
    """
    public = public_url(request)
    formats = (*DOCUMENT_FORMATS, *((N_TRIPLES,) if public else ()))
    order = acceptable(request.headers.get("accept"), (*formats, *(("text/html",) * page)))
    if not order:
        listed = ", ".join(formats)
        raise ApiProblem(406, "not-acceptable", "formats", {"formats": listed})
    media = order[0] if order[0] in formats else formats[0]
    asked = _Asked(release.folder, edition_of(release), operator, kept, name, public)
    body = _document(asked, media)
    return Response(body, media_type=f"{media}; charset=utf-8", headers=_VARY)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a description is made of."""

    folder: Path
    edition: Edition
    operator: Operator
    kept: tuple[Version, ...]
    name: str
    public: str


@lru_cache(maxsize=4 * len(_DOCUMENTS) * (len(DOCUMENT_FORMATS) + 1))
def _document(asked: _Asked, media: str) -> bytes:
    """Return a description; made once for each address, since a release never changes."""
    numbers = numbers_in(asked.folder, asked.edition)
    document = _DOCUMENTS[asked.name](numbers, asked.edition, asked.operator, asked.kept)
    document.address(numbers, asked.public)
    return document.serialise(media)


def dumps_answer(release: Release, numbers: Description, folder: str) -> DumpsAnswer:
    """Return the list of a release's dumps and tables as JSON values.

    Args:
        release: the release.
        numbers: its numbers.
        folder: address of the folder where they are served.
    """
    items, tables = ([file_item(file, folder) for file in files]
                     for files in (numbers.dumps, numbers.tables))  # fmt: skip
    return {
        "release": release.id,
        "built_at": release.manifest["built_at"],
        "checksums": f"{folder}{CHECKSUMS}",
        "total": len(items),
        "items": items,
        "tables": tables,
    }


def delta_answer(release: Release, delta: Delta, folder: str) -> DeltaAnswer:
    """Return what leads to a release from the one before as JSON values.

    Args:
        release: the later release.
        delta: the difference.
        folder: address of the folder where its files are served.
    """
    removed, added = (file_item(file, folder) for file in delta.files)
    return {
        "before": {"id": delta.before, "sha256": delta.before_sha256},
        "after": {"id": release.id, "sha256": delta.sha256},
        "checksums": f"{folder}{CHECKSUMS}",
        "removed": removed,
        "added": added,
    }


def file_item(file: Dump, folder: str) -> FileItem:
    """Return what is told of a compressed file, with its addresses."""
    url = str(dump_url(file, folder))
    return {
        "name": file.name,
        "media_type": file.media_type,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "uncompressed_bytes": file.content_bytes,
        "uncompressed_sha256": file.content_sha256,
        "statements_left_out": file.left_out,
        "url": url,
        "uncompressed_url": url.removesuffix(GZIP),
    }


def vocabulary_terms(release: Release, lang: str) -> TermsAnswer:
    """Return the prefixes, and every class and property of the graph, the most used first.

    Counts are those of VoID; own terms that the data do not use (such as those of
    ``SERVICE tsn:search``) have 0.

    Args:
        release: which one.
        lang: language of labels.
    """
    found = numbers_of(release).statistics
    classes = _own({TermKind.CLASS}) | found.classes
    properties = _own({TermKind.OBJECT_PROPERTY, TermKind.DATATYPE_PROPERTY}) | found.properties
    return {
        "prefixes": dict(PREFIXES),
        "classes": _counted(classes, lang),
        "properties": _counted(properties, lang),
    }


def _own(kinds: set[TermKind]) -> dict[str, int]:
    return {term.iri: 0 for term in terms() if term.kind in kinds}


def _counted(counts: Mapping[str, int], lang: str) -> list[VocabularyTerm]:
    own = {term.iri: term for term in terms()}
    found: list[VocabularyTerm] = [
        {
            "iri": iri,
            "name": curie(iri),
            "label": pick(own[iri].label, lang) if iri in own else None,
            "count": count,
        }
        for iri, count in counts.items()
    ]
    return sorted(found, key=lambda term: (-term["count"], term["iri"]))
