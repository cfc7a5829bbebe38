"""Whole tables as CSV for the command line, in pieces, whatever their size.

Sealed columns (answers, citizen numbers, telephone numbers) and key hashes never leave this way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.models import (
    Assignment,
    Completion,
    Decision,
    Event,
    Household,
    LedgerRow,
    Membership,
    Occurrence,
    Person,
    Plan,
    Project,
    ReportDuty,
    Result,
    Revision,
    Survey,
    Target,
    Task,
    Unit,
)
from gnbv.services.exports import line

TABLES: dict[str, Any] = {
    "units": Unit,
    "households": Household,
    "people": Person,
    "memberships": Membership,
    "ledger": LedgerRow,
    "assignments": Assignment,
    "surveys": Survey,
    "revisions": Revision,
    "results": Result,
    "decisions": Decision,
    "plans": Plan,
    "targets": Target,
    "projects": Project,
    "tasks": Task,
    "occurrences": Occurrence,
    "completions": Completion,
    "report-duties": ReportDuty,
    "events": Event,
}
BATCH_ROWS = 500


def columns(table: str) -> list[str]:
    """The columns of ``table`` that may leave. Raises ``Invalid`` for a table that is not exported."""
    if table not in TABLES:
        names = ", ".join(TABLES)
        raise Invalid(
            "unknown_table",
            f"Không có bảng “{table}”. Chưa xuất gì. Chọn một trong: {names}.",
            f"There is no table “{table}”. Nothing was exported. Choose one of: {names}.",
        )
    return [
        column.key
        for column in TABLES[table].__table__.columns
        if not column.key.endswith(("_sealed", "_hash"))
    ]


def as_csv(session: Session, tenant: int, table: str) -> Iterator[str]:
    """The rows of ``table`` in pieces, the heading first."""
    names = columns(table)
    model = TABLES[table]
    yield "\ufeff" + line(names)
    query = (
        select(*(getattr(model, name) for name in names))
        .where(model.tenant == tenant)
        .order_by(*model.__table__.primary_key.columns)
        .execution_options(yield_per=BATCH_ROWS)
    )
    for row in session.execute(query):
        yield line([_cell(value) for value in row])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)
