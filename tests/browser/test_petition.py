"""A family asks at its door where there is no network: the paper is taken in, photographed, numbered and put on a list."""

import re

from tests.browser import taps
from tests.browser.expecting import expect
from tests.browser.readable import faults

# Of a village that rasoat surveys, and on no list.
UNLISTED = """SELECT h.id, h.number, h.head_name FROM household h WHERE h.unit_id IN
  (SELECT g.unit_id FROM role_grant g JOIN user_account u ON u.id = g.user_id WHERE u.username = 'rasoat')
  AND h.closed_on IS NULL AND h.id NOT IN (SELECT household_id FROM round_household) ORDER BY h.number LIMIT 1"""


def _begin(page, words, head):
    page.get_by_role("link", name="Giấy đề nghị").click()
    page.get_by_label("Tìm tên chủ hộ").fill(words)
    page.get_by_role("link", name=re.compile(head)).first.click()
    expect(taps.title(page)).to_contain_text("Nhận giấy đề nghị")


def _fetch(page):
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    taps.tab(page, "Việc của tôi")


def test_a_petition_goes_from_the_door_to_the_list(phone, met, desk):
    page, (home,) = phone.page, met.rows(UNLISTED)
    seen = {}

    def look(name, at=page, **how):
        if found := faults(at, **how):
            seen[name] = found

    met.network.refuse()
    _begin(page, str(home["number"]), home["head_name"])
    page.get_by_role("button", name="Nhận giấy, xem giấy hẹn").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa chọn gia đình đề nghị gì")
    page.get_by_label("Đề nghị xét hộ nghèo").check()
    page.get_by_label("Có khả năng nghèo").check()
    page.get_by_label("Ghi chú", exact=False).last.fill("Mất mùa hai vụ")
    expect(page.get_by_text(re.compile(r"Đã lưu \d\d:\d\d"))).to_be_visible()
    look("form")
    # A phone that dies at the door keeps what was said.
    phone.kill()
    page = phone.start()
    page.goto(f"{met.url}/app")
    taps.unlock(page)
    taps.ready(page)
    page.get_by_role("link", name="Giấy đề nghị").click()
    page.get_by_role("region", name="Đang ghi dở").get_by_role("link").click()
    expect(page.get_by_label("Có khả năng nghèo")).to_be_checked()
    expect(page.get_by_label("Ghi chú", exact=False).last).to_have_value("Mất mùa hai vụ")
    page.get_by_role("button", name="Nhận giấy, xem giấy hẹn").click()
    slip = page.get_by_role("region", name="Giấy hẹn trả lời")
    expect(slip).to_contain_text("Số sẽ có khi xã nhận")
    expect(slip).to_contain_text(home["head_name"])
    expect(page.get_by_text("Chỉ có trên máy này")).to_be_visible()
    look("slip without a number", page)
    assert met.count("SELECT count(*) FROM petition") == 0

    page.get_by_role("link", name="Về việc của tôi").click()
    _begin(page, str(home["number"]), home["head_name"])
    expect(page.get_by_text("Hộ còn giấy chưa trả lời")).to_be_visible()
    page.get_by_role("link", name="Quay lại").click()
    look("list", page)
    page.get_by_role("link", name="Quay lại").click()

    met.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert met.rows("SELECT screening, channel, note FROM petition") == [
        {"screening": "passed", "channel": "phone", "note": "Mất mùa hai vụ"}
    ]
    _fetch(page)
    page.get_by_role("link", name="Giấy đề nghị").click()
    taken = page.get_by_role("region", name="Giấy đã nhận trên máy này").get_by_role("link")
    expect(taken).to_contain_text("Xã đã nhận, số 1/2026")
    taken.click()
    expect(slip).to_contain_text("Số 1/2026")
    expect(slip).to_contain_text(re.compile(r"chậm nhất \d+/\d+/2026"))
    look("slip", page)

    supervisor = desk(met, "giamsat")
    supervisor.goto(f"{met.office}/households/{_uuid(home['id'])}")
    expect(supervisor.get_by_role("region", name="Giấy đề nghị")).to_contain_text("Số 1/2026")
    coordinator = desk(met, "daumoi")
    coordinator.goto(f"{met.office}/petitions")
    coordinator.get_by_role("link", name="1/2026").click()
    expect(coordinator.get_by_text("tại nhà, trên máy của")).to_be_visible()
    coordinator.get_by_role("button", name="Đưa vào danh sách").click()
    expect(coordinator.get_by_text("Đã đưa hộ vào danh sách rà soát")).to_be_visible()
    supervisor.reload()
    expect(supervisor.get_by_role("region", name="Các đợt rà soát")).to_contain_text("giấy số 1/2026")

    page.get_by_role("link", name="Về việc của tôi").click()
    _fetch(page)
    page.get_by_role("link", name="Giấy đề nghị").click()
    expect(taken).to_contain_text("Đã đưa vào danh sách")
    page.get_by_label("Tìm tên chủ hộ").fill(str(home["number"]))
    page.get_by_role("link", name=re.compile(home["head_name"])).first.click()
    expect(page.get_by_text("Hộ đã có trong danh sách rà soát")).to_be_visible()
    assert seen == {}


def _uuid(text):
    """As SQLite keeps it, without hyphens, in its usual spelling."""
    bare = text.replace("-", "")
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))


def test_what_the_commune_refuses_is_written_anew_from_what_was_said(phone, met):
    page, (home,) = phone.page, met.rows(UNLISTED)
    met.server.write("""UPDATE unit SET settings = '{"calendar": "none"}' WHERE kind = 'commune'""")
    _begin(page, str(home["number"]), home["head_name"])
    page.get_by_label("Đề nghị xét thoát nghèo").check()
    page.get_by_label("Người đề nghị").fill("Lê Thị Vợ")
    page.get_by_role("button", name="Nhận giấy, xem giấy hẹn").click()
    expect(page.get_by_text("Ngày này chưa có lịch rà soát nào hiệu lực")).to_be_visible()
    page.get_by_role("link", name="Về việc của tôi").click()
    taps.tab(page, "Chờ gửi")
    page.get_by_role("link", name="Mở giấy để sửa").click()
    page.get_by_role("button", name="Sửa rồi ghi lại").click()
    expect(page.get_by_label("Đề nghị xét thoát nghèo")).to_be_checked()
    expect(page.get_by_label("Người đề nghị")).to_have_value("Lê Thị Vợ")
    met.server.write("""UPDATE unit SET settings = '{}' WHERE kind = 'commune'""")
    page.get_by_label("Người đề nghị").fill("Lê Thị Vợ Cả")
    page.get_by_role("button", name="Nhận giấy, xem giấy hẹn").click()
    expect(page.get_by_role("region", name="Giấy hẹn trả lời")).to_contain_text("Số 1/2026")
    assert [row["applicant"] for row in met.rows("SELECT applicant FROM petition")] == ["Lê Thị Vợ Cả"]
    page.get_by_role("link", name="Về việc của tôi").click()
    taps.tab(page, "Chờ gửi")
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
