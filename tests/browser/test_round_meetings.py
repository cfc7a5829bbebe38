"""Two people meet over one household: each is told in words, nothing is written over, nothing is lost."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from gnbv.db import db
from gnbv.demo.units import COMMUNE, village_code
from gnbv.models import Grant, Role, Unit
from tests.browser import round_office, sheet, taps
from tests.browser.expecting import expect
from tests.browser.office_waiting import application, close, user
from tests.browser.readable import faults
from tests.browser.sheet import HEAD, OTHER, OTHER_TYPED, SON, TYPED, VILLAGE, WIFE


def test_two_supervisors_at_one_survey_are_both_told_and_one_decides(received, desk):
    first, second = desk(received, "giamsat"), desk(received, "giamsat2")
    for page in (first, second):
        round_office.open_survey(page, received.office, HEAD)
    expect(first.locator("#reader")).to_have_count(0)
    expect(second.locator("#reader")).to_contain_text("Hoàng Thị Lan đang đọc từ")
    expect(second.locator("#reader")).to_contain_text("Mỗi phiếu một người quyết định.")
    assert faults(second) == []
    second.get_by_role("button", name="Duyệt", exact=True).click()
    expect(second.locator("main")).to_contain_text("Hoàng Thị Lan đang đọc phiếu này từ")
    expect(second.locator("main")).to_contain_text("Chưa có gì thay đổi.")
    assert received.count("SELECT count(*) FROM decision") == 0

    round_office.open_survey(second, received.office, HEAD)
    second.get_by_role("button", name="Tôi đọc phiếu này").click()
    expect(second.locator("#reader")).to_have_count(0)
    second.get_by_role("button", name="Duyệt", exact=True).click()
    expect(second.get_by_role("status")).to_contain_text("Đã duyệt")

    # The first page is still open as it was.
    first.get_by_role("button", name="Duyệt", exact=True).click()
    expect(first.locator("main")).to_contain_text("Phiếu này đang ở trạng thái “Đã duyệt”")
    expect(first.locator("main")).to_contain_text("Chưa có gì thay đổi.")
    assert received.rows("SELECT kind FROM decision") == [{"kind": "approval"}]


def entrust(stage, username, *villages):
    """The administrator gave somebody the role of collector in more villages."""
    with application(stage).app_context():
        session = db.session()
        person = user(session, username)
        for number in villages:
            unit = session.scalars(select(Unit).where(Unit.code == village_code(COMMUNE, number))).one()
            since = date(2026, 1, 1)
            session.add(
                Grant(tenant=1, user_id=person.id, role=Role.COLLECTOR, unit_id=unit.id, valid_from=since)
            )
        session.commit()
        close(session)


def test_a_village_changes_hands_while_its_collector_has_no_network(offline, desk):
    page, stage = offline.phone.page, offline.stage
    sheet.start(page, OTHER_TYPED, OTHER)
    expect(page.locator(".saved[data-s=ok]").first).to_be_visible()
    for _page in ("section", "household"):
        page.get_by_role("link", name="Quay lại").click()
    taps.ready(page)
    entrust(stage, "rasoat2", 1, 2)
    coordinator = desk(stage, "daumoi")
    coordinator.goto(f"{stage.office}/board")
    address = coordinator.url
    assert round_office.give(coordinator, address, "Trịnh Văn Quang", of=VILLAGE, homes=(HEAD,)) == 1
    assert round_office.give(coordinator, address, "Trịnh Văn Quang", of="Thôn 1", homes=(OTHER,)) == 1

    stage.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    taps.tab(page, "Việc của tôi")
    row = page.locator("[data-group=draft] li").filter(has_text=OTHER)
    expect(row).to_contain_text("Ngoài danh sách được giao")
    row.get_by_role("link").click()
    told = page.locator("[data-when=moved]")
    expect(told).to_contain_text("Hộ này không nằm trong danh sách được giao")
    expect(told).to_contain_text("Bản nháp vẫn giữ trên máy. Hoàn thành và gửi thì xã giữ lại xem.")
    expect(page.get_by_role("link", name="Làm tiếp phiếu")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Quay lại").click()
    taps.open_household(page, TYPED, HEAD)
    expect(page.locator("[data-f=told]")).to_contain_text(
        "Hộ này đã giao lại cho người khác trước khi phiếu tới."
    )

    mine, theirs = desk(stage, "rasoat"), desk(stage, "rasoat2")
    for person, words in (
        (mine, "1 hộ trong Rà soát định kỳ năm 2026 đã giao cho người khác."),
        (mine, "Xã đã giữ phiếu hộ 055, Thôn 2, chờ người phụ trách xem."),
        (theirs, "Lê Thị Hương đã gửi phiếu hộ 055, Thôn 2, làm từ trước khi giao lại."),
    ):
        person.goto(f"{stage.office}/inbox")
        expect(person.locator("main")).to_contain_text(words)

    supervisor = desk(stage, "giamsat")
    round_office.open_survey(supervisor, stage.office, HEAD, "held")
    expect(supervisor.locator("#acts")).to_contain_text(
        "Hộ này đã giao lại cho người khác trước khi phiếu tới."
    )
    assert faults(supervisor) == []
    supervisor.get_by_role("button", name="Nhận phiếu đang giữ").click()
    expect(supervisor.get_by_role("status")).to_be_visible()
    assert stage.rows("SELECT status FROM survey") == [{"status": "received"}]
    assert stage.count("SELECT count(*) FROM revision") == 1


def test_a_round_that_closes_over_a_draft_loses_nothing_of_it(phone, met, desk):
    page = phone.page
    work = sheet.start(page, TYPED, HEAD)
    work.intro(HEAD)
    expect(taps.saved(page)).to_be_visible()
    for _page in ("section", "household"):
        page.get_by_role("link", name="Quay lại").click()
    taps.ready(page)
    taps.send_now(page)
    coordinator = desk(met, "daumoi")
    coordinator.goto(f"{met.office}/rounds")
    coordinator.get_by_role("link", name=round_office.OLD).click()
    coordinator.locator("summary").filter(has_text="Khép đợt").click()
    expect(coordinator.locator("main")).to_contain_text(re.compile(r"Bản nháp đang trên máy\s*1"))
    plan = coordinator.url
    round_office.close_old(coordinator, met.office)

    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    taps.tab(page, "Việc của tôi")
    main = page.locator("main")
    expect(main).to_contain_text("Không có đợt nào đang mở")
    expect(main).to_contain_text("Bản nháp và phiếu chưa gửi vẫn giữ trên máy.")
    assert faults(page) == []
    page.locator("[data-group=draft] li").filter(has_text=HEAD).get_by_role("link").click()
    expect(page.locator("[data-when=over]")).to_contain_text("Đợt rà soát của bản nháp này không còn mở")
    expect(page.locator("[data-when=over]")).to_contain_text("Hoàn thành và gửi thì xã giữ lại xem.")
    assert faults(page) == []
    # No network at all: the sheet and what was answered are still here.
    met.network.refuse()
    page.get_by_role("link", name="Làm tiếp phiếu").click()
    work.on("Người trong hộ")
    work.people([HEAD, WIFE], SON)
    for name, fill in (
        ("Nhà ở", work.house), ("Điện, nước, vệ sinh", work.utilities), ("Thông tin, đồ dùng", work.belongings),
        ("Đất, vật nuôi, thu nhập", work.livelihood), ("Phiếu giấy B1", lambda: work.paper(None)),
    ):  # fmt: skip
        work.on(name)
        fill()
    work.on("Kết quả và chỉ số")
    expect(main).to_contain_text("Xã tính khi nhận phiếu.")
    work.outcome()
    work.on("Kết thúc")
    work.closing()
    work.finish()
    page.get_by_role("link", name="Về Việc của tôi").click()
    met.network.pass_through()
    taps.send_now(page)
    expect(page.get_by_text("Không còn gì chờ gửi")).to_be_visible()
    assert met.rows("SELECT status FROM survey") == [{"status": "held"}]
    taps.tab(page, "Việc của tôi")
    taps.open_household(page, TYPED, HEAD)
    expect(page.locator("[data-f=told]")).to_contain_text(
        "Đợt rà soát đã khép khi phiếu tới. Xã đã giữ phiếu."
    )

    coordinator.goto(plan)
    coordinator.locator("summary").filter(has_text="Mở lại đợt").click()
    coordinator.get_by_label("Lý do").fill("Còn phiếu trên máy")
    coordinator.get_by_role("button", name="Mở lại đợt").click()
    supervisor = desk(met, "giamsat")
    round_office.open_survey(supervisor, met.office, HEAD, "held")
    expect(supervisor.locator("#acts")).to_contain_text("Đợt rà soát đã khép khi phiếu tới.")
    supervisor.get_by_role("button", name="Nhận phiếu đang giữ").click()
    expect(supervisor.get_by_role("status")).to_be_visible()
    assert met.rows("SELECT status FROM survey") == [{"status": "received"}]
    page.get_by_role("link", name="Quay lại").click()
    taps.tab(page, "Thêm")
    page.get_by_role("button", name="Lấy dữ liệu mới").click()
    taps.tab(page, "Việc của tôi")
    expect(main).to_contain_text(re.compile(r"Còn \d+ hộ"))
    taps.open_household(page, TYPED, HEAD)
    expect(page.locator("[data-f=state]")).to_contain_text("Đã nhận")
