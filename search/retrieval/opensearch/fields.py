"""The fields of an index, and how it is set up: whole units in, whole units out.

What a term contributes to the score of a document is computed when the release is built. It stands
in the index as the term's *frequency*, and a similarity of one line hands it back. So nothing that
OpenSearch counts itself has a part in a score: neither shards nor deleted documents, nor which copy
answers.
"""

from __future__ import annotations

from typing import Any, Final

from search.retrieval.writing import COLUMNS

WORDS: Final = "t_words"
"""Field of the words, each with what it contributes as its frequency."""
GRAMS: Final = "t_grams"
"""Field of the pairs of characters, likewise."""
PASSAGE: Final = "t_passage"
"""Field of the folded texts: each Latin word is one token, and each other character."""
THING: Final = "thing"
"""Column that names each document: kind and key."""
NUMBER, ORDER, YEAR, NAME = "number", "order", "year", "name"
"""Fields of numbers: its place in the release, among equals, its fiscal year, its name's place."""
FREQUENCY_MARK: Final = "\u0001"
"""What stands between a term and its frequency; no text holds it, and no blank is it for Java."""
LONGEST_TERM: Final = 8191
"""Characters of a term; a longer one would be cut in two."""

_IMPACT: Final = "return query.boost * doc.freq"
_LETTERS: Final = "(?s)[a-z0-9]+|."


def field(column: str) -> str:
    """Return the field of a column; one like ``body`` would be taken for a text."""
    return f"c_{column}"


def index_body(shards: int) -> dict[str, Any]:
    """Return how an index is set up while it is loaded: without copies, and without looking in."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "similarity": {"impact": {"type": "scripted", "script": {"source": _IMPACT}}},
            "analysis": _analysis(),
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"enabled": False},
            "properties": _properties(),
        },
    }


def _analysis() -> dict[str, Any]:
    return {
        "tokenizer": {
            "blanks": {"type": "whitespace", "max_token_length": LONGEST_TERM},
            "letters": {"type": "pattern", "pattern": _LETTERS, "group": 0},
        },
        "filter": {"frequency": {"type": "delimited_term_freq", "delimiter": FREQUENCY_MARK}},
        "analyzer": {
            "impacts": {"type": "custom", "tokenizer": "blanks", "filter": ["frequency"]},
            "letters": {"type": "custom", "tokenizer": "letters"},
        },
    }


def _properties() -> dict[str, Any]:
    impacts = {
        "type": "text",
        "analyzer": "impacts",
        "search_analyzer": "whitespace",
        "similarity": "impact",
        "norms": False,
        "index_options": "freqs",
    }
    passage = {"type": "text", "analyzer": "letters", "norms": False}
    columns: dict[str, Any] = {field(name): {"type": "keyword"} for name in (*COLUMNS, THING)}
    numbers = {name: {"type": "integer"} for name in (NUMBER, ORDER, YEAR, NAME)}
    return {WORDS: impacts, GRAMS: impacts, PASSAGE: passage, **columns, **numbers}
