"""Papers of a decision: submission, decision and lists together, and letters to those refused, as page, PDF and DOCX."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.db import db
from gnbv.models import Recognition
from gnbv.rules.recognition_papers import Block
from gnbv.security import current_actor, permission
from gnbv.services import reads, recognition_documents, recognition_pages, recognitions
from gnbv.services.recognition_pages import Entry
from gnbv.views import downloads

blueprint = Blueprint("recognition_papers", __name__, url_prefix="/recognitions/<uuid:recognition_id>")
sees = permission("see_recognitions", permissions.can_see_recognitions)
Made = Callable[[Session, Recognition, list[Entry]], list[Block]]


@blueprint.get("/print")
@sees
def paper(recognition_id: UUID) -> str:
    return _page(recognition_id, recognition_documents.papers, ".paper_pdf")


@blueprint.get("/print.pdf")
@sees
def paper_pdf(recognition_id: UUID) -> Response:
    page = _page(recognition_id, recognition_documents.papers, "", for_pdf=True)
    return downloads.name_file(downloads.as_pdf(page), "Công nhận.pdf", shown=True)


@blueprint.get("/print.docx")
@sees
def paper_docx(recognition_id: UUID) -> Response:
    blocks = _blocks(recognition_id, recognition_documents.papers)
    return downloads.name_file(downloads.as_docx(blocks, "Công nhận"), "Công nhận.docx")


@blueprint.get("/refusals")
@sees
def refusals(recognition_id: UUID) -> str:
    return _page(recognition_id, recognition_documents.letters, ".refusals_pdf")


@blueprint.get("/refusals.pdf")
@sees
def refusals_pdf(recognition_id: UUID) -> Response:
    page = _page(recognition_id, recognition_documents.letters, "", for_pdf=True)
    return downloads.name_file(downloads.as_pdf(page), "Thông báo.pdf", shown=True)


@blueprint.get("/refusals.docx")
@sees
def refusals_docx(recognition_id: UUID) -> Response:
    blocks = _blocks(recognition_id, recognition_documents.letters)
    return downloads.name_file(downloads.as_docx(blocks, "Thông báo"), "Thông báo.docx")


def _page(recognition_id: UUID, made: Made, pdf: str, *, for_pdf: bool = False) -> str:
    return render_template(
        "recognitions/paper.html",
        papers=_split(_blocks(recognition_id, made)),
        letters=made is recognition_documents.letters,
        title=_("Công nhận kết quả rà soát"),
        locale="vi",
        for_pdf=for_pdf,
        back=url_for("recognitions.show", recognition_id=recognition_id),
        pdf_url=url_for(pdf, recognition_id=recognition_id) if pdf else "",
    )


def _blocks(recognition_id: UUID, made: Made) -> list[Block]:
    session, actor = db.session(), current_actor()
    row = recognitions.get(session, actor, recognition_id)
    found = recognition_pages.entries(session, row)
    reads.log(db.engines["reads"], actor, {entry.household_id for entry in found}, "print")
    return made(session, row, found)


def _split(blocks: list[Block]) -> list[list[Block]]:
    """One list a paper: each begins on a page of its own."""
    found: list[list[Block]] = [[]]
    for block in blocks:
        if block["kind"] == "break":
            found.append([])
        else:
            found[-1].append(block)
    return [one for one in found if one]
