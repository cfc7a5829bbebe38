"""Reading a household register from a workbook: one row a person, households told apart by village and number.

Nothing is guessed: a cell that cannot be understood is a problem with its row and column, and a sheet with problems
is not stored at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gnbv.errors import Invalid
from gnbv.rules.names import fold

CATALOGUES = Path(__file__).parent.parent / "packs" / "catalogues"
COLUMNS = {
    "village": "Thôn",
    "number": "Số hộ",
    "code": "Mã hộ",
    "name": "Họ và tên",
    "relation": "Quan hệ với chủ hộ",
    "sex": "Giới tính",
    "birth": "Ngày sinh",
    "ethnicity": "Dân tộc",
    "citizen_number": "Số định danh",
}
OPTIONAL = ("citizen_number", "ethnicity")
SEXES = {"nam": "male", "nu": "female"}
MAX_ROWS = 100_000
OLDEST_YEARS = 120


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell; ``row`` and ``column`` as a spreadsheet shows them."""

    row: int | None
    column: str | None
    message: str


@dataclass
class PersonRow:
    name: str
    relation: str
    sex: str
    birth_date: date | None
    birth_year: int
    ethnicity: str | None
    citizen_number: str | None


@dataclass
class HouseholdRow:
    row: int
    village: str
    number: int
    code: str
    people: list[PersonRow] = field(default_factory=list)


def read(path: Path, today: date) -> tuple[list[HouseholdRow], list[Problem]]:
    """Households of the first sheet. Raises ``Invalid`` when the file is no workbook or lacks a column."""
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise Invalid(
            "register_unreadable",
            f"Không mở được {path.name}. Sổ hộ chưa thay đổi. Lưu lại thành tệp Excel .xlsx rồi nhập lại.",
            f"{path.name} cannot be opened as a workbook. The register is unchanged. Save it as .xlsx and try again.",
        ) from error
    try:
        rows = workbook.worksheets[0].iter_rows(values_only=True)
        places = _places(next(rows, ()))
        return _Sheet(places, today).read(rows)
    finally:
        workbook.close()


def _places(header: tuple[Any, ...]) -> dict[str, int]:
    found = {fold(str(cell)): place for place, cell in enumerate(header) if cell is not None}
    places = {key: found[fold(words)] for key, words in COLUMNS.items() if fold(words) in found}
    missing = [words for key, words in COLUMNS.items() if key not in places and key not in OPTIONAL]
    if missing:
        raise Invalid(
            "register_columns",
            f"Hàng đầu thiếu cột: {', '.join(missing)}. Sổ hộ chưa thay đổi. Thêm cột rồi nhập lại.",
            f"The first row lacks the columns: {', '.join(missing)}. The register is unchanged. Add them and try again.",
        )
    return places


class _Sheet:
    def __init__(self, places: dict[str, int], today: date) -> None:
        self.places = places
        self.today = today
        self.households: dict[tuple[str, int], HouseholdRow] = {}
        self.problems: list[Problem] = []

    def read(self, rows: Iterator[tuple[Any, ...]]) -> tuple[list[HouseholdRow], list[Problem]]:
        for number, cells in enumerate(rows, start=2):
            if number > MAX_ROWS:
                self._wrong(number, None, f"Tệp dài quá {MAX_ROWS} hàng; chia thành nhiều tệp.")
                break
            if any(cell not in (None, "") for cell in cells):
                self._person(number, cells)
        for household in self.households.values():
            heads = sum(person.relation == "head" for person in household.people)
            if heads != 1:
                self._wrong(
                    household.row,
                    COLUMNS["relation"],
                    f"Hộ {household.code} có {heads} chủ hộ; mỗi hộ cần đúng một.",
                )
        return list(self.households.values()), self.problems

    def _person(self, row: int, cells: tuple[Any, ...]) -> None:
        before = len(self.problems)
        text = {key: self._text(cells, key) for key in COLUMNS}
        for key in ("village", "number", "code", "name", "relation", "sex", "birth"):
            if not text[key]:
                self._wrong(row, COLUMNS[key], "Ô này còn trống.")
        household_number = (
            int(text["number"]) if text["number"].isdecimal() and len(text["number"]) < 7 else 0
        )
        if text["number"] and not household_number:
            self._wrong(row, COLUMNS["number"], f"“{text['number']}” không phải số hộ.")
        relation = _catalogue("relations").get(fold(text["relation"]))
        if text["relation"] and relation is None:
            self._wrong(row, COLUMNS["relation"], f"Không biết quan hệ “{text['relation']}”.")
        sex = SEXES.get(fold(text["sex"]))
        if text["sex"] and sex is None:
            self._wrong(row, COLUMNS["sex"], f"“{text['sex']}”: ghi Nam hoặc Nữ.")
        ethnicity = _catalogue("ethnic_groups").get(fold(text["ethnicity"]))
        if text["ethnicity"] and ethnicity is None:
            self._wrong(row, COLUMNS["ethnicity"], f"Không biết dân tộc “{text['ethnicity']}”.")
        if text["citizen_number"] and not (
            text["citizen_number"].isascii()
            and text["citizen_number"].isdigit()
            and len(text["citizen_number"]) == 12
        ):
            self._wrong(
                row, COLUMNS["citizen_number"], "Số định danh phải đủ 12 chữ số (định dạng ô là văn bản)."
            )
        birth_date, birth_year = self._birth(row, self._cell(cells, "birth"))
        if len(self.problems) > before or relation is None or sex is None:
            return
        home = (fold(text["village"]), household_number)
        household = self.households.setdefault(
            home, HouseholdRow(row, text["village"], household_number, text["code"])
        )
        if household.code != text["code"]:
            self._wrong(row, COLUMNS["code"], f"Hộ số {household_number} đã mang mã {household.code}.")
        household.people.append(
            PersonRow(
                text["name"], relation, sex, birth_date, birth_year, ethnicity, text["citizen_number"] or None
            )
        )

    def _birth(self, row: int, cell: Any) -> tuple[date | None, int]:
        """A day, or a year alone. Wrong or impossible ones become a problem and year 0."""
        born: date | None = None
        year = 0
        if isinstance(cell, datetime):
            born = cell.date()
        elif isinstance(cell, (int, float)) and float(cell).is_integer():
            year = int(cell)
        elif cell not in (None, ""):
            text = str(cell).strip()
            parts = text.replace("-", "/").replace(".", "/").split("/")
            try:
                if len(parts) == 3:
                    born = date(int(parts[2]), int(parts[1]), int(parts[0]))
                else:
                    year = int(text[:20])
            except ValueError:
                self._wrong(
                    row, COLUMNS["birth"], f"“{text}” không phải ngày sinh (ghi 23/10/1960 hoặc 1960)."
                )
                return None, 0
        year = born.year if born else year
        if cell not in (None, "") and not (
            self.today.year - OLDEST_YEARS <= year <= self.today.year
            and (born or date(year, 1, 1)) <= self.today
        ):
            self._wrong(
                row,
                COLUMNS["birth"],
                f"Năm sinh {year} không hợp lý: quá {OLDEST_YEARS} tuổi hoặc ở tương lai.",
            )
        return born, year

    def _cell(self, cells: tuple[Any, ...], key: str) -> Any:
        place = self.places.get(key)
        return cells[place] if place is not None and place < len(cells) else None

    def _text(self, cells: tuple[Any, ...], key: str) -> str:
        cell = self._cell(cells, key)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return "" if cell is None else " ".join(str(cell).split())

    def _wrong(self, row: int | None, column: str | None, message: str) -> None:
        self.problems.append(Problem(row, column, message))


@lru_cache(maxsize=4)
def _catalogue(name: str) -> dict[str, str]:
    """Words without tone marks → stored value, for every language of the catalogue."""
    items = yaml.safe_load((CATALOGUES / f"{name}.yaml").read_text(encoding="utf-8"))["items"]
    known: dict[str, str] = {}
    for item in items:
        for words in (item["value"], item["vi"], item["en"], *_spellings(str(item["vi"]))):
            known.setdefault(fold(str(words)), item["value"])
    return known


def _spellings(words: str) -> list[str]:
    """What people write for "Vợ hoặc chồng": either word, or both with a stroke."""
    parts = words.replace(", ", " hoặc ").split(" hoặc ")
    return [*parts, "/".join(parts), " / ".join(parts)]
