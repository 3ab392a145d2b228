"""Namespaces of the graph and the IRIs of its resources.

Entity IRIs are ``{base}id/{kind}/{key}``; terms of the vocabulary stay in one fixed namespace
whatever the base, so that a copy of the service on another host speaks the same language.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from rdflib import Namespace, URIRef
from rdflib.namespace import (
    DC,
    DCAT,
    DCTERMS,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SKOS,
    VOID,
    XSD,
)

from ontology.spatial_functions import FUNCTION_NAMESPACE, GEO_NAMESPACE, UNIT_NAMESPACE

DEFAULT_BASE = "https://w3id.org/tsunagu/"
"""Base of entity IRIs unless the settings say otherwise (to be registered with w3id.org)."""


class TermNamespace:
    """A namespace whose terms are attributes; unlike rdflib's it has no string methods to clash.

    (``Namespace.count`` and ``Namespace.term`` are methods, and both are terms of ours.)

    Args:
        iri: the namespace.
    """

    def __init__(self, iri: str) -> None:
        self._iri = iri

    def __getattr__(self, name: str) -> URIRef:
        if name.startswith("_"):
            raise AttributeError(name)
        return URIRef(self._iri + name)

    def __str__(self) -> str:
        return self._iri


TSN = TermNamespace("https://w3id.org/tsunagu/ns#")
GEO = Namespace(GEO_NAMESPACE)
GEOF = Namespace(FUNCTION_NAMESPACE)
UOM = Namespace(UNIT_NAMESPACE)

PREFIXES: dict[str, str] = {
    "tsn": str(TSN),
    "schema": str(SDO),
    "skos": str(SKOS),
    "org": str(ORG),
    "dcterms": str(DCTERMS),
    "dc": str(DC),
    "dcat": str(DCAT),
    "void": str(VOID),
    "prov": str(PROV),
    "qb": str(QB),
    "geo": str(GEO),
    "geof": str(GEOF),
    "uom": str(UOM),
    "owl": str(OWL),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "xsd": str(XSD),
}
"""Prefixes offered in every serialisation, in the editor and in the documentation."""


KEPT = "-._~"
"""Characters of keys, beside letters and digits, that stand in IRIs as they are (RFC 3986, 2.3)."""


@dataclass(frozen=True, slots=True)
class Iris:
    """Makes and reads the IRIs of one base.

    Args:
        base: absolute IRI that ends in ``/``.
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not self.base.endswith("/"):
            message = f"the base of IRIs must end in '/': {self.base!r}"
            raise ValueError(message)

    def entity(self, kind: str, key: str) -> URIRef:
        """Return ``{base}id/{kind}/{key}``; the key is percent-encoded where it must be."""
        return URIRef(f"{self.base}id/{kind}/{quote(key, safe=KEPT)}")

    def split(self, iri: str) -> tuple[str, str] | None:
        """Return ``(kind, key)`` of an entity IRI of this base, or None for any other IRI."""
        prefix = f"{self.base}id/"
        if not iri.startswith(prefix):
            return None
        kind, slash, key = iri[len(prefix) :].partition("/")
        return (kind, key) if slash and kind and key else None

    def rebase(self, iri: str) -> str:
        """Move an IRI written under the default base (as resources on disk are) to this base.

        Terms (``…/ns#``) keep their namespace.
        """
        if iri.startswith(DEFAULT_BASE) and not iri.startswith(str(TSN)[:-1]):
            return self.base + iri[len(DEFAULT_BASE) :]
        return iri


def curie(iri: str) -> str:
    """Return an IRI with a prefix where there is one."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
