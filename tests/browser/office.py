"""What the people of the office do on their pages."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def read_first(page: Page, head: str) -> None:
    """From the queue to one sheet."""
    page.get_by_role("link", name="Duyệt phiếu").first.click()
    page.get_by_role("link", name=head).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(head)


def row(page: Page, words: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=words)).first


def remark(page: Page, question: str, text: str) -> None:
    """A comment on one answer; `question` as the row says it, the member's name in front."""
    place = row(page, question)
    place.get_by_text("Ý kiến", exact=False).locator("visible=true").first.click()
    place.get_by_role("textbox").fill(text)
    place.get_by_role("button", name="Ghi ý kiến").click()
    expect(page.locator(".comment").filter(has_text=text)).to_be_visible()


def give_back(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"Trả lại, {number} ý kiến").click()
    expect(page.get_by_role("status")).to_contain_text("Đã trả lại.")


def approve(page: Page) -> None:
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã duyệt")


def board_row(page: Page, table: str, name: str) -> dict[str, str]:
    """One line of a table of the board: {column: figure}."""
    found = page.get_by_role("table", name=table)
    heads = [
        re.sub(r"\s+", " ", text).strip() for text in found.get_by_role("columnheader").all_inner_texts()
    ]
    line = found.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))
    return dict(
        zip(heads[1:], (text.strip() for text in line.get_by_role("cell").all_inner_texts()), strict=True)
    )
