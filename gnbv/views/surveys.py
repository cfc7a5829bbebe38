"""The supervisor's queue, and one survey to read."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from gnbv.db import begin_reading, begin_writing, db, transaction
from gnbv.models import HouseholdClass, Survey
from gnbv.permissions import DECIDING_ROLES, Actor
from gnbv.security import current_actor, permission
from gnbv.services import access, quality, queue, readers, reads, saved_views
from gnbv.services.queue_filters import Filters
from gnbv.views.survey_pages import locale, may_read, page

blueprint = Blueprint("surveys", __name__, url_prefix="/surveys")


@blueprint.get("")
@permission("read_surveys", may_read)
def index() -> str:
    actor = current_actor()
    filters = Filters.of(request.args)
    found = queue.page(db.session(), actor, filters, request.args.get("page", 1, type=int))
    return render_template(
        "surveys/index.html",
        page=found,
        views=saved_views.own(db.session(), actor),
        may_decide=actor.has(DECIDING_ROLES),
        flag_words=lambda flag: quality.words(flag, locale()),
        flag_names=quality_names(),
        classes={one: gettext(one.label) for one in HouseholdClass},
    )


@blueprint.get("/<uuid:survey_id>")
@permission("read_surveys", may_read)
def show(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    reads.log(db.engines["reads"], actor, [survey.household_id], "survey")
    _begin_turn(actor, survey)
    return page(actor, survey)


def quality_names() -> list[tuple[str, str]]:
    """Every check by its code with its sentence, what is counted left open."""
    return [(code, quality.name_of(code, locale())) for code in quality.codes()]


def _begin_turn(actor: Actor, survey: Survey) -> None:
    """Who opens a survey that nobody reads begins to read it: the one thing that opening writes."""
    if not (actor.has(DECIDING_ROLES) and readers.is_free(actor, survey)):
        return
    # What was read so far must not be written on: the turn is found and taken in one transaction that writes.
    survey_id = survey.id
    db.session.rollback()
    begin_writing()
    with transaction() as session:
        readers.open_(session, actor, access.get_survey(session, actor, survey_id))
    begin_reading()
