"""A yearly plan carried into another year."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.models import Duty, OccurrenceStatus, PlanNote, ReportDuty, Target, Task
from gnbv.services.plan_copy import copy_to_year
from tests import plan_factory
from tests.factories import Cast


def test_it_moves_days_and_words_of_time_and_leaves_the_rest(session: Session, cast: Cast) -> None:
    old = plan_factory.plan(session, cast, slug="ke-hoach-2024", year=2024)
    made, is_new = copy_to_year(session, None, old, year=2026, title="Kế hoạch 2026")
    assert is_new and made.is_illustrative and made.copied_from_id == old.id
    assert (made.title, made.number, made.issued_on, made.period_text) == (
        "Kế hoạch 2026",
        None,
        None,
        "năm 2026",
    )
    assert (made.starts_on, made.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    turn = plan_factory.turn(session, made)
    assert (turn.due_on, turn.due_is_inferred, turn.status) == (
        date(2026, 9, 30),
        True,
        OccurrenceStatus.OPEN,
    )
    target = session.scalars(select(Target).where(Target.plan_id == made.id)).one()
    assert (target.text, target.deadline) == ("Giảm 02 hộ nghèo", date(2026, 12, 31))
    assert target.source["more"]["deadline_text"] == "năm 2026"
    report = session.scalars(select(ReportDuty).where(ReportDuty.plan_id == made.id)).one()
    assert report.deadline_text == "trước 10/12/2026"
    assert report.source["more"]["deadlines"][0]["date"] == "2026-12-10"


def test_it_copies_agencies_and_duties_but_no_note(session: Session, cast: Cast) -> None:
    note = {
        "id": "X1", "severity": "cao", "kind": "mơ hồ", "where": "II", "what": "…", "suggested_handling": "hỏi",
    }  # fmt: skip
    old = plan_factory.plan(session, cast, slug="ke-hoach-2024", year=2024, inconsistencies=[note])
    made, _is_new = copy_to_year(session, None, old, year=2026, title="Kế hoạch 2026")
    for task in session.scalars(select(Task).where(Task.plan_id == made.id)):
        assert [(row.agency.name, str(row.part)) for row in task.agencies] == [
            ("UBND xã", "lead"), ("Các thôn", "coordinating"),
        ]  # fmt: skip
    assert session.scalars(select(Duty.text).where(Duty.plan_id == made.id)).all() == ["Chủ trì"]
    assert session.scalars(select(PlanNote).where(PlanNote.plan_id == made.id)).all() == []


def test_it_copies_once(session: Session, cast: Cast) -> None:
    old = plan_factory.plan(session, cast, slug="ke-hoach-2024", year=2024)
    made, _is_new = copy_to_year(session, None, old, year=2026, title="Kế hoạch 2026")
    again, is_new = copy_to_year(session, None, old, year=2026, title="Tên khác")
    assert (again.id, is_new, again.title) == (made.id, False, "Kế hoạch 2026")


def test_it_refuses_a_plan_of_several_years(session: Session, cast: Cast) -> None:
    period = {"text": "giai đoạn 2021-2025", "start": "2021-01-01", "end": "2025-12-31"}
    old = plan_factory.plan(session, cast, slug="ke-hoach-dai", period=period)
    with pytest.raises(Invalid, match="không phải của một năm"):
        copy_to_year(session, None, old, year=2026, title="Kế hoạch 2026")
