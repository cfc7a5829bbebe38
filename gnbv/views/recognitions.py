"""The commune's decisions: what is ready and what blocks, one decision with its lists, what it changes in the register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from gnbv import i18n, permissions
from gnbv.db import db
from gnbv.models import Recognition, RecognitionState, Round
from gnbv.permissions import CONCLUDING_ROLES, READING_ROLES, RECOGNISING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    average_lists,
    board_classes,
    reads,
    recognition_opinions,
    recognition_pages,
    recognitions,
    standard_uses,
)
from gnbv.services.recognition_lists import AVERAGE

blueprint = Blueprint("recognitions", __name__)
sees = permission("see_recognitions", permissions.can_see_recognitions)


@blueprint.get("/rounds/<uuid:round_id>/recognitions")
@sees
def index(round_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    round_ = recognitions.get_round(session, actor, round_id)
    uses = standard_uses.of(round_)
    parts = []
    for standard in uses.recognition:
        whole, states = recognitions.blocks(session, round_, standard)
        parts.append({"key": standard, "whole": whole, "states": states})
    rows = recognitions.of_round(session, round_)
    return render_template(
        "recognitions/index.html",
        round=round_,
        uses=uses,
        needs_word=standard_uses.needs_word(round_),
        parts=parts,
        names=board_classes.standard_names(session, round_, i18n.current()),
        drafts={row.standard: row for row in rows if row.state is RecognitionState.DRAFT and row.kind != AVERAGE},
        decisions=[row for row in rows if row.state is not RecognitionState.DROPPED],
        average=average_lists.listed(session, round_),
        locale=i18n.current(),
        may_submit=actor.holds(CONCLUDING_ROLES, access.get_unit_of(session, round_).path),
    )  # fmt: skip


@blueprint.get("/recognitions/<uuid:recognition_id>")
@sees
def show(recognition_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    row = recognitions.get(session, actor, recognition_id)
    found = recognition_pages.entries(session, row)
    reads.log(db.engines["reads"], actor, {entry.household_id for entry in found}, "recognition")
    return render_template(
        "recognitions/show.html",
        found=found,
        lists=recognition_pages.by_list(found),
        blocked_now=_blocked(session, row),
        needs_opinion=recognition_opinions.is_needed(session, row),
        **_frame(session, row),
    )


@blueprint.get("/recognitions/<uuid:recognition_id>/register")
@permission("read_register_changes", permissions.can_see_board)
def register(recognition_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    row = recognitions.get(session, actor, recognition_id, READING_ROLES)
    # What was signed has changed the register: there is nothing to come.
    if row.state is not RecognitionState.DRAFT:
        return render_template("recognitions/register.html", page=None, **_frame(session, row))
    page = recognition_pages.register(session, row, actor.today, i18n.current())
    reads.log(db.engines["reads"], actor, [line.household.id for line in page.lines], "recognition")
    return render_template("recognitions/register.html", page=page, **_frame(session, row))


def _blocked(session: Session, row: Recognition) -> list[Any]:
    """What came up since the draft was made: the village, or nothing for the whole round, with the block."""
    if row.state is not RecognitionState.DRAFT:
        return []
    round_ = session.get_one(Round, (row.tenant, row.round_id))
    whole, states = recognitions.blocks(session, round_, row.standard, row.kind)
    found: list[Any] = [(None, block) for block in whole]
    return found + [
        (state.unit, block) for state in states if str(state.unit.id) in row.villages for block in state.blocks
    ]  # fmt: skip


def _frame(session: Session, row: Recognition) -> dict[str, Any]:
    actor = current_actor()
    round_ = session.get_one(Round, (row.tenant, row.round_id))
    path = access.get_unit_of(session, round_).path
    return {
        "recognition": row,
        "round": round_,
        "standard": board_classes.standard_names(session, round_, i18n.current()).get(row.standard, row.standard),
        "state": row.state.value,
        "locale": i18n.current(),
        "may_submit": actor.holds(CONCLUDING_ROLES, path),
        "may_sign": actor.holds(RECOGNISING_ROLES, path),
        "may_read": actor.holds(READING_ROLES, path),
    }  # fmt: skip
