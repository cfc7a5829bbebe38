"""A person's own inbox: what happened to their work, with the way to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from gnbv import htmx, i18n
from gnbv.db import db, transaction
from gnbv.models import InboxRow
from gnbv.permissions import READING_ROLES, Actor, can_run_rounds, can_take_petitions, can_type_paper
from gnbv.security import current_actor, permission
from gnbv.services import inbox, inbox_words

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")
# Where a kind of subject is looked at, and under which name its address takes the id.
PAGES = {
    "task": ("tasks.show", "occurrence_id"),
    "petition": ("petitions.show", "petition_id"),
    "round": ("boards.show", "round_id"),
}


@blueprint.get("")
@permission("signed_in")
def index() -> str:
    page = inbox.rows(db.session(), current_actor(), request.args.get("page", 1, type=int))
    locale = i18n.current()
    lines = [(row, inbox_words.sentence(row, locale)) for row in page.rows]
    return render_template("inbox/index.html", page=page, lines=lines)


@blueprint.post("/<uuid:row_id>/reading")
@permission("signed_in")
def update(row_id: UUID) -> Response:
    with transaction() as session:
        where = _address(current_actor(), inbox.read(session, current_actor(), row_id))
    return htmx.go(where)


@blueprint.post("/reading")
@permission("signed_in")
def update_all() -> Response:
    with transaction() as session:
        inbox.read_all(session, current_actor())
    return htmx.go(url_for(".index"))


def _address(actor: Actor, row: InboxRow) -> str:
    """The page of what the row is about, as far as this person has one; else the inbox."""
    if row.subject_kind == "survey" and actor.has(READING_ROLES):
        return url_for("surveys.show", survey_id=row.subject_id)
    if row.kind == "returned" and can_type_paper(actor):
        return url_for("paper.index")
    if row.subject_kind in ("survey", "household"):
        home = row.details.get("household") or str(row.subject_id)
        return url_for("app_shell.show", _section=f"households/{home}")
    if row.subject_kind == "petition" and not can_take_petitions(actor):
        return url_for("app_shell.show", _section=f"petitions/{row.subject_id}")
    if row.subject_kind == "device":
        return url_for("account_phones.index")
    if row.kind == "monthly" and can_run_rounds(actor):
        return url_for("rounds.index")
    if row.subject_kind == "village_review":
        return url_for("village_files.show", round_id=row.details["round_id"], unit_id=row.details["unit_id"])
    endpoint, name = PAGES.get(row.subject_kind, ("", ""))
    if endpoint in current_app.view_functions:
        named: dict[str, Any] = {name: row.subject_id}
        return url_for(endpoint, **named)
    return url_for(".index")
