"""Sent, not decided, corrected without a network; meanwhile the office returned it: nothing said is lost on the way."""

from tests.browser import office, taps
from tests.browser.expecting import expect
from tests.browser.sheet import HEAD, TYPED, Sheet


def go_to(page, section):
    page.get_by_role("button", name="Mở danh sách các mục").click()
    page.get_by_role("dialog").get_by_role("link", name=section).click()
    work = Sheet(page)
    work.section(section)
    return work


def correct_water(page):
    """The household's button leads into what was sent, although the commune has it."""
    page.get_by_role("link", name="Mở phiếu để sửa").click()
    go_to(page, "Điện, nước, vệ sinh").choose("Nguồn nước chính", "Giếng khoan")
    go_to(page, "Kết quả và chỉ số").outcome()
    go_to(page, "Kết thúc").finish()
    page.get_by_role("link", name="Về Việc của tôi").click()


def test_a_correction_under_way_meets_the_comments_of_the_office(offline, desk):
    page, stage = offline.phone.page, offline.stage
    stage.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    # What the commune has comes back with the kit: only then is there a base to correct without a network.
    taps.tab(page, "Việc của tôi")
    taps.open_household(page, TYPED, HEAD)
    expect(page.get_by_role("link", name="Mở phiếu để sửa")).to_be_visible()
    stage.network.refuse()
    correct_water(page)
    taps.tab(page, "Chờ gửi")
    main = page.locator("main")
    expect(main).to_contain_text("Bản sửa phiếu")

    supervisor = desk(stage, "giamsat")
    supervisor.goto(f"{stage.office}/surveys")
    office.read_first(supervisor, HEAD)
    office.remark(supervisor, "Nguồn nước chính", "Năm nay dùng giếng khoan mà?")
    office.give_back(supervisor, 1)

    stage.network.pass_through()
    page.get_by_role("button", name="Gửi ngay").click()
    expect(main).to_contain_text("Còn 1 ý kiến của người duyệt chưa trả lời.")
    assert stage.count("SELECT count(*) FROM revision") == 1
    main.get_by_role("link", name="Mở phiếu để sửa").click()
    water = page.locator(".q").filter(has_text="Năm nay dùng giếng khoan mà?")
    expect(water.get_by_label("Giếng khoan", exact=True)).to_be_checked()
    water.locator("[data-reply][value=fixed]").check()
    expect(page.get_by_text("Đã trả lời 1 trên 1 ý kiến")).to_be_visible()
    page.get_by_role("button", name="Gửi lại phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Gửi lại phiếu").click()
    expect(page.get_by_role("heading", name="Phiếu đã ghi xong")).to_be_visible()
    page.get_by_role("link", name="Về Việc của tôi").click()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    revisions = stage.rows("SELECT id, base_id, number FROM revision ORDER BY number")
    assert [row["number"] for row in revisions] == [1, 2]
    assert revisions[1]["base_id"] == revisions[0]["id"]
    assert stage.rows("SELECT status FROM survey") == [{"status": "received"}]
    supervisor.goto(f"{stage.office}/surveys")
    office.read_first(supervisor, HEAD)
    expect(office.row(supervisor, "Nguồn nước chính")).to_contain_text("Giếng khoan")
