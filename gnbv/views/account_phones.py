"""A person's own phones: which they are, what happened to them, and ending one that is lost."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.security import current_actor, permission
from gnbv.services import phones

blueprint = Blueprint("account_phones", __name__, url_prefix="/account/devices")


@blueprint.get("")
@permission("signed_in")
def index() -> str:
    session, user = db.session(), current_user.row.user
    return render_template(
        "account/phones.html",
        phones=phones.rows(session, user),
        history=phones.history(session, user),
        here=current_user.row.device_id,
        end=lambda device_id: url_for(".destroy", device_id=device_id),
    )


@blueprint.post("/<uuid:device_id>/end")
@permission("signed_in")
def destroy(device_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        phones.end(session, actor, phones.own(session, actor, device_id), request.form.get("reason", ""))
    flash(gettext("Đã ngừng máy. Việc máy này gửi sau sẽ được giữ lại xem."), "ok")
    return htmx.go(url_for(".index"))
