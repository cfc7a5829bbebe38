"""The database: one session, explicit transactions, portable types.

SQLite runs in WAL mode with ``synchronous=FULL``: a phone deletes its copy after our yes, so the yes must be
on disk. Transactions begin explicitly (``BEGIN IMMEDIATE`` unless a request only reads), because the driver's
own deferred transactions break savepoints and fail at the upgrade to a write in spite of ``busy_timeout``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Engine, ForeignKeyConstraint, MetaData, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from gnbv.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 15_000


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Stored as UTC without zone, returned aware; a naive value is refused, not guessed."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


Document = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """All tables but the log of reads."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime,
        UUID: Uuid,
        dict[str, Any]: Document,
        list[Any]: Document,
        list[str]: Document,
    }


class ReadsBase(DeclarativeBase):
    """The log of who read which household: a file or schema of its own, so that a read never waits for a write."""

    metadata = MetaData(naming_convention=NAMING, info={"bind_key": "reads"})
    type_annotation_map = {datetime: UtcDateTime, UUID: Uuid}


class TenantRow:
    """Columns that every large table starts with. ``tenant`` is a number and not a unit, because units merge."""

    tenant: Mapped[int] = mapped_column(primary_key=True, sort_order=-20, autoincrement=False)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-19)


def tenant_key(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the tenant: (tenant, column) → table(tenant, id)."""
    return ForeignKeyConstraint(["tenant", column], [f"{table}.tenant", f"{table}.id"])


db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
_begin_mode: ContextVar[str] = ContextVar("begin_mode", default="IMMEDIATE")


def begin_reading() -> None:
    """Let the transactions of this context begin deferred. For requests that only read."""
    _begin_mode.set("DEFERRED")


def begin_writing() -> None:
    """Let the transactions of this context take the write lock at their start."""
    _begin_mode.set("IMMEDIATE")


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _on_begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"BEGIN {_begin_mode.get()}")


@contextmanager
def transaction() -> Iterator[Any]:
    """Commit at the edge: commit when the block ends well, roll back and re-raise otherwise."""
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def init_app(app: Flask) -> None:
    db.init_app(app)
    from gnbv import models  # noqa: F401  (all tables must be known to the metadata)

    db.metadatas["reads"] = ReadsBase.metadata
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]), render_as_batch=True)
