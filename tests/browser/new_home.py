"""Making a household on the phone as a collector does: split off at the door, or standing on no list."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tests.browser import sheet, taps
from tests.browser.expecting import expect
from tests.browser.sheet import HEAD, SON, TYPED, WIFE
from tests.browser.stage import environment
from tests.tree import ROOT

NEW = "Hà Văn Rể"
LONE = "Vi Thị Mới"
ROSTERS = """
import json
from sqlalchemy import select
from gnbv import create_app
from gnbv.db import db
from gnbv.models import Household, Revision, Survey
from gnbv.services import surveys

found = {}
with create_app().app_context():
    for survey in db.session.scalars(select(Survey)):
        revision = db.session.scalars(select(Revision).where(Revision.id == survey.revision_id)).one()
        head = db.session.scalars(select(Household.head_name).where(Household.id == survey.household_id)).one()
        rows = surveys.document_of(db.session, revision)["answers"]["people"]["member"]
        found[head] = [row["full_name"] for row in rows if row.get("stays") != "moved_out"]
print(json.dumps(found))
"""
LISTS = (
    "Từng người còn ở hộ không?", "Ai không còn khả năng lao động?", "Ai hưởng hằng tháng?",
    "Ai không có thẻ BHYT còn hạn?", "Trẻ dưới 16 tuổi suy dinh dưỡng?", "Ai có giấy xác nhận khuyết tật?",
    "Ai là người có công hoặc thân nhân?", "Ai dùng Internet?", "Ai muốn học nghề, tìm việc?",
)  # fmt: skip


def split_begun(page):
    """The old home's sheet up to the page on which the new one is made."""
    work = sheet.start(page, TYPED, HEAD)
    work.page.get_by_text("Đã đọc cho gia đình nghe", exact=True).click()
    work.choose("Hộ này có gì đổi?", "Tách hộ (phần ở lại)")
    page.get_by_role("link", name="Lập hộ mới tách ra").click()
    expect(page.get_by_role("group", name="Ai sang hộ mới?")).to_be_visible()
    return work


def fill_page(page):
    page.get_by_role("checkbox", name=re.compile(WIFE)).check()
    page.get_by_role("checkbox", name=re.compile(SON)).check()
    newcomer(page, NEW, "Nam", "1986")
    page.get_by_role("group", name="Ai là chủ hộ?").get_by_text(WIFE).click()
    page.get_by_label(f"{SON} là gì của {WIFE}?").select_option(label="Con")
    page.get_by_label(f"{NEW} là gì của {WIFE}?").select_option(label="Vợ, chồng")
    page.get_by_label("Nhà ở chỗ nào?").fill("Xóm Bãi, cạnh nhà văn hoá")
    day(page)
    page.get_by_label("Ai cho biết, có giấy tờ gì?").fill("Trưởng thôn; giấy tách hộ")


def newcomer(page, name, sex, year):
    page.get_by_role("button", name="Thêm một người").click()
    box = page.get_by_role("group", name=re.compile(r"^Người thứ")).last
    box.get_by_label("Họ và tên").fill(name)
    box.get_by_text(sex, exact=True).click()
    box.get_by_label("Năm").fill(year)


def day(page):
    for part, value in (("Ngày", "1"), ("Tháng", "10"), ("Năm", "2026")):
        page.get_by_role("group", name="Từ ngày nào?").get_by_label(part).fill(value)


def rest_of(work, marked, area):
    """From the house to the outbox."""
    work.on("Nhà ở")
    work.house(area)
    work.on("Điện, nước, vệ sinh")
    work.utilities()
    work.on("Thông tin, đồ dùng")
    work.belongings()
    work.on("Đất, vật nuôi, thu nhập")
    work.livelihood()
    work.on("Phiếu giấy B1")
    work.paper(marked)
    work.on("Kết quả và chỉ số")
    work.outcome()
    work.on("Kết thúc")
    work.closing()
    work.finish()


def asked(work, head):
    work.choose("Ai trả lời?", "Chủ hộ")
    work.choose("Hỏi bằng cách nào?", "Tại nhà")
    for what in ("cho chụp ảnh", "ghi vị trí nhà", "ghi số điện thoại"):
        work.choose(f"Gia đình đồng ý {what} không?", "Có" if what == "cho chụp ảnh" else "Không")
    if head:
        work.choose(f"Chủ hộ vẫn là {head}?", "Đúng")


def lists(work):
    for words in LISTS:
        if work.question(words).count():
            work.rest(words)


def written_down(page):
    """A home on no list, of which nobody is left when the sheet begins: two screens, ready to be sent."""
    taps.ready(page)
    page.get_by_role("link", name="Ghi hộ chưa có trong danh sách").click()
    box = page.get_by_role("group", name="Người thứ 1")
    box.get_by_label("Họ và tên").fill(LONE)
    box.get_by_text("Nữ", exact=True).click()
    box.get_by_label("Năm").fill("1959")
    page.get_by_label("Ở thôn nào?").select_option(label="Thôn 2")
    day(page)
    page.get_by_label("Ai cho biết, có giấy tờ gì?").fill("Gặp tại nhà, trưởng thôn xác nhận")
    page.get_by_role("button", name="Lập hộ mới").click()
    page.get_by_role("link", name="Rà soát hộ mới").click()
    work = sheet.Sheet(page)
    work.section("Mở đầu")
    page.get_by_text("Đã đọc cho gia đình nghe", exact=True).click()
    work.choose("Hộ này có gì đổi?", "Không còn ai")
    work.write("Căn cứ, ghi chú", "Đi rồi")
    work.on("Kết thúc")
    work.choose("Rà soát viên ký", "Không ký")
    work.write("Vì sao rà soát viên không ký?", "Không gặp ai")
    work.finish()
    page.get_by_role("link", name="Về Việc của tôi").click()


def arrived(met):
    """Who stands in which survey, as the commune opens it: head of the household → people who are not marked as gone."""
    run = subprocess.run(
        [sys.executable, "-c", ROSTERS], cwd=ROOT, env=environment(met.server.folder),
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return {head: set(names) for head, names in json.loads(run.stdout).items()}


def refused(desk, reason):
    """A supervisor's no, on the page of the change."""
    desk.get_by_text("Không đúng, không xác nhận").click()
    desk.get_by_label("Lý do").locator("visible=true").fill(reason)
    desk.get_by_role("button", name="Không xác nhận").click()
    expect(desk.get_by_text(reason).first).to_be_visible()
