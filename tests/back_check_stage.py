"""A household surveyed by one collector and drawn to be interviewed anew by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import BackCheck, Role, Round, Survey, User
from tests import factories, phone
from tests.factories import TENANT, Cast
from tests.phone import Phone
from tests.signing_in import signed_in

SHARE = {"share": "5", "seed": "7"}


def second_collector(session: Session, cast: Cast, username: str = "ba") -> User:
    made = factories.user(session, username, Role.COLLECTOR, cast.village, name="Quàng Thị Ba")
    session.commit()
    return made


def sent(app: Flask, who: User, item: dict[str, Any]) -> dict[str, Any]:
    (answer,) = Phone(app, who).send(item)
    assert answer["outcome"] == "accepted", answer
    return item


def main_survey(app: Flask, cast: Cast, round_: Round, patch: dict[str, Any] | None = None) -> dict[str, Any]:
    return sent(app, cast.collector, phone.survey(cast, round_, patch))


def drawn(app: Flask, session: Session, cast: Cast, round_: Round) -> BackCheck:
    """The sample of one household, drawn by the coordinator through the page."""
    desk = signed_in(app, cast.coordinator)
    assert desk.post(f"/rounds/{round_.id}/back-checks", data=SHARE).status_code == 303
    session.expire_all()
    return session.scalars(select(BackCheck)).one()


def given(app: Flask, cast: Cast, round_: Round, checker: User) -> None:
    desk = signed_in(app, cast.coordinator)
    pair = f"{cast.household.id}:{checker.id}"
    answer = desk.post(f"/rounds/{round_.id}/back-checks/assignments", data={"give": pair})
    assert answer.status_code == 303, answer.text


def checked(
    app: Flask, session: Session, cast: Cast, round_: Round, checker: User, patch: dict[str, Any]
) -> BackCheck:
    """Surveyed, drawn, given, interviewed anew with ``patch``, and compared."""
    main_survey(app, cast, round_)
    check = drawn(app, session, cast, round_)
    given(app, cast, round_, checker)
    sent(app, checker, phone.survey(cast, round_, patch, purpose="back_check"))
    page = signed_in(app, cast.supervisor).get(f"/rounds/{round_.id}/back-checks")
    assert page.status_code == 200, page.text
    session.expire_all()
    return session.get_one(BackCheck, (TENANT, check.id))


def first_survey(session: Session, check: BackCheck) -> Survey:
    session.expire_all()
    return session.get_one(Survey, (TENANT, check.survey_id))


def settle(
    desk: FlaskClient, round_: Round, check_id: UUID, ref: str, how: str, note: str = "Đã xem lại tại nhà"
) -> Any:
    return desk.post(
        f"/rounds/{round_.id}/back-checks/{check_id}/settlement", data={"ref": ref, "how": how, "note": note}
    )
