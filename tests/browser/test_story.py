"""The main job from the door of a home to the commune's board, with everything that a village does to it."""

import csv
import re

from tests.browser import office, sheet, taps
from tests.browser.expecting import expect
from tests.browser.sheet import HEAD, SON, TYPED, VILLAGE, WIFE


def survey_without_network(phone, met, picture):
    """Starts a sheet offline, fills it, loses the browser in the middle, finishes it."""
    met.network.refuse()
    work = sheet.start(phone.page, TYPED, HEAD)
    work.intro(HEAD)
    work.on("Người trong hộ")
    work.people([HEAD, WIFE], SON)
    work.on("Nhà ở")
    work.house()
    expect(taps.saved(phone.page)).to_be_visible()

    phone.kill()
    page = phone.start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    expect(page.get_by_role("link", name=f"Làm tiếp: {HEAD}")).to_contain_text("mục 3/9")
    page.get_by_role("link", name=f"Làm tiếp: {HEAD}").click()
    work = sheet.Sheet(page)
    work.section("Nhà ở")
    expect(work.question("Diện tích nhà ở").get_by_role("textbox")).to_have_value("32")
    expect(work.question("Tường nhà").get_by_label("Đất, vôi, rơm")).to_be_checked()

    work.on("Điện, nước, vệ sinh")
    work.utilities()
    work.on("Thông tin, đồ dùng")
    work.belongings()
    work.on("Đất, vật nuôi, thu nhập")
    work.livelihood()
    work.on("Phiếu giấy B1")
    work.paper(picture)
    work.on("Kết quả và chỉ số")
    work.outcome()
    return page, work


def result_on_phone(page):
    """Points and reasons of the result as the collector reads them."""
    box = page.locator("main")
    marks = box.locator("[data-marks-of=deprived] li")
    return {
        "points": [re.search(rf"{name}: (\d+)", box.inner_text())[1] for name in ("B1", "B2")],
        "reasons": {
            item.locator("strong").inner_text(): item.locator(".hint").inner_text() for item in marks.all()
        },
    }


def result_at_office(page):
    box = page.get_by_role("region", name="Kết quả máy tính")
    box.get_by_text("Vì sao ra kết quả này").click()
    marks = box.get_by_role("listitem").filter(has_text="thiếu hụt, 10 điểm").all()
    return {
        "points": re.search(r"B1 (\d+), B2 (\d+)", box.inner_text()).groups(),
        "reasons": {
            item.locator("strong").inner_text(): item.locator(".muted").first.inner_text() for item in marks
        },
    }


def test_a_household_is_reviewed_returned_corrected_and_approved(phone, met, desk, picture):
    page, work = survey_without_network(phone, met, picture)
    seen = result_on_phone(page)
    assert seen["points"] == ["120", "40"]
    assert "Chất lượng nhà ở" in seen["reasons"]
    expect(page.locator("main")).to_contain_text("Đủ điểm xét hộ nghèo")
    expect(page.get_by_text("Hộ nghèo", exact=True)).to_have_count(0)
    work.on("Kết thúc")
    work.closing()
    work.finish()
    page.get_by_role("link", name="Về Việc của tôi").click()

    # Only here, and said so.
    taps.tab(page, "Chờ gửi")
    expect(page.locator("main")).to_contain_text("Chỉ có trên máy này, vẫn còn nguyên.")
    assert met.count("SELECT count(*) FROM survey") == 0

    met.network.pass_through()
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert met.count("SELECT count(*) FROM survey") == 1
    assert met.count("SELECT count(*) FROM revision") == 1
    assert met.count("SELECT count(*) FROM attachment WHERE state = 'stored'") == 1

    # The supervisor reads it beside last year, and the commune computed the same.
    supervisor = desk(met, "giamsat")
    office.read_first(supervisor, HEAD)
    expect(supervisor.get_by_text("Xã tính lại: khớp.")).to_be_visible()
    told = result_at_office(supervisor)
    assert list(told["points"]) == seen["points"]
    assert told["reasons"] == seen["reasons"]
    expect(office.row(supervisor, "Diện tích nhà ở")).to_contain_text("32")
    office.remark(
        supervisor, "Nguồn nước chính", "Năm ngoái dùng giếng khoan, nay là sông? Hỏi lại giúp tôi."
    )
    office.remark(supervisor, f"{SON}: Ai đang đi học", "Cháu học lớp mấy?")
    office.give_back(supervisor, 2)

    correct_without_network(phone, met)

    supervisor.goto(f"{met.office}/surveys")
    office.read_first(supervisor, HEAD)
    expect(supervisor.locator("main")).to_contain_text("Cháu vừa vào lớp 6, có giấy của trường.")
    expect(office.row(supervisor, "Nguồn nước chính")).to_contain_text("Giếng khoan")
    expect(supervisor.get_by_text("B2 30")).to_be_visible()
    address = supervisor.url
    office.approve(supervisor)
    supervisor.goto(address)
    expect(supervisor.get_by_text("Chờ công nhận", exact=True)).to_be_visible()
    assert met.rows("SELECT status FROM survey") == [{"status": "approved"}]
    assert met.count("SELECT count(*) FROM revision") == 2

    leader_reads_the_board(desk(met, "lanhdao"))
    taps.send_now(phone.page)
    taps.tab(phone.page, "Việc của tôi")
    expect(phone.page.locator("main")).to_contain_text(re.compile(r"Đã duyệt\s*1"))


def correct_without_network(phone, met):
    """Sync, go offline, find each comment beside its answer, correct one, keep the other, send revision 2."""
    page = phone.page
    taps.send_now(page)
    taps.tab(page, "Việc của tôi")
    expect(page.get_by_text("Cần sửa: 2 câu")).to_be_visible()
    met.network.refuse()
    taps.open_household(page, TYPED, HEAD)
    page.get_by_role("link", name="Xem ý kiến và sửa").click()
    expect(page.get_by_text("Người duyệt trả lại, 2 câu cần sửa")).to_be_visible()
    water = page.locator(".q").filter(has_text="Năm ngoái dùng giếng khoan, nay là sông?")
    expect(water).to_contain_text("Nguồn nước chính")
    water.get_by_text("Giếng khoan", exact=True).click()
    expect(water.get_by_text("Đã sửa", exact=True)).to_be_visible()
    school = page.locator(".q").filter(has_text="Cháu học lớp mấy?")
    expect(school).to_contain_text(SON)
    school.get_by_text("Giữ nguyên", exact=True).click()
    school.get_by_label("Vì sao giữ nguyên?").fill("Cháu vừa vào lớp 6, có giấy của trường.")
    expect(page.get_by_text("Đã trả lời 2 trên 2 ý kiến")).to_be_visible()
    page.get_by_role("button", name="Gửi lại phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Gửi lại phiếu").click()
    expect(page.get_by_role("heading", name="Phiếu đã ghi xong")).to_be_visible()
    page.get_by_role("link", name="Về Việc của tôi").click()
    expect(page.get_by_text("Chỉ có trên máy này").first).to_be_visible()
    met.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()


def leader_reads_the_board(page):
    page.get_by_role("link", name="Tiến độ").first.click()
    counts = office.board_row(page, "Phiếu theo thôn", VILLAGE)
    assert counts["Đã duyệt"] == "1"
    assert counts["Đã nhận"] == "0"
    whole = office.board_row(page, "Phiếu theo thôn", "Cả xã")
    assert whole["Trong danh sách"] == "110"
    assert whole["Đã duyệt"] == "1"
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng hộ (CSV)").click()
    text = download.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))
    assert len(rows) == 110
    mine = next(row for row in rows if HEAD in row.values())
    assert "120" in mine.values()
