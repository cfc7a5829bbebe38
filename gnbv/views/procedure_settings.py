"""Which steps each kind of round of a unit has, and the one press that opens this month's regular review."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.models import RoundKind, VillageStage
from gnbv.security import current_actor, permission
from gnbv.services import local_days, monthly_reviews, procedure_switches
from gnbv.views import fields

blueprint = Blueprint("procedure_settings", __name__, url_prefix="/units/<uuid:unit_id>")
keeps = permission("keep_days", permissions.can_keep_days)


@blueprint.get("/procedure")
@keeps
def show(unit_id: UUID) -> str:
    actor = current_actor()
    unit = local_days.find_unit(db.session(), actor, unit_id, to_change=True)
    return render_template(
        "procedures/settings.html",
        unit=unit,
        roads=procedure_switches.roads(unit, actor.today),
        stage_of=VillageStage.of,
        locale=i18n.current(),
    )


@blueprint.post("/procedure")
@keeps
def update(unit_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        unit = local_days.find_unit(session, actor, unit_id, to_change=True)
        kind = fields.one_of(RoundKind, fields.text("kind"))
        on = frozenset(request.form.getlist("on"))
        procedure_switches.change(session, actor, unit, kind, on, fields.text("reason"))
    flash(_("Đã ghi. Đợt mở từ nay đi theo các bước này."), "ok")
    return htmx.go(url_for(".show", unit_id=unit_id))


@blueprint.post("/monthly-review")
@permission("run_rounds", permissions.can_run_rounds)
def open_month(unit_id: UUID) -> Response:
    with transaction() as session:
        round_id = monthly_reviews.open_month(session, current_actor(), unit_id).id
    flash(_("Đã mở đợt. Phân công người rà soát cho từng hộ."), "ok")
    return htmx.go(url_for("procedures.index", round_id=round_id))
