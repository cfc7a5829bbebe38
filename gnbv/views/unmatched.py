"""Surveys kept whole until a person says where they belong."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import Outcome
from gnbv.permissions import DECIDING_ROLES, Actor
from gnbv.security import current_actor, permission
from gnbv.services import unmatched

blueprint = Blueprint("unmatched", __name__, url_prefix="/surveys/unmatched")


def _may_decide(actor: Actor) -> bool:
    return actor.has(DECIDING_ROLES)


@blueprint.get("")
@permission("decide_surveys", _may_decide)
def index() -> str:
    session, actor = db.session(), current_actor()
    villages, rounds = unmatched.places(session, actor)
    page = unmatched.page(session, actor, request.args.get("page", 1, type=int))
    return render_template("unmatched/index.html", page=page, villages=villages, rounds=rounds)


@blueprint.post("/<uuid:item_id>/household")
@permission("decide_surveys", _may_decide)
def create(item_id: UUID) -> Response:
    """The survey belongs to this household."""
    village, round_id = _chosen("village"), _chosen("round")
    number = request.form.get("number", "")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise _incomplete()
    with transaction() as session:
        answer = unmatched.match(session, current_actor(), item_id, village, int(number), round_id)
    if answer.outcome is Outcome.ACCEPTED:
        flash(_("Đã nhận phiếu vào hộ. Phiếu đang chờ duyệt."), "ok")
    else:
        flash(_("Đã ghép phiếu vào hộ. Phiếu đang được giữ để xem."), "info")
    return htmx.go(url_for(".index"))


@blueprint.post("/<uuid:item_id>/withdrawal")
@permission("decide_surveys", _may_decide)
def destroy(item_id: UUID) -> Response:
    with transaction() as session:
        unmatched.put_aside(session, current_actor(), item_id, request.form.get("note", ""))
    flash(_("Đã gác phiếu lại. Xã vẫn lưu phiếu này."), "ok")
    return htmx.go(url_for(".index"))


def _chosen(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError as error:
        raise _incomplete() from error


def _incomplete() -> Invalid:
    return Invalid(
        "place_incomplete",
        "Chưa chọn đủ thôn, số hộ và đợt. Phiếu vẫn được giữ. Chọn đủ rồi bấm lại.",
        "Village, household number and round are not all chosen. The survey is still kept. Choose all three.",
    )
