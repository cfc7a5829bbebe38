"""What the browser will do with the work is said before it begins: private window, blocked, full or emptied storage."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser import sheet, taps
from tests.browser.sheet import HEAD, TYPED

pytestmark = pytest.mark.timeout(300)

BLOCKED = "IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); };"
FORGETFUL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value, ...rest) {
  return put.call(this, value?.key === 'probe' ? { ...value, probe: 'another' } : value, ...rest);
};"""
REFUSED = "StorageManager.prototype.persist = async () => false; StorageManager.prototype.persisted = async () => false;"
MB = 1024 * 1024


# Of late Chromium answers the same 10 GB to everybody; browsers that tell the truth answer so.
TELLS = """
StorageManager.prototype.estimate = async () => ({ quota: %d, usage: %d });
"""


def at_the_door(handset, stage, script):
    page = handset().start()
    page.add_init_script(script)
    page.goto(f"{stage.url}/app")
    return page


def test_storage_that_is_blocked_is_told_instead_of_a_door(handset, met):
    page = at_the_door(handset, met, BLOCKED)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Chưa mở được trang này")
    expect(alert).to_contain_text("Chưa có gì bị mất.")
    expect(alert).to_contain_text(re.compile("Mở bằng (cửa sổ thường|trình duyệt khác)"))
    expect(page.get_by_role("button", name="Đăng nhập")).to_have_count(0)


def test_storage_that_gives_back_something_else_is_refused(handset, met):
    page = at_the_door(handset, met, FORGETFUL)
    expect(page.get_by_role("alert")).to_contain_text("Máy ghi vào mà đọc lại không được")
    expect(page.get_by_role("button", name="Đăng nhập")).to_have_count(0)


def test_a_private_window_is_told_before_anybody_signs_in_and_may_be_used(handset, met):
    page = at_the_door(handset, met, TELLS % (300 * MB, 0))
    note = page.get_by_role("status").filter(has_text="Đây là cửa sổ ẩn danh")
    expect(note).to_contain_text("Đóng cửa sổ là mất việc chưa gửi.")
    # Where a browser hides it, the door has said it to everybody.
    expect(page.get_by_text("Đừng dùng cửa sổ ẩn danh")).to_be_visible()
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_enabled()


def to_the_photo(page):
    """From a sheet just begun to the section with the photo."""
    page.goto(re.sub(r"/survey.*", "/survey/7", page.url))
    taps.unlock(page)
    work = sheet.Sheet(page)
    work.section("Phiếu giấy B1")
    work.choose("B1 chuẩn 2022–2025: chép cách nào?", "Chỉ chép tổng điểm")
    return work


def test_a_nearly_full_phone_takes_answers_and_refuses_photos_in_words(handset, signed_in, met, picture):
    phone = handset(like=signed_in.profile)
    page = phone.start()
    page.add_init_script(TELLS % (20_000 * MB, 19_970 * MB))
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    expect(page.get_by_text("Máy sắp hết chỗ, còn 30 MB")).to_be_visible()
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    expect(taps.saved(page)).to_be_visible()
    work = to_the_photo(page)
    question = work.question("Ảnh trang B1 có chữ ký")
    question.locator("input[type=file]").set_input_files(picture)
    expect(question).to_contain_text("Máy sắp hết chỗ nên chưa nhận ảnh. Các câu trả lời vẫn lưu được.")
    expect(question.get_by_role("img")).to_have_count(0)
    work.write("B1 chuẩn 2022–2025: tổng điểm trên phiếu giấy", "120")
    expect(taps.saved(page)).to_be_visible()

    # Room again: the same touch takes the photo.
    page.evaluate("StorageManager.prototype.estimate = async () => ({ quota: 2e10, usage: 0 })")
    work.photo("Ảnh trang B1 có chữ ký", picture)


# For half a minute Chromium believes what it knew of the room.
FORGETS_MS = 32_000


def test_a_disk_that_becomes_full_gives_the_answers_what_was_held_back(phone, met, picture):
    page = phone.page
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    expect(taps.saved(page)).to_be_visible()
    work = to_the_photo(page)
    keep = "import('/static/js/offline/reserve.js').then(({ Reserve }) => new Reserve().keep())"
    assert page.evaluate(keep) is True
    devtools = page.context.new_cdp_session(page)
    kept = devtools.send("Storage.getUsageAndQuota", {"origin": met.url})["usage"]
    assert kept > 50 * MB
    # Nothing more fits, unless what is held back goes.
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": met.url, "quotaSize": kept - 10 * MB})
    page.wait_for_timeout(FORGETS_MS)
    work.write("B1 chuẩn 2022–2025: tổng điểm trên phiếu giấy", "120")
    expect(taps.saved(page)).to_be_visible()
    assert devtools.send("Storage.getUsageAndQuota", {"origin": met.url})["usage"] < kept - 40 * MB
    question = work.question("Ảnh trang B1 có chữ ký")
    question.locator("input[type=file]").set_input_files(picture)
    expect(question).to_contain_text("Máy sắp hết chỗ nên chưa nhận ảnh.")
    page.get_by_role("link", name="Quay lại").click()
    page.get_by_role("link", name="Quay lại").click()
    expect(page.get_by_text("Máy vừa hết chỗ")).to_be_visible()


def test_a_disk_that_is_full_while_writing_keeps_the_answer_on_the_page(phone, met):
    page = phone.page
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    expect(taps.saved(page)).to_be_visible()
    page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          window.full = true;
          IDBObjectStore.prototype.put = function (...record) {
            if (window.full && this.name === 'drafts') throw new DOMException('', 'QuotaExceededError');
            return put.apply(this, record);
          };
        }"""
    )
    work.choose("Hỏi bằng cách nào?", "Điện thoại")
    expect(page.get_by_text(re.compile("Máy hết chỗ")).first).to_be_visible()
    # Room again: what is still on the page is saved without another touch.
    page.evaluate("window.full = false")
    expect(taps.saved(page)).to_be_visible()
    page.reload()
    taps.unlock(page)
    expect(work.question("Hỏi bằng cách nào?").get_by_label("Điện thoại")).to_be_checked()


def test_a_store_that_the_browser_emptied_is_told_at_the_door(phone, met):
    page = phone.page
    devtools = page.context.new_cdp_session(page)
    devtools.send(
        "Storage.clearDataForOrigin",
        {"origin": met.url, "storageTypes": "indexeddb,cache_storage,service_workers"},
    )
    page.goto(f"{met.url}/app")
    expect(page.get_by_text("Trình duyệt đã xoá dữ liệu trên máy này")).to_be_visible()
    expect(page.get_by_text("Việc đã gửi vẫn còn ở xã.")).to_be_visible()
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_visible()


def test_a_browser_that_does_not_promise_to_keep_says_what_to_do(handset, signed_in, met):
    phone = handset(like=signed_in.profile)
    page = phone.start()
    page.add_init_script(REFUSED)
    page.goto(f"{met.url}/app")
    page.evaluate("localStorage.removeItem('gnbv-told-persist')")
    taps.unlock(page)
    taps.ready(page)
    # It comes with the next page: nothing moves under a finger.
    taps.tab(page, "Thêm")
    note = page.get_by_role("status").filter(has_text="Cài ứng dụng để giữ phiếu chắc hơn")
    expect(note).to_contain_text("chọn “Thêm vào màn hình chính”")
    # Not above the keys of the PIN, and there again after it.
    page.get_by_role("button", name="Khoá máy ngay").click()
    expect(page.get_by_text("Nhập mã PIN 6 số")).to_be_visible()
    expect(page.locator("#news")).to_be_hidden()
    taps.unlock(page)
    expect(note).to_be_visible()
    # One at a time: what matters more stands before it, and it is one touch away.
    page.clock.set_system_time(time.time() - 86_400)
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    expect(page.locator("[data-news=clock_day]")).to_be_visible()
    expect(page.locator("[data-news=persist]")).to_be_hidden()
    page.get_by_role("button", name="Xem thêm 1 thông báo").click()
    note.get_by_role("button", name="Đã hiểu").click()
    expect(note).to_have_count(0)
    page.reload()
    taps.unlock(page)
    taps.tab(page, "Việc của tôi")
    taps.ready(page)
    expect(note).to_have_count(0)


def test_an_iphone_is_told_to_install_before_signing_in(handset, met):
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    page = handset(user_agent=agent).start()
    page.goto(f"{met.url}/app")
    expect(page.get_by_text("iPhone: cài ứng dụng trước, rồi mới đăng nhập")).to_be_visible()
    expect(page.get_by_text("Thêm vào MH chính")).to_be_visible()
