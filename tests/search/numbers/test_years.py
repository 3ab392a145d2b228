"""Years in a folded text and in a parameter."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.numbers.single_years import Present
from search.numbers.years import YearRange, find_years, leaves_open, parse_years
from search.text.folding import fold

TODAY = Present(date(2026, 11, 30), latest=2025)


def found(text: str) -> list[str]:
    return [str(match.years) for match in find_years(fold(text))]


def now(text: str) -> str:
    return ", ".join(str(match.years) for match in find_years(fold(text), TODAY))


@pytest.mark.parametrize(
    "text",
    ["12022", "R123", "a2020", "1999", "昭和60年", "H0", "2200", "R", "令和年", "v2.2020", "30km"],
)
def test_what_is_no_year(text: str) -> None:
    assert found(text) == []


def test_two_years_with_and_are_two_unless_between() -> None:
    assert found("2020 and 2022") == ["2020", "2022"]
    assert found("between 2020 and 2022") == ["2020..2022"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2022年3月", "2021"),
        ("2022年4月", "2022"),
        ("令和4年1月", "2021"),
        ("令和4年12月31日", "2022"),
        ("2022年度", "2022"),
    ],
)
def test_a_month_tells_the_fiscal_year(text: str, year: str) -> None:
    assert found(text) == [year]


def test_a_range_that_runs_backwards_is_none() -> None:
    assert found("2022-2020") == []


def test_the_span_covers_the_words() -> None:
    text = fold("AI since 2021 で")
    (match,) = find_years(text)
    assert text[match.start : match.end].strip() == "since 2021"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020", YearRange(2020, 2020)),
        ("2020..", YearRange(2020, None)),
        ("..2022", YearRange(None, 2022)),
        ("2020..2022", YearRange(2020, 2022)),
        ("2022..2020", None),
        ("..", None),
        ("", None),
        ("20200", None),
        ("2020..2022..", None),
        ("x2020", None),
    ],
)
def test_parameters(text: str, years: YearRange | None) -> None:
    assert parse_years(text) == years


def test_open_ranges_contain() -> None:
    assert 2030 in YearRange(2020, None)
    assert 2019 not in YearRange(2020, None)
    assert "2020" not in YearRange(2020, 2020)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(first=st.integers(2000, 2099), length=st.integers(0, 30))
def test_what_is_written_is_read_back(first: int, length: int) -> None:
    years = YearRange(first, min(first + length, 2099))
    assert parse_years(str(years)) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("令和元年から3年まで", "2019..2021"),
        ("令和3〜5年度", "2021..2023"),
        ("2021〜23年度", "2021..2023"),
        ("2019-21", "2019..2021"),
        ("H28-30", "2016..2018"),
        ("R3〜5の事業", "2021..2023"),
        ("FY2021-23", "2021..2023"),
        ("令和3年から3年間", "2021..2023"),
        ("2021年4月から3年間", "2021..2023"),
        ("2020年から3年", "2020..2022"),
        ("令和3年から5年", "2021..2023"),
        ("2019年から2021年の間", "2019..2021"),
        ("2020年4月から2021年3月まで", "2020"),
        ("令和2年度から令和4年度にかけて", "2020..2022"),
        ("2019 through 2021", "2019..2021"),
        ("2020-2022", "2020..2022"),
        ("2020..2022", "2020..2022"),
    ],
)
def test_the_end_of_a_range_is_read_by_its_beginning(text: str, years: str) -> None:
    assert now(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("令和3・4年度", "2021, 2022"),
        ("令和3、4年度", "2021, 2022"),
        ("令和3年度と5年度", "2021, 2023"),
        ("令和2・3・4年度", "2020, 2021, 2022"),
        ("2021・22年度", "2021, 2022"),
        ("2020,2021", "2020, 2021"),
        ("令和3年4・5月", "2021"),
        ("2020年 AI 2021年", "2020, 2021"),
    ],
)
def test_years_of_a_list_are_years_each(text: str, years: str) -> None:
    assert now(text) == years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021年より後", "2022.."),
        ("令和5年度より後", "2024.."),
        ("令和5年度よりも前", "..2022"),
        ("2021年から現在まで", "2021.."),
        ("2021 onwards", "2021.."),
        ("2021 or later", "2021.."),
        ("prior to 2020", "..2019"),
        ("no later than 2020", "..2020"),
        ("by the end of 2020", "..2020"),
        ("since March 2021", "2020.."),
        ("去年から", "2025.."),
        ("去年から今年", "2025..2026"),
        ("2020年代以降", "2020.."),
        ("before the 2020s", "..2019"),
        ("令和時代", "2019.."),
        ("コロナ前", "..2019"),
    ],
)
def test_a_word_beside_a_year_opens_a_range(text: str, years: str) -> None:
    assert now(text) == years


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("二〇二一年", "2021"),
        ("二千二十一年", "2021"),
        ("令和五年度", "2023"),
        ("平成三十年度", "2018"),
        ("平成二十九年", "2017"),
        ("平成最後の年", "2018"),
        ("令和最初の年度", "2019"),
        ("2020年代", "2020..2029"),
        ("in the 2020s", "2020..2029"),
        ("2020-03", "2019"),
        ("2020-03-31", "2019"),
        ("2020/4/1", "2020"),
        ("R2.3.31", "2019"),
        ("R2.4.1", "2020"),
        ("March 2020", "2019"),
        ("31 March 2020", "2019"),
        ("Apr. 2020", "2020"),
        ("FY21", "2021"),
        ("2022年度中の", "2022"),
        ("令和3年度末", "2021"),
        ("2020年中核市", "2020"),
    ],
)
def test_a_year_is_written_in_many_ways(text: str, year: str) -> None:
    assert now(text) == year


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("去年", "2025"),
        ("昨年度", "2025"),
        ("一昨年", "2024"),
        ("今年", "2026"),
        ("本年度", "2026"),
        ("来年度", "2027"),
        ("今年3月", "2025"),
        ("最新年度", "2025"),
        ("直近の年度", "2025"),
        ("ここ3年", "2024..2026"),
        ("直近3年", "2024..2026"),
        ("過去5年間", "2022..2026"),
        ("過去1年", "2025..2026"),
        ("ここ三年", "2024..2026"),
        ("3年前", "2023"),
        ("last year", "2025"),
        ("this fiscal year", "2026"),
        ("the last three years", "2024..2026"),
        ("past 5 years", "2022..2026"),
        ("2 years ago", "2024"),
        ("the latest fiscal year", "2025"),
    ],
)
def test_words_count_from_the_fiscal_year_of_today(text: str, years: str) -> None:
    assert now(text) == years
    assert found(text) == []


def test_the_fiscal_year_changes_in_april() -> None:
    (before,) = find_years("去年", Present(date(2027, 3, 31)))
    (after,) = find_years("去年", Present(date(2027, 4, 1)))
    assert (str(before.years), str(after.years)) == ("2025", "2026")


def test_the_latest_year_is_no_year_where_it_is_not_known() -> None:
    assert list(find_years("最新年度", Present(date(2026, 11, 30)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "上限2000万円", "2000 万円", "1億円", "2020円", "$2000", "2-3-1", "2020番地", "〒100-2020",
        "03-2020-1234", "0745-2020", "2000人以上", "人口2000人", "2000世帯", "2020メートル",
        "2020m", "12,2020", "2,020", "東大阪市2020-3", "20人", "3年生", "この町", "日本年金機構",
    ],
)  # fmt: skip
def test_a_number_that_counts_something_else_is_no_year(text: str) -> None:
    assert now(text) == ""


@pytest.mark.parametrize(
    ("text", "is_open"),
    [("2022年", True), ("去年", True), ("昨年度", True), ("march 2020", True), ("r2.3.31", True),
     ("the last three years", True), ("2020-03", True), ("2022年度", False), ("r4", False),
     ("fiscal year 2021", False), ("2020-2022", False), ("令和3~5年度", False)],
)  # fmt: skip
def test_what_leaves_the_fiscal_year_open(text: str, *, is_open: bool) -> None:
    assert leaves_open(text) is is_open


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    text=st.text(
        alphabet="令和平成rh0123456789年度月~-.・、からまで去昨今ここ二〇十 のfy", max_size=24
    )
)
def test_any_text_is_read_without_overlap(text: str) -> None:
    end = 0
    for match in find_years(text, TODAY):
        assert end <= match.start < match.end <= len(text)
        end = match.end
