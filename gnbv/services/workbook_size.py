"""How much a workbook would be once it is open. A file of a few kilobytes can say millions of cells, or one merged cell over
a whole sheet, and the library that opens it makes an object of each."""

from __future__ import annotations

import io
import re
import zipfile

from gnbv.services.form_workbook import Unreadable

MOST_UNPACKED = 60_000_000
CHUNK = 1_000_000
# Longer than any tag that is looked for: one that lies across two pieces is found in the second.
OVERLAP = 200
_TAG = re.compile(
    rb"<(?:\w{1,20}:)?(?:c|row|si|xf)[\s/>]|mergeCell\s[^>]{0,100}?ref=[\"']([A-Za-z0-9:$]{1,40})[\"']"
)
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def refuse_heavy(content: bytes, most_cells: int) -> None:
    """Raises ``Unreadable`` (too_big) for a workbook with more cells, rows, texts and merged places than ``most_cells``, or
    one that unpacks to more than sixty megabytes. ``content`` passed ``refuse_unsafe``."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        left, cells = MOST_UNPACKED, 0
        for member in archive.infolist():
            if not member.filename.lower().endswith(".xml"):
                continue
            before = b""
            with archive.open(member) as stream:
                while piece := stream.read(CHUNK):
                    left -= len(piece)
                    whole = before + piece
                    for found in _TAG.finditer(whole):
                        if found.end() > len(before):
                            cells += _area(found[1].decode()) if found[1] else 1
                    before = whole[-OVERLAP:]
                    if left < 0 or cells > most_cells:
                        raise Unreadable("too_big")


def _area(ref: str) -> int:
    """How many cells a reference such as ``A1:C3`` covers."""
    ends = _CELL.findall(ref)
    if not ends:
        return 1
    columns, rows = [_column(letters) for letters, _ in ends], [int(number) for _, number in ends]
    return (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
