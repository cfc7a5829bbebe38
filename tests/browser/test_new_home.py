"""A household that split up, and one that nobody had on a list: made at the door without a network."""

from __future__ import annotations

import re
from uuid import UUID

from tests.browser import new_home, sheet, taps
from tests.browser.expecting import expect
from tests.browser.new_home import NEW, asked, lists, rest_of
from tests.browser.sheet import HEAD, SON, WIFE


def test_a_household_is_split_without_a_network_and_both_sheets_arrive_once(phone, met, picture):
    page = phone.page
    met.network.refuse()
    work = new_home.split_begun(page)
    page.get_by_role("button", name="Lập hộ mới").click()
    expect(page.get_by_role("alert").filter(has_text="Chưa chọn ai sang hộ mới.")).to_be_visible()
    new_home.fill_page(page)
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
    work.question("Từng người còn ở hộ không?").get_by_text(SON, exact=True).first.click()
    expect(page.get_by_text(f"{SON} đang ở hộ mới của {WIFE}")).to_be_visible()
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
    assert new_home.arrived(met) == {HEAD: {HEAD}, WIFE: {WIFE, SON, NEW}}
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


def test_a_new_home_is_taken_back_before_it_was_sent(phone, met):
    page = phone.page
    met.network.refuse()
    new_home.split_begun(page)
    new_home.fill_page(page)
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
    new_home.written_down(page)
    met.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert met.rows("SELECT source, head_name FROM household WHERE source = 'phone'") == [
        {"source": "phone", "head_name": new_home.LONE}
    ]
    assert met.count("SELECT count(*) FROM survey") == 1


def test_what_the_commune_says_of_a_new_home_is_read_on_the_phone(phone, met, desk):
    page = phone.page
    new_home.written_down(page)
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    supervisor = desk(met, "giamsat")
    change = met.rows("SELECT id FROM household_change WHERE kind = 'unregistered'")[0]["id"]
    supervisor.goto(f"{met.office}/changes/{UUID(change)}")
    new_home.refused(supervisor, "Hộ này là hộ số 12, ghi hai lần")
    taps.send_now(page)
    taps.tab(page, "Việc của tôi")
    taps.ready(page)
    page.get_by_label("Tìm tên chủ hộ").fill("vi thi moi")
    row = page.get_by_role("link", name=re.compile(new_home.LONE))
    expect(row).to_contain_text("Xã không xác nhận hộ này")
    row.click()
    expect(page.get_by_text("lý do: Hộ này là hộ số 12, ghi hai lần")).to_be_visible()
    expect(page.get_by_text("Xã đã quyết định")).to_be_visible()
    expect(page.get_by_role("button", name="Bỏ hộ mới này")).to_be_hidden()
    assert met.rows("SELECT status FROM survey") == [{"status": "withdrawn"}]
