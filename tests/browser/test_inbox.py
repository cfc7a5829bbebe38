"""What the commune tells lies on the phone: read in a village without a network, known at the office afterwards. And the
board, village by village, for everybody to read."""

import json
import uuid

import pytest

from tests.browser import taps
from tests.browser.expecting import expect
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults

SIZES = {"phone": SMALL, "desk": DESK}


def tell(stage, kind, about, number=0, **details):
    """A row of rasoat's inbox, as the office's act would leave it."""
    (person,) = stage.rows("SELECT id FROM user_account WHERE username = 'rasoat'")
    homes = stage.rows(
        "SELECT household.id, number FROM household JOIN assignment ON household_id = household.id"
        " WHERE user_id = ? ORDER BY number", person["id"],
    )  # fmt: skip
    home = homes[number]
    details = {
        "household": str(uuid.UUID(home["id"])),
        "number": home["number"],
        "village": "Thôn 1",
        **details,
    }
    assert stage.server.write(
        "INSERT INTO inbox_row (tenant, id, user_id, kind, subject_kind, subject_id, details, at)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, '2026-10-23 02:0' || ? || ':00.000000')",
        uuid.uuid4().hex, person["id"], kind, about, uuid.uuid4().hex, json.dumps(details), number,
    )  # fmt: skip


def test_news_are_read_without_a_network_and_known_at_the_office_afterwards(phone, met):
    tell(met, "message", "survey", 0, by="Nguyễn Thị Duyệt")
    tell(met, "decided", "survey", 1, decision="approval")
    tell(met, "returned", "survey", 2)
    page = phone.page
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    more = page.get_by_role("navigation", name="Điều hướng chính").get_by_role("link", name="Thêm")
    expect(more).to_contain_text("3")
    met.network.refuse()
    page.get_by_role("link", name="Tin của xã").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("3 tin chưa đọc")
    assert faults(page) == []
    main.get_by_role("link", name="Nguyễn Thị Duyệt viết về phiếu hộ").click()
    page.wait_for_url("**/app/households/*")
    page.get_by_role("link", name="Quay lại").click()
    taps.tab(page, "Thêm")
    page.get_by_role("link", name="Tin của xã").click()
    expect(main).to_contain_text("2 tin chưa đọc")
    # The battery is empty: what was read stays read.
    phone.kill()
    page = phone.start()
    page.goto(f"{met.url}/app/inbox")
    taps.unlock(page)
    main = page.get_by_role("main")
    expect(main).to_contain_text("2 tin chưa đọc")
    main.get_by_role("button", name="Đánh dấu đã đọc hết").click()
    expect(main).to_contain_text("Đã đọc hết")
    assert met.count("SELECT count(*) FROM inbox_row WHERE read_at IS NOT NULL") == 0
    met.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    for _ in range(50):
        if met.count("SELECT count(*) FROM inbox_row WHERE read_at IS NULL") == 0:
            break
        page.wait_for_timeout(200)
    assert met.count("SELECT count(*) FROM inbox_row WHERE read_at IS NULL") == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_board_leads_down_to_the_home_and_is_readable_for_everybody(stage, desk, size):
    page = desk(stage, "lanhdao", size=SIZES[size])
    # One village had a home done, and the day is past.
    stage.server.write("UPDATE round SET village_deadline = '2026-10-20'")
    seen = {}

    def look(name):
        if found := faults(page):
            seen[name] = found

    page.goto(f"{stage.office}/board")
    expect(page.get_by_role("main")).to_contain_text("thôn trễ")
    look("board")
    page.get_by_role("main").get_by_role("link", name="Thôn 5").first.click()
    page.wait_for_url("**/villages/*")
    look("village")
    page.get_by_role("link", name="Không thấy 7 ngày").first.click()
    page.wait_for_url("**/households?*")
    look("households")
    page.locator("main ul.rows a").first.click()
    page.wait_for_url("**/households/*")
    expect(page.get_by_role("main")).to_contain_text("Các lần đến")
    page.goto(f"{stage.office}/board")
    page.get_by_role("main").get_by_role("link", name="Trịnh Văn Quang").first.click()
    page.wait_for_url("**/collectors/*")
    look("collector")
    assert seen == {}
