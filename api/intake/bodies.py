"""Which local governments a cell names, by the rules of the search.

The names are looked up in the search's own lexicon, made from the register of the data folder;
which belong together (大阪府河内長野市) and which stand apart (大阪府、河内長野市) is decided by
``search.query.joining``. A cell is read only where every character of it is accounted for: a name
and what parts names. What then fits several, or nothing, is unclear; it is never guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.intake.sheets.sheet import listed, printed
from graph.ingest.checking import Rows
from graph.ingest.reading import Row
from search.model.corpus import Corpus, Hierarchy, Label, Place, Region
from search.names import function_words as words
from search.names.gazetteer import Gazetteer
from search.names.lexicon import Lexicon
from search.names.lexicon_builder import LexiconBuilder
from search.query.joining import join
from search.query.pieces import PLACES, Piece
from search.query.places.longer import LongerNames
from search.query.recognising import Recogniser
from search.text.folding import Folded, fold, fold_with_offsets, unify
from search.text.tokens import Tokenizer

_BETWEEN = re.compile(r"[ 、,.・/|;&+()]*(?:及び|および|並びに|ならびに|と)?[ 、,.・/|;&+()]*")
"""What may stand between two names, folded."""
_AROUND = re.compile(r"[ 、,()]*")
_COMMAS = str.maketrans(",，､", "、、、")
"""In a list a comma parts applicants; in a query it may stand before what a place lies in."""
_ROLE = re.compile(r"[(（](?:代表|代表団体|代表者|代表提案者|代表自治体|幹事|幹事団体)[)）]")
_NOT_ALL = re.compile(r"[(（]?(?:等|など|ほか|他|外)[\d０-９]*[市区町村団体自治]*[)）]?$")
_ORGANISATION = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|\(株\)|\(有\)|法人|協議会|コンソーシアム|大学|高等専門学校"
    r"|組合|機構|研究所|研究会|委員会|連合|連盟|協会|商工会|公社|公団|会議|銀行|鉄道|交通|バス"
    r"|タクシー|ホールディングス|グループ|センター|推進会|共同体|企業体|\b(?:inc|ltd|corp|llc|co)\b\.?",
    re.IGNORECASE,
)
"""Words that a company, a council or a consortium has in its name."""


@dataclass(frozen=True, slots=True)
class Named:
    """A local government that a cell names.

    Args:
        code: its code.
        printed: how the cell prints it.
    """

    code: str
    printed: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, council or consortium: it bids, and is no local government."""

    printed: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A text that is not one local government.

    Args:
        printed: the text.
        message: why not.
        candidates: codes of those that may be meant.
        lines: the text line by line, where a line break is what is in doubt.
    """

    printed: str
    message: str
    candidates: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


Part = Named | Organisation | Unclear


class Bodies:
    """The local governments of a data folder, by every name that the search knows.

    Args:
        rows: the tables.
    """

    def __init__(self, rows: Rows) -> None:
        corpus = _corpus(rows)
        self.places = {place.code: place for place in corpus.places}
        self._gazetteer = Gazetteer(corpus.places, corpus.regions)
        # Names without 市 or 町 are free here: a cell is read only where nothing else is in it.
        lexicon = Lexicon(LexiconBuilder(corpus, {}).data())
        self._recogniser = Recogniser(
            lexicon, self._gazetteer, longer=LongerNames(Tokenizer(), lambda _word: False)
        )
        self._former: defaultdict[str, list[Row]] = defaultdict(list)
        prefectures = {p.code[:2]: p.name for p in corpus.places if p.kind == "prefecture"}
        for row in rows.get("retired_codes", ()):
            full = row.cells["full_name"]
            for name in {
                row.cells["name"],
                full,
                full.removeprefix(prefectures.get(row.key[:2], "")),
            }:
                self._former[fold(name)].append(row)

    def label(self, code: str) -> str:
        """Return name and code of a local government, for messages."""
        return f"{self.places[code].full_name} {code}"

    def read(self, text: str, prefectures: frozenset[str] = frozenset()) -> tuple[Part, ...]:
        """Return what a cell names, in printed order; nothing for an empty cell.

        Args:
            text: the cell.
            prefectures: codes of the prefectures that the row states; a name of several decides by
                them, and one that lies elsewhere is unclear.
        """
        text = _ROLE.sub("", text).translate(_COMMAS)
        whole = self._covered(text, prefectures)
        if whole:
            return whole
        parts = [part.strip() for part in listed(text)]
        return tuple(found for part in parts if part for found in self._part(part, prefectures))

    def within(self, text: str) -> tuple[str, ...]:
        """Return the codes of the municipalities whose whole names stand in a text, each once."""
        folded = fold_with_offsets(text)
        pieces = join(self._recogniser.pieces(text, folded), folded, self._gazetteer)
        found = (
            [e for e in piece.within or piece.entries if e.kind == "place" and not e.bare]
            for piece in pieces
            if piece.kind in PLACES
        )
        return tuple(dict.fromkeys(entries[0].key for entries in found if len(entries) == 1))

    def _part(self, part: str, prefectures: frozenset[str]) -> tuple[Part, ...]:
        whole = self._covered(part, prefectures)
        if whole:
            return whole
        shown = printed(part)
        outside = re.sub(r"[(（].*[)）]$", "", part)
        if _ORGANISATION.search(unify(part)):
            body = self._covered(outside, prefectures) if outside != part else ()
            if len(body) == 1 and isinstance(body[0], Named):
                message = f"is it {outside}, or the organisation in brackets?"
                return (Unclear(shown, message, (body[0].code,)),)
            return (Organisation(shown),)
        former = self._former.get(fold(part), [])
        if former:
            return (self._successors(shown, former),)
        return (Unclear(shown, self._unknown(part, prefectures)),)

    def _unknown(self, part: str, prefectures: frozenset[str]) -> str:
        shorter = _NOT_ALL.sub("", part)
        if shorter != part and self._covered(shorter, prefectures):
            return "it says that there are more than it names"
        return (
            "no local government, and no former one of the register, has this name, and nothing in"
            " it says that it is a company or a council"
        )

    def _successors(self, shown: str, former: Sequence[Row]) -> Unclear:
        codes = tuple(dict.fromkeys(row.cells["replaced_by"] for row in former))
        ended = former[0].cells["date"]
        now = ", ".join(self.label(code) for code in codes if code in self.places)
        return Unclear(shown, f"a former name, until {ended}; now {now}", codes)

    def _covered(self, text: str, prefectures: frozenset[str]) -> tuple[Part, ...]:
        """Return the names of a text that holds nothing but names and what parts them."""
        folded = fold_with_offsets(text)
        pieces = join(self._recogniser.pieces(text, folded), folded, self._gazetteer)
        if any(piece.kind not in {*PLACES, words.ALTERNATIVE} for piece in pieces):
            return ()
        places = [piece for piece in pieces if piece.kind in PLACES]
        if not places or not _is_covered(folded, places):
            return ()
        return tuple(self._decided(text, folded, piece, prefectures) for piece in places)

    def _decided(
        self, text: str, folded: Folded, piece: Piece, prefectures: frozenset[str]
    ) -> Named | Unclear:
        first, last = folded.original_span(piece.start, piece.end)
        if text[first:last].count("（") + text[first:last].count("(") > 0:
            last += bool(re.match("[)）]", text[last:]))
        shown = printed(text[first:last])
        entries = piece.within or piece.entries
        whole = [e.key for e in entries if e.kind == "place" and not e.bare]
        if not whole and any(entry.kind == "region" for entry in entries):
            return Unclear(shown, "a region, not a local government")
        codes = tuple(dict.fromkeys(whole or [e.key for e in entries]))
        if piece.within and re.search(r"[\r\n]", text[first:last].strip()):
            outer = tuple(dict.fromkeys(self.places[code].prefecture for code in codes))
            message = "a line break parts the two names: are they one applicant or two?"
            lines = tuple(printed(line) for line in text[first:last].splitlines() if line.strip())
            return Unclear(shown, message, (*outer, *codes), lines)
        inside = [code for code in codes if self.places[code].prefecture in prefectures]
        if prefectures and not inside:
            bare = [e.key for e in entries if e.kind == "place"]
            inside = [code for code in bare if self.places[code].prefecture in prefectures]
        if prefectures and not inside:
            stated = ", ".join(self.places[code].name for code in sorted(prefectures))
            return Unclear(shown, f"it does not lie in {stated}, which the row states", codes)
        left = inside or list(codes)
        if len(left) == 1:
            return Named(left[0], shown)
        return Unclear(shown, "several local governments have this name", tuple(left))


def _is_covered(folded: Folded, places: Sequence[Piece]) -> bool:
    """Tell whether a folded text holds nothing but names and what parts them.

    What follows a municipality with nothing between is the rest of one address:
    浜松市中区 names no second place.
    """
    text = folded.text
    if not _AROUND.fullmatch(text[: places[0].start] + text[places[-1].end :]):
        return False
    return all(
        _BETWEEN.fullmatch(text[left.end : right.start])
        and (left.end < right.start or right.start in folded.gaps)
        for left, right in pairwise(places)
    )


def _corpus(rows: Rows) -> Corpus:
    """Return the places and regions of the tables as the search is given them."""
    prefectures: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows.get("region_prefectures", ()):
        prefectures[row.cells["region"]].append(row.cells["prefecture"])
    regions = (
        Region(
            row.key,
            tuple(dict.fromkeys((row.cells["name_ja"], row.cells["kana"]))),
            tuple(prefectures[row.key]),
            row.cells["name_en"],
        )
        for row in rows.get("regions", ())
    )
    places = tuple(_place(row) for row in rows["municipalities"])
    labels = tuple(label for row in rows["municipalities"] for label in _district_labels(row))
    return Corpus((), places, tuple(regions), labels, Hierarchy({}))


def _place(row: Row) -> Place:
    cells = row.cells
    return Place(
        code=row.key,
        kind=cells["kind"],
        name=cells["name"],
        full_name=cells["full_name"],
        reading=cells["kana"],
        romaji=cells["romaji"],
        romaji_suffix=cells["romaji_suffix"],
        english="",
        latitude=float(cells["latitude"] or 0),
        longitude=float(cells["longitude"] or 0),
        prefecture=cells["prefecture"] or row.key,
        parent=cells["parent"],
    )


def _district_labels(row: Row) -> Iterator[Label]:
    """Yield a town or village with its 郡, as lists print it: 豊能郡豊能町."""
    name, district = row.cells["name"], row.cells["district"]
    if district:
        prefecture = row.cells["full_name"].removesuffix(name)
        for text in (district + name, prefecture + district + name):
            yield Label("place", row.key, text, "ja", preferred=False)
