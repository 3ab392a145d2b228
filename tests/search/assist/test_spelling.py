"""Did you mean: what is offered for a slip, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.assist.spelling import MAX_OFFERS, MAX_PARTS, Speller
from search.assist.spelling_forms import (
    LOOK_ALIKES,
    MAX_LENGTH,
    Forms,
    cost,
    cutoff,
    signature,
    write_spelling,
)
from search.model.corpus import Corpus, Hierarchy, Label, Place, Region
from search.model.interpretation import Candidate, Span
from search.model.result import Correction
from search.text.folding import fold
from search.text.tokens import Tokenizer


def place(code: str, name: str, reading: str, romaji: str, english: str) -> Place:
    suffix = {"県": "-ken", "市": "-shi"}[name[-1]]
    kind = {"県": "prefecture", "市": "city"}[name[-1]]
    full = name if kind == "prefecture" else f"長野県{name}"
    return Place(
        code, kind, name, full, reading, romaji, suffix, english, 36.0, 138.0, "200000", ""
    )


PLACES = (
    place("200000", "長野県", "ながのけん", "Nagano", "Nagano Prefecture"),
    place("202011", "長野市", "ながのし", "Nagano", "Nagano City"),
    place("272167", "河内長野市", "かわちながのし", "Kawachinagano", "Kawachinagano City"),
    place("412091", "嬉野市", "うれしのし", "Ureshino", "Ureshino City"),
    place("271004", "大阪市", "おおさかし", "Osaka", "Osaka City"),
)
LABELS = tuple(
    Label(kind, key, text, lang, preferred)
    for kind, key, text, lang, preferred in (
        ("technology", "automated-driving", "自動運転", "ja", True),
        ("technology", "automated-driving", "Automated driving", "en", True),
        ("technology", "automated-driving", "自動運転車", "ja", False),
        ("technology", "automated-driving", "autonomous driving", "en", False),
        ("technology", "automated-driving", "じどううんてん", "ja-Hira", False),
        ("technology", "automated-driving", "じどううんてんしゃ", "ja-Hira", False),
        ("technology", "drone", "ドローン", "ja", True),
        ("technology", "drone", "Drone", "en", True),
        ("technology", "drone-delivery", "ドローン配送", "ja", True),
        ("technology", "drone-delivery", "Drone delivery", "en", True),
        ("technology", "cashless", "キャッシュレス", "ja", True),
        ("technology", "cloud", "クラウドコンピューティング", "ja", True),
        ("technology", "telemedicine", "遠隔医療", "ja", True),
        ("technology", "telemedicine", "えんかくいりょう", "ja-Hira", False),
        ("challenge", "population-decline", "人口減少", "ja", True),
        ("challenge", "walking", "移動支援", "ja", True),
    )
)
CORPUS = Corpus(
    (), PLACES, (Region("kansai", ("関西", "Kansai", "かんさい"), (), "Kansai"),), LABELS,
    Hierarchy({}),
)  # fmt: skip
KNOWN = {"移動", "支援", "driving", "自動運転", "運転者", "者", "市", "人", "ろ", "減少", "計画"}


@pytest.fixture(scope="module")
def speller(tmp_path_factory: pytest.TempPathFactory) -> Speller:
    folder = tmp_path_factory.mktemp("spelling")
    tokenizer = Tokenizer()
    write_spelling(folder, CORPUS, tokenizer)
    return Speller(folder, tokenizer, KNOWN.__contains__)


def span(query: str, text: str, kind: str = "technology", key: str = "") -> Span:
    start = query.index(text)
    candidates = (Candidate(kind, key, text),)
    end = start + len(text)
    return Span(f"s{start}-{end}", start, end, text, kind, candidates, candidates)


def labels(found: list[Correction]) -> list[str]:
    return [correction.label for correction in found]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("ドローソ", "ドローン"),  # a look-alike
        ("ﾄﾞﾛｰｿ", "ドローン"),
        ("ドーロン", "ドローン"),  # two neighbours swapped
        ("キャシュレス", "キャッシュレス"),  # the small kana is missing
        ("クラウトコンピューティング", "クラウドコンピューティング"),  # a mark is missing
        ("遠隔医寮", "遠隔医療"),  # another kanji that is read alike
        ("人ロ減少", "人口減少"),  # katakana for the kanji of its shape
        ("自動軍転", "自動運転"),
        ("かわちながのうし", "河内長野市"),  # a long vowel too many
        ("うれしんの市", "嬉野市"),  # kana and kanji
        ("Osakka", "Osaka"),
        ("Kawachinagno", "Kawachinagano"),
        ("dorne", "Drone"),
        ("autonomus driving", "autonomous driving"),  # over a blank
    ],
)
def test_a_slip_is_corrected(speller: Speller, query: str, label: str) -> None:
    [best, *_] = speller.corrections(query, [])
    assert (best.label, best.query, best.typed) == (label, label, query)
    assert (best.start, best.end) == (0, len(query))


def test_what_is_recognised_in_part_is_corrected_whole(speller: Speller) -> None:
    query = "自動運転者の計画"
    known = span(query, "自動運転", key="automated-driving")
    [best, *_] = speller.corrections(query, [known])
    assert (best.typed, best.label) == ("自動運転者", "自動運転車")
    assert best.query == "自動運転車の計画"
    assert (best.kind, best.key) == ("technology", "automated-driving")


def test_the_rest_of_the_query_stays(speller: Speller) -> None:
    query = "  ドローソ　Osaka near"
    recognised = [span(query, "Osaka", "place", "271004")]
    [found] = speller.corrections(query, recognised)
    assert found.query == "  ドローン　Osaka near"


def test_each_part_has_its_own_offers(speller: Speller) -> None:
    found = speller.corrections("ドローソ Ureshinno", [])
    whole, *single = found
    assert {correction.query for correction in single} == {
        "ドローン Ureshinno",
        "ドローソ Ureshino",
    }
    assert (whole.query, whole.label, whole.kind) == ("ドローン Ureshino", "ドローン Ureshino", "")


def test_the_place_explained_whole_stands_before_the_one_inside(speller: Speller) -> None:
    found = labels(speller.corrections("かわちながのうし", []))
    assert found[0] == "河内長野市"
    assert found.count("河内長野市") == 1


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "移動",  # a word of the documents
        "移動を支援",  # and two: 移動支援 is a label
        "移動の支援",
        "Tokyo",
        "near",
        "the sea",
        "かき",  # too short to tell
        "tron",
        "2024年度",
        "ドローン",  # right already
        "Oosaka",
        "四五六七八九",
        "😀😀😀😀",
        "-----",
    ],
)
def test_what_is_no_slip_is_left_alone(speller: Speller, query: str) -> None:
    assert labels(speller.corrections(query, [])) == []


def test_what_is_recognised_is_left_alone(speller: Speller) -> None:
    for query, text, kind, key in (
        ("自動運転の計画", "自動運転", "technology", "automated-driving"),
        ("うれしの市", "うれしの", "place", "412091"),  # 嬉野市 is what was understood
        ("Nagano", "Nagano", "place", "202011"),
        ("ドローンたち", "ドローン", "technology", "drone"),
    ):
        assert speller.corrections(query, [span(query, text, kind, key)]) == []


def test_a_thing_that_stands_elsewhere_in_the_query_is_not_offered(speller: Speller) -> None:
    query = "ドローン ドローソ"
    assert speller.corrections(query, [span(query, "ドローン", key="drone")]) == []


def test_a_long_query_is_answered_from_its_beginning(speller: Speller) -> None:
    query = "ドローソ " + "あかさ たなは " * 400
    [found, *_] = speller.corrections(query, [])
    assert found.query == "ドローン" + query[4:]
    assert speller.corrections(" " * 500 + "ドローソ", []) == []


_WORDS = st.sampled_from(
    ["ドローソ", "Osakka", "うれしんの", "市", "の", " ", "　", "自動運転者", "者", "ﾄﾞ", "゛", "-",
     "autonomus", "driving", "遠隔医寮", "\ud800", "\u0301", "😀", "1", "々", "ー"]
)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.one_of(st.text(max_size=40), st.lists(_WORDS, max_size=10).map("".join)),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=3),
)
def test_any_query_is_answered(speller: Speller, query: str, ranges: list[tuple[int, int]]) -> None:
    spans = []
    done = 0
    for start, length in sorted(ranges):
        end = start + length
        if start >= done and end <= len(query):
            spans.append(Span(f"s{start}-{end}", start, end, query[start:end], "x", (), ()))
            done = end
    found = speller.corrections(query, spans)
    assert found == speller.corrections(query, spans)
    assert len(found) <= MAX_OFFERS * MAX_PARTS + 1
    assert len({fold(correction.query) for correction in found}) == len(found)
    for correction in found:
        assert correction.typed == query[correction.start : correction.end]
        assert correction.query == (
            query[: correction.start] + correction.label + query[correction.end :]
        )
        assert fold(correction.query) != fold(query)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("どろーそ", "どろーん", 0.5),
        ("くらうと", "くらうど", 0.5),
        ("どーろん", "どろーん", 1.0),
        ("dorne", "drone", 1.0),
        ("きゃしゅれす", "きゃっしゅれす", 1.0),
        ("未来", "末来", 0.5),
        ("abc", "abc", 0.0),
    ],
)
def test_cost(one: str, other: str, expected: float) -> None:
    assert cost(one, other) == cost(other, one) == expected


def test_the_cutoff_grows_with_the_length_and_with_what_a_character_says() -> None:
    assert [cutoff("a" * n)[0] for n in (3, 4, 8, 14)] == [0, 1, 2, 3]
    assert [cutoff("あ" * n) for n in (1, 2, 4, 7)] == [(0, 0.0), (1, 0.5), (1, 1.0), (2, 2.0)]
    assert [cutoff("字" * n) for n in (3, 4, 7, 8)] == [(1, 0.5), (1, 1.0), (1, 1.0), (2, 2.0)]


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text("あいうえおかきabc", min_size=4, max_size=12), st.data())
def test_no_near_form_is_missed(text: str, data: st.DataObject) -> None:
    """The signatures only pass over what is too far away."""
    place_ = data.draw(st.integers(0, len(text) - 1))
    edited = data.draw(
        st.sampled_from([
            text[:place_] + text[place_ + 1 :],
            text[:place_] + "ん" + text[place_:],
            text[:place_] + "ん" + text[place_ + 1 :],
            text[:place_] + text[place_ : place_ + 2][::-1] + text[place_ + 2 :],
        ])
    )  # fmt: skip
    forms = Forms([edited], [7], np.array([signature(edited)], dtype=np.uint64))
    expected = [] if edited == text else [(7, cost(text, edited))]
    assert list(forms.near(text)) == expected


def test_texts_longer_than_any_form_are_passed_over() -> None:
    form = "あ" * MAX_LENGTH
    forms = Forms([form], [0], np.array([signature(form)], dtype=np.uint64))
    assert list(forms.near(form[1:])) == [(0, 1.0)]
    assert list(forms.near(form + "い")) == []


def test_no_look_alike_stands_in_a_form_that_folding_changes() -> None:
    """A table of characters that never occur in folded texts would do nothing."""
    for character in "".join(LOOK_ALIKES):
        assert fold(f"あ{character}") == f"あ{character}"


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    tokenizer = Tokenizer()
    write_spelling(tmp_path, CORPUS, tokenizer)
    np.save(tmp_path / "spelling-romaji.npy", np.zeros(2, dtype=np.uint64))
    with pytest.raises(ValueError, match="belong together"):
        Speller(tmp_path, tokenizer, KNOWN.__contains__)


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    tokenizer = Tokenizer()
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_spelling(tmp_path / name, CORPUS, tokenizer)
        written.append({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()})
    assert written[0] == written[1]


def test_nothing_to_offer_is_no_failure(tmp_path: Path) -> None:
    tokenizer = Tokenizer()
    write_spelling(tmp_path, Corpus((), (), (), (), Hierarchy({})), tokenizer)
    assert Speller(tmp_path, tokenizer, KNOWN.__contains__).corrections("ドローソ", []) == []
