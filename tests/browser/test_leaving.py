"""Signing out with work on the phone, and signing in again when the session has ended: nobody is left at a dead end."""

from tests.browser import sheet, taps
from tests.browser.expecting import expect
from tests.browser.readable import faults
from tests.browser.sheet import HEAD, OTHER, OTHER_TYPED
from tests.browser.stage import PASSWORD


def ask_to_leave(page):
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Đăng xuất").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def end_the_session(stage):
    stage.server.write("UPDATE session_row SET revoked_at = '2026-10-23 00:00:00'")
    stage.server.write("UPDATE deposit_token SET token_hash = 'unknown'")


def test_signing_out_asks_and_what_follows_is_never_a_dead_end(offline):
    page, stage = offline.phone.page, offline.stage
    dialog = ask_to_leave(page)
    expect(dialog).to_contain_text("1 chưa gửi")
    expect(dialog).to_contain_text("không có mạng thì chưa làm tiếp được")
    assert faults(page) == []
    dialog.get_by_role("button", name="Ở lại").click()
    taps.tab(page, "Việc của tôi")
    taps.ready(page)
    ask_to_leave(page).get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    expect(page.get_by_text("Còn việc chưa gửi")).to_be_visible()
    assert HEAD not in page.content()
    page.reload()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    expect(page.get_by_text("Còn việc chưa gửi")).to_be_visible()

    # The password opens what is here, without a network; the page does not promise a list that cannot come.
    taps.enter(page, "rasoat", PASSWORD)
    expect(page.get_by_role("heading", name="Máy chưa có danh sách hộ")).to_be_visible()
    expect(page.get_by_text("Mất mạng nên chưa lấy được danh sách hộ")).to_be_visible()
    end_the_session(stage)
    stage.network.pass_through()
    page.evaluate("dispatchEvent(new Event('online'))")
    main = page.locator("main")
    expect(main.get_by_text("Phiếu vẫn giữ trên máy. Đăng nhập để gửi tiếp.")).to_be_visible()
    main.get_by_role("button", name="Đăng nhập").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Tên đăng nhập").fill("rasoat2")
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    dialog.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator(".toast")).to_contain_text("chưa đúng")
    taps.tab(page, "Chờ gửi")
    main.get_by_role("button", name="Đăng nhập").first.click()
    dialog.get_by_label("Tên đăng nhập").fill("rasoat")
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    dialog.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert stage.count("SELECT count(*) FROM revision") == 1
    taps.tab(page, "Việc của tôi")
    taps.ready(page)


def test_an_ended_session_is_told_on_the_first_page_too(phone, met):
    page = phone.page
    end_the_session(met)
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    taps.tab(page, "Việc của tôi")
    main = page.locator("main")
    expect(main.get_by_text("Cần đăng nhập lại")).to_be_visible()
    expect(main.get_by_text("Đăng nhập để nhận tin mới của xã. Việc trên máy vẫn nguyên.")).to_be_visible()
    expect(page.get_by_role("link", name="Mở hàng chờ gửi")).to_contain_text("Cần đăng nhập lại")
    main.get_by_role("button", name="Đăng nhập").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Tên đăng nhập")).to_be_hidden()
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    dialog.get_by_role("button", name="Đăng nhập").click()
    expect(main.get_by_role("button", name="Đăng nhập")).to_be_hidden()
    expect(page.get_by_role("link", name="Mở hàng chờ gửi")).to_contain_text("Đã gửi hết")


def test_a_draft_is_not_called_sent_and_a_cut_network_is_said(phone, met):
    page = phone.page
    badge = page.get_by_role("link", name="Mở hàng chờ gửi")
    expect(badge).to_contain_text("Đã gửi hết")
    sheet.start(page, OTHER_TYPED, OTHER).intro(OTHER)
    expect(taps.saved(page)).to_be_visible()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    expect(badge).to_contain_text("1 bản nháp")
    met.network.refuse()
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    expect(badge).to_contain_text("Mất mạng")
    met.network.pass_through()
    expect(ask_to_leave(page)).to_contain_text("1 bản nháp")


def test_the_door_follows_what_the_locked_phone_sends(offline):
    page, stage = offline.phone.page, offline.stage
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Khoá").click()
    expect(page.get_by_text("Còn việc chưa gửi")).to_be_visible()
    stage.network.pass_through()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Còn việc chưa gửi")).to_be_hidden()
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    assert stage.count("SELECT count(*) FROM revision") == 1
