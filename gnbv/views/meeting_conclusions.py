"""The steering board's word on households: those two meetings did not agree to, and those without a sheet."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.models import HouseholdClass
from gnbv.permissions import CONCLUDING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import board_classes, meeting_conclusions, reads, village_reviews
from gnbv.services.meeting_conclusions import Word
from gnbv.views import fields
from gnbv.views.procedures import find_round

blueprint = Blueprint(
    "meeting_conclusions", __name__, url_prefix="/rounds/<uuid:round_id>/villages/<uuid:unit_id>/conclusions"
)
concludes = permission("conclude_for_board", permissions.can_conclude_for_board)


@blueprint.get("")
@concludes
def index(round_id: UUID, unit_id: UUID) -> str:
    session, actor, round_ = db.session(), current_actor(), find_round(round_id)
    review = village_reviews.of(session, actor, round_, unit_id, CONCLUDING_ROLES)
    refused, unsheeted = meeting_conclusions.waiting(session, review)
    reads.log(db.engines["reads"], actor, [home.household.id for home in (*refused, *unsheeted)], "meeting")
    names = board_classes.standard_names(session, round_, i18n.current())
    return render_template(
        "meetings/conclusions.html",
        round=round_,
        village=review.unit,
        review=review,
        refused=refused,
        unsheeted=unsheeted,
        standards={key: names.get(key, key) for key in round_.standards},
        classes=meeting_conclusions.CLASSES,
    )


@blueprint.post("/<uuid:household_id>")
@concludes
def create(round_id: UUID, unit_id: UUID, household_id: UUID) -> Response:
    with transaction() as session:
        round_ = find_round(round_id)
        review = village_reviews.of(session, current_actor(), round_, unit_id, CONCLUDING_ROLES, lock=True)
        word = Word(
            classes={
                key: fields.one_of(HouseholdClass, fields.text(f"class_{key}")) for key in round_.standards
            },
            reason=fields.text("reason"),
            document_number=fields.text("document_number"),
            document_on=fields.day("document_on"),
        )
        meeting_conclusions.conclude(session, current_actor(), review, household_id, word)
    flash(_("Đã ghi kết luận của Ban Chỉ đạo."), "ok")
    return htmx.go(url_for(".index", round_id=round_id, unit_id=unit_id))
