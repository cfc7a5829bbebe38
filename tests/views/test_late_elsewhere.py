"""Work of somebody who surveyed in two communes, kept because it came late: each commune's officer sees their own."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gnbv.models import Grant, Role, Round
from tests import factories, phone
from tests.factories import TENANT, Cast
from tests.signing_in import signed_in
from tests.views.test_late import dropped, lost, path


def test_nothing_of_another_communes_home_is_told(
    app: Flask, duyet: FlaskClient, cast: Cast, round_: Round, session: Session
) -> None:
    session.add(
        Grant(
            tenant=TENANT, user_id=cast.collector.id, role=Role.COLLECTOR, unit_id=cast.far_village.id,
            valid_from=factories.DAY.replace(month=1), valid_to=factories.DAY.replace(month=2),
        )
    )  # fmt: skip
    session.commit()
    mine = phone.survey(cast, round_, {"closing.remarks": "Ghi chú riêng"})
    visit = phone.visit(cast, round_)
    dropped(app, lost(app, session, cast.collector), mine, visit)
    near, far = duyet.get("/late").text, signed_in(app, cast.far_supervisor).get("/late").text
    assert "Lò Văn Thử" in near and "Ghi chú riêng" in near
    assert "thuộc nơi khác" in far and "Lò Văn Thử" not in far and "Ghi chú riêng" not in far
    assert "/acceptance" not in far
    for item in (mine, visit):
        assert signed_in(app, cast.far_supervisor).post(path(item)).status_code == 404
        assert duyet.post(path(item)).status_code == 303
