"""The board of a round: where each village stands."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gnbv import i18n, permissions
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import Round, RoundStatus
from gnbv.security import current_actor, permission
from gnbv.services import access, boards

blueprint = Blueprint("rounds", __name__)


def _get(round_id: UUID) -> Round:
    query = access.rounds_in_scope(current_actor(), permissions.BOARD_ROLES).where(Round.id == round_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/board")
@permission("see_board", permissions.can_see_board)
def current() -> str | Response:
    query = access.rounds_in_scope(current_actor(), permissions.BOARD_ROLES)
    newest = db.session.scalars(
        query.order_by((Round.status != RoundStatus.OPEN), Round.opens_on.desc())
    ).first()
    if newest is None:
        return render_template("rounds/none.html")
    return redirect(url_for("rounds.show", round_id=newest.id), 303)


@blueprint.get("/rounds/<uuid:round_id>")
@permission("see_board", permissions.can_see_board)
def show(round_id: UUID) -> str:
    return render_template("rounds/show.html", **_facts(round_id))


@blueprint.get("/rounds/<uuid:round_id>/villages")
@permission("see_board", permissions.can_see_board)
def villages(round_id: UUID) -> str:
    """The counts alone: the board asks for them again every half minute."""
    return render_template("rounds/_villages.html", **_facts(round_id))


def _facts(round_id: UUID) -> dict[str, object]:
    round_ = _get(round_id)
    rows = boards.board(db.session(), current_actor(), round_)
    return {
        "round": round_,
        "rows": rows,
        "total": boards.total(rows, round_.unit),
        "standards": boards.standard_names(db.session(), round_, i18n.current()),
    }
