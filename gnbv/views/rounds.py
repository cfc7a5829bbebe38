"""Rounds as they are run: planned, prepared, opened, closed. The board of an open round is in ``boards``."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.models import PreparationKind, Round, RoundKind
from gnbv.security import current_actor, permission
from gnbv.services import (
    boards,
    monthly_reviews,
    preparations,
    round_list_pages,
    round_openings,
    round_stages,
    rounds,
)
from gnbv.services.rounds import Wanted
from gnbv.views import fields

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")
runs_rounds = permission("run_rounds", permissions.can_run_rounds)


@blueprint.get("")
@runs_rounds
def index() -> str:
    session, actor = db.session(), current_actor()
    prompts = monthly_reviews.prompt_of(session, actor)
    return render_template("rounds/index.html", rows=rounds.index(session, actor), prompts=prompts)


@blueprint.get("/new")
@runs_rounds
def new() -> str:
    return _form(None)


@blueprint.post("")
@runs_rounds
def create() -> Response:
    with transaction() as session:
        made = rounds.plan(session, current_actor(), fields.uuid("unit"), _wanted())
        made_id = made.id
    return _done(made_id, gettext("Đã lập kế hoạch đợt. Chuẩn bị đủ các mục rồi mở đợt."))


@blueprint.get("/<uuid:round_id>/plan")
@runs_rounds
def show(round_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    round_ = rounds.get(session, actor, round_id)
    counts = round_list_pages.counts(session, round_)
    return render_template(
        "rounds/show.html",
        round=round_,
        kinds=PreparationKind,
        done=preparations.of_round(session, round_),
        missing=preparations.missing(session, round_),
        stages=round_stages.of_round(session, round_),
        stage_names=round_stages.NAMES,
        standards=boards.standard_names(session, round_, i18n.current()),
        listed=sum(row.listed for row in counts),
        left_out=sum(row.out for row in counts),
        outstanding=round_openings.outstanding(session, round_),
    )


@blueprint.get("/<uuid:round_id>/plan/edit")
@runs_rounds
def edit(round_id: UUID) -> str:
    return _form(rounds.get(db.session(), current_actor(), round_id))


@blueprint.post("/<uuid:round_id>/plan")
@runs_rounds
def update(round_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        rounds.edit(session, actor, rounds.get(session, actor, round_id), _wanted())
    return _done(round_id, gettext("Đã sửa kế hoạch đợt."))


@blueprint.post("/<uuid:round_id>/opening")
@runs_rounds
def start(round_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        round_openings.start(session, actor, rounds.get(session, actor, round_id), fields.text("reason"))
    return _done(round_id, gettext("Đã mở đợt. Máy của rà soát viên nhận danh sách khi có mạng."))


@blueprint.post("/<uuid:round_id>/closure")
@runs_rounds
def close(round_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        round_openings.close(session, actor, rounds.get(session, actor, round_id))
    return _done(round_id, gettext("Đã khép đợt. Phiếu máy gửi sau sẽ được giữ lại xem, không mất."))


@blueprint.post("/<uuid:round_id>/reopening")
@runs_rounds
def reopen(round_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        round_ = rounds.get(session, actor, round_id)
        round_openings.reopen(session, actor, round_, fields.text("reason"), fields.day("closes_on"))
    return _done(round_id, gettext("Đã mở lại đợt."))


def _form(round_: Round | None) -> str:
    session, actor = db.session(), current_actor()
    return render_template(
        "rounds/form.html",
        round=round_,
        kinds=RoundKind,
        units=rounds.units(session, actor),
        sheets=rounds.sheets(session, actor),
        standards=rounds.standards(session, actor),
    )


def _wanted() -> Wanted:
    return Wanted(
        kind=fields.one_of(RoundKind, fields.text("kind")),
        name=fields.text("name"),
        opens_on=fields.needed_day("opens_on"),
        closes_on=fields.day("closes_on"),
        form_version_id=fields.uuid("sheet"),
        standards=tuple(request.form.getlist("standards")),
    )


def _done(round_id: UUID, words: str) -> Response:
    flash(words, "ok")
    return htmx.go(url_for(".show", round_id=round_id))
