"""A round opens after its preparation, closes without losing anything, and may open again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    Progress,
    Purpose,
    Round,
    RoundForm,
    RoundHousehold,
    RoundStatus,
    Survey,
    SurveyStatus,
)
from gnbv.permissions import Actor
from gnbv.services import access, events, preparations, procedures, round_stages, rounds, village_reviews


@dataclass(frozen=True)
class Outstanding:
    """What is not finished: homes of the list without a survey here, drafts known on phones, surveys undecided; of the
    first, those that nobody was given."""

    listed: int
    without_survey: int
    drafts: int
    undecided: int
    unassigned: int


def outstanding(session: Session, round_: Round) -> Outstanding:
    """What a person should know before closing. Five queries."""
    here = (
        (Survey.tenant == round_.tenant) & (Survey.round_id == round_.id) & (Survey.purpose == Purpose.MAIN)
    )
    surveyed = select(Survey.household_id).where(here)
    listed = select(func.count()).where(
        RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id
    )
    without = listed.where(RoundHousehold.household_id.not_in(surveyed), RoundHousehold.conclusion.is_(None))
    given = select(Assignment.household_id).where(
        Assignment.tenant == round_.tenant,
        Assignment.round_id == round_.id,
        Assignment.purpose == Purpose.MAIN,
        Assignment.closed_at.is_(None),
    )
    drafts = select(func.count(func.distinct(Progress.household_id))).where(
        Progress.tenant == round_.tenant,
        Progress.round_id == round_.id,
        Progress.household_id.not_in(surveyed),
    )
    waiting = (SurveyStatus.RECEIVED, SurveyStatus.HELD, SurveyStatus.RETURNED)
    undecided = select(func.count()).where(here, Survey.status.in_(waiting))
    free = without.where(RoundHousehold.household_id.not_in(given))
    return Outstanding(*(session.scalar(query) or 0 for query in (listed, without, drafts, undecided, free)))


def start(session: Session, actor: Actor, round_: Round, without_reason: str = "") -> Round:
    """Open the round. Opened later than planned, its stages are laid anew, back from the official dates. Opening an
    open round changes nothing.

    Raises ``Invalid`` for an empty list, and for a missing line of the checklist unless ``without_reason`` says why;
    ``Conflict`` for a closed round or a sheet that was withdrawn since.
    """
    if round_.status is RoundStatus.OPEN:
        return round_
    if round_.status is RoundStatus.CLOSED:
        raise Conflict(
            "round_closed",
            "Đợt này đã khép. Phiếu đã nhận vẫn nguyên. Muốn làm tiếp thì bấm Mở lại đợt và ghi lý do.",
            "This round is closed. What was received is kept. To go on, open it again with a reason.",
        )
    rounds.require_sheet(session, round_.tenant, round_.form_version_id, round_.standards)
    missing = preparations.require(session, round_, without_reason)
    late = actor.today > round_.opens_on
    settings = dict(round_.settings)
    if missing:
        settings["opened_without"] = {
            "lines": [kind.value for kind in missing],
            "reason": without_reason.strip(),
        }
    if late:
        settings["planned_opens_on"] = round_.opens_on.isoformat()
        round_.opens_on = actor.today
        unit = access.get_unit_of(session, round_)
        ends = round_stages.ends_on(unit, round_.kind, actor.today)
        round_.closes_on = ends or max(round_.closes_on, actor.today)
        round_stages.lay(session, round_, actor.today)
    round_.settings = settings
    round_.status = RoundStatus.OPEN
    round_.opened_at = now()
    session.add(
        RoundForm(
            tenant=round_.tenant,
            id=new_id(),
            round_id=round_.id,
            form_version_id=round_.form_version_id,
            used_from=now(),
        )
    )
    listed = session.scalar(
        select(func.count()).where(
            RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id
        )
    )
    procedures.freeze(session, round_)
    village_reviews.ensure(session, round_)
    events.record(
        session, actor, "round.opened", "round", round_.id, unit_id=round_.unit_id, listed=listed, late=late,
        without=[kind.value for kind in missing], reason=without_reason.strip() if missing else "",
    )  # fmt: skip
    events.changed(session, round_.tenant, "round", round_.id)
    return round_


def close(session: Session, actor: Actor, round_: Round) -> Round:
    """Close the round. Nothing is thrown away: what is on phones may still be sent and is then held for a person.
    Closing a closed round changes nothing. Raises ``Conflict`` for a round that was never opened."""
    if round_.status is RoundStatus.CLOSED:
        return round_
    if round_.status is RoundStatus.PLANNED:
        raise _not_open()
    round_.status = RoundStatus.CLOSED
    events.record(session, actor, "round.closed", "round", round_.id, unit_id=round_.unit_id)
    events.changed(session, round_.tenant, "round", round_.id)
    return round_


def reopen(
    session: Session, actor: Actor, round_: Round, reason: str, closes_on: date | None = None
) -> Round:
    """Open a closed round again, until ``closes_on`` (unchanged when it is not given). Repeating changes nothing.
    Raises ``Invalid`` without a reason or with a last day that is past, ``Conflict`` for a round never opened."""
    if round_.status is RoundStatus.OPEN:
        return round_
    if round_.status is RoundStatus.PLANNED:
        raise _not_open()
    if not reason.strip():
        raise rounds.invalid(
            "no_reason", "Chưa ghi lý do mở lại", "The reason is missing", "Ghi lý do rồi bấm lại"
        )
    ends = closes_on or round_.closes_on
    if ends < actor.today:
        raise rounds.invalid(
            "past_end", "Ngày khép đã qua", "The last day is past", "Chọn ngày khép mới từ hôm nay"
        )
    round_.closes_on = ends
    round_.status = RoundStatus.OPEN
    events.record(
        session, actor, "round.reopened", "round", round_.id, unit_id=round_.unit_id, reason=reason.strip()
    )
    events.changed(session, round_.tenant, "round", round_.id)
    return round_


def _not_open() -> Conflict:
    return Conflict(
        "round_not_open",
        "Đợt này chưa mở nên chưa khép, chưa mở lại được. Kế hoạch vẫn giữ. Mở đợt trước, hoặc sửa kế hoạch.",
        "This round was never opened, so it cannot be closed or opened again. The plan is kept. Open it first, or edit it.",
    )
