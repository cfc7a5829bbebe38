"""The office writes about a survey, its collector reads it on the phone and answers where there is no network."""

from tests.browser import office, taps
from tests.browser.expecting import expect
from tests.browser.sheet import HEAD, TYPED

ASKED = "Hộ này có giấy hẹn của trạm y tế không?"
ANSWER = "Có, mai chụp bổ sung."


def test_a_thread_goes_to_the_phone_and_back(offline, desk):
    page, stage = offline.phone.page, offline.stage
    stage.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    supervisor = desk(stage, "giamsat")
    supervisor.goto(f"{stage.office}/surveys")
    office.read_first(supervisor, HEAD)
    thread = supervisor.get_by_role("region", name="Trao đổi về phiếu")
    expect(thread).to_contain_text("Chưa có ai viết")
    thread.get_by_role("button", name="Gửi lời nhắn").click()
    expect(thread.get_by_role("alert")).to_contain_text("Lời nhắn còn trống")
    thread.get_by_label("Viết cho người rà soát").fill(ASKED)
    thread.get_by_role("button", name="Gửi lời nhắn").click()
    expect(thread.get_by_role("listitem")).to_contain_text(ASKED)

    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    taps.tab(page, "Việc của tôi")
    taps.open_household(page, TYPED, HEAD)
    told = page.get_by_role("region", name="Trao đổi về phiếu")
    expect(told.get_by_role("listitem")).to_contain_text(ASKED)

    stage.network.refuse()
    told.get_by_role("button", name="Viết cho người duyệt").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Gửi lời nhắn").click()
    expect(dialog).to_contain_text("Lời nhắn còn trống")
    dialog.get_by_label("Viết cho người duyệt").fill(f"  {ANSWER}\n")
    dialog.get_by_role("button", name="Gửi lời nhắn").click()
    mine = told.get_by_role("listitem").filter(has_text=ANSWER)
    expect(mine).to_contain_text("chỉ có trên máy này")
    assert stage.count("SELECT count(*) FROM message") == 1

    stage.network.pass_through()
    page.get_by_role("link", name="Quay lại").click()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert [row["text"] for row in stage.rows("SELECT text FROM message ORDER BY written_at")] == [
        ASKED,
        ANSWER,
    ]
    taps.tab(page, "Việc của tôi")
    taps.open_household(page, TYPED, HEAD)
    expect(mine).to_have_count(1)
    expect(mine).not_to_contain_text("chỉ có trên máy này")

    supervisor.goto(f"{stage.office}/inbox")
    supervisor.get_by_role("button", name="viết về phiếu hộ").click()
    expect(supervisor.get_by_role("region", name="Trao đổi về phiếu")).to_contain_text(ANSWER)
