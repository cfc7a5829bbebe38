"""The lock of the phone: weak PINs, changing the PIN, locking by hand, the password after 45 days, a wrong clock."""

import time

from tests.browser import taps
from tests.browser.expecting import expect
from tests.browser.stage import PASSWORD

DAY = 86_400


def at(days: float) -> float:
    """The phone's clock so many days from now, in seconds."""
    return time.time() + days * DAY


def test_it_warns_of_a_pin_that_everybody_tries_first_and_takes_it_from_who_insists(handset, stage):
    page = handset().start()
    page.goto(f"{stage.url}/app")
    taps.enter(page, "rasoat", PASSWORD)
    for weak in ("000000", "198585"):
        expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
        taps.type_pin(page, weak)
        expect(page.get_by_role("alert")).to_contain_text("Mã này dễ đoán")
        page.get_by_role("button", name="Chọn mã khác").click()
    expect(page.get_by_role("button", name="Chọn mã khác")).to_have_count(0)
    expect(page.get_by_text("Mã này mở ứng dụng trên máy này")).to_be_visible()
    taps.type_pin(page, "123456")
    expect(page.get_by_text("Nhập lại mã PIN lần nữa")).to_be_visible()
    taps.type_pin(page, "123456")
    taps.ready(page)


def test_it_changes_the_pin_without_a_network_and_locks_by_hand(phone, met):
    page = phone.page
    met.network.refuse()
    taps.tab(page, "Thêm")
    for new, words in (("111111", "Mã này dễ đoán"), (taps.NEW_PIN, "")):
        page.get_by_role("button", name="Đổi mã PIN").first.click()
        page.get_by_label("Mã PIN đang dùng").fill(taps.PIN)
        page.get_by_label("Mã PIN mới, 6 số").fill(new)
        page.get_by_label("Nhập lại mã PIN mới").fill(new)
        page.get_by_role("dialog").get_by_role("button", name="Đổi mã PIN").click()
        if words:
            expect(page.get_by_role("dialog")).to_contain_text(words)
            page.get_by_role("dialog").get_by_role("button", name="Đóng").click()
    expect(page.get_by_text("Đã đổi mã PIN")).to_be_visible()
    page.get_by_role("button", name="Khoá máy ngay").click()
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    taps.type_pin(page, taps.PIN)
    expect(page.get_by_role("alert")).to_contain_text("còn 4 lần")
    taps.unlock(page, taps.NEW_PIN)


def test_after_45_days_without_the_commune_the_password_opens_and_the_pin_stays(phone, met):
    met.network.refuse()
    page = phone.page
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Khoá máy ngay").click()
    page.clock.set_system_time(at(46))
    page.reload()
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    taps.type_pin(page)
    expect(page.get_by_role("alert")).to_contain_text("Đã 45 ngày chưa đăng nhập trên máy này")
    expect(page.get_by_text("Mã PIN đang dùng không đổi.")).to_be_visible()
    expect(page.get_by_text("Sau đó đặt mã PIN mới")).to_have_count(0)
    page.get_by_label("Mật khẩu").fill("sai-mat-khau")
    page.get_by_role("button", name="Mở bằng mật khẩu").click()
    expect(page.get_by_role("alert")).to_contain_text("Mật khẩu chưa đúng.")
    expect(page.get_by_role("alert")).not_to_contain_text("Tên đăng nhập")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Mở bằng mật khẩu").click()
    expect(page.get_by_role("navigation", name="Điều hướng chính")).to_be_visible()
    page.reload()
    taps.unlock(page)


def test_a_wrong_clock_is_told_with_the_right_time_and_the_way_to_set_it(phone, met):
    page = phone.page
    page.clock.set_system_time(at(-1))
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    note = page.locator("[data-news=clock_day]")
    expect(note).to_contain_text("Ngày trên máy đang sai")
    expect(note).to_contain_text("Vào Cài đặt của điện thoại")
    # Put right while the page was closed: the next word of the server takes the note away.
    page.clock.set_system_time(at(0))
    page.reload()
    taps.unlock(page)
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    expect(page.get_by_text("Đã có dữ liệu mới nhất")).to_be_visible()
    expect(page.locator("[data-news^=clock]")).to_have_count(0)
