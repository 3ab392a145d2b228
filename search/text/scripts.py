"""Scripts as character classes: what of a text is kanji, kana or Latin."""

from __future__ import annotations

import re
from typing import Final

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Ideographs, as the inside of a regular expression's character class."""
HIRAGANA: Final = "\u3041-\u3096\u3099\u309a\u309d\u309e"
KATAKANA: Final = "\u30a1-\u30fa\u30fd\u30fe\u31f0-\u31ff"
KANA: Final = HIRAGANA + KATAKANA
"""Kana letters with their marks, without the prolonged sound mark, for a character class."""
JAPANESE: Final = f"{HAN}々〻{KANA}ー、。・「」『』【】"
"""Characters between which Japanese sets no blank."""

LATIN_ONLY: Final = re.compile(r"[\x20-\x7e]+")
"""A text of printable ASCII: after folding, one in Latin letters, digits and their marks."""
KANA_ONLY: Final = re.compile(f"[{HIRAGANA}ー]+")
"""A folded text all of kana."""
HAS_KANA: Final = re.compile(f"[{HIRAGANA}]")
HAS_KANA_OR_MARK: Final = re.compile(f"[{HIRAGANA}ー]")
HAS_HAN: Final = re.compile(f"[{HAN}]")
KANJI_ONLY: Final = re.compile(f"[{HAN}]+")
HAS_KATAKANA: Final = re.compile(f"[{KATAKANA}\uff66-\uff9f]")
"""Katakana of either width; folding makes hiragana of them."""
