"""Complaints to look at: the book of them, one with its next step, and who may be asked to go there again."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from gnbv.errors import Invalid, NotFound
from gnbv.models import (
    Attachment,
    Complaint,
    ComplaintState,
    Household,
    Posting,
    PostingState,
    Purpose,
    Survey,
    Unit,
    User,
    VillageReview,
)
from gnbv.permissions import (
    ASSIGNING_ROLES,
    CONCLUDING_ROLES,
    COUNTER_ROLES,
    HOME_ROLES,
    READING_ROLES,
    Actor,
)
from gnbv.rules import posting as rules
from gnbv.services import (
    access,
    assignment_bars,
    assignment_board,
    complaint_rechecks,
    complaints,
    paged,
    petition_bars,
    posting_pages,
    procedure_files,
)
from gnbv.services.paged import Paged

PAGE_ROWS = 50
MOST_NUMBER = 10**9
PAPER = "complaint_paper"


@dataclass(frozen=True)
class Filters:
    """What the book is narrowed to; what lies outside the actor's units shows nothing."""

    round_id: UUID | None = None
    village_id: UUID | None = None
    state: ComplaintState | None = None


@dataclass
class Shown:
    """One complaint with all that its page needs. ``able``: who may be sent there; ``barred``: why nobody may."""

    row: Complaint
    village: Unit
    unit: Unit
    sheet: Survey | None
    compared: list[tuple[str, str, str, bool]]
    people: dict[UUID, str]
    papers: list[Attachment]
    able: list[User] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    is_family: bool = False
    may_read: bool = False
    may_counter: bool = False
    may_assign: bool = False
    may_answer: bool = False

    @property
    def is_open(self) -> bool:
        return self.row.state in complaints.OPEN

    @property
    def is_recognised(self) -> bool:
        return self.row.posting.review.stage in complaints.DECIDED


def book(session: Session, actor: Actor, filters: Filters, number: int) -> Paged[Complaint]:
    """One page of the complaints that the actor may read: what waits first, by its last day."""
    query = _readable(actor)
    if filters.village_id is not None:
        query = query.where(Complaint.village_id == filters.village_id)
    if filters.state is not None:
        query = query.where(Complaint.state == filters.state)
    if filters.round_id is not None:
        there = (
            select(Posting.id)
            .join(
                VillageReview,
                (VillageReview.tenant == Posting.tenant) & (VillageReview.id == Posting.review_id),
            )
            .where(Posting.tenant == actor.tenant, VillageReview.round_id == filters.round_id)
        )
        query = query.where(Complaint.posting_id.in_(there))
    order = (
        Complaint.state.not_in(complaints.OPEN), Complaint.due_on, Complaint.year.desc(), Complaint.number.desc(),
    )  # fmt: skip
    query = query.options(joinedload(Complaint.household), joinedload(Complaint.posting))
    found: Paged[Complaint] = paged.scalars(session, query.order_by(*order), number, PAGE_ROWS)
    return found


def overdue(session: Session, actor: Actor) -> int:
    query = _readable(actor).where(Complaint.state.in_(complaints.OPEN), Complaint.due_on < actor.today)
    return session.scalar(query.with_only_columns(func.count())) or 0


def villages_of(session: Session, rows: list[Complaint]) -> dict[UUID, Unit]:
    ids = {row.village_id for row in rows}
    return {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_(ids)))}


def postings_here(session: Session, actor: Actor) -> list[Posting]:
    """Lists about which the counter can take a complaint in: they hang or hung, and nothing of them is recognised."""
    there = access.units_in_scope(actor, COUNTER_ROLES).with_only_columns(Unit.id)
    rows = session.scalars(
        select(Posting)
        .join(
            VillageReview, (VillageReview.tenant == Posting.tenant) & (VillageReview.id == Posting.review_id)
        )
        .where(
            Posting.tenant == actor.tenant,
            Posting.state.in_((PostingState.UP, PostingState.DOWN)),
            VillageReview.unit_id.in_(there),
            VillageReview.stage.not_in(complaints.DECIDED),
        )
        .options(joinedload(Posting.review))
    )
    return sorted(rows, key=lambda row: (row.review.unit.name, row.number))


def household(session: Session, village_id: UUID, tenant: int, number: int) -> Household:
    """The open household with this number in the village. Raises ``Invalid`` when there is none."""
    found = session.scalar(
        select(Household).where(
            Household.tenant == tenant,
            Household.unit_id == village_id,
            Household.number == number,
            Household.closed_on.is_(None),
        )
    ) if number < MOST_NUMBER else None  # fmt: skip
    if found is None:
        raise Invalid(
            "no_such_number",
            "Thôn này không có hộ mang số đó. Chưa ghi gì, chữ vừa gõ vẫn giữ. Xem lại số hộ, hoặc bỏ trống số rồi ghi tên.",
            "This village has no household with that number. Nothing was recorded. Look at the number again, or leave it "
            "empty and write the name.",
        )
    return found


def shown(session: Session, actor: Actor, row: Complaint, locale: str = "vi") -> Shown:
    """One complaint for its page; the caller found it and logs the read."""
    village = session.get_one(Unit, (row.tenant, row.village_id))
    unit = session.get_one(Unit, (row.tenant, row.unit_id))
    found = Shown(
        row,
        village,
        unit,
        complaint_rechecks.sheet_of(session, row),
        compared(session, row, locale),
        _people(session, row),
        procedure_files.of(session, row.tenant, [row.id]).get(row.id, []),
        is_family=petition_bars.is_of_family(session, actor, row.household),
        may_read=actor.holds(READING_ROLES, village.path),
        may_counter=actor.holds(COUNTER_ROLES, unit.path),
        may_assign=actor.holds(ASSIGNING_ROLES, unit.path),
        may_answer=actor.holds(CONCLUDING_ROLES, unit.path),
    )
    if found.is_open and found.may_assign and row.household is not None and row.survey_id is None:
        round_ = row.posting.review.round
        users = assignment_board.collectors(session, actor, round_)
        bars = assignment_bars.of(session, round_, [row.household], users, Purpose.RECHECK)
        found.able = [user for user in users if (user.id, row.household.id) not in bars]
        found.barred = sorted({bar.code for bar in bars.values()} - {assignment_bars.NO_ROLE.code})
    return found


def compared(session: Session, row: Complaint, locale: str = "vi") -> list[tuple[str, str, str, bool]]:
    """By standard: its name, the first result, the re-check's, whether it changed. Empty before the re-check is approved."""
    names = posting_pages.standard_names(session, row.posting, locale)
    first = row.details.get(complaint_rechecks.FIRST) or {}
    second = row.details.get(complaint_rechecks.CLASSES) or {}
    return [
        (
            names.get(key, key),
            rules.words(first.get(key), locale),
            rules.words(code, locale),
            first.get(key) != code,
        )
        for key, code in second.items()
        if row.survey_id is not None
    ]


def open_posting(session: Session, actor: Actor, posting_id: UUID) -> Posting:
    """One of ``postings_here``. Raises ``NotFound``."""
    found = next((row for row in postings_here(session, actor) if row.id == posting_id), None)
    if found is None:
        raise NotFound()
    return found


def _readable(actor: Actor) -> Select[tuple[Complaint]]:
    whole = access.units_in_scope(actor, HOME_ROLES).with_only_columns(Unit.id)
    query = select(Complaint).where(Complaint.tenant == actor.tenant)
    return query.where(or_(Complaint.village_id.in_(whole), Complaint.received_by == actor.user_id))


def _people(session: Session, row: Complaint) -> dict[UUID, str]:
    ids = {one for one in (row.received_by, row.assignee_id, row.answered_by) if one is not None}
    users = session.execute(select(User.id, User.name).where(User.tenant == row.tenant, User.id.in_(ids)))
    return {user.id: user.name for user in users}
