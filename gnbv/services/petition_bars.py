"""Nobody decides what their own home or that of their family asks for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gnbv.errors import NotPermitted
from gnbv.models import Household, User
from gnbv.permissions import Actor
from gnbv.services import assignment_bars


def is_of_family(session: Session, actor: Actor, home: Household | None) -> bool:
    """Whether the household is the actor's own or was: what it asks for is for others to decide."""
    user = session.get_one(User, (actor.tenant, actor.user_id))
    return home is not None and assignment_bars.is_family(session, user, home)


def require_no_family(session: Session, actor: Actor, home: Household | None) -> None:
    """Raises ``NotPermitted`` for the home of the actor's own family."""
    if is_of_family(session, actor, home):
        raise NotPermitted(
            "own_petition",
            "Đây là nhà của người đang đăng nhập hoặc của người nhà nên phải để người khác xét. Giấy vẫn giữ, chưa có "
            "gì thay đổi. Nhờ người khác ở xã làm bước này.",
            "This is the home of whoever is signed in, or of their family. The petition is kept and nothing was changed. "
            "Ask somebody else of the commune to do this step.",
        )
