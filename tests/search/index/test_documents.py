"""Texts as they stand in documents: found wherever they are, Latin words as wholes."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from search.index.documents import DocumentStore, DocumentWriter
from search.model.corpus import Document
from search.text.folding import fold

_LATIN = "a-z0-9"
_TEXTS = st.text(alphabet="aiAI3 温泉街\nー、é", max_size=8)


def _store(folder: Path, passages: list[str]) -> DocumentStore:
    writer = DocumentWriter(folder)
    for passage in passages:
        writer.add(b"{}\n", passage)
    writer.finish([Document("project", str(number), {}) for number in range(len(passages))])
    return DocumentStore(folder)


def _stands(text: str, passage: str) -> bool:
    before = f"(?<![{_LATIN}])" if re.match(f"[{_LATIN}]", text) else ""
    after = f"(?![{_LATIN}])" if re.match(f"[{_LATIN}]", text[-1:]) else ""
    return bool(text) and bool(re.search(before + re.escape(text) + after, passage))


@given(st.lists(_TEXTS, min_size=1, max_size=5), _TEXTS)
@example(["RAIN", "AI"], "AI")
@example(["AIAI AI"], "AI")
@example(["", "温泉街", "", "温泉"], "温泉")
def test_holding_is_what_a_search_of_each_document_finds(passages: list[str], text: str) -> None:
    lines = [f"{fold(passage)}\n" for passage in passages]
    with TemporaryDirectory() as folder:
        store = _store(Path(folder), lines)
        expected = [_stands(fold(text), line) for line in lines]
        assert store.holding(text).tolist() == expected
        assert not store.holding(text).flags.writeable, "it is remembered"
        store.close()
