"""A village's list from the first press to the wall, a complaint from the public page to the letter: each page readable for
everybody, at a desk and on a small screen."""

from __future__ import annotations

from sqlalchemy import select

from gnbv.models import Round, User, VillageStage
from gnbv.permissions import actor_for
from gnbv.services import village_reviews
from tests import procedure_papers
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.test_meetings import approved, commune
from tests.posting_stage import JPEG


def agreed(stage) -> str:
    """A village whose minutes are signed: its path below the office's address."""
    village = approved(stage)
    with commune(stage) as session:
        round_id, unit_id = village.split("/")[2], village.split("/")[4]
        head = session.scalars(select(User).where(User.username == "truongthon")).one()
        round_ = next(one for one in session.scalars(select(Round)) if str(one.id) == round_id)
        unit = next(grant.unit for grant in head.grants if str(grant.unit_id) == unit_id)
        review = village_reviews.of(session, actor_for(head, round_.opens_on), round_, unit.id)
        procedure_papers.agreed_meeting(session, review)
        review.stage = VillageStage.MINUTES
    return village


def test_a_list_goes_to_the_wall_and_a_complaint_comes_from_its_public_page(stage, desk, tmp_path):
    village = agreed(stage)
    page = desk(stage, "daumoi", size=DESK)
    seen = {}

    def look(name, **how):
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        for size, words in ((SMALL, "phone"), (DESK, "desk")):
            page.set_viewport_size(size)
            if found := faults(page, **how):
                seen[f"{name} {words}"] = found

    photo = tmp_path / "treo.jpg"
    photo.write_bytes(JPEG)
    page.goto(f"{stage.office}{village}/postings")
    look("none")
    page.get_by_role("button", name="Lập danh sách niêm yết").click()
    page.get_by_text("Đã lập danh sách").wait_for()
    look("made")
    for place in ("Nhà văn hoá thôn", "Trụ sở UBND xã"):
        page.get_by_label(place).check()
        page.get_by_label("Giờ").first.fill("08:00")
        page.get_by_label("Ảnh chụp tại chỗ").set_input_files(photo)
        page.get_by_role("button", name="Ghi đã treo").click()
        page.get_by_text("Đã ghi nơi treo").wait_for()
    page.get_by_text("Đã qua 0 trên 3 ngày làm việc").wait_for()
    look("up")
    for paper in ("Danh sách để treo", "Tờ cho từng gia đình", "Lời đọc loa"):
        page.get_by_role("link", name=paper).click()
        page.get_by_role("link", name="Tải tệp PDF").wait_for()
        look(paper, targets=False)
        page.go_back()
    page.get_by_role("link", name="Trang công khai").click()
    page.get_by_role("heading", name="Danh sách niêm yết").wait_for()
    look("public")
    page.get_by_role("link", name="Gửi ý kiến, khiếu nại").click()
    page.get_by_label("Về hộ nào?").wait_for()
    look("form")
    page.get_by_label("Họ và tên người gửi").fill("Người Qua Đường")
    page.get_by_label("Về hộ nào?").select_option(index=1)
    page.get_by_label("Thấy chưa đúng ở điều gì?").fill("Nhà này mới xây.")
    page.get_by_role("button", name="Gửi ý kiến").click()
    page.get_by_text("Đã nhận, số 1/2026").wait_for()
    look("taken")
    page.goto(f"{stage.office}/complaints")
    look("book")
    page.locator("#complaints a").first.click()
    page.get_by_role("heading", name="Khiếu nại số 1/2026").wait_for()
    look("complaint")
    page.get_by_label("Vì sao không cần phúc tra").fill("đã trả lời tại buổi họp")
    page.get_by_label("Nội dung trả lời").fill("Nhà xây bằng tiền hỗ trợ.")
    page.get_by_label("Số văn bản").fill("12/TL-UBND")
    page.get_by_role("button", name="Ghi trả lời").click()
    page.get_by_text("Đã ghi trả lời").wait_for()
    look("answered")
    page.get_by_role("link", name="In văn bản trả lời").click()
    page.get_by_role("link", name="Tải tệp PDF").wait_for()
    look("letter", targets=False)
    page.goto(f"{stage.office}/complaints/new")
    look("counter")
    assert seen == {}
