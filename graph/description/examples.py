"""Example queries: some on search and places, then the competency questions of the tests.

As RDF each is a ``sh:SPARQLExecutable`` (https://www.w3.org/ns/shacl), in the form of
https://github.com/sib-swiss/sparql-examples, which editors and programs read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.namespace import DCTERMS, SDO, SH

from graph.description.document import LICENCE, SPARQL_PATH, RdfDocument
from ontology.namespaces import DEFAULT_BASE

_OWN = Path(__file__).parent / "example_queries"
_FOLDERS = (
    Path(__file__).parents[1] / "competency",  # where the wheel puts them
    Path(__file__).parents[2] / "tests" / "competency",  # in a checkout
)
_TITLE = re.compile(r"^# title-(ja|en): (.+)$", re.MULTILINE)
_COMMENT = re.compile(r"^# (?:title-ja|title-en|why):.*\n", re.MULTILINE)
_FORM = re.compile(r"^(?:SELECT|ASK|CONSTRUCT)\b", re.MULTILINE)
_FORMS = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}
"""Forms of queries, with their class and property in SHACL."""
EXAMPLES_FILE = "examples.ttl"
"""File of a release with the examples as RDF."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and its query.

    Args:
        name: name of its file, without the ending.
        titles: the question by language.
        query: SPARQL under the default base.
    """

    name: str
    titles: tuple[tuple[str, str], ...]
    query: str

    def title(self, lang: str) -> str:
        """Return the question in a language."""
        return dict(self.titles)[lang]

    def under(self, base: str) -> str:
        """Return the query for a service whose entities have another base."""
        return self.query.replace(f"BASE <{DEFAULT_BASE}>", f"BASE <{base}>")


@cache
def examples() -> tuple[Example, ...]:
    """Return every example in the order of its file."""
    folder = next((folder for folder in _FOLDERS if folder.is_dir()), None)
    files = [path for place in (_OWN, folder) if place for path in sorted(place.glob("*.rq"))]
    return tuple(_example(path.stem, path.read_text("utf-8")) for path in files)


def _example(name: str, text: str) -> Example:
    return Example(name, tuple(_TITLE.findall(text)), _COMMENT.sub("", text).lstrip("\n"))


def own_number() -> int:
    """Return how many examples come before the competency questions."""
    return len(list(_OWN.glob("*.rq")))


def example_document(base: str) -> RdfDocument:
    """Return the examples as RDF.

    Args:
        base: base of the entities; an example is ``{base}sparql/examples#{name}``.
    """
    document = RdfDocument()
    document.graph.bind("sh", SH)
    for example in examples():
        this = URIRef(f"{base}sparql/examples#{example.name}")
        form, property_ = _FORMS[_form(example.query)]
        document.add(
            this,
            (RDF.type, SH.SPARQLExecutable),
            (RDF.type, form),
            (property_, Literal(example.under(base))),
            (SDO.target, URIRef(SPARQL_PATH)),
            (DCTERMS.license, LICENCE),
        )
        for language, title in example.titles:
            document.add(this, (RDFS.comment, Literal(title, lang=language)))
    return document


def _form(query: str) -> str:
    found = _FORM.search(query)
    assert found is not None  # noqa: S101 - the tests run every one
    return found[0]
