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

BODY_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "city": ("city", "core-city", "designated-city"),
    "town": ("town",),
    "village": ("village",),
    "town-or-village": ("town", "village"),
    "ward": ("special-ward", "ward"),
    "prefecture": ("prefecture",),
    "municipality": (
        "city", "core-city", "designated-city", "special-ward", "town", "village", "ward",
    ),
}  # fmt: skip
"""For the key of each word of kind ``BODY`` the kinds of bodies (code list ``body-kind``)."""
BODY_PLURALS: Final = frozenset((
    "cities", "towns", "villages", "wards", "prefectures", "towns and villages",
    "cities and towns", "towns and cities",
))  # fmt: skip

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
            "国の支援制度", "国の支援策", "国の支援", "国の補助制度", "国の補助金",
        ),
    ),
    (BODY, "city", ("市", "city", "cities")),
    (BODY, "town", ("町", "まち", "town", "towns")),
    (BODY, "village", ("村", "village", "villages")),
    (BODY, "town-or-village", ("町村", "町や村", "町と村", "towns and villages")),
    (BODY, "ward", ("区", "特別区", "ward", "wards")),
    (BODY, "prefecture", ("県", "府県", "都道府県", "prefecture", "prefectures")),
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
        EXCLUDE_AFTER,
        "exclude",
        (
            "以外", "以外の", "以外で", "以外に", "を除く", "を除いた", "を除き", "をのぞく",
            "ではない", "でない", "抜き", "ではなく", "でなく", "じゃなく",
        ),
    ),
    (
        EXCLUDE_BEFORE,
        "exclude",
        ("without", "except", "except for", "excluding", "not in", "not"),
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
    "many", "every", "all",
))  # fmt: skip
"""English words that only join others; Japanese ones are dropped by their part of speech."""

STATIONS: Final = {"名駅": "名古屋"}
"""What people call a station, and its name without 駅."""

ADVERBS: Final = frozenset(("大分",))
"""Names of places that are adverbs too: 大分前から is "since long ago"."""
