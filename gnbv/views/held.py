"""Taking in or withdrawing a survey that is held."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.errors import NotFound
from gnbv.permissions import READING_ROLES, Actor
from gnbv.security import current_actor, permission
from gnbv.services import access, held

blueprint = Blueprint("held", __name__, url_prefix="/surveys")


def _may_read(actor: Actor) -> bool:
    return actor.has(READING_ROLES)


@blueprint.post("/<uuid:survey_id>/release")
@permission("decide_surveys", _may_read)
def create(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    with transaction() as session:
        held.take_in(session, actor, survey, _revision(), request.form.get("note", ""))
    flash(_("Đã nhận phiếu. Phiếu đang chờ duyệt."), "ok")
    return htmx.go(url_for("surveys.show", survey_id=survey_id))


@blueprint.post("/<uuid:survey_id>/withdrawal")
@permission("decide_surveys", _may_read)
def destroy(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    with transaction() as session:
        held.withdraw(session, actor, survey, _revision(), request.form.get("note", ""))
    flash(_("Đã rút phiếu. Xã vẫn lưu phiếu này."), "ok")
    return htmx.go(url_for("surveys.show", survey_id=survey_id))


def _revision() -> UUID:
    try:
        return UUID(request.form.get("revision", ""))
    except ValueError as error:
        raise NotFound() from error
