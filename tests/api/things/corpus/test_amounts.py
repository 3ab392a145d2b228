"""Spellings of amounts and shares."""

from __future__ import annotations

from fractions import Fraction

import pytest

from api.things.corpus.amounts import share_spellings, shares, yen_spellings


@pytest.mark.parametrize(
    ("amount", "spellings"),
    [
        (20_000_000, {"2000万円", "2千万円", "二千万円", "20,000,000円", "20 million yen"}),
        (150_000_000, {"1.5億円", "1億5000万円", "一億五千万円", "150 million yen"}),
        (100_000_000, {"1億円", "一億円", "100,000,000円"}),
        (55_000_000, {"5500万円", "0.55億円", "五千五百万円"}),
        (3_000_000, {"300万円", "三百万円"}),
        (21_405_000_000, {"214.05億円", "214億500万円", "21405 million yen"}),
        (30_134, {"30,134円", "三万百三十四円"}),
    ],
)
def test_an_amount_is_spelt_as_people_write_it(amount: int, spellings: set[str]) -> None:
    assert spellings <= set(yen_spellings(amount))


def test_each_spelling_is_given_once_and_none_is_scientific() -> None:
    for exponent in range(13):
        found = yen_spellings(10**exponent)
        assert len(found) == len(set(found))
        assert not any("e+" in spelling for spelling in found)


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="0 yen or more, not -1"):
        yen_spellings(-1)


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("1/2以内", (Fraction(1, 2),)),
        ("人口10万人未満: 500万円以下定額、超える部分2/3", (Fraction(2, 3),)),
        ("5分の4", (Fraction(4, 5),)),
        ("対象経費の半分以内", (Fraction(1, 2),)),
        ("1/2または2/3", (Fraction(1, 2), Fraction(2, 3))),
        ("2025/03/06", ()),
        ("定額", ()),
    ],
)
def test_shares_are_read_in_the_order_of_the_text(
    printed: str, found: tuple[Fraction, ...]
) -> None:
    assert shares(printed) == found


def test_a_share_is_spelt_in_figures_and_words() -> None:
    assert {"1/2", "2分の1", "半額", "half", "50%"} <= set(share_spellings(Fraction(1, 2)))
    assert share_spellings(Fraction(3, 7)) == ("3/7",)
