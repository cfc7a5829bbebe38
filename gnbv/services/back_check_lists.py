"""The households of a round that are interviewed anew, drawn and asked for in one list, those that need a person first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Assignment, Household, Purpose, Round, SurveyStatus, User
from gnbv.models.labelled import Labelled
from gnbv.permissions import ASSIGNING_ROLES, Actor
from gnbv.rules.agreement import DIFFERS, ONE_SIDED
from gnbv.services import access, back_check_results
from gnbv.services.back_check_results import Pair


class Stage(Labelled):
    """Where a household stands, those that need a person first."""

    OPEN = "open", "Có câu khác nhau chưa xử lý"
    UNASSIGNED = "unassigned", "Chưa giao cho ai"
    READ = "read", "Đã so, chờ kết thúc"
    HELD = "held", "Xã đang giữ phiếu phúc tra"
    GIVEN = "given", "Đã giao, chờ hỏi lại"
    DONE = "done", "Xong"
    DROPPED = "dropped", "Phiếu đầu đã rút"


@dataclass(frozen=True)
class Entry:
    """``first`` surveyed it, ``second`` was given it or made the back-check. ``differs`` of ``compared`` answers, ``left``
    of them not settled."""

    pair: Pair
    household: Household
    village: str
    first: str
    second: str
    stage: Stage
    compared: int
    differs: int
    left: int

    @property
    def is_drawn(self) -> bool:
        return bool(self.pair.check.seed)


def entries(
    session: Session, actor: Actor, round_: Round, *, collector: str = "", question: str = ""
) -> list[Entry]:
    """Of the actor's units; of one first collector (an id as text), or those where an answer to ``question`` (a key)
    differs. Six queries."""
    units = {unit.id: unit for unit in session.scalars(access.units_in_scope(actor, ASSIGNING_ROLES))}
    pairs = [
        pair
        for pair in back_check_results.pairs(session, round_)
        if pair.first.unit_id in units
        and collector in ("", str(pair.first.collector_id))
        and (not question or [question, DIFFERS] in pair.check.agreement.get("lines", {}).values())
    ]
    ids = {pair.first.household_id for pair in pairs}
    homes = {
        home.id: home
        for home in session.scalars(
            select(Household).where(Household.tenant == round_.tenant, Household.id.in_(ids))
        )
    }
    given = _given(session, round_, ids)
    people = {pair.first.collector_id for pair in pairs} | set(given.values())
    people |= {pair.second.collector_id for pair in pairs if pair.second}
    names = dict(
        session.execute(select(User.id, User.name).where(User.tenant == round_.tenant, User.id.in_(people)))
        .tuples()
        .all()
    )
    found = []
    for pair in pairs:
        home = homes[pair.first.household_id]
        second = pair.second.collector_id if pair.second else given.get(home.id)
        lines = pair.check.agreement.get("lines", {})
        differing = [ref for ref, (_key, verdict) in lines.items() if verdict == DIFFERS]
        settled = pair.check.agreement.get("settled", {})
        left = sum(ref not in settled for ref in differing)
        found.append(
            Entry(
                pair=pair,
                household=home,
                village=units[pair.first.unit_id].name,
                first=names.get(pair.first.collector_id, ""),
                second=names.get(second, "") if second else "",
                stage=_stage(pair, given.get(home.id), left),
                compared=sum(verdict != ONE_SIDED for _key, verdict in lines.values()),
                differs=len(differing),
                left=left,
            )
        )
    order = list(Stage)
    return sorted(found, key=lambda one: (order.index(one.stage), one.village, one.household.number))


def _stage(pair: Pair, given: UUID | None, left: int) -> Stage:
    if pair.first.status is SurveyStatus.WITHDRAWN:
        return Stage.DROPPED
    if pair.second is None:
        return Stage.GIVEN if given else Stage.UNASSIGNED
    if pair.second.status is SurveyStatus.HELD:
        return Stage.HELD
    if pair.second.status in (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED):
        return Stage.DONE
    return Stage.OPEN if left else Stage.READ


def _given(session: Session, round_: Round, ids: set[UUID]) -> dict[UUID, UUID]:
    rows = session.execute(
        select(Assignment.household_id, Assignment.user_id).where(
            Assignment.tenant == round_.tenant,
            Assignment.round_id == round_.id,
            Assignment.purpose == Purpose.BACK_CHECK,
            Assignment.closed_at.is_(None),
            Assignment.household_id.in_(ids),
        )
    )
    return dict(rows.tuples().all())
