"""What is held of every local government: sums that the sources give, and each row tied by code."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest
from paths import DATA

Row = dict[str, str]

CENSUS_2020, CENSUS_2025 = "2020-10-01", "2025-10-01"
HEAVY_SNOW_PREFECTURES = {"01", "02", "03", "05", "06", "15", "16", "17", "18", "31"}


def read(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


REGISTER = {row["code"]: row for row in read("municipalities")}
MUNICIPALITIES = {
    code for code, row in REGISTER.items() if row["kind"] not in {"prefecture", "ward"}
}
PREFECTURES = {code for code, row in REGISTER.items() if row["kind"] == "prefecture"}
CENSUS = {(row["body"], row["as_of"]): row for row in read("census_observations")}


def whole(date: str, column: str) -> int:
    """The sum of a column over all municipalities."""
    return sum(int(CENSUS[code, date][column]) for code in MUNICIPALITIES)


def test_every_municipality_has_people_land_and_a_site() -> None:
    assert len(MUNICIPALITIES) == 1741
    for table, date in (("census_observations", CENSUS_2025), ("area_observations", "2024")):
        held = {row["body"] for row in read(table) if row["as_of"] == date}
        assert held == MUNICIPALITIES | PREFECTURES
    sites = {row["body"] for row in read("official_sites") if row["site_kind"] == "official"}
    assert sites >= MUNICIPALITIES | PREFECTURES
    offices = read("government_offices")
    assert {row["body"] for row in offices} == MUNICIPALITIES | PREFECTURES
    assert all(row["telephone"] and row["address"] and row["postal_code"] for row in offices)


def test_people_add_up_to_those_of_japan() -> None:
    assert whole(CENSUS_2020, "population") == 126_146_099
    assert whole(CENSUS_2025, "population") == 123_049_524


def test_prefectures_are_the_sums_of_their_municipalities() -> None:
    for date in (CENSUS_2020, CENSUS_2025):
        sums: Counter[str] = Counter()
        for code in MUNICIPALITIES:
            sums[REGISTER[code]["prefecture"]] += int(CENSUS[code, date]["population"])
        for code in PREFECTURES:
            row = CENSUS[code, date]
            assert int(row["population"]) == sums[code]
            assert row["basis"] == "derived"


def test_what_is_computed_can_be_computed_again() -> None:
    areas = {row["body"]: Decimal(row["area_km2"]) for row in read("area_observations")}
    for code in MUNICIPALITIES:
        before, now = CENSUS[code, CENSUS_2020], CENSUS[code, CENSUS_2025]
        people = int(now["population"])
        density = people / areas[code]
        assert abs(Decimal(now["density_per_km2"]) - density) <= Decimal("0.051")
        if int(before["population"]):
            change = 100 * (people / Decimal(before["population"]) - 1)
            assert abs(Decimal(now["change_percent"]) - change) <= Decimal("0.051")
            old = int(before["aged_65_and_over"])
            known = old + int(before["under_15"]) + int(before["aged_15_to_64"])
            share = 100 * old / Decimal(known)
            assert abs(Decimal(before["aged_65_percent"]) - share) <= Decimal("0.051")


def test_one_town_had_nobody_in_2020() -> None:
    empty = [code for code in MUNICIPALITIES if CENSUS[code, CENSUS_2020]["population"] == "0"]
    assert [REGISTER[code]["name"] for code in empty] == ["双葉町"]
    assert CENSUS[empty[0], CENSUS_2020]["aged_65_percent"] == ""
    assert CENSUS[empty[0], CENSUS_2025]["change_percent"] == ""


def test_designations() -> None:
    rows = read("designations")
    held = Counter(row["designation"] for row in rows)
    assert held["depopulated"] == 885
    kinds = Counter(row["kind"] for row in REGISTER.values())
    for kind in ("designated-city", "core-city", "special-ward"):
        assert held[kind] == kinds[kind]
    assert held["prefectural-capital"] == 47
    extents = Counter(row["extent"] for row in rows if row["designation"] == "depopulated")
    assert set(extents) == {"whole", "deemed-whole", "part"}


def test_heavy_snow_is_held_for_whole_prefectures_only() -> None:
    snow = {row["body"] for row in read("designations") if row["designation"] == "heavy-snow"}
    assert snow == {code for code in MUNICIPALITIES if code[:2] in HEAVY_SNOW_PREFECTURES}


@pytest.mark.parametrize(
    ("name", "successor", "abolished"),
    [
        ("東出雲町", "松江市", "2011-08-01"),
        ("清水市", "静岡市", "2003-04-01"),
        ("浦和市", "さいたま市", "2001-05-01"),
    ],
)
def test_a_former_municipality_leads_to_its_successor(
    name: str, successor: str, abolished: str
) -> None:
    found = [row for row in read("former_municipalities") if row["name"] == name]
    assert [REGISTER[row["successor"]]["name"] for row in found] == [successor]
    assert found[0]["date_end"] == abolished


def test_former_municipalities_are_those_of_the_codes_and_the_names_before() -> None:
    assert len(read("former_municipalities")) == 2242
    assert len(read("former_names")) == 12_246
    assert all(row["old_code"] for row in read("former_municipalities"))


def test_neighbours_are_each_others() -> None:
    pairs = {(row["body"], row["neighbour"]) for row in read("neighbours")}
    assert pairs == {(other, one) for one, other in pairs}
    assert all(one != other for one, other in pairs)
    suita = {REGISTER[other]["name"] for one, other in pairs if one == "272051"}
    assert suita == {"東淀川区", "豊中市", "茨木市", "箕面市", "摂津市", "大阪市"} & suita
    assert {"豊中市", "茨木市", "箕面市", "摂津市"} <= suita


def test_stations_stand_in_a_municipality_and_have_lines() -> None:
    stations = {row["key"] for row in read("stations")}
    lines = {row["key"] for row in read("railway_lines")}
    calls = read("station_lines")
    assert len(stations) == 9048
    assert {row["station"] for row in calls} == stations
    assert {row["line"] for row in calls} == lines


def test_what_rests_on_unconfirmed_terms_says_so() -> None:
    licences = {row["key"]: row["licence"] for row in read("sources")}
    assert licences["ssdse-a-2026"].startswith("unconfirmed: ")
    for row in read("designations"):
        if row["designation"] == "core-city":
            assert "確かめていない" in row["note"]
