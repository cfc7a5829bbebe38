"""Migrations of both databases: the main one (``upgrade_main``) and the log of reads (``upgrade_reads``)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON, Connection, Engine

from gnbv.db import Base, ReadsBase, UtcDateTime, db

DATABASES: dict[str, tuple[str | None, Any]] = {
    "main": (None, Base.metadata),
    "reads": ("reads", ReadsBase.metadata),
}


def _render(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations stand on SQLAlchemy alone: our instant is written as what the database stores."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, JSON):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def _compare_type(_context: Any, _inspected: Any, _column: Any, _found: Any, wanted: Any) -> bool | None:
    return False if isinstance(wanted, UtcDateTime) else None


@contextmanager
def _tables_may_move(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by building the table anew: rows that point to it must not stop that.

    What they point to is checked at the end. Asked of the driver itself, because the switch has no effect inside a
    transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise SystemExit(f"The migration left rows that point to nothing: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _run(name: str, engine: Engine, metadata: Any) -> None:
    with engine.connect() as connection, _tables_may_move(connection):
        context.configure(
            connection=connection,
            target_metadata=metadata,
            upgrade_token=f"{name}_upgrades",
            downgrade_token=f"{name}_downgrades",
            render_as_batch=True,
            compare_type=_compare_type,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations(engine_name=name)


def run() -> None:
    if context.is_offline_mode():
        raise SystemExit("Migrations need a connection to the database.")
    with current_app.app_context():
        for name, (bind, metadata) in DATABASES.items():
            _run(name, db.engines[bind], metadata)


run()
