"""Blocks of an official document as a DOCX file: A4, Times New Roman, margins of Nghị định 30/2020/NĐ-CP (left 30 mm, right
20, top and bottom 20)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from gnbv.rules.minutes import Block

FONT = "Times New Roman"
BODY, SMALL, TABLE = Pt(14), Pt(13), Pt(12)
WIDTH, HEIGHT = Mm(210), Mm(297)
LEFT, RIGHT, TOP, BOTTOM = Mm(30), Mm(20), Mm(20), Mm(20)
TEXT_WIDTH = 160  # mm
MIDDLE, ASIDE = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
ROOM_TO_SIGN = 4
LINES_WITH_SIGNS = 2
REPEATED, WHOLE = "w:tblHeader", "w:cantSplit"


def docx(blocks: Iterable[Block], title: str) -> bytes:
    """The file. ``blocks`` as ``rules.minutes`` makes them; ``title`` goes into the file's properties."""
    document = Document()
    _page(document, title)
    for block in blocks:
        if block["kind"] == "signs":
            _hold_on(document)
        _WRITERS[block["kind"]](document, block)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: DocumentFile, title: str) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, BODY
    # Word takes letters beyond Latin-1 (ế, ộ) from the fonts named here.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(part), FONT)
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    document.core_properties.title = title
    document.core_properties.language = "vi-VN"
    document.core_properties.author = ""


def _page_number(paragraph: Paragraph) -> None:
    """From the second page on, in the middle of the top margin, as the decree asks."""
    paragraph.alignment = MIDDLE
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    run.font.size = SMALL


def _write(
    paragraph: Paragraph, text: str, *, size: Pt = BODY, bold: bool = False, italic: bool = False
) -> Paragraph:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, size
    return paragraph


def _spaced(
    paragraph: Paragraph, *, before: int = 0, after: int = 0, align: Any = None, keep: bool = False
) -> Paragraph:
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing, form.keep_with_next = 1.15, keep
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _mark(document: DocumentFile, block: Block) -> None:
    table = document.add_table(1, 1)
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    _write(_spaced(table.cell(0, 0).paragraphs[0], align=MIDDLE), block["text"], bold=True)
    _spaced(document.add_paragraph())


def _head(document: DocumentFile, block: Block) -> None:
    table = _table_of(document, 1, [60, 100])
    left, right = table.rows[0].cells
    commune, village, number = block["left"]
    _lines(left, [(commune, SMALL, False), (village, SMALL, True), (number, SMALL, False)], underlined=1)
    _lines(right, [(block["right"][0], SMALL, True), (block["right"][1], BODY, True)], underlined=1)
    for text in block["right"][2:]:  # place and day
        _write(_spaced(right.add_paragraph(), align=MIDDLE), text, italic=True)


def _lines(cell: _Cell, lines: list[tuple[str, Pt, bool]], *, underlined: int) -> None:
    for place, (text, size, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _write(_spaced(paragraph, align=MIDDLE), text, size=size, bold=bold)
        if place == underlined:
            _rule(_spaced(cell.add_paragraph(), after=4), Mm(20))


def _rule(paragraph: Paragraph, indent: Mm) -> None:
    """The line under the motto and under the name of the place, shorter than the words."""
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = indent
    form.line_spacing = Pt(3)


def _title(document: DocumentFile, block: Block) -> None:
    _write(_spaced(document.add_paragraph(), before=14, align=MIDDLE), block["text"], bold=True)
    for place, text in enumerate(block["under"]):
        last = place == len(block["under"]) - 1
        _write(
            _spaced(document.add_paragraph(), align=MIDDLE, after=10 if last else 0), text, bold=place == 0
        )


def _section(document: DocumentFile, block: Block) -> None:
    _write(_spaced(document.add_paragraph(), before=8, after=4, keep=True), block["text"], bold=True)


def _line(document: DocumentFile, block: Block) -> None:
    strong = block.get("is_strong", False)
    _write(_spaced(document.add_paragraph(), after=4, align=ASIDE, keep=strong), block["text"], bold=strong)


def _table(document: DocumentFile, block: Block) -> None:
    columns = block["columns"]
    table = _table_of(document, 1, [column["width"] * TEXT_WIDTH / 100 for column in columns], ruled=True)
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _write(_spaced(cell.paragraphs[0], align=MIDDLE), column["text"], size=TABLE, bold=True)
    _flag(table.rows[0], REPEATED, WHOLE)
    for row in block["rows"]:
        added = table.add_row()  # type: ignore[no-untyped-call]
        _flag(added, WHOLE)
        cells = added.cells
        if "group" in row:
            _write(
                _spaced(cells[0].merge(cells[-1]).paragraphs[0], keep=True),
                row["group"],
                size=TABLE,
                bold=True,
            )
            continue
        for cell, text, column in zip(cells, row["cells"], columns, strict=True):
            align = MIDDLE if column["align"] == "center" else None
            _write(_spaced(cell.paragraphs[0], align=align), text, size=TABLE)
    _spaced(document.add_paragraph()).paragraph_format.line_spacing = 0.6


def _hold_on(document: DocumentFile) -> None:
    """Signatures never stand on a page of their own: the last lines go with them."""
    for paragraph in document.paragraphs[-LINES_WITH_SIGNS:]:
        paragraph.paragraph_format.keep_with_next = True


def _signs(document: DocumentFile, block: Block) -> None:
    _spaced(document.add_paragraph(), keep=True).paragraph_format.line_spacing = 0.6
    table = _table_of(document, 1, [TEXT_WIDTH / len(block["columns"])] * len(block["columns"]))
    _flag(table.rows[0], WHOLE)
    for cell, column in zip(table.rows[0].cells, block["columns"], strict=True):
        _write(_spaced(cell.paragraphs[0], align=MIDDLE), column["title"], size=SMALL, bold=True)
        _write(_spaced(cell.add_paragraph(), align=MIDDLE), column["hint"], size=SMALL, italic=True)
        for name in column["names"]:
            for _ in range(ROOM_TO_SIGN):
                _spaced(cell.add_paragraph())
            _write(_spaced(cell.add_paragraph(), align=MIDDLE), name, bold=True)


def _break(document: DocumentFile, block: Block) -> None:
    document.add_page_break()  # type: ignore[no-untyped-call]


def _foot(document: DocumentFile, block: Block) -> None:
    _write(_spaced(document.add_paragraph(), before=14), block["text"], size=Pt(11), italic=True)


def _table_of(document: DocumentFile, rows: int, widths: list[float], *, ruled: bool = False) -> Table:
    table: Table = document.add_table(rows, len(widths))
    table.autofit = False
    _narrow(table)
    if ruled:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _narrow(table: Table) -> None:
    """Room for words: 1 mm beside them instead of 2."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _flag(row: Any, *names: str) -> None:
    for name in names:
        row._tr.get_or_add_trPr().append(OxmlElement(name))


_WRITERS: dict[str, Callable[[DocumentFile, Block], None]] = {
    "mark": _mark,
    "head": _head,
    "title": _title,
    "section": _section,
    "line": _line,
    "table": _table,
    "signs": _signs,
    "foot": _foot,
    "break": _break,
}
