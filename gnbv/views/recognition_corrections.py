"""A correction after recognition: what stands, and the decision that changes it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.models import Household, HouseholdClass
from gnbv.permissions import RECOGNISING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import reads, recognition_corrections, recognitions
from gnbv.services.recognition_corrections import Correction
from gnbv.services.recognition_lists import AVERAGE
from gnbv.views import fields

blueprint = Blueprint(
    "recognition_corrections", __name__, url_prefix="/recognitions/<uuid:recognition_id>/rows/<uuid:row_id>"
)
signs = permission("sign_recognitions", permissions.can_sign_recognitions)


@blueprint.get("/correction")
@signs
def new(recognition_id: UUID, row_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    recognition = recognitions.get(session, actor, recognition_id, RECOGNISING_ROLES)
    row = recognition_corrections.get_row(session, recognition, row_id)
    reads.log(db.engines["reads"], actor, [row.household_id], "recognition")
    return render_template(
        "recognitions/correction.html",
        recognition=recognition,
        row=row,
        household=session.get_one(Household, (row.tenant, row.household_id)),
        there=recognition_corrections.stands(session, recognition, row.household_id),
        classes=[
            one for one in HouseholdClass if recognition.kind == AVERAGE or one is not HouseholdClass.AVERAGE
        ],
    )


@blueprint.post("/correction")
@signs
def create(recognition_id: UUID, row_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        recognition = recognitions.get(session, actor, recognition_id, RECOGNISING_ROLES, lock=True)
        row = recognition_corrections.get_row(session, recognition, row_id)
        wanted = Correction(
            fields.one_of(HouseholdClass, fields.text("class")), fields.text("number"), fields.needed_day("on"),
            fields.text("reason"),
        )  # fmt: skip
        recognition_corrections.correct(session, actor, recognition, row, wanted)
    flash(_("Đã đính chính. Quyết định cũ và lý do vẫn giữ trong sổ phân loại."), "ok")
    return htmx.go(url_for("recognitions.show", recognition_id=recognition_id))
