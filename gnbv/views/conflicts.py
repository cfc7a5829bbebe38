"""Two copies beside each other: the list, the page of one, and what a person decides."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.models import Outcome, SyncItem, Unit, UnitKind
from gnbv.permissions import DECIDING_ROLES, can_settle
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    boards,
    conflict_acts,
    conflict_meetings,
    conflict_picks,
    conflict_sides,
    conflict_ticks,
    conflicts,
    reads,
)
from gnbv.services.conflict_kinds import Kind

blueprint = Blueprint("conflicts", __name__, url_prefix="/conflicts")
PICK = "pick:"


@blueprint.get("")
@permission("settle", can_settle)
def index() -> str:
    session, actor = db.session(), current_actor()
    kind, settled = request.args.get("kind", ""), request.args.get("state") == "settled"
    unit_id = _uuid(request.args.get("unit"))
    villages = access.units_in_scope(actor, DECIDING_ROLES).where(Unit.kind == UnitKind.VILLAGE)
    return render_template(
        "conflicts/index.html",
        page=conflicts.page(
            session,
            actor,
            kind=kind,
            unit_id=unit_id,
            settled=settled,
            number=request.args.get("page", 1, type=int),
        ),
        kinds=list(Kind),
        villages=session.scalars(villages.order_by(Unit.path, Unit.name)).all(),
        kind=kind,
        unit_id=unit_id,
        settled=settled,
    )


@blueprint.get("/<uuid:item_id>")
@permission("settle", can_settle)
def show(item_id: UUID) -> Response:
    return _page(conflicts.get(db.session(), current_actor(), item_id))


@blueprint.post("/<uuid:item_id>/keep")
@permission("settle", can_settle)
def keep(item_id: UUID) -> BaseResponse:
    try:
        with transaction() as session:
            conflict_acts.keep(session, current_actor(), item_id, _seen(), _reason())
    except Invalid as error:
        return _again(item_id, error)
    flash(_("Đã giữ bản xã đang có. Máy gửi bản kia sẽ được báo, kèm lý do."), "ok")
    return htmx.go(url_for(".index"))


@blueprint.post("/<uuid:item_id>/take")
@permission("settle", can_settle)
def take(item_id: UUID) -> BaseResponse:
    try:
        with transaction() as session:
            answer = conflict_acts.take(session, current_actor(), item_id, _seen(), _reason())
    except Invalid as error:
        return _again(item_id, error)
    if answer.outcome is Outcome.CONFLICT:
        flash(_("Đã lưu thành phiếu riêng. Hộ này nay có hai phiếu, chọn một."), "info")
        return htmx.go(url_for(".show", item_id=item_id))
    flash(_("Đã lấy bản mới gửi. Bản cũ vẫn được lưu ở các lần sửa."), "ok")
    return htmx.go(url_for(".index"))


@blueprint.post("/<uuid:item_id>/picks")
@permission("settle", can_settle)
def pick(item_id: UUID) -> BaseResponse:
    choices = {name[len(PICK) :]: side for name, side in request.form.items() if name.startswith(PICK)}
    try:
        with transaction() as session:
            revision = conflict_picks.pick(session, current_actor(), item_id, _seen(), choices, _reason())
    except Invalid as error:
        return _again(item_id, error)
    flash(_("Đã ghi lần sửa %(n)s từ các câu đã chọn. Phiếu chờ duyệt.", n=revision.number), "ok")
    return htmx.go(url_for(".index"))


@blueprint.post("/<uuid:item_id>/choice")
@permission("settle", can_settle)
def choose(item_id: UUID) -> BaseResponse:
    chosen = _uuid(request.form.get("chosen"))
    if chosen is None:
        raise NotFound()
    try:
        with transaction() as session:
            conflict_acts.choose(session, current_actor(), item_id, chosen, _reason())
    except Invalid as error:
        return _again(item_id, error)
    flash(_("Đã chọn một phiếu cho hộ này. Phiếu kia đã rút, vẫn được lưu."), "ok")
    return htmx.go(url_for(".index"))


def _again(item_id: UUID, error: Invalid) -> Response:
    """The same page with what is missing, and everything that was picked."""
    return _page(conflicts.get(db.session(), current_actor(), item_id), error)


def _page(row: SyncItem, error: Invalid | None = None) -> Response:
    session, actor, locale = db.session(), current_actor(), str(get_locale() or "vi")[:2]
    words = "" if error is None else (error.en if locale == "en" else error.vi)
    if row.kind == "meeting":
        meeting = conflict_meetings.compare(session, row)
        reads.log(db.engines["reads"], actor, meeting.households, "conflict")
        body = render_template("conflicts/meeting.html", it=meeting, error_words=words)
        return make_response(body, error.status if error else 200)
    if row.kind != "survey":
        body = render_template(
            "conflicts/tick.html", it=conflict_ticks.compare(session, row), error_words=words
        )
        return make_response(body, error.status if error else 200)
    it = conflict_sides.compare(session, actor, row, locale)
    if it.household is not None:
        reads.log(db.engines["reads"], actor, [it.household.id], "conflict")
    survey = it.came.survey or (it.here.survey if it.here else None)
    names = boards.standard_names(session, survey.round, locale) if survey else {}
    body = render_template(
        "conflicts/show.html", it=it, error_words=words, standards=names, nav_on_phone=False
    )
    return make_response(body, error.status if error else 200)


def _seen() -> UUID | None:
    return _uuid(request.form.get("revision"))


def _reason() -> str:
    return request.form.get("reason", "")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
