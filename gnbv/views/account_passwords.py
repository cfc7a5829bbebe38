"""A person's own password."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import get_locale, gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from gnbv import htmx
from gnbv.db import transaction
from gnbv.errors import Invalid
from gnbv.models import User
from gnbv.security import current_actor, permission
from gnbv.services import account_passwords

blueprint = Blueprint("account_passwords", __name__, url_prefix="/account/password")


@blueprint.get("")
@permission("signed_in")
def edit() -> str:
    return _page()


@blueprint.post("")
@permission("signed_in")
def update() -> Response | tuple[str, int]:
    actor = current_actor()
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    try:
        with transaction() as session:
            user = session.get_one(User, (actor.tenant, actor.user_id))
            account_passwords.change(session, actor, user, old, new, again, kept=current_user.get_id())
    except Invalid as error:
        return _page(error.en if str(get_locale()).startswith("en") else error.vi), error.status
    flash(gettext("Đã đổi mật khẩu. Máy khác sẽ hỏi đăng nhập lại."), "ok")
    return htmx.go(url_for("account.show"))


def _page(error: str = "") -> str:
    return render_template(
        "account/password.html", error=error, is_temporary=current_user.row.user.password_is_temporary
    )
