"""What each part of the fitness of a peer earns: the judged questions with one part at no weight.

    make ablation-peers

prints the table that stands in ``docs/figures.md``: nDCG@10 of the whole ranking and of the nearest
with any such project, then by how much it falls (or rises) without each part.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from relation_baselines import NEAREST, NEAREST_ALL, peer_baselines
from relation_rankers import Ranker, peers
from relation_sets import figures, read_questions
from starlette.testclient import TestClient

from api.app import create_app
from api.release.build import build
from api.release.settings import Settings
from graph.relations.facts.arrays import Arrays
from graph.relations.peers.weights import PEERS

ROOT = Path(__file__).resolve().parents[2]
SETS = ("peers-fresh", "peers")


def measured(ranked: Ranker) -> list[float]:
    """Return nDCG@10 of a ranker on the tuning and held-out parts of each set."""
    found = (figures(read_questions(name), ranked) for name in SETS)
    return [by_part[part][0] for by_part in found for part in ("tuning", "held-out")]


def lines(client: TestClient, arrays: Arrays) -> Iterator[str]:
    """Yield the table in Markdown."""
    heads = " | ".join(f"{name}, {part}" for name in SETS for part in ("tuning", "held-out"))
    yield f"| ranking | weight | {heads} |"
    yield f"|---|---:|{'---:|' * 2 * len(SETS)}"
    baselines = peer_baselines(arrays)
    for name in (NEAREST, NEAREST_ALL):
        yield _row(name, measured(baselines[name]))
    whole = measured(peers(client))
    yield _row("whole", whole)
    for part, weight in PEERS.items():
        found = measured(peers(client, {f"weight_{part}": 0.0}))
        changes = " | ".join(
            f"{value - before:+.3f}" for value, before in zip(found, whole, strict=True)
        )
        yield f"| without `{part}` | {weight.value:.2f} | {changes} |"


def _row(name: str, values: list[float]) -> str:
    return f"| {name} | – | {' | '.join(f'{value:.3f}' for value in values)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "test", help="of releases")
    settings = Settings(data=ROOT / "data", out=parser.parse_args().out)
    release = build(settings, lambda _: None)[0]
    arrays = Arrays.read(release.folder / "relations")
    with TestClient(create_app(settings)) as client:
        for line in lines(client, arrays):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
