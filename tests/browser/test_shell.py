"""The shell of the phone: the door, the way back, the lists. What a survey does has journeys of its own."""

import re

from playwright.sync_api import expect

from tests.browser import taps
from tests.browser.stage import PASSWORD


def _open_assigned(page):
    page.get_by_role("link").filter(has_text="Chưa làm").first.click()
    expect(page.get_by_role("link", name="Bắt đầu rà soát")).to_be_visible()


def test_it_goes_from_the_sign_in_page_to_the_pin_with_one_typing(handset, stage):
    page = handset().start()
    page.goto(f"{stage.url}/login")
    taps.enter(page, "rasoat", "sai-mat-khau")
    expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    taps.enter(page, "rasoat", PASSWORD)
    expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
    assert page.url == f"{stage.url}/app"
    taps.type_pin(page, "246810")
    taps.type_pin(page, "246811")
    expect(page.get_by_role("alert")).to_contain_text("Hai lần nhập khác nhau")
    taps.type_pin(page, "246810")
    taps.type_pin(page, "246810")
    taps.ready(page)


def test_it_shows_nothing_but_a_name_before_the_pin(phone):
    taps.tab(phone.page, "Thêm")
    phone.page.get_by_role("button", name="Khoá máy ngay").click()
    expect(phone.page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    expect(taps.title(phone.page)).to_have_text("Lê Thị Hương")
    seen = phone.page.locator("body").inner_text()
    assert "Thôn" not in seen
    assert "Hộ" not in seen


def test_it_returns_to_the_same_place_after_the_lock(phone):
    page = phone.page
    _open_assigned(page)
    name = taps.title(page).inner_text()
    address = page.url
    page.reload()
    taps.type_pin(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("còn 4 lần")
    taps.unlock(page)
    expect(taps.title(page)).to_have_text(re.compile(re.escape(name.splitlines()[0])))
    assert page.url == address


def test_it_opens_by_the_password_without_a_network_when_the_pin_is_forgotten(phone, met):
    page = phone.page
    met.network.refuse()
    page.reload()
    page.get_by_role("button", name="Quên PIN").click()
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Mở bằng mật khẩu").click()
    expect(page.get_by_text("Chọn mã PIN mới")).to_be_visible()
    taps.type_pin(page, taps.NEW_PIN)
    expect(page.get_by_text("Nhập lại mã PIN lần nữa")).to_be_visible()
    taps.type_pin(page, taps.NEW_PIN)
    taps.ready(page)
    page.reload()
    taps.unlock(page, taps.NEW_PIN)
    taps.ready(page)


def test_it_asks_why_before_a_household_outside_the_list_is_opened(phone):
    page = phone.page
    page.get_by_label("Tìm tên chủ hộ").fill("nguyen")
    page.get_by_role("link").filter(has_text="Ngoài danh sách được giao").first.click()
    expect(page.get_by_role("link", name="Bắt đầu rà soát")).to_be_hidden()
    expect(page.get_by_role("heading", name="Người trong hộ")).to_be_hidden()
    page.get_by_label("Hộ tự đề nghị rà soát").check()
    page.get_by_role("button", name="Ghi lý do rồi mở").click()
    expect(page.get_by_role("link", name="Bắt đầu rà soát")).to_be_visible()


def test_it_keeps_a_visit_that_met_nobody(phone, met):
    page = phone.page
    met.network.refuse()
    _open_assigned(page)
    page.get_by_role("button", name="Ghi một lần vắng nhà").click()
    page.get_by_label("Ghi chú").fill("Hàng xóm: đi viện")
    page.get_by_label("Ngày", exact=True).fill("31")
    page.get_by_label("Tháng", exact=True).fill("2")
    page.get_by_label("Năm", exact=True).fill("2027")
    page.get_by_role("button", name="Ghi lần đến này").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("không có thật")
    page.get_by_label("Ngày", exact=True).fill("28")
    page.get_by_role("button", name="Ghi lần đến này").click()
    expect(page.get_by_text("hẹn 28/2/2027")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("1 chưa gửi"))).to_be_visible()


def test_it_ticks_a_task_without_a_network_and_takes_it_back(handset, stage):
    page = handset().start()
    taps.sign_in(page, stage.url, "canbo")
    expect(taps.title(page)).to_contain_text("Nhiệm vụ")
    box = page.get_by_role("checkbox").first
    name = box.get_attribute("aria-label")
    stage.network.refuse()
    box.click()
    page.get_by_label("Kết quả").fill("Đã họp thôn 3")
    page.get_by_role("button", name="Đánh dấu hoàn thành", exact=True).click()
    expect(page.get_by_text("Đã đánh dấu hoàn thành")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("1 chưa gửi"))).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("link", name=re.compile("2 chưa gửi"))).to_be_visible()
    expect(page.get_by_role("checkbox", name=name, exact=True).first).not_to_be_checked()
    stage.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_role("heading", name="Đã gửi hết")).to_be_visible()


def test_it_forgets_the_list_at_sign_out_and_gives_it_back_to_the_same_person(phone):
    page = phone.page
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    taps.enter(page, "rasoat", PASSWORD)
    taps.ready(page)
