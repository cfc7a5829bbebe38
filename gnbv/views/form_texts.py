"""The words of a sheet: a table to translate, taken back as a new draft version."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Conflict, Invalid
from gnbv.models import FormVersion
from gnbv.security import current_actor, permission
from gnbv.services import form_library, form_text_table, form_translations
from gnbv.services.form_check import SheetRefused
from gnbv.services.form_library import ProblemRow
from gnbv.views import downloads

blueprint = Blueprint("form_texts", __name__, url_prefix="/forms/<uuid:version_id>/texts")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@permission("keep_forms", permissions.can_keep_forms)
def show(version_id: UUID) -> Response:
    return _page(_row(version_id))


@blueprint.get("/table.xlsx")
@permission("keep_forms", permissions.can_keep_forms)
def table(version_id: UUID) -> Response:
    row = _row(version_id)
    name = f"{form_library.form_of(db.session(), row).key}-{row.version}-{gettext('bản dịch')}.xlsx"
    return downloads.name_file(Response(form_text_table.table(row.source), mimetype=XLSX), name)


@blueprint.post("")
@permission("keep_forms", permissions.can_keep_forms)
def create(version_id: UUID) -> BaseResponse:
    row = _row(version_id)
    given = request.files.get("table")
    content = given.read() if given else b""
    try:
        with transaction() as session:
            made, count = form_translations.take_in(
                session, current_actor(), row, content, request.form.get("version", "")
            )
    except SheetRefused as refused:
        problems = [ProblemRow(problem, "", "") for problem in refused.problems]
        return _page(row, 422, refused=given.filename if given else "", problems=problems)
    except (Conflict, Invalid) as error:
        words = error.en if i18n.current() == "en" else error.vi
        return _page(row, error.status, refused=given.filename if given else "", words=words)
    flash(
        ngettext(
            "Đã ghi %(num)s chỗ vào bản thử %(version)s.",
            "Đã ghi %(num)s chỗ vào bản thử %(version)s.",
            count,
            version=made.version,
        ),
        "ok",
    )
    return htmx.go(url_for("forms.show", version_id=made.id))


def _row(version_id: UUID) -> FormVersion:
    return form_library.get_version(db.session(), current_actor(), version_id)


def _page(row: FormVersion, status: int = 200, **facts: object) -> Response:
    languages, lines = form_text_table.lines(row.source)
    missing = {one: sum(one not in line.texts for line in lines) for one in languages}
    body = render_template(
        "forms/texts.html",
        row=row,
        form=form_library.form_of(db.session(), row),
        languages=missing,
        count=len(lines),
        **facts,
    )
    return make_response(body, status)
