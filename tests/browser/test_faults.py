"""A finished sheet on its way to the commune, and everything that may happen to it there."""

import re

from playwright.sync_api import expect

from tests.browser import taps
from tests.browser.sheet import HEAD, OTHER, OTHER_TYPED, TYPED

ROWS = "SELECT count(*) FROM revision"


def outbox(page):
    taps.tab(page, "Chờ gửi")
    return page.locator("main")


def send(page):
    page.get_by_role("button", name="Gửi ngay").click()


def is_kept(page):
    main = page.locator("main")
    expect(main).to_contain_text("Chỉ có trên máy này, vẫn còn nguyên.")
    expect(main).to_contain_text(HEAD)


def is_gone(page):
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()


def test_an_answer_lost_after_the_server_committed_leaves_one_row(offline):
    page, network = offline.phone.page, offline.stage.network
    outbox(page)
    network.drop_response(only=r"^POST /sync ")
    send(page)
    # The record still says why the try before failed: this one is heard above.
    expect(page.locator("[data-f=net]")).to_contain_text(re.compile("Mất mạng|Mạng quá yếu"))
    is_kept(page)
    assert offline.stage.becomes(1, ROWS)
    network.pass_through()
    send(page)
    is_gone(page)
    assert offline.stage.count(ROWS) == 1
    assert offline.stage.count("SELECT count(*) FROM survey") == 1


def test_an_upload_cut_in_its_middle_is_sent_again(offline):
    page, network = offline.phone.page, offline.stage.network
    outbox(page)
    network.cut_upload_after(3000, only=r"^POST /sync ")
    send(page)
    expect(page.locator("[data-f=net]")).to_contain_text("Mất mạng")
    is_kept(page)
    assert offline.stage.count(ROWS) == 0
    network.pass_through()
    send(page)
    is_gone(page)
    assert offline.stage.count(ROWS) == 1


def test_an_answer_cut_in_its_middle_is_no_answer(offline):
    page, network = offline.phone.page, offline.stage.network
    outbox(page)
    network.cut_after(1180, only=r"^POST /sync ")
    send(page)
    expect(page.locator("[data-f=net]")).to_contain_text(re.compile("Mất mạng|Máy tự thử lại"))
    is_kept(page)
    network.pass_through()
    send(page)
    is_gone(page)
    assert offline.stage.count(ROWS) == 1


def test_a_captive_portal_deletes_nothing_and_is_told_in_words(offline):
    page, network = offline.phone.page, offline.stage.network
    outbox(page)
    network.portal()
    send(page)
    expect(page.locator("main")).to_contain_text("Wi-Fi này đòi đăng nhập nên chưa gửi được.")
    is_kept(page)
    assert offline.stage.count(ROWS) == 0
    network.pass_through()
    send(page)
    is_gone(page)


def test_nobody_waits_for_a_network_that_never_answers(offline):
    page, network = offline.phone.page, offline.stage.network
    outbox(page)
    network.blackhole()
    send(page)
    taps.tab(page, "Việc của tôi")
    taps.open_household(page, OTHER_TYPED, OTHER)
    page.get_by_role("link", name="Bắt đầu rà soát").click()
    page.get_by_text("Đã đọc cho gia đình nghe", exact=True).click()
    expect(taps.saved(page)).to_be_visible()
    page.get_by_role("link", name="Quay lại").click()
    page.get_by_role("link", name="Quay lại").click()
    outbox(page)
    is_kept(page)
    network.pass_through()
    page.reload()
    taps.unlock(page)
    is_gone(page)


def test_a_session_ended_by_the_office_keeps_the_work_and_the_deposit_hands_it_in(offline):
    page, stage = offline.phone.page, offline.stage
    assert stage.server.write("UPDATE session_row SET revoked_at = '2026-10-23 00:00:00'") > 0
    stage.network.pass_through()
    outbox(page)
    send(page)
    expect(page.get_by_text("Xã đã nhận")).to_be_visible()
    assert stage.count(ROWS) == 1
    expect(page.get_by_text("Cần đăng nhập lại").locator("visible=true").first).to_be_visible()


def test_what_comes_after_the_right_of_a_phone_was_withdrawn_is_held_by_the_commune(offline):
    page, stage = offline.phone.page, offline.stage
    stage.server.write("UPDATE session_row SET revoked_at = '2026-10-23 00:00:00'")
    stage.server.write("UPDATE deposit_token SET revoked_at = '2026-10-23 00:00:00'")
    stage.network.pass_through()
    outbox(page)
    send(page)
    page.locator("summary").filter(has_text="Xã đã nhận").click()
    expect(page.locator("main")).to_contain_text("Xã đang xem lại")
    assert stage.rows("SELECT outcome FROM sync_item WHERE kind = 'survey'") == [{"outcome": "held"}]
    assert stage.count(ROWS) == 0


def test_a_phone_whose_deposit_is_refused_too_asks_to_sign_in_and_keeps_the_work(offline):
    page, stage = offline.phone.page, offline.stage
    stage.server.write("UPDATE session_row SET revoked_at = '2026-10-23 00:00:00'")
    stage.server.write("UPDATE deposit_token SET token_hash = 'unknown'")
    stage.network.pass_through()
    outbox(page)
    send(page)
    expect(page.locator("main").get_by_text("Cần đăng nhập lại")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Phiếu vẫn giữ trên máy. Đăng nhập để gửi tiếp.")
    is_kept(page)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Mật khẩu").fill("gnbv-demo")
    dialog.get_by_role("button", name="Đăng nhập").click()
    outbox(page)
    is_gone(page)
    assert stage.count(ROWS) == 1


def test_a_phone_loses_nothing_when_its_browser_is_killed_while_it_sends(offline):
    page, stage = offline.phone.page, offline.stage
    outbox(page)
    stage.network.slow(2000, only=r"^POST /sync ")
    send(page)
    expect(page.locator("main")).to_contain_text("Đang gửi")
    offline.phone.kill()
    stage.network.pass_through()
    page = offline.phone.start()
    page.goto(f"{stage.url}/app")
    taps.unlock(page)
    outbox(page)
    send(page)
    is_gone(page)
    assert stage.count(ROWS) == 1


def test_the_back_key_after_finishing_begins_no_new_sheet(offline):
    page = offline.phone.page
    taps.open_household(page, TYPED, HEAD)
    address = page.url
    for step in ("/survey/closing", "/survey", "/returned"):
        page.evaluate(
            "where => { history.pushState(null, '', where); dispatchEvent(new PopStateEvent('popstate')); }",
            address + step,
        )
        page.wait_for_url(address)
        expect(page.get_by_role("link", name="Mở phiếu để sửa")).to_be_visible()
    page.get_by_role("link", name="Quay lại").click()
    outbox(page)
    is_kept(page)
