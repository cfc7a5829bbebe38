"""Giving the households of a round to collectors: who has what, a look at what would change, the act itself."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.forms import assignments as fields
from gnbv.models import Purpose, Round
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    assignment_board,
    assignment_preview,
    assignments,
    collector_loads,
)
from gnbv.services.assignment_board import Home

blueprint = Blueprint("assignments", __name__, url_prefix="/rounds/<uuid:round_id>/assignments")
assigns = permission("assign", permissions.can_assign)


def _round(round_id: UUID) -> Round:
    query = access.rounds_in_scope(current_actor(), permissions.ASSIGNING_ROLES).where(Round.id == round_id)
    found: Round | None = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("")
@assigns
def index(round_id: UUID) -> str:
    session, actor, round_ = db.session(), current_actor(), _round(round_id)
    people = assignment_board.collectors(session, actor, round_)
    rows = assignment_board.homes(session, actor, round_)
    return render_template(
        "assignments/index.html",
        round=round_,
        loads=collector_loads.loads(session, round_, people, actor.today),
        villages=assignment_board.villages(rows),
        near=bool(assignment_board.positions(session, actor.tenant, [row.household.id for row in rows])),
        purposes=fields.PURPOSES,
        **_list(rows),
    )


@blueprint.get("/households")
@assigns
def show(round_id: UUID) -> str:
    """The households of one village, or those without a collector: swapped into the page."""
    round_ = _round(round_id)
    rows = assignment_board.homes(db.session(), current_actor(), round_)
    return render_template("assignments/_homes.html", round=round_, **_list(rows))


@blueprint.post("/preview")
@assigns
def preview(round_id: UUID) -> str:
    """What the chosen households and people would mean. Nothing is written."""
    session, actor, round_ = db.session(), current_actor(), _round(round_id)
    purpose, due_on = fields.purpose(), fields.due()
    users = [assignments.collector(session, actor, user_id) for user_id in fields.ids("user")]
    rows = _chosen(assignment_board.homes(session, actor, round_), purpose)
    if not users or not rows:
        raise Invalid(
            "assignment_incomplete",
            "Chưa chọn đủ hộ và người rà soát. Phân công vẫn như cũ. Đánh dấu ít nhất một hộ và một người rồi bấm lại.",
            "Households and collectors are needed. Nothing was changed. Tick at least one of each, then try again.",
        )
    near = request.form.get("by") == "near"
    found = assignment_preview.preview(session, actor, round_, rows, users, near=near, purpose=purpose)
    return render_template(
        "assignments/preview.html", round=round_, preview=found, purpose=purpose, due_on=due_on
    )


@blueprint.post("")
@assigns
def create(round_id: UUID) -> Response:
    given = fields.given()
    count = 0
    with transaction() as session:
        actor, round_ = current_actor(), _round(round_id)
        for user_id, homes in given.items() if given else [(actor.user_id, [])]:
            done = assignments.assign(
                session, actor, round_, homes, user_id, purpose=fields.purpose(), due_on=fields.due()
            )
            count += len(done)
    flash(ngettext("Đã giao %(num)s hộ.", "Đã giao %(num)s hộ.", count), "ok")
    return htmx.go(url_for(".index", round_id=round_id))


@blueprint.post("/closing")
@assigns
def destroy(round_id: UUID) -> Response:
    with transaction() as session:
        actor, round_ = current_actor(), _round(round_id)
        reason = request.form.get("reason", "")
        count = assignments.take_away(
            session, actor, round_, fields.ids("home"), reason, purpose=fields.purpose()
        )
    words = ngettext("Đã thu lại %(num)s hộ.", "Đã thu lại %(num)s hộ.", count)
    flash(words + " " + _("Phiếu đang làm trên máy vẫn giữ; gửi sau thì xã giữ lại xem."), "ok")
    return htmx.go(url_for(".index", round_id=round_id))


def _list(rows: list[Home]) -> dict[str, object]:
    """The part of the list that the address asks for: a village, or everything still free."""
    asked = request.args.get("unit", "")
    chosen = [row for row in rows if (str(row.village.id) == asked if asked else row.is_free)]
    holders = assignment_board.names(db.session(), chosen)
    return {"rows": chosen, "unit": asked, "names": holders}


def _chosen(rows: list[Home], purpose: Purpose) -> list[Home]:
    homes, villages = set(fields.ids("home")), set(fields.ids("village"))
    return [
        row
        for row in rows
        if row.household.id in homes
        or (row.village.id in villages and (row.is_free or purpose is Purpose.BACK_CHECK))
    ]
