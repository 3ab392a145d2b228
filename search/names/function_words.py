"""Words of a query that are not names: relations of place, kinds, exclusion, alternatives.

Each is looked up in the same automaton as the names, so that the longest reading wins.
"""

from __future__ import annotations

from typing import Final

NEAR_AFTER: Final = "near-after"
NEAR_BEFORE: Final = "near-before"
IN_BEFORE: Final = "in-before"
IN_AFTER: Final = "in-after"
BESIDE_AFTER: Final = "beside-after"
BESIDE_BEFORE: Final = "beside-before"
"""Beside a place: in one of its neighbours."""
NEAREST: Final = "nearest"
"""As near as there is, however far."""
TYPE: Final = "type"
EXCLUDE_AFTER: Final = "exclude-after"
EXCLUDE_BEFORE: Final = "exclude-before"
ALTERNATIVE: Final = "or"
BODY: Final = "body-kind"
"""A kind of local government: it asks for them (``TYPE``) and puts that kind first."""
APPLICANT: Final = "applicant_kind"
"""The same as what somebody is: 政令市 in 政令市のスマートシティ. The facet has that name."""
STATUS: Final = "status"
"""How far support is. The facet has that name."""
HAVING: Final = "having"
"""A kind of thing that local governments are to have: 協議会がある町."""
ORDER: Final = "order"
ONLY: Final = "only"
LACK: Final = "lack"
"""Key of words that leave out only names: 自動運転のない町, but 課題がない says something else."""
MINUS: Final = "minus"
"""Key of the hyphen that leaves out the word directly after it; it has no row below."""

NOT_HELD: Final = "not-held"
"""A kind of fact that is not in the data; its key says which (``search.names.asked``)."""

BODY_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "city": ("city", "core-city", "designated-city"),
    "town": ("town",),
    "village": ("village",),
    "town-or-village": ("town", "village"),
    "ward": ("special-ward", "ward"),
    "prefecture": ("prefecture",),
    "designated-city": ("designated-city",),
    "core-city": ("core-city",),
    "special-ward": ("special-ward",),
    "prefectures": ("prefecture",),
    "municipality": (
        "city", "core-city", "designated-city", "special-ward", "town", "village", "ward",
    ),
}  # fmt: skip
"""For the key of each word of kind ``BODY`` the kinds of bodies (code list ``body-kind``)."""
PLACE_OF_ANY_KIND: Final = "まち"
"""A word for towns that is said of cities and quarters, too, as 町 is not."""
BODY_PLURALS: Final = frozenset((
    "cities", "towns", "villages", "wards", "prefectures", "towns and villages",
    "cities and towns", "towns and cities", "designated cities", "core cities", "special wards",
))  # fmt: skip
DESIGNATED: Final = frozenset(("designated-city", "core-city", "special-ward"))
"""Kinds of bodies that are designations, too: beside something else they say it of its places."""
LEGAL_BODIES: Final = frozenset(("designated-city", "core-city", "special-ward", "prefectures"))
"""Words of law for kinds of local government, which are never said loosely."""

STATUS_KEYS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "running": (("supported",), ("finishing",)),
    "finishing": (("finishing",), ()),
    "over": (("finishing", "ended"), ()),
    "ended": (("ended",), ()),
}
"""For the key of each word of kind ``STATUS`` what is asked for and what is left out (code list
``status``). What was finishing when the source was written is over by now, and never running."""

FUNCTION_WORDS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    (
        NEAR_AFTER,
        "near",
        (
            "付近", "周辺", "近辺", "近郊", "近傍", "近隣", "界隈", "近く", "の近く", "の付近",
            "の周辺", "の近辺", "の近郊", "の近隣", "の近所", "ちかく", "のちかく", "ふきん",
            "しゅうへん", "のふきん", "のしゅうへん", "そばの", "のそば", "chikaku", "fukin",
            "no chikaku", "area", "surroundings",
        ),
    ),
    (
        NEAR_BEFORE,
        "near",
        ("near", "nearby", "near to", "around", "close to", "in the vicinity of"),
    ),
    (
        BESIDE_AFTER,
        "beside",
        (
            "の隣", "の隣の", "隣の", "の隣町", "のお隣", "のお隣の", "のとなり", "のとなりの",
            "となりの", "隣接", "に隣接", "に隣接する", "と隣接する", "に接する", "と接する",
            "と隣り合う", "と境を接する", "no tonari",
        ),
    ),
    (
        BESIDE_BEFORE,
        "beside",
        (
            "next to", "neighbouring", "neighboring", "neighbours of", "neighbors of",
            "adjacent to", "bordering", "beside",
        ),
    ),
    (
        NEAREST,
        "nearest",
        (
            "一番近い", "に一番近い", "から一番近い", "いちばん近い", "にいちばん近い", "最も近い",
            "に最も近い", "から最も近い", "もっとも近い", "にもっとも近い", "最寄りの", "の最寄り",
            "の最寄りの", "最寄り", "nearest", "nearest to", "closest", "closest to",
        ),
    ),
    (IN_BEFORE, "in", ("in", "within", "inside", "located in")),
    (IN_AFTER, "in", ("内", "内の", "にある", "における")),
    (
        TYPE,
        "project",
        (
            "project", "projects", "プロジェクト", "事業", "取組", "取り組み", "取組み", "事例",
            "実証事業", "案件", "プロジェクト事業", "実証プロジェクト",
        ),
    ),
    (
        TYPE,
        "municipality",
        (
            "municipality", "municipalities", "local government", "local governments", "自治体",
            "地方公共団体", "団体",
        ),
    ),
    (
        TYPE,
        "programme",
        (
            "programme", "programmes", "program", "programs", "scheme", "schemes", "制度",
            "支援制度", "支援策", "支援事業", "補助制度", "補助金", "プログラム", "国の制度",
            "国の支援制度", "国の支援策", "国の支援", "国の補助制度", "国の補助金", "助成金",
            "grants", "subsidies",
        ),
    ),
    (BODY, "city", ("市", "city", "cities")),
    (BODY, "town", ("町", "まち", "town", "towns")),
    (BODY, "village", ("村", "village", "villages")),
    (BODY, "town-or-village", ("町村", "町や村", "町と村", "towns and villages")),
    (BODY, "ward", ("区", "ward", "wards")),
    (BODY, "prefecture", ("県", "府県", "prefecture", "prefectures")),
    (
        BODY,
        "designated-city",
        ("政令市", "政令指定都市", "指定都市", "政令都市", "designated city", "designated cities"),
    ),
    (BODY, "core-city", ("中核市", "core city", "core cities")),
    (BODY, "special-ward", ("特別区", "special ward", "special wards")),
    (BODY, "prefectures", ("都道府県",)),
    (
        BODY,
        "municipality",
        (
            "市町村", "市区町村", "市町", "市や町", "cities and towns", "towns and cities",
        ),
    ),
    (TYPE, "technology", ("technology", "technologies", "技術", "未来技術")),
    (TYPE, "challenge", ("challenge", "challenges", "課題", "地域課題")),
    (TYPE, "ministry", ("ministry", "ministries", "省庁", "府省", "府省庁")),
    (
        TYPE,
        "council",
        ("council", "councils", "consortium", "consortia", "協議会", "コンソーシアム"),
    ),
    (TYPE, "event", ("event", "events", "イベント", "シンポジウム", "交流会")),
    (
        STATUS,
        "running",
        (
            "支援中", "まだ支援中", "現在支援中", "今も支援中", "現在実施中", "実施中", "継続中",
            "進行中", "支援継続中", "事業継続中", "まだ続いている", "今も続いている",
            "現在も続いている", "続いている", "継続している", "支援が続いている",
            "終わっていない", "まだ終わっていない", "支援を受けている", "支援されている",
            "ongoing", "still running", "still going", "currently running", "running",
            "in progress", "currently supported", "continuing",
        ),
    ),
    (
        STATUS,
        "finishing",
        (
            "満了", "支援満了", "満了した", "支援満了した", "支援が満了した", "満了する",
            "満了済み", "支援期間満了", "finishing",
        ),
    ),
    (
        STATUS,
        "over",
        (
            "終わった", "終わっている", "支援が終わった", "支援期間が終わった",
            "支援期間が終了した", "支援が終わっている", "支援の終わった", "終了", "終了した",
            "終了している", "終了済み", "支援終了", "支援終了した", "支援が終了した",
            "支援が終了している", "支援の終了した", "おわった", "もう終わった", "すでに終わった",
            "既に終わった", "finished", "already finished", "ended", "already ended", "completed",
            "no longer supported", "no longer running",
        ),
    ),
    (
        STATUS,
        "ended",
        (
            "中止", "中止した", "中止された", "中止になった", "中止となった", "取りやめ",
            "取りやめた", "取り止め", "取り止めた", "取りやめになった", "やめた",
            "やめてしまった", "打ち切り", "打ち切られた", "打ち切りになった", "取り消し",
            "取り消された", "取り消しになった", "採択が取り消された", "選定が取り消された",
            "取消", "取消し", "取り下げた", "取り下げられた", "辞退した", "stopped", "withdrawn",
            "discontinued", "cancelled", "canceled", "terminated", "abandoned",
        ),
    ),
    (
        ORDER,
        "oldest",
        (
            "一番古い", "いちばん古い", "最も古い", "もっとも古い", "最古", "最古の", "最初の",
            "古い順", "古い順に", "oldest", "earliest", "oldest first",
        ),
    ),
    (
        ORDER,
        "newest",
        (
            "一番新しい", "いちばん新しい", "最も新しい", "もっとも新しい", "最新", "最新の",
            "直近の", "最近の", "最近", "一番最近の", "もっとも最近の", "最も最近の", "新しい順",
            "新しい順に", "newest", "latest", "most recent", "recent", "newest first",
        ),
    ),
    (
        ONLY,
        "only",
        ("だけ", "だけの", "だけで", "のみ", "のみの", "に限る", "に限った", "限定", "only"),
    ),
    (
        EXCLUDE_AFTER,
        "exclude",
        (
            "以外", "以外の", "以外で", "以外に", "以外のところ", "以外の所", "以外の場所",
            "以外の地域", "除く", "除いた", "除いて", "除き", "除けば", "除外", "除外した",
            "除外して", "除外する", "を除く", "を除いた", "を除き", "をのぞく", "のぞく",
            "のぞいた", "のぞいて", "ではない", "でない", "じゃない", "ではないところ",
            "じゃないところ", "でないところ", "ではない所", "じゃない所", "ではなく", "でなく",
            "じゃなく", "じゃなくて", "ではなくて", "抜き", "抜きの", "抜きで", "ぬき", "ぬきの",
            "ぬきで", "なし", "なしの", "なしで", "無し", "無しの", "無しで",
            "を含まない", "含まない", "を含めない", "含めない", "はいらない", "は要らない",
            "は不要", "していない", "してない", "していないけど", "していないけれど",
            "していないが", "やっていない", "やってない", "やっていないけど", "やってないけど",
            "やっていないが", "使わない", "使っていない", "使ってない", "用いない",
            "用いていない", "導入していない", "実施していない", "活用していない",
            "利用していない", "取り組んでいない", "行っていない", "未導入", "未実施", "excluded",
            "not included", "でもない", "にない",
        ),
    ),
    (EXCLUDE_AFTER, LACK, ("のない", "がない", "の無い", "が無い")),
    (
        EXCLUDE_BEFORE,
        "exclude",
        (
            "without", "except", "except for", "except in", "excluding", "not in", "not",
            "not using", "not about", "other than", "other than in", "outside", "outside of",
            "apart from", "aside from", "but not", "but not in", "but no", "with no", "no",
            "instead of", "rather than", "exclude", "leave out", "minus",
        ),
    ),
    (
        ALTERNATIVE,
        "or",
        ("または", "又は", "もしくは", "若しくは", "あるいは", "or", "や", "、", "か"),
    ),
)  # fmt: skip
"""(kind, key, words)."""

STOP_WORDS: Final = frozenset((
    "a", "an", "and", "any", "are", "as", "at", "by", "do", "does", "for", "from", "has",
    "have", "how", "i", "in", "is", "it", "of", "on", "that", "the", "their", "there", "these",
    "this", "to", "us", "use", "used", "uses", "using", "we", "what", "where", "which", "who",
    "with", "want", "or", "not", "near", "around", "within", "without", "except",
    "many", "every", "all", "about", "can", "could", "get", "much", "does", "did", "was", "were",
))  # fmt: skip
"""English words that only join others; Japanese ones are dropped by their part of speech."""

STATIONS: Final = {"名駅": "名古屋"}
"""What people call a station, and its name without 駅."""

ADVERBS: Final = frozenset(("大分",))
"""Names of places that are adverbs too: 大分前から is "since long ago"."""
