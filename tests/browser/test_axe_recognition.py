"""Recognition at a small screen and at a desk: gathered, submitted, signed; each page readable for everybody."""

from __future__ import annotations

from sqlalchemy import select

from gnbv.ids import new_id
from gnbv.models import (
    Household,
    ListReason,
    Petition,
    PetitionKind,
    PetitionState,
    Round,
    RoundHousehold,
    Unit,
    User,
    VillageReview,
    VillageStage,
)
from gnbv.permissions import actor_for
from gnbv.services import village_reviews
from tests import procedure_papers
from tests.browser.handset import DESK, SMALL
from tests.browser.readable import faults
from tests.browser.test_meetings import DAY, approved, commune
from tests.factories import NOW


def ready(stage) -> str:
    """A village whose three homes are ready to be submitted, and one request for the average living standard; the round's
    id."""
    approved(stage)
    with commune(stage) as session:
        head = session.scalars(select(User).where(User.username == "truongthon")).one()
        village = session.get_one(Unit, (head.tenant, head.grants[0].unit_id))
        round_ = session.scalars(select(Round).where(Round.unit_id == village.parent_id)).first()
        review = village_reviews.of(session, actor_for(head, DAY), round_, village.id)
        procedure_papers.agreed_meeting(session, review)
        procedure_papers.posted(session, review, quiet=True)
        review.stage = VillageStage.SUBMISSION
        listed = select(RoundHousehold.household_id).where(RoundHousehold.round_id == round_.id)
        home = session.scalars(
            select(Household).where(Household.unit_id == village.id, Household.id.not_in(listed))
        ).first()
        session.add(
            RoundHousehold(
                tenant=home.tenant, id=new_id(), round_id=round_.id, household_id=home.id, unit_id=village.id,
                reason=ListReason.AVERAGE, added_at=NOW,
            )
        )  # fmt: skip
        session.add(
            Petition(
                tenant=home.tenant, id=new_id(), unit_id=round_.unit_id, village_id=village.id, household_id=home.id,
                round_id=round_.id, year=2026, number=901, kind=PetitionKind.AVERAGE, state=PetitionState.LISTED,
                applicant=home.head_name, channel="counter", received_on=DAY, answer_by=DAY, recorded_at=NOW,
            )
        )  # fmt: skip
        return str(round_.id)


def test_recognition_is_readable_for_everybody(stage, desk):
    round_id = ready(stage)
    small, wide = desk(stage, "daumoi", size=SMALL), desk(stage, "lanhdao", size=DESK)
    seen = {}

    def look(page, name, **how):
        if found := faults(page, **how):
            seen[name] = found

    small.goto(f"{stage.office}/rounds/{round_id}/recognitions")
    look(small, "ready and blocked")
    small.get_by_role("button", name="Lập tờ trình cho 1 thôn").click()
    small.wait_for_url("**/recognitions/*")
    address = small.url
    look(small, "draft")
    wide.goto(address)
    look(wide, "draft of the leader")
    small.goto(f"{address}/register")
    look(small, "register")
    small.goto(address)
    small.get_by_label("Số tờ trình").fill("15/TTr-BCĐ")
    small.get_by_role("button", name="Trình danh sách").click()
    small.get_by_text("Đã trình. Lãnh đạo xã mở trang này để ký.").wait_for()
    look(small, "submitted")
    wide.goto(address)
    look(wide, "to sign")
    wide.get_by_label("Số quyết định").fill("88/QĐ-UBND")
    wide.get_by_role("button", name="Ký công nhận 3 hộ").click()
    wide.get_by_text("Tiếp theo: cấp giấy chứng nhận").wait_for()
    look(wide, "signed")
    wide.get_by_role("link", name="Đính chính").first.click()
    wide.get_by_role("button", name="Ghi đính chính").wait_for()
    look(wide, "correction")
    small.goto(f"{address}/print")
    look(small, "papers", targets=False)
    for path in ("standards", "average"):
        small.goto(f"{stage.office}/rounds/{round_id}/{path}")
        look(small, path)
    small.locator("main a.row").first.click()
    small.get_by_label("Số người trong hộ").fill("3")
    small.get_by_label("Trồng trọt").fill("70000")
    small.get_by_label("Có", exact=True).check()
    small.get_by_label("Làm gì, ở đâu").fill("Trồng lúa")
    small.get_by_role("button", name="Ghi phiếu thu nhập").click()
    small.get_by_role("button", name="Kết luận theo phiếu này").click()
    small.get_by_text("Đạt mức sống trung bình, chờ công nhận").wait_for()
    look(small, "income sheet")
    assert seen == {}
    with commune(stage) as session:
        row = session.scalars(
            select(VillageReview).where(VillageReview.stage == VillageStage.RECOGNITION)
        ).one()
        assert str(row.round_id) == round_id
