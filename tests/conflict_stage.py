"""Two phones of one collector that corrected one survey differently, and the office that looks at both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gnbv.models import Revision, Round, Survey, SyncItem
from gnbv.services import surveys
from tests import factories, phone
from tests.factories import Cast
from tests.phone import Phone

HERE = {"house.floor_area": "55", "house.roof": "sheet"}
CAME = {"house.floor_area": "44", "utilities.electricity_kwh": "77"}


class TwoPhones:
    """``first`` is what both corrected; ``here`` was taken, ``came`` met it."""

    def __init__(
        self,
        app: Flask,
        cast: Cast,
        round_: Round,
        came: dict[str, Any] | None = None,
        here: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """``came`` and ``here`` replace what each corrected; ``more`` is the rest of what came, ``here_files`` the
        photos of the other."""
        self.one, self.two = Phone(app, cast.collector), Phone(app, cast.collector)
        self.first = phone.survey(cast, round_)
        self.survey = self.first["subject"]
        base = {"subject": self.survey, "base": self.first["id"]}
        files = {"attachments": more.pop("here_files", [])}
        self.here = phone.survey(cast, round_, HERE if here is None else here, **base, **files)
        self.came = phone.survey(cast, round_, CAME if came is None else came, **base, **more)
        assert self.one.send(self.first)[0]["outcome"] == "accepted"
        assert self.one.send(self.here)[0]["outcome"] == "accepted"
        outcome = self.two.send(self.came)[0]
        assert (outcome["outcome"], outcome["cause"]["code"]) == ("conflict", "other_base")
        self.path = f"/conflicts/{self.came['id']}"

    def post(self, client: FlaskClient, act: str, **form: Any) -> TestResponse:
        given = {"revision": self.here["id"], "reason": "Đã gọi hỏi gia đình.", **form}
        return client.post(f"{self.path}/{act}", data=given)

    def receipt(self) -> dict[str, Any]:
        kit = self.two.kit()["entries"]
        (found,) = [one["data"] for one in kit if one["data"].get("item") == self.came["id"]]
        return found


def answers(session: Session) -> tuple[Survey, Revision, dict[str, Any]]:
    """The one survey, its current revision and what that says."""
    session.expire_all()
    survey = session.scalars(select(Survey)).one()
    revision = session.get_one(Revision, (survey.tenant, survey.revision_id))
    return survey, revision, surveys.document_of(session, revision)["answers"]


def kept(session: Session, item_id: str) -> SyncItem:
    session.expire_all()
    return session.get_one(SyncItem, (factories.TENANT, UUID(item_id)))
