"""What becomes of a petition: screened by its paper Phiếu A, put on a list, or answered in writing."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import transaction
from gnbv.models import Screening
from gnbv.security import current_actor, permission
from gnbv.services import petition_pages, petitions, rounds
from gnbv.views import fields

blueprint = Blueprint("petition_decisions", __name__, url_prefix="/petitions")
takes_petitions = permission("take_petitions", permissions.can_take_petitions)
decides = permission("run_rounds", permissions.can_run_rounds)


@blueprint.post("/<uuid:petition_id>/screening")
@takes_petitions
def screen(petition_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = petitions.get(session, actor, petition_id, lock=True)
        petitions.screen(
            session, actor, row, fields.one_of(Screening, fields.text("screening")), fields.text("note")
        )
    return _done(petition_id, gettext("Đã ghi kết quả Phiếu A."))


@blueprint.post("/<uuid:petition_id>/household")
@takes_petitions
def name_household(petition_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = petitions.get(session, actor, petition_id, lock=True)
        village = petition_pages.village(session, actor, fields.uuid("village"))
        home = petition_pages.household(session, actor, village, fields.number("number"))
        petitions.name_household(session, actor, row, home)
    return _done(petition_id, gettext("Đã ghi giấy này là của hộ %(number)s.", number=f"{home.number:03d}"))


@blueprint.post("/<uuid:petition_id>/listing")
@decides
def put_on_list(petition_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = petitions.get(session, actor, petition_id, to_decide=True, lock=True)
        round_ = rounds.get(session, actor, fields.uuid("round"))
        home = None
        if row.household_id is None and fields.text("number"):
            village = petition_pages.village(session, actor, fields.uuid("village"))
            home = petition_pages.household(session, actor, village, fields.number("number"))
        petitions.put_on_list(session, actor, row, round_, home)
    return _done(petition_id, gettext("Đã đưa hộ vào danh sách rà soát."))


@blueprint.post("/<uuid:petition_id>/answer")
@decides
def answer(petition_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        row = petitions.get(session, actor, petition_id, to_decide=True, lock=True)
        petitions.answer(session, actor, row, fields.text("answer"))
    return _done(petition_id, gettext("Đã ghi trả lời. In văn bản trả lời đưa cho hộ."))


def _done(petition_id: UUID, words: str) -> Response:
    flash(words, "ok")
    return htmx.go(url_for("petitions.show", petition_id=petition_id))
