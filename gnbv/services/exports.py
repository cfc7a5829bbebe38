"""Tables for spreadsheets. Text that a spreadsheet would run as a formula is written as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    Household,
    Origin,
    Purpose,
    Result,
    Revision,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Unit,
    User,
)
from gnbv.permissions import EXPORT_ROLES, Actor
from gnbv.services import access, typists

ILLUSTRATIVE = "MINH HỌA – không dùng để xét hộ nghèo"
PRELIMINARY = "Số liệu sơ bộ, chờ công nhận"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HEADER = (
    "Thôn", "Số hộ", "Mã hộ", "Chủ hộ", "Lý do rà soát", "Rà soát viên", "Trạng thái phiếu", "Chuẩn", "B1", "B2",
    "Phân loại đề nghị", "Ghi chú", "Nguồn phiếu",
)  # fmt: skip


@dataclass(frozen=True)
class ExportRow:
    """One household and one standard of a round."""

    household_id: UUID
    cells: tuple[str, ...]


def round_rows(session: Session, actor: Actor, round_: Round) -> list[ExportRow]:
    """Listed households of the round inside the actor's units, one row a standard; a constant number of queries."""
    in_scope = access.units_in_scope(actor, EXPORT_ROLES).with_only_columns(Unit.id)
    listed = session.execute(
        select(RoundHousehold, Household, Unit)
        .join(
            Household,
            (Household.tenant == RoundHousehold.tenant) & (Household.id == RoundHousehold.household_id),
        )
        .join(Unit, (Unit.tenant == RoundHousehold.tenant) & (Unit.id == RoundHousehold.unit_id))
        .where(
            RoundHousehold.tenant == actor.tenant,
            RoundHousehold.round_id == round_.id,
            RoundHousehold.unit_id.in_(in_scope),
        )
        .order_by(Unit.name, Household.number)
    ).all()
    surveys = {
        survey.household_id: survey
        for survey in session.scalars(
            select(Survey).where(
                Survey.tenant == actor.tenant,
                Survey.round_id == round_.id,
                Survey.purpose == Purpose.MAIN,
                Survey.is_rival.is_(False),
            )
        )
    }
    results: dict[UUID, list[Result]] = {}
    for result in session.scalars(
        select(Result)
        .join(Survey, (Survey.tenant == Result.tenant) & (Survey.revision_id == Result.revision_id))
        .where(Survey.tenant == actor.tenant, Survey.round_id == round_.id)
        .order_by(Result.standard)
    ):
        results.setdefault(result.survey_id, []).append(result)
    collectors: dict[UUID, str] = dict(
        session.execute(
            select(Assignment.household_id, User.name)
            .join(User, (User.tenant == Assignment.tenant) & (User.id == Assignment.user_id))
            .where(
                Assignment.tenant == actor.tenant,
                Assignment.round_id == round_.id,
                Assignment.closed_at.is_(None),
                Assignment.purpose == Purpose.MAIN,
            )
        )
        .tuples()
        .all()
    )
    sources = _sources(session, actor.tenant, list(surveys.values()))
    rows = []
    for entry, household, unit in listed:
        survey = surveys.get(household.id)
        start = (
            unit.name, f"{household.number:03d}", household.code, household.head_name, entry.reason.label,
            collectors.get(household.id, ""), survey.status.label if survey else "Chưa có phiếu",
        )  # fmt: skip
        source = (sources.get(survey.id, "") if survey else "",)
        found: list[Result | None] = [*results.get(survey.id, [])] if survey else []
        for row_result in found or [None]:
            rows.append(ExportRow(household.id, start + _result_cells(survey, row_result) + source))
    return rows


def _sources(session: Session, tenant: int, surveys: list[Survey]) -> dict[UUID, str]:
    """Where each survey came from: paper when a revision was ever typed from it, else as its newest revision came."""
    rows = session.execute(
        select(Revision.survey_id, Revision.origin).where(
            Revision.tenant == tenant, Revision.id.in_([survey.revision_id for survey in surveys])
        )
    )
    found = {survey_id: origin.label for survey_id, origin in rows}
    typed = typists.of(session, tenant, [survey.id for survey in surveys])
    return {**found, **dict.fromkeys(typed, Origin.PAPER.label)}


def _result_cells(survey: Survey | None, result: Result | None) -> tuple[str, ...]:
    if survey is None or result is None:
        return ("", "", "", "", "")
    decided = survey.status in (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)
    label = result.household_class.label if result.household_class else "Chưa đủ thông tin"
    notes = [ILLUSTRATIVE] if result.is_illustrative else []
    if survey.status is not SurveyStatus.RECOGNISED:
        notes.append(PRELIMINARY)
    return (
        result.standard,
        "" if result.b1 is None else str(result.b1),
        "" if result.b2 is None else str(result.b2),
        label if decided else "",
        "; ".join(notes),
    )


def as_csv(rows: Iterable[ExportRow]) -> Iterator[str]:
    """CSV in pieces, with the mark by which spreadsheets know UTF-8."""
    yield "\ufeff" + line(HEADER)
    for row in rows:
        yield line(row.cells)


def line(cells: Iterable[str]) -> str:
    """One line of CSV; text that a spreadsheet would run as a formula gets a mark before it."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(["'" + cell if cell.startswith(FORMULA_STARTS) else cell for cell in cells])
    return buffer.getvalue()
