"""A small file that would be huge once open is refused before it is opened."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from gnbv.errors import Invalid
from gnbv.services import official_table_templates
from gnbv.services.form_workbook import Unreadable
from gnbv.services.workbook_size import refuse_heavy

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(sheet: str = "") -> bytes:
    """A workbook whose only sheet has this text in the place of its data."""
    made = openpyxl.Workbook()
    made.active["A1"] = "{{unit}}"
    stream = io.BytesIO()
    made.save(stream)
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            is_sheet = sheet and member.filename == "xl/worksheets/sheet1.xml"
            new.writestr(
                member.filename,
                f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>' if is_sheet else old.read(member),
            )
    return out.getvalue()


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData>" + ("<row>" + "<c/>" * 3000 + "</row>") * 100 + "</sheetData>",
        "<sheetData/><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>",
        "<sheetData>" + "<x:row xmlns:x='a'/>" * 250_000 + "</sheetData>",
    ],
)
def test_millions_of_cells_in_a_small_file_are_refused_unopened(sheet: str) -> None:
    content = workbook(sheet)
    assert len(content) < 200_000
    with pytest.raises(Invalid) as caught:
        official_table_templates._book(content)
    assert caught.value.code == "template_too_big"


def test_what_unpacks_to_more_than_sixty_megabytes_is_refused() -> None:
    with pytest.raises(Unreadable):
        refuse_heavy(workbook("<sheetData/>" + " " * 61_000_000), 10)


def test_a_plain_workbook_is_taken_and_every_cell_counts_once_wherever_a_piece_ends() -> None:
    assert official_table_templates._book(workbook()).active["A1"].value == "{{unit}}"
    sheet = "<sheetData><row>" + "<c/>" * 400_000 + "</row></sheetData>"  # longer than one piece
    refuse_heavy(workbook(sheet), 400_050)
    with pytest.raises(Unreadable):
        refuse_heavy(workbook(sheet), 400_000)
