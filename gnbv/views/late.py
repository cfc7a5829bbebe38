"""What came from a phone or a person whose right to send had ended: taken in, or put aside with a reason."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.models import Outcome
from gnbv.permissions import can_settle
from gnbv.security import current_actor, permission
from gnbv.services import late_items, reads

blueprint = Blueprint("late", __name__, url_prefix="/late")


@blueprint.get("")
@permission("settle", can_settle)
def index() -> str:
    page = late_items.page(db.session(), current_actor(), request.args.get("page", 1, type=int))
    homes = {row.household.id for row in page.rows if row.household is not None}
    reads.log(db.engines["reads"], current_actor(), homes, "late")
    return render_template("late/index.html", page=page)


@blueprint.post("/<uuid:item_id>/acceptance")
@permission("settle", can_settle)
def create(item_id: UUID) -> Response:
    with transaction() as session:
        answer = late_items.accept(session, current_actor(), item_id, request.form.get("note", ""))
    if answer.outcome is Outcome.CONFLICT:
        flash(_("Ở xã đã có bản khác. Cả hai bản được giữ, mở “Hai bản khác nhau” để chọn."), "info")
    else:
        flash(_("Đã nhận. Máy của người gửi sẽ được báo."), "ok")
    return htmx.go(url_for(".index"))


@blueprint.post("/<uuid:item_id>/withdrawal")
@permission("settle", can_settle)
def destroy(item_id: UUID) -> Response:
    with transaction() as session:
        late_items.put_aside(session, current_actor(), item_id, request.form.get("note", ""))
    flash(_("Đã gác lại. Xã vẫn lưu nội dung này."), "ok")
    return htmx.go(url_for(".index"))
