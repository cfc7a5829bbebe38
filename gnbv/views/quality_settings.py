"""How a round checks what arrives: read by whoever assigns, changed by whoever runs the round."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotPermitted
from gnbv.models import Round
from gnbv.rules.quality_bounds import WEIGHTS
from gnbv.security import current_actor, permission
from gnbv.services import access, quality, quality_runs, quality_settings
from gnbv.services.quality_runs import Preview
from gnbv.services.quality_settings import Wanted
from gnbv.views.back_checks import checks, find_round

blueprint = Blueprint("quality_settings", __name__, url_prefix="/rounds/<uuid:round_id>/quality")
runs_rounds = permission("run_rounds", permissions.can_run_rounds)


@blueprint.get("")
@checks
def edit(round_id: UUID) -> Response:
    return _page(find_round(round_id))


@blueprint.post("")
@runs_rounds
def update(round_id: UUID) -> BaseResponse:
    round_ = find_round(round_id)
    try:
        with transaction() as session:
            known = request.form.get("version", "")
            done = quality_settings.change(session, current_actor(), round_, _wanted(), known)
    except Invalid as error:
        return _page(find_round(round_id), error=error)
    flash(_("Đã ghi. Áp dụng cho phiếu gửi về từ nay.") if done else _("Không có gì thay đổi."), "ok")
    return htmx.go(url_for(".edit", round_id=round_id))


@blueprint.post("/preview")
@runs_rounds
def preview(round_id: UUID) -> Response:
    """What the thresholds in the form would flag of the surveys that came in. Nothing is written."""
    round_ = find_round(round_id)
    if not _may_change(round_):
        raise NotPermitted()
    try:
        own, _held = quality_settings.read(_wanted(), round_)
        found = quality_runs.preview(db.session(), round_, own)
    except Invalid as error:
        return _page(round_, error=error)
    return _page(round_, found=found)


@blueprint.post("/runs")
@runs_rounds
def create_run(round_id: UUID) -> BaseResponse:
    with transaction() as session:
        run = quality_runs.rerun(session, current_actor(), find_round(round_id))
    words = ngettext("Đã kiểm tra lại %(num)s phiếu", "Đã kiểm tra lại %(num)s phiếu", run.checked)
    words += ", " + ngettext(
        "%(num)s phiếu đổi điểm cần xem.", "%(num)s phiếu đổi điểm cần xem.", run.changed
    )
    if run.left:
        words += " " + ngettext("Còn %(num)s phiếu, bấm tiếp.", "Còn %(num)s phiếu, bấm tiếp.", run.left)
    flash(words, "info" if run.left else "ok")
    return htmx.go(url_for(".edit", round_id=round_id))


def _wanted() -> Wanted:
    form = request.form
    return Wanted(
        on=frozenset(form.getlist("on")),
        weights={code: form.get(f"weight:{code}", "") for code in quality.codes()},
        values={name: text for name, text in form.items() if ":" in name and not name.startswith("weight:")},
        hold_weight=form.get("hold_weight", ""),
        hold_share=form.get("hold_share", ""),
        hold_seed=form.get("hold_seed", ""),
    )


def _may_change(round_: Round) -> bool:
    path = access.get_unit_of(db.session(), round_).path
    return current_actor().holds(permissions.ROUND_ROLES, path)


def _page(round_: Round, *, error: Invalid | None = None, found: Preview | None = None) -> Response:
    session, locale = db.session(), i18n.current()
    body = render_template(
        "quality/settings.html",
        round=round_,
        checks=quality_settings.checks(round_, locale),
        hold=quality_settings.hold(round_),
        weights=WEIGHTS,
        version=quality_settings.version(round_),
        may_change=_may_change(round_) and round_.status.value != "closed",
        waiting=quality_runs.waiting(session, round_),
        history=quality_settings.history(session, round_),
        name_of=lambda code: quality.name_of(code, locale),
        found=found,
        typed=request.form if error or found else None,
        wrong=error.details.get("field", "") if error else "",
        error_words="" if error is None else (error.en if locale == "en" else error.vi),
        locale=locale,
        nav_on_phone=False,
    )
    return make_response(body, 200 if error is None else 422)
