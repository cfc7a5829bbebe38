"""Tables that were submitted: frozen with a hash over what they say, compared with the live state later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import TableSubmission, Unit
from gnbv.permissions import READING_ROLES, TABLE_ROLES, Actor
from gnbv.rules import table_comparison
from gnbv.rules.table_checks import Check
from gnbv.rules.table_comparison import Change, Listed
from gnbv.services import access, events, official_table_layouts, official_table_lists, official_tables
from gnbv.services.canonical import digest
from gnbv.services.official_tables import Tables

T1 = "T1"


@dataclass(frozen=True)
class Compared:
    """What differs since, and whether the frozen content is still what its hash says."""

    cells: list[Change]
    homes: list[Listed]
    is_whole: bool


def mark(found: Tables) -> str:
    """A short name for what a page shows, so that nothing else is submitted than what was seen."""
    told = [found.documents, [one.as_document() for one in found.checks], found.proposed, found.undecided]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def faults_of(found: Tables, codes: Iterable[str]) -> list[Check]:
    """What does not reconcile in the tables chosen."""
    chosen = set(codes)
    return [one for one in found.faults if chosen & {cell[0] for cell in one.cells}]


def submit(
    session: Session, actor: Actor, found: Tables, codes: Iterable[str], *, seen: str, acknowledged: str
) -> TableSubmission:
    """Freeze the tables ``codes`` of ``found``. What was submitted last, unchanged, is that again.

    Raises ``NotPermitted`` without the right over the unit, ``Invalid`` for no table, for T1 while a village has no figure
    of all households and people, for tables that do not reconcile without a reason, ``Conflict`` when the figures are not
    any more those of the page (``seen``).
    """
    if not actor.holds(TABLE_ROLES, found.unit.path):
        raise NotPermitted()
    known = [one["code"] for one in found.layout["tables"]]
    wanted = [code for code in known if code in set(codes)]
    if not wanted:
        raise Invalid(
            "no_tables",
            "Chưa chọn biểu nào để nộp. Chưa nộp gì. Chọn ít nhất một biểu rồi bấm lại.",
            "No table was chosen. Nothing was submitted. Choose at least one.",
        )
    events.in_line(session, actor.tenant)
    if seen != mark(found):
        raise Conflict(
            "tables_changed",
            "Số liệu vừa đổi sau khi mở trang. Chưa nộp gì. Xem lại biểu rồi bấm nộp.",
            "The figures changed after the page was opened. Nothing was submitted. Look at the tables again.",
        )
    reason = " ".join(acknowledged.split())
    _require_ready(found, wanted, reason)
    content = _frozen(session, actor, found, wanted)
    last = newest(session, found.unit, found.period.year, found.period.standard)
    checks = [one.as_document() for one in found.checks]
    if last is not None and (last.tables, last.checks, last.is_preliminary, last.is_illustrative) == (
        content, _plain(checks), found.is_preliminary, found.is_illustrative,
    ):  # fmt: skip
        return last
    row = TableSubmission(
        tenant=actor.tenant,
        id=new_id(),
        unit_id=found.unit.id,
        year=found.period.year,
        standard=found.period.standard,
        number=last.number + 1 if last else 1,
        is_preliminary=found.is_preliminary,
        is_illustrative=found.is_illustrative,
        figures_on=found.period.end,
        tables=content,
        checks=_plain(checks),
        acknowledged=reason if faults_of(found, wanted) else "",
        sha256="",
        submitted_by=actor.user_id,
        submitted_at=now(),
    )
    row.sha256 = _hash(row)
    session.add(row)
    session.flush()
    events.record(
        session, actor, "tables.submitted", "table_submission", row.id,
        unit_id=found.unit.id, year=row.year, standard=row.standard, number=row.number, sha256=row.sha256,
        tables=wanted, faults=len(faults_of(found, wanted)),
    )  # fmt: skip
    return row


def newest(session: Session, unit: Unit, year: int, standard: str) -> TableSubmission | None:
    return session.scalars(_of(unit, year, standard).order_by(TableSubmission.number.desc()).limit(1)).first()


def every(session: Session, unit: Unit, year: int, standard: str) -> list[TableSubmission]:
    """All of a unit, year and standard, the newest first."""
    return list(session.scalars(_of(unit, year, standard).order_by(TableSubmission.number.desc())))


def get(session: Session, actor: Actor, submission_id: UUID) -> TableSubmission:
    """``NotFound`` outside the actor's units, ``NotPermitted`` inside without a reading role."""
    inside = access.units_in_scope(actor).with_only_columns(Unit.id)
    row = session.scalar(
        select(TableSubmission).where(
            TableSubmission.tenant == actor.tenant,
            TableSubmission.id == submission_id,
            TableSubmission.unit_id.in_(inside),
        )
    )
    if row is None:
        raise NotFound()
    if not actor.holds(READING_ROLES, row.unit.path):
        raise NotPermitted()
    return row


def compare(session: Session, actor: Actor, row: TableSubmission) -> Compared:
    """The frozen tables against the live state."""
    live = official_tables.build(session, row.unit, row.year, row.standard, actor.today)
    present = _frozen(session, actor, live, row.tables)
    return Compared(
        table_comparison.compare(row.tables, present),
        table_comparison.compare_lists(row.tables, present),
        _hash(row) == row.sha256,
    )


def _of(unit: Unit, year: int, standard: str) -> Any:
    return select(TableSubmission).where(
        TableSubmission.tenant == unit.tenant,
        TableSubmission.unit_id == unit.id,
        TableSubmission.year == year,
        TableSubmission.standard == standard,
    )


def _require_ready(found: Tables, wanted: list[str], reason: str) -> None:
    missing = [one for one in found.faults if one.code == "denominator_missing"]
    names = list(dict.fromkeys(gap.row for one in missing for gap in one.differences))
    if T1 in wanted and names:
        raise Invalid(
            "t1_incomplete",
            f"Chưa nộp được biểu T1: chưa có tổng số hộ, số người của {', '.join(names)}. Số liệu vẫn giữ nguyên. "
            "Nhập số rồi bấm nộp lại, hoặc bỏ chọn T1.",
            f"T1 cannot be submitted: the number of all households or people is missing for {', '.join(names)}. "
            "All figures are kept. Enter it, or leave T1 out.",
            villages=names,
        )
    if faults_of(found, wanted) and not reason:
        raise Invalid(
            "tables_unreconciled",
            "Có chỗ chưa khớp nên chưa nộp. Số liệu vẫn giữ nguyên. Xem chỗ chưa khớp, sửa, hoặc ghi lý do vẫn nộp.",
            "The tables do not reconcile, so nothing was submitted. All figures are kept. Look at the differences, "
            "mend them, or write why they go out as they are.",
        )


def _frozen(session: Session, actor: Actor, found: Tables, codes: Iterable[str]) -> dict[str, Any]:
    """Numbers as they are; of the lists the household, its village, number, head and size, no member."""
    content: dict[str, Any] = {code: found.documents[code] for code in codes if code in found.documents}
    lists = official_table_layouts.listed(found.layout)
    for code in codes:
        if code not in lists:
            continue
        homes = [
            home
            for home in found.homes
            if home.now == lists[code] and not home.is_gone and home.place in found.places.whole
        ]
        content[code] = {
            **{key: official_table_layouts.table(found.layout, code)[key] for key in ("code", "vi", "en")},
            "homes": [
                {"household": str(line.id), "village": line.village, "number": line.household.number,
                 "head": line.household.head_name, "people": line.people}
                for line in official_table_lists.lines(session, actor, found, homes)
            ],
        }  # fmt: skip
    plain: dict[str, Any] = _plain(content)
    return plain


def _plain(value: Any) -> Any:
    """As the database gives it back."""
    return json.loads(json.dumps(value))


def _hash(row: TableSubmission) -> str:
    told: Mapping[str, Any] = {
        "unit": str(row.unit_id), "year": row.year, "standard": row.standard, "number": row.number,
        "preliminary": row.is_preliminary, "illustrative": row.is_illustrative,
        "figures_on": row.figures_on.isoformat(), "tables": row.tables, "checks": row.checks,
        "acknowledged": row.acknowledged,
    }  # fmt: skip
    return digest(told)
