"""A village meeting at the office, typed with the keyboard: one home refused, met again, concluded by the board. Each page
readable for everybody, at a desk and on a small screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import create_app, permissions
from gnbv.db import db
from gnbv.models import HouseholdClass, Round, Unit, User, VillageReview
from gnbv.services import village_results
from tests import meeting_stage, procedure_stage
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.stage import Stage
from tests.meeting_stage import PAGE

HOMES = 3
DAY = date(2026, 10, 23)


@contextmanager
def commune(stage: Stage) -> Iterator[Session]:
    """The commune's database behind the server's back; what is written is committed."""
    app = create_app({"TODAY": DAY, "SECRET_KEY": "test"}, instance_path=str(stage.server.folder.resolve()))
    with app.app_context():
        yield db.session()
        db.session.commit()
        for engine in db.engines.values():
            engine.dispose()


def approved(stage: Stage) -> str:
    """A village with three homes on the list, all approved: its path below the office's address."""
    with commune(stage) as session:
        head, sheets = (
            session.scalars(select(User).where(User.username == name)).one()
            for name in ("truongthon", "rasoat")
        )
        village = session.get_one(Unit, (head.tenant, head.grants[0].unit_id))
        round_ = session.scalars(select(Round).where(Round.unit_id == village.parent_id)).first()
        assert round_ is not None
        cast = SimpleNamespace(collector=sheets, supervisor=sheets)
        for place, home in enumerate(village_results.of_village(session, round_, village.id)):
            if place >= HOMES:
                session.delete(home.line)
                continue
            survey = procedure_stage.approve(session, cast, round_, home.household)  # type: ignore[arg-type]
            for standard in round_.standards:
                after = home.was(standard) or HouseholdClass.POOR
                procedure_stage.propose(session, round_, home.household, after, standard, survey=survey)
        return f"/rounds/{round_.id}/villages/{village.id}"


def refused_again(stage: Stage) -> None:
    with commune(stage) as session:
        head = session.scalars(select(User).where(User.username == "truongthon")).one()
        of_head = VillageReview.unit_id == head.grants[0].unit_id
        review = session.scalars(select(VillageReview).where(of_head)).one()
        home = next(one for one in meeting_stage.open_homes(session, review))
        meeting_stage.closed(session, permissions.actor_for(head, DAY), review, [home])


def test_a_meeting_held_on_paper_is_typed_closed_and_what_it_refused_goes_on(stage, desk, tmp_path):
    village = approved(stage)
    page = desk(stage, "daumoi", size=DESK)
    seen = {}

    def look(name, **how):
        for size, words in ((SMALL, "phone"), (DESK, "desk")):
            page.set_viewport_size(size)
            if found := faults(page, **how):
                seen[f"{name} {words}"] = found

    page.goto(f"{stage.office}{village}/meetings")
    for summary in page.locator("main details > summary").all():
        summary.click()
    look("village")
    page.get_by_label("Ngày họp").fill("2026-10-23")
    page.get_by_role("button", name="Định ngày, chốt danh sách").click()
    page.get_by_role("link", name="Ghi cuộc họp").wait_for()
    look("planned")
    page.get_by_role("link", name="Danh sách đưa ra họp").click()
    look("list", targets=False)
    page.go_back()
    page.get_by_role("link", name="Ghi cuộc họp").click()
    for label, typed in (("Bắt đầu lúc", "19:30"), ("Kết thúc lúc", "21:00")):
        page.get_by_label(label).fill(typed)
    page.get_by_label("Số người: Hộ được rà soát").fill("8")
    page.get_by_text("10 người được tính, cần từ 5 tay").wait_for()
    for group, name in (
        ("Chủ trì", "Trần Văn Trưởng"),
        ("Thư ký", "Lê Thị Hương"),
        ("Đại diện hộ dân 1", "Vàng A Sử"),
    ):
        page.get_by_role("group", name=group).get_by_label("Họ và tên").fill(name)
    look("record")
    hands = page.get_by_label("Tay đồng ý: ")
    hands.first.focus()
    # Enter goes from box to box and never sends what is half typed.
    for count in ("4", "6", "Bà con nói nhà còn khó."):
        page.keyboard.type(count)
        page.keyboard.press("Enter")
    for words, count in (("Tay đồng ý: ", "9"), ("Tay không đồng ý: ", "1")):
        for box in page.get_by_label(words).all()[1:]:
            box.fill(count)
    page.get_by_role("button", name="Ghi cuộc họp").click()
    page.get_by_text("Đã ghi cuộc họp").wait_for()
    page.get_by_text("Chưa thống nhất: 1 hộ").wait_for()
    look("held")
    (tmp_path / "trang.jpg").write_bytes(PAGE)
    page.get_by_label("Ảnh hoặc PDF").set_input_files(tmp_path / "trang.jpg")
    page.get_by_role("button", name="Đính kèm trang đã ký").click()
    page.get_by_role("button", name="Khép biên bản").click()
    page.get_by_text("Đã khép biên bản").wait_for()
    look("closed")
    page.get_by_role("link", name="Biên bản họp dân").click()
    look("minutes", targets=False)
    page.go_back()
    page.get_by_role("link", name="Việc tiếp theo của thôn").click()
    page.get_by_text("1 hộ chờ đưa ra họp").wait_for()
    refused_again(stage)
    page.reload()
    page.get_by_role("link", name="Ghi kết luận của Ban Chỉ đạo").click()
    look("board")
    for box in page.get_by_label("Hộ cận nghèo").all():
        box.check()
    page.get_by_label("Số văn bản").fill("12/TB-BCĐ")
    page.get_by_label("Lý do, căn cứ").fill("Rà soát lại hai lần, kết quả như phiếu.")
    page.get_by_role("button", name="Ghi kết luận cho hộ").click()
    page.get_by_text("Không còn hộ nào chờ").wait_for()
    assert stage.server.rows("SELECT stage FROM village_review WHERE stage <> 'survey'") == [
        {"stage": "minutes"}
    ]
    assert seen == {}
