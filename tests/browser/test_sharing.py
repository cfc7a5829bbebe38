"""More than one window, more than one person: what is shared on a phone and what is not."""

from playwright.sync_api import expect

from tests.browser import sheet, taps
from tests.browser.sheet import HEAD, OTHER, OTHER_TYPED, TYPED
from tests.browser.stage import PASSWORD


def test_a_second_window_needs_no_pin_and_may_only_read_an_open_draft(phone, met):
    page = phone.page
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    expect(taps.saved(page)).to_be_visible()

    second = phone.context.new_page()
    second.goto(page.url)
    expect(second.get_by_text("Phiếu này đang mở ở thẻ khác")).to_be_visible()
    expect(second.get_by_text("Ở đây chỉ xem được; câu đã trả lời vẫn giữ.")).to_be_visible()
    other = sheet.Sheet(second)
    other.choose("Hỏi bằng cách nào?", "Điện thoại")
    expect(other.question("Hỏi bằng cách nào?").get_by_label("Tại nhà")).to_be_checked()

    # The first window leaves: the second may write.
    page.close()
    expect(second.get_by_text("Phiếu này đang mở ở thẻ khác")).to_be_hidden()
    other.choose("Hỏi bằng cách nào?", "Điện thoại")
    expect(taps.saved(second)).to_be_visible()
    second.reload()
    taps.unlock(second)
    expect(other.question("Hỏi bằng cách nào?").get_by_label("Điện thoại")).to_be_checked()


def test_locking_one_window_locks_all(phone, met):
    second = phone.context.new_page()
    second.goto(f"{met.url}/app")
    taps.ready(second)
    taps.tab(second, "Thêm")
    second.get_by_role("button", name="Khoá").click()
    expect(second.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    expect(phone.page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    expect(phone.page.get_by_text(HEAD)).to_have_count(0)


def test_before_the_pin_a_phone_shows_a_name_and_that_work_waits(offline):
    phone, stage = offline.phone, offline.stage
    phone.close()
    page = phone.start()
    page.goto(f"{stage.url}/app")
    expect(page.get_by_role("heading", name="Lê Thị Hương")).to_be_visible()
    expect(page.get_by_text("Còn việc chưa gửi")).to_be_visible()
    expect(page.get_by_text(HEAD)).to_have_count(0)
    assert HEAD not in page.content()


def test_a_second_person_sees_nothing_of_the_first_and_both_can_send(offline):
    phone, stage = offline.phone, offline.stage
    page = phone.page
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Khoá").click()
    stage.network.pass_through()
    page.get_by_role("button", name="Đổi người dùng").click()
    taps.enter(page, "rasoat2", PASSWORD)
    expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
    taps.type_pin(page, taps.NEW_PIN)
    taps.type_pin(page, taps.NEW_PIN)
    taps.ready(page)
    assert HEAD not in page.content()
    taps.tab(page, "Chờ gửi")
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    taps.tab(page, "Việc của tôi")
    page.get_by_label("Tìm tên chủ hộ").fill(TYPED)
    expect(page.get_by_text(HEAD)).to_have_count(0)

    # The first one comes back: the sealed work is still there, and goes under their own name.
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Khoá").click()
    page.get_by_role("button", name="Đổi người dùng").click()
    page.get_by_label("Tên đăng nhập").fill("rasoat")
    page.get_by_role("button", name="Mở bằng mã PIN của tên này").click()
    expect(page.get_by_role("button", name="Không phải rasoat? Đổi người dùng")).to_be_visible()
    taps.unlock(page)
    taps.tab(page, "Chờ gửi")
    if page.get_by_role("button", name="Gửi ngay").is_visible():
        page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    names = "SELECT u.username FROM survey s JOIN user_account u ON u.id = s.collector_id"
    assert stage.rows(names) == [{"username": "rasoat"}]


def test_a_wrong_pin_is_told_and_slowed_and_the_password_opens_without_a_network(offline):
    phone, stage = offline.phone, offline.stage
    phone.close()
    page = phone.start()
    page.goto(f"{stage.url}/app")
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    taps.type_pin(page, "111111")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Mã PIN chưa đúng. Việc trên máy vẫn nguyên. Nhập lại, còn 4 lần.")
    for left in (3, 2, 1):
        taps.type_pin(page, "111111")
        expect(alert).to_contain_text(f"còn {left} lần")
    taps.type_pin(page, "111111")
    expect(alert).to_contain_text("Việc trên máy vẫn nguyên.")
    expect(alert).to_contain_text("Quên PIN")
    page.get_by_role("button", name="Quên PIN").click()
    page.get_by_label("Mật khẩu").fill("sai-mat-khau")
    page.get_by_role("button", name="Mở bằng mật khẩu").click()
    expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Mở bằng mật khẩu").click()
    expect(page.get_by_text("Chọn mã PIN mới, 6 số")).to_be_visible()
    taps.type_pin(page, taps.NEW_PIN)
    taps.type_pin(page, taps.NEW_PIN)
    taps.ready(page)


def test_signing_out_takes_the_lists_away_and_keeps_what_was_not_sent(offline):
    phone, stage = offline.phone, offline.stage
    page = phone.page
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    assert HEAD not in page.content()
    stage.network.pass_through()
    taps.enter(page, "rasoat", PASSWORD)
    taps.ready(page)
    taps.tab(page, "Chờ gửi")
    if page.get_by_role("button", name="Gửi ngay").is_visible():
        page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert stage.count("SELECT count(*) FROM revision") == 1


def test_a_household_is_found_by_any_member_without_tone_marks(phone):
    page = phone.page
    page.set_viewport_size({"width": 360, "height": 560})
    page.get_by_label("Tìm tên chủ hộ").fill("do ngoc hien")
    hit = page.get_by_role("link", name=HEAD)
    expect(hit).to_be_visible()
    # Above the tab bar, though the field itself stands low on a small phone.
    below, tabs = hit.bounding_box(), page.locator(".tabs").bounding_box()
    assert below and tabs and below["y"] + below["height"] <= tabs["y"]
    expect(hit).to_contain_text("có Đỗ Ngọc Hiền")
    page.get_by_label("Tìm tên chủ hộ").fill(OTHER_TYPED)
    expect(page.get_by_role("link", name=OTHER)).to_be_visible()
