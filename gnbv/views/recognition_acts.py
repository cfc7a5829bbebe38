"""Acts on a decision: gathered, submitted, the superior's opinion, signed, given up."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import transaction
from gnbv.permissions import CONCLUDING_ROLES, RECOGNISING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import recognition_opinions, recognition_signing, recognitions
from gnbv.services.recognition_lists import AVERAGE, REVIEW
from gnbv.services.recognition_opinions import Opinion
from gnbv.services.recognition_signing import Signing
from gnbv.views import fields

blueprint = Blueprint("recognition_acts", __name__)
submits = permission("submit_recognitions", permissions.can_submit_recognitions)
signs = permission("sign_recognitions", permissions.can_sign_recognitions)


@blueprint.post("/rounds/<uuid:round_id>/recognitions")
@submits
def create(round_id: UUID) -> Response:
    actor = current_actor()
    kind = AVERAGE if fields.text("kind") == AVERAGE else REVIEW
    with transaction() as session:
        round_ = recognitions.get_round(session, actor, round_id, CONCLUDING_ROLES)
        row = recognitions.draft(session, actor, round_, fields.text("standard"), kind)
        found = row.id
    return _done(found, _("Đã gom các thôn sẵn sàng. In ra, ký trình, rồi ghi số tờ trình."))


@blueprint.post("/recognitions/<uuid:recognition_id>/submission")
@submits
def submit(recognition_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = recognitions.get(session, actor, recognition_id, CONCLUDING_ROLES, lock=True)
        recognitions.submit(session, actor, row, fields.text("number"), fields.needed_day("on"))
    return _done(recognition_id, _("Đã trình. Lãnh đạo xã mở trang này để ký."))


@blueprint.post("/recognitions/<uuid:recognition_id>/opinion")
@submits
def opine(recognition_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = recognitions.get(session, actor, recognition_id, CONCLUDING_ROLES, lock=True)
        told = Opinion(
            fields.text("agrees") == "yes",
            fields.text("number"),
            fields.needed_day("on"),
            fields.text("text"),
        )
        recognition_opinions.record(session, actor, row, told)
    return _done(recognition_id, _("Đã ghi ý kiến cấp trên."))


@blueprint.post("/recognitions/<uuid:recognition_id>/signature")
@signs
def sign(recognition_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = recognitions.get(session, actor, recognition_id, RECOGNISING_ROLES, lock=True)
        wanted = Signing(
            fields.text("number"), fields.needed_day("decided_on"), fields.text("signer_name"),
            fields.text("signer_post"), fields.day("effective_on"),
        )  # fmt: skip
        recognition_signing.sign(session, actor, row, wanted)
    return _done(recognition_id, _("Đã công nhận. Sổ hộ và sổ phân loại đã cập nhật. Tiếp theo: cấp giấy chứng nhận."))  # fmt: skip


@blueprint.post("/recognitions/<uuid:recognition_id>/drop")
@submits
def destroy(recognition_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = recognitions.get(session, actor, recognition_id, CONCLUDING_ROLES, lock=True)
        recognitions.drop(session, actor, row, fields.text("reason"))
        round_id = row.round_id
    flash(_("Đã bỏ tờ trình. Các thôn vẫn sẵn sàng để gom lại."), "ok")
    return htmx.go(url_for("recognitions.index", round_id=round_id))


def _done(recognition_id: UUID, words: str) -> Response:
    flash(words, "ok")
    return htmx.go(url_for("recognitions.show", recognition_id=recognition_id))
