"""Certificates to take back because of a decision: the list, what became of each, the list on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.models import ReturnOutcome
from gnbv.permissions import FILE_ROLES, HANDING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import certificate_finding, certificate_returns, reads
from gnbv.views import downloads, fields

blueprint = Blueprint(
    "certificate_returns", __name__, url_prefix="/recognitions/<uuid:recognition_id>/returns"
)
looks = permission("read_certificates", permissions.can_read_certificates)


@blueprint.get("")
@looks
def index(recognition_id: UUID) -> str:
    actor = current_actor()
    facts = _listed(recognition_id, "certificate")
    hand = {one.village.id for one in facts["due"] if actor.holds(HANDING_ROLES, one.village.path)}
    return render_template("certificates/returns.html", outcomes=list(ReturnOutcome), may_hand=hand, **facts)


@blueprint.post("/<uuid:household_id>")
@permission("hand_certificates", permissions.can_hand_certificates)
def create(recognition_id: UUID, household_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        recognition = certificate_finding.get_recognition(session, actor, recognition_id, HANDING_ROLES)
        outcome = fields.one_of(ReturnOutcome, fields.text("outcome"))
        certificate_returns.record(
            session, actor, recognition, household_id, outcome, fields.needed_day("on"), fields.text("note")
        )
    flash(gettext("Đã ghi kết quả thu hồi giấy."), "ok")
    return htmx.go(url_for(".index", recognition_id=recognition_id, village=request.args.get("village")))


@blueprint.get("/print")
@looks
def paper(recognition_id: UUID) -> str:
    return _paper(recognition_id)


@blueprint.get("/print.pdf")
@looks
def paper_pdf(recognition_id: UUID) -> Response:
    return downloads.as_pdf(_paper(recognition_id, for_pdf=True))


def _paper(recognition_id: UUID, **frame: Any) -> str:
    facts = _listed(recognition_id, "print")
    here = {"recognition_id": recognition_id, "village": facts["village_id"]}
    return render_template(
        "certificates/returns_paper.html",
        locale=str(get_locale() or "vi")[:2],
        back=url_for(".index", **here),
        pdf_url=url_for(".paper_pdf", **here),
        **facts,
        **frame,
    )


def _listed(recognition_id: UUID, place: str) -> dict[str, Any]:
    session, actor = db.session(), current_actor()
    recognition = certificate_finding.get_recognition(session, actor, recognition_id, FILE_ROLES)
    village = request.args.get("village", type=UUID)
    due = certificate_returns.listing(session, actor, recognition, FILE_ROLES, village)
    reads.log(db.engines["reads"], actor, [one.household.id for one in due], place)
    return {"recognition": recognition, "due": due, "village_id": village}
