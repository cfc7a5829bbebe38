"""Administration of people: their accounts, their roles' places, their phones."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import User
from gnbv.security import current_actor, permission
from gnbv.services import account_passwords, accounts, moves, people, phones

blueprint = Blueprint("people", __name__, url_prefix="/people")
keeps_people = permission("keep_people", permissions.can_keep_people)


@blueprint.get("")
@keeps_people
def index() -> str:
    search = request.args.get("q", "")[:100]
    return render_template(
        "people/index.html", rows=people.rows(db.session(), current_actor(), search), search=search
    )


@blueprint.get("/<uuid:user_id>")
@keeps_people
def show(user_id: UUID) -> str:
    return _page(people.get(db.session(), current_actor(), user_id))


@blueprint.post("/<uuid:user_id>/closure")
@keeps_people
def destroy(user_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        accounts.close(session, actor, people.get_whole(session, actor, user_id), _reason())
    return _done(user_id, gettext("Đã khoá tài khoản. Phiếu máy này gửi sau sẽ được giữ lại xem."))


@blueprint.post("/<uuid:user_id>/opening")
@keeps_people
def update(user_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        accounts.open_again(session, actor, people.get_whole(session, actor, user_id), _reason())
    return _done(user_id, gettext("Đã mở lại tài khoản."))


@blueprint.post("/<uuid:user_id>/move")
@keeps_people
def update_place(user_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        user = people.get(session, actor, user_id)
        grant_id, unit_id = _uuid("grant"), _uuid("unit")
        moves.move(session, actor, user, grant_id, unit_id, _day("begins"), _reason())
    return _done(user_id, gettext("Đã chuyển. Phiếu của đơn vị cũ gửi sau sẽ được giữ lại xem."))


@blueprint.post("/<uuid:user_id>/password")
@keeps_people
def create_password(user_id: UUID) -> str:
    """The page itself carries the new password: it is told once and stands in no address and no later page."""
    actor = current_actor()
    with transaction() as session:
        user = people.get_whole(session, actor, user_id)
        password = account_passwords.reset(session, actor, user, _reason())
    return _page(people.get(db.session(), actor, user_id), password)


@blueprint.post("/<uuid:user_id>/phones/<uuid:device_id>/end")
@keeps_people
def destroy_phone(user_id: UUID, device_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        user = people.get(session, actor, user_id)
        phones.end(session, actor, phones.of(session, actor.tenant, user.id, device_id), _reason())
    return _done(user_id, gettext("Đã ngừng máy. Việc máy này gửi sau sẽ được giữ lại xem."))


def _page(user: User, password: str = "") -> str:
    session, actor = db.session(), current_actor()
    return render_template(
        "people/show.html",
        user=user,
        password=password,
        roles=people.in_force(user, actor.today),
        phones=phones.rows(session, user),
        history=phones.history(session, user),
        places=people.places(session, actor),
        is_own=user.id == actor.user_id,
        end=lambda device_id: url_for(".destroy_phone", user_id=user.id, device_id=device_id),
    )


def _done(user_id: UUID, words: str) -> Response:
    flash(words, "ok")
    return htmx.go(url_for(".show", user_id=user_id))


def _reason() -> str:
    return request.form.get("reason", "")


def _uuid(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError as error:
        raise _incomplete() from error


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise _incomplete() from error


def _incomplete() -> Invalid:
    return Invalid(
        "move_incomplete",
        "Chưa chọn đủ vai trò, đơn vị mới và ngày bắt đầu. Chưa có gì thay đổi. Chọn đủ rồi bấm lại.",
        "The role, the new unit and the first day are needed. Nothing was changed. Choose all three and try again.",
    )
