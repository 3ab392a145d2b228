"""Synthetic projects in the shape of the real ones, with the skews of the real world.

Each project starts from a real one of its programme, so that it has every field that real ones
have; what searches look at is drawn anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from vocabulary import Vocabulary, build_vocabulary, zipf

from search.model.corpus import Corpus, Document, Place

YEARS = range(2017, 2036)
"""Fiscal years of the projects."""
PLACE_EXPONENT = 0.6
"""Zipf exponent of the municipalities: the busiest of 1,741 has about 2 % of the projects."""
CONCEPT_EXPONENT = 1.0
SENTENCES = 6
"""Mean number of sentences; with the title they make about 70 content words a document."""

_TEMPLATES = (
    "{}における{}の{}を目的として、{}と{}を組み合わせた{}{}を実証する。",
    "{}の{}に向け、{}{}を活用した{}の{}を構築し、{}の{}につなげる。",
    "{}と{}が連携し、{}の{}に関する{}を収集・分析して{}を改善する。",
    "{}や{}などの{}に対応するため、{}の{}を整備し、{}を支援する。",
    "{}{}を通じて{}の{}を高め、{}の{}と{}の向上を図る。",
    "{}では、{}による{}{}の{}を行い、{}の{}を検証した。",
)
_SLOTS = tuple(template.count("{}") for template in _TEMPLATES)
_MOST = 5
"""Most technologies of one project."""


class Synthesis:
    """Draws projects from a corpus of real data.

    Args:
        corpus: the project's own data.
        seed: the same seed gives the same projects.
    """

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.vocabulary: Vocabulary = build_vocabulary(corpus, self.random)
        self._places = {place.code: place for place in corpus.places}
        self._mentions = {
            document.key: {"key": document.key, "labels": dict(document.labels)}
            for document in corpus.documents
            if document.kind in {"technology", "challenge"}
        }
        self._participants = {code: self._participant(code) for code in self._places}
        self._locations = {
            place.code: {
                "code": place.code,
                "latitude": place.latitude,
                "longitude": place.longitude,
            }
            for place in corpus.places
        }
        self.technologies = self._shuffled(corpus, "technology")
        self.challenges = self._shuffled(corpus, "challenge")
        self.municipalities = [
            str(code)
            for code in self.random.permutation(
                [p.code for p in corpus.places if p.kind not in {"prefecture", "ward"}]
            )
        ]
        self._models: dict[str, list[Document]] = defaultdict(list)
        for document in corpus.documents:
            if document.kind == "project":
                self._models[document.programmes[0]].append(document)
        self._programmes = sorted(self._models, key=lambda key: -len(self._models[key]))

    def _shuffled(self, corpus: Corpus, kind: str) -> list[str]:
        keys = [document.key for document in corpus.documents if document.kind == kind]
        return [str(key) for key in self.random.permutation(keys)]

    def _participant(self, code: str) -> dict[str, Any]:
        place = self._places[code]
        prefecture = self._places[place.prefecture]
        return {
            "code": code,
            "names": {"ja": place.name, "en": place.english},
            "prefecture": {
                "code": prefecture.code,
                "names": {"ja": prefecture.name, "en": prefecture.english},
            },
        }

    def projects(self, count: int) -> Iterator[Document]:
        """Yield projects with distinct keys."""
        random = self.random
        programmes = drawn(random, self._programmes, count, 1.0)
        years = random.triangular(YEARS.start, 2026, YEARS.stop, count).astype(int).tolist()
        first = drawn(random, self.municipalities, count, PLACE_EXPONENT)
        for number in range(count):
            models = self._models[programmes[number]]
            model = models[int(random.integers(len(models)))]
            codes = self._applicants(first[number])
            yield self._project(model, number, int(years[number]), codes)

    def _applicants(self, first: str) -> tuple[str, ...]:
        """Return mostly one municipality, at times its prefecture instead, at times several."""
        chance = self.random.random()
        if chance < 0.07:
            return (self._places[first].prefecture,)
        if chance < 0.9:
            return (first,)
        more = self.random.integers(1, 4)
        others = drawn(self.random, self.municipalities, int(more), PLACE_EXPONENT)
        return tuple(dict.fromkeys((first, *others)))

    def _concepts(self, keys: Sequence[str], most: int) -> tuple[str, ...]:
        count = min(int(self.random.geometric(0.5)) - 1, most)
        return tuple(dict.fromkeys(drawn(self.random, keys, count, CONCEPT_EXPONENT)))

    def _project(self, model: Document, number: int, year: int, codes: tuple[str, ...]) -> Document:
        printed = self._concepts(self.technologies, _MOST)
        derived = tuple(key for key in self._concepts(self.technologies, 2) if key not in printed)
        challenges = self._concepts(self.challenges, 2)
        places = [self._places[code] for code in codes]
        key = f"{model.programmes[0]}-{year}-{codes[0]}-{number:06d}"
        labels = self._labels(places[0], year, (*printed, *derived))
        concepts = (*printed, *derived, *challenges)
        programme = model.payload["programme"]["labels"]
        return replace(
            model,
            key=key,
            labels=labels,
            titles=(labels["ja"],),
            names=(
                *(name for place in places for name in (place.full_name, place.english)),
                *programme.values(),
            ),
            concept_labels=tuple(
                label for concept in concepts for label in self._label(concept).values()
            ),
            texts=(self._text(),),
            technologies=printed,
            technologies_derived=derived,
            technologies_open=bool(self.random.random() < 0.5) if printed else None,
            challenges=challenges,
            fiscal_year=year,
            bodies=codes,
            applicants=codes,
            applicant_kinds=tuple(dict.fromkeys(place.kind for place in places)),
            councils=(),
            located_in=codes,
            payload=self._payload(model, key, labels, year, codes)
            | {
                "technologies": [self._mentions[key] for key in printed],
                "technologies_derived": [self._derived(key) for key in derived],
                "challenges": [self._derived(key) for key in challenges],
            },
        )

    def _label(self, concept: str) -> Mapping[str, str]:
        labels: Mapping[str, str] = self._mentions[concept]["labels"]
        return labels

    def _derived(self, concept: str) -> dict[str, Any]:
        label = self._label(concept).get("ja", concept)
        return {**self._mentions[concept], "rule": "title-label", "evidence": label}

    def _labels(self, place: Place, year: int, technologies: Sequence[str]) -> dict[str, str]:
        first, second, third = self.vocabulary.draw(self.random, 3)
        about = self._label(technologies[0]).get("ja", "") if technologies else third
        return {
            "ja": f"{place.name}{first}{second}{about}プロジェクト",
            "en": f"{place.english}: {about}, FY{year}",
        }

    def _text(self) -> str:
        count = max(int(self.random.poisson(SENTENCES)), 1)
        chosen = self.random.integers(len(_TEMPLATES), size=count).tolist()
        words = iter(self.vocabulary.draw(self.random, sum(_SLOTS[index] for index in chosen)))
        return "".join(
            _TEMPLATES[index].format(*(next(words) for _ in range(_SLOTS[index])))
            for index in chosen
        )

    def _payload(
        self, model: Document, key: str, labels: dict[str, str], year: int, codes: Iterable[str]
    ) -> dict[str, Any]:
        """Return what the doors show; equal parts are shared, for there are many projects."""
        return {
            **model.payload,
            "iri": model.payload["iri"].removesuffix(model.key) + key,
            "key": key,
            "labels": labels,
            "fiscal_year": year,
            "applicants": [self._participants[code] for code in codes],
            "areas": [],
            "locations": [self._locations[code] for code in codes],
        }


def drawn(
    random: np.random.Generator, keys: Sequence[str], count: int, exponent: float
) -> list[str]:
    """Return some of the keys, drawn by a Zipf law over their order."""
    ranks = np.searchsorted(zipf(len(keys), exponent), random.random(count), side="right")
    return [keys[rank] for rank in ranks]
