"""Scans of a paper sheet: added, looked at, taken off again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.forms import paper as forms
from gnbv.security import current_actor
from gnbv.services import paper_drafts, paper_places, paper_scans, reads
from gnbv.views import shown_files
from gnbv.views.paper import types_paper

blueprint = Blueprint("paper_scans", __name__, url_prefix="/paper/<uuid:round_id>/<uuid:household_id>/scans")


@blueprint.post("")
@types_paper
def create(round_id: UUID, household_id: UUID) -> BaseResponse:
    actor, given = current_actor(), forms.from_form()
    limit = current_app.config["ATTACHMENT_MAX_BYTES"]
    contents = [file.stream.read(limit + 1) for file in request.files.getlist("scan") if file.filename]
    if not contents:
        raise _nothing()
    with transaction() as session:
        entry = paper_places.find(session, actor, round_id, household_id)
        draft = paper_drafts.begin(session, actor, entry, given.turn, given.seen)
        document = paper_drafts.document_of(draft)
        sheet = paper_places.sheet_of(session, entry, draft.form_version_id)
        for content in contents:
            paper_scans.add(session, actor, draft, sheet, document, content, limit)
        paper_drafts.write(actor, draft, document, given.turn)
    flash(gettext("Đã đính kèm bản quét."), "ok")
    return _back(round_id, household_id)


@blueprint.post("/<sha256>/removal")
@types_paper
def destroy(round_id: UUID, household_id: UUID, sha256: str) -> BaseResponse:
    actor, given = current_actor(), forms.from_form()
    with transaction() as session:
        entry = paper_places.find(session, actor, round_id, household_id)
        draft = paper_drafts.begin(session, actor, entry, given.turn, given.seen)
        document = paper_drafts.document_of(draft)
        paper_scans.remove(session, actor, draft, document, sha256)
        paper_drafts.write(actor, draft, document, given.turn)
    return _back(round_id, household_id)


@blueprint.get("/<sha256>")
@types_paper
def show(round_id: UUID, household_id: UUID, sha256: str) -> Response:
    session, actor = db.session(), current_actor()
    entry = paper_places.find(session, actor, round_id, household_id)
    row, file = paper_scans.open_file(session, entry, paper_drafts.get(session, entry), sha256)
    reads.log(db.engines["reads"], actor, [household_id], "photo")
    return shown_files.show(row, file)


def _back(round_id: UUID, household_id: UUID) -> BaseResponse:
    return htmx.go(url_for("paper.show", round_id=round_id, household_id=household_id, _anchor="scans"))


def _nothing() -> Invalid:
    return Invalid(
        "no_scan",
        "Chưa chọn tệp nào nên chưa đính kèm. Phần đã gõ vẫn giữ. Chọn ảnh hoặc PDF của tờ phiếu rồi bấm lại.",
        "No file was chosen, so nothing was attached. What was typed is safe. Choose a picture or PDF and press again.",
    )
