"""A unit's days off and days worked instead: those of the State beside its own."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.security import current_actor, permission
from gnbv.services import local_days
from gnbv.views import fields

blueprint = Blueprint("local_days", __name__, url_prefix="/units/<uuid:unit_id>/days")
keeps = permission("keep_days", permissions.can_keep_days)
FIRST_YEAR, LAST_YEAR = 2022, 2060


@blueprint.get("")
@permission("see_days", permissions.can_see_days)
def index(unit_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    unit = local_days.find_unit(session, actor, unit_id)
    asked = request.args.get("year", actor.today.year, type=int)
    year = min(max(asked, FIRST_YEAR), LAST_YEAR)
    return render_template(
        "local_days/index.html",
        unit=unit,
        year=year,
        days=local_days.of_year(session, unit, year),
        holidays=local_days.holidays(session, unit, year, i18n.current()),
        may_change=actor.holds(permissions.DAY_ROLES, unit.path),
    )


@blueprint.post("")
@keeps
def create(unit_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        unit = local_days.find_unit(session, actor, unit_id, to_change=True)
        on = fields.needed_day("on")
        is_working = fields.text("is_working") == "yes"
        local_days.add(
            session, actor, unit, on, fields.text("name"), fields.text("source"), is_working=is_working
        )
    flash(_("Đã ghi. Các hạn tính theo ngày làm việc đã tính lại."), "ok")
    return htmx.go(url_for(".index", unit_id=unit_id, year=on.year))


@blueprint.post("/<uuid:day_id>/removal")
@keeps
def destroy(unit_id: UUID, day_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        unit = local_days.find_unit(session, actor, unit_id, to_change=True)
        local_days.remove(session, actor, unit, day_id)
    flash(_("Đã bỏ ngày riêng đó."), "ok")
    return htmx.go(url_for(".index", unit_id=unit_id))
