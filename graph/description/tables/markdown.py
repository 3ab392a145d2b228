"""What every column of every table holds, as a page for people (docs/tables.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph.description.tables.model import DescribedColumn, DescribedTable
from graph.mapping.schema import Cell

_EVERYWHERE = frozenset({"source", "locator"})
"""Columns that every table but that of the sources has; the page says them once."""
_FEW = 8
"""Up to so many codes are named; more are counted."""
_HEADS: Mapping[str, str] = {
    "en": "| column | holds | required | meaning |",
    "ja": "| 列 | 値 | 必須 | 意味 |",
}
_KEY: Mapping[str, str] = {"en": "Key: {columns}.", "ja": "キー: {columns}。"}
_BETWEEN: Mapping[str, str] = {"en": ", ", "ja": "、"}
_REFERENCE: Mapping[str, str] = {"en": "key of `{table}.csv`", "ja": "`{table}.csv` のキー"}
_CODES: Mapping[str, str] = {"en": "code: {codes}", "ja": "コード: {codes}"}
_MANY: Mapping[str, str] = {"en": "one of {count} codes", "ja": "{count}のコードのどれか"}
_CELLS: Mapping[Cell, Mapping[str, str]] = {
    Cell.KEY: {"en": "key", "ja": "キー"},
    Cell.TEXT: {"en": "text", "ja": "文字列"},
    Cell.JA: {"en": "Japanese text", "ja": "日本語の文字列"},
    Cell.EN: {"en": "English text", "ja": "英語の文字列"},
    Cell.KANA: {"en": "hiragana", "ja": "ひらがな"},
    Cell.INTEGER: {"en": "integer", "ja": "整数"},
    Cell.DECIMAL: {"en": "number", "ja": "数値"},
    Cell.BOOLEAN: {"en": "`true` or `false`", "ja": "`true` または `false`"},
    Cell.DATE: {"en": "date", "ja": "日付"},
    Cell.FISCAL_YEAR: {"en": "fiscal year", "ja": "年度"},
    Cell.URL: {"en": "address", "ja": "アドレス"},
}


def columns_of_tables(tables: Iterable[DescribedTable], lang: str) -> str:
    """Return every table with its columns as Markdown, one after the other.

    Args:
        tables: described in the same language.
        lang: ``en`` or ``ja``.
    """
    return "\n\n".join("\n".join(_table(table, lang)) for table in tables)


def _table(table: DescribedTable, lang: str) -> Iterator[str]:
    key = _BETWEEN[lang].join(f"`{name}`" for name in table.key)
    yield f"### {table.path}"
    yield ""
    yield f"{table.says}{'' if lang == 'ja' else ' '}{_KEY[lang].format(columns=key)}"
    yield ""
    yield _HEADS[lang]
    yield "|---|---|---|---|"
    for column in table.columns:
        if table.name == "sources" or column.name not in _EVERYWHERE:
            needed = "●" if column.required else ""
            says = column.says.replace("|", "\\|")
            yield f"| `{column.name}` | {_holds(column, lang)} | {needed} | {says} |"


def _holds(column: DescribedColumn, lang: str) -> str:
    if column.reference:
        return _REFERENCE[lang].format(table=column.reference[0])
    if column.codes and len(column.codes) <= _FEW:
        codes = _BETWEEN[lang].join(f"`{code}`" for code in column.codes)
        return _CODES[lang].format(codes=codes)
    if column.codes:
        return _MANY[lang].format(count=len(column.codes))
    return _CELLS[column.type][lang]
