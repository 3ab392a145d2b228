"""Versions of the dataset: every release that the operator keeps, and what leads to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, VOID, XSD

from graph.description.contact_point import NOBODY, Operator
from graph.description.dcat.datasets import say_dataset
from graph.description.dcat.distributions import say_file, say_files
from graph.description.dcat.lists import (
    CURRENT_VERSION,
    HAS_VERSION,
    IS_VERSION_OF,
    PREVIOUS_VERSION,
    VERSION,
)
from graph.description.differences.deltas import REMOVED, Delta
from graph.description.document import CATALOG_PATH, RELEASE_PATH, RdfDocument, Texts
from graph.description.numbers import Description, Edition

_DELTAS_TITLE: Texts = ("版から版への差分", "Changes from release to release")
_DELTAS_SAYS: Texts = (
    (
        "前の版のN-Quadsから除く行と加える行。除いてから整列して加えると、次の版のN-Quadsに"
        "1バイトも違わず一致する。"
    ),
    (
        "Lines that leave the N-Quads of the release before, and lines that are merged into the"
        " rest: the N-Quads of the next release, byte for byte."
    ),
)
_REMOVED = ("版{before}から除く記述", "Statements that leave release {before}")
_ADDED = ("版{after}で加わる記述", "Statements that release {after} adds")
_SORTED = (
    "整列したN-Quads。前の版のSHA-256は{before}、この版は{after}。",
    "Sorted N-Quads; SHA-256 of the release before {before}, of this one {after}.",
)


@dataclass(frozen=True, slots=True)
class Version:
    """A release that the operator keeps.

    Args:
        edition: which one.
        delta: what leads to it from the one before; None where it follows none.
    """

    edition: Edition
    delta: Delta | None = None


def release_path(id_: str) -> str:
    """Return where a release has its address, with a slash at its end."""
    return f"{RELEASE_PATH}/{id_}/"


def say_versions(
    document: RdfDocument, description: Description, current: Edition, kept: Iterable[Version]
) -> None:
    """Say which versions of the dataset there are."""
    dataset = description.dataset
    for version in kept:
        iri = description.version(version.edition.id)
        document.add(dataset, (HAS_VERSION, iri))
        _say_version(document, description, version, kept)
        if version.edition == current:
            document.add(dataset, (CURRENT_VERSION, iri))


def _say_version(
    document: RdfDocument, description: Description, version: Version, kept: Iterable[Version]
) -> None:
    iri, delta = description.version(version.edition.id), version.delta
    document.add(
        iri,
        (VERSION, Literal(version.edition.id)),
        (IS_VERSION_OF, description.dataset),
        (DCTERMS.modified, Literal(version.edition.built_at, datatype=XSD.dateTime)),
        (FOAF.page, URIRef(release_path(version.edition.id).rstrip("/"))),
    )
    if delta and delta.before in {other.edition.id for other in kept}:
        document.add(iri, (PREVIOUS_VERSION, description.version(delta.before)))


def say_deltas(
    document: RdfDocument,
    page: URIRef,
    description: Description,
    kept: Iterable[Version],
    operator: Operator,
) -> None:
    """Say the deltas of versions as a dataset of their own; nothing where there is none.

    Args:
        document: where it is said.
        page: the catalogue.
        description: the numbers of a release.
        kept: the versions.
        operator: who answers for them.
    """
    found = [(version, version.delta) for version in kept if version.delta]
    if not found:
        return
    dataset = description.part("deltas")
    document.add(page, (DCAT.dataset, dataset))
    document.texts(dataset, DCTERMS.title, _DELTAS_TITLE)
    document.texts(dataset, DCTERMS.description, _DELTAS_SAYS)
    say_dataset(document, dataset, description, operator)
    document.add(dataset, (DCTERMS.relation, description.dataset))
    for version, delta in found:
        _say_delta(document, description, version.edition, delta, dataset)


def _say_delta(
    document: RdfDocument, description: Description, edition: Edition, delta: Delta, of: URIRef
) -> None:
    version, folder = description.version(edition.id), f"{release_path(edition.id)}delta/"
    hashes = {"before": delta.before_sha256, "after": delta.sha256}
    for file in delta.files:
        part = say_file(document, version, file, edition, folder, of)
        words = _REMOVED if file.name == REMOVED else _ADDED
        ja, en = (text.format(before=delta.before, after=edition.id) for text in words)
        document.texts(part, DCTERMS.title, (ja, en))
        ja, en = (text.format(**hashes) for text in _SORTED)
        document.texts(part, DCTERMS.description, (ja, en))


def release(
    description: Description,
    edition: Edition,
    operator: Operator = NOBODY,
    kept: Sequence[Version] = (),
) -> RdfDocument:
    """Return the description of one release; its own address is ``/release/{id}``.

    Args:
        description: the numbers of the release.
        edition: which release it is.
        operator: who publishes it.
        kept: the releases that are kept, this one among them.
    """
    document = RdfDocument()
    iri = document.dataset(description, edition, description.version(edition.id))
    say_dataset(document, iri, description, operator)
    (version,) = [one for one in kept if one.edition == edition] or [Version(edition)]
    _say_version(document, description, version, kept)
    document.add(
        iri,
        (RDF.type, VOID.Dataset),
        (VOID.triples, Literal(description.statistics.triples, datatype=XSD.integer)),
        (DCAT.landingPage, URIRef(CATALOG_PATH)),
    )
    say_files(document, iri, description, edition, f"{release_path(edition.id)}dump/")
    if version.delta:
        changes = URIRef(f"{iri}#delta")
        document.add(iri, (DCTERMS.relation, changes))
        document.texts(changes, DCTERMS.title, _DELTAS_TITLE)
        document.texts(changes, DCTERMS.description, _DELTAS_SAYS)
        say_dataset(document, changes, description, operator)
        _say_delta(document, description, edition, version.delta, changes)
    return document
