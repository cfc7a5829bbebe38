"""A round from its plan to its decisions: opened, given out, visited, surveyed, returned, corrected, checked, approved,
taken back. After every step the board and the queue say what a count of its own says."""

from __future__ import annotations

import re

from tests.browser import round_office, sheet, taps
from tests.browser.expecting import expect
from tests.browser.readable import faults
from tests.browser.round_count import Count, Home
from tests.browser.round_field import Field
from tests.browser.sheet import HEAD, TYPED
from tests.browser.test_corrections import go_to

HUONG, QUANG, TAI = "Lê Thị Hương", "Trịnh Văn Quang", "Đỗ Văn Tài"
LISTED = """
    SELECT h.head_name, h.number, u.name, l.reason FROM round_household l
    JOIN household h ON h.id = l.household_id JOIN unit u ON u.id = h.unit_id JOIN round r ON r.id = l.round_id
    WHERE r.name = ? ORDER BY u.name, h.number
"""


def opened(coordinator, stage):
    """The round is open and given to three collectors; its id and the count."""
    address = stage.office
    round_office.close_old(coordinator, address)
    round_id = round_office.plan(coordinator, address)
    plan = f"{address}/rounds/{round_id}/plan"
    drawn, of = round_office.make_list(coordinator, "5")
    # 34 poor and 58 near-poor homes of the register of 420.
    assert (drawn, of) == (17, 420 - 92)  # five of a hundred, rounded up
    assert round_office.prepare(coordinator, plan, [HUONG, QUANG, TAI]) == 92 + drawn
    round_office.start(coordinator, plan)
    rows = stage.rows(LISTED, round_office.NAME)
    assert len(rows) == 92 + drawn
    homes = {
        f"{row['name']}/{row['number']}": Home(row["head_name"], row["number"], row["name"]) for row in rows
    }
    return round_id, Count(homes)


def given_out(coordinator, stage, round_id, count):
    address = f"{stage.office}/rounds/{round_id}"

    def mine(*villages):
        return [home for home in count.homes.values() if home.village in villages]

    own, theirs = ("Thôn 1", "Thôn 2", "Thôn 3"), ("Thôn 4", "Thôn 5", "Thôn 6", "Thôn 7")
    for person, villages in ((HUONG, own), (QUANG, theirs)):
        assert round_office.give(coordinator, address, person, villages=villages) == len(mine(*villages))
        for home in mine(*villages):
            home.collector = person
    taken = mine("Thôn 3")[:3]
    heads = tuple(home.head for home in taken)
    assert round_office.give(coordinator, address, TAI, of="Thôn 3", homes=heads) == 3
    for home in taken:
        home.collector = TAI


def visited_in_vain(page, stage, home):
    """Three times nobody at home, noted where there is no network."""
    stage.network.refuse()
    taps.open_household(page, home.head, home.head)
    for _visit in range(3):
        page.get_by_role("button", name="Ghi một lần vắng nhà").click()
        page.get_by_role("button", name="Ghi lần đến này").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text("Đã 3 lần đến chưa gặp")).to_be_visible()
    page.get_by_role("link", name="Quay lại").click()
    stage.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    taps.tab(page, "Việc của tôi")


def corrected(page):
    """What the supervisor asked is put right on the phone and sent."""
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    taps.tab(page, "Việc của tôi")
    taps.open_household(page, TYPED, HEAD)
    page.get_by_role("link", name="Xem ý kiến và sửa").click()
    water = page.locator(".q").filter(has_text="Năm nay dùng giếng khoan mà?")
    water.get_by_text("Giếng khoan", exact=True).click()
    expect(page.get_by_text("Đã trả lời 1 trên 1 ý kiến")).to_be_visible()
    page.get_by_role("button", name="Gửi lại phiếu").click()
    page.get_by_role("dialog").get_by_role("button", name="Gửi lại phiếu").click()
    expect(page.get_by_role("heading", name="Phiếu đã ghi xong")).to_be_visible()
    page.get_by_role("link", name="Về Việc của tôi").click()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()


def asked_anew(page, stage, home):
    """The second collector's phone: the home by name, and nothing of what the first one wrote."""
    taps.sign_in(page, stage.url, "truongthon")
    taps.open_household(page, home.head, home.head)
    expect(page.get_by_text("Hỏi lại từ đầu như chưa ai hỏi.", exact=False)).to_be_visible()
    people = page.get_by_role("region", name="Người trong hộ")
    expect(people).to_contain_text(home.head)
    expect(people).not_to_contain_text("tuổi")
    assert faults(page) == []
    page.get_by_role("link", name="Bắt đầu rà soát").click()
    work = go_to(page, "Nhà ở")
    expect(work.question("Tường nhà làm bằng gì?").get_by_role("radio", checked=True)).to_have_count(0)
    expect(work.question("Diện tích nhà ở là bao nhiêu?").get_by_role("textbox")).to_have_value("")


def test_a_round_is_opened_given_out_visited_surveyed_and_decided(stage, desk, handset):
    coordinator, supervisor = desk(stage, "daumoi"), desk(stage, "giamsat")
    round_id, count = opened(coordinator, stage)

    def check():
        count.check(supervisor, stage.office, round_id)

    check()
    given_out(coordinator, stage, round_id, count)
    check()

    page = handset().start()
    taps.sign_in(page, stage.url, "rasoat")
    taps.ready(page)
    empty = next(home for home in count.homes.values() if home.village == "Thôn 1")
    visited_in_vain(page, stage, empty)
    empty.visits = 3
    check()

    sheet.whole(page)
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    count.of(HEAD).status = "received"
    check()

    field = Field(stage, round_id)
    free = [home for home in count.homes.values() if not home.status and home is not empty]
    clean = [home for home in free if home.collector == QUANG][:2]
    clean += [home for home in free if home.collector == TAI][:1]
    checked = next(home for home in free if home.collector == HUONG and home.village == "Thôn 3")
    hasty = next(home for home in free if home.collector == HUONG and home.village == "Thôn 1")
    senders = {QUANG: "rasoat2", TAI: "truongthon", HUONG: "rasoat"}
    for home in [*clean, checked, hasty]:
        field.send(senders[home.collector], home, hasty=home is hasty)
        home.status = "received"
    check()

    round_office.open_survey(supervisor, stage.office, hasty.head)
    told = round_office.signs(supervisor)
    assert any(re.fullmatch(r"Cả phiếu chỉ mất 2 phút \(thường ít nhất \d+ phút\)\.", one) for one in told), (
        told
    )
    assert "Sửa 1 câu sau khi thấy điểm." in told
    round_office.open_survey(supervisor, stage.office, checked.head)
    assert round_office.signs(supervisor) == []

    round_office.open_survey(supervisor, stage.office, HEAD)
    # Nobody reads a sheet out as fast as this test fills it, and the phone says how long it took.
    assert any(one.startswith("Cả phiếu chỉ mất") for one in round_office.signs(supervisor))

    round_office.send_back(supervisor, stage.office, HEAD, "Nguồn nước chính", "Năm nay dùng giếng khoan mà?")
    count.of(HEAD).status = "returned"
    check()
    corrected(page)
    count.of(HEAD).status = "received"
    check()

    round_office.ask_back_check(supervisor, stage.office, checked.head, "Đối chiếu mẫu")
    address = f"{stage.office}/rounds/{round_id}"
    purpose = "Phiếu phúc tra mẫu"
    assert (
        round_office.give(coordinator, address, TAI, of="Thôn 3", homes=(checked.head,), purpose=purpose) == 1
    )
    asked_anew(handset("second").start(), stage, checked)
    field.send("truongthon", checked, purpose="back_check")
    check()  # the second interview is nobody's survey: no figure moves

    round_office.approve_clean(supervisor, stage.office, [home.head for home in [*clean, checked]])
    for home in [*clean, checked]:
        home.status = "approved"
    check()
    round_office.reopen(supervisor, stage.office, clean[0].head, "Duyệt nhầm hộ")
    clean[0].status = "received"
    check()
    assert stage.count("SELECT count(*) FROM decision WHERE kind = 'reopening'") == 1
