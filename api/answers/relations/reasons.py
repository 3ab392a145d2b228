"""The JSON of relations: parts of scores as reasons that add up."""

from __future__ import annotations

from typing import Any

from api.wording.messages import message
from graph.relations.scores import Part


def reason(part: Part, lang: str, *, of: str = "", **subjects: str) -> dict[str, Any]:
    """Return one part of a score in the shape of DESIGN section 5.

    Args:
        part: the part; its text is the message ``relation-{kind}``.
        lang: language of the label.
        of: what stands before the kind where two relations have parts of one name.
        subjects: what the message's fields say, in that language.
    """
    return {
        "kind": part.kind,
        "label": message(f"relation-{of}{part.kind}", lang).format(**subjects),
        "weight": part.weight,
        "detail": {"coefficient": part.coefficient, "raw": part.raw, **part.evidence},
    }
