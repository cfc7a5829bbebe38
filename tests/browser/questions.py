"""Answering single questions as a person does: by the words of the question and of its answers."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.expecting import expect

# Questions whose answer never changes what a journey is about: group by the section they stand in.
MEMBER = {
    "Học xong cao nhất": "THCS",
    "Việc làm": "Làm nông của nhà",
    "Đã đủ": "Rồi",
    "Doanh nghiệp tuyển": "Không",
}


class Questions:
    def __init__(self, page: Page) -> None:
        self.page = page

    def question(self, words: str, within: Locator | None = None) -> Locator:
        """The visible question whose own words start so."""
        label = re.compile(rf"^(\d+\.\d+)?\s*{re.escape(words)}")
        heard = self.page.locator("legend, .legend-like").filter(has_text=label)
        found = (within or self.page.locator("main")).locator(".q").filter(has=heard)
        return found.locator("visible=true").first

    def choose(self, words: str, *answers: str, within: Locator | None = None) -> None:
        question = self.question(words, within)
        for answer in answers:
            question.get_by_text(answer, exact=True).first.click()

    def write(self, words: str, text: str, within: Locator | None = None) -> None:
        self.question(words, within).get_by_role("textbox").first.fill(text)

    def photo(self, words: str, picture: Path) -> None:
        question = self.question(words)
        question.locator("input[type=file]").set_input_files(picture)
        expect(question.get_by_role("img")).to_be_visible()

    def rest(self, words: str) -> None:
        """One touch for everybody who was not named in a question over the roster."""
        question = self.question(words)
        button = question.get_by_role("button", name=re.compile("^(Không ai|Tất cả|Những người còn lại)"))
        if button.count():
            button.click()
        expect(question.get_by_text("chưa hỏi")).to_have_count(0)

    def tick(self, words: str, member: str, answer: str) -> None:
        question = self.question(words)
        question.get_by_text(member, exact=True).first.click()
        question.get_by_role("group", name=member).get_by_text(answer, exact=True).click()

    def member(self, name: str, answers: dict[str, str] | None = None) -> None:
        """Open one person's own sheet and answer all it asks."""
        self.page.get_by_role("link", name=re.compile(name)).click()
        dialog = self.page.get_by_role("dialog")
        done = dialog.get_by_role("button", name=re.compile(r"^Xong"))
        unknown = dialog.get_by_label("Chưa có", exact=True).locator("visible=true")
        if unknown.count() and not unknown.is_checked():
            unknown.check()
        for words, answer in {**MEMBER, **(answers or {})}.items():
            question = dialog.locator(".q").filter(has_text=words).locator("visible=true")
            if question.count():
                self.pick(question.first, answer)
        expect(done).to_have_text("Xong")
        done.click()
        expect(dialog).to_have_count(0)

    def pick(self, question: Locator, answer: str) -> None:
        """An answer of a short list on the page, or of a long one that opens in a sheet of its own."""
        opener = question.locator("button[aria-haspopup=dialog]")
        if not opener.count():
            return question.get_by_text(answer, exact=True).first.click()
        opener.click()
        self.page.get_by_role("dialog").last.get_by_text(answer, exact=True).click()
