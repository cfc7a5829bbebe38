"""Finding certificates and the decisions behind them is where access to them is decided."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.errors import NotFound, NotPermitted
from gnbv.models import Certificate, Recognition, RecognitionState, Role, Unit
from gnbv.permissions import Actor
from gnbv.services import access
from gnbv.services.rows import by_key


def get_recognition(
    session: Session, actor: Actor, recognition_id: UUID, roles: Iterable[Role]
) -> Recognition:
    """A decision of a unit of the actor's, or above one. Raises ``NotFound`` for a stranger's and for one that is not
    signed, ``NotPermitted`` without any of ``roles`` there."""
    found = session.scalar(access.recognitions_in_scope(actor).where(Recognition.id == recognition_id))
    if found is None or found.state is not RecognitionState.SIGNED:
        raise NotFound()
    path = _path(session, found)
    if not any(path.startswith(one) or one.startswith(path) for one in actor.paths(roles)):
        raise NotPermitted()
    return found


def get(
    session: Session, actor: Actor, certificate_id: UUID, roles: Iterable[Role], *, lock: bool = False
) -> Certificate:
    """A certificate of a village of the actor's; ``lock`` for an act. Raises ``NotFound`` for a stranger's, ``NotPermitted`` without any of
    ``roles`` over the village."""
    query = access.certificates_in_scope(actor).where(Certificate.id == certificate_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound()
    if not actor.holds(roles, found.village.path):
        raise NotPermitted()
    return found


def villages_of(
    session: Session, actor: Actor, recognition: Recognition, roles: Iterable[Role]
) -> list[Unit]:
    """The villages of a decision over which the actor holds any of ``roles``, by name."""
    wanted = [UUID(one) for one in recognition.villages]
    return list(
        session.scalars(access.units_in_scope(actor, roles).where(Unit.id.in_(wanted)).order_by(Unit.name))
    )


def require_over(session: Session, actor: Actor, recognition: Recognition, roles: Iterable[Role]) -> None:
    """Raises ``NotPermitted`` unless any of ``roles`` is held over the whole commune."""
    if not actor.holds(roles, _path(session, recognition)):
        raise NotPermitted()


def _path(session: Session, recognition: Recognition) -> str:
    unit = by_key(session, Unit, recognition.tenant, recognition.unit_id)
    assert unit is not None  # a foreign key
    return unit.path
