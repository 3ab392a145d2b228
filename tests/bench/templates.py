"""SPARQL queries with drawn parameters: small describes, and ten kinds of what people ask."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from string import Template

import pyoxigraph

from ontology.namespaces import PREFIXES

JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
"""What is accepted: for SELECT and ASK, for CONSTRUCT and DESCRIBE."""
_MOST = 20_000
"""Entities of one class that are drawn from."""
_WORDS = 200
"""Pairs of characters that are looked for in labels: the most frequent ones."""
_HERE = "schema:latitude ?lat ; schema:longitude ?long"


@dataclass(frozen=True, slots=True)
class Query:
    """A query to be asked.

    Args:
        kind: its template.
        text: SPARQL.
        accept: media type of the answer.
    """

    kind: str
    text: str
    accept: str


def _prefixes(*names: str) -> str:
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in names)


MIXED: Mapping[str, str] = {
    "describe": "CONSTRUCT { $project ?p ?o } WHERE { $project ?p ?o }",
    "labels": _prefixes("rdfs") + "SELECT ?label WHERE { $project rdfs:label ?label }",
    "join": _prefixes("tsn", "rdfs")
    + """SELECT ?project ?label ?programme ?name WHERE {
  ?project tsn:applicant $municipality ;
    rdfs:label ?label ;
    tsn:programme ?programme .
  ?programme rdfs:label ?name .
  FILTER(LANG(?label) = "ja" && LANG(?name) = "ja")
} LIMIT 100""",
    "filter": _prefixes("tsn", "rdfs")
    + """SELECT ?project ?label ?year WHERE {
  ?project tsn:technology $technology ;
    tsn:fiscalYear ?year ;
    rdfs:label ?label .
  FILTER(STR(?year) >= "$year" && LANG(?label) = "en")
} LIMIT 100""",
    "count": _prefixes("tsn")
    + """SELECT ?year (COUNT(?project) AS ?projects) WHERE {
  ?project tsn:applicant $municipality ;
    tsn:fiscalYear ?year .
} GROUP BY ?year ORDER BY ?year""",
    "contains": _prefixes("tsn", "rdfs")
    + """SELECT ?project ?label WHERE {
  ?project a tsn:Project ;
    rdfs:label ?label .
  FILTER(LANG(?label) = "ja" && CONTAINS(?label, "$word"))
} LIMIT 10""",
    "path": _prefixes("tsn", "skos")
    + """SELECT DISTINCT ?concept ?name WHERE {
  $project tsn:technology/skos:broader* ?concept .
  ?concept skos:prefLabel ?name .
  FILTER(LANG(?name) = "ja")
}""",
    "optional": _prefixes("tsn", "rdfs")
    + """SELECT ?project ?label ?technology ?open WHERE {
  ?project tsn:applicant $municipality ;
    tsn:fiscalYear "$year"^^<http://www.w3.org/2001/XMLSchema#gYear> ;
    rdfs:label ?label .
  OPTIONAL { ?project tsn:technology ?technology }
  OPTIONAL { ?project tsn:technologiesOpen ?open }
} LIMIT 100""",
    "near": _prefixes("tsn", "schema", "rdfs", "geo", "geof", "uom")
    + """SELECT ?place ?name ?metres WHERE {
  ?place schema:latitude ?lat ; schema:longitude ?long .
  FILTER(ABS(?lat - $lat) < 0.2 && ABS(?long - $long) < 0.2)
  ?place rdfs:label ?name ; geo:hasGeometry/geo:asWKT ?there .
  FILTER(LANG(?name) = "ja")
  BIND(geof:distance("POINT($long $lat)"^^geo:wktLiteral, ?there, uom:metre) AS ?metres)
} ORDER BY ?metres LIMIT 10""",
    "ask": _prefixes("tsn") + "ASK { $project tsn:technology $technology }",
}
"""Queries by kind. rdflib has no ``geof:distance``: there the distance stays unbound."""


class Parameters:
    """Draws queries whose parameters are in a store.

    Args:
        store: folder of the store.
        seed: the same seed gives the same queries.
    """

    def __init__(self, store: Path, seed: int) -> None:
        self._store = pyoxigraph.Store.read_only(str(store))
        self._random = random.Random(seed)  # noqa: S311 - no secret
        tsn = _prefixes("tsn", "rdfs", "schema")
        self._projects = self._values(f"{tsn}SELECT ?v {{ ?v a tsn:Project }}")
        self._used = {
            name: self._values(f"{tsn}SELECT ?v {{ ?p a tsn:Project ; tsn:{name} ?v }}")
            for name in ("applicant", "technology", "fiscalYear")
        }
        self._located = [
            (row["lat"].value, row["long"].value)
            for row in self._rows(f"{tsn}SELECT ?lat ?long {{ ?v {_HERE} }} ORDER BY ?lat ?long")
        ]
        labels = self._values(
            f'{tsn}SELECT ?v {{ ?p a tsn:Project ; rdfs:label ?v FILTER(LANG(?v) = "ja") }}'
        )
        pairs = (label[at : at + 2] for label in labels for at in range(len(label) - 1))
        self._words = [word for word, _ in Counter(pairs).most_common(_WORDS) if word.isalpha()]
        self._entities = self._values("SELECT DISTINCT ?v { ?v a ?class FILTER(isIRI(?v)) }", 10)

    def _rows(self, query: str) -> pyoxigraph.QuerySolutions:
        return self._store.query(query, use_default_graph_as_union=True)

    def _values(self, query: str, times: int = 1) -> Sequence[str]:
        """Return a draw of what a query finds, the same for the same store and seed."""
        values = sorted(_written(row[0]) for row in islice(self._rows(query), 50 * _MOST))
        return self._random.sample(values, min(times * _MOST, len(values)))

    def describes(self, count: int) -> list[Query]:
        """Return describes of entities in a drawn order; no two texts are the same."""
        drawn = [self._entities[at % len(self._entities)] for at in range(count)]
        return [
            Query("describe", f"DESCRIBE {entity} # {number}", TRIPLES)
            for number, entity in enumerate(drawn)
        ]

    def mixed(self, count: int) -> list[Query]:
        """Return as many queries of each kind, in turn; no two texts are the same."""
        kinds = list(MIXED)
        return [self._mixed(kinds[number % len(kinds)], number) for number in range(count)]

    def _mixed(self, kind: str, number: int) -> Query:
        one_of: Callable[[Sequence[str]], str] = self._random.choice
        lat, long = self._random.choice(self._located)
        text = Template(MIXED[kind]).substitute(
            project=one_of(self._projects),
            municipality=one_of(self._used["applicant"]),
            technology=one_of(self._used["technology"]),
            year=one_of(self._used["fiscalYear"]),
            word=one_of(self._words),
            lat=lat,
            long=long,
        )
        accept = TRIPLES if kind == "describe" else JSON
        return Query(kind, f"{text} # {number}", accept)


def _written(term: object) -> str:
    """Return an IRI as SPARQL writes it, and what a literal says."""
    return term.value if isinstance(term, pyoxigraph.Literal) else str(term)
