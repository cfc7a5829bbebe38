"""The thread on a survey: a part of its page, and a page of its own."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.ids import new_id
from gnbv.models import Survey
from gnbv.permissions import READING_ROLES, Actor
from gnbv.security import current_actor, permission
from gnbv.services import access, messages, reads

blueprint = Blueprint("messages", __name__, url_prefix="/surveys")


def _may_read(actor: Actor) -> bool:
    return actor.has(READING_ROLES)


@blueprint.get("/<uuid:survey_id>/messages")
@permission("read_surveys", _may_read)
def index(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    if not htmx.is_htmx():
        reads.log(db.engines["reads"], actor, [survey.household_id], "survey")
    return _answer(survey)


@blueprint.post("/<uuid:survey_id>/messages")
@permission("read_surveys", _may_read)
def create(survey_id: UUID) -> BaseResponse:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    text = request.form.get("text", "")
    try:
        with transaction() as session:
            messages.write(session, actor, survey, text, _id())
    except Invalid as error:
        return _answer(survey, error=error, text=text)
    if htmx.is_htmx():
        return _answer(survey)
    return htmx.go(url_for("messages.index", survey_id=survey_id))


def _answer(survey: Survey, error: Invalid | None = None, text: str = "") -> Response:
    session, actor = db.session(), current_actor()
    words = "" if error is None else (error.en if i18n.current() == "en" else error.vi)
    body = render_template(
        "messages/_thread.html" if htmx.is_htmx() else "messages/show.html",
        survey=survey,
        thread=messages.thread(session, survey),
        may_write=messages.may_write(session, actor, survey),
        longest=messages.LONGEST,
        fresh_id=new_id(),
        error_words=words,
        text=text,
    )
    response = make_response(body, 200 if error is None else 422)
    if error is not None:
        response.headers["X-Form"] = "messages"
    return response


def _id() -> UUID:
    """The id that the form was given with, so that sending it twice writes one line."""
    try:
        return UUID(request.form.get("id", ""))
    except ValueError:
        return new_id()
