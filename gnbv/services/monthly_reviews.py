"""The regular review (rà soát thường xuyên): petitions that wait on the 15th, and a round of their homes alone.

QĐ 24/2021/QĐ-TTg: every month from the 15th, decision and certificate within 15 days. The days stand in the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotPermitted
from gnbv.models import (
    Grant,
    InboxRow,
    Petition,
    PetitionKind,
    PetitionState,
    Role,
    Round,
    RoundKind,
    RoundStatus,
    Screening,
    Tenant,
    Unit,
    User,
)
from gnbv.permissions import ROUND_ROLES, Actor
from gnbv.rules import stages
from gnbv.services import (
    access,
    assignment_bars,
    calendars,
    inbox,
    monthly_sheets,
    petitions,
    round_lists,
    round_openings,
    rounds,
)
from gnbv.services.kit_scope import COMMUNES
from gnbv.services.rounds import Wanted

TOLD = "monthly"
# Board, plan and training of the year serve the regular review, too: no circular asks for new ones each month.
WITHOUT = "Rà soát thường xuyên: dùng Ban Chỉ đạo, kế hoạch và tập huấn của năm"


@dataclass(frozen=True)
class Prompt:
    """What a commune should open this month. ``ready`` petitions go on the list at once; ``unready`` need a household or
    Phiếu A first, or somebody else to decide. ``season``: an annual round is open that may take them instead."""

    unit: Unit
    month: date
    ready: list[Petition]
    unready: list[Petition]
    season: Round | None

    @property
    def count(self) -> int:
        return len(self.ready) + len(self.unready)


def prompt_of(session: Session, actor: Actor) -> list[Prompt]:
    """Of each commune whose rounds the actor runs, what waits from the 15th on while no round of the month was opened."""
    units = access.units_in_scope(actor, ROUND_ROLES).where(Unit.kind.in_(COMMUNES)).order_by(Unit.name)
    found = (_prompt(session, actor, unit) for unit in session.scalars(units))
    return [one for one in found if one is not None]


def open_month(session: Session, actor: Actor, unit_id: UUID) -> Round:
    """Plan and open this month's regular round with the homes of the petitions that are ready, and nobody else. The same
    month again is the same round, with what became ready meanwhile; where the decision of the month is signed already it
    waits for the next.

    The standard is the one that holds on the day. Raises ``NotFound``/``NotPermitted`` for the unit, ``Invalid`` before
    the calendar's day, without a petition that is ready, and as ``rounds.plan``.
    """
    unit = access.get_unit(session, actor, unit_id)
    if not actor.holds(ROUND_ROLES, unit.path):
        raise NotPermitted()
    first = opens_from(unit, actor.today)
    if first is None or actor.today < first:
        vi = (
            f"Rà soát thường xuyên bắt đầu từ ngày {first.day}"
            if first
            else "Lịch của xã không có rà soát thường xuyên"
        )
        en = (
            f"The regular review begins on day {first.day}"
            if first
            else "The calendar knows no regular review"
        )
        raise rounds.invalid("too_early", vi, en, "Giấy đề nghị vẫn nhận như thường")  # fmt: skip
    ready, _unready = waiting(session, actor, unit, first)
    round_ = of_month(session, unit, actor.today)
    if round_ is None:
        if not ready:
            raise rounds.invalid(
                "nothing_ready",
                "Chưa có giấy đề nghị nào đủ điều kiện đưa vào danh sách",
                "No petition is ready for the list",
                "Ghi kết quả Phiếu A và hộ của từng giấy trước",
            )
        wanted = Wanted(
            RoundKind.MONTHLY,
            f"{RoundKind.MONTHLY.label} tháng {actor.today.month}/{actor.today.year}",
            actor.today, None, monthly_sheets.sheet(session, unit), monthly_sheets.standards(session, unit, actor.today),
        )  # fmt: skip
        round_ = rounds.plan(session, actor, unit.id, wanted)
    for petition in ready:
        if petition.household and round_lists.is_decided(session, round_, petition.household.unit_id):
            continue
        petitions.put_on_list(session, actor, petition, round_)
    return round_openings.start(session, actor, round_, WITHOUT)


def waiting(
    session: Session, actor: Actor, unit: Unit, came_by: date
) -> tuple[list[Petition], list[Petition]]:
    """Petitions of the commune that came by the day on which the review begins and wait for a round: those that can go on
    a list now, and those that cannot yet. What came later is answered in the next month's review."""
    rows = session.scalars(
        select(Petition)
        .where(
            Petition.tenant == unit.tenant,
            Petition.unit_id == unit.id,
            Petition.state == PetitionState.RECEIVED,
            Petition.received_on <= came_by,
        )
        .order_by(Petition.answer_by, Petition.number)
    )
    me = session.get_one(User, (actor.tenant, actor.user_id))
    ready: list[Petition] = []
    unready: list[Petition] = []
    for row in rows:
        fits = row.household is not None and (
            row.kind is not PetitionKind.POOR or row.screening is Screening.PASSED
        )
        own = row.household is not None and assignment_bars.is_family(session, me, row.household)
        (ready if fits and not own else unready).append(row)
    return ready, unready


def opens_from(unit: Unit, today: date) -> date | None:
    """The day of this month from which the regular review may open; nothing when the calendar has none."""
    given = (calendars.of_unit(unit, today) or {}).get("kinds", {}).get(RoundKind.MONTHLY.value)
    return None if given is None else stages.window(given, today)[0]


def of_month(session: Session, unit: Unit, today: date) -> Round | None:
    """The regular round of the unit that belongs to the month of ``today`` and is not closed."""
    first = today.replace(day=1)
    return session.scalar(
        select(Round)
        .where(
            Round.tenant == unit.tenant,
            Round.unit_id == unit.id,
            Round.kind == RoundKind.MONTHLY,
            Round.status != RoundStatus.CLOSED,
            Round.opens_on >= first,
            Round.opens_on < (first + timedelta(days=32)).replace(day=1),
        )
        .order_by(Round.opens_on)
        .limit(1)
    )


def tell_all(session: Session, today: date) -> int:
    """:func:`tell` in every tenant."""
    return sum(tell(session, number, today) for number in session.scalars(select(Tenant.number)))


def tell(session: Session, tenant: int, today: date) -> int:
    """Leave an inbox row for each coordinator of a commune in which petitions wait: once a month, from the calendar's
    day. For the worker. Returns how many were told."""
    count = 0
    units = select(Unit).where(
        Unit.tenant == tenant, Unit.kind.in_(COMMUNES), Unit.valid_to.is_(None) | (Unit.valid_to >= today)
    )
    for unit in session.scalars(units):
        first = opens_from(unit, today)
        if first is None or today < first or of_month(session, unit, today) is not None:
            continue
        asked = session.scalars(
            select(Petition.id).where(
                Petition.tenant == tenant,
                Petition.unit_id == unit.id,
                Petition.state == PetitionState.RECEIVED,
                Petition.received_on <= first,
            )
        ).all()
        month = f"{today.month}/{today.year}"
        for user_id in _coordinators(session, unit, today) if asked else []:
            known = session.scalars(
                select(InboxRow.details).where(
                    InboxRow.tenant == tenant, InboxRow.user_id == user_id, InboxRow.kind == TOLD,
                    InboxRow.subject_id == unit.id,
                )
            )  # fmt: skip
            if all(details.get("month") != month for details in known):
                inbox.tell(session, tenant, user_id, TOLD, "unit", unit.id, count=len(asked), month=month)
                count += 1
    return count


def _prompt(session: Session, actor: Actor, unit: Unit) -> Prompt | None:
    first = opens_from(unit, actor.today)
    if first is None or actor.today < first or of_month(session, unit, actor.today) is not None:
        return None
    ready, unready = waiting(session, actor, unit, first)
    if not ready and not unready:
        return None
    season = session.scalar(
        select(Round)
        .where(
            Round.tenant == unit.tenant,
            Round.unit_id == unit.id,
            Round.kind == RoundKind.ANNUAL,
            Round.status == RoundStatus.OPEN,
        )
        .limit(1)
    )
    return Prompt(unit, first.replace(day=1), ready, unready, season)


def _coordinators(session: Session, unit: Unit, today: date) -> list[UUID]:
    """Active coordinators of the unit itself."""
    found = session.scalars(
        select(Grant.user_id)
        .join(User, (User.tenant == Grant.tenant) & (User.id == Grant.user_id))
        .where(
            Grant.tenant == unit.tenant,
            Grant.unit_id == unit.id,
            Grant.role == Role.COORDINATOR,
            Grant.valid_from <= today,
            Grant.valid_to.is_(None) | (Grant.valid_to >= today),
            User.is_active,
        )
    )
    return sorted(set(found))
