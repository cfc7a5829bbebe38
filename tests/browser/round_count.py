"""A count of its own of what was done in a round, home by home, to hold against the board and the queue.

It knows nothing of how the program counts: every act of the journey is noted here by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.expecting import expect

COLUMNS = (
    "Trong danh sách",
    "Đã giao",
    "Đã tới",
    "Bản nháp",
    "Đã nhận",
    "Xã đang xem lại",
    "Cần sửa",
    "Đã duyệt",
    "Còn",
)
STATUS = {"Đã nhận": "received", "Xã đang xem lại": "held", "Cần sửa": "returned", "Đã duyệt": "approved"}


@dataclass
class Home:
    """A home of the list: where it lies, who has it, how often somebody stood there in vain, how its survey stands."""

    head: str
    number: int
    village: str
    collector: str = "Chưa giao cho ai"
    visits: int = 0
    draft: bool = False
    status: str = ""

    def counts_as(self, column: str) -> bool:
        if column in STATUS:
            return self.status == STATUS[column]
        return {
            "Trong danh sách": True,
            "Đã giao": self.collector != "Chưa giao cho ai",
            "Đã tới": bool(self.visits or self.draft or self.status),
            "Bản nháp": self.draft and not self.status,
            "Còn": not self.status,
        }[column]


class Count:
    def __init__(self, homes: dict[str, Home]) -> None:
        self.homes = homes

    def of(self, head: str) -> Home:
        (found,) = [home for home in self.homes.values() if home.head == head]
        return found

    def lines(self, by: str) -> dict[str, dict[str, int]]:
        """What the board must show: a line for each village or collector, and "Cả xã"."""
        groups: dict[str, list[Home]] = {"Cả xã": list(self.homes.values())}
        for home in self.homes.values():
            groups.setdefault(getattr(home, by), []).append(home)
        return {
            name: {column: sum(home.counts_as(column) for home in homes) for column in COLUMNS}
            for name, homes in groups.items()
        }

    def total(self, status: str) -> int:
        return sum(home.status == status for home in self.homes.values())

    def check(self, page: Page, office: str, round_id: str) -> None:
        """Both tables of the board, then the queue by its states, against this count."""
        page.goto(f"{office}/rounds/{round_id}")
        assert table(page, "Phiếu theo thôn") == self.lines("village")
        assert table(page, "Phiếu theo người rà soát") == self.lines("collector")
        left = sum(not home.status for home in self.homes.values())
        expect(page.locator("#board .hero")).to_have_text(f"Còn {left} hộ")
        for status in STATUS.values():
            page.goto(f"{office}/surveys?status={status}")
            expect(page.locator("main .hero").first).to_have_text(f"{self.total('received')} phiếu chờ duyệt")
            shown = [re.sub(r"\s+", " ", text) for text in page.locator("main a[data-row]").all_inner_texts()]
            assert sorted(shown) == sorted(
                home.head for home in self.homes.values() if home.status == status
            ), status


def table(page: Page, caption: str) -> dict[str, dict[str, int]]:
    """A table of the board as {line: {column: figure}}, the columns that are counted here."""
    found = page.get_by_role("table", name=caption, exact=True)
    heads = [
        re.sub(r"\s+", " ", text).strip() for text in found.get_by_role("columnheader").all_inner_texts()
    ]
    lines = {}
    for row in found.get_by_role("row").filter(has=page.get_by_role("rowheader")).all():
        name = row.get_by_role("rowheader").inner_text().strip()
        cells = [text.strip() for text in row.get_by_role("cell").all_inner_texts()]
        figures = dict(zip(heads[1:], cells, strict=True))
        lines[name] = {column: int(figures[column]) for column in COLUMNS}
    return lines
