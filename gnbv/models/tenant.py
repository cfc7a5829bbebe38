from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from gnbv.db import Base


class Tenant(Base):
    """A customer of the installation, mostly a province. Not a unit: units merge, tenants do not."""

    __tablename__ = "tenant"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class Counter(Base):
    """The last number given out. The row lock makes numbers visible in commit order."""

    __tablename__ = "counter"

    tenant: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
