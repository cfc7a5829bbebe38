"""What is printed of a village's certificates: all papers as one file for the printer, and the hand-over book."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import get_locale, gettext

from gnbv import permissions
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import CertificateState, Recognition, Unit
from gnbv.pages import static_url
from gnbv.permissions import FILE_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import (
    certificate_finding,
    certificate_pages,
    certificate_papers,
    documents_pdf,
    reads,
)
from gnbv.services.certificate_pages import Line
from gnbv.views import downloads

blueprint = Blueprint(
    "certificate_books",
    __name__,
    url_prefix="/recognitions/<uuid:recognition_id>/certificates/villages/<uuid:unit_id>",
)
looks = permission("read_certificates", permissions.can_read_certificates)
# A village's sheets for the printer: those that are still to be handed over, unless all are asked for.
PRINTED = (CertificateState.MADE, CertificateState.HANDED)


@blueprint.get("/papers")
@looks
def papers(recognition_id: UUID, unit_id: UUID) -> str:
    recognition, village = _village(recognition_id, unit_id)
    rows = _lines(recognition, village, _states())
    here: dict[str, Any] = {"recognition_id": recognition_id, "unit_id": unit_id}
    back = {
        "url": url_for("certificate_handovers.show", recognition_id=recognition_id, unit_id=unit_id),
        "words": gettext("Quay lại"),
        "pdf": url_for(".papers_pdf", all=request.args.get("all"), **here),
        "pdf_words": gettext("Tải tệp PDF"),
    }
    return certificate_papers.html(
        certificate_papers.of(db.session(), [row.certificate for row in rows]),
        title=gettext("Giấy chứng nhận, %(village)s", village=village.name),
        stylesheet=static_url("css/certificate.css"),
        back=back,
    )


@blueprint.get("/papers.pdf")
@looks
def papers_pdf(recognition_id: UUID, unit_id: UUID) -> Response:
    recognition, village = _village(recognition_id, unit_id)
    rows = _lines(recognition, village, _states())
    found = certificate_papers.of(db.session(), [row.certificate for row in rows])
    if not found:
        raise _nothing()
    content = documents_pdf.pdf(certificate_papers.html(found), certificate_papers.STYLESHEET)
    answer = Response(content, mimetype="application/pdf")
    return downloads.name_file(answer, f"giay-chung-nhan-{village.name}.pdf", shown=True)


@blueprint.get("/book")
@looks
def paper(recognition_id: UUID, unit_id: UUID) -> str:
    return _book(recognition_id, unit_id)


@blueprint.get("/book.pdf")
@looks
def paper_pdf(recognition_id: UUID, unit_id: UUID) -> Response:
    return downloads.as_pdf(_book(recognition_id, unit_id, for_pdf=True))


def _book(recognition_id: UUID, unit_id: UUID, **frame: Any) -> str:
    recognition, village = _village(recognition_id, unit_id)
    held = (CertificateState.WAITING, *PRINTED)
    return render_template(
        "certificates/book.html",
        recognition=recognition,
        village=village,
        lines=_lines(recognition, village, held),
        locale=str(get_locale() or "vi")[:2],
        back=url_for("certificate_handovers.show", recognition_id=recognition_id, unit_id=unit_id),
        pdf_url=url_for(".paper_pdf", recognition_id=recognition_id, unit_id=unit_id),
        **frame,
    )


def _states() -> tuple[CertificateState, ...]:
    return PRINTED if request.args.get("all") else (CertificateState.MADE,)


def _village(recognition_id: UUID, unit_id: UUID) -> tuple[Recognition, Unit]:
    session, actor = db.session(), current_actor()
    recognition = certificate_finding.get_recognition(session, actor, recognition_id, FILE_ROLES)
    return recognition, certificate_pages.village(session, actor, recognition, unit_id)


def _lines(recognition: Recognition, village: Unit, states: tuple[CertificateState, ...]) -> list[Line]:
    rows = certificate_pages.lines(db.session(), recognition, village.id, states)
    reads.log(db.engines["reads"], current_actor(), {row.household.id for row in rows}, "print")
    return rows


def _nothing() -> NotFound:
    return NotFound(
        "no_papers",
        "Thôn này chưa có giấy nào in xong mà chưa giao. Chưa có gì thay đổi. In giấy trước, hoặc chọn in lại tất cả.",
        "No certificate of this village is printed and not handed over. Nothing was changed. Print them first, or choose all.",
    )
