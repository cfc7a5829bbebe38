"""Which questions the back-checks of a round compare, and how near two numbers must be."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import Round
from gnbv.security import current_actor
from gnbv.services import access, back_check_questions, back_check_settings
from gnbv.views.back_checks import checks, find_round
from gnbv.views.quality_settings import runs_rounds

blueprint = Blueprint(
    "back_check_questions", __name__, url_prefix="/rounds/<uuid:round_id>/back-checks/questions"
)


@blueprint.get("")
@checks
def edit(round_id: UUID) -> Response:
    return _page(find_round(round_id))


@blueprint.post("")
@runs_rounds
def update(round_id: UUID) -> BaseResponse:
    round_ = find_round(round_id)
    on = frozenset(request.form.getlist("on"))
    try:
        with transaction() as session:
            done = back_check_settings.change(session, current_actor(), round_, on, request.form)
    except Invalid as error:
        return _page(find_round(round_id), error)
    words = _("Đã ghi. Những hộ đã phúc tra được so lại.") if done else _("Không có gì thay đổi.")
    flash(words, "ok")
    return htmx.go(url_for(".edit", round_id=round_id))


def _page(round_: Round, error: Invalid | None = None) -> Response:
    session, locale = db.session(), i18n.current()
    path = access.get_unit_of(session, round_).path
    sheet = back_check_questions.sheet_of(session, round_)
    body = render_template(
        "back_checks/questions.html",
        round=round_,
        questions=back_check_settings.shown(session, round_, locale),
        is_listed=back_check_questions.of_round(round_, sheet).is_listed,
        bounds=back_check_settings.BOUNDS,
        may_change=current_actor().holds(permissions.ROUND_ROLES, path) and round_.status.value != "closed",
        typed=request.form if error else None,
        wrong=error.details.get("field", "") if error else "",
        error_words="" if error is None else (error.en if locale == "en" else error.vi),
        locale=locale,
        nav_on_phone=False,
    )
    return make_response(body, 200 if error is None else 422)
