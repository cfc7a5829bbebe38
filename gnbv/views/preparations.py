"""The checklist of a round: one page a line."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import NotFound
from gnbv.models import PreparationKind
from gnbv.security import current_actor, permission
from gnbv.services import preparations, rounds
from gnbv.views import fields

blueprint = Blueprint("preparations", __name__, url_prefix="/rounds/<uuid:round_id>/preparations")
runs_rounds = permission("run_rounds", permissions.can_run_rounds)
# Empty rows of the board's form beyond the members that are known.
SPARE_ROWS = 3
FEWEST_ROWS = 5


@blueprint.get("/<name>")
@runs_rounds
def edit(round_id: UUID, name: str) -> str:
    session, actor = db.session(), current_actor()
    kind, round_ = _kind(name), rounds.get(session, actor, round_id)
    row = preparations.of_round(session, round_).get(kind)
    members = list(row.details.get("members", [])) if row else []
    return render_template(
        "rounds/preparation.html",
        round=round_,
        kind=kind,
        row=row,
        members=members,
        places=max(FEWEST_ROWS, len(members) + SPARE_ROWS),
        collectors=preparations.collectors(session, round_, actor.today),
    )


@blueprint.post("/<name>")
@runs_rounds
def update(round_id: UUID, name: str) -> Response:
    actor, kind = current_actor(), _kind(name)
    with transaction() as session:
        preparations.record(
            session,
            actor,
            rounds.get(session, actor, round_id),
            kind,
            number=fields.text("number"),
            on=fields.day("on"),
            note=fields.text("note"),
            members=_members(),
            attended=fields.uuids("attended"),
        )
    flash(gettext("Đã ghi."), "ok")
    return htmx.go(url_for("rounds.show", round_id=round_id))


def _kind(name: str) -> PreparationKind:
    try:
        return PreparationKind.of(name)
    except ValueError as error:
        raise NotFound() from error


def _members() -> list[tuple[str, str, bool]]:
    names, posts = request.form.getlist("member"), request.form.getlist("post")
    signing = set(request.form.getlist("signs"))
    pairs = zip(names, posts, strict=False)
    return [(name, post, str(place) in signing) for place, (name, post) in enumerate(pairs)]
