"""Paper sheets: choosing the household, the page on which one is typed, and what was typed so far."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, jsonify, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.clock import local
from gnbv.db import db, transaction
from gnbv.errors import NotFound
from gnbv.forms import paper as forms
from gnbv.security import View, current_actor, permission
from gnbv.services import paper_drafts, paper_lists, paper_places, reached, reads
from gnbv.services.paper_drafts import Patch
from gnbv.views import paper_pages

blueprint = Blueprint("paper", __name__, url_prefix="/paper")


def types_paper(view: View) -> View:
    """The right to type paper. What the address names is looked for before anything of the body is read."""

    @wraps(view)
    def found(*args: Any, **named: Any) -> Any:
        reached.require_reached(db.session(), current_actor(), named)
        return view(*args, **named)

    return permission("type_paper", permissions.can_type_paper)(found)  # type: ignore[return-value]


@blueprint.get("")
@types_paper
def index() -> str:
    """What is begun, what came back, and the search for the next household."""
    session, actor = db.session(), current_actor()
    rounds = paper_lists.rounds(session, actor)
    asked = request.args.get("round", type=UUID)
    round_ = next((row for row in rounds if row.id == asked), None)
    if asked is not None and round_ is None:
        raise NotFound()
    round_ = round_ or next(iter(rounds), None)
    text = request.args.get("q", "").replace("\0", "")[:100]
    found = paper_lists.search(session, actor, round_, text) if round_ else None
    drafts, returned = paper_lists.drafts(session, actor), paper_lists.returned(session, actor)
    shown = {row.household.id for row in found.rows} if found else set()
    shown |= {row.household_id for row in drafts} | {row.household_id for row in returned}
    reads.log(db.engines["reads"], actor, shown, "paper")
    return render_template(
        "paper/index.html",
        rounds=rounds,
        round=round_,
        text=text,
        found=found,
        drafts=drafts,
        returned=returned,
    )


@blueprint.get("/<uuid:round_id>/<uuid:household_id>")
@types_paper
def show(round_id: UUID, household_id: UUID) -> Response:
    session, actor = db.session(), current_actor()
    entry = paper_places.find(session, actor, round_id, household_id)
    reads.log(db.engines["reads"], actor, [household_id], "paper")
    typing = paper_drafts.open_(session, entry)
    return paper_pages.page(actor, typing, uuid4())


@blueprint.post("/<uuid:round_id>/<uuid:household_id>/draft")
@types_paper
def update(round_id: UUID, household_id: UUID) -> Response:
    """Each field as it is left, by the page's script."""
    actor, given = current_actor(), forms.from_json()
    with transaction() as session:
        entry = paper_places.find(session, actor, round_id, household_id)
        draft = paper_drafts.save(session, actor, entry, Patch(**vars(given)))
        return jsonify(seen=draft.version, saved=local(draft.saved_at).strftime("%H:%M"))


@blueprint.post("/<uuid:round_id>/<uuid:household_id>/turn")
@types_paper
def take_turn(round_id: UUID, household_id: UUID) -> BaseResponse:
    """Go on with what somebody else began, or in another window."""
    actor = current_actor()
    with transaction() as session:
        entry = paper_places.find(session, actor, round_id, household_id)
        seen = paper_drafts.take_turn(session, actor, entry)
    if request.is_json:
        return jsonify(seen=seen)
    return htmx.go(url_for(".show", round_id=round_id, household_id=household_id))


@blueprint.post("/<uuid:round_id>/<uuid:household_id>/removal")
@types_paper
def destroy(round_id: UUID, household_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        entry = paper_places.find(session, actor, round_id, household_id)
        paper_drafts.drop(session, actor, entry)
    flash(gettext("Đã bỏ tờ đang nhập. Phiếu đã gửi, nếu có, vẫn giữ nguyên."), "info")
    return htmx.go(url_for(".index", round=round_id))
