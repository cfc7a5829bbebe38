"""Days off of the State, those that were swapped, and a unit's own."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from gnbv.errors import Invalid, NotFound, NotPermitted
from gnbv.services import local_days, working_days
from tests.factories import Cast


def test_tet_weekends_and_swapped_days_are_known(session: Session, cast: Cast) -> None:
    works = {
        day: working_days.is_working(session, cast.commune, date.fromisoformat(day))
        for day in ("2026-02-17", "2026-08-31", "2026-08-22", "2026-10-24", "2026-10-23")
    }
    assert list(works.values()) == [False, False, True, False, True]


def test_three_working_days_before_tet_end_after_it(session: Session, cast: Cast) -> None:
    assert working_days.add(session, cast.commune, date(2026, 2, 12), 3) == date(2026, 2, 24)
    assert working_days.between(session, cast.commune, date(2026, 2, 12), date(2026, 2, 24)) == 3


def test_a_local_day_holds_for_the_unit_and_its_villages_alone(session: Session, cast: Cast) -> None:
    actor, day = cast.actor(cast.coordinator), date(2026, 10, 27)
    for _twice in range(2):
        local_days.add(session, actor, cast.commune, day, "Lễ hội", "QĐ 1/QĐ-UBND", is_working=False)
    assert len(local_days.of_year(session, cast.commune, 2026)) == 1
    assert not working_days.is_working(session, cast.village, day)
    assert working_days.is_working(session, cast.far_village, day)
    assert (day, "Lễ hội") in local_days.holidays(session, cast.commune, 2026, "vi")
    row = local_days.of_year(session, cast.commune, 2026)[0]
    for _twice in range(2):
        local_days.remove(session, actor, cast.commune, row.id)
        session.flush()
    assert working_days.is_working(session, cast.village, day)


def test_a_day_off_may_be_worked_instead(session: Session, cast: Cast) -> None:
    actor, saturday = cast.actor(cast.leader), date(2026, 10, 31)
    local_days.add(session, actor, cast.commune, saturday, "Làm bù", "CV 2", is_working=True)
    working_days.require(session, cast.village, saturday)
    assert working_days.add(session, cast.village, date(2026, 10, 30), 1) == saturday
    with pytest.raises(Invalid, match="cuối tuần.*ngày làm việc tới là 26/10/2026"):
        working_days.require(session, cast.village, date(2026, 10, 25))
    working_days.require(session, cast.village, date(2026, 10, 25), weekend=True)


def test_it_refuses_a_day_that_is_so_anyway_and_one_without_a_document(session: Session, cast: Cast) -> None:
    actor = cast.actor(cast.coordinator)
    with pytest.raises(Invalid, match="vốn đã là ngày nghỉ"):
        local_days.add(session, actor, cast.commune, date(2026, 10, 25), "Nghỉ", "QĐ", is_working=False)
    with pytest.raises(Invalid, match="văn bản"):
        local_days.add(session, actor, cast.commune, date(2026, 10, 27), "Nghỉ", " ", is_working=False)
    with pytest.raises(NotPermitted):
        local_days.find_unit(session, cast.actor(cast.cadre), cast.commune.id, to_change=True)
    with pytest.raises(NotFound):
        local_days.find_unit(session, cast.actor(cast.far_supervisor), cast.commune.id)
