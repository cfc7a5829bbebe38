"""One household that was interviewed anew: both surveys beside each other, and what is done about each difference."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, i18n
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import User
from gnbv.security import current_actor
from gnbv.services import (
    access,
    back_check_results,
    back_check_settlements,
    comments,
    reads,
)
from gnbv.services.back_check_results import Pair
from gnbv.services.back_check_settlements import How
from gnbv.views import fields
from gnbv.views.back_checks import checks, compare, find_round

blueprint = Blueprint(
    "back_check_differences", __name__, url_prefix="/rounds/<uuid:round_id>/back-checks/<uuid:check_id>"
)


@blueprint.get("")
@checks
def show(round_id: UUID, check_id: UUID) -> Response:
    compare(round_id)
    return _page(round_id, check_id)


@blueprint.post("/settlement")
@checks
def create(round_id: UUID, check_id: UUID) -> Response:
    ref, words = fields.text("ref"), fields.text("note")
    try:
        with transaction() as session:
            round_ = find_round(round_id)
            pair = _pair(round_id, check_id)
            how = fields.one_of(How, fields.text("how"))
            back_check_settlements.settle(session, current_actor(), round_, pair, ref, how, words)
    except Invalid as error:
        return _page(round_id, check_id, error)
    return htmx.go(_here(round_id, check_id) + "#next")


@blueprint.post("/return")
@checks
def create_return(round_id: UUID, check_id: UUID) -> Response:
    try:
        with transaction() as session:
            pair = _pair(round_id, check_id)
            back_check_settlements.give_back(session, current_actor(), pair, fields.uuid("revision"))
    except Invalid as error:
        return _page(round_id, check_id, error)
    flash(_("Đã trả lại. Người rà soát thấy các ý kiến, không thấy bản phúc tra."), "ok")
    return htmx.go(_here(round_id, check_id))


@blueprint.post("/closing")
@checks
def close(round_id: UUID, check_id: UUID) -> Response:
    with transaction() as session:
        pair = _pair(round_id, check_id)
        back_check_settlements.finish(session, current_actor(), find_round(round_id), pair)
    flash(_("Đã kết thúc phúc tra hộ này."), "ok")
    return htmx.go(url_for("back_checks.index", round_id=round_id))


def _pair(round_id: UUID, check_id: UUID) -> Pair:
    """The row of the sample, when the actor may read its surveys. Raises ``NotFound``, ``NotPermitted``."""
    found = back_check_results.get(db.session(), find_round(round_id), check_id)
    access.get_survey(db.session(), current_actor(), found.first.id)
    return found


def _here(round_id: UUID, check_id: UUID) -> str:
    return url_for(".show", round_id=round_id, check_id=check_id)


def _page(round_id: UUID, check_id: UUID, error: Invalid | None = None) -> Response:
    session, actor, round_ = db.session(), current_actor(), find_round(round_id)
    pair = _pair(round_id, check_id)
    reads.log(db.engines["reads"], actor, [pair.first.household_id], "back_check")
    people = {pair.first.collector_id} | ({pair.second.collector_id} if pair.second else set())
    names = {one: session.get_one(User, (actor.tenant, one)).name for one in people}
    body = render_template(
        "back_checks/show.html",
        round=round_,
        pair=pair,
        home=pair.first.household,
        names=names,
        lines=back_check_results.shown(session, round_, pair, i18n.current()),
        classes=back_check_results.classes(session, pair),
        may_settle=back_check_settlements.may_settle(session, actor, pair),
        remarks=comments.unsent(session, actor, pair.first),
        hows=How,
        error_words="" if error is None else (error.en if i18n.current() == "en" else error.vi),
        typed={
            "ref": request.form.get("ref", ""),
            "note": request.form.get("note", ""),
            "how": request.form.get("how", ""),
        },
        at=back_check_settlements.settled_at,
        nav_on_phone=False,
    )
    return make_response(body, 200 if error is None else 422)
