"""What documents hold beside their own titles and descriptions, so that people's words find them.

A programme holds what it pays, when it is called, whom to ask, what its support consists of and
what comes after it, with the words in which people ask for that. A municipality holds what is said
of it, and so do its projects, with who is paid and who sits in their councils.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from api.things.corpus.amounts import share_spellings, shares, yen_spellings
from graph.entities.models import Project
from graph.entities.reader import EntityReader
from graph.entities.records import Record

_SAID: Mapping[str, tuple[str, ...]] = {
    "subsidy-rate": ("補助率", "補助割合", "補助金", "subsidy rate"),
    "max-support": ("上限", "上限額", "補助上限", "補助額", "maximum support", "ceiling", "limit"),
    "support-per-area": ("支援額", "1地域あたり", "support per area"),
    "min-project-cost": ("事業費の下限", "最低事業費", "minimum project cost"),
    "support-period": ("支援期間", "何年間", "support period"),
    "call-period": (
        "公募期間", "公募", "募集", "応募", "申請", "締切", "締め切り", "期限",
        "call for applications", "deadline", "apply",
    ),
    "eligible-applicants": ("応募資格", "対象者", "応募できる", "who can apply", "eligible"),
    "continuation-rule": ("継続", "延長", "継続申請", "extension"),
    "financial-support": ("財政支援", "補助金", "financial support"),
    "budget": ("予算", "予算額", "budget"),
    "office": (
        "問い合わせ先", "問合せ先", "お問い合わせ", "連絡先", "担当", "担当課", "窓口",
        "contact", "office in charge",
    ),
    "email": ("メールアドレス", "メール", "email address", "e-mail"),
    "telephone": ("電話番号", "電話", "telephone number", "phone number"),
    "advice": ("伴走支援", "伴走型支援", "助言", "相談", "advice", "hands-on support"),
    "mail-magazine": ("メルマガ", "メールマガジン", "newsletter", "mail magazine"),
    "consultation": ("相談", "事前相談", "相談窓口", "consultation"),
    "symposium": ("シンポジウム", "講演会", "symposium"),
    "mini-symposium": ("ミニシンポジウム", "オンライン", "mini symposium"),
    "exchange": ("交流会", "意見交換", "つながり", "exchange"),
    "information": ("情報提供", "補助金情報", "information"),
    "local-council": ("地域実装協議会", "現地支援", "local council"),
    "step": (
        "支援が終わったら", "支援終了後", "支援の終了", "支援満了", "満了後", "卒業",
        "after support ends", "end of support",
    ),
}  # fmt: skip
"""Words in which people ask for a kind of fact, by the code of its term or measure."""
_FORMS: Mapping[str, tuple[str, ...]] = {
    "advice": ("助言", "技術的支援", "technical advice"),
    "subsidy": ("補助", "補助金", "助成金", "subsidy", "grant"),
    "commission": ("委託", "委託事業", "委託費", "commission"),
}
"""Words in which people ask for a form of support, by its code."""
_PRINTED_TERMS = frozenset(
    {"subsidy-rate", "max-support", "support-per-area", "min-project-cost", "support-period",
     "call-period", "eligible-applicants", "continuation-rule", "financial-support",
     "project-period", "new-type", "support-content"}
)  # fmt: skip
"""Terms that say what a programme is to those who apply; numbers of the review do not."""
_SHORTENED: Mapping[str, str] = {"デジタル田園都市国家構想": "デジ田"}
"""Names that people shorten, and how."""


class Texts(NamedTuple):
    """What a document holds beside its own.

    Args:
        names: names of those who take part, and of offices with their addresses.
        details: sentences that are shown where a word of them is asked for.
        words: other words that find it, which are not shown.
        background: what is said of its places, which is not shown.
    """

    names: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    background: tuple[str, ...] = ()


class DocumentTexts:
    """Gathers the texts of documents over one graph, each table once.

    Args:
        reader: the graph's things.
    """

    def __init__(self, reader: EntityReader) -> None:
        self._records = reader.records
        self._background = self._grouped("project_descriptions", "body")
        self._paid = self._grouped("payments", "project")
        self._members = self._grouped("council_members", "council")
        self._organisations = {row.key: row for row in self._records.all("organisations")}

    def of_project(self, project: Project) -> Texts:
        """Return who is paid and who sits in its councils, and what is said of its places."""
        paid = [row.text("recipient_as_printed") for row in self._paid[project.key]]
        members = [
            row.text("member_as_printed")
            for council in project.councils
            for row in self._members[council.key]
        ]
        applicants = (applicant.body for applicant in project.applicants)
        background = [
            row.text("description_ja")
            for body in applicants
            if body
            for row in self._background[body.key]
        ]
        return Texts(names=_distinct([*paid, *members]), background=_distinct(background))

    def of_body(self, code: str) -> tuple[str, ...]:
        """Return what is said of a local government; its projects find it by their own texts."""
        return _distinct(row.text("description_ja") for row in self._background[code])

    def of_programmes(self) -> dict[str, Texts]:
        """Return the facts of each programme as sentences, and the words in which people ask."""
        found: defaultdict[str, list[Texts]] = defaultdict(list)
        for table, text in (
            ("programme_terms", self._term),
            ("programme_budgets", self._budget),
            ("programme_offices", self._office),
            ("programme_support", self._support),
            ("support_measures", self._measure),
            ("transition_steps", self._step),
            ("programme_organisations", self._organisation),
        ):
            for row in self._records.all(table):
                programme = row.named("programme")
                if programme and programme.kind == "programme":
                    found[programme.key].append(text(row))
        return {
            key: Texts(*(_distinct(text for part in column for text in part) for column in columns))
            for key, parts in found.items()
            for columns in [tuple(zip(*parts, strict=True))]
        }

    def _term(self, row: Record) -> Texts:
        term = row.named("term")
        if term is None or term.key not in _PRINTED_TERMS:
            return Texts()
        printed, year = row.text("value_as_printed"), row.integer("fiscal_year")
        amounts = (row.integer("amount_yen"), row.integer("amount_yen_max"))
        return Texts(
            details=(f"{term.label('ja')}: {printed}{_of_year(year)}。",),
            words=(
                *_SAID.get(term.key, ()),
                *(text for amount in amounts if amount for text in yen_spellings(amount)),
                *(text for share in shares(printed) for text in share_spellings(share)),
            ),
        )

    def _budget(self, row: Record) -> Texts:
        measure, amount = row.named("measure"), row.integer("amount_yen")
        name = measure.label("ja") if measure else _SAID["budget"][0]
        printed, year = row.text("amount_as_printed"), row.integer("fiscal_year")
        spellings = yen_spellings(amount) if amount > 0 else ()
        return Texts(
            details=(f"{name}: {printed}{_of_year(year)}。",), words=(*_SAID["budget"], *spellings)
        )

    def _office(self, row: Record) -> Texts:
        name, email, telephone = (
            row.text(column) for column in ("office_as_printed", "email", "telephone")
        )
        organisation = row.named("organisation")
        reached = [email, telephone]
        said = [
            word
            for value, kind in zip(reached, ("email", "telephone"), strict=True)
            if value
            for word in _SAID[kind]
        ]
        return Texts(
            names=(name, *(organisation.labels.values() if organisation else ())),
            details=(f"問い合わせ先: {' '.join(filter(None, (name, *reached)))}。",),
            words=(*_SAID["office"], *said),
        )

    def _support(self, row: Record) -> Texts:
        form = row.named("form")
        if form is None:
            return Texts()
        return Texts(words=(*form.labels.values(), *_FORMS.get(form.key, ())))

    def _measure(self, row: Record) -> Texts:
        kind = row.named("kind")
        name, content = row.text("name_ja"), row.text("description_ja")
        shortened = [short for long, short in _SHORTENED.items() if long in name]
        said = _SAID.get(kind.key, ()) if kind else ()
        return Texts(
            details=(f"{name}: {content}",),
            words=(
                *said,
                row.text("name_en"),
                row.text("description_en"),
                *shortened,
            ),
        )

    def _step(self, row: Record) -> Texts:
        texts = [row.text("name_ja"), row.text("condition_ja"), row.text("action_ja")]
        english = [row.text(f"{stem}_en") for stem in ("name", "condition", "action")]
        return Texts(
            details=(f"支援の終了後: {'、'.join(filter(None, texts))}。",),
            words=(*_SAID["step"], *filter(None, english)),
        )

    def _organisation(self, row: Record) -> Texts:
        organisation = row.named("organisation")
        if organisation is None:
            return Texts()
        known = self._organisations[organisation.key]
        names = (*known.labels.values(), known.text("short_name_ja"), known.text("short_name_en"))
        return Texts(names=tuple(filter(None, names)))

    def _grouped(self, table: str, column: str) -> defaultdict[str, list[Record]]:
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for row in self._records.all(table):
            thing = row.named(column)
            if thing:
                found[thing.key].append(row)
        return found


def texts_of(record: Record, *columns: str) -> tuple[str, ...]:
    """Return the texts of some columns of a row, without empty ones."""
    return tuple(text for column in columns if (text := record.text(column)))


def in_languages(record: Record, column: str) -> dict[str, str]:
    """Return the texts of a column that there is for each language, by language."""
    return {lang: text for lang in ("ja", "en") if (text := record.text(f"{column}_{lang}"))}


def shortened(text: str) -> tuple[str, ...]:
    """Return how people shorten a name that a text holds (デジ田), or nothing."""
    return tuple(text.replace(long, short) for long, short in _SHORTENED.items() if long in text)


def _of_year(year: int) -> str:
    return f"({year}年度)" if year else ""


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
