"""What becomes of a complaint: which home it is about, who goes there, the answer; that it was taken back, or opened again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import transaction
from gnbv.security import current_actor, permission
from gnbv.services import complaint_answers, complaint_pages, complaints
from gnbv.views import fields

blueprint = Blueprint("complaint_acts", __name__, url_prefix="/complaints/<uuid:complaint_id>")
takes = permission("take_complaints", permissions.can_take_complaints)
gives = permission("give_rechecks", permissions.can_give_rechecks)
answers = permission("answer_complaints", permissions.can_answer_complaints)


@blueprint.post("/household")
@takes
def create_household(complaint_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = complaints.get(session, actor, complaint_id, lock=True)
        home = complaint_pages.household(session, row.village_id, actor.tenant, fields.number("number"))
        complaints.name_household(session, actor, row, home)
    return _done(complaint_id, _("Đã ghi khiếu nại về hộ %(number)s.", number=f"{home.number:03d}"))


@blueprint.post("/assignment")
@gives
def create_assignment(complaint_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = complaints.get(session, actor, complaint_id, lock=True)
        complaint_answers.assign(session, actor, row, fields.uuid("user"))
    return _done(complaint_id, _("Đã giao phúc tra. Máy của người đó nhận việc ở lần có mạng tới."))


@blueprint.post("/answer")
@answers
def create_answer(complaint_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = complaints.get(session, actor, complaint_id, lock=True)
        complaint_answers.answer(
            session,
            actor,
            row,
            fields.text("answer"),
            fields.text("document_number"),
            fields.needed_day("on"),
            unchecked=fields.text("unchecked"),
        )
    return _done(complaint_id, _("Đã ghi trả lời. In văn bản, ký rồi gửi người khiếu nại."))


@blueprint.post("/withdrawal")
@takes
def create_withdrawal(complaint_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = complaints.get(session, actor, complaint_id, lock=True)
        complaint_answers.withdraw(session, actor, row, fields.text("reason"))
    return _done(complaint_id, _("Đã ghi người khiếu nại rút."))


@blueprint.post("/reopening")
@answers
def create_reopening(complaint_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = complaints.get(session, actor, complaint_id, lock=True)
        complaint_answers.reopen(session, actor, row, fields.text("reason"))
    return _done(complaint_id, _("Đã mở lại khiếu nại."))


def _done(complaint_id: UUID, words: str) -> Response:
    flash(words, "ok")
    return htmx.go(url_for("complaints.show", complaint_id=complaint_id))
