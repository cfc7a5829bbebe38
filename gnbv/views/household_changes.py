"""What became of households during a round: the list, one change to read, and the word on it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gnbv import clock, htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import NotFound
from gnbv.models import ChangeKind, ChangeState, HouseholdChange, Round
from gnbv.permissions import Actor
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    change_lists,
    change_pages,
    change_rights,
    household_changes,
    household_movements,
    pending_homes,
    reads,
)
from gnbv.services.change_effects import Choices
from gnbv.views import fields

blueprint = Blueprint("household_changes", __name__)
reads_changes = permission("see_board", permissions.can_see_board)
decides = permission("confirm_change", permissions.can_assign)
NOBODY = "none"


@blueprint.get("/rounds/<uuid:round_id>/changes")
@reads_changes
def index(round_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    round_ = session.scalar(
        access.rounds_in_scope(actor, permissions.BOARD_ROLES).where(Round.id == round_id)
    )
    if round_ is None:
        raise NotFound()
    page = change_lists.page(session, actor, round_, _state(), _kind(), request.args.get("page", 1, type=int))
    reads.log(db.engines["reads"], actor, {home for row in page.rows for home in _homes(row)}, "change")
    moved = household_movements.movements(
        session, actor.tenant, actor.paths(permissions.BOARD_ROLES), round_.year
    )
    return render_template(
        "household_changes/index.html",
        round=round_,
        page=page,
        shown=change_lists.SHOWN,
        moved=moved,
        villages=change_lists.names(session, actor, {one.unit_id for one in moved}),
    )


@blueprint.get("/changes/<uuid:change_id>")
@reads_changes
def show(change_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    change = change_rights.get(session, actor, change_id)
    facts = change_pages.facts(session, actor, change, _looked_up())
    beside = {one.id for one in (facts.other, *facts.alike) if one is not None}
    reads.log(db.engines["reads"], actor, {*_homes(change), *beside}, "change")
    return render_template(
        "household_changes/show.html", facts=facts, change=change, relations=change_pages.relations(),
        named=change_pages.named(facts.places, str(change.details.get("to") or "")),
        english=i18n.current().startswith("en"),
    )  # fmt: skip


@blueprint.post("/changes/<uuid:change_id>/confirmation")
@decides
def create(change_id: UUID) -> Response:
    with transaction() as session:
        actor = current_actor()
        change = change_rights.get(session, actor, change_id, lock=True)
        household_changes.confirm(session, actor, change, _choices(session, actor, change))
    flash(_("Đã xác nhận. Sổ hộ, danh sách và phân công đã đổi theo."), "ok")
    return htmx.go(url_for(".show", change_id=change_id))


@blueprint.post("/changes/<uuid:change_id>/refusal")
@decides
def destroy(change_id: UUID) -> Response:
    with transaction() as session:
        change = change_rights.get(session, current_actor(), change_id, lock=True)
        household_changes.refuse(session, current_actor(), change, fields.text("reason"))
    flash(_("Không xác nhận. Người báo sẽ đọc được lý do; sổ hộ vẫn như cũ."), "ok")
    return htmx.go(url_for(".show", change_id=change_id))


@blueprint.post("/changes/<uuid:change_id>/undo")
@decides
def update(change_id: UUID) -> Response:
    with transaction() as session:
        change = change_rights.get(session, current_actor(), change_id, lock=True)
        household_changes.undo(session, current_actor(), change, fields.text("reason"))
    flash(_("Đã huỷ quyết định. Thay đổi này lại chờ xác nhận."), "ok")
    return htmx.go(url_for(".show", change_id=change_id))


def _choices(session: Session, actor: Actor, change: HouseholdChange) -> Choices:
    form = request.form
    village = access.get_unit(session, actor, fields.uuid("village")) if form.get("village") else None
    collector = fields.text("collector")
    who = fields.uuid("collector") if collector not in ("", NOBODY) else None
    if village is not None and collector == "":
        who = change_pages.usual(session, actor, change, village)
    at = (fields.uuid("other_village"), fields.number("other_number")) if form.get("other_number") else None
    return Choices(
        on=fields.day("on") or change.on or min(clock.civil_day(change.proposed_at), actor.today),
        village=village,
        collector=who,
        other=change_pages.find(session, actor, *at) if at else None,
        head=fields.uuid("head") if form.get("head") else None,
        people=tuple(fields.uuids("person")),
        relations={key.partition(".")[2]: form[key] for key in form if key.startswith("relation.")},
        died=form.get("died") == "yes",
    )


def _homes(change: HouseholdChange) -> list[UUID]:
    return [change.household_id, *([pending_homes.home_of(change)] if change.other_id else [])]


def _state() -> ChangeState:
    try:
        return ChangeState.of(request.args.get("state", ChangeState.PROPOSED.value))
    except ValueError:
        return ChangeState.PROPOSED


def _kind() -> ChangeKind | None:
    try:
        return ChangeKind.of(request.args.get("kind", ""))
    except ValueError:
        return None


def _looked_up() -> tuple[UUID, int] | None:
    try:
        return UUID(request.args.get("village", "")), int(request.args.get("number", "")[:6])
    except ValueError:
        return None
