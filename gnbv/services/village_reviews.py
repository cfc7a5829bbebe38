"""The procedure of each village in a round: where it stands, the step to the next stage, the step back with a reason.

QĐ 24/2021/QĐ-TTg: danh sách → rà soát → họp dân → biên bản → niêm yết → khiếu nại → trình → công nhận → cấp giấy.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.errors import NotFound, NotPermitted
from gnbv.models import (
    Role,
    Round,
    RoundHousehold,
    RoundStatus,
    Unit,
    VillageReview,
    VillageStage,
)
from gnbv.permissions import FILE_ROLES, Actor
from gnbv.services import access, procedures, rows
from gnbv.services.procedures import require as procedure_of
from gnbv.services.village_paper_gaps import Gap
from gnbv.services.village_review_gaps import gaps, is_done
from gnbv.services.village_steps import next_stage, reach, step_back, steps

__all__ = [
    "Gap", "ensure", "gaps", "get", "is_done", "next_stage", "of", "procedure_of", "reach", "step_back", "steps",
]  # fmt: skip


def of(
    session: Session,
    actor: Actor,
    round_: Round,
    village_id: UUID,
    roles: Iterable[Role] = FILE_ROLES,
    *,
    lock: bool = False,
) -> VillageReview:
    """The review of a village on the list of ``round_`` (which the caller found in scope), made when it is first asked
    for. ``NotFound`` for a village elsewhere, without a home on the list, or for a kind of round that has no procedure;
    ``NotPermitted`` inside the actor's units without any of ``roles``."""
    village = access.get_unit(session, actor, village_id)
    if not village.path.startswith(access.get_unit_of(session, round_).path):
        raise NotFound()
    if not actor.holds(roles, village.path):
        raise NotPermitted()
    found = _find(session, round_, village.id, lock=lock)
    if found is None:
        if village.id not in _listed(session, round_) or procedures.of_round(session, round_) is None:
            raise NotFound()
        found = _make(session, round_, village.id)
    return found


def get(
    session: Session, actor: Actor, review_id: UUID, roles: Iterable[Role] = FILE_ROLES, *, lock: bool = False
) -> VillageReview:
    """A review by its id; ``lock`` for an act. ``NotFound`` outside the actor's units, ``NotPermitted`` inside without
    any of ``roles``."""
    query = select(VillageReview).where(VillageReview.tenant == actor.tenant, VillageReview.id == review_id)
    found = session.scalar(query.with_for_update() if lock else query)
    village = rows.by_key(session, Unit, actor.tenant, found.unit_id) if found else None
    if found is None or village is None or not actor.reaches(village.path):
        raise NotFound()
    if not actor.holds(roles, village.path):
        raise NotPermitted()
    return found


def ensure(session: Session, round_: Round) -> list[VillageReview]:
    """The reviews of all villages on the list, made where there is none yet. Called when a round opens."""
    if procedures.of_round(session, round_) is None:
        return []
    known = {
        row.unit_id: row
        for row in session.scalars(
            select(VillageReview).where(
                VillageReview.tenant == round_.tenant, VillageReview.round_id == round_.id
            )
        )
    }
    made = [_make(session, round_, village) for village in sorted(_listed(session, round_) - known.keys())]
    if round_.status is RoundStatus.OPEN:
        for row in known.values():
            if row.stage is VillageStage.LIST and not steps(session, row):  # made while the round was planned
                row.stage, row.since = VillageStage.SURVEY, round_.opens_on
    return [*known.values(), *made]


def _find(session: Session, round_: Round, village_id: UUID, *, lock: bool = False) -> VillageReview | None:
    query = select(VillageReview).where(
        VillageReview.tenant == round_.tenant,
        VillageReview.round_id == round_.id,
        VillageReview.unit_id == village_id,
    )
    return session.scalar(query.with_for_update() if lock else query)


def _listed(session: Session, round_: Round) -> set[UUID]:
    query = select(RoundHousehold.unit_id).where(
        RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id
    )
    return set(session.scalars(query.distinct()))


def _make(session: Session, round_: Round, village_id: UUID) -> VillageReview:
    """Its id follows from round and village, so that who asks at the same time, or on a page that writes nothing, names
    the same one."""
    is_open = round_.status is not RoundStatus.PLANNED
    opened = clock.civil_day(round_.opened_at) if round_.opened_at is not None else round_.opens_on
    row = VillageReview(
        tenant=round_.tenant, id=uuid5(round_.id, str(village_id)), round_id=round_.id, unit_id=village_id,
        stage=VillageStage.SURVEY if is_open else VillageStage.LIST, since=opened,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        found = _find(session, round_, village_id)
        assert found is not None  # somebody else made it in the same moment
        return found
    return row
