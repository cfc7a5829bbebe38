"""Which standard serves which list and paper of a round: chosen, and confirmed by a person."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.permissions import CONCLUDING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import access, board_classes, recognitions, standard_uses
from gnbv.views import fields

blueprint = Blueprint("standard_uses", __name__, url_prefix="/rounds/<uuid:round_id>/standards")
sees = permission("see_recognitions", permissions.can_see_recognitions)
submits = permission("submit_recognitions", permissions.can_submit_recognitions)


@blueprint.get("")
@sees
def show(round_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    round_ = recognitions.get_round(session, actor, round_id)
    return render_template(
        "recognitions/uses.html",
        round=round_,
        uses=standard_uses.of(round_),
        needs_word=standard_uses.needs_word(round_),
        names=board_classes.standard_names(session, round_, i18n.current()),
        may_choose=actor.holds(CONCLUDING_ROLES, access.get_unit_of(session, round_).path),
    )


@blueprint.post("")
@submits
def update(round_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        round_ = recognitions.get_round(session, actor, round_id, CONCLUDING_ROLES)
        standard_uses.choose(
            session, actor, round_, request.form.getlist("recognition"), fields.text("certificate"), fields.text("report")
        )  # fmt: skip
    return _done(round_id, _("Đã ghi cách dùng. Đối chiếu văn bản rồi bấm xác nhận."))


@blueprint.post("/confirmation")
@submits
def confirm(round_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        round_ = recognitions.get_round(session, actor, round_id, CONCLUDING_ROLES)
        standard_uses.confirm(session, actor, round_)
    return _done(round_id, _("Đã xác nhận chuẩn nào dùng cho việc nào."))


def _done(round_id: UUID, words: str) -> Response:
    flash(words, "ok")
    return htmx.go(url_for(".show", round_id=round_id))
