"""A petition on paper: the receipt with its number and the day of answer, or the answer in writing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from flask_babel import get_locale

from gnbv import permissions
from gnbv.db import db
from gnbv.security import current_actor, permission
from gnbv.services import petition_pages, petitions, reads
from gnbv.services.petitions import Asked
from gnbv.views import downloads

blueprint = Blueprint("petition_papers", __name__, url_prefix="/petitions")
takes_petitions = permission("take_petitions", permissions.can_take_petitions)


@blueprint.get("/<uuid:petition_id>/receipt")
@takes_petitions
def receipt(petition_id: UUID) -> str:
    return _paper(petition_id)


@blueprint.get("/<uuid:petition_id>/receipt.pdf")
@takes_petitions
def receipt_pdf(petition_id: UUID) -> Response:
    return downloads.as_pdf(_paper(petition_id, for_pdf=True))


def _paper(petition_id: UUID, **frame: Any) -> str:
    session, actor = db.session(), current_actor()
    row = petitions.get(session, actor, petition_id)
    if row.household_id is not None:
        reads.log(db.engines["reads"], actor, [row.household_id], "print")
    return render_template(
        "petitions/receipt.html",
        petition=row,
        rule=petitions.answer_rule(row.unit, Asked(row.kind, row.received_on)),
        receiver=petition_pages.receiver(session, row),
        locale=str(get_locale() or "vi")[:2],
        back=url_for("petitions.show", petition_id=petition_id),
        pdf_url=url_for(".receipt_pdf", petition_id=petition_id),
        **frame,
    )
