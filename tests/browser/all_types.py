"""The sheet with every question type, filled once as a person does on a phone, and what is then on record."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests import all_types
from tests.browser.questions import Questions
from tests.browser.stage import environment
from tests.tree import ROOT

PLACE = {"latitude": 21.3271, "longitude": 103.9141, "accuracy": 12}
WEBM = b"\x1a\x45\xdf\xa3" + b"\0" * 60
READ = """
import json
from sqlalchemy import select
from gnbv import create_app
from gnbv.db import db
from gnbv.models import Revision
from gnbv.services import surveys
with create_app().app_context():
    row = db.session().scalars(select(Revision)).one()
    print(json.dumps(surveys.document_of(db.session(), row)))
"""


def prepared(demo: Path, folder: Path) -> Path:
    """A demo instance whose open rounds use the sheet."""
    shutil.copytree(demo, folder)
    sheet = all_types.write(folder / "sheets")
    _gnbv(folder, "-m", "gnbv", "form", "publish", str(sheet))
    with closing(sqlite3.connect(folder / "gnbv.sqlite3")) as db, db:
        (version,) = db.execute(
            "SELECT form_version.id FROM form_version JOIN form ON form.id = form_version.form_id"
            " WHERE form.key = 'all-types'"
        ).fetchone()
        db.execute("UPDATE round SET form_version_id = ?, standards = '[]'", (version,))
    return folder


def record(folder: Path) -> dict[str, Any]:
    """Answers and what stands beside them, as the commune has them."""
    found: dict[str, Any] = json.loads(_gnbv(folder, "-c", READ).splitlines()[-1])
    return found


def _gnbv(folder: Path, *words: str) -> str:
    run = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT, env=environment(folder), capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


class Filling(Questions):
    """One method a section; each question by its words."""

    def numbers(self) -> None:
        expect(self.page.get_by_role("img", name="Hình: Chào bác, xem hình này")).to_be_visible()
        self.write("Tên gọi", "Lò Văn Mẫu")
        self.write("Kể thêm", "Nhà ở\nven suối")
        self.write("Trang mạng", "https://example.org")
        self.write("Mã số", "0012")
        self.write("Thu nhập", "1250000")
        self.write("Cân nặng", "61,5")
        for words, button in (("Độ ấm", "Thêm"), ("Độ ấm", "Thêm"), ("Độ cao", "Bớt")):
            self.question(words).get_by_role("button", name=re.compile(f"^{button} một nấc")).click()
        self.question("Tầng").get_by_role("combobox").select_option("3")
        self.choose("Ưng ý", "4")
        expect(self.question("Chỉ xem").get_by_role("textbox")).to_be_disabled()
        self.page.get_by_role("checkbox", name="Đã đọc").check()

    def lists(self) -> None:
        for look in ("quick", "likert", "columns", "columns-3", "columns-pack", "no-buttons", "list-nolabel"):
            self.choose(f"Vui không ({look})", "Bình thường")
        self.choose("Trộn", "Buồn")
        self.pick(self.question("Mở ra chọn"), "Vui")
        question = self.question("Chọn mấy cái")
        question.locator("button[aria-haspopup=dialog]").click()
        dialog = self.page.get_by_role("dialog")
        for words in ("Vui", "Buồn"):
            dialog.get_by_text(words, exact=True).click()
        dialog.get_by_role("button", name="Xong").click()
        self.choose("Đánh dấu", "Vui", "Bình thường")
        expect(self.question("Mái nhà").get_by_role("img", name="Hình: Ngói")).to_be_visible()
        self.choose("Mái nhà", "Ngói")
        self.choose("Hay gì khác", "Other")
        self.page.locator("[data-q=free_other] [data-input]").fill("rất khác")
        order = self.question("Xếp thứ tự")
        order.get_by_role("button", name="Xuống một bậc: Vui").click()
        order.get_by_role("button", name="Xuống một bậc: Vui").focus()
        self.page.keyboard.press("Enter")
        self.choose("Buổi sáng", "Vui")
        self.choose("Buổi chiều", "Buồn")

    def long(self) -> None:
        self.find("Thôn nào", "phieng lan 15998", "Phiêng Lằn 15998")
        self.find("Những thôn nào", "it ong 9", "Ít Ong 9")
        self.find("Những thôn nào", "na phuong 5", "Nà Phường 5")
        self.choose("Chọn trước", "Bình thường")
        self.find("Chọn sau", "con 2", "Con 2 của fair")

    def find(self, words: str, typed: str, answer: str) -> None:
        self.question(words).locator("button[aria-haspopup=dialog]").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("searchbox").fill(typed)
        dialog.get_by_text(answer, exact=True).click()
        done = dialog.get_by_role("button", name="Xong")
        if done.is_visible():
            done.click()
        expect(dialog).to_have_count(0)

    def days(self) -> None:
        for words, parts in (
            ("Ngày nào", {"Ngày": "5", "Tháng": "3", "Năm": "1990"}),
            ("Tháng nào", {"Tháng": "7", "Năm": "2024"}),
            ("Năm nào", {"Năm": "1975"}),
        ):
            for part, text in parts.items():
                self.question(words).get_by_label(part, exact=True).fill(text)
        self.question("Lúc mấy giờ").locator("input").fill("18:30")
        self.question("Ngày giờ nào").locator("input").fill("2026-10-01T08:15")

    def places(self) -> None:
        self.question("Vị trí nhà").get_by_role("button", name="Ghi vị trí nhà").click()
        expect(self.question("Vị trí nhà")).to_contain_text("21.327100")
        self.typed("Vị trí giếng", "21,5", "103,5")
        self.question("Đường vào nhà").get_by_role("button", name="Thêm điểm", exact=True).click()
        for words, points in (
            ("Đường vào nhà", [("21,328", "103,914")]),
            ("Thửa ruộng", [("21,300", "103,900"), ("21,301", "103,900"), ("21,301", "103,901"), ("0", "0")]),
        ):
            for point in points:
                self.typed(words, *point)
                self.question(words).get_by_role("button", name="Thêm điểm đã gõ").click()
        self.question("Thửa ruộng").get_by_role("button", name="Bỏ điểm 4").click()
        expect(self.question("Thửa ruộng")).to_contain_text("3 điểm, chu vi")

    def typed(self, words: str, latitude: str, longitude: str) -> None:
        question = self.question(words)
        if not question.get_by_label("Vĩ độ").is_visible():
            question.get_by_text("Gõ toạ độ").click()
        question.get_by_label("Vĩ độ").fill(latitude)
        question.get_by_label("Kinh độ").fill(longitude)

    def files(self, picture: Path, code: Path) -> None:
        self.photo("Ảnh nhà", picture)
        self.photo("Ảnh có vẽ", picture)
        self.question("Ảnh có vẽ").get_by_role("button", name="Vẽ lên ảnh").click()
        dialog = self.page.get_by_role("dialog")
        self.stroke(dialog.locator("canvas"))
        dialog.get_by_role("button", name="Giữ hình vẽ").click()
        for words in ("Sơ đồ", "Chữ ký"):
            self.stroke(self.question(words).locator("canvas"))
        self.attach("Ghi âm", "loi.weba", "audio/webm", WEBM)
        self.attach("Quay phim", "nha.webm", "video/webm", WEBM + b"\1")
        self.attach("Giấy tờ", "giay.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n")
        self.question("Mã vạch").locator("input[type=file]").set_input_files(code)
        expect(self.question("Mã vạch").get_by_role("textbox")).to_have_value("GNBV-0017")

    def attach(self, words: str, name: str, kind: str, content: bytes) -> None:
        question = self.question(words)
        question.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": kind, "buffer": content}
        )
        expect(question).to_contain_text("Đã giữ trên máy")

    def stroke(self, canvas: Any) -> None:
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + 20, box["y"] + 20)
        mouse.down()
        mouse.move(box["x"] + 90, box["y"] + 60, steps=4)
        mouse.up()

    def rooms(self) -> None:
        page = self.page
        page.get_by_role("button", name="Thêm: Phòng").click()
        page.locator("[data-q=room_name] [data-input]").first.fill("Buồng trong")
        page.get_by_role("button", name="Thêm: Giường").first.click()
        for at, who in enumerate(("Bà", "Ông")):
            page.locator("[data-q=bed_name] [data-input]").nth(at).fill(who)
        page.get_by_role("button", name="Bỏ mục này").last.click()
        self.write("Mấy cái ghế", "2")
        for at, colour in enumerate(("đỏ", "xanh")):
            page.locator("[data-q=colour] [data-input]").nth(at).fill(colour)
