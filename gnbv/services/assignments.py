"""Who surveys which household: given, taken over, taken away. A row is closed with its reason and never deleted; what
lies on the first collector's phone stays there, and a sheet that comes late is held for a person to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Assignment, Household, Purpose, Round, RoundHousehold, RoundStatus, Unit, User
from gnbv.permissions import Actor
from gnbv.services import assignment_bars, events, inbox, reassignments
from gnbv.services.assignment_bars import Bar
from gnbv.services.reassignments import TAKEN_AWAY, TAKEN_OVER

NAMED = 5


def assign(
    session: Session,
    actor: Actor,
    round_: Round,
    household_ids: Iterable[UUID],
    user_id: UUID,
    *,
    purpose: Purpose = Purpose.MAIN,
    due_on: date | None = None,
) -> list[Assignment]:
    """Give households of the round's list to one person, taking them over from whoever had them for this purpose.

    Who has a household already keeps it (a new ``due_on`` is written). Answers the open rows, one a household. Raises
    ``NotFound`` for a household or person outside the actor's units, ``NotPermitted`` without the right to assign
    there, ``Conflict`` when the round is closed, ``Invalid`` when one household may not go to this person: all or none.
    """
    homes = listed(session, actor, round_, household_ids)
    user = collector(session, actor, user_id)
    bars = assignment_bars.of(session, round_, homes, [user], purpose)
    barred = [(home, bars[user.id, home.id]) for home in homes if (user.id, home.id) in bars]
    if barred:
        raise _refused(user, barred)
    open_rows = _open(session, round_, homes, purpose)
    given, closed = [], []
    for home in homes:
        mine = None
        for row in open_rows.get(home.id, []):
            if row.user_id == user.id:
                mine = row
            else:
                _close(session, actor, row, home, TAKEN_OVER, to=str(user.id))
                closed.append(row)
        if mine is None:
            mine = _give(session, actor, round_, home, user, purpose, due_on)
        elif due_on is not None and mine.due_on != due_on:
            mine.due_on = due_on
            _tell_phones(session, home)
        given.append(mine)
    session.flush()
    reassignments.tell_former(session, actor, round_, closed)
    fresh = [row for row in given if row not in {one for rows in open_rows.values() for one in rows}]
    if fresh and user.id != actor.user_id:
        kind = "assigned" if purpose is Purpose.MAIN else purpose.value
        inbox.tell(
            session, round_.tenant, user.id, kind, "round", round_.id, count=len(fresh), round=round_.name
        )
    return given


def take_away(
    session: Session,
    actor: Actor,
    round_: Round,
    household_ids: Iterable[UUID],
    reason: str,
    *,
    purpose: Purpose = Purpose.MAIN,
) -> int:
    """Close the open assignments of these households and answer how many there were; none is no error.

    Raises as ``assign`` does, and ``Invalid`` without a reason.
    """
    if not reason.strip():
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do nên chưa thu lại hộ nào. Phân công vẫn như cũ. Ghi lý do rồi bấm lại.",
            "There is no reason yet, so no household was taken back. Nothing was changed. Give a reason, then try again.",
        )
    homes = listed(session, actor, round_, household_ids)
    closed = []
    for home in homes:
        for row in _open(session, round_, [home], purpose).get(home.id, []):
            _close(session, actor, row, home, TAKEN_AWAY, reason=reason.strip())
            closed.append(row)
    session.flush()
    reassignments.tell_former(session, actor, round_, closed)
    return len(closed)


def close_for(
    session: Session,
    actor: Actor,
    round_: Round,
    home: Household,
    reason: str,
    purposes: Iterable[Purpose] = tuple(Purpose),
) -> None:
    """Nobody has to visit this household any more for ``purposes``; ``reason`` is a code. The caller checked the right."""
    for purpose in purposes:
        for row in _open(session, round_, [home], purpose).get(home.id, []):
            _close(session, actor, row, home, reason)
    session.flush()


def on_list(round_: Round) -> Select[tuple[RoundHousehold, Household, Unit]]:
    """The lines of the round's list with their homes and villages, by village and number."""
    return (
        select(RoundHousehold, Household, Unit)
        .join(
            Household,
            (Household.tenant == RoundHousehold.tenant) & (Household.id == RoundHousehold.household_id),
        )
        .join(Unit, (Unit.tenant == Household.tenant) & (Unit.id == Household.unit_id))
        .where(RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id)
        .order_by(Unit.name, Household.number, Household.id)
    )


def listed(
    session: Session, actor: Actor, round_: Round, household_ids: Iterable[UUID]
) -> Sequence[Household]:
    """Households of the round's list that the actor may assign, by village and number, locked against another's act."""
    wanted = set(household_ids)
    if not wanted:
        raise Invalid(
            "no_household",
            "Chưa chọn hộ nào. Phân công vẫn như cũ. Đánh dấu các hộ rồi bấm lại.",
            "No household was chosen. Nothing was changed. Tick households, then try again.",
        )
    rows = session.execute(
        on_list(round_).where(RoundHousehold.household_id.in_(wanted)).with_for_update(of=RoundHousehold)
    ).all()
    if len(rows) < len(wanted) or not all(actor.reaches(row.Unit.path) for row in rows):
        raise NotFound()
    if not all(permissions.can_assign_in(actor, row.Unit.path) for row in rows):
        raise NotPermitted()
    if round_.status is RoundStatus.CLOSED:
        raise Conflict(
            "round_closed",
            "Đợt rà soát đã khép nên không phân công được nữa. Phân công vẫn như cũ. Cần thêm thì hỏi đầu mối về đợt sau.",
            "The round is closed, so nothing can be assigned any more. Nothing was changed. Ask the coordinator about the next round.",
        )
    return [row.Household for row in rows]


def collector(session: Session, actor: Actor, user_id: UUID) -> User:
    """Somebody with a role in the actor's units, or over them. Raises ``NotFound`` for anybody else."""
    user = session.get(User, (actor.tenant, user_id))
    mine = actor.paths(permissions.ASSIGNING_ROLES)
    if user is None or not any(
        grant.unit.path.startswith(path) or path.startswith(grant.unit.path)
        for grant in user.grants
        for path in mine
    ):
        raise NotFound()
    return user


def _open(
    session: Session, round_: Round, homes: Sequence[Household], purpose: Purpose
) -> dict[UUID, list[Assignment]]:
    found: dict[UUID, list[Assignment]] = {}
    rows = session.scalars(
        select(Assignment).where(
            Assignment.tenant == round_.tenant,
            Assignment.round_id == round_.id,
            Assignment.household_id.in_([home.id for home in homes]),
            Assignment.purpose == purpose,
            Assignment.closed_at.is_(None),
        )
    )
    for row in rows:
        found.setdefault(row.household_id, []).append(row)
    return found


def _give(
    session: Session,
    actor: Actor,
    round_: Round,
    home: Household,
    user: User,
    purpose: Purpose,
    due_on: date | None,
) -> Assignment:
    row = Assignment(
        tenant=round_.tenant,
        id=new_id(),
        round_id=round_.id,
        household_id=home.id,
        user_id=user.id,
        purpose=purpose,
        due_on=due_on or round_.village_deadline,
        assigned_at=now(),
        assigned_by=actor.user_id,
    )
    session.add(row)
    events.record(
        session, actor, "assignment.given", "household", home.id,
        unit_id=home.unit_id, round=str(round_.id), to=str(user.id), purpose=purpose.value,
    )  # fmt: skip
    _tell_phones(session, home)
    return row


def _close(
    session: Session, actor: Actor, row: Assignment, home: Household, code: str, **details: Any
) -> None:
    row.closed_at, row.close_reason = now(), code
    events.record(
        session, actor, f"assignment.{code}", "household", home.id,
        unit_id=home.unit_id, round=str(row.round_id), user=str(row.user_id), **details,
    )  # fmt: skip
    _tell_phones(session, home)


def _tell_phones(session: Session, home: Household) -> None:
    """Of everybody in the village: whoever had it and whoever has it now are among them."""
    events.changed(session, home.tenant, "household", home.id, unit_id=home.unit_id)


def _refused(user: User, barred: list[tuple[Household, Bar]]) -> Invalid:
    bar = barred[0][1]
    homes = [home for home, one in barred if one is bar]
    numbers = ", ".join(f"{home.number:03d}" for home in homes[:NAMED])
    more = len(homes) - NAMED
    vi = numbers + (f" và {more} hộ nữa" if more > 0 else "")
    en = numbers + (f" and {more} more" if more > 0 else "")
    return Invalid(
        bar.code,
        bar.vi.format(name=user.name, homes=vi),
        bar.en.format(name=user.name, homes=en),
    )
