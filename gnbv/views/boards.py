"""The board of a round: where each village and each collector stands, and the households behind each figure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from gnbv import clock, i18n, permissions
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import Round, RoundStatus
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    board_lists,
    board_news,
    board_parts,
    boards,
    change_lists,
    monthly_reviews,
    reads,
    round_stages,
)
from gnbv.services.board_parts import Part
from gnbv.services.boards import Board

blueprint = Blueprint("boards", __name__)
# After how many days without a sign somebody should ask.
DAYS = (3, 7, 14)
MILESTONES = 4


def _get(round_id: UUID) -> Round:
    query = access.rounds_in_scope(current_actor(), permissions.BOARD_ROLES).where(Round.id == round_id)
    if (found := db.session.scalar(query)) is None:
        raise NotFound()
    return found


@blueprint.get("/board")
@permission("see_board", permissions.can_see_board)
def current() -> str | BaseResponse:
    query = access.rounds_in_scope(current_actor(), permissions.BOARD_ROLES)
    newest = db.session.scalars(
        query.order_by((Round.status != RoundStatus.OPEN), Round.opens_on.desc())
    ).first()
    if newest is None:
        return render_template("boards/none.html")
    return redirect(url_for("boards.show", round_id=newest.id), 303)


@blueprint.get("/rounds/<uuid:round_id>")
@permission("see_board", permissions.can_see_board)
def show(round_id: UUID) -> str:
    changes = change_lists.waiting(db.session(), current_actor(), _get(round_id))
    prompts = monthly_reviews.prompt_of(db.session(), current_actor())
    return render_template("boards/show.html", changes=changes, prompts=prompts, **_facts(round_id))


@blueprint.get("/rounds/<uuid:round_id>/villages")
@permission("see_board", permissions.can_see_board)
def villages(round_id: UUID) -> Response:
    """The figures alone: an open page asks again every half minute, and hears nothing while nothing has happened, or
    when the figures are as it knows."""
    if request.args.get("mark") == _mark(_get(round_id)):
        return Response("", 204)
    facts = _facts(round_id)
    if request.args.get("known") == facts["digest"]:
        return Response("", 204)
    return make_response(render_template("boards/_board.html", **facts))


@blueprint.get("/rounds/<uuid:round_id>/villages/<uuid:unit_id>")
@permission("see_board", permissions.can_see_board)
def village(round_id: UUID, unit_id: UUID) -> Response:
    return _part(round_id, board_parts.of_village, unit_id)


@blueprint.get("/rounds/<uuid:round_id>/collectors/<uuid:user_id>")
@permission("see_board", permissions.can_see_board)
def collector(round_id: UUID, user_id: UUID) -> Response:
    return _part(round_id, board_parts.of_collector, user_id)


def _part(round_id: UUID, find: Callable[[Board, UUID, date], Part], key: UUID) -> Response:
    """A page of its own, or the figures alone for an open one that asks again; nothing while nothing has happened."""
    mark = request.args.get("mark")
    if mark is not None and mark == _mark(_get(round_id)):
        return Response("", 204)
    facts = _facts(round_id)
    part = find(facts["board"], key, current_actor().today)
    page = "boards/part.html" if mark is None else "boards/_part.html"
    return make_response(render_template(page, part=part, **facts))


@blueprint.get("/rounds/<uuid:round_id>/households")
@permission("see_board", permissions.can_see_board)
def households(round_id: UUID) -> str:
    actor, round_ = current_actor(), _get(round_id)
    page = board_lists.page(
        db.session(),
        actor, round_,
        village=request.args.get("village", ""),
        collector=request.args.get("collector", ""),
        state=request.args.get("state", "listed"),
        number=request.args.get("page", 1, type=int), unseen_days=_days(),
    )  # fmt: skip
    reads.log(db.engines["reads"], actor, [home.household_id for home in page.rows], "board")
    return render_template("boards/households.html", round=round_, page=page, days=_days())


def _days() -> int:
    asked = request.args.get("days", boards.UNSEEN_DAYS, type=int)
    return asked if asked in DAYS else boards.UNSEEN_DAYS


def _milestones(round_: Round) -> list[tuple[date, object]]:
    """The next days of the round that are still ahead."""
    stages = round_stages.of_round(db.session(), round_)
    days = [(stage.due_on, round_stages.NAMES.get(stage.code, stage.code)) for stage in stages]
    days.append((round_.closes_on, _("Kết thúc đợt rà soát")))
    return [day for day in sorted(days, key=lambda one: one[0]) if day[0] >= clock.today()][:MILESTONES]


def _mark(round_: Round) -> str:
    return board_news.mark(db.session(), current_actor(), round_, _days(), i18n.current())


def _facts(round_id: UUID) -> dict[str, Any]:
    round_, locale = _get(round_id), i18n.current()
    mark = _mark(round_)
    board = boards.board(db.session(), current_actor(), round_, _days())
    told = repr((board, locale, clock.today(), round_.name, round_.standards))
    return {
        "round": round_,
        "board": board,
        "days": _days(),
        "choices": DAYS,
        "milestones": _milestones(round_),
        "standards": boards.standard_names(db.session(), round_, locale),
        "mark": mark,
        "digest": hashlib.sha256(told.encode()).hexdigest()[:16],
    }
