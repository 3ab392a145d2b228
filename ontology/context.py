"""The JSON-LD context: short names for the terms that the graph uses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from rdflib.namespace import FOAF, RDF, XSD

from ontology.namespaces import PREFIXES, TSN
from ontology.vocabulary import Term, TermKind, terms

MORE_PREFIXES: Mapping[str, str] = {
    "foaf": str(FOAF),
    "hydra": "http://www.w3.org/ns/hydra/core#",
}
"""Prefixes of what documents say of themselves; the graph has no such statements."""
_BY_LANGUAGE = {"@container": "@language"}
_IRI = {"@type": "@id"}
_OTHER: Mapping[str, Mapping[str, str]] = {
    "label": {"@id": "rdfs:label", **_BY_LANGUAGE},
    "comment": {"@id": "rdfs:comment", **_BY_LANGUAGE},
    "seeAlso": {"@id": "rdfs:seeAlso", **_IRI},
    "isDefinedBy": {"@id": "rdfs:isDefinedBy", **_IRI},
    "Concept": {"@id": "skos:Concept"},
    "ConceptScheme": {"@id": "skos:ConceptScheme"},
    "Collection": {"@id": "skos:Collection"},
    "prefLabel": {"@id": "skos:prefLabel", **_BY_LANGUAGE},
    "altLabel": {"@id": "skos:altLabel", **_BY_LANGUAGE},
    "hiddenLabel": {"@id": "skos:hiddenLabel", **_BY_LANGUAGE},
    "definition": {"@id": "skos:definition", **_BY_LANGUAGE},
    "note": {"@id": "skos:note", **_BY_LANGUAGE},
    "notation": {"@id": "skos:notation"},
    "broader": {"@id": "skos:broader", **_IRI},
    "narrower": {"@id": "skos:narrower", **_IRI},
    "related": {"@id": "skos:related", **_IRI},
    "inScheme": {"@id": "skos:inScheme", **_IRI},
    "topConceptOf": {"@id": "skos:topConceptOf", **_IRI},
    "hasTopConcept": {"@id": "skos:hasTopConcept", **_IRI},
    "member": {"@id": "skos:member", **_IRI},
    "title": {"@id": "dcterms:title"},
    "source": {"@id": "dcterms:source", **_IRI},
    "license": {"@id": "dcterms:license", **_IRI},
    "rights": {"@id": "dcterms:rights"},
    "temporal": {"@id": "dcterms:temporal", **_IRI},
    "isReplacedBy": {"@id": "dcterms:isReplacedBy", **_IRI},
    "isPartOf": {"@id": "dcterms:isPartOf", **_IRI},
    "issued": {"@id": "dcterms:issued", "@type": "xsd:date"},
    "publisher": {"@id": "dc:publisher"},
    "latitude": {"@id": "schema:latitude", "@type": "xsd:decimal"},
    "longitude": {"@id": "schema:longitude", "@type": "xsd:decimal"},
    "url": {"@id": "schema:url", "@type": "xsd:anyURI"},
    "name": {"@id": "schema:name", **_BY_LANGUAGE},
    "startDate": {"@id": "schema:startDate", "@type": "xsd:date"},
    "endDate": {"@id": "schema:endDate", "@type": "xsd:date"},
    "location": {"@id": "schema:location", **_IRI},
    "hasGeometry": {"@id": "geo:hasGeometry", **_IRI},
    "Geometry": {"@id": "geo:Geometry"},
    "asWKT": {"@id": "geo:asWKT", "@type": "geo:wktLiteral"},
    "Document": {"@id": "foaf:Document"},
    "primaryTopic": {"@id": "foaf:primaryTopic", **_IRI},
    "next": {"@id": "hydra:next", **_IRI},
    "previous": {"@id": "hydra:previous", **_IRI},
}
"""Short names for terms of other vocabularies; where a term of ours has the name, it keeps it."""
_NATIVE = frozenset({str(XSD.string), str(XSD.integer), str(XSD.boolean)})
"""Datatypes whose values JSON has itself."""


@cache
def reading_context() -> Mapping[str, Any]:
    """Return the context: prefixes, own terms by their local names, and some terms of others.

    Values of object properties are IRIs (``@type: @id``), texts with a language are maps from
    language to text, and where a property has one datatype its values are plain strings.
    """
    found: dict[str, Any] = {"id": "@id", "type": "@type", **PREFIXES, **MORE_PREFIXES}
    for term in terms():
        found[term.name] = _definition(term)
    for name, definition in _OTHER.items():
        plain = definition["@id"] if len(definition) == 1 else dict(definition)
        found.setdefault(name, plain)
    return found


def _definition(term: Term) -> str | dict[str, str]:
    iri = f"tsn:{term.iri.removeprefix(str(TSN))}"
    if term.kind is TermKind.OBJECT_PROPERTY:
        return {"@id": iri, **_IRI}
    if term.kind is TermKind.DATATYPE_PROPERTY and len(term.range) == 1:
        (datatype,) = term.range
        if datatype == str(RDF.langString):
            return {"@id": iri, **_BY_LANGUAGE}
        if datatype not in _NATIVE:
            return {"@id": iri, "@type": f"xsd:{datatype.removeprefix(str(XSD))}"}
    return iri
