"""A superior's own workbook: taken in, its marks shown cell by cell, filled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import TableTemplate
from gnbv.permissions import Actor
from gnbv.security import current_actor
from gnbv.services import official_table_templates
from gnbv.services.official_table_sheets import ILLUSTRATIVE
from gnbv.services.official_tables import Tables
from gnbv.views import downloads, fields
from gnbv.views.table_choices import required, unit_of
from gnbv.views.table_figures import submits_tables
from gnbv.views.table_files import XLSX, file_name
from gnbv.views.tables import reads_tables

blueprint = Blueprint("table_templates", __name__, url_prefix="/tables/templates")


@blueprint.get("")
@reads_tables
def index() -> str:
    actor = current_actor()
    chosen = required(actor)
    unit = chosen["tables"].unit
    return render_template(
        "tables/templates.html",
        **chosen,
        templates=official_table_templates.every(db.session(), unit),
        may_submit=actor.holds(permissions.TABLE_ROLES, unit.path),
    )


@blueprint.post("")
@submits_tables
def create() -> BaseResponse:
    actor = current_actor()
    unit = unit_of(actor, fields.uuid("unit"))
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Invalid(
            "no_file",
            "Chưa chọn tệp. Chưa có gì thay đổi. Chọn tệp Excel (.xlsx) rồi bấm lại.",
            "No file was chosen. Nothing was changed. Choose an Excel workbook (.xlsx).",
        )
    content = given.stream.read(official_table_templates.MAX_BYTES + 1)
    with transaction() as session:
        row = official_table_templates.store(
            session, actor, unit, given.filename, content, fields.text("cells")
        )
        id_ = row.id
    flash(_("Đã giữ tệp mẫu. Xem các ô ở dưới trước khi tải tệp đã điền."), "ok")
    return htmx.go(
        url_for(".show", template_id=id_, year=fields.text("year"), standard=fields.text("standard"))
    )


@blueprint.get("/<uuid:template_id>")
@reads_tables
def show(template_id: UUID) -> str:
    actor = current_actor()
    row = official_table_templates.get(db.session(), actor, template_id)
    chosen = _chosen(actor, row)
    found: Tables = chosen["tables"]
    return render_template(
        "tables/template.html",
        **chosen,
        row=row,
        cells=official_table_templates.preview(row, found.documents, _words(found)),
        why={
            key: texts[0 if i18n.current() == "vi" else 1]
            for key, texts in official_table_templates.WHY.items()
        },
    )


@blueprint.get("/<uuid:template_id>/filled.xlsx")
@reads_tables
def filled(template_id: UUID) -> Response:
    actor = current_actor()
    row = official_table_templates.get(db.session(), actor, template_id)
    found: Tables = _chosen(actor, row)["tables"]
    content = official_table_templates.fill(row, found.documents, _words(found))
    return downloads.name_file(Response(content, mimetype=XLSX), f"{file_name(found, [])}-theo-mau.xlsx")


def _chosen(actor: Actor, row: TableTemplate) -> dict[str, Any]:
    """The tables of the template's unit, in the year and standard of the address."""
    given = MultiDict(request.args)
    given["unit"] = str(row.unit_id)
    return required(actor, given)


def _words(found: Tables) -> dict[str, str | int]:
    state = (
        _("Số liệu sơ bộ, chưa phải kết quả công nhận") if found.is_preliminary else _("Số liệu chính thức")
    )
    return {
        "unit": found.unit.name,
        "year": found.period.year,
        "standard": found.standard_name,
        "day": found.period.end.strftime("%d/%m/%Y"),
        "state": f"{ILLUSTRATIVE}. {state}" if found.is_illustrative else state,
    }
