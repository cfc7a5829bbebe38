"""Two phones of one collector correct one sheet differently; a person decides, and both phones hear of it."""

import re

from tests.browser import sheet, taps
from tests.browser.expecting import expect
from tests.browser.office_waiting import survey_of_somebody_else
from tests.browser.sheet import HEAD, TYPED

AREA = "Diện tích nhà ở là bao nhiêu?"
POWER = "Điện dùng bình quân một tháng"


def goto_section(page, name):
    page.get_by_role("button", name="Mở danh sách các mục").click()
    page.get_by_role("dialog").get_by_role("link", name=re.compile(re.escape(name))).click()
    work = sheet.Sheet(page)
    work.section(name)
    return work


def correct(page, stage, changes):
    """Opens what the commune has once more, changes answers and finishes: a new revision in the outbox."""
    taps.open_household(page, TYPED, HEAD)
    page.goto(f"{page.url.split('?')[0]}/survey?again")
    taps.unlock(page)
    for section, question, value in changes:
        goto_section(page, section).write(question, value)
        expect(taps.saved(page)).to_be_visible()
    work = goto_section(page, "Kết thúc")
    work.finish()
    page.get_by_role("link", name="Về Việc của tôi").click()
    taps.ready(page)


def two_phones(handset, offline):
    """Both have the sheet that the first one sent; the network is gone."""
    stage, one = offline.stage, offline.phone
    stage.network.pass_through()
    taps.send_now(one.page)
    expect(one.page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    taps.tab(one.page, "Việc của tôi")
    two = handset("second")
    taps.sign_in(two.start(), stage.url, "rasoat")
    taps.ready(two.page)
    taps.kept(two.page)
    stage.network.refuse()
    return one, two


def test_a_person_picks_answer_by_answer_and_the_phone_hears_how_it_ended(handset, offline, desk):
    one, two = two_phones(handset, offline)
    stage = offline.stage
    correct(one.page, stage, [("Nhà ở", AREA, "40")])
    correct(two.page, stage, [("Nhà ở", AREA, "44"), ("Điện, nước, vệ sinh", POWER, "51")])
    two.close()
    stage.network.pass_through()
    taps.send_now(one.page)
    expect(one.page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    page = two.start()
    page.goto(f"{stage.url}/app")
    taps.unlock(page)
    taps.send_now(page)
    expect(page.get_by_role("heading", name="Cần xem")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Có hai bản khác nhau")
    expect(page.get_by_role("heading", name="1 phiếu có hai bản", exact=True)).to_be_visible()
    expect(page.get_by_text("Chỉ có trên máy này, vẫn còn nguyên.")).to_be_hidden()
    expect(page.get_by_role("link", name="Mở hàng chờ gửi")).to_contain_text("1 phiếu có hai bản")

    page.get_by_role("link", name="Xem hai bản").click()
    expect(page.get_by_role("heading", name="2 câu khác nhau")).to_be_visible()
    line = page.get_by_role("listitem").filter(has_text="Diện tích nhà ở").first
    expect(line).to_contain_text(re.compile(r"Bản trên máy này\s*44.*Bản ở xã\s*40", re.S))
    expect(page.locator("main")).to_contain_text("Người duyệt ở xã sẽ chọn. Chưa phải làm gì")

    office = desk(stage, "giamsat")
    office.get_by_role("link", name="Việc chờ xem lại").click()
    office.get_by_role("link", name=re.compile("Hai bản khác nhau")).click()
    office.get_by_role("link", name=re.compile(HEAD)).click()
    expect(office.get_by_role("heading", name="2 câu khác nhau")).to_be_visible()
    power = office.get_by_role("row").filter(
        has=office.get_by_role("rowheader", name=re.compile("Điện dùng"))
    )
    expect(power).to_contain_text("Khác: chỉ bản mới gửi đổi")
    expect(power.get_by_label(re.compile("Bản mới gửi"))).to_be_checked()
    area = office.get_by_role("row").filter(has=office.get_by_role("rowheader", name=re.compile("Diện tích")))
    expect(area.get_by_role("radio", checked=True)).to_have_count(0)
    area.get_by_label(re.compile("Xã đang có")).check()
    office.get_by_label("Lý do, người gửi sẽ đọc").fill("Đã đo lại nhà")
    office.get_by_role("button", name="Làm theo các câu đã chọn").click()
    expect(office.get_by_role("status")).to_contain_text("Đã ghi lần sửa 3 từ các câu đã chọn.")

    taps.tab(page, "Chờ gửi")
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    page.locator("summary").filter(has_text="Xã đã nhận").click()
    expect(page.locator("main")).to_contain_text("Xã đã quyết định")
    expect(page.locator("main")).to_contain_text(
        "lấy 1 câu từ bản này, thành lần sửa 3, lý do: Đã đo lại nhà."
    )
    page.get_by_role("link", name="Xem bản của máy này").click()
    page.locator("summary").filter(has_text="Bản trên máy này, đủ các câu").click()
    expect(page.locator("main")).to_contain_text("44")
    rows = stage.rows("SELECT number, origin FROM revision ORDER BY number")
    assert [(row["number"], row["origin"]) for row in rows] == [(1, "phone"), (2, "phone"), (3, "office")]


def test_two_people_at_one_household_see_no_answers_of_each_other(handset, offline, desk):
    page, stage = offline.phone.page, offline.stage
    survey_of_somebody_else(stage, HEAD, {"house.floor_area": "777"})
    stage.network.pass_through()
    taps.send_now(page)
    page.get_by_role("link", name="Xem hai bản").click()
    main = page.locator("main")
    expect(main).to_contain_text("Người khác đã rà soát hộ này, cán bộ xã sẽ quyết định.")
    page.locator("summary").filter(has_text="Bản trên máy này, đủ các câu").click()
    expect(main).to_contain_text("32 m²")
    expect(main).not_to_contain_text("777")

    office = desk(stage, "giamsat")
    office.goto(f"{stage.office}/conflicts")
    office.get_by_role("link", name=re.compile(HEAD)).click()
    expect(office.locator("main")).to_contain_text("777")
    office.get_by_label("Lý do, người gửi sẽ đọc").fill("Thôn xác nhận phiếu kia")
    name = stage.rows("SELECT name FROM user_account WHERE username = 'rasoat2'")[0]["name"]
    office.get_by_role("button", name=f"Chọn phiếu này của {name}").click()
    expect(office.get_by_role("status")).to_contain_text("Đã chọn một phiếu cho hộ này.")

    taps.tab(page, "Chờ gửi")
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    page.locator("summary").filter(has_text="Xã đã nhận").click()
    expect(main).to_contain_text("xã chọn phiếu kia, lý do: Thôn xác nhận phiếu kia.")
    page.get_by_role("link", name="Xem bản của máy này").click()
    expect(taps.title(page)).to_contain_text("Xã đã quyết định")
    # The household is not left to do once more.
    taps.tab(page, "Việc của tôi")
    taps.open_household(page, TYPED, HEAD)
    expect(main).to_contain_text("Xã đã quyết định")
    expect(page.get_by_role("link", name="Bắt đầu rà soát")).to_have_count(0)
