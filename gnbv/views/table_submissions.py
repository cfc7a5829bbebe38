"""Submitted tables: frozen, shown again, compared with the live state."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n
from gnbv.db import db, transaction
from gnbv.models import User
from gnbv.security import current_actor
from gnbv.services import official_table_submissions, official_tables, reads, rows
from gnbv.services.official_table_sheets import groups
from gnbv.views import fields
from gnbv.views.table_choices import required
from gnbv.views.table_figures import submits_tables
from gnbv.views.tables import reads_tables

blueprint = Blueprint("table_submissions", __name__, url_prefix="/tables/submissions")


@blueprint.post("")
@submits_tables
def create() -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        chosen = required(actor, request.form)
        row = official_table_submissions.submit(
            session,
            actor,
            chosen["tables"],
            request.form.getlist("table"),
            seen=fields.text("seen"),
            acknowledged=fields.text("acknowledged"),
        )
        number, id_ = row.number, row.id
    flash(_("Đã nộp lần %(number)s. Số liệu lần này được giữ nguyên.", number=number), "ok")
    return htmx.go(url_for(".show", submission_id=id_))


@blueprint.get("/<uuid:submission_id>")
@reads_tables
def show(submission_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    row = official_table_submissions.get(session, actor, submission_id)
    compared = official_table_submissions.compare(session, actor, row)
    listed = {home["household"] for table in row.tables.values() for home in table.get("homes", ())}
    asked = request.args.get("table", "")
    document = row.tables.get(asked) or next(iter(row.tables.values()))
    # Names are shown for the households that came or went, and for a list that is opened.
    shown = {one.household["household"] for one in compared.homes} | (
        listed if "homes" in document else set()
    )
    reads.log(db.engines["reads"], actor, [UUID(id_) for id_ in sorted(shown)], "table")
    names = official_tables.standard_names(session, actor.tenant, i18n.current())
    return render_template(
        "tables/submission.html",
        row=row,
        compared=compared,
        document=document,
        groups=groups,
        locale=i18n.current(),
        by=rows.by_key(session, User, row.tenant, row.submitted_by),
        standard=names.get(row.standard, row.standard),
        at={"unit": row.unit_id, "year": row.year, "standard": row.standard},
    )
