"""The fourth tab, "Thêm": who is signed in, the language, and the way out."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from gnbv import htmx, i18n
from gnbv.errors import Invalid
from gnbv.security import permission

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
@permission("signed_in")
def show() -> str:
    return render_template("account/show.html")


@blueprint.post("/language")
@permission("signed_in")
def update_language() -> Response:
    locale = request.form.get("locale", "")
    if locale not in current_app.config["LANGUAGES"]:
        raise Invalid(
            "language",
            "Chưa có ngôn ngữ này. Chưa có gì thay đổi. Chọn Tiếng Việt hoặc English.",
            "This language is not there. Nothing was changed. Choose Tiếng Việt or English.",
        )
    return i18n.remember(htmx.go(url_for("account.show")), locale)
