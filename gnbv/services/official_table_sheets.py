"""The official tables as one workbook: a sheet a table, heads as prescribed, numbers as numbers, ready to print on A4."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gnbv.services.official_table_lists import Line
from gnbv.services.official_tables import Tables

ILLUSTRATIVE = "MINH HỌA – không dùng để xét hộ nghèo"
FONT = "Times New Roman"
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "plain": {},
    "mark": {"bold": True, "border": 2, "align": "center"},
    "section": {"bold": True},
    "head": {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"},
    "name": {"border": 1},
    "number": {"border": 1, "num_format": "#,##0"},
    "rate": {"border": 1, "num_format": "0.00"},
    "total_name": {"border": 1, "bold": True},
    "total_number": {"border": 1, "bold": True, "num_format": "#,##0"},
    "total_rate": {"border": 1, "bold": True, "num_format": "0.00"},
}


@dataclass(frozen=True)
class Words:
    """The words of the sheet in the reader's language, but for the prescribed Vietnamese heads."""

    preliminary: str
    provisional: str
    total: str
    place: str
    period: str


def write(
    found: Tables,
    codes: Iterable[str],
    words: Words,
    lists: Mapping[str, list[Line]] | None = None,
    named: Mapping[str, Mapping[str, str]] | None = None,
    locale: str = "vi",
) -> bytes:
    """The tables ``codes``; ``lists``: detailed lists by code, which hold names and are only given when they were asked
    for. ``named``: words of relations and ethnic groups."""
    import xlsxwriter

    stream = io.BytesIO()
    # Text is written as text: a name that begins with "=" is no formula, an address no link.
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False},
    )
    formats = {
        name: book.add_format({"font_name": FONT, "font_size": 11, **how}) for name, how in FORMATS.items()
    }
    for code in codes:
        if code in found.documents:
            _table(book, formats, found, found.documents[code], words, locale)
        elif lists and code in lists:
            _list(book, formats, found, code, lists[code], words, named or {}, locale)
    book.close()
    return stream.getvalue()


def _frame(
    book: Any, formats: Mapping[str, Any], found: Tables, code: str, title: str, words: Words
) -> tuple[Any, int]:
    sheet = book.add_worksheet(code)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&R&P/&N")
    sheet.write_string(0, 0, f"{code}. {title}", formats["title"])
    sheet.write_string(1, 0, f"{found.unit.name}. {words.period}", formats["plain"])
    sheet.write_string(2, 0, found.standard_name, formats["plain"])
    line = 3
    for shown, text, how in (
        (found.is_illustrative, ILLUSTRATIVE, "mark"),
        (found.is_preliminary, words.preliminary, "section"),
        (found.layout.get("provisional"), f"{words.provisional} {found.layout['legal_basis']}", "plain"),
    ):
        if shown:
            sheet.write_string(line, 0, text, formats[how])
            line += 1
    return sheet, line + 1


def _table(
    book: Any,
    formats: Mapping[str, Any],
    found: Tables,
    document: Mapping[str, Any],
    words: Words,
    locale: str,
) -> None:
    sheet, line = _frame(book, formats, found, document["code"], document[locale], words)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, max(len(one["columns"]) for one in document["sections"]), 11)
    for section in document["sections"]:
        sheet.write_string(line, 0, section[locale], formats["section"])
        line = _heads(sheet, formats, section["columns"], line + 1, words, locale)
        rates = [head["rate"] for head in section["columns"]]
        _row(sheet, formats, line, words.total, section["total"], rates, "total_")
        for row in section["rows"]:
            line += 1
            _row(sheet, formats, line, row["name"], row["cells"], rates, "")
        line += 2
    if len(document["sections"]) == 1:
        sheet.freeze_panes(line - len(document["sections"][0]["rows"]) - 2, 1)


def _heads(
    sheet: Any, formats: Mapping[str, Any], heads: list[dict[str, Any]], line: int, words: Words, locale: str
) -> int:
    """One line of heads, or two where columns stand in groups; returns the line after."""
    grouped = any(head["group"] for head in heads)
    if not grouped:
        sheet.write_string(line, 0, words.place, formats["head"])
        for place, head in enumerate(heads, 1):
            sheet.write_string(line, place, head[locale], formats["head"])
        return line + 1
    sheet.merge_range(line, 0, line + 1, 0, words.place, formats["head"])
    for start, end, group in groups(heads):
        if group is None:
            for place in range(start, end):
                sheet.merge_range(line, place + 1, line + 1, place + 1, heads[place][locale], formats["head"])
            continue
        if end - start > 1:
            sheet.merge_range(line, start + 1, line, end, group[locale], formats["head"])
        else:
            sheet.write_string(line, start + 1, group[locale], formats["head"])
        for place in range(start, end):
            sheet.write_string(line + 1, place + 1, heads[place][locale], formats["head"])
    return line + 2


def groups(heads: list[dict[str, Any]]) -> list[tuple[int, int, dict[str, str] | None]]:
    """Runs of columns with one group: first, after the last, its names."""
    found: list[tuple[int, int, dict[str, str] | None]] = []
    for place, head in enumerate(heads):
        if found and found[-1][2] == head["group"]:
            found[-1] = (found[-1][0], place + 1, head["group"])
        else:
            found.append((place, place + 1, head["group"]))
    return found


def _row(
    sheet: Any,
    formats: Mapping[str, Any],
    line: int,
    name: str,
    cells: list[Any],
    rates: list[bool],
    kind: str,
) -> None:
    sheet.write_string(line, 0, name, formats[f"{kind}name"])
    for place, (value, rate) in enumerate(zip(cells, rates, strict=True), 1):
        how = formats[f"{kind}{'rate' if rate else 'number'}"]
        if value is None:
            sheet.write_blank(line, place, None, how)
        else:
            sheet.write_number(line, place, value, how)


LIST_HEADS = {
    "vi": ("Thôn", "Hộ số", "Chủ hộ", "Thành viên", "Quan hệ với chủ hộ", "Giới tính", "Năm sinh", "Dân tộc"),
    "en": (
        "Village",
        "Household",
        "Head",
        "Member",
        "Relation to the head",
        "Sex",
        "Year of birth",
        "Ethnic group",
    ),
}
SEXES = {"vi": {"male": "nam", "female": "nữ"}, "en": {"male": "male", "female": "female"}}


def _list(
    book: Any, formats: Mapping[str, Any], found: Tables, code: str, lines: list[Line], words: Words,
    named: Mapping[str, Mapping[str, str]], locale: str,
) -> None:  # fmt: skip
    table = next(one for one in found.layout["tables"] if one["code"] == code)
    sheet, line = _frame(book, formats, found, code, table[locale], words)
    sheet.set_column(0, 1, 10)
    sheet.set_column(2, 3, 26)
    sheet.set_column(4, 7, 14)
    for place, text in enumerate(LIST_HEADS[locale]):
        sheet.write_string(line, place, text, formats["head"])
    sheet.repeat_rows(line)
    sheet.freeze_panes(line + 1, 0)
    for home in lines:
        for member in home.members:
            line += 1
            cells = (
                home.village, f"{home.household.number:03d}", home.household.head_name, member.name,
                named.get("relations", {}).get(member.relation, member.relation), SEXES[locale].get(member.sex, ""),
                str(member.born or ""), named.get("ethnic_groups", {}).get(member.ethnicity, ""),
            )  # fmt: skip
            for place, text in enumerate(cells):
                sheet.write_string(line, place, text, formats["name"])
