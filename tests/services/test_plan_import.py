"""The five plans come in whole, once, each under the unit that issued it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.db import db
from gnbv.errors import Conflict
from gnbv.models import (
    Agency,
    AgencyPart,
    Duty,
    Occurrence,
    Plan,
    PlanNote,
    PlanReview,
    Project,
    ReportDuty,
    Target,
    Task,
    UnitKind,
)
from gnbv.services.plan_import import import_plan
from tests.factories import TENANT, Cast
from tests.plan_words import TASKS, Words

FOLDER = Path(__file__).resolve().parents[2] / "gnbv" / "packs" / "plans"
TABLES = (Target, Project, Task, Duty, ReportDuty, PlanReview, PlanNote)
COUNTS = {
    "my-thinh-05ct": (16, 0, 39, 18, 4, 2, 12),
    "cao-lanh-2021-2025": (4, 0, 10, 17, 5, 2, 8),
    "xuan-hoa-2024": (7, 9, 26, 19, 8, 2, 16),
    "quynh-nhai-160nq": (18, 0, 55, 8, 2, 4, 11),
    "ly-son-160nq": (0, 0, 21, 12, 6, 0, 16),
}


def text_of(slug: str) -> str:
    return (FOLDER / f"{slug}.yaml").read_text("utf-8")


@pytest.fixture
def plans(session: Session, cast: Cast) -> dict[str, Plan]:
    return {slug: import_plan(session, None, text_of(slug), tenant=TENANT)[0] for slug in COUNTS}


def rows_of(session: Session) -> dict[str, int]:
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in db.metadata.sorted_tables
    }


def test_it_imports_all_five_plans_with_every_record(session: Session, plans: dict[str, Plan]) -> None:
    for slug, counts in COUNTS.items():
        found = tuple(
            session.scalar(select(func.count()).select_from(table).where(table.plan_id == plans[slug].id))
            for table in TABLES
        )
        assert found == counts, slug
    assert tuple(map(sum, zip(*COUNTS.values(), strict=True))) == (45, 9, 151, 74, 25, 10, 63)


@pytest.mark.parametrize("slug", TASKS)
def test_it_keeps_tasks_word_for_word(session: Session, cast: Cast, slug: str) -> None:
    plan, _is_new = import_plan(session, None, text_of(slug), tenant=TENANT)
    for ref, words in TASKS[slug].items():
        task = session.scalars(select(Task).where(Task.plan_id == plan.id, Task.ref == ref)).one()
        coordinating = [row.agency.name for row in task.agencies if row.part == AgencyPart.COORDINATING]
        due = [turn.due_on.isoformat() for turn in task.occurrences if turn.due_on]
        found = Words(task.text, task.lead_text, coordinating, task.product, task.schedule_text, due)
        assert found == words, ref


def test_it_changes_nothing_the_second_time(session: Session, plans: dict[str, Plan]) -> None:
    before = rows_of(session)
    for slug in COUNTS:
        again, is_new = import_plan(session, None, text_of(slug), tenant=TENANT)
        assert (again.id, is_new) == (plans[slug].id, False)
    session.flush()
    assert rows_of(session) == before


def test_it_takes_another_layout_of_the_same_content_for_the_same_plan(
    session: Session, plans: dict[str, Plan]
) -> None:
    _plan, is_new = import_plan(
        session, None, "# ghi chú khác\n" + text_of("cao-lanh-2021-2025"), tenant=TENANT
    )
    assert not is_new


def test_it_refuses_other_content_under_a_slug_that_is_there(
    session: Session, plans: dict[str, Plan]
) -> None:
    changed = text_of("cao-lanh-2021-2025").replace("Kịp thời biểu dương", "Biểu dương")
    before = rows_of(session)
    with pytest.raises(Conflict) as caught:
        import_plan(session, None, changed, tenant=TENANT)
    assert "cao-lanh-2021-2025" in caught.value.vi and "vẫn giữ nguyên" in caught.value.vi
    assert rows_of(session) == before


def test_it_stands_each_plan_under_its_issuer(plans: dict[str, Plan]) -> None:
    issuers = {slug: (plan.unit.name, plan.unit.kind, plan.unit.valid_to) for slug, plan in plans.items()}
    closed = date(2025, 6, 30)
    assert issuers == {
        "my-thinh-05ct": ("xã Mỹ Thịnh", UnitKind.COMMUNE, None),
        "cao-lanh-2021-2025": ("huyện Cao Lãnh", UnitKind.DISTRICT, closed),
        "xuan-hoa-2024": ("xã Xuân Hoà", UnitKind.COMMUNE, None),
        "quynh-nhai-160nq": ("huyện Quỳnh Nhai", UnitKind.DISTRICT, closed),
        "ly-son-160nq": ("huyện Lý Sơn", UnitKind.DISTRICT, closed),
    }
    assert "chưa rõ" in plans["ly-son-160nq"].unit.note
    # the text of Cao Lãnh names no province, so none is made
    assert plans["cao-lanh-2021-2025"].unit.parent_id is None
    assert plans["my-thinh-05ct"].unit.parent.parent.name == "tỉnh Nam Định"


def test_it_marks_the_days_it_did_not_read_in_the_plan(session: Session, plans: dict[str, Plan]) -> None:
    turns = session.scalars(select(Occurrence)).all()
    assert all(turn.due_is_inferred == (turn.due_on is not None) for turn in turns)
    dated = {
        slug: session.scalar(
            select(func.count(Occurrence.task_id.distinct()))
            .join(Task, Task.id == Occurrence.task_id)
            .where(Task.plan_id == plan.id, Occurrence.due_on.is_not(None))
        )
        for slug, plan in plans.items()
    }
    assert dated == {
        "my-thinh-05ct": 0, "cao-lanh-2021-2025": 0, "xuan-hoa-2024": 21, "quynh-nhai-160nq": 3, "ly-son-160nq": 19,
    }  # fmt: skip


def test_it_says_which_plans_are_over(plans: dict[str, Plan]) -> None:
    today = date(2026, 10, 23)
    ended = {slug for slug, plan in plans.items() if plan.has_ended_on(today)}
    assert ended == {"cao-lanh-2021-2025", "xuan-hoa-2024"}


def test_it_keeps_the_source_and_what_no_column_holds(session: Session, plans: dict[str, Plan]) -> None:
    note = session.scalars(select(PlanNote).where(PlanNote.ref == "XH-X02")).one()
    assert note.severity == "cao" and "07" not in note.kind and "7 khớp" in note.what
    report: Any = session.scalars(select(ReportDuty).where(ReportDuty.ref == "MT-B01")).one()
    assert report.deadline_text == "trước ngày 05/6"
    assert report.source["more"]["deadlines"][0]["month_day"] == "06-05"
    plan = plans["ly-son-160nq"]
    assert plan.number == "58/KH-UBND" and plan.document["document"]["date_conflict"] == [
        "2022-01-07",
        "2022-04-07",
    ]
    assert len(plan.document["body_solutions"]) == 18


def test_it_links_spellings_of_one_agency(session: Session, plans: dict[str, Plan]) -> None:
    names = session.scalars(select(Agency.name)).all()
    assert len(names) == len(set(names))
    assert session.scalars(select(Agency).where(Agency.name == "Các thôn")).one().is_group
