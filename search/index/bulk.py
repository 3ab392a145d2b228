"""Writes a whole Whoosh index at once, from terms that are cut already.

Whoosh's own writer analyses values, pickles every posting into a sorting pool and asks a column for
every length: at 100,000 documents that takes many minutes. Documents come in order here, so the
postings of a term are in order as they come; they are kept in arrays and handed to the codec's
writers when all are there. The index is the one that Whoosh's own writer makes, which the contract
test ``tests/search/index/test_postings.py`` holds against the installed version.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from whoosh.codec.whoosh3 import W3Codec
from whoosh.formats import Frequency
from whoosh.index import Index
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length, length_to_byte
from whoosh.writing import SegmentWriter


def _empty() -> tuple[array[int], array[int]]:
    return array("I"), array("I")


class BulkWriter(SegmentWriter):  # type: ignore[misc] # Whoosh has no types
    """Writes one segment of documents whose terms are known.

    Args:
        index: an empty index whose fields are ``TEXT`` with frequencies, and a stored ``id``.
    """

    def __init__(self, index: Index) -> None:
        codec = W3Codec(compression=0)  # the arrays are what is read; packing them costs most
        super().__init__(index, codec=codec)
        self._terms: dict[str, defaultdict[str, tuple[array[int], array[int]]]] = {}
        self._field_lengths: dict[str, array[int]] = {}
        for name in self.schema.names():
            self._terms[name] = defaultdict(_empty)
            self._field_lengths[name] = array("I")

    def add_terms(self, id_: str, fields: Mapping[str, Sequence[str]]) -> None:
        """Add one document.

        Args:
            id_: its identifier, stored and searchable as one term.
            fields: its terms by field.
        """
        number = self.docnum
        self.perdocwriter.start_doc(number)
        for name, field in self.schema.items():
            terms = (id_,) if name == "id" else fields.get(name, ())
            postings = self._terms[name]
            for term, frequency in Counter(terms).items():
                documents, frequencies = postings[term]
                documents.append(number)
                frequencies.append(frequency)
            length = len(terms) if field.scorable else 0
            self._field_lengths[name].append(byte_to_length(length_to_byte(length)))
            if terms:
                stored = id_ if field.stored else None
                self.perdocwriter.add_field(name, field, stored, length)
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def _flush_segment(self) -> None:
        """Write the postings; Whoosh calls this when the writer commits."""
        self.perdocwriter.close()
        writer = self.fieldwriter
        for name in sorted(self._terms):
            field = self.schema[name]
            lengths = self._field_lengths[name]
            postings = self._terms.pop(name)
            counted = isinstance(field.format, Frequency)
            writer.start_field(name, field)
            for text, term in sorted((term.encode("utf-8"), term) for term in postings):
                writer.start_term(text)
                for number, frequency in zip(*postings[term], strict=True):
                    value = pack_uint(frequency) if counted else b""
                    writer.add(number, float(frequency), value, lengths[number])
                writer.finish_term()
            writer.finish_field()
        writer.close()
