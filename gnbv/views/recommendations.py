"""Recommendations of the observer (Mặt trận) on villages' files, and their answers."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.models import VillageReview
from gnbv.security import current_actor, permission
from gnbv.services import observations, village_reviews
from gnbv.views import fields
from gnbv.views.procedures import find_round

blueprint = Blueprint("recommendations", __name__)
sees = permission("see_procedure", permissions.can_see_procedure)


@blueprint.get("/recommendations")
@sees
def index() -> str:
    actor = current_actor()
    asked = request.args.get("round_id", type=UUID)
    rows = observations.index(db.session(), actor, asked)
    answers = [row.id for row in rows if actor.holds(permissions.CONCLUDING_ROLES, row.review.unit.path)]
    return render_template("recommendations/index.html", rows=rows, answers=answers)


@blueprint.post("/rounds/<uuid:round_id>/villages/<uuid:unit_id>/recommendations")
@permission("observe", permissions.can_observe)
def create(round_id: UUID, unit_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        review = village_reviews.of(session, actor, find_round(round_id), unit_id, lock=True)
        home = fields.uuid("household") if fields.text("household") else None
        observations.recommend(
            session, actor, review, fields.uuid("id"), fields.text("text"), fields.needed_day("answer_by"), home
        )  # fmt: skip
    flash(_("Đã gửi kiến nghị. Đầu mối và lãnh đạo xã được báo."), "ok")
    return htmx.go(url_for("village_files.show", round_id=round_id, unit_id=unit_id))


@blueprint.post("/recommendations/<uuid:recommendation_id>/answer")
@permission("move_villages_back", permissions.can_move_villages_back)
def answer(recommendation_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = observations.get(session, actor, recommendation_id, lock=True)
        observations.answer(session, actor, row, fields.text("answer"), fields.text("number"))
        review = session.get_one(VillageReview, (row.tenant, row.review_id))
        where = {"round_id": review.round_id, "unit_id": review.unit_id}
    flash(_("Đã trả lời kiến nghị. Người kiến nghị được báo."), "ok")
    return htmx.go(url_for("village_files.show", **where))
