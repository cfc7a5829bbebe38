"""Public posting (QĐ 24/2021/QĐ-TTg, step 4): a list is frozen, put up place by place, read out, taken down after its
working days, and somebody confirms that no complaint came. Nothing is deleted; a later list replaces an earlier one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.errors import NotFound, NotPermitted
from gnbv.models import Complaint, ComplaintState, Posting, PostingState, Role, VillageReview, VillageStage
from gnbv.permissions import FILE_ROLES, MEETING_ROLES, Actor
from gnbv.services import events, posting_days, posting_refusals, posting_rows, village_reviews

OPEN = (ComplaintState.RECEIVED, ComplaintState.CHECKING)
MADE_IN = (VillageStage.POSTING, VillageStage.COMPLAINTS)
MOST_BROADCASTS = 50


def get(
    session: Session,
    actor: Actor,
    posting_id: UUID,
    roles: Iterable[Role] = FILE_ROLES,
    *,
    lock: bool = False,
) -> Posting:
    """One posting. ``lock`` for an act. ``NotFound`` outside the actor's units, ``NotPermitted`` inside without a role of
    ``roles`` over the village."""
    query = select(Posting).where(Posting.tenant == actor.tenant, Posting.id == posting_id)
    found = session.scalar(query.with_for_update(of=Posting) if lock else query)
    if found is None or not actor.reaches(found.review.unit.path):
        raise NotFound()
    if not actor.holds(roles, found.review.unit.path):
        raise NotPermitted()
    return found


def of_review(session: Session, review: VillageReview) -> list[Posting]:
    """The village's postings in this round, newest first."""
    query = select(Posting).where(Posting.tenant == review.tenant, Posting.review_id == review.id)
    return list(session.scalars(query.order_by(Posting.number.desc())))


def make(
    session: Session, actor: Actor, review: VillageReview, posting_id: UUID, *, reason: str = ""
) -> Posting:
    """Freeze the list of a village. The same id again is the same list; one that was made and never put up is replaced.

    Raises ``NotPermitted``, ``Conflict`` before the minutes are signed, after complaints are done, and for a second list
    that says the same as the one that was posted; ``Invalid`` without a reason for a second one.
    """
    _require_right(actor, review)
    there = session.get(Posting, (actor.tenant, posting_id))
    if there is not None:
        if there.review_id != review.id:
            raise posting_refusals.known()
        return there
    following = village_reviews.next_stage(session, review)
    if review.stage not in MADE_IN and following is not VillageStage.POSTING:
        raise posting_refusals.wrong_stage(review)
    earlier = of_review(session, review)
    shown = next((one for one in earlier if one.state in (PostingState.UP, PostingState.DOWN)), None)
    words = reason.strip()
    if shown is not None:
        if not posting_rows.changed(session, shown):
            raise posting_refusals.unchanged()
        if not words:
            raise posting_refusals.no_reason()
    rows, is_illustrative = posting_rows.live(session, review.round, review.unit)
    for one in earlier:
        if one.state is PostingState.PREPARED:
            _replace(session, one, None)
    row = Posting(
        tenant=review.tenant,
        id=posting_id,
        review_id=review.id,
        number=max((one.number for one in earlier), default=0) + 1,
        state=PostingState.PREPARED,
        standards=list(review.round.standards),
        rows=rows,
        is_illustrative=is_illustrative,
        token=secrets.token_urlsafe(24),
        places=[],
        broadcasts=[],
        reason=words[:2000],
        made_by=actor.user_id,
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _record(session, actor, row, "posting.made", number=row.number, homes=len(rows))
    return row


def put_up(
    session: Session, actor: Actor, posting: Posting, place: str, at: datetime, note: str = ""
) -> Posting:
    """The list hangs at ``place`` since ``at`` (aware). The village comes to the stage of posting with the first place;
    the days count from the day on which the last place was put up. The same place again changes nothing.
    ``note``: why there is no photo of it.

    Raises ``NotPermitted``, ``Conflict`` for a list that is over or an older one, ``Invalid`` for a place that nobody
    knows, a day to come or long past, a holiday; and what ``village_reviews.reach`` lacks.
    """
    _require_right(actor, posting.review)
    known = {one["place"]: one for one in posting.places}
    if place in known:
        return posting
    if posting.state not in (PostingState.PREPARED, PostingState.UP):
        raise posting_refusals.over(posting)
    required = [one.code for one in posting_days.places(posting.review.round.unit, posting.review.round)]
    name = " ".join(place.split())[:200]
    if not name:
        raise posting_refusals.no_place()
    day = posting_days.day_of(actor, at)
    posting_days.require_day(session, posting.review, posting_days.UP_RULE, day)
    if posting.state is PostingState.PREPARED:
        _first_up(session, actor, posting, day)
    hangs = {"place": name, "up_at": at.isoformat(), "down_at": None, "note": note.strip()[:500]}
    posting.places = [*posting.places, hangs]
    up = {one["place"]: clock.civil_day(datetime.fromisoformat(one["up_at"])) for one in posting.places}
    if posting.up_on is None and set(required) <= set(up):
        posting.up_on = max(up[code] for code in required)
        posting.until = posting_days.until(session, posting.review, posting.up_on)
    session.flush()
    _record(session, actor, posting, "posting.up", place=name, on=day.isoformat())
    return posting


def take_down(
    session: Session, actor: Actor, posting: Posting, place: str, at: datetime, note: str = ""
) -> Posting:
    """The list no longer hangs at ``place``; with the last place the posting is over and complaints are gone through.

    Raises ``NotPermitted``, ``Conflict`` before its days are over (naming the day on which it may be) and for a list that
    does not hang there, ``Invalid`` for a day to come or a holiday.
    """
    _require_right(actor, posting.review)
    found = next((one for one in posting.places if one["place"] == place), None)
    if found is not None and found["down_at"]:
        return posting
    if found is None or posting.state is not PostingState.UP:
        raise posting_refusals.not_there(posting)
    day = posting_days.day_of(actor, at)
    first = posting_days.may_come_down(posting)
    if first is None or day < first:
        raise posting_refusals.too_early(first, posting_days.least(session, posting.review))
    posting_days.require_day(session, posting.review, posting_days.UP_RULE, day)
    ended = {"down_at": at.isoformat(), "down_note": note.strip()[:500]}
    posting.places = [{**one, **ended} if one["place"] == place else one for one in posting.places]
    _record(session, actor, posting, "posting.down", place=place, on=day.isoformat())
    if all(one["down_at"] for one in posting.places):
        posting.state, posting.down_on = PostingState.DOWN, day
        session.flush()
        village_reviews.reach(session, actor, posting.review, VillageStage.COMPLAINTS, on=day)
    return posting


def broadcast(session: Session, actor: Actor, posting: Posting, at: datetime, by: str = "") -> Posting:
    """It was read over the loudspeaker. The same minute again changes nothing. Raises ``NotPermitted``, ``Conflict`` for a
    list that never hung or is over, ``Invalid`` for a day to come."""
    _require_right(actor, posting.review)
    posting_days.day_of(actor, at)
    minute = at.replace(second=0, microsecond=0).isoformat()
    if any(one["at"] == minute for one in posting.broadcasts):
        return posting
    if posting.state is not PostingState.UP or len(posting.broadcasts) >= MOST_BROADCASTS:
        raise posting_refusals.not_up(posting)
    said = {"at": minute, "by": " ".join(by.split())[:200] or actor.name}
    posting.broadcasts = sorted([*posting.broadcasts, said], key=lambda one: str(one["at"]))
    _record(session, actor, posting, "posting.broadcast", at=minute)
    return posting


def confirm_quiet(session: Session, actor: Actor, posting: Posting) -> Posting:
    """A person says that no complaint is left: none came, or each one was answered. Again changes nothing.

    Raises ``NotPermitted``, ``Conflict`` before it was taken down, with a complaint open, or when a result changed and
    was not posted again; ``Invalid`` naming what ``village_reviews.reach`` lacks for the submission.
    """
    _require_right(actor, posting.review)
    if posting.quiet_at is not None:
        return posting
    if posting.state is not PostingState.DOWN:
        raise posting_refusals.not_down(posting)
    if count := len(open_complaints(session, posting.review)):
        raise posting_refusals.complaints_open(count)
    if posting_rows.changed(session, posting):
        raise posting_refusals.changed()
    posting.quiet_at, posting.quiet_by = clock.now(), actor.user_id
    session.flush()
    _record(session, actor, posting, "posting.quiet")
    village_reviews.reach(session, actor, posting.review, VillageStage.SUBMISSION)
    return posting


def open_complaints(session: Session, review: VillageReview) -> list[Complaint]:
    """Complaints about any list of the village in this round that nobody has answered yet."""
    of_here = select(Posting.id).where(Posting.tenant == review.tenant, Posting.review_id == review.id)
    query = select(Complaint).where(
        Complaint.tenant == review.tenant, Complaint.posting_id.in_(of_here), Complaint.state.in_(OPEN)
    )
    return list(session.scalars(query.order_by(Complaint.due_on, Complaint.number)))


def _first_up(session: Session, actor: Actor, posting: Posting, day: date) -> None:
    review = posting.review
    posting.state = PostingState.UP
    for one in of_review(session, review):
        if one.id != posting.id and one.state in (PostingState.UP, PostingState.DOWN):
            _replace(session, one, day)
    session.flush()
    if review.stage is VillageStage.COMPLAINTS:
        why = posting.reason or f"niêm yết lại lần {posting.number}"
        village_reviews.step_back(session, actor, review, VillageStage.POSTING, why)
    else:
        village_reviews.reach(session, actor, review, VillageStage.POSTING, on=day)


def _replace(session: Session, earlier: Posting, day: date | None) -> None:
    """A later list takes its place: it is no longer shown to anybody."""
    if day is not None and earlier.down_on is None:
        earlier.down_on = day
    earlier.state = PostingState.REPLACED
    events.changed(session, earlier.tenant, "posting", earlier.id, unit_id=earlier.review.unit_id)


def _require_right(actor: Actor, review: VillageReview) -> None:
    if not actor.holds(MEETING_ROLES, review.unit.path):
        raise NotPermitted()


def _record(session: Session, actor: Actor, posting: Posting, action: str, **details: Any) -> None:
    unit_id = posting.review.unit_id
    events.record(session, actor, action, "posting", posting.id, unit_id=unit_id, **details)
    events.changed(session, posting.tenant, "posting", posting.id, unit_id=unit_id)
