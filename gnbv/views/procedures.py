"""The procedure of villages in a round: the board village × stage, one village with what is missing, steps forth and back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import NotFound
from gnbv.models import Round, VillageStage
from gnbv.security import current_actor, permission
from gnbv.services import (
    monthly_reviews,
    petition_clocks,
    procedure_boards,
    recognitions,
    round_stages,
    village_reviews,
    village_steps,
)
from gnbv.views import fields

blueprint = Blueprint("procedures", __name__)
sees = permission("see_procedure", permissions.can_see_procedure)
moves = permission("move_villages", permissions.can_move_villages)
moves_back = permission("move_villages_back", permissions.can_move_villages_back)


def find_round(round_id: UUID) -> Round:
    found = procedure_boards.round_in_scope(db.session(), current_actor(), round_id)
    if found is None:
        raise NotFound()
    return found


@blueprint.get("/procedure")
@sees
def current() -> str:
    round_ = procedure_boards.current(db.session(), current_actor())
    return render_template("procedures/none.html") if round_ is None else _board(round_)


@blueprint.get("/rounds/<uuid:round_id>/procedure")
@sees
def index(round_id: UUID) -> str:
    return _board(find_round(round_id))


@blueprint.get("/rounds/<uuid:round_id>/villages/<uuid:unit_id>/procedure")
@sees
def show(round_id: UUID, unit_id: UUID) -> str:
    session, actor, round_ = db.session(), current_actor(), find_round(round_id)
    review = village_reviews.of(session, actor, round_, unit_id)
    board = procedure_boards.board(session, actor, round_)
    row = board.row(unit_id)
    if row is None:
        raise NotFound()
    following = row.next_stage
    history = village_reviews.steps(session, review)
    return render_template(
        "procedures/show.html",
        round=round_,
        board=board,
        row=row,
        gaps=village_reviews.gaps(session, review, following) if following else [],
        history=history,
        names=village_steps.names(session, history),
        reached=_reached(history),
        due=procedure_boards.steps_table(session, round_),
        behind=[cell.stage for cell in row.cells if cell.state == procedure_boards.DONE],
        locale=i18n.current(),
        may_move=permissions.can_move_villages(actor) and actor.holds(permissions.PROCEDURE_ROLES, row.village.path),
        may_move_back=actor.holds(permissions.CONCLUDING_ROLES, row.village.path),
        unit=round_.unit,
    )  # fmt: skip


@blueprint.post("/rounds/<uuid:round_id>/villages/<uuid:unit_id>/procedure/steps")
@moves
def create(round_id: UUID, unit_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        round_ = find_round(round_id)
        review = village_reviews.of(session, actor, round_, unit_id, permissions.PROCEDURE_ROLES, lock=True)
        to = fields.one_of(VillageStage, fields.text("to"))
        village_reviews.reach(session, actor, review, to, reason=fields.text("reason"))
    flash(_("Thôn đã sang bước “%(stage)s”.", stage=_(to.label)), "ok")
    return htmx.go(url_for(".show", round_id=round_id, unit_id=unit_id))


@blueprint.post("/rounds/<uuid:round_id>/villages/<uuid:unit_id>/procedure/back")
@moves_back
def back(round_id: UUID, unit_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        round_ = find_round(round_id)
        review = village_reviews.of(session, actor, round_, unit_id, permissions.CONCLUDING_ROLES, lock=True)
        to = fields.one_of(VillageStage, fields.text("to"))
        village_reviews.step_back(session, actor, review, to, fields.text("reason"))
    flash(_("Thôn đã lùi về bước “%(stage)s”. Lý do nằm trong lịch sử.", stage=_(to.label)), "ok")
    return htmx.go(url_for(".show", round_id=round_id, unit_id=unit_id))


def _board(round_: Round) -> str:
    session, actor = db.session(), current_actor()
    board = procedure_boards.board(session, actor, round_)
    return render_template(
        "procedures/index.html",
        round=round_,
        board=board,
        stages=round_stages.of_round(session, round_),
        stage_names=round_stages.NAMES,
        clocks=petition_clocks.of_round(session, actor, round_, board),
        prompts=monthly_reviews.prompt_of(session, actor),
        unsigned=recognitions.unsigned(session, round_),
        others=procedure_boards.others(session, actor, round_),
        runs=permissions.can_run_rounds(actor),
        keeps_days=permissions.can_keep_days(actor),
    )


def _reached(history: list) -> dict:  # type: ignore[type-arg]
    """The day on which the village last came to each stage."""
    return {step.to_stage: step for step in reversed(history)}
