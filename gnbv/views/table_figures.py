"""The page on which the number of all households and people per village is entered, with its day and source."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotPermitted
from gnbv.security import current_actor, permission
from gnbv.services import official_table_places, unit_figures
from gnbv.services.official_table_places import as_id
from gnbv.services.unit_figures import KINDS, Told
from gnbv.views import fields
from gnbv.views.table_choices import unit_of

blueprint = Blueprint("table_figures", __name__, url_prefix="/tables/figures")
submits_tables = permission("submit_tables", permissions.can_submit_tables)


@blueprint.get("")
@submits_tables
def index() -> str:
    session, actor = db.session(), current_actor()
    unit = unit_of(actor, request.args.get("unit", type=UUID))
    if not actor.holds(permissions.TABLE_ROLES, unit.path):
        raise NotPermitted()
    places = official_table_places.of(session, unit, actor.today)
    known = unit_figures.newest(session, places, actor.today)
    return render_template(
        "tables/figures.html",
        unit=unit,
        rows=[(as_id(row.id), row.name, known.get(row.id, {})) for row in places.rows],
        kinds=KINDS,
    )


@blueprint.post("")
@submits_tables
def create() -> BaseResponse:
    actor = current_actor()
    unit = unit_of(actor, fields.uuid("unit"))
    with transaction() as session:
        places = official_table_places.of(session, unit, actor.today)
        told = [
            Told(as_id(row.id), _number(f"households-{as_id(row.id)}"), _number(f"people-{as_id(row.id)}"))
            for row in places.rows
        ]
        written = unit_figures.enter(session, actor, told, fields.needed_day("as_of"), fields.text("source"))
    flash(ngettext("Đã ghi %(num)s số.", "Đã ghi %(num)s số.", written), "ok")
    return htmx.go(url_for("tables.index", unit=unit.id, table="T1"))


def _number(name: str) -> int | None:
    """A whole number, however its thousands are written; nothing when the box is empty."""
    given = fields.text(name).replace(".", "").replace(" ", "")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise Invalid(
            "figure_unreadable",
            f"“{given[:20]}” không phải số nguyên. Chưa ghi số nào. Sửa ô đó rồi bấm lại.",
            f"“{given[:20]}” is no whole number. Nothing was written. Correct that box and try again.",
        )
    return int(given)
