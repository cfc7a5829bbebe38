"""A person's own sets of filters of the queue, by name."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound
from gnbv.ids import new_id
from gnbv.models import SavedView
from gnbv.permissions import Actor
from gnbv.services import events
from gnbv.services.queue_filters import Filters

MOST = 20
NAME_MAX_CHARACTERS = 80


def own(session: Session, actor: Actor) -> list[SavedView]:
    """The actor's views, by name."""
    return list(
        session.scalars(
            select(SavedView)
            .where(SavedView.tenant == actor.tenant, SavedView.user_id == actor.user_id)
            .order_by(SavedView.name)
        )
    )


def save(session: Session, actor: Actor, name: str, filters: Filters) -> SavedView:
    """Keep the filters under a name; the same name again takes the new ones. Raises ``Invalid``."""
    words = " ".join(name.split())
    known = own(session, actor)
    row = next((row for row in known if row.name == words), None)
    if row is not None:
        row.query = dict(filters.as_query())
        return row
    if not words or len(words) > NAME_MAX_CHARACTERS or len(known) >= MOST:
        raise Invalid(
            "view_refused",
            f"Tên bộ lọc phải có từ 1 đến {NAME_MAX_CHARACTERS} chữ, mỗi người giữ nhiều nhất {MOST} bộ, nên chưa giữ. "
            "Các bộ lọc đã có vẫn còn. Đặt tên ngắn lại hoặc bỏ bớt bộ cũ.",
            f"A view's name has 1 to {NAME_MAX_CHARACTERS} characters and a person keeps at most {MOST}; it was not "
            "kept. Those kept before are still there. Choose a shorter name, or remove an old one.",
        )
    row = SavedView(
        tenant=actor.tenant,
        id=new_id(),
        user_id=actor.user_id,
        name=words,
        query=dict(filters.as_query()),
    )
    session.add(row)
    events.record(session, actor, "saved_view.kept", "saved_view", row.id)
    return row


def remove(session: Session, actor: Actor, view_id: UUID) -> None:
    """Raises ``NotFound`` for anybody else's."""
    row = session.scalar(
        select(SavedView).where(
            SavedView.tenant == actor.tenant, SavedView.user_id == actor.user_id, SavedView.id == view_id
        )
    )
    if row is None:
        raise NotFound()
    session.delete(row)
    events.record(session, actor, "saved_view.removed", "saved_view", row.id)
