"""The plot of growth, the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

_STYLES = {
    "whoosh_whole": ("stock Whoosh: whole result, total, facets", "#b2182b"),
    "whoosh_top": ("stock Whoosh: words, top 20 only", "#ef8a62"),
    "text": ("search(): three words left as text", "#2166ac"),
    "mixed": ("search(): queries of all sorts", "#67a9cf"),
    "tantivy": ("bare tantivy: top 20 only", "#4d4d4d"),
}


def write_plot(
    path: Path, sizes: Sequence[int], figures: Mapping[str, Sequence[Mapping[str, float]]]
) -> None:
    """Write the growth of the times as SVG.

    Args:
        path: the file.
        sizes: numbers of projects.
        figures: for each contender its ``p50`` and ``p95`` at each size, in wall milliseconds.
    """
    settings = {"svg.hashsalt": "tsunagu", "svg.fonttype": "none", "font.size": 10}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(8, 5), layout="constrained")
        axes = figure.add_subplot()
        for name, (label, colour) in _STYLES.items():
            if name in figures:
                p50 = [figure_["p50"] for figure_ in figures[name]]
                p95 = [figure_["p95"] for figure_ in figures[name]]
                axes.plot(sizes, p50, "o-", color=colour, label=label)
                axes.plot(sizes, p95, "o:", color=colour, markersize=3)
        axes.set(xscale="log", yscale="log", xlabel="projects", ylabel="milliseconds of one query")
        axes.set_title("Growth: median (line) and 95th percentile (dots)")
        axes.set_xticks(list(sizes), [f"{size:,}" for size in sizes])
        axes.minorticks_off()
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize=8)
        figure.savefig(path, format="svg", metadata={"Date": None})
