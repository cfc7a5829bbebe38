"""Imports a government plan whole: every record keeps its words, its id and the place it came from."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict
from gnbv.ids import new_id
from gnbv.models import Plan, PlanNote, PlanReview, Project, ReportDuty, Target, Unit
from gnbv.permissions import Actor
from gnbv.services import events
from gnbv.services.agencies import Agencies
from gnbv.services.plan_import_reading import read
from gnbv.services.plan_import_tasks import add_duties, add_tasks, source_of
from gnbv.services.plan_import_units import issuing_unit

LISTED = ("objectives", "projects", "tasks", "responsibilities", "reporting", "reviews", "inconsistencies")


def import_plan(
    session: Session, actor: Actor | None, text: str | bytes, *, tenant: int, unit: Unit | None = None
) -> tuple[Plan, bool]:
    """Import a plan file under the unit that issued it (``unit``, or the one the file names).

    Answers the plan and whether it is new: the same content again changes nothing. Raises ``Invalid`` with path,
    line and reason for a bad file, ``Conflict`` when another content has this slug already.
    """
    data = read(text)
    digest = _digest(data)
    existing = session.scalar(select(Plan).where(Plan.tenant == tenant, Plan.slug == data["slug"]))
    if existing is not None:
        if existing.sha256 == digest:
            return existing, False
        raise _changed(existing)
    place = unit or issuing_unit(session, tenant, data["place"])
    plan = _plan(data, digest, place)
    session.add(plan)
    session.flush()
    projects = _add_records(session, plan, data)
    agencies = Agencies(session, tenant)
    tasks = add_tasks(session, plan, data["tasks"], projects, agencies, signed_on(data["document"]))
    add_duties(session, plan, data["responsibilities"], agencies)
    session.flush()
    events.record(
        session,
        actor,
        "plan.imported",
        "plan",
        plan.id,
        tenant=tenant,
        unit_id=place.id,
        slug=plan.slug,
        sha256=digest,
    )
    for task in tasks:
        events.changed(session, tenant, "task", task.id, unit_id=place.id)
    session.flush()
    return plan, True


def signed_on(document: dict[str, Any]) -> date | None:
    """The day of signing, or the day before which the plan cannot have been issued, where the text has no date."""
    return _day(document.get("date") or document.get("issued_not_before"))


def _digest(data: dict[str, Any]) -> str:
    """Of the content: a comment or another order of keys is not another plan."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _changed(existing: Plan) -> Conflict:
    return Conflict(
        "plan_changed",
        f"Kế hoạch có mã {existing.slug} đã nhập với nội dung khác. Bản đã nhập và các việc đã báo xong vẫn giữ "
        "nguyên. Nếu đây là kế hoạch khác hoặc bản sửa đổi thì đặt mã (slug) mới rồi nhập lại.",
        f"The plan {existing.slug} was imported with other content. The imported plan and what was ticked are "
        "unchanged. If this is another plan or an amended one, give it a new slug and import it again.",
        plan=str(existing.id),
    )


def _plan(data: dict[str, Any], digest: str, unit: Unit) -> Plan:
    document, period = data["document"], data["period"]
    return Plan(
        tenant=unit.tenant,
        id=new_id(),
        slug=data["slug"],
        unit_id=unit.id,
        kind=document["kind"],
        title=document["title"],
        number=document["number"],
        issued_on=_day(document["date"]),
        issuing_body=document["issuing_body"],
        period_text=period["text"],
        starts_on=_day(period["start"]),
        ends_on=_day(period["end"]),
        sha256=digest,
        document={key: value for key, value in data.items() if key not in LISTED},
        imported_at=now(),
    )


def _add_records(session: Session, plan: Plan, data: dict[str, Any]) -> dict[str, Project]:
    """Targets, projects, reports, reviews and notes; the projects by the id they have in the file."""
    for position, record in enumerate(data["objectives"]):
        session.add(_target(plan, position, record))
    projects: dict[str, Project] = {}
    for position, record in enumerate(data["projects"]):
        project = Project(
            **_common(plan, position, record),
            code=record["code"],
            name=record["name"],
            sub_code=record["sub"],
            sub_name=record["sub_name"],
            source=source_of(record, "code", "name", "sub", "sub_name"),
        )
        session.add(project)
        projects[record["id"]] = project
    texts: tuple[str, ...] = ("who", "to_whom", "via", "frequency", "deadline_text", "content")
    for position, record in enumerate(data["reporting"]):
        values = {name: record[name] for name in texts}
        session.add(ReportDuty(**_common(plan, position, record), **values, source=source_of(record, *texts)))
    texts = ("kind", "what", "schedule_text")
    for position, record in enumerate(data["reviews"]):
        values = {name: record[name] for name in texts}
        session.add(PlanReview(**_common(plan, position, record), **values, source=source_of(record, *texts)))
    for position, record in enumerate(data["inconsistencies"]):
        values = {name: record[name] for name in ("severity", "kind", "where", "what")}
        session.add(
            PlanNote(**_common(plan, position, record), **values, handling=record["suggested_handling"])
        )
    session.flush()
    return projects


def _target(plan: Plan, position: int, record: dict[str, Any]) -> Target:
    named = ("kind", "text", "indicator", "comparator", "value", "unit", "deadline")
    return Target(
        **_common(plan, position, record),
        kind=record["kind"],
        text=record["text"],
        indicator=record["indicator"],
        comparator=record["comparator"],
        value=None if record["value"] is None else Decimal(str(record["value"])),
        value_unit=record["unit"],
        deadline=_day(record["deadline"]),
        source=source_of(record, *named),
    )


def _common(plan: Plan, position: int, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "tenant": plan.tenant,
        "id": new_id(),
        "plan_id": plan.id,
        "ref": record["id"],
        "position": position,
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
