from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gnbv.db import Base, Document, TenantRow, tenant_key
from gnbv.models.labelled import Labelled, key_column
from gnbv.models.plan import Plan
from gnbv.models.user import User


class Agency(TenantRow, Base):
    """An office, union or village as plans name it; several spellings point to one through ``same_as_id``."""

    __tablename__ = "agency"
    __table_args__ = (UniqueConstraint("tenant", "name"),)

    name: Mapped[str] = mapped_column(String(400))
    is_group: Mapped[bool] = mapped_column(default=False)
    same_as_id: Mapped[UUID | None]


class AgencyPart(Labelled):
    LEAD = "lead", "Chủ trì"
    COORDINATING = "coordinating", "Phối hợp"
    MENTIONED = "mentioned", "Được nhắc tới"


class Task(TenantRow, Base):
    """A task (nhiệm vụ) of a plan, word for word."""

    __tablename__ = "task"
    __table_args__ = (
        tenant_key("plan_id", "plan"),
        tenant_key("project_id", "project"),
        UniqueConstraint("tenant", "plan_id", "ref"),
    )

    plan_id: Mapped[UUID]
    project_id: Mapped[UUID | None]
    ref: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    number: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    section: Mapped[str] = mapped_column(String(200))
    heading: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    actions: Mapped[list[str]] = mapped_column(default=list)
    lead_text: Mapped[str | None] = mapped_column(Text)
    coordinating_text: Mapped[str | None] = mapped_column(Text)
    product: Mapped[str | None] = mapped_column(Text)
    schedule_text: Mapped[str | None] = mapped_column(Text)
    recurrence: Mapped[dict[str, Any] | None] = mapped_column(Document)
    due_basis: Mapped[str | None] = mapped_column(Text)
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)

    plan: Mapped[Plan] = relationship(viewonly=True)
    agencies: Mapped[list[TaskAgency]] = relationship(viewonly=True, order_by="TaskAgency.position")
    occurrences: Mapped[list[Occurrence]] = relationship(viewonly=True, order_by="Occurrence.due_on")


class TaskAgency(TenantRow, Base):
    """An agency's part in a task."""

    __tablename__ = "task_agency"
    __table_args__ = (
        tenant_key("task_id", "task"),
        tenant_key("agency_id", "agency"),
        UniqueConstraint("tenant", "task_id", "agency_id", "part"),
    )

    task_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    part: Mapped[AgencyPart] = mapped_column(key_column(AgencyPart))
    position: Mapped[int] = mapped_column(default=0)

    agency: Mapped[Agency] = relationship(viewonly=True, lazy="joined")


class Duty(TenantRow, Base):
    """A duty (đầu việc) that the plan's part on organisation gives to an agency."""

    __tablename__ = "duty"
    __table_args__ = (
        tenant_key("plan_id", "plan"),
        tenant_key("agency_id", "agency"),
        UniqueConstraint("tenant", "plan_id", "ref"),
    )

    plan_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    ref: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    part: Mapped[str | None] = mapped_column(String(80))
    product: Mapped[str | None] = mapped_column(Text)
    schedule_text: Mapped[str | None] = mapped_column(Text)
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OccurrenceStatus(Labelled):
    OPEN = "open", "Chưa xong"
    DONE = "done", "Đã báo xong"


class Occurrence(TenantRow, Base):
    """One turn of a task (kỳ thực hiện). ``due_is_inferred``: the plan names no day; a person has to confirm it.

    ``due_on`` is empty for a task whose plan gives no time at all.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        tenant_key("task_id", "task"),
        tenant_key("unit_id", "unit"),
        UniqueConstraint("tenant", "task_id", "position"),
        Index(None, "tenant", "unit_id", "due_on"),
    )

    task_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    position: Mapped[int]
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    due_is_inferred: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[OccurrenceStatus] = mapped_column(key_column(OccurrenceStatus))

    task: Mapped[Task] = relationship(viewonly=True)
    completions: Mapped[list[Completion]] = relationship(viewonly=True, order_by="Completion.recorded_at")


class Completion(TenantRow, Base):
    """Somebody said an occurrence is done (or took it back). A row each; the newest counts. The id is the sync item's."""

    __tablename__ = "completion"
    __table_args__ = (tenant_key("occurrence_id", "occurrence"), tenant_key("user_id", "user_account"))

    occurrence_id: Mapped[UUID] = mapped_column(index=True)
    user_id: Mapped[UUID]
    is_undo: Mapped[bool] = mapped_column(default=False)
    done_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    recorded_at: Mapped[datetime]

    user: Mapped[User] = relationship(viewonly=True)
