"""One household in a round: who had it, the visits, and how it ends when no visit reaches anybody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.models import Round
from gnbv.security import current_actor, permission
from gnbv.services import access, conclusions, household_course, reads
from gnbv.services.conclusions import Witness

blueprint = Blueprint(
    "conclusions", __name__, url_prefix="/rounds/<uuid:round_id>/households/<uuid:household_id>"
)
concludes = permission("conclude", permissions.can_assign)


def _round(round_id: UUID) -> Round:
    query = access.rounds_in_scope(current_actor(), permissions.READING_ROLES).where(Round.id == round_id)
    found: Round | None = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("")
@permission("see_board", permissions.can_see_board)
def show(round_id: UUID, household_id: UUID) -> str:
    round_ = _round(round_id)
    found = household_course.course(db.session(), current_actor(), round_, household_id)
    reads.log(db.engines["reads"], current_actor(), [household_id], "round")
    return render_template("conclusions/show.html", round=round_, course=found, kinds=conclusions.KINDS)


@blueprint.post("/conclusion")
@concludes
def create(round_id: UUID, household_id: UUID) -> Response:
    form = request.form
    # Only a refusal has witnesses: empty fields of the others are none.
    pairs = zip(form.getlist("witness"), form.getlist("capacity"), strict=False)
    witnesses = [Witness(name, capacity) for name, capacity in pairs if name.strip() or capacity.strip()]
    with transaction() as session:
        conclusions.conclude(
            session,
            current_actor(),
            _round(round_id),
            household_id,
            form.get("kind", ""),
            reason=form.get("reason", ""),
            informant=form.get("informant", ""),
            witnesses=witnesses,
            decided_on=_day(form.get("decided_on", "")),
        )
    flash(_("Đã ghi kết luận. Hộ này không còn tính là chưa làm."), "ok")
    return htmx.go(url_for(".show", round_id=round_id, household_id=household_id))


@blueprint.post("/conclusion/undo")
@concludes
def destroy(round_id: UUID, household_id: UUID) -> Response:
    with transaction() as session:
        reason = request.form.get("reason", "")
        conclusions.undo(session, current_actor(), _round(round_id), household_id, reason)
    flash(_("Đã huỷ kết luận. Hộ này lại chờ giao cho người rà soát."), "ok")
    return htmx.go(url_for(".show", round_id=round_id, household_id=household_id))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(
            "conclusion_day",
            "Ngày này không có thật. Chưa có gì thay đổi. Chọn lại ngày rồi bấm lại.",
            "This day does not exist. Nothing was changed. Choose the day again.",
        ) from error
