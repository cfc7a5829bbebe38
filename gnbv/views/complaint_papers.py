"""A complaint on paper: the receipt with its number and last day, the answer in writing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from flask_babel import get_locale

from gnbv import permissions
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import ComplaintState
from gnbv.security import current_actor, permission
from gnbv.services import complaint_pages, complaints, posting_days, reads
from gnbv.views import downloads

blueprint = Blueprint("complaint_papers", __name__, url_prefix="/complaints/<uuid:complaint_id>")
sees = permission("see_complaints", permissions.can_see_complaints)


@blueprint.get("/receipt")
@sees
def receipt(complaint_id: UUID) -> str:
    return _paper(complaint_id, "receipt")


@blueprint.get("/receipt.pdf")
@sees
def receipt_pdf(complaint_id: UUID) -> Response:
    answer = downloads.as_pdf(_paper(complaint_id, "receipt", for_pdf=True))
    return downloads.name_file(answer, "bien-nhan-khieu-nai.pdf", shown=True)


@blueprint.get("/letter")
@sees
def letter(complaint_id: UUID) -> str:
    return _paper(complaint_id, "letter")


@blueprint.get("/letter.pdf")
@sees
def letter_pdf(complaint_id: UUID) -> Response:
    answer = downloads.as_pdf(_paper(complaint_id, "letter", for_pdf=True))
    return downloads.name_file(answer, "tra-loi-khieu-nai.pdf", shown=True)


def _paper(complaint_id: UUID, name: str, **frame: Any) -> str:
    session, actor = db.session(), current_actor()
    row = complaints.get(session, actor, complaint_id)
    if name == "letter" and row.state is not ComplaintState.ANSWERED:
        raise NotFound()
    if row.household_id is not None:
        reads.log(db.engines["reads"], actor, [row.household_id], "print")
    rule = posting_days.rule(session, row.posting.review, posting_days.ANSWER_RULE)
    return render_template(
        f"complaints/{name}.html",
        complaint=row,
        posting=row.posting,
        shown=complaint_pages.shown(session, actor, row),
        rule=rule,
        answer_days=posting_days.answer_days(session, row.posting.review),
        locale=str(get_locale() or "vi")[:2],
        back=url_for("complaints.show", complaint_id=complaint_id),
        pdf_url=url_for(f".{name}_pdf", complaint_id=complaint_id),
        **frame,
    )
