from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.household import Household
from gnbv.models.round import Round
from gnbv.models.user import User


class PaperDraft(TenantRow, Base):
    """A sheet of paper that is being typed at the commune: one a household and round, gone when it was handed in.

    ``document_sealed`` holds what was typed, as it was typed, the scans and what the paper says of itself.
    ``survey_id`` and ``revision_id`` are what it will become; ``base_id`` is the revision that it corrects. ``editor_id``
    is who types; ``turn`` names the open page that wrote last, ``version`` counts what was written.
    """

    __tablename__ = "paper_draft"
    __table_args__ = (
        tenant_key("round_id", "round"),
        tenant_key("household_id", "household"),
        tenant_key("form_version_id", "form_version"),
        tenant_key("editor_id", "user_account"),
        UniqueConstraint("tenant", "round_id", "household_id"),
    )

    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    form_version_id: Mapped[UUID]
    survey_id: Mapped[UUID]
    revision_id: Mapped[UUID]
    base_id: Mapped[UUID | None]
    editor_id: Mapped[UUID]
    turn: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    document_sealed: Mapped[bytes] = mapped_column(LargeBinary)

    household: Mapped[Household] = relationship(viewonly=True)
    round: Mapped[Round] = relationship(viewonly=True)
    editor: Mapped[User] = relationship(viewonly=True)
