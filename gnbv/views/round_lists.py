"""The list of a round: made, looked through, added to, printed as Phụ lục I."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import get_locale, gettext
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import Household, ListReason, PreparationKind, Round
from gnbv.permissions import ROUND_ROLES, Actor
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    preparations,
    reads,
    round_list_pages,
    round_lists,
    rounds,
)
from gnbv.views import downloads, fields

blueprint = Blueprint("round_lists", __name__, url_prefix="/rounds/<uuid:round_id>/list")
runs_rounds = permission("run_rounds", permissions.can_run_rounds)
USUAL_SHARE = 5


@blueprint.get("")
@runs_rounds
def show(round_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    round_ = rounds.get(session, actor, round_id)
    wanted: dict[str, Any] = {
        "out": request.args.get("show") == "out",
        "village": request.args.get("village", type=UUID),
        "search": request.args.get("q", "")[:100].replace("\0", ""),
    }
    number = min(request.args.get("page", 1, type=int), 10_000)
    sample = round_.settings.get("sample") or {}
    counts = round_list_pages.counts(session, round_)
    page = round_list_pages.page(session, round_, number=number, **wanted)
    reads.log(db.engines["reads"], actor, [row.household.id for row in page.rows], "round")
    return render_template(
        "round_lists/show.html",
        round=round_,
        used=[reason for reason in ListReason if any(row.by_reason[reason] for row in counts)],
        counts=counts,
        page=page,
        share=sample.get("share", USUAL_SHARE),
        seed=sample.get("seed", secrets.randbelow(1_000_000)),
        sample=sample,
        asking=round_list_pages.asking(session, round_),
        **wanted,
    )


@blueprint.post("")
@runs_rounds
def create(round_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        round_ = rounds.get(session, actor, round_id)
        made = round_lists.build(
            session, actor, round_, share=fields.number("share"), seed=fields.number("seed")
        )
    return _done(round_id, gettext("Đã lập danh sách: %(n)s hộ.", n=sum(made.values())))


@blueprint.post("/households")
@runs_rounds
def add(round_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        round_ = rounds.get(session, actor, round_id)
        home = _home(actor, round_)
        round_lists.add(session, actor, round_, home, fields.text("reason"))
        words = gettext("Đã đưa hộ %(number)s vào danh sách.", number=f"{home.number:03d}")
    return _done(round_id, words)


@blueprint.post("/households/<uuid:household_id>/removal")
@runs_rounds
def destroy(round_id: UUID, household_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        round_ = rounds.get(session, actor, round_id)
        access.get_household(session, actor, household_id)
        round_lists.take_off(session, actor, round_, household_id, fields.text("reason"))
    return _done(round_id, gettext("Đã đưa hộ ra khỏi danh sách. Hộ vẫn thấy ở phần Ngoài danh sách."))


@blueprint.get("/print")
@runs_rounds
def paper(round_id: UUID) -> str:
    return _paper(round_id)


@blueprint.get("/print.pdf")
@runs_rounds
def paper_pdf(round_id: UUID) -> Response:
    return downloads.as_pdf(_paper(round_id, for_pdf=True))


def _paper(round_id: UUID, **frame: Any) -> str:
    session, actor = db.session(), current_actor()
    round_ = rounds.get(session, actor, round_id)
    board = preparations.of_round(session, round_).get(PreparationKind.BOARD)
    rows, off = round_list_pages.whole(session, round_), round_list_pages.taken_off(session, round_)
    reads.log(db.engines["reads"], actor, [row.household.id for row in (*rows, *off)], "print")
    return render_template(
        "round_lists/paper.html",
        round=round_,
        rows=rows,
        taken_off=off,
        left_out=sum(row.out for row in round_list_pages.counts(session, round_)),
        board=board,
        signers=[one for one in board.details["members"] if one["signs"]] if board else [],
        locale=str(get_locale() or "vi")[:2],
        back=url_for(".show", round_id=round_id),
        pdf_url=url_for(".paper_pdf", round_id=round_id),
        **frame,
    )


def _home(actor: Actor, round_: Round) -> Household:
    found = db.session.scalar(
        select(Household).where(
            Household.id.in_(access.households_in_scope(actor, ROUND_ROLES).with_only_columns(Household.id)),
            Household.tenant == round_.tenant,
            Household.unit_id == fields.uuid("village"),
            Household.number == fields.number("number"),
            Household.closed_on.is_(None),
        )
    )
    if found is None:
        raise Invalid(
            "no_such_household",
            "Thôn này không có hộ mang số đó. Danh sách vẫn như cũ. Xem lại thôn và số hộ rồi bấm lại.",
            "There is no household with this number in the village. The list is unchanged. Check both.",
        )
    return found


def _done(round_id: UUID, words: str) -> BaseResponse:
    flash(words, "ok")
    return htmx.go(url_for(".show", round_id=round_id))
