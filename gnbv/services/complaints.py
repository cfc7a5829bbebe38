"""Complaints about a posted result: taken in with a number and a last day, given to somebody else for a re-check, answered
in writing. QĐ 24/2021/QĐ-TTg, step 4; the days are the calendar's and wait for confirmation.

How to reach whoever complains is sealed; opening it is an act of its own (``open_contact``) that leaves an event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now, today
from gnbv.errors import NotFound, NotPermitted
from gnbv.models import (
    Complaint,
    ComplaintState,
    Household,
    Posting,
    PostingState,
    Unit,
    VillageStage,
)
from gnbv.permissions import COUNTER_ROLES, HOME_ROLES, MEETING_ROLES, SURVEY_ROLES, Actor
from gnbv.services import (
    complaint_officers,
    events,
    inbox,
    petition_bars,
    posting_days,
    postings,
    sealing,
    village_reviews,
)
from gnbv.services import complaint_refusals as refusals
from gnbv.services.rows import by_key

COUNTER, PHONE, PUBLIC = "counter", "phone", "public"
OPEN = postings.OPEN
DECIDED = (VillageStage.RECOGNITION, VillageStage.CERTIFICATES)
LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Told:
    """What the complainant says. ``about``: which home, in their words; ``household_id``: which home of the register, when
    whoever takes it in knows. ``contact``: telephone or place, kept sealed."""

    complainant: str
    text: str
    received_on: date
    contact: str = ""
    about: str = ""
    household_id: UUID | None = None


def get(session: Session, actor: Actor, complaint_id: UUID, *, lock: bool = False) -> Complaint:
    """One complaint to read: for who reads homes there, and for whoever took it in. ``NotFound`` outside the actor's
    units, ``NotPermitted`` inside for others: who complains is not for the whole village to know."""
    query = select(Complaint).where(Complaint.tenant == actor.tenant, Complaint.id == complaint_id)
    found = session.scalar(query.with_for_update(of=Complaint) if lock else query)
    village = by_key(session, Unit, actor.tenant, found.village_id) if found else None
    if found is None or village is None or not actor.reaches(village.path):
        raise NotFound()
    if not actor.holds(HOME_ROLES, village.path) and found.received_by != actor.user_id:
        raise NotPermitted()
    return found


def take_in(
    session: Session,
    actor: Actor | None,
    complaint_id: UUID,
    posting: Posting,
    told: Told,
    *,
    channel: str = COUNTER,
) -> Complaint:
    """Take a complaint about a posted list in. ``actor`` is nobody for one from the public page. The same id again is the
    same complaint. Those who answer complaints in the commune are told.

    Raises ``NotPermitted`` without the right over the village, ``NotFound`` for a household elsewhere, ``Invalid`` for a
    day outside the posting, without a name or without words, ``Conflict`` for a list that never hung, after recognition,
    and when the id stands for another complaint.
    """
    review = posting.review
    village, unit = review.unit, review.unit.parent or review.unit
    if actor is not None:
        _require_taker(actor, village, unit, channel)
    home = _home(session, posting, told.household_id)
    who, words = " ".join(told.complainant.split())[:200], told.text.strip()[:LONGEST_TEXT]
    there = session.get(Complaint, (posting.tenant, complaint_id))
    if there is not None:
        if (there.posting_id, there.complainant, there.text) != (posting.id, who, words):
            raise refusals.known()
        return there
    if posting.state is PostingState.PREPARED or not posting.places:
        raise refusals.not_posted()
    if review.stage in DECIDED:
        raise refusals.recognised()
    if not who:
        raise refusals.incomplete("Chưa ghi tên người khiếu nại", "The complainant's name is missing")
    if not words:
        raise refusals.incomplete("Chưa ghi khiếu nại điều gì", "It is not said what the complaint is about")
    day = today() if actor is None else actor.today
    if not 0 <= (day - told.received_on).days <= posting_days.OLDEST_DAYS:
        raise refusals.incomplete(
            "Ngày nhận phải từ ngày niêm yết đến hôm nay", "The day must lie between the posting and today"
        )
    events.in_line(session, posting.tenant)
    year = told.received_on.year
    row = Complaint(
        tenant=posting.tenant,
        id=complaint_id,
        unit_id=unit.id,
        village_id=village.id,
        posting_id=posting.id,
        household_id=home.id if home else None,
        year=year,
        number=events.next_number(session, posting.tenant, f"complaint/{unit.id}/{year}"),
        channel=channel,
        state=ComplaintState.RECEIVED,
        complainant=who,
        about=" ".join(told.about.split())[:200] or (home.head_name if home else ""),
        contact_sealed=_seal(complaint_id, told.contact),
        text=words,
        received_on=told.received_on,
        due_on=posting_days.answer_by(session, review, told.received_on),
        received_by=actor.user_id if actor else None,
        recorded_at=now(),
        details={},
    )
    session.add(row)
    session.flush()
    record(session, actor, row, "complaint.received", channel=channel)
    if actor is not None:
        wait_again(session, actor, row)
    for user in complaint_officers.of_unit(session, unit):
        if actor is None or user.id != actor.user_id:
            inbox.tell(session, row.tenant, user.id, "complaint", "complaint", row.id, petition=number(row))
    return row


def name_household(session: Session, actor: Actor, row: Complaint, home: Household) -> Complaint:
    """Say which home of the register it is about. The same one again changes nothing. Raises ``NotFound`` for a household
    of another village, ``Conflict`` when it has another or is given to somebody already."""
    _require_counter(session, actor, row)
    if row.household_id == home.id:
        return row
    if row.household_id is not None or row.state is not ComplaintState.RECEIVED:
        raise refusals.decided(row)
    if home.unit_id != row.village_id:
        raise NotFound()
    row.household_id = home.id
    session.flush()
    session.refresh(row, ["household"])
    record(session, actor, row, "complaint.named", household=str(home.id))
    return row


def open_contact(session: Session, actor: Actor, row: Complaint) -> str:
    """How to reach the complainant; that it was opened stays in the history. Raises ``NotPermitted`` for whoever neither
    works at the commune's counter nor took it in, and for the home of the actor's own family."""
    unit = session.get_one(Unit, (row.tenant, row.unit_id))
    if not actor.holds(COUNTER_ROLES, unit.path) and row.received_by != actor.user_id:
        raise NotPermitted()
    require_no_family(session, actor, row)
    record(session, actor, row, "complaint.contact_opened")
    if row.contact_sealed is None:
        return ""
    return str(sealing.unseal_document(f"complaint/{row.id}", row.contact_sealed)["contact"])


def require_no_family(session: Session, actor: Actor, row: Complaint) -> None:
    """Raises ``NotPermitted`` when it is about the home of the actor's own family."""
    if petition_bars.is_of_family(session, actor, row.household):
        raise refusals.own_home()


def require_open(row: Complaint) -> None:
    """Raises ``Conflict`` once it is answered or withdrawn, or the village's results are recognised."""
    if row.posting.review.stage in DECIDED:
        raise refusals.recognised()
    if row.state not in OPEN:
        raise refusals.decided(row)


def wait_again(session: Session, actor: Actor, row: Complaint) -> None:
    """A village that was ready to be submitted waits until this complaint is answered."""
    review = row.posting.review
    if review.stage is VillageStage.SUBMISSION:
        why = f"khiếu nại số {number(row)}"
        village_reviews.step_back(session, actor, review, VillageStage.COMPLAINTS, why)
    for posting in session.scalars(  # also of a later list than the one it is about
        select(Posting).where(
            Posting.tenant == row.tenant, Posting.review_id == review.id, Posting.quiet_at.is_not(None)
        )
    ):
        posting.quiet_at = posting.quiet_by = None


def number(row: Complaint) -> str:
    return f"{row.number}/{row.year}"


def record(session: Session, actor: Actor | None, row: Complaint, action: str, **details: Any) -> None:
    """The event of an act, and the change for the phone of whoever took it in."""
    events.record(
        session, actor, action, "complaint", row.id, tenant=row.tenant, unit_id=row.village_id, number=number(row), **details
    )  # fmt: skip
    if row.received_by is not None:
        events.changed(session, row.tenant, "complaint", row.id, user_id=row.received_by)


def of_posting(session: Session, posting_ids: Iterable[UUID], tenant: int) -> list[Complaint]:
    """Complaints about these lists, by number."""
    query = select(Complaint).where(Complaint.tenant == tenant, Complaint.posting_id.in_(list(posting_ids)))
    return list(session.scalars(query.order_by(Complaint.year, Complaint.number)))


def _require_taker(actor: Actor, village: Unit, unit: Unit, channel: str) -> None:
    at_counter = actor.holds(COUNTER_ROLES, unit.path)
    in_village = channel == PHONE and actor.holds(MEETING_ROLES | SURVEY_ROLES, village.path)
    if not at_counter and not in_village:
        raise NotPermitted()


def _require_counter(session: Session, actor: Actor, row: Complaint) -> None:
    unit = session.get_one(Unit, (row.tenant, row.unit_id))
    if not actor.holds(COUNTER_ROLES, unit.path):
        raise NotPermitted()


def _home(session: Session, posting: Posting, household_id: UUID | None) -> Household | None:
    if household_id is None:
        return None
    home = by_key(session, Household, posting.tenant, household_id)
    if home is None or home.unit_id != posting.review.unit_id:
        raise NotFound()
    return home


def _seal(complaint_id: UUID, contact: str) -> bytes | None:
    words = contact.strip()[:500]
    return sealing.seal_document(f"complaint/{complaint_id}", {"contact": words}) if words else None
