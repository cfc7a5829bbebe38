"""Who finds a change of a household, and who may say whether it happened."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.errors import NotFound, NotPermitted
from gnbv.models import Household, HouseholdChange, Survey, Unit, User
from gnbv.permissions import BOARD_ROLES, Actor
from gnbv.services import access, assignment_bars, typists


def in_scope(actor: Actor) -> Select[tuple[HouseholdChange]]:
    """Changes of homes in the actor's board units, by the village they were in."""
    units = access.units_in_scope(actor, BOARD_ROLES).with_only_columns(Unit.id)
    return select(HouseholdChange).where(
        HouseholdChange.tenant == actor.tenant,
        or_(HouseholdChange.unit_id.in_(units), HouseholdChange.to_unit_id.in_(units)),
    )


def get(session: Session, actor: Actor, change_id: UUID, *, lock: bool = False) -> HouseholdChange:
    """Raises ``NotFound`` outside the actor's units; ``lock`` for who will decide."""
    query = in_scope(actor).where(HouseholdChange.id == change_id)
    change = session.scalar(query.with_for_update() if lock else query)
    if change is None:
        raise NotFound()
    return change


def may(session: Session, actor: Actor, change: HouseholdChange) -> bool:
    """Whether ``require`` lets the actor pass."""
    try:
        require(session, actor, change)
    except NotPermitted:
        return False
    return True


def require(session: Session, actor: Actor, change: HouseholdChange) -> None:
    """Raises ``NotPermitted`` without the right to assign in the home's village, for what the actor told or typed
    themselves, and for their own or a relative's home."""
    unit = session.get_one(Unit, (change.tenant, change.unit_id))
    if not permissions.can_assign_in(actor, unit.path):
        raise NotPermitted()
    survey = session.get(Survey, (change.tenant, change.survey_id)) if change.survey_id else None
    is_theirs = survey is not None and (
        survey.collector_id == actor.user_id or typists.has_typed(session, actor, survey)
    )
    if actor.user_id == change.proposed_by or is_theirs:
        raise NotPermitted(
            "own_change",
            "Không ai tự xác nhận điều mình báo. Chưa có gì thay đổi. Nhờ người khác của Ban Chỉ đạo.",
            "Nobody confirms what they told themselves. Nothing was changed. Ask another of the board.",
        )
    for home_id in (change.household_id, change.other_id):
        if home_id is not None:
            require_no_family(session, actor, session.get_one(Household, (change.tenant, home_id)))


def require_no_family(session: Session, actor: Actor, home: Household) -> None:
    """Raises ``NotPermitted`` for the actor's own or a relative's home."""
    if assignment_bars.is_family(session, session.get_one(User, (actor.tenant, actor.user_id)), home):
        raise NotPermitted(
            "own_home",
            "Không ai tự quyết định về nhà mình hay người nhà. Chưa có gì thay đổi. Nhờ người khác của Ban Chỉ đạo.",
            "Nobody decides about their own or their family's home. Nothing was changed. Ask another of the board.",
        )
