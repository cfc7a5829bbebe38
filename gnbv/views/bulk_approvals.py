"""Approving the clean surveys that were ticked in the queue; each is told what became of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from gnbv.db import db, transaction
from gnbv.errors import NotFound
from gnbv.permissions import DECIDING_ROLES, Actor
from gnbv.security import current_actor, permission
from gnbv.services import bulk_approvals, reads

blueprint = Blueprint("bulk_approvals", __name__, url_prefix="/surveys")


def _may(actor: Actor) -> bool:
    return actor.has(DECIDING_ROLES)


@blueprint.post("/approvals")
@permission("decide_surveys", _may)
def create() -> str:
    actor = current_actor()
    with transaction() as session:
        lines = bulk_approvals.approve(session, actor, _wanted())
    approved = [line.survey.household_id for line in lines if line.refusal is None]
    reads.log(db.engines["reads"], actor, approved, "survey")
    return render_template("surveys/approvals.html", lines=lines, approved=len(approved))


def _wanted() -> list[tuple[UUID, UUID]]:
    """(survey, revision that the list showed) of each tick."""
    try:
        pairs = [text.split("@") for text in request.form.getlist("survey")]
        return [(UUID(survey), UUID(revision)) for survey, revision in pairs]
    except ValueError as error:
        raise NotFound() from error
