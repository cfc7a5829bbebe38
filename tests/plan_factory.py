"""A small plan of the near commune for tests of tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Occurrence, Plan, Task
from gnbv.services.plan_import import import_plan
from tests.factories import TENANT, Cast


def task(ref: str, title: str, due: list[str], **changes: Any) -> dict[str, Any]:
    return {
        "id": ref, "kind": "solution", "section": "III", "group": "Giải pháp", "no": None, "title": title,
        "text": f"{title}.", "actions": [], "lead": "UBND xã", "lead_units": ["UBND xã"],
        "coordinating": ["Các thôn"], "product": None, "schedule_text": "Trong năm", "recurrence": None,
        "due_dates": due, "due_basis": "suy ra" if due else None, "src": {"section": "III", "lines": "1-2"}, **changes,
    }  # fmt: skip


def document(slug: str = "ke-hoach-thu", year: int = 2026, **changes: Any) -> dict[str, Any]:
    """The content of a plan file with two tasks: one that is late, one without a day."""
    return {
        "schema_version": 1, "slug": slug, "source": {"sha256": "0", "lines": 9},
        "document": {"kind": "Kế hoạch", "title": f"Kế hoạch thử {year}", "number": None, "date": f"{year}-01-05",
                     "issuing_body": "UBND xã Gần"},
        "level": "xã", "place": {"name": "Gần", "type": "xã", "superior": []},
        "period": {"text": f"năm {year}", "start": f"{year}-01-01", "end": f"{year}-12-31"},
        "objectives": [
            {"id": "O1", "kind": "quantitative", "text": "Giảm 02 hộ nghèo", "indicator": "Số hộ", "value": 2,
             "comparator": "decrease_by", "unit": "hộ", "deadline": f"{year}-12-31",
             "deadline_text": f"năm {year}", "src": {"section": "II"}},
        ],
        "projects": [], "responsibilities": {"UBND xã": [
            {"id": "R1", "text": "Chủ trì", "role": "chủ trì", "product": None, "schedule_text": None}]},
        "tasks": [task("T1", "Tổ chức tập huấn", [f"{year}-09-30"]), task("T2", "Tuyên truyền ở thôn", [])],
        "reporting": [
            {"id": "B1", "who": "Các thôn", "to_whom": "UBND xã", "via": None, "frequency": "năm",
             "deadline_text": f"trước 10/12/{year}", "content": "Kết quả",
             "deadlines": [{"rule": "before", "date": f"{year}-12-10", "recurs": "once"}]},
        ],
        "reviews": [], "inconsistencies": [], **changes,
    }  # fmt: skip


def text(**changes: Any) -> str:
    return yaml.safe_dump(document(**changes), allow_unicode=True)


def plan(session: Session, cast: Cast, **changes: Any) -> Plan:
    made, _is_new = import_plan(session, None, text(**changes), tenant=TENANT, unit=cast.commune)
    return made


def turn(session: Session, of: Plan, ref: str = "T1") -> Occurrence:
    return session.scalars(
        select(Occurrence)
        .join(Task, Task.id == Occurrence.task_id)
        .where(Task.plan_id == of.id, Task.ref == ref)
        .order_by(Occurrence.position)
    ).one()


DAY = date(2026, 10, 23)
