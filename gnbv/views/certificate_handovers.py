"""A village's certificates handed over: the page of whoever stands in the village, the signed page photographed."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import Recognition, Role, Unit
from gnbv.permissions import FILE_ROLES, HANDING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import (
    certificate_finding,
    certificate_handing,
    certificate_pages,
    certificate_returns,
    procedure_files,
    reads,
)
from gnbv.services.certificate_handing import Handed
from gnbv.views import fields, shown_files

blueprint = Blueprint("certificate_handovers", __name__)
VILLAGE = "/recognitions/<uuid:recognition_id>/certificates/villages/<uuid:unit_id>"
hands = permission("hand_certificates", permissions.can_hand_certificates)
looks = permission("read_certificates", permissions.can_read_certificates)


@blueprint.get(VILLAGE)
@looks
def show(recognition_id: UUID, unit_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    recognition, village = _found(recognition_id, unit_id, FILE_ROLES)
    lines = certificate_pages.lines(session, recognition, village.id)
    reads.log(db.engines["reads"], actor, {line.household.id for line in lines}, "certificate")
    subject = certificate_handing.book_of(recognition.id, village.id)
    return render_template(
        "certificates/village.html",
        recognition=recognition,
        village=village,
        lines=lines,
        due=certificate_returns.listing(session, actor, recognition, FILE_ROLES, village.id),
        pages=procedure_files.of(session, actor.tenant, [subject]).get(subject, []),
        may_hand=actor.holds(HANDING_ROLES, village.path),
        is_whole=actor.holds(FILE_ROLES, recognition.unit.path),
    )


@blueprint.post(f"{VILLAGE}/handovers")
@hands
def create(recognition_id: UUID, unit_id: UUID) -> BaseResponse:
    """The papers that were ticked, or with ``all`` every one on the page."""
    actor = current_actor()
    ids = fields.uuids("there" if request.form.get("all") else "paper")
    rows = [Handed(id_, fields.text(f"to-{id_}")) for id_ in ids]
    with transaction() as session:
        _found(recognition_id, unit_id, HANDING_ROLES)
        count = certificate_handing.hand_over(session, actor, rows, fields.needed_day("on"))
    flash(ngettext("Đã ghi giao %(num)s giấy.", "Đã ghi giao %(num)s giấy.", count), "ok")
    return htmx.go(url_for(".show", recognition_id=recognition_id, unit_id=unit_id))


@blueprint.post("/certificates/<uuid:certificate_id>/handover")
@hands
def create_one(certificate_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        row = Handed(certificate_id, fields.text("to"))
        certificate_handing.hand_over(session, actor, [row], fields.needed_day("on"))
    flash(gettext("Đã ghi giao giấy."), "ok")
    return htmx.go(url_for("certificates.show", certificate_id=certificate_id))


@blueprint.post("/certificates/<uuid:certificate_id>/handover/removal")
@hands
def destroy(certificate_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        row = certificate_finding.get(session, actor, certificate_id, HANDING_ROLES, lock=True)
        certificate_handing.take_back(session, actor, row, fields.text("reason"))
    flash(gettext("Đã bỏ ghi giao. Giấy trở lại danh sách chưa giao."), "ok")
    return htmx.go(url_for("certificates.show", certificate_id=certificate_id))


@blueprint.post(f"{VILLAGE}/pages")
@hands
def create_page(recognition_id: UUID, unit_id: UUID) -> BaseResponse:
    """Photos or scans of the signed pages of the book."""
    actor = current_actor()
    _found(recognition_id, unit_id, HANDING_ROLES)
    given = [file for file in request.files.getlist("page") if file.filename]
    if not given:
        raise Invalid(
            "no_file",
            "Chưa chọn tệp nào nên chưa đính kèm. Những gì đã ghi vẫn giữ. Chụp trang sổ đã ký, chọn ảnh rồi bấm lại.",
            "No file was chosen, so nothing was attached. What was recorded is safe. Photograph the signed page and choose it.",
        )
    with transaction() as session:
        recognition, village = _found(recognition_id, unit_id, HANDING_ROLES)
        subject = certificate_handing.book_of(recognition.id, village.id)
        for file in given:
            procedure_files.store(session, actor, subject, certificate_handing.PAGE, file.stream)  # type: ignore[arg-type]
    flash(gettext("Đã đính kèm trang sổ đã ký."), "ok")
    return htmx.go(url_for(".show", recognition_id=recognition_id, unit_id=unit_id, _anchor="pages"))


@blueprint.get(f"{VILLAGE}/pages/<sha256>")
@looks
def page(recognition_id: UUID, unit_id: UUID, sha256: str) -> Response:
    session, actor = db.session(), current_actor()
    recognition, village = _found(recognition_id, unit_id, FILE_ROLES)
    subject = certificate_handing.book_of(recognition.id, village.id)
    row, content = procedure_files.open_file(session, actor.tenant, subject, sha256)
    lines = certificate_pages.lines(session, recognition, village.id)
    reads.log(db.engines["reads"], actor, {line.household.id for line in lines}, "photo")
    return shown_files.show(row, content)


def _found(recognition_id: UUID, unit_id: UUID, roles: frozenset[Role]) -> tuple[Recognition, Unit]:
    session, actor = db.session(), current_actor()
    recognition = certificate_finding.get_recognition(session, actor, recognition_id, FILE_ROLES)
    return recognition, certificate_pages.village(session, actor, recognition, unit_id, roles)
