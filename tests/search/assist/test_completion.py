"""Completions: what is offered for what was typed, in which order, whatever was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.assist.completion import Suggester, Suggestion, write_suggestions
from search.index.strings import StringTable, write_strings
from search.model.corpus import Corpus, Document, Hierarchy, Label, Place, Region
from search.model.kinds import USEFUL_KINDS
from search.names.things import titles, vocabulary
from search.text.tokens import Tokenizer

OSAKA = Place(
    "270008", "prefecture", "大阪府", "大阪府", "おおさかふ", "Osaka", "-fu", "Osaka Prefecture",
    34.7, 135.5, "270008", "",
)  # fmt: skip
PLACES = (
    OSAKA,
    replace(
        OSAKA, code="271004", kind="city", name="大阪市", full_name="大阪府大阪市",
        reading="おおさかし", romaji_suffix="-shi", english="Osaka City",
    ),
    replace(
        OSAKA, code="271284", kind="ward", name="中央区", full_name="大阪府大阪市中央区",
        reading="ちゅうおうく", romaji="Chuo", romaji_suffix="-ku", english="Chuo Ward",
        parent="271004",
    ),
    replace(
        OSAKA, code="272167", kind="city", name="河内長野市", full_name="大阪府河内長野市",
        reading="かわちながのし", romaji="Kawachinagano", romaji_suffix="-shi",
        english="Kawachinagano City",
    ),
    replace(
        OSAKA, code="272299", kind="city", name="四條畷市", full_name="大阪府四條畷市",
        reading="しじょうなわてし", romaji="Shijonawate", romaji_suffix="-shi",
        english="Shijonawate City",
    ),
    replace(
        OSAKA, code="122009", kind="city", name="千葉市", full_name="大阪府千葉市",
        reading="ちばし", romaji="Chiba", romaji_suffix="-shi", english="Chiba City",
    ),
)  # fmt: skip
LABELS = tuple(
    Label("technology", key, text, lang, preferred)
    for key, text, lang, preferred in (
        ("automated-driving", "自動運転", "ja", True),
        ("automated-driving", "Automated driving", "en", True),
        ("automated-driving", "自動走行", "ja", False),
        ("automated-driving", "レベル4", "ja", False),
        ("automated-driving", "autonomous driving", "en", False),
        ("automated-driving", "じどううんてん", "ja-Hira", False),
        ("automated-driving", "じどうそうこう", "ja-Hira", False),
        ("automated-driving", "れべる4", "ja-Hira", False),
        ("automated-driving", "jidouunten", "ja-Latn", False),
        ("drone", "ドローン", "ja", True),
        ("drone", "Drone", "en", True),
        ("drone", "無人航空機", "ja", False),
        ("drone-delivery", "ドローン配送", "ja", True),
        ("drone-delivery", "Drone delivery", "en", True),
    )
)


def project(key: str, title: str, *technologies: str, bodies: tuple[str, ...] = ()) -> Document:
    return Document(
        "project", key, {"ja": title, "en": f"Project {key}"},
        technologies=technologies, bodies=bodies, located_in=bodies,
    )  # fmt: skip


CORPUS = Corpus(
    documents=(
        project("p1", "自動運転バスの実証", "automated-driving", bodies=("272167",)),
        project("p2", "ドローンで運ぶ", "drone-delivery", bodies=("271284",)),
        project("p3", "自動運転の実装", "automated-driving"),
        Document("council", "c1", {"ja": "自動運転協議会"}),
    ),
    places=PLACES,
    regions=(Region("kansai", ("関西", "Kansai", "かんさい"), ("270008",), "Kansai"),),
    labels=LABELS,
    hierarchy=Hierarchy({"drone": {"drone-delivery": 0.8}}),
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.fixture(scope="module")
def suggester(tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    folder = tmp_path_factory.mktemp("suggest")
    write_suggestions(folder, CORPUS, tokenizer)
    return Suggester(folder)


def keys(found: list[Suggestion]) -> list[str]:
    return [suggestion.key for suggestion in found]


@pytest.mark.parametrize(
    "typed",
    [
        "自動", "⾃動", "じど", "じどう", "ジド", "ｼﾞﾄﾞ", "じd", "じどううn", "jid", "jido", "jidou",
        "jidō", "zido", "JIDO", "jidou u", "auton", "Autom", "れべる", "レベル4",
    ],
)  # fmt: skip
def test_every_script_leads_to_the_same_thing(suggester: Suggester, typed: str) -> None:
    assert keys(suggester.suggest(typed))[0] == "automated-driving"


@pytest.mark.parametrize("typed", ["osak", "ōsa", "Oosaka", "おおさ", "大", "大阪"])
def test_the_prefecture_with_more_projects_stands_before_its_city(
    suggester: Suggester, typed: str
) -> None:
    found = [s for s in suggester.suggest(typed) if s.kind == "municipality"]
    assert keys(found)[:2] == ["270008", "271004"]


@pytest.mark.parametrize("typed", ["shijo", "sijo", "しじょう", "四条", "四條"])
def test_spellings_of_a_name_agree(suggester: Suggester, typed: str) -> None:
    assert keys(suggester.suggest(typed)) == ["272299"]


@pytest.mark.parametrize("typed", ["おおさかふ", "osakafu", "Osaka Pref"])
def test_a_prefecture_is_found_by_its_whole_reading(suggester: Suggester, typed: str) -> None:
    """Its short name is its full name: the reading must not be lost between the two."""
    assert keys(suggester.suggest(typed))[0] == "270008"


def test_what_is_typed_whole_stands_first_though_it_has_fewer_projects(
    suggester: Suggester,
) -> None:
    assert keys(suggester.suggest("ドローン"))[:2] == ["drone", "drone-delivery"]
    assert keys(suggester.suggest("ドローン配送"))[0] == "drone-delivery"
    assert keys(suggester.suggest("大阪市"))[0] == "271004"


def test_counts_are_those_of_the_search(suggester: Suggester) -> None:
    count = {s.key: s.count for text in "自ド大河関" for s in suggester.suggest(text, 50)}
    assert count["automated-driving"] == 2
    assert count["drone"] == 1  # through the narrower concept
    assert count["271004"] == 1  # through its ward
    assert count["270008"] == 2
    assert count["kansai"] == 2
    assert count["272167"] == 1
    assert count["p1"] == 1


def test_a_project_stands_after_what_narrows_a_search(suggester: Suggester) -> None:
    kinds = [s.kind for s in suggester.suggest("自動")]
    assert kinds == ["technology", "council", "project", "project"]


def test_each_thing_stands_once_with_the_name_that_was_met(suggester: Suggester) -> None:
    found = suggester.suggest("じどうそ")
    assert [(s.key, s.matched, s.label("ja")) for s in found] == [
        ("automated-driving", "自動走行", "自動運転")
    ]
    [same, *_] = suggester.suggest("auton")
    assert (same.matched, same.label("en")) == ("autonomous driving", "Automated driving")


def test_the_last_word_of_a_query_is_completed(suggester: Suggester) -> None:
    for query, start in (
        ("自動運転 おおさ", 5),
        ("自動運転のおおさ", 5),
        ("自動運転　おおさ", 5),
        ("drone osa", 6),
        ("ドローン大阪", 4),
        ("projects in Osa", 12),
        ("じどううんてん の おおさ", 10),
    ):
        found = next(s for s in suggester.suggest(query) if s.key == "270008")
        assert (found.start, found.end) == (start, len(query))
        assert found.text("ja") == query[:start] + "大阪府"
        assert found.text("en") == query[:start] + "Osaka Prefecture"


def test_a_name_with_blanks_is_completed_whole(suggester: Suggester) -> None:
    [found, *_] = suggester.suggest("kawachi na")
    assert (found.key, found.start) == ("272167", 0)


def test_the_endings_of_verbs_are_not_completed(suggester: Suggester) -> None:
    assert suggester.suggest("ドローンを使お") == []


def test_an_unfinished_syllable_may_become_another_letter(suggester: Suggester) -> None:
    assert "122009" in keys(suggester.suggest("t"))
    assert keys(suggester.suggest("tib")) == ["122009"]
    assert keys(suggester.suggest("sy")) == keys(suggester.suggest("sh"))


def test_kinds_and_limit(suggester: Suggester) -> None:
    assert {s.kind for s in suggester.suggest("自動", 10, ("project",))} == {"project"}
    assert suggester.suggest("自動", 10, ("event",)) == []
    assert len(suggester.suggest("自動", 2)) == 2
    everything = suggester.suggest("自動", 50)
    assert suggester.suggest("自動", 3) == everything[:3]


def test_a_municipality_tells_its_prefecture(suggester: Suggester) -> None:
    assert suggester.suggest("河内")[0].within == {"ja": "大阪府", "en": "Osaka Prefecture"}
    assert suggester.suggest("大阪府")[0].within == {}


@pytest.mark.parametrize("typed", ["", " ", "　", "zzz", "・", "-", "'", "ー", "ん"])
def test_nothing_comes_of_nothing(suggester: Suggester, typed: str) -> None:
    assert suggester.suggest(typed) == []


def test_every_prefix_of_every_form_offers_the_thing(
    suggester: Suggester, tokenizer: Tokenizer
) -> None:
    tried = 0
    for thing in (*vocabulary(CORPUS, tokenizer), *titles(CORPUS, tokenizer)):
        for name in thing.names:
            for form in (name.text, *name.written, *name.romaji):
                for end in range(1, len(form) + 1):
                    if not form[:end].strip(" -'"):
                        continue
                    found = suggester.suggest(form[:end], 1000)
                    assert (thing.kind, thing.key) in {(s.kind, s.key) for s in found}, form[:end]
                    tried += 1
    assert tried > 500


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.one_of(
        st.text(max_size=30),
        st.text(st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010), max_size=5),
        st.lists(
            st.sampled_from(["じど", "o", "ō", "ｶﾞ", "゛", " ", "の", "大阪", "t", "'", "\ud800"]),
            max_size=8,
        ).map("".join),
    )
)
def test_any_text_is_answered_and_replaces_what_stands_there(
    suggester: Suggester, text: str
) -> None:
    found = suggester.suggest(text, 5)
    assert found == suggester.suggest(text, 5)
    assert len({(s.kind, s.key) for s in found}) == len(found) <= 5
    for suggestion in found:
        assert 0 <= suggestion.start <= suggestion.end == len(text)
        assert suggestion.text("ja").startswith(text[: suggestion.start])


def test_only_the_end_of_a_long_text_is_looked_at(suggester: Suggester) -> None:
    [found, *_] = suggester.suggest("あ " * 50_000 + "自動運", 3)
    assert (found.key, found.start) == ("automated-driving", 100_000)


@pytest.fixture(scope="module")
def wide(tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    """Five thousand titles that begin alike: more than a narrow range."""
    titled = tuple(project(f"x{n:05}", f"ス{'ア' * (n % 7)}{n}") for n in range(5000))
    folder = tmp_path_factory.mktemp("wide")
    write_suggestions(folder, replace(CORPUS, documents=(*CORPUS.documents, *titled)), tokenizer)
    return Suggester(folder)


def test_a_wide_range_has_the_order_of_a_narrow_one(
    wide: Suggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for typed, limit in (("ス", 7), ("ス", 4000), ("す", 20), ("s", 20), ("p", 50), ("su", 6000)):
        by_walking = keys(wide.suggest(typed, limit))
        with monkeypatch.context() as patched:
            patched.setattr("search.assist.prefixes._NARROW", 10**9)
            assert keys(wide.suggest(typed, limit)) == by_walking
        assert len(by_walking) == min(limit, len(keys(wide.suggest(typed, 10_000))))


def test_a_kind_is_found_behind_a_wide_range_of_another(wide: Suggester) -> None:
    assert keys(wide.suggest("s", 2, ("project",))) == ["x00000", "x00007"]
    assert {s.kind for s in wide.suggest("s", 10, ("municipality",))} == {"municipality"}


def damage_strings(folder: Path) -> None:
    with (folder / "suggest-names.bin").open("ab") as stream:
        stream.write(b"x")


def damage_owners(folder: Path) -> None:
    np.save(folder / "suggest-names.owners.npy", np.zeros(3, dtype=np.int32))


def damage_forms(folder: Path) -> None:
    np.save(folder / "suggest-written.names.npy", np.zeros(3, dtype=np.int32))


@pytest.mark.parametrize("damage", [damage_strings, damage_owners, damage_forms])
def test_files_that_do_not_belong_together_are_refused(
    tokenizer: Tokenizer, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    write_suggestions(tmp_path, CORPUS, tokenizer)
    damage(tmp_path)
    with pytest.raises(ValueError, match=re.compile("suggest|belong")):
        Suggester(tmp_path)


def test_the_same_corpus_gives_the_same_bytes(tokenizer: Tokenizer, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_suggestions(tmp_path / name, CORPUS, tokenizer)
        written.append({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()})
    assert written[0] == written[1]


def test_nothing_to_suggest_is_no_failure(tokenizer: Tokenizer, tmp_path: Path) -> None:
    write_suggestions(tmp_path, Corpus((), (), (), (), Hierarchy({})), tokenizer)
    assert Suggester(tmp_path).suggest("自動") == []


def test_a_table_of_strings_reads_what_was_written(tmp_path: Path) -> None:
    rows = [b"", b"a", "大阪".encode(), b""]
    write_strings(tmp_path, "rows", rows)
    table = StringTable(tmp_path, "rows")
    assert list(table) == rows
    assert list(table[1:3]) == rows[1:3]
    for number in (-1, 4):
        with pytest.raises(IndexError):
            table[number]
    table.close()


def test_the_kinds_are_ordered_without_gaps() -> None:
    assert len(set(USEFUL_KINDS)) == len(USEFUL_KINDS)
