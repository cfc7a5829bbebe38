"""The village's file (Hồ sơ thôn): everything that stands behind a result in one place, and what is missing of it.

Reads tables only. Who may not read sheets (a village head, a cadre) gets the file without sheets and complaints' texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Attachment,
    AttachmentState,
    Certificate,
    CertificateState,
    Complaint,
    Meeting,
    MeetingState,
    Posting,
    Recognition,
    RecognitionRow,
    Recommendation,
    Result,
    Round,
    Survey,
    SurveyStatus,
    Unit,
    VillageReview,
    VillageStep,
)
from gnbv.permissions import READING_ROLES, Actor
from gnbv.services import (
    board_classes,
    certificate_handing,
    meeting_minutes,
    posting_pages,
    procedure_files,
    village_paper_gaps,
    village_results,
    village_steps,
)
from gnbv.services.posting_pages import Line
from gnbv.services.village_results import HomeResult

# Approved or recognised: what came in and is not decided stands in no file.
_DECIDED = (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)
SCAN = "paper_scan"


@dataclass
class VillageFile:
    """What is in the file. ``surveys``: decided sheets in the order of the list; ``files``: photos and scans by subject;
    ``is_whole``: with sheets and complaints' texts."""

    review: VillageReview
    round: Round
    village: Unit
    commune: str
    standards: dict[str, str]
    is_whole: bool
    homes: list[HomeResult] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    lines: dict[UUID, list[Line]] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    decisions: list[Recognition] = field(default_factory=list)
    rows: dict[UUID, list[RecognitionRow]] = field(default_factory=dict)
    papers: list[Certificate] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    steps: list[VillageStep] = field(default_factory=list)
    files: dict[UUID, list[Attachment]] = field(default_factory=dict)
    has_illustrative_sheet: bool = False

    @property
    def is_illustrative(self) -> bool:
        """Whether any sheet or class in it rests on something illustrative or unconfirmed."""
        return (
            self.has_illustrative_sheet
            or any(one.is_illustrative for home in self.homes for one in home.proposals.values())
            or any(posting.is_illustrative for posting in self.postings)
        )

    def held(self) -> list[Meeting]:
        """Meetings that were held and stand."""
        return [
            row for row in self.meetings if row.held_on is not None and row.state is not MeetingState.VOID
        ]

    def books(self) -> list[UUID]:
        """What the signed pages of the hand-over book belong to."""
        return [certificate_handing.book_of(row.id, self.village.id) for row in self.decisions]

    def named(self, subject: UUID, name: str) -> list[Attachment]:
        """Photos of a subject called ``name``, whatever follows the name."""
        return [row for row in self.files.get(subject, ()) if row.question.startswith(name)]


def of(session: Session, actor: Actor, review: VillageReview) -> VillageFile:
    """The file of a review that the caller found in scope. Some fifteen statements, whatever the number of homes."""
    round_ = session.get_one(Round, (review.tenant, review.round_id))
    village = session.get_one(Unit, (review.tenant, review.unit_id))
    commune = session.get(Unit, (review.tenant, village.parent_id)) if village.parent_id else None
    found = VillageFile(
        review, round_, village, commune.name if commune else "", board_classes.standard_names(session, round_),
        actor.holds(READING_ROLES, village.path),
    )  # fmt: skip
    found.homes = village_results.of_village(session, round_, village.id)
    found.surveys = [one.survey for one in found.homes if one.survey and one.survey.status in _DECIDED]
    found.meetings = _meetings(session, review)
    found.postings = _postings(session, review)
    found.lines = {row.id: posting_pages.lines(row) for row in found.postings}
    found.complaints = _complaints(session, found.postings)
    found.decisions = village_paper_gaps.decisions(session, review)
    found.rows = _decided(session, review, found.decisions)
    found.papers = _papers(session, review, found.decisions)
    found.recommendations = _recommendations(session, review)
    found.steps = village_steps.steps(session, review)
    subjects = [row.id for rows in (found.meetings, found.postings, found.complaints) for row in rows]
    subjects += [row.id for row in found.decisions] + found.books()
    found.files = procedure_files.of(session, review.tenant, subjects)
    if found.is_whole:
        found.has_illustrative_sheet = _is_illustrative(session, found.surveys)
        found.files |= _scans(session, review.tenant, [row.id for row in found.surveys])
    return found


def minutes(session: Session, meeting: Meeting) -> list[dict[str, object]]:
    """The text of the minutes as blocks; nothing for a meeting that was written down without its hours."""
    if meeting.held_on is None or meeting.started_at is None or meeting.ended_at is None:
        return []
    return list(meeting_minutes.blocks(session, meeting))


def homes_read(found: VillageFile) -> list[UUID]:
    """The households that a reader of the whole file sees, for the log of reads."""
    return [one.household.id for one in found.homes]


def _meetings(session: Session, review: VillageReview) -> list[Meeting]:
    query = select(Meeting).where(Meeting.tenant == review.tenant, Meeting.review_id == review.id)
    return list(session.scalars(query.order_by(Meeting.number)))


def _postings(session: Session, review: VillageReview) -> list[Posting]:
    query = select(Posting).where(Posting.tenant == review.tenant, Posting.review_id == review.id)
    return list(session.scalars(query.order_by(Posting.number)))


def _recommendations(session: Session, review: VillageReview) -> list[Recommendation]:
    query = select(Recommendation).where(
        Recommendation.tenant == review.tenant, Recommendation.review_id == review.id
    )
    return list(session.scalars(query.order_by(Recommendation.written_at)))


def _complaints(session: Session, postings: Iterable[Posting]) -> list[Complaint]:
    ids = {row.id: row.tenant for row in postings}
    query = select(Complaint).where(Complaint.tenant.in_(set(ids.values())), Complaint.posting_id.in_(ids))
    return list(session.scalars(query.order_by(Complaint.year, Complaint.number)))


def _decided(
    session: Session, review: VillageReview, decisions: Iterable[Recognition]
) -> dict[UUID, list[RecognitionRow]]:
    found: dict[UUID, list[RecognitionRow]] = defaultdict(list)
    query = select(RecognitionRow).where(
        RecognitionRow.tenant == review.tenant,
        RecognitionRow.recognition_id.in_([row.id for row in decisions]),
        RecognitionRow.unit_id == review.unit_id,
    )
    for row in session.scalars(query.order_by(RecognitionRow.number)):
        found[row.recognition_id].append(row)
    return found


def _papers(session: Session, review: VillageReview, decisions: Iterable[Recognition]) -> list[Certificate]:
    query = select(Certificate).where(
        Certificate.tenant == review.tenant,
        Certificate.recognition_id.in_([row.id for row in decisions]),
        Certificate.village_id == review.unit_id,
        Certificate.state != CertificateState.REPLACED,
    )
    return list(session.scalars(query.order_by(Certificate.kind, Certificate.number)))


def _is_illustrative(session: Session, surveys: Iterable[Survey]) -> bool:
    current = {row.revision_id: row.tenant for row in surveys if row.revision_id is not None}
    query = select(Result.id).where(
        Result.tenant.in_(set(current.values())), Result.revision_id.in_(current), Result.is_illustrative
    )
    return session.scalar(query.limit(1)) is not None


def _scans(session: Session, tenant: int, surveys: list[UUID]) -> dict[UUID, list[Attachment]]:
    """Pages of sheets that came on paper."""
    found: dict[UUID, list[Attachment]] = defaultdict(list)
    query = select(Attachment).where(
        Attachment.tenant == tenant,
        Attachment.survey_id.in_(surveys),
        Attachment.question.startswith(SCAN),
        Attachment.state == AttachmentState.STORED,
    )
    for row in session.scalars(query.order_by(Attachment.question)):
        found[row.survey_id].append(row)
    return found
