"""What a query can call a thing: labels, short and former names, keys, names with a 郡 or ministry.

Every label is data: names of the thesauri, the register, the programmes and the organisations, and
what is made of two of them (国土交通省道路局, 豊能郡豊能町). A key is a label too, as a whole word,
so that ``new-maas-meti`` is a programme and not a ministry; its language is ``zxx``.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.things.corpus.texts import shortened
from graph.entities.reader import EntityReader
from graph.entities.records import Record
from ontology.codelists import names_of_codes
from ontology.concepts import Thesaurus
from ontology.kinds import CONCEPT_KINDS
from search.model.corpus import Label
from search.names.function_words import DESIGNATED

_KEY = "zxx"
"""BCP 47: no linguistic content."""


def query_labels(reader: EntityReader, thesaurus: Thesaurus) -> Iterator[Label]:
    """Yield every label that a query can name; the register's own names are not among them.

    Args:
        reader: the graph's things.
        thesaurus: technologies and challenges.
    """
    for label in thesaurus.labels():
        kind = CONCEPT_KINDS[thesaurus[label.key].scheme]
        yield Label(kind, label.key, label.text, label.lang, label.kind == "pref")
    for concept in thesaurus.concepts.values():
        if concept.scheme == "technologies":
            yield Label("technology", concept.key, concept.key, _KEY, preferred=False)
    yield from _programme_labels(reader)
    yield from _contact_labels(reader)
    yield from _ministry_labels(reader)
    yield from _district_labels(reader)
    for code, text, lang, preferred in names_of_codes("designation"):
        if code not in DESIGNATED:  # a query that names these asks for local governments, too
            yield Label("designation", code, text, lang, preferred)


def _programme_labels(reader: EntityReader) -> Iterator[Label]:
    for record in reader.records.all("programmes"):
        yield from _names("programme", record)
        yield from _short(record.key, record.text("name_ja"))
        for other in ("Program", "Project"):  # 事業 is translated by any of them
            text = record.text("name_en").replace("Programme", other)
            yield Label("programme", record.key, text, "en", preferred=False)
        yield Label("programme", record.key, record.key, _KEY, preferred=False)
    for record in reader.records.all("programme_names"):
        programme = record.named("programme")
        if programme and programme.kind == "programme":
            yield Label("programme", programme.key, record.text("name_ja"), "ja", preferred=False)
            yield from _short(programme.key, record.text("name_ja"))


def _short(programme: str, name: str) -> Iterator[Label]:
    """Yield how people shorten the name of a programme: デジ田交付金."""
    for text in shortened(name):
        yield Label("programme", programme, text, "ja", preferred=False)


def _contact_labels(reader: EntityReader) -> Iterator[Label]:
    """Yield the addresses and telephone numbers of programmes' offices, each as one word."""
    for record in reader.records.all("programme_offices"):
        programme = record.named("programme")
        for text in filter(None, (record.text("email"), record.text("telephone"))):
            if programme and programme.kind == "programme":
                yield Label("programme", programme.key, text, _KEY, preferred=False)


def _names(kind: str, record: Record) -> Iterator[Label]:
    for lang in ("ja", "en"):
        yield Label(kind, record.key, record.text(f"name_{lang}"), lang, preferred=True)
        short = record.text(f"short_name_{lang}")
        if short:
            yield Label(kind, record.key, short, lang, preferred=False)


def _ministry_labels(reader: EntityReader) -> Iterator[Label]:
    """Yield the names of ministries, and of their parts with the ministry before (国交省道路局)."""
    organisations = {record.key: record for record in reader.records.all("organisations")}
    for record in organisations.values():
        yield from _names("ministry", record)
    for relation in reader.records.all("organisation_parents"):
        part, parent = relation.named("organisation"), relation.named("parent")
        kind = relation.named("relation")
        if part and parent and kind and kind.key == "part-of":
            whole = organisations[parent.key]
            for name in filter(None, (whole.text("name_ja"), whole.text("short_name_ja"))):
                text = name + organisations[part.key].text("name_ja")
                yield Label("ministry", part.key, text, "ja", preferred=False)


def _district_labels(reader: EntityReader) -> Iterator[Label]:
    """Yield towns and villages with their 郡 (豊能郡豊能町), and the 郡 for all that are in it."""
    for record in reader.records.all("municipalities"):
        district, reading = record.text("district"), record.text("district_kana")
        if district:
            body = reader.bodies[record.key]
            name = body.labels.get("ja", "")
            prefecture = body.full_name.removesuffix(name)
            for text in (district + name, prefecture + district + name, district):
                yield Label("place", record.key, text, "ja", preferred=False)
            for text in (reading + body.reading, reading):
                yield Label("place", record.key, text, "ja-Hira", preferred=False)
