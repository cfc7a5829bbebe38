"""Whoever types paper reads the sheets that came on it: they do not interview such a home anew, and whoever does that
does not open its paper."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gnbv.errors import Invalid
from gnbv.ids import new_id
from gnbv.models import Assignment, Grant, Purpose, Role, Round, User
from gnbv.services import assignments
from tests import factories
from tests.factories import TENANT, Cast
from tests.paper_stage import address
from tests.signing_in import signed_in


@pytest.fixture
def both(session: Session, cast: Cast) -> User:
    """A collector who is the commune's cadre, too."""
    made = factories.user(session, "ba", Role.COLLECTOR, cast.village, name="Quàng Thị Ba")
    grant = Grant(tenant=TENANT, user_id=made.id, role=Role.CADRE, unit_id=cast.commune.id, valid_from=factories.DAY.replace(month=1))  # fmt: skip
    session.add(grant)
    session.commit()
    session.refresh(made)
    return made


def test_who_types_paper_gets_no_back_check_there(
    session: Session, cast: Cast, round_: Round, both: User
) -> None:
    with pytest.raises(Invalid) as refused:
        assignments.assign(
            session,
            cast.actor(cast.coordinator),
            round_,
            [cast.household.id],
            both.id,
            purpose=Purpose.BACK_CHECK,
        )
    assert refused.value.code == "reads_it"


def test_who_interviews_anew_does_not_open_the_paper(
    app: Flask, session: Session, cast: Cast, round_: Round, both: User
) -> None:
    """Given before they became a cadre."""
    desk = signed_in(app, both)
    sheet = address(round_, cast.household)
    assert desk.get(sheet).status_code == 200
    session.add(
        Assignment(
            tenant=TENANT, round_id=round_.id, household_id=cast.household.id, user_id=both.id,
            purpose=Purpose.BACK_CHECK, assigned_at=factories.NOW,
        )
    )  # fmt: skip
    session.commit()
    answer = desk.get(sheet)
    assert answer.status_code == 403 and "phúc tra" in answer.text
    assert "Lò Thị Mẫu" not in answer.text
    act = desk.post(f"{sheet}/draft", json={"turn": str(new_id()), "seen": 0, "fields": {}})
    assert act.status_code == 403
    assert signed_in(app, cast.cadre).get(sheet).status_code == 200
