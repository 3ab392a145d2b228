"""Writes the measured tables into ``docs/figures.md`` and its Japanese twin.

    python tests/bench/report_page.py            # write both from results.json
    python tests/bench/report_page.py --check    # compare only; exit code 1 on a difference

``make bench`` does the first with the parts that it has measured at all their sizes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
DOCS = HERE.parents[1] / "docs"
PAGES: Mapping[str, Path] = {"en": DOCS / "figures.md", "ja": DOCS / "ja" / "figures.md"}
BEGIN = "<!-- figures: begin (output of `make bench`) -->\n"
END = "<!-- figures: end -->"
_EXACT_BELOW = 30
"""Milliseconds below which a tenth of one is told."""

Row = Mapping[str, Any]
Line = tuple[str, str, Callable[[Row], str]]
"""What a figure is, in English and in Japanese, and how it is written."""

OWN: Sequence[Line] = (
    (
        "build of everything from nothing",
        "何もない状態からの全体のビルド",
        lambda own: f"{own['build_s']:.1f} s",
    ),
    (
        "build when nothing changed",
        "変更がないときのビルド",
        lambda own: f"{own['build_again_s']:.1f} s",
    ),
    ("size of the release", "リリースの大きさ", lambda own: f"{own['release_mb']:.0f} MB"),
    (
        "cold start to the first answer, median of 5",
        "起動から最初の応答まで（5回の中央値）",
        lambda own: f"{own['start_s']:.2f} s",
    ),
    (
        "whole search call, median",
        "検索の呼び出し全体（中央値）",
        lambda own: f"{own['search_p50_ms']:.1f} ms",
    ),
    (
        "whole search call, 95th percentile",
        "検索の呼び出し全体（95パーセンタイル）",
        lambda own: f"{own['search_p95_ms']:.1f} ms",
    ),
)
SPEED: Sequence[Line] = (
    ("build of the search, s", "検索のビルド、秒", lambda row: f"{row['build_s']:.0f}"),
    ("size of the search, MB", "検索の大きさ、MB", lambda row: f"{row['index_mb']:.0f}"),
    ("start of the search, s", "検索の起動、秒", lambda row: f"{row['start_s']:.2f}"),
    (
        "memory after 420 queries, MB (of it private)",
        "420問の後のメモリー、MB（うち専有）",
        lambda row: f"{row['used']['resident']:.0f} ({row['used']['private']:.0f})",
    ),
    (
        "whole search call, three words of text, ms p50 / p95",
        "検索全体、三つの語、ms p50 / p95",
        lambda row: _times(row["text"]),
    ),
    (
        "whole search call, queries of all sorts, ms p50 / p95",
        "検索全体、さまざまな質問、ms p50 / p95",
        lambda row: _times(row["mixed"]),
    ),
    (
        "the same words by stock Whoosh with total and four facets, ms p50 / p95",
        "同じ語を素のWhooshで、総数と四つのファセットとも、ms p50 / p95",
        lambda row: _times(row["whoosh_whole"]),
    ),
    (
        "stock Whoosh ÷ whole search call, p50 / p95",
        "素のWhoosh ÷ 検索全体、p50 / p95",
        lambda row: _ratios(row["whoosh_whole"], row["text_same"], 1),
    ),
    (
        "whole search call ÷ tantivy's first 20 alone, p50 / p95",
        "検索全体 ÷ tantivyの先頭20件だけ、p50 / p95",
        lambda row: _ratios(row["text"], row["tantivy"], 0),
    ),
)
HTTP: Sequence[Line] = (
    ("searches a second", "毎秒の検索", lambda load: f"{load['search']['per_second']:.0f}"),
    ("95th percentile, ms", "95パーセンタイル、ms", lambda load: f"{load['search']['p95']:.0f}"),
    ("errors", "誤り", lambda load: f"{load['search']['errors']}"),
    (
        "start of the service, s",
        "サービスの起動、秒",
        lambda load: f"{load['service_start_s']:.1f}",
    ),
)
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "| what | figure |",
        "projects": "projects",
        "speed": "Among synthetic projects with a realistic skew, side by side in one run:",
        "http": "Over HTTP with 8 clients on the same {cores} cores:",
        "machine": "{cores} cores, Python {python}.",
    },
    "ja": {
        "head": "| 項目 | 値 |",
        "projects": "プロジェクトの数",
        "speed": "現実に似た偏りのある合成したプロジェクトで、一度の実行の中で並べて測った値です。",
        "http": "同じ{cores}コアで、8つのクライアントからHTTPで測った値です。",
        "machine": "{cores}コア、Python {python}。",
    },
}


def _milliseconds(time: float) -> str:
    return f"{time:.1f}" if time < _EXACT_BELOW else f"{time:,.0f}"


def _times(times: Row) -> str:
    return f"{_milliseconds(times['p50'])} / {_milliseconds(times['p95'])}"


def _ratios(above: Row, below: Row, digits: int) -> str:
    return " / ".join(f"{above[name] / below[name]:.{digits}f}" for name in ("p50", "p95"))


def _table(head: str, columns: Sequence[Row], lines: Sequence[Line], lang: str) -> str:
    """Return a Markdown table with a line for each figure and a column for each size."""
    rows = [head, f"|---|{'---:|' * len(columns)}"]
    for english, japanese, written in lines:
        cells = " | ".join(written(column) for column in columns)
        rows.append(f"| {english if lang == 'en' else japanese} | {cells} |")
    return "\n".join(rows)


def figures(results: Row, lang: str) -> str:
    """Return what stands between the marks of a page.

    Args:
        results: the content of ``results.json``.
        lang: ``en`` or ``ja``.
    """
    words = {
        name: text.format(cores=results["cores"], python=results["versions"]["Python"])
        for name, text in WORDS[lang].items()
    }
    loads = results["http"]["loads"]
    sizes = (f"{row['projects']:,}" for row in results["speed"])
    head = f"| {words['projects']} | {' | '.join(sizes)} |"
    http_head = f"| {words['projects']} | {' | '.join(f'{int(size):,}' for size in loads)} |"
    parts = (
        _table(words["head"], [results["own"]], OWN, lang),
        words["speed"],
        _table(head, results["speed"], SPEED, lang),
        words["http"],
        _table(http_head, list(loads.values()), HTTP, lang),
        words["machine"],
    )
    return "\n\n".join(parts) + "\n"


def pages() -> dict[Path, str]:
    """Return each page as it should be."""
    results = json.loads(RESULTS.read_text("utf-8"))
    found: dict[Path, str] = {}
    for lang, path in PAGES.items():
        before, begin, rest = path.read_text("utf-8").partition(BEGIN)
        _, end, after = rest.partition(END)
        found[path] = f"{before}{begin}{figures(results, lang)}{end}{after}"
    return found


def write() -> None:
    """Write the tables into both pages."""
    for path, text in pages().items():
        path.write_text(text, "utf-8")


def main() -> None:
    """Write the tables, or tell whether they are those of the last measurement."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    if not parser.parse_args().check:
        write()
        return
    stale = [path.name for path, text in pages().items() if path.read_text("utf-8") != text]
    if stale:
        sys.exit(f"out of date: {', '.join(stale)}; run {Path(__file__).name}")


if __name__ == "__main__":
    main()
