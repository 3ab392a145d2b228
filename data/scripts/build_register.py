"""Build the register of prefectures, municipalities and wards, and of regions.

    python data/scripts/build_register.py            write the tables into data/
    python data/scripts/build_register.py --check    compare; exit code 1 on a difference

Names, kana and coordinates come from the package ``japancode`` (localgovjp, CC0);
everything else from the tables of ``register_overrides``. ``data/README.md``
names the source of each and every departure from the package.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import resources
from pathlib import Path
from typing import Any

from area_codes import corporate_number, full_code
from kana_romaji import romanise
from register_tables import (
    MUNICIPALITY_COLUMNS,
    REGION_COLUMNS,
    REGION_PREFECTURE_COLUMNS,
    RETIRED_COLUMNS,
    Row,
    read_override,
    to_csv,
)

DATA = Path(__file__).resolve().parents[1]
ESTAT_AREA = "http://data.e-stat.go.jp/lod/sac/C"
# 北海道 is never called 北海: its 道 belongs to the name, so it has no suffix.
SUFFIXES = {
    "市": ("し",),
    "区": ("く",),
    "町": ("ちょう", "まち"),
    "村": ("むら", "そん"),
    "県": ("けん",),
    "府": ("ふ",),
    "都": ("と",),
}
KIND_BY_SUFFIX = {"市": "city", "区": "special-ward", "町": "town", "村": "village"}


def upstream(name: str) -> list[dict[str, Any]]:
    """Return one JSON table of the package ``japancode``."""
    path = resources.files("japancode").joinpath("data", f"{name}.json")
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


class RegisterBuilder:
    """Joins the package's rows with the hand-kept tables.

    ``departures`` collects, in English, every row that differs from the package.
    """

    def __init__(self) -> None:
        self.departures: list[str] = []
        self._boundaries = {
            row["kana"]: row["split_kana"] for row in read_override("romaji_boundaries")
        }
        self._districts = {row["jis_code"]: row for row in read_override("districts")}
        self._core_cities = {row["jis_code"]: row["name"] for row in read_override("core_cities")}
        self._geonames = {row["code"]: row["geonames_id"] for row in read_override("geonames")}
        self._prefectures = upstream("prefectures")
        self._municipalities = {row["cid"].zfill(5): row for row in upstream("municipalities")}
        self._prefecture_codes = {
            row["pref"]: full_code(row["pid"].zfill(2) + "000") for row in self._prefectures
        }

    def municipalities(self) -> list[Row]:
        """Return all rows of ``municipalities.csv``, sorted by code.

        Raises:
            ValueError: if the package or an override contradicts the code rules.
        """
        retired = {row["jis_code"] for row in read_override("retired_codes")}
        rows = self._prefecture_rows()
        for jis_code, source in self._municipalities.items():
            if jis_code in retired:
                self.departures.append(f"left out: {jis_code} {source['city']} (retired code)")
            else:
                rows.append(self._municipality_row(jis_code, source))
        rows += self._hamamatsu_rows()
        self._check_core_cities(rows)
        return sorted(rows, key=lambda row: row["code"])

    def _check_core_cities(self, rows: list[Row]) -> None:
        found = {row["code"][:5]: row["name"] for row in rows if row["kind"] == "core-city"}
        if found != self._core_cities:
            difference = sorted(found.items() ^ self._core_cities.items())
            raise ValueError(f"core cities do not match: {difference}")

    def romaji(self, name: str, kana: str) -> tuple[str, str]:
        """Return romaji without suffix, and the suffix (``-shi``), by the kana.

        Args:
            name: the short name in kanji; its last character decides the suffix.
            kana: its hiragana.

        Raises:
            ValueError: if the kana does not end as the name does.
        """
        if name == "北海道":
            return romanise(kana), ""
        for suffix in SUFFIXES[name[-1]]:
            if kana.endswith(suffix) and kana != suffix:
                stem = kana.removesuffix(suffix)
                return romanise(self._boundaries.get(stem, stem)), f"-{romanise(suffix).lower()}"
        raise ValueError(f"{name} is not read {kana}")

    def _row(self, jis_code: str, name: str, kana: str) -> Row:
        """Return the columns that every kind of area has."""
        code = full_code(jis_code)
        romaji, suffix = self.romaji(name, kana)
        return dict.fromkeys(MUNICIPALITY_COLUMNS, "") | {
            "code": code,
            "name": name,
            "kana": kana,
            "romaji": romaji,
            "romaji_suffix": suffix,
            "estat_uri": ESTAT_AREA + jis_code,
            "geonames_id": self._geonames.get(code, ""),
            "source": "localgovjp",
            "locator": code,
        }

    def _prefecture_rows(self) -> list[Row]:
        offices = {row["prefecture"]: row for row in read_override("prefectural_offices")}
        rows = []
        for source in self._prefectures:
            jis_prefecture = source["pid"].zfill(2)
            row = self._row(jis_prefecture + "000", source["pref"], source["prefkana"])
            office = offices[jis_prefecture]
            if office["name"] != source["pref"] or row["code"] != source["lgcode"]:
                raise ValueError(f"prefecture {jis_prefecture}: {office['name']}, {source}")
            if row["romaji"] != source["pref_en"]:
                self.departures.append(f"romaji: {row['romaji']}, not {source['pref_en']}")
            row |= {
                "full_name": source["pref"],
                "kind": "prefecture",
                "latitude": office["latitude"],
                "longitude": office["longitude"],
                "coordinate_source": "gsi-prefectural-offices",
                "corporate_number": corporate_number(row["code"]),
            }
            rows.append(row)
        return rows

    def _municipality_row(self, jis_code: str, source: dict[str, Any]) -> Row:
        *city, name = source["city"].split(" ")
        row = self._row(jis_code, name, source["citykana"].split(" ")[-1])
        if row["code"] != source["lgcode"].zfill(6):
            raise ValueError(f"wrong check digit in the package: {source}")
        district = self._districts.get(jis_code, {})
        row |= {
            "full_name": source["pref"] + "".join(city) + name,
            "kind": self._kind(jis_code, name) if not city else "ward",
            "prefecture": self._prefecture_codes[source["pref"]],
            "parent": self._city_code(source["pref"], city[0]) if city else "",
            "district": district.get("district", ""),
            "district_kana": district.get("district_kana", ""),
            "latitude": str(source["lat"]),
            "longitude": str(source["lng"]),
            "corporate_number": "" if city else corporate_number(row["code"]),
            "coordinate_source": "localgovjp",
        }
        return row

    def _kind(self, jis_code: str, name: str) -> str:
        kind = KIND_BY_SUFFIX[name[-1]]
        if kind != "city":
            return kind
        # A city is designated when it has wards of its own in the package.
        if any(row["city"].startswith(f"{name} ") for row in self._municipalities.values()):
            return "designated-city"
        return "core-city" if jis_code in self._core_cities else "city"

    def _city_code(self, prefecture: str, city: str) -> str:
        (jis_code,) = (
            code
            for code, row in self._municipalities.items()
            if row["pref"] == prefecture and row["city"] == city
        )
        return full_code(jis_code)

    def _hamamatsu_rows(self) -> list[Row]:
        rows = []
        for ward in read_override("hamamatsu_wards"):
            city = self._municipalities[ward["city_jis_code"]]
            office = self._municipalities[ward["office_of_jis_code"]]
            row = self._row(ward["jis_code"], ward["name"], ward["kana"]) | {
                "full_name": city["pref"] + city["city"] + ward["name"],
                "kind": "ward",
                "prefecture": self._prefecture_codes[city["pref"]],
                "parent": full_code(ward["city_jis_code"]),
                "latitude": str(office["lat"]),
                "longitude": str(office["lng"]),
                "coordinate_source": f"localgovjp:{full_code(ward['office_of_jis_code'])}",
                "source": "hamamatsu-wards-2024",
            }
            self.departures.append(f"added: {row['code']} {row['full_name']}")
            rows.append(row)
        return rows

    def retired_codes(self) -> list[Row]:
        """Return all rows of ``retired_codes.csv``: one per old and new code."""
        return [
            {
                "code": full_code(row["jis_code"]),
                "name": row["name"],
                "full_name": row["full_name"],
                "replaced_by": full_code(row["replaced_by_jis_code"]),
                "date": row["date"],
                "note": row["note"],
                "source": row["source"],
                "locator": full_code(row["jis_code"]),
            }
            for row in read_override("retired_codes")
        ]

    def regions(self) -> list[Row]:
        """Return all rows of ``regions.csv``."""
        rows = read_override("regions")
        return [row | {"romaji": romanise(row["kana"])} for row in rows]

    def region_prefectures(self) -> list[Row]:
        """Return all rows of ``region_prefectures.csv``, by region, then code."""
        regions = {row["key"]: row for row in read_override("regions")}
        order = list(regions)
        rows = [
            {
                "region": member["region"],
                "prefecture": self._prefecture_codes[member["prefecture_name"]],
                "source": regions[member["region"]]["source"],
                "locator": regions[member["region"]]["locator"],
            }
            for member in read_override("region_prefectures")
        ]
        return sorted(rows, key=lambda row: (order.index(row["region"]), row["prefecture"]))


def build_tables() -> tuple[dict[str, str], list[str]]:
    """Return the text of each table by file name, and the departures."""
    builder = RegisterBuilder()
    tables = {
        "municipalities.csv": to_csv(MUNICIPALITY_COLUMNS, builder.municipalities()),
        "retired_codes.csv": to_csv(RETIRED_COLUMNS, builder.retired_codes()),
        "regions.csv": to_csv(REGION_COLUMNS, builder.regions()),
        "region_prefectures.csv": to_csv(REGION_PREFECTURE_COLUMNS, builder.region_prefectures()),
    }
    return tables, builder.departures


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the tables; return the exit code."""
    parser = argparse.ArgumentParser(description="Build the register of municipalities.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    check = parser.parse_args(arguments).check
    tables, departures = build_tables()
    for departure in departures:
        print(departure)
    different = 0
    for name, text in tables.items():
        path = DATA / name
        content = text.encode("utf-8")
        if check and (not path.is_file() or path.read_bytes() != content):
            different += 1
            print(f"{name}: differs from what the script builds", file=sys.stderr)
        elif not check:
            path.write_bytes(content)
        print(f"{name}: {text.count(chr(10)) - 1} rows")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
