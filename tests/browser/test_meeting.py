"""A village meeting where there is no network: the list, hands, a phone that dies in the middle, the minutes, the photo of the
signed page; sent once, and shown at the office."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Page

from tests.browser import taps
from tests.browser.expecting import expect
from tests.browser.readable import axe, faults
from tests.browser.stage import environment
from tests.tree import ROOT


def _plan(folder: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.browser.planned_meeting", str(folder)],
        cwd=ROOT, env=environment(folder), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr


def _agree(page: Page, last: bool = False) -> None:
    page.get_by_role("button", name="Tất cả đồng ý").click()
    page.get_by_role("button", name="Kết thúc" if last else "Hộ sau").click()


def _attendance(page: Page) -> None:
    page.get_by_label("Thư ký", exact=True).first.fill("Hà Thị Ký")
    page.get_by_role("button", name="Thêm một người: Ban Chỉ đạo rà soát").click()
    page.locator("#count-other").fill("37")
    page.get_by_label("Người ký thứ 1").fill("Lò Văn Một")
    expect(page.get_by_text("Có mặt 40 người")).to_be_visible()
    expect(taps.saved(page)).to_be_visible()


def test_a_meeting_is_held_without_a_network_and_a_dead_phone_loses_no_hand(
    stage: Any, handset: Any, desk: Any, picture: Path
) -> None:
    _plan(stage.server.folder)
    phone = handset()
    page = phone.start()
    taps.sign_in(page, stage.url, "truongthon")
    taps.ready(page)
    seen = {}
    page.get_by_role("link", name="Việc của thôn").click()
    taps.kept(page)
    stage.network.refuse()
    page.get_by_role("link", name="Họp dân lần 1").click()
    groups = page.get_by_role("heading", level=3)
    expect(groups).to_have_text([re.compile(name) for name in ("Mới", "Đề nghị thoát", "Thay đổi", "Không")])
    page.get_by_role("button", name="Bắt đầu họp").click()
    _attendance(page)
    seen["people"] = faults(page)
    page.get_by_role("button", name="Vào họp").click()
    expect(taps.title(page)).to_contain_text("Hộ 1 trên 7")
    _agree(page)
    more = page.get_by_role("button", name="Thêm một tay: Không đồng ý")
    for _ in range(3):
        more.click()
    expect(page.get_by_label("Không đồng ý", exact=True)).to_have_value("3")
    expect(page.get_by_text("Chưa thống nhất")).to_be_visible()
    expect(taps.saved(page)).to_be_visible()
    seen["room"] = faults(page)
    phone.kill()

    page = phone.start()
    page.goto(f"{stage.url}/app")
    taps.unlock(page)
    page.get_by_role("link", name="Việc của thôn").click()
    page.get_by_role("link", name="Họp dân lần 1").click()
    page.get_by_role("button", name="Họp tiếp").click()
    expect(taps.title(page)).to_contain_text("Hộ 2 trên 7")
    expect(page.get_by_label("Không đồng ý", exact=True)).to_have_value("3")
    page.get_by_role("button", name="Hộ sau").click()
    _agree(page)
    page.get_by_role("button", name="Biểu quyết chung các hộ không thay đổi").click()
    expect(taps.title(page)).to_contain_text("Hộ 4 trên 4")
    _agree(page, last=True)
    expect(page.get_by_role("heading", name="Thông qua 6 trên 7 hộ")).to_be_visible()
    page.get_by_role("link", name="Xem biên bản").click()
    paper = page.get_by_role("article")
    expect(paper).to_contain_text(
        "Chưa thống nhất, Ban Chỉ đạo rà soát cấp xã rà soát lại và họp lần thứ hai"
    )
    expect(paper).to_contain_text("Lò Văn Một")
    seen["minutes"] = axe(page)
    said = [line for line in paper.locator("p").all_inner_texts() if line.startswith("Cuộc họp thống nhất")]
    page.get_by_role("link", name="Quay lại").click()
    page.locator("input[type=file]").set_input_files(picture)
    expect(page.get_by_text("Ảnh đã lưu trên máy.")).to_be_visible()
    seen["end"] = faults(page)
    page.get_by_role("button", name="Kết thúc, gửi kết quả về xã").click()
    expect(page.get_by_text("Kết quả họp chỉ có trên máy này")).to_be_visible()
    assert stage.count("SELECT count(*) FROM meeting WHERE state = 'held'") == 0

    page.get_by_role("link", name="Quay lại").click()
    page.get_by_role("link", name="Quay lại").click()
    stage.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert stage.count("SELECT count(*) FROM sync_item WHERE kind = 'meeting'") == 1
    assert stage.rows("SELECT state, present, origin FROM meeting") == [
        {"state": "held", "present": 40, "origin": "phone"}
    ]
    assert stage.rows("SELECT question, state FROM attachment") == [
        {"question": "signed_page", "state": "stored"}
    ]
    office = desk(stage, "daumoi")
    (meeting,) = stage.rows("SELECT id FROM meeting")
    office.goto(f"{stage.office}/meetings/{UUID(meeting['id'])}")
    expect(office.locator("main")).to_contain_text("0 tay đồng ý, 3 tay không đồng ý")
    expect(office.get_by_text("Trang 1")).to_be_visible()
    office.goto(f"{stage.office}/meetings/{UUID(meeting['id'])}/minutes")
    expect(office.locator("body")).to_contain_text(said[0])
    assert {name: found for name, found in seen.items() if found} == {}
    assert phone.problems == []
