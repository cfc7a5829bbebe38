"""A demo in which the village meeting of Thôn 3 is planned: seven households with proposed classes, written straight into the
tables. `python -m tests.browser.planned_meeting <instance>`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import create_app
from gnbv.clock import VIETNAM
from gnbv.db import db
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Household,
    HouseholdClass,
    LedgerRow,
    Purpose,
    Result,
    Revision,
    Round,
    RoundHousehold,
    Standing,
    Survey,
    SurveyStatus,
    User,
)
from gnbv.permissions import actor_for
from gnbv.services import meetings, village_results, village_reviews

TODAY = date(2026, 10, 23)
NOW = datetime(2026, 10, 23, 8, tzinfo=VIETNAM)
P, N, X = HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.NOT_POOR
PLACE = "Nhà văn hoá Thôn 3"
WHY = {
    P: "Tổng điểm B1 là 118, không quá 140; thiếu hụt 4 chỉ số nên điểm B2 là 40, từ 30 trở lên.",
    N: "Tổng điểm B1 là 131, không quá 140; thiếu hụt 2 chỉ số nên điểm B2 là 20, dưới 30.",
    X: "Tổng điểm B1 là 176, trên 140.",
}


def proposed(before: HouseholdClass | None, place: int) -> HouseholdClass:
    """So that every group of a meeting has somebody: escaping, changed, then unchanged; whoever was not poor is new."""
    if before not in (P, N):
        return P
    return {0: X, 1: N if before is P else P}.get(place, before)


def plan(session: Session, homes: int = 7) -> None:
    head = session.scalars(select(User).where(User.username == "truongthon")).one()
    village = head.grants[0].unit
    round_ = next(
        row
        for row in session.scalars(select(Round))
        if session.scalar(
            select(RoundHousehold.household_id).where(
                RoundHousehold.round_id == row.id, RoundHousehold.unit_id == village.id
            )
        )
    )
    lines = village_results.of_village(session, round_, village.id)
    was_poor = [one for one in lines if one.was(round_.standards[0]) in (P, N)][: homes - 1]
    others = [one for one in lines if one not in was_poor][:1]
    author = session.scalars(select(User).where(User.username == "rasoat")).one()
    for place, one in enumerate([*was_poor, *others]):
        _propose(session, round_, one.household, author, proposed(one.was(round_.standards[0]), place))
    office = session.scalars(select(User).where(User.username == "daumoi")).one()
    actor = actor_for(office, TODAY)
    review = village_reviews.of(session, actor, round_, village.id)
    meetings.plan(session, actor, review, new_id(), TODAY, PLACE)


def _propose(session: Session, round_: Round, home: Household, author: User, after: HouseholdClass) -> None:
    common: dict[str, Any] = {"tenant": round_.tenant}
    survey = Survey(
        **common, id=new_id(), household_id=home.id, round_id=round_.id, unit_id=home.unit_id, collector_id=author.id,
        purpose=Purpose.MAIN, status=SurveyStatus.APPROVED, revision_count=1, first_received_at=NOW, last_received_at=NOW,
    )  # fmt: skip
    session.add(survey)
    session.flush()
    revision = Revision(
        **common, id=new_id(), survey_id=survey.id, number=1, author_id=author.id, origin="phone", made_at=NOW,
        form_version_id=round_.form_version_id, utc_offset=420, made_on=TODAY, received_at=NOW, sha256="0" * 64,
        answers_sealed=b"", notes={}, member_count=3,
    )  # fmt: skip
    session.add(revision)
    session.flush()
    survey.revision_id = revision.id
    for standard in round_.standards:
        result = Result(
            **common, id=new_id(), survey_id=survey.id, revision_id=revision.id, standard=standard, pack_version="1",
            engine=1, b1=120, b1_source="paper_items", b2=30, household_class=after, is_illustrative=False,
            document={"why": [{"vi": WHY[after], "en": WHY[after]}]}, computed_at=NOW,
        )  # fmt: skip
        session.add(result)
        session.flush()
        session.add(
            LedgerRow(
                **common, id=new_id(), household_id=home.id, round_id=round_.id, year=round_.year, standard=standard,
                household_class=after, standing=Standing.PROPOSED, basis=Basis.APPROVAL, is_illustrative=False,
                result_id=result.id, recorded_at=NOW,
            )
        )  # fmt: skip
    session.flush()


if __name__ == "__main__":
    app = create_app(instance_path=sys.argv[1])
    with app.app_context():
        plan(db.session)  # type: ignore[arg-type]
        db.session.commit()
