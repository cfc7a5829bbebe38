"""What blocks a village before the decision, and what does not."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    ChangeKind,
    ChangeState,
    Complaint,
    ComplaintState,
    HouseholdChange,
    LedgerRow,
    Pack,
    PackComponent,
    PackStatus,
    Result,
    Revision,
    Standing,
    Survey,
)
from gnbv.services import recognition_blocks
from tests.factories import DAY, NOW, TENANT, Cast
from tests.procedure_papers import posted
from tests.procedure_stage import STANDARD, Village
from tests.recognition_stage import ready_village


def codes(session: Session, village: Village) -> list[str]:
    session.flush()
    (state,) = recognition_blocks.villages(session, village.round, STANDARD)
    assert state.is_ready is (not state.blocks)
    return [one.code for one in state.blocks]


def proposed(session: Session) -> list[LedgerRow]:
    return list(session.scalars(select(LedgerRow).where(LedgerRow.standing == Standing.PROPOSED)))


def test_a_home_without_a_class_blocks_unless_its_sheet_ended_without_one(
    session: Session, cast: Cast
) -> None:
    village = ready_village(session, cast)
    assert codes(session, village) == []
    home = village.homes[3]
    for row in proposed(session):
        if row.household_id == home.id:
            session.delete(row)
    assert codes(session, village) == ["no_class"]
    revision = session.scalars(
        select(Revision)
        .join(Survey, (Survey.tenant == Revision.tenant) & (Survey.revision_id == Revision.id))
        .where(Survey.household_id == home.id)
    ).one()
    revision.outcome = "away_long"
    assert codes(session, village) == []
    home.closed_on = DAY
    assert codes(session, village) == []


def test_a_change_that_waits_and_an_open_complaint_block(session: Session, cast: Cast) -> None:
    village = ready_village(session, cast)
    change = HouseholdChange(
        tenant=TENANT, id=new_id(), household_id=village.homes[0].id, round_id=village.round.id,
        unit_id=village.unit.id, kind=ChangeKind.SPLIT, state=ChangeState.PROPOSED, proposed_by=cast.collector.id,
        proposed_at=NOW,
    )  # fmt: skip
    posting = posted(session, village.review, number=2)
    complaint = Complaint(
        tenant=TENANT, id=new_id(), unit_id=cast.commune.id, village_id=village.unit.id, posting_id=posting.id,
        household_id=village.homes[0].id, year=2026, number=1, channel="counter", state=ComplaintState.RECEIVED,
        complainant="Người Hỏi", text="…", received_on=DAY, due_on=DAY, recorded_at=NOW,
    )  # fmt: skip
    session.add_all([change, complaint])
    assert codes(session, village) == ["open_complaints", "changes_wait"]
    change.state, complaint.state = ChangeState.REFUSED, ComplaintState.ANSWERED
    assert codes(session, village) == []


def test_a_result_from_before_its_pack_was_confirmed_counts_once_every_part_is(
    session: Session, cast: Cast
) -> None:
    village = ready_village(session, cast, illustrative=True)
    pack = session.scalars(select(Pack).where(Pack.key == STANDARD)).one()
    for result in session.scalars(select(Result)):
        result.pack_version = pack.version
        parts = {"rule": "illustrative", "indicators": "illustrative", "b1": "paper"}
        result.document = {**result.document, "components": parts}
    assert codes(session, village) == ["illustrative"]
    parts = {
        row.component: row
        for row in session.scalars(select(PackComponent).where(PackComponent.pack_id == pack.id))
    }
    parts["rule"].status = PackStatus.OFFICIAL
    assert codes(session, village) == ["illustrative"]
    parts["indicators"].status = PackStatus.OFFICIAL
    assert codes(session, village) == []
    for row in proposed(session):  # set by an act without a score: the same parts have to be confirmed
        row.result_id = None
    assert codes(session, village) == []
    parts["rule"].status = PackStatus.ILLUSTRATIVE
    assert codes(session, village) == ["illustrative"]
