"""A household that split up, and one that nobody had on a list: made at the door without a network."""

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


def test_a_household_is_split_without_a_network_and_both_sheets_arrive_once(phone, met, picture):
    page = phone.page
    met.network.refuse()
    work = split_begun(page)
    page.get_by_role("button", name="Lập hộ mới").click()
    expect(page.get_by_role("alert").filter(has_text="Chưa chọn ai sang hộ mới.")).to_be_visible()
    fill_page(page)
    expect(taps.saved(page)).to_be_visible()

    # A flat battery in the middle of the page takes nothing away.
    phone.kill()
    page = phone.start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    work = sheet.Sheet(page)
    page.get_by_role("link", name=f"Làm tiếp: {HEAD}").click()
    page.get_by_role("link", name="Lập hộ mới tách ra").click()
    expect(page.get_by_role("checkbox", name=re.compile(SON))).to_be_checked()
    expect(page.get_by_label(f"{SON} là gì của {WIFE}?")).to_have_value("child")
    page.get_by_role("button", name="Lập hộ mới").click()
    expect(page.get_by_role("heading", name=f"Đã lập hộ mới của {WIFE}, 3 người")).to_be_visible()

    # The old sheet: only who stays is asked, and nobody comes back while they stand in the new one.
    page.get_by_role("link", name="Về hộ cũ").click()
    work.choose("Hộ này có gì đổi?", "Vẫn ở đây")
    expect(page.get_by_text("Đã lập hộ mới của").first).to_be_visible()
    expect(work.question("Hộ này có gì đổi?").get_by_label("Tách hộ (phần ở lại)")).to_be_checked()
    asked(work, HEAD)
    work.on("Người trong hộ")
    lists(work)
    work.member(HEAD)
    work.choose("Danh sách đã đủ người", "Có")
    rest_of(work, picture, "20")

    page.get_by_role("link", name="Về Việc của tôi").click()
    row = page.get_by_role("link", name=re.compile(rf"^Số – {WIFE}"))
    expect(row).to_contain_text("Hộ mới tách, chờ xã xác nhận")
    row.click()
    page.get_by_role("link", name="Làm tiếp phiếu").click()
    page.get_by_text("Đã đọc cho gia đình nghe", exact=True).click()
    expect(work.question("Hộ này có gì đổi?").get_by_label("Vẫn ở đây")).to_be_checked()
    asked(work, None)
    work.on("Người trong hộ")
    work.tick("Ai đang đi học?", SON, "THCS")
    lists(work)
    page.get_by_role("link", name=re.compile(NEW)).click()
    page.get_by_role("dialog").get_by_role("textbox", name=re.compile("Số định danh")).fill("001086000123")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Xong")).click()
    for name, more in ((WIFE, {}), (SON, {}), (NEW, {"Dân tộc": "Kinh"})):
        work.member(name, more)
    work.choose("Danh sách đã đủ người", "Có")
    rest_of(work, picture, "30")
    assert met.count("SELECT count(*) FROM survey") == 0

    met.network.pass_through()
    page.get_by_role("link", name="Về Việc của tôi").click()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert arrived(met) == {HEAD: {HEAD}, WIFE: {WIFE, SON, NEW}}
    assert met.count("SELECT count(*) FROM revision") == 2
    assert met.count("SELECT count(*) FROM household WHERE source = 'split'") == 1
    assert met.rows("SELECT state FROM household_change WHERE kind = 'split' AND state = 'proposed'")

    # Sent once more, it changes nothing; the list has it from the commune now.
    taps.send_now(page)
    taps.tab(page, "Việc của tôi")
    taps.ready(page)
    page.get_by_label("Tìm tên chủ hộ").fill(WIFE)
    expect(page.get_by_role("link", name=re.compile(WIFE)).first).to_contain_text("chờ xã xác nhận")
    assert met.count("SELECT count(*) FROM survey") == 2


def arrived(met):
    """Who stands in which survey, as the commune opens it: head of the household → people who are not marked as gone."""
    run = subprocess.run(
        [sys.executable, "-c", ROSTERS], cwd=ROOT, env=environment(met.server.folder),
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return {head: set(names) for head, names in json.loads(run.stdout).items()}


def test_a_new_home_is_taken_back_before_it_was_sent(phone, met):
    page = phone.page
    met.network.refuse()
    split_begun(page)
    fill_page(page)
    page.get_by_role("button", name="Lập hộ mới").click()
    page.get_by_role("link", name="Xem lại hoặc bỏ hộ mới này").click()
    expect(page.get_by_text("Hộ mới tách, chờ xã xác nhận")).to_be_visible()
    page.get_by_role("button", name="Bỏ hộ mới này").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ hộ mới").click()
    expect(taps.title(page)).to_contain_text(HEAD)
    page.get_by_role("link", name="Làm tiếp phiếu").click()
    work = sheet.Sheet(page)
    work.choose("Hộ này có gì đổi?", "Vẫn ở đây")
    asked(work, HEAD)
    work.on("Người trong hộ")
    for name in (HEAD, WIFE, SON):
        expect(page.get_by_role("link", name=re.compile(name))).to_be_visible()
    expect(work.question("Từng người còn ở hộ không?").get_by_text("Còn 3 người chưa hỏi")).to_be_visible()
    page.get_by_role("link", name="Mở hàng chờ gửi").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()


def test_a_home_on_no_list_is_written_down_and_confirmed_in_the_list_by_its_kit(phone, met):
    page = phone.page
    met.network.refuse()
    taps.ready(page)
    page.get_by_role("link", name="Ghi hộ chưa có trong danh sách").click()
    box = page.get_by_role("group", name="Người thứ 1")
    box.get_by_label("Họ và tên").fill("Vi Thị Mới")
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
    met.network.pass_through()
    page.get_by_role("link", name="Về Việc của tôi").click()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert met.rows("SELECT source, head_name FROM household WHERE source = 'phone'") == [
        {"source": "phone", "head_name": "Vi Thị Mới"}
    ]
    assert met.count("SELECT count(*) FROM survey") == 1
