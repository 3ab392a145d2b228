"""Who was paid, as a resource of its own that has its corporate number.

A payment names a local government, a council, or a legal person that is in no table: that one is a
payee, named after its corporate number. Where a source names nobody there is no payee.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS

from graph.ingest.quads import QuadBuilder
from graph.ingest.reading import Row
from graph.store.store import Quad
from ontology.kinds import PAYEE
from ontology.namespaces import TSN, Iris

_REGISTERS = (
    "https://www.houjin-bangou.nta.go.jp/henkorireki-johoto.html?selHouzinNo={}",
    "https://info.gbiz.go.jp/hojin/ichiran?hojinBango={}",
)
"""Pages of a corporate number: at the National Tax Agency and in gBizINFO."""


def payee_quads(payments: Iterable[Row], builder: QuadBuilder, iris: Iris) -> Iterator[Quad]:
    """Yield who was paid, in the graphs of the rows that say so.

    Args:
        payments: rows of payments.
        builder: the builder of the same rows.
        iris: maker of IRIs.
    """
    for row in payments:
        graph, number = builder.graph(row), row.cells["corporate_number"]
        if body := row.cells["body"]:
            payee = iris.entity("municipality", body)  # the register has its number
        elif council := row.cells["council"]:
            payee = iris.entity("council", council)
        elif number:
            payee = iris.entity(PAYEE, number)
            yield from _payee(payee, row, graph)
        else:
            continue
        yield builder.resource(row), TSN.payee, payee, graph
        if number and not body:
            yield payee, TSN.corporateNumber, Literal(number), graph


def _payee(payee: URIRef, row: Row, graph: URIRef) -> Iterator[Quad]:
    yield payee, RDF.type, TSN.Payee, graph
    yield payee, RDFS.label, Literal(row.cells["recipient_as_printed"], lang="ja"), graph
    for register in _REGISTERS:
        address = URIRef(register.format(row.cells["corporate_number"]))
        yield payee, RDFS.seeAlso, address, graph
