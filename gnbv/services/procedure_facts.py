"""What each village of a round has and when: homes, meeting, list on the board, complaints, decision, papers. One statement
a kind of thing, whatever the number of villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.models import (
    Certificate,
    CertificateState,
    Complaint,
    ComplaintState,
    Meeting,
    MeetingState,
    Posting,
    PostingState,
    Purpose,
    Recognition,
    RecognitionState,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    VillageReview,
)

_OPEN = (ComplaintState.RECEIVED, ComplaintState.CHECKING)
_HERE = (SurveyStatus.RECEIVED, SurveyStatus.HELD, SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)
_DECIDED = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


@dataclass
class Facts:
    """Of one village. ``done``: homes that are finished at the door; ``decided``: those whose sheet is approved or that
    have a conclusion."""

    homes: int = 0
    done: int = 0
    decided: int = 0
    meeting: Meeting | None = None
    posting: Posting | None = None
    open_complaints: int = 0
    complaints_due: date | None = None
    recognition: Recognition | None = None
    papers: int = 0
    handed: int = 0


def of_round(session: Session, round_: Round, reviews: Iterable[VillageReview]) -> dict[UUID, Facts]:
    """By village. Seven statements."""
    by_review = {row.id: row.unit_id for row in reviews}
    found: dict[UUID, Facts] = defaultdict(Facts)
    _count_homes(session, round_, found)
    meetings = select(Meeting).where(
        Meeting.tenant == round_.tenant, Meeting.review_id.in_(by_review), Meeting.state != MeetingState.VOID
    )
    for meeting in session.scalars(meetings.order_by(Meeting.number)):
        found[by_review[meeting.review_id]].meeting = meeting
    postings = select(Posting).where(
        Posting.tenant == round_.tenant,
        Posting.review_id.in_(by_review),
        Posting.state != PostingState.REPLACED,
    )
    for posting in session.scalars(postings.order_by(Posting.number)):
        found[by_review[posting.review_id]].posting = posting
    complaints = (
        select(Posting.review_id, func.count(), func.min(Complaint.due_on))
        .join(Posting, (Posting.tenant == Complaint.tenant) & (Posting.id == Complaint.posting_id))
        .where(
            Complaint.tenant == round_.tenant, Posting.review_id.in_(by_review), Complaint.state.in_(_OPEN)
        )
        .group_by(Posting.review_id)
    )
    for review_id, count, due in session.execute(complaints):
        one = found[by_review[review_id]]
        one.open_complaints, one.complaints_due = count, due
    decisions = select(Recognition).where(
        Recognition.tenant == round_.tenant,
        Recognition.round_id == round_.id,
        Recognition.state != RecognitionState.DROPPED,
    )
    for recognition in session.scalars(decisions.order_by(Recognition.recorded_at)):
        for village in recognition.villages:
            found[UUID(village)].recognition = recognition
    _count_papers(session, round_, found)
    return found


def _count_homes(session: Session, round_: Round, found: dict[UUID, Facts]) -> None:
    survey = (
        (Survey.tenant == RoundHousehold.tenant)
        & (Survey.round_id == RoundHousehold.round_id)
        & (Survey.household_id == RoundHousehold.household_id)
        & (Survey.purpose == Purpose.MAIN)
        & Survey.is_rival.is_(False)
        & (Survey.status != SurveyStatus.WITHDRAWN)
    )
    concluded = RoundHousehold.conclusion.is_not(None)
    counts = (
        select(
            RoundHousehold.unit_id,
            func.count(),
            func.count().filter(concluded | Survey.status.in_(_HERE)),
            func.count().filter(concluded | Survey.status.in_(_DECIDED)),
        )
        .outerjoin(Survey, survey)
        .where(RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id)
        .group_by(RoundHousehold.unit_id)
    )
    for village, homes, done, decided in session.execute(counts):
        one = found[village]
        one.homes, one.done, one.decided = homes, done, decided


def _count_papers(session: Session, round_: Round, found: dict[UUID, Facts]) -> None:
    gone = (CertificateState.REPLACED, CertificateState.WITHDRAWN)
    counts = (
        select(
            Certificate.village_id,
            func.count(),
            func.count().filter(Certificate.state == CertificateState.HANDED),
        )
        .join(
            Recognition,
            (Recognition.tenant == Certificate.tenant) & (Recognition.id == Certificate.recognition_id),
        )
        .where(
            Certificate.tenant == round_.tenant,
            Recognition.round_id == round_.id,
            Certificate.state.not_in(gone),
        )
        .group_by(Certificate.village_id)
    )
    for village, papers, handed in session.execute(counts):
        found[village].papers, found[village].handed = papers, handed
