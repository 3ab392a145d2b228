"""Describe every table: for other programs in JSON, for people in ``docs/tables.md``.

    python data/scripts/describe_columns.py            write the files
    python data/scripts/describe_columns.py --check    compare; exit code 1 on a difference

``datapackage.json`` is a Data Package (https://specs.frictionlessdata.io/data-package/, version 1),
``csvw.json`` metadata of CSV on the Web (https://www.w3.org/TR/tabular-metadata/), and
``croissant.json`` a dataset of Croissant (https://docs.mlcommons.org/croissant/). All are made from
``graph/mapping`` by ``graph/description/tables``: they say what the build checks, and where each
column goes in the graph. Needs the project's packages to be importable (``make setup``).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from describe_tables import read, sources_of, with_block

from graph.description.tables.croissant import croissant
from graph.description.tables.csvw import csv_on_the_web
from graph.description.tables.data_package import data_package
from graph.description.tables.mapped import described_tables
from graph.description.tables.markdown import columns_of_tables
from graph.mapping.tables import TABLES
from ontology.namespaces import DEFAULT_BASE

DATA = Path(__file__).resolve().parents[1]
PAGES = {"en": "tables.md", "ja": "ja/tables.md"}
"""Pages that list the columns, in the folder of the documents, by language."""


def descriptions(data: Path) -> dict[str, str]:
    """Return the files as text, by name.

    Args:
        data: the folder of the tables, for the licences of their sources.
    """
    of_source = {row["key"]: row["licence"] for row in read(data, "sources")}
    tables = described_tables(
        {
            table.name: {of_source[key] for key in sources_of(read(data, table.name))}
            for table in TABLES
        }
    )
    contents = {
        "datapackage.json": data_package(tables),
        "csvw.json": csv_on_the_web(tables),
        "croissant.json": croissant(tables, f"{DEFAULT_BASE}dataset"),
    }
    return {
        name: json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        for name, content in contents.items()
    }


def pages(docs: Path) -> dict[Path, str]:
    """Return the pages with their lists of columns written anew, by path.

    Args:
        docs: the folder of the documents.
    """
    found = {}
    for lang, name in PAGES.items():
        content = columns_of_tables(described_tables(lang=lang), lang)
        path = docs / name
        found[path] = with_block(path.read_text("utf-8"), "columns", content)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the files; return the exit code."""
    parser = argparse.ArgumentParser(description="Describe the tables for other programs.")
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the tables")
    parser.add_argument(
        "--docs", type=Path, default=DATA.parent / "docs", help="folder of the pages"
    )
    options = parser.parse_args(arguments)
    written = {options.data / name: said for name, said in descriptions(options.data).items()}
    different = 0
    for path, content in {**written, **pages(options.docs)}.items():
        name = path.name
        if path.is_file() and path.read_text("utf-8") == content:
            print(f"{name} is up to date")
        elif options.check:
            different += 1
            print(f"{name} is out of date; run python data/scripts/describe_columns.py")
        else:
            path.write_text(content, "utf-8")
            print(f"{name} written")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
