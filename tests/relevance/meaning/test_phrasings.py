"""The phrasings on which encoders were measured: their form, and that the measure tells."""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import numpy as np
import pytest
from paths import TESTS
from scripts import load_script

from search.engine import SearchEngine

HALVES = {False, True}


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    return load_script(TESTS / "relevance" / "meaning" / "measure.py")


def test_each_group_is_in_both_halves_about_evenly(measure: ModuleType) -> None:
    groups = Counter((one.group, one.held_out) for one in measure.read_phrasings())
    assert set(groups) == {(g, h) for g in ("lay", "noise", "counter") for h in HALVES}
    for group in ("lay", "noise", "counter"):
        assert abs(groups[group, True] - groups[group, False]) <= 1


def test_what_is_right_is_a_concept_and_noise_has_none(measure: ModuleType) -> None:
    known = set(measure.concepts().keys)
    for one in measure.read_phrasings():
        assert one.right <= known, one.text
        assert bool(one.right) == (one.group == "lay"), one.text


def test_no_phrasing_stands_twice_and_both_languages_are_there(measure: ModuleType) -> None:
    texts = [one.text for one in measure.read_phrasings()]
    assert len(set(texts)) == len(texts)
    for group in ("lay", "noise", "counter"):
        scripts = {one.text.isascii() for one in measure.read_phrasings() if one.group == group}
        assert scripts == {True, False}


def test_the_service_recognises_no_concept_in_most_of_them(
    measure: ModuleType, engine: SearchEngine
) -> None:
    """What a label has come to cover is left out of the measure; enough must stay in it."""
    groups = Counter(one.group for one in measure.unrecognised(measure.read_phrasings(), engine))
    assert groups["lay"] >= 60
    assert groups["noise"] + groups["counter"] >= 40


def test_a_threshold_silences_the_noise_of_the_tuning_half_and_figures_are_of_the_other(
    measure: ModuleType,
) -> None:
    def phrasing(group: str, *, held_out: bool) -> object:
        return measure.Phrasing("", frozenset({"b"} if group == "lay" else ()), group, held_out)

    groups = ("lay", "lay", "noise", "noise", "counter", "counter")
    asked = [phrasing(group, held_out=bool(n % 2)) for n, group in enumerate(groups)]
    scores = np.array([[0.1, 0.9], [0.8, 0.7], [0.2, 0.5], [0.6, 0.1], [0.3, 0.1], [0.4, 0.2]])
    over = measure.threshold(scores, asked, ("noise", "counter"))
    assert over == 0.5
    assert list(measure.figures(scores, asked, ["a", "b"], over)) == [
        "1 of 1",  # tuning: 0.9 is right
        "2 of 2",  # tuning: nothing above 0.5
        "0 of 1",  # the first is not right
        "1 of 1",
        "1 of 1",
        "1 of 2",  # two are offered
        "0 of 1",  # noise of 0.6
        "1 of 1",
    ]
