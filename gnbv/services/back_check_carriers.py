"""Who goes to a household of the sample: somebody who was not there before, is no family and cannot read the first
sheet; loads are kept even."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid
from gnbv.models import Assignment, BackCheck, Purpose, Round, RoundStatus, Survey, SurveyStatus, User
from gnbv.permissions import Actor
from gnbv.services import assignment_bars, assignment_board, assignments
from gnbv.services.assignment_board import Home


@dataclass(frozen=True)
class Proposal:
    """A household that waits for somebody to go there. ``able``: who may; ``user_id``: who would get it, evenly; ``why``:
    the codes of what bars everybody, when nobody may."""

    home: Home
    able: list[User]
    user_id: UUID | None
    why: list[str]


def proposals(session: Session, actor: Actor, round_: Round) -> list[Proposal]:
    """Households in the actor's units that wait for a second collector, by village and number. Writes nothing."""
    if round_.status is not RoundStatus.OPEN:
        return []
    wanted = set(session.scalars(_waiting(round_)))
    homes = [row for row in assignment_board.homes(session, actor, round_) if row.household.id in wanted]
    if not homes:
        return []
    users = assignment_board.collectors(session, actor, round_)
    bars = assignment_bars.of(session, round_, [row.household for row in homes], users, Purpose.BACK_CHECK)
    shares = assignment_board.balance(session, actor, round_, homes, users, purpose=Purpose.BACK_CHECK)
    taker = {home: UUID(user) for user, given in shares.given.items() for home in given}
    found = []
    for home in homes:
        key = home.household.id
        able = [user for user in users if (user.id, key) not in bars]
        why = {bars[user.id, key].code for user in users if (user.id, key) in bars} if not able else set()
        found.append(Proposal(home, able, taker.get(str(key)), sorted(why)))
    return found


def give(
    session: Session, actor: Actor, round_: Round, wanted: Sequence[tuple[UUID, UUID]]
) -> list[Assignment]:
    """Give the (household, person) pairs of ``wanted``: all or none; who has one already keeps it.

    Raises ``Invalid`` for no pair, ``Conflict`` for a household that nobody drew or asked for, and as
    ``assignments.assign``.
    """
    if not wanted:
        raise Invalid(
            "nobody_chosen",
            "Chưa chọn ai cho hộ nào nên chưa giao. Danh sách vẫn như cũ. Chọn người ở từng hộ rồi bấm lại.",
            "Nobody was chosen, so nothing was assigned. The list is as it was. Choose somebody, then press again.",
        )
    by_user: dict[UUID, list[UUID]] = {}
    for home, user in wanted:
        by_user.setdefault(user, []).append(home)
    homes = [home for home, _user in wanted]
    # Finding them first: what lies outside the actor's units is not found, whatever else is wrong with it.
    assignments.listed(session, actor, round_, homes)
    if not set(session.scalars(_asked(round_))).issuperset(homes):
        raise Conflict(
            "not_in_sample",
            "Có hộ không nằm trong danh sách phúc tra nên chưa giao hộ nào. Danh sách vẫn như cũ. Tải lại trang.",
            "A household is not among those to interview anew, so nothing was assigned. Assignments are as they were. "
            "Reload the page.",
        )
    given = []
    for user, theirs in by_user.items():
        given += assignments.assign(session, actor, round_, theirs, user, purpose=Purpose.BACK_CHECK)
    return given


def _asked(round_: Round) -> Select[tuple[UUID]]:
    """Households of the sample whose first survey still stands."""
    return (
        select(Survey.household_id)
        .join(BackCheck, (BackCheck.tenant == Survey.tenant) & (BackCheck.survey_id == Survey.id))
        .where(
            BackCheck.tenant == round_.tenant,
            BackCheck.round_id == round_.id,
            Survey.status != SurveyStatus.WITHDRAWN,
        )
    )


def _waiting(round_: Round) -> Select[tuple[UUID]]:
    """Of these, those that nobody has and that were not interviewed anew."""
    here = (Purpose.BACK_CHECK, round_.tenant, round_.id)
    given = select(Assignment.household_id).where(
        Assignment.purpose == here[0],
        Assignment.tenant == here[1],
        Assignment.round_id == here[2],
        Assignment.closed_at.is_(None),
    )
    made = select(Survey.household_id).where(
        Survey.purpose == here[0],
        Survey.tenant == here[1],
        Survey.round_id == here[2],
        Survey.status != SurveyStatus.WITHDRAWN,
    )
    return _asked(round_).where(Survey.household_id.not_in(given.union(made)))
