"""The thesauri: what they hold, what they promise, and what the loader refuses."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import FrozenInstanceError
from itertools import combinations
from pathlib import Path

import pytest
from paths import ROOT, SHARED
from rdflib import URIRef
from rdflib.namespace import RDF, SKOS

from ontology.concepts import Thesaurus, ThesaurusError, fold_label
from ontology.namespaces import DEFAULT_BASE, TSN
from ontology.thesaurus import load_thesaurus, read_graph

PRINTED_LABELS = {
    "ai": "AI",
    "iot": "IoT",
    "5g": "5G",
    "cloud": "クラウドコンピューティング",
    "big-data": "ビッグデータ",
    "automated-driving": "自動運転",
    "drone": "ドローン",
    "robot": "ロボット",
    "cashless": "キャッシュレス",
    "blockchain": "ブロックチェーン",
    "vr-ar": "VR/AR",
}

AS_PRINTED = {
    "AI": "ai",
    "IoT": "iot",
    "5G": "5g",
    "ｸﾗｳﾄﾞｺﾝﾋﾟｭｰﾃｨﾝｸﾞ": "cloud",
    "ﾋﾞｯｸﾞﾃﾞｰﾀ": "big-data",
    "\u2f83動運転": "automated-driving",
    "ドローン": "drone",
    "ロボット": "robot",
    "ｷｬｯｽﾚｽ": "cashless",
    "キャッシュレス": "cashless",
    "ﾌﾞﾛｯｸﾁｪｰﾝ": "blockchain",
    "ブロックチェーン": "blockchain",
    "VR/AR": "vr-ar",
}
"""Every technology as the source prints it, character by character, and its concept."""


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return load_thesaurus()


def folded_katakana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


class TestContent:
    def test_counts(self, thesaurus: Thesaurus) -> None:
        assert len(thesaurus.scheme("technologies")) >= 40
        assert len(thesaurus.scheme("challenges")) >= 20

    @pytest.mark.parametrize(("key", "label"), PRINTED_LABELS.items())
    def test_printed_technologies_keep_their_words(
        self, thesaurus: Thesaurus, key: str, label: str
    ) -> None:
        assert thesaurus[key].pref["ja"] == label
        assert thesaurus[key].iri == f"{DEFAULT_BASE}id/technology/{key}"

    @pytest.mark.parametrize(("printed", "key"), AS_PRINTED.items())
    def test_printed_tokens_are_claimed_once(
        self, thesaurus: Thesaurus, printed: str, key: str
    ) -> None:
        assert thesaurus.claimants(printed) == (key,)
        assert thesaurus.claimants(unicodedata.normalize("NFKC", printed)) == (key,)

    def test_pinned_tokens_are_all_that_the_source_prints(self) -> None:
        folder = SHARED / "source"
        files = sorted(folder.glob("*.txt"))
        if not files:
            pytest.skip("the source document is not beside the project")
        row = re.compile(
            r"^\d+ \S+ (?P<technologies>.+?)(?: ?等)? (?:H30|R[1-4])(?=No|$)", re.MULTILINE
        )
        rows = row.findall(files[0].read_text(encoding="utf-8"))
        assert len(rows) == 45
        tokens = {token.strip() for cell in rows for token in re.split("[、・]", cell)}
        assert tokens == set(AS_PRINTED)

    @pytest.mark.parametrize(
        ("typed", "key"),
        [
            ("自動走行", "automated-driving"),
            ("無人運転バス", "automated-driving"),
            ("autonomous driving", "automated-driving"),
            ("self-driving", "automated-driving"),
            ("レベル4", "automated-driving"),
            ("じどううんてん", "automated-driving"),
            ("jidounten", "automated-driving"),
            ("UAV", "drone"),
            ("無人航空機", "drone"),
            ("人工知能", "ai"),
            ("交通弱者", "transport-poverty"),
            ("少子高齢化", "ageing-population"),
            ("担い手不足", "labour-shortage"),
            ("安全安心な地域づくり", "safety"),
            ("産業・生活サービスの衰退", "declining-services"),
            ("スマシティ", "smart-city"),
            ("ソサエティ5.0", "society-5"),
            ("Society5.0", "society-5"),
            ("水害", "disaster-prevention"),
            ("東日本大震災", "disaster-prevention"),
            ("土砂災害", "disaster-prevention"),
            ("認知症", "watching-over"),
            ("クマ", "wildlife-damage"),
            ("シカの食害", "wildlife-damage"),
            ("お年寄りの足", "transport-poverty"),
            ("免許を返納", "transport-poverty"),
            ("買い物に困っている", "shopping-support"),
            ("バス路線の廃止", "public-transport"),
            ("大雪", "infrastructure-maintenance"),
            ("豪雪", "disadvantaged-area"),
            ("障害のある人", "disability-support"),
            ("待機児童", "child-rearing"),
            ("訪日客", "tourism-promotion"),
            ("CO2", "decarbonisation"),
            ("かそち", "population-decline"),
            ("ドローンで荷物を運ぶ", "drone-delivery"),
            ("呼べば来るバス", "demand-transport"),
            ("診療車", "medical-maas"),
            ("誘導線", "guideway"),
            ("運転手のいないバス", "automated-driving"),
            ("driverless shuttle", "automated-driving"),
            ("self driving car", "automated-driving"),
            ("city operating system", "urban-os"),
            ("facial authentication", "face-recognition"),
            ("remote diagnosis", "telemedicine"),
            ("parcel delivery by drone", "drone-delivery"),
            ("tourism app", "tourism-promotion"),
            ("snow clearing", "infrastructure-maintenance"),
            ("flood", "disaster-prevention"),
            ("dementia", "watching-over"),
            ("bears", "wildlife-damage"),
            ("ageing", "ageing-population"),
            ("aging", "ageing-population"),
            ("shopping refugee", "shopping-support"),
            ("local currency", "local-currency"),
        ],
    )
    def test_words_of_the_users(self, thesaurus: Thesaurus, typed: str, key: str) -> None:
        assert thesaurus.lookup(typed) == key

    def test_groups_of_the_call(self, thesaurus: Thesaurus) -> None:
        whole = thesaurus.collections["mirai-call-technologies"]
        groups = [thesaurus.collections[key].members for key in whole.members]
        assert groups == [
            ("5g", "ai", "big-data", "cloud", "iot"),
            ("automated-driving",),
            ("drone", "robot", "vr-ar"),
            ("blockchain", "cashless"),
        ]
        for collection in thesaurus.collections.values():
            assert collection.sources

    def test_sources_of_collections_are_registered(self, thesaurus: Thesaurus) -> None:
        table = ROOT / "data" / "sources.csv"
        if not table.exists():
            pytest.skip("data/sources.csv is not here")
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        keys = {row[0] for row in rows[1:]}
        prefix = f"{DEFAULT_BASE}id/source/"
        for collection in thesaurus.collections.values():
            assert {iri.removeprefix(prefix) for iri in collection.sources} <= keys


class TestLabels:
    def test_no_label_belongs_to_two_concepts(self, thesaurus: Thesaurus) -> None:
        owner: dict[str, str] = {}
        for label in thesaurus.labels():
            assert owner.setdefault(fold_label(label.text), label.key) == label.key, label

    def test_japanese_labels_have_a_reading(self, thesaurus: Thesaurus) -> None:
        """Each kanji stands for one or more kana; all else must be read as it is written."""
        for concept in thesaurus.concepts.values():
            readings = [text for text, lang in concept.hidden if lang == "ja-Hira"]
            written = [concept.pref["ja"], *(t for t, lang in concept.alt if lang == "ja")]
            for text in written:
                pattern = re.sub(r"[㐀-鿿々]+", "[ぁ-んー]+", re.escape(folded_katakana(text)))
                if pattern != re.escape(text):
                    assert any(re.fullmatch(pattern, r) for r in readings), (concept.key, text)

    def test_every_reading_has_its_romaji(self, thesaurus: Thesaurus) -> None:
        for concept in thesaurus.concepts.values():
            kana = [text for text, lang in concept.hidden if lang == "ja-Hira"]
            romaji = [text for text, lang in concept.hidden if lang == "ja-Latn"]
            assert all(re.fullmatch("[a-z0-9]+", text) for text in romaji), concept.key
            spoken = {re.sub("[・、ー]", "", text) for text in kana}
            assert len(romaji) >= len(spoken), concept.key

    def test_no_everyday_word_captures_a_query(self, thesaurus: Thesaurus) -> None:
        for word in ("バス", "アプリ", "データ", "実証", "まち", "自治体", "サービス", "高齢者"):
            assert thesaurus.claimants(word) == ()

    @pytest.mark.parametrize("word", ["空き家", "スクールバス", "復興", "移動手段", "団地", "病院"])
    def test_what_no_concept_means_is_left_to_the_text(
        self, thesaurus: Thesaurus, word: str
    ) -> None:
        assert thesaurus.claimants(word) == ()

    @pytest.mark.parametrize(
        "word", ["シカ", "しか", "サル", "さる", "島", "go", "bear", "settlement"]
    )
    def test_what_reads_like_another_word_is_no_label(
        self, thesaurus: Thesaurus, word: str
    ) -> None:
        assert thesaurus.claimants(word) == ()

    def test_no_place_name(self, thesaurus: Thesaurus) -> None:
        table = ROOT / "data" / "municipalities.csv"
        if not table.exists():
            pytest.skip("data/municipalities.csv is not here")
        labels = {fold_label(folded_katakana(label.text)) for label in thesaurus.labels()}
        with table.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                name = row["name"]
                names = {name, name[:-1], row["kana"], row["romaji"]} - {""}
                assert not labels & {fold_label(folded_katakana(n)) for n in names}, name


class TestHierarchy:
    def test_closer_in_the_tree_is_more_alike(self, thesaurus: Thesaurus) -> None:
        near = thesaurus.wu_palmer("automated-driving", "maas")
        far = thesaurus.wu_palmer("automated-driving", "blockchain")
        assert near == pytest.approx(0.5)
        assert near > far == 0.0

    def test_depth_weighs(self, thesaurus: Thesaurus) -> None:
        """ict(1) > ai(2) > image-recognition(3) > face-recognition(4), counted by hand."""
        assert thesaurus["face-recognition"].depth == 4
        assert thesaurus.wu_palmer("face-recognition", "ai") == pytest.approx(4 / 6)
        assert thesaurus.wu_palmer("face-recognition", "iot") == pytest.approx(2 / 6)

    def test_symmetric_bounded_and_one_on_itself(self, thesaurus: Thesaurus) -> None:
        for a, b in combinations(thesaurus.concepts, 2):
            value = thesaurus.wu_palmer(a, b)
            assert value == thesaurus.wu_palmer(b, a)
            assert 0.0 <= value < 1.0
        assert {thesaurus.wu_palmer(key, key) for key in thesaurus.concepts} == {1.0}

    def test_ancestors_and_descendants_agree(self, thesaurus: Thesaurus) -> None:
        assert thesaurus.ancestors("face-recognition") == ("image-recognition", "ai", "ict")
        assert "drone-delivery" in thesaurus.descendants("robotics")
        assert thesaurus.narrower("robotics") == ("drone", "robot")
        for key in thesaurus.concepts:
            for above in thesaurus.ancestors(key):
                assert key in thesaurus.descendants(above)

    def test_related_is_symmetric(self, thesaurus: Thesaurus) -> None:
        for concept in thesaurus.concepts.values():
            for other in concept.related:
                assert concept.key in thesaurus[other].related

    def test_concepts_are_frozen(self, thesaurus: Thesaurus) -> None:
        with pytest.raises(FrozenInstanceError):
            thesaurus["ai"].depth = 9  # type: ignore[misc]
        with pytest.raises(TypeError):
            thesaurus["ai"].pref["ja"] = "x"  # type: ignore[index]

    def test_unknown_keys(self, thesaurus: Thesaurus) -> None:
        assert "nothing" not in thesaurus
        assert thesaurus.lookup("nothing at all") is None
        for call in (thesaurus.ancestors, thesaurus.descendants, thesaurus.narrower):
            with pytest.raises(KeyError):
                call("nothing")


class TestGraph:
    def test_rebased_without_touching_the_vocabulary(self) -> None:
        base = "http://example.org/t/"
        graph = read_graph(base=base)
        assert load_thesaurus(base=base)["ai"].iri == f"{base}id/technology/ai"
        old = {t for triple in graph for t in triple if str(t).startswith(f"{DEFAULT_BASE}id/")}
        assert not old
        assert (URIRef(f"{base}id/technology/ai"), RDF.type, SKOS.Concept) in graph

    def test_inverse_relations_are_inferred(self) -> None:
        graph = read_graph()
        pairs = set(graph.subject_objects(SKOS.broader))
        assert pairs
        assert {(o, s) for s, o in graph.subject_objects(SKOS.narrower)} == pairs
        tops = set(graph.subject_objects(SKOS.topConceptOf))
        assert {(o, s) for s, o in graph.subject_objects(SKOS.hasTopConcept)} == tops

    def test_base_must_end_in_a_slash(self) -> None:
        with pytest.raises(ValueError, match="must end"):
            load_thesaurus(base="http://example.org/t")


PROLOGUE = f"""
@prefix skos: <{SKOS}> .
@prefix tsn: <{TSN}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix tech: <{DEFAULT_BASE}id/technology/> .
@prefix chal: <{DEFAULT_BASE}id/challenge/> .
@prefix scheme: <{DEFAULT_BASE}id/scheme/> .
@prefix collection: <{DEFAULT_BASE}id/collection/> .
"""


def concept(name: str, place: str = "", **changes: str) -> str:
    kind, key = name.split(":")
    scheme = {"tech": "scheme:technologies", "chal": "scheme:challenges"}[kind]
    parts = {
        "pref": f'skos:prefLabel "{key}の語"@ja , "{key} word"@en',
        "definition": 'skos:definition "定義。"@ja , "Definition."@en',
        "place": place or f"skos:topConceptOf {scheme}",
        "scheme": f"skos:inScheme {scheme}",
    }
    parts.update(changes)
    return f"{name} a skos:Concept ; " + " ; ".join(p for p in parts.values() if p) + " .\n"


VALID = concept("tech:aa") + concept("tech:bb", "skos:broader tech:aa") + concept("chal:cc")


def load_text(tmp_path: Path, text: str) -> Thesaurus:
    path = tmp_path / "some.ttl"
    path.write_text(PROLOGUE + text, encoding="utf-8")
    return load_thesaurus([path])


def problems_of(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ThesaurusError) as caught:
        load_text(tmp_path, text)
    return caught.value.problems


class TestRefusals:
    def test_the_valid_example_loads(self, tmp_path: Path) -> None:
        assert list(load_text(tmp_path, VALID).concepts) == ["cc", "aa", "bb"]

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            (concept("tech:dd", pref='skos:prefLabel "dd"@en , "aa"@ja , "bb"@ja'), "2 prefLabel"),
            (concept("tech:dd", pref='skos:prefLabel "語語"@ja'), "dd: 0 prefLabel @en"),
            (concept("tech:dd", pref='skos:prefLabel "語語"@ja , "dd"@en , "d"@fr'), "@fr, not 0"),
            (concept("tech:dd", definition=""), "dd: 0 definitions @ja"),
            (concept("tech:dd", scheme=""), "dd: must be in the scheme"),
            (concept("tech:dd", "skos:broader tech:zz"), "broader"),
            (concept("tech:dd", "skos:broader chal:cc"), "no concept of its scheme"),
            (concept("tech:dd", related="skos:related tech:zz"), "related"),
            (concept("tech:dd", "skos:broader tech:bb ; skos:related tech:aa"), "(S27)"),
            (concept("tech:dd", "skos:broader tech:dd"), "dd: is broader than itself"),
            (concept("tech:dd", "skos:broader tech:aa ; skos:topConceptOf scheme:technologies"),
             "either a broader concept or topConceptOf"),
            (concept("tech:dd", alt='skos:altLabel "ＡＡの語"@ja'), "'aaの語' belongs to aa, dd"),
            (concept("tech:dd", alt='skos:altLabel "ddの語"@ja'), "two kinds (S13)"),
            (concept("tech:dd", alt='skos:altLabel "x"@en'), "too short"),
            (concept("tech:dd", alt='skos:altLabel "dx dx"@de'), "the language 'de'"),
            (concept("chal:aa", pref='skos:prefLabel "別"@en , "別の"@ja'), "key of two concepts"),
            ("<http://example.org/x> a skos:Concept .", "not the IRI of a technology"),
            ("collection:gg a skos:Collection ; skos:member tech:zz .", "does not exist"),
            ("collection:gg a skos:Collection ; skos:member tech:aa .", "needs a dcterms:source"),
        ],
    )  # fmt: skip
    def test_each_rule(self, tmp_path: Path, text: str, problem: str) -> None:
        assert any(problem in line for line in problems_of(tmp_path, VALID + text))

    def test_cycle_of_two(self, tmp_path: Path) -> None:
        one = concept("tech:dd", "skos:broader tech:ee")
        other = concept("tech:ee", "skos:broader tech:dd")
        cycles = [line for line in problems_of(tmp_path, one + other) if "cycle" in line]
        assert [line[:2] for line in cycles] == ["dd", "ee"]

    def test_all_problems_are_listed(self, tmp_path: Path) -> None:
        text = VALID + concept("tech:dd", definition="") + concept("tech:ee", scheme="")
        found = problems_of(tmp_path, text)
        assert {line[:2] for line in found} == {"dd", "ee"}
        assert len(found) == 3

    def test_a_declared_shared_label_is_allowed_and_ambiguous(self, tmp_path: Path) -> None:
        shared = 'skos:altLabel "shared"@en ; tsn:sharesLabel "shared"@en'
        text = VALID + concept("tech:dd", extra=shared) + concept("chal:ee", extra=shared)
        loaded = load_text(tmp_path, text)
        assert loaded.lookup("shared") is None
        assert loaded.claimants("shared") == ("dd", "ee")

    def test_unreadable_files_are_all_named(self, tmp_path: Path) -> None:
        broken, binary = tmp_path / "broken.ttl", tmp_path / "binary.ttl"
        broken.write_text("this is not Turtle", encoding="utf-8")
        binary.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(ThesaurusError) as caught:
            load_thesaurus([broken, binary, tmp_path / "missing.ttl"])
        assert [line.split(":")[0] for line in caught.value.problems] == [
            "broken.ttl",
            "binary.ttl",
            "missing.ttl",
        ]
