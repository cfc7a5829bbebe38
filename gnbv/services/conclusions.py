"""How a household ends its round without a sheet from the home: by telephone, by a relative, by the steering board's
word, or because it refused before two witnesses (QĐ 24/2021/QĐ-TTg leaves nobody out: each needs its reason)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import (
    ChangeKind,
    ChangeState,
    Household,
    HouseholdChange,
    Purpose,
    Round,
    RoundHousehold,
    RoundStatus,
    Survey,
    SurveyStatus,
    Unit,
    User,
    Visit,
)
from gnbv.permissions import Actor
from gnbv.services import access, assignment_bars, assignments, events

KINDS = ("phone", "relative", "board", "refused")
EMPTY_VISITS = 3
WITNESSES = 2
REFUSED_AT_THE_DOOR = "refused"
CLOSED_BY = "concluded"


@dataclass(frozen=True)
class Witness:
    name: str
    capacity: str


def listed(
    session: Session, actor: Actor, round_: Round, household_id: UUID, *, lock: bool = False
) -> RoundHousehold:
    """The household's line on the round's list; ``lock`` for who will write it. Raises ``NotFound`` outside the actor's units or the list."""
    household = access.get_household(session, actor, household_id)
    query = select(RoundHousehold).where(
        RoundHousehold.tenant == actor.tenant,
        RoundHousehold.round_id == round_.id,
        RoundHousehold.household_id == household.id,
    )
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound()
    return row


def empty_visits(session: Session, round_: Round, household_id: UUID) -> int:
    """How many logged visits of the round met nobody who could answer. A refusal is a meeting; of a household that moved
    only those at its new place count."""
    moved = (
        select(func.max(HouseholdChange.decided_at))
        .where(
            HouseholdChange.tenant == round_.tenant,
            HouseholdChange.round_id == round_.id,
            HouseholdChange.household_id == household_id,
            HouseholdChange.kind == ChangeKind.MOVED_VILLAGE,
            HouseholdChange.state == ChangeState.CONFIRMED,
        )
        .scalar_subquery()
    )
    count = session.scalar(
        select(func.count())
        .select_from(Visit)
        .where(
            Visit.tenant == round_.tenant,
            Visit.round_id == round_.id,
            Visit.household_id == household_id,
            Visit.outcome != REFUSED_AT_THE_DOOR,
            moved.is_(None) | (Visit.at > moved),
        )
    )
    return count or 0


def conclude(
    session: Session,
    actor: Actor,
    round_: Round,
    household_id: UUID,
    kind: str,
    *,
    reason: str,
    informant: str = "",
    witnesses: Sequence[Witness] = (),
    decided_on: date | None = None,
) -> RoundHousehold:
    """Write how the household ended and close who had to visit it. The same words again change nothing.

    ``informant``: who answered the telephone, or the relative. Raises ``NotFound``, ``NotPermitted`` (the actor's own
    home, too), ``Conflict`` when the round is closed, a survey came, or another conclusion stands, ``Invalid`` for what
    is missing: the reason, who answered, three empty visits, two witnesses.
    """
    row = listed(session, actor, round_, household_id, lock=True)
    home = _require_right(session, actor, row)
    decided_on = decided_on or actor.today
    _require_whole(kind, reason, informant, witnesses, decided_on, actor.today)
    document: dict[str, Any] = {
        "kind": kind,
        "reason": reason.strip(),
        "informant": informant.strip(),
        "witnesses": [{"name": one.name.strip(), "capacity": one.capacity.strip()} for one in witnesses],
        "decided_on": decided_on.isoformat(),
        "by": str(actor.user_id),
        "by_name": actor.name,
    }
    if row.conclusion == document:
        return row
    _require_open(session, round_, row)
    if kind != "refused" and empty_visits(session, round_, household_id) < EMPTY_VISITS:
        raise Invalid(
            "visits_missing",
            "Chưa đủ ba lần đến không gặp nên chưa kết luận được. Các lần đến đã ghi vẫn giữ. Đến thêm, hoặc chờ máy gửi về.",
            "There are not yet three empty visits, so nothing was concluded. What was logged is kept. "
            "Visit again, or wait until the phone has sent.",
        )
    row.conclusion = document
    assignments.close_for(session, actor, round_, home, CLOSED_BY)
    events.record(
        session, actor, "household.concluded", "household", home.id,
        unit_id=home.unit_id, round=str(round_.id), kind=kind,
    )  # fmt: skip
    events.changed(session, row.tenant, "household", home.id, unit_id=home.unit_id)
    return row


def undo(session: Session, actor: Actor, round_: Round, household_id: UUID, reason: str) -> RoundHousehold:
    """Take a conclusion back: the household counts as left again and waits for a collector. The event keeps what was
    written. Raises as ``conclude`` does; without a conclusion it changes nothing."""
    row = listed(session, actor, round_, household_id, lock=True)
    home = _require_right(session, actor, row)
    if not reason.strip():
        raise _missing(
            "Chưa ghi lý do nên chưa huỷ kết luận", "There is no reason yet, so the conclusion stands"
        )
    if row.conclusion is None:
        return row
    _require_running(round_)
    events.record(
        session, actor, "household.reopened", "household", home.id,
        unit_id=home.unit_id, round=str(round_.id), reason=reason.strip(), was=row.conclusion,
    )  # fmt: skip
    row.conclusion = None
    events.changed(session, row.tenant, "household", home.id, unit_id=home.unit_id)
    return row


def _require_right(session: Session, actor: Actor, row: RoundHousehold) -> Household:
    home = session.get_one(Household, (row.tenant, row.household_id))
    path = session.get_one(Unit, (home.tenant, home.unit_id)).path
    if not permissions.can_assign_in(actor, path):
        raise NotPermitted()
    if assignment_bars.is_family(session, session.get_one(User, (actor.tenant, actor.user_id)), home):
        raise NotPermitted(
            "own_home",
            "Không ai tự kết luận cho nhà mình hay người nhà. Chưa có gì thay đổi. Nhờ người khác của Ban Chỉ đạo.",
            "Nobody concludes their own or their family's home. Nothing was changed. Ask another of the board.",
        )
    return home


def _require_running(round_: Round) -> None:
    if round_.status is not RoundStatus.OPEN:
        raise Conflict(
            "round_closed",
            "Đợt rà soát không còn mở nên không kết luận hay huỷ được. Chưa có gì thay đổi. Cần thì hỏi đầu mối của đợt.",
            "The round is not open, so nothing can be concluded or undone. Nothing was changed. Ask the coordinator of the round.",
        )


def _require_open(session: Session, round_: Round, row: RoundHousehold) -> None:
    _require_running(round_)
    if row.conclusion is not None:
        raise Conflict(
            "concluded",
            "Hộ này đã có kết luận khác. Kết luận đó vẫn giữ. Tải lại trang để xem; muốn đổi thì huỷ kết luận cũ trước.",
            "This household has another conclusion. It stands. Reload the page; undo it first to write another one.",
        )
    survey = session.scalar(
        select(Survey.id).where(
            Survey.tenant == row.tenant,
            Survey.round_id == round_.id,
            Survey.household_id == row.household_id,
            Survey.purpose == Purpose.MAIN,
            Survey.status != SurveyStatus.WITHDRAWN,
        )
    )
    if survey is not None:
        raise Conflict(
            "has_survey",
            "Hộ này đã có phiếu ở xã nên không kết luận thay phiếu. Chưa có gì thay đổi. Xem phiếu ở mục Duyệt phiếu.",
            "This household has a survey at the commune, so it needs no conclusion. Nothing was changed. Read it in the queue.",
        )


def _require_whole(
    kind: str, reason: str, informant: str, witnesses: Sequence[Witness], decided_on: date, today: date
) -> None:
    if kind not in KINDS:
        raise _missing("Chưa chọn cách kết luận", "The way of concluding was not chosen")
    if not reason.strip():
        raise _missing("Chưa ghi lý do nên chưa kết luận", "There is no reason yet")
    if decided_on > today:
        raise _missing("Ngày kết luận chưa tới", "The day of the conclusion is still to come")
    if kind in ("phone", "relative") and not informant.strip():
        raise _missing("Chưa ghi ai đã trả lời", "It is not said who answered")
    names = {one.name.strip().casefold() for one in witnesses if one.name.strip() and one.capacity.strip()}
    if kind == "refused" and (len(names) < WITNESSES or len(witnesses) != len(names)):
        raise _missing(
            "Cần hai người làm chứng khác nhau, mỗi người có tên và tư cách",
            "Two different witnesses are needed, each with name and capacity",
        )


def _missing(vi: str, en: str) -> Invalid:
    return Invalid(
        "conclusion_incomplete",
        f"{vi}. Chưa có gì thay đổi. Điền đủ rồi bấm lại.",
        f"{en}. Nothing was changed. Fill it in, then try again.",
    )
