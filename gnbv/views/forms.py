"""The library of sheets: take one in, read its problems, compare, publish, use in a round, retire."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Conflict, Invalid
from gnbv.models import FormStatus, FormVersion
from gnbv.security import current_actor, permission
from gnbv.services import form_facts, form_library, form_rounds
from gnbv.services.form_check import SheetRefused
from gnbv.views import downloads

blueprint = Blueprint("forms", __name__, url_prefix="/forms")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@permission("keep_forms", permissions.can_keep_forms)
def index() -> str:
    return render_template("forms/index.html", rows=form_library.forms(db.session(), current_actor()))


@blueprint.post("")
@permission("keep_forms", permissions.can_keep_forms)
def create() -> BaseResponse:
    """An uploaded workbook; the files it names may come with it."""
    actor = current_actor()
    given = request.files.get("sheet")
    content = given.read() if given else b""
    name = (given.filename if given else "") or "mau.xlsx"
    beside = {file.filename: file.read() for file in request.files.getlist("beside") if file.filename}
    try:
        with transaction() as session:
            row, changed = form_library.take_in(session, actor, content, name.rsplit(".", 1)[0], beside)
    except SheetRefused as refused:
        return _refused(name, 422, problems=form_library.explained(content, refused.problems))
    except Conflict as conflict:
        return _refused(name, 409, words=conflict.en if i18n.current() == "en" else conflict.vi)
    if changed:
        flash(gettext("Đã đọc được mẫu, giữ làm bản thử. Xem trước rồi phát hành."), "ok")
    else:
        flash(gettext("Bản này đã có với đúng nội dung đó, không có gì thay đổi."), "info")
    return htmx.go(url_for("forms.show", version_id=row.id))


@blueprint.get("/<uuid:version_id>")
@permission("keep_forms", permissions.can_keep_forms)
def show(version_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    row = form_library.get_version(session, actor, version_id)
    return render_template(
        "forms/show.html",
        row=row,
        form=form_library.form_of(session, row),
        facts=form_facts.facts(row.compiled, i18n.current()),
        publisher=form_library.publisher(session, row),
        others=form_library.siblings(session, row),
        rounds=form_rounds.using(session, row),
        open_rounds=form_rounds.rounds_for(session, actor, row) if row.status is FormStatus.PUBLISHED else [],
    )


@blueprint.get("/<uuid:version_id>/sheet.xlsx")
@permission("keep_forms", permissions.can_keep_forms)
def source(version_id: UUID) -> Response:
    """The workbook as it was uploaded."""
    row = _row(version_id)
    return download(row.source, f"{form_library.form_of(db.session(), row).key}-{row.version}.xlsx")


@blueprint.post("/<uuid:version_id>/publication")
@permission("keep_forms", permissions.can_keep_forms)
def publish(version_id: UUID) -> BaseResponse:
    with transaction() as session:
        form_library.publish(session, current_actor(), _row(version_id))
    flash(gettext("Đã phát hành. Từ nay nội dung bản này không đổi được nữa."), "ok")
    return htmx.go(url_for("forms.show", version_id=version_id))


@blueprint.post("/<uuid:version_id>/retirement")
@permission("keep_forms", permissions.can_keep_forms)
def retire(version_id: UUID) -> BaseResponse:
    row = _row(version_id)
    was_draft = row.status is FormStatus.DRAFT
    with transaction() as session:
        form_library.retire(session, current_actor(), row)
    if was_draft:
        flash(gettext("Đã bỏ bản thử."), "ok")
        return htmx.go(url_for("forms.index"))
    flash(gettext("Đã ngừng dùng bản này. Phiếu đã làm theo bản này vẫn đọc được."), "ok")
    return htmx.go(url_for("forms.show", version_id=version_id))


@blueprint.post("/<uuid:version_id>/rounds")
@permission("keep_forms", permissions.can_keep_forms)
def use(version_id: UUID) -> BaseResponse:
    """New surveys of a round are made on this version."""
    row = _row(version_id)
    with transaction() as session:
        found = form_rounds.use_in_round(session, current_actor(), row, _uuid(request.form.get("round")))
    flash(
        gettext(
            "%(round)s dùng bản %(version)s từ lần máy có mạng tới. Bản nháp đang làm giữ bản cũ, chuyển được.",
            round=found.name,
            version=row.version,
        ),
        "ok",
    )
    return htmx.go(url_for("forms.show", version_id=version_id))


def download(content: bytes, name: str) -> Response:
    return downloads.name_file(Response(content, mimetype=XLSX), name)


def _row(version_id: UUID) -> FormVersion:
    return form_library.get_version(db.session(), current_actor(), version_id)


def _refused(name: str, status: int, **facts: object) -> Response:
    rows = form_library.forms(db.session(), current_actor())
    return make_response(render_template("forms/index.html", rows=rows, refused=name, **facts), status)


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise Invalid(
            "round_missing",
            "Chưa chọn đợt rà soát. Chưa có gì thay đổi. Chọn đợt rồi bấm lại.",
            "No round was chosen. Nothing was changed. Choose a round and try again.",
        ) from error
