from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Float, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base, TenantRow, tenant_key


class Flag(TenantRow, Base):
    """Why a revision should be looked at, with the evidence as it was at arrival. ``explained_*``: a person looked."""

    __tablename__ = "flag"
    __table_args__ = (
        tenant_key("survey_id", "survey"),
        tenant_key("revision_id", "revision"),
        UniqueConstraint("tenant", "revision_id", "code"),
        Index(None, "tenant", "survey_id"),
    )

    survey_id: Mapped[UUID]
    revision_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(40))
    weight: Mapped[int]
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    raised_at: Mapped[datetime]
    explained_at: Mapped[datetime | None]
    explained_by: Mapped[UUID | None]
    explanation: Mapped[str] = mapped_column(Text, default="")


class Trace(TenantRow, Base):
    """What checks of other surveys need of this one without opening it: where it was done, keyed hashes of its answers
    and persons. One row a survey, of its newest revision; no answer in the clear."""

    __tablename__ = "trace"
    __table_args__ = (
        tenant_key("survey_id", "survey"),
        tenant_key("round_id", "round"),
        UniqueConstraint("tenant", "survey_id"),
        Index(None, "tenant", "round_id", "collector_id"),
    )

    survey_id: Mapped[UUID]
    revision_id: Mapped[UUID]
    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    collector_id: Mapped[UUID]
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    accuracy: Mapped[float | None] = mapped_column(Float)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    findings: Mapped[list[str]] = mapped_column(default=list)


class TracePerson(TenantRow, Base):
    """A member of a survey as far as finding the same person again needs it: a keyed hash of the citizen number, the
    folded name, the birth. ``name_key``: initials of the name and the year of birth, to look few rows up."""

    __tablename__ = "trace_person"
    __table_args__ = (
        tenant_key("survey_id", "survey"),
        Index(None, "tenant", "round_id", "citizen_hash"),
        Index(None, "tenant", "round_id", "name_key"),
    )

    survey_id: Mapped[UUID] = mapped_column(index=True)
    round_id: Mapped[UUID]
    household_id: Mapped[UUID]
    person_id: Mapped[str] = mapped_column(String(60), default="")
    citizen_hash: Mapped[str | None] = mapped_column(String(64))
    name_folded: Mapped[str] = mapped_column(String(200), default="")
    born: Mapped[str] = mapped_column(String(10), default="")
    name_key: Mapped[str] = mapped_column(String(20), default="")
    sex: Mapped[str] = mapped_column(String(10), default="")
