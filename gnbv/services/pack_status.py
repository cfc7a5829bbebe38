"""Whether parts of a standard were confirmed by two people, in the version in use."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import PackComponent, PackStatus
from gnbv.services import packs


def is_official(session: Session, tenant: int, standard: str, *components: str) -> bool:
    """Whether each of ``components`` of the standard's version in use is confirmed. Raises ``NotFound`` for a standard that
    is not here."""
    pack = packs.get(session, tenant, standard)
    confirmed = set(
        session.scalars(
            select(PackComponent.component).where(
                PackComponent.tenant == tenant,
                PackComponent.pack_id == pack.id,
                PackComponent.status == PackStatus.OFFICIAL,
            )
        )
    )
    return set(components) <= confirmed
