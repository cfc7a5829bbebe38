"""A paper sheet as a whole: kept, a row more or less, or handed in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gnbv import htmx, i18n
from gnbv.db import db, transaction
from gnbv.errors import Conflict, Invalid
from gnbv.forms import paper as forms
from gnbv.ids import new_id
from gnbv.models import Outcome
from gnbv.security import current_actor
from gnbv.services import paper_drafts, paper_entries, paper_places
from gnbv.services.paper_drafts import Patch
from gnbv.services.sync_items import Answer
from gnbv.views import paper_pages
from gnbv.views.paper import types_paper

blueprint = Blueprint("paper_entries", __name__, url_prefix="/paper")


@blueprint.post("/<uuid:round_id>/<uuid:household_id>/submission")
@types_paper
def create(round_id: UUID, household_id: UUID) -> Response:
    """What was typed is kept first, whatever becomes of the rest."""
    actor, act = current_actor(), request.form.get("act", "send")
    given = forms.with_act(forms.from_form(), act, str(new_id()))
    try:
        with transaction() as session:
            entry = paper_places.find(session, actor, round_id, household_id)
            draft = paper_drafts.save(session, actor, entry, Patch(**vars(given)))
            seen = draft.version
        if act != "send":
            return htmx.go(_address(round_id, household_id, act))
        with transaction() as session:
            typing = paper_drafts.open_(session, paper_places.find(session, actor, round_id, household_id))
            answer = paper_entries.hand_in(session, actor, typing, given.turn, seen)
            _say(answer, typing.entry.household.number)
    except Invalid as error:
        if error.code != "paper_incomplete":
            raise
        session = db.session()
        typing = paper_drafts.open_(session, paper_places.find(session, actor, round_id, household_id))
        return paper_pages.page(actor, typing, given.turn, check=True, status=error.status)
    except Conflict as error:
        # The same page's button pressed twice: it is here, and nothing more is to be done.
        if error.code != "handed_in":
            raise
    return htmx.go(url_for("paper.index", round=round_id))


def _say(answer: Answer, number: int) -> None:
    name = f"{number:03d}"
    if answer.outcome is Outcome.CONFLICT:
        words = gettext(
            "Đã gửi phiếu hộ số %(n)s. Hộ này còn một phiếu khác; cả hai đều giữ, người duyệt sẽ chọn.",
            n=name,
        )
    elif answer.outcome is Outcome.HELD:
        cause = str((answer.cause or {}).get("en" if i18n.current() == "en" else "vi") or "")
        words = gettext("Đã gửi phiếu hộ số %(n)s, xã đang giữ chờ xem lại.", n=name) + f" {cause}"
    else:
        words = gettext("Đã gửi phiếu hộ số %(n)s. Người duyệt sẽ đọc. Chọn hộ tiếp theo.", n=name)
    flash(words, "ok" if answer.outcome in (Outcome.ACCEPTED, Outcome.DUPLICATE) else "info")


def _address(round_id: UUID, household_id: UUID, act: str) -> str:
    """Back to where the button was."""
    place = act.partition(":")[2].partition(":")[0]
    return url_for(
        "paper.show", round_id=round_id, household_id=household_id, _anchor=f"t-{place}" if place else None
    )
