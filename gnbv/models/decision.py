from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.user import User


class DecisionKind(Labelled):
    APPROVAL = "approval", "Duyệt"
    RETURN = "return", "Trả lại"
    HOLD = "hold", "Giữ lại xem"
    RELEASE = "release", "Nhận phiếu đang giữ"
    WITHDRAWAL = "withdrawal", "Rút phiếu"
    REOPENING = "reopening", "Mở lại phiếu đã duyệt"
    CORRECTION = "correction", "Sửa tại xã"
    BACK_CHECK = "back_check", "Yêu cầu phúc tra"
    RECOGNITION = "recognition", "Công nhận"


class Decision(TenantRow, Base):
    """What a person decided about a survey, on which revision. The survey's status column says the same."""

    __tablename__ = "decision"
    __table_args__ = (
        tenant_key("survey_id", "survey"),
        tenant_key("revision_id", "revision"),
        tenant_key("actor_id", "user_account"),
    )

    survey_id: Mapped[UUID] = mapped_column(index=True)
    revision_id: Mapped[UUID]
    actor_id: Mapped[UUID]
    kind: Mapped[DecisionKind] = mapped_column(key_column(DecisionKind))
    note: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]

    actor: Mapped[User] = relationship(viewonly=True)
    comments: Mapped[list[Comment]] = relationship(viewonly=True)


class Comment(TenantRow, Base):
    """A remark on one question (of one repeat instance). ``question`` is the question's key in the form."""

    __tablename__ = "comment"
    __table_args__ = (
        tenant_key("survey_id", "survey"),
        tenant_key("decision_id", "decision"),
        tenant_key("author_id", "user_account"),
    )

    survey_id: Mapped[UUID] = mapped_column(index=True)
    decision_id: Mapped[UUID | None]
    revision_id: Mapped[UUID]
    question: Mapped[str] = mapped_column(String(200))
    instance_id: Mapped[str | None] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID]
    written_at: Mapped[datetime]

    author: Mapped[User] = relationship(viewonly=True)
    reply: Mapped[Reply | None] = relationship(viewonly=True)


class ReplyKind(Labelled):
    FIXED = "fixed", "Đã sửa"
    KEPT = "kept", "Giữ nguyên"


class Reply(TenantRow, Base):
    """The collector's answer to a comment: corrected, or kept with a reason."""

    __tablename__ = "reply"
    __table_args__ = (
        tenant_key("comment_id", "comment"),
        tenant_key("revision_id", "revision"),
        UniqueConstraint("tenant", "comment_id"),
    )

    comment_id: Mapped[UUID]
    revision_id: Mapped[UUID]
    kind: Mapped[ReplyKind] = mapped_column(key_column(ReplyKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime]
