"""The reading page as several views answer with it."""

from __future__ import annotations

from flask import Response, make_response, render_template
from flask_babel import get_locale
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db
from gnbv.errors import Invalid
from gnbv.models import CLOSING, Survey
from gnbv.permissions import Actor
from gnbv.services import (
    back_check_requests,
    boards,
    change_lists,
    comment_templates,
    deciding,
    held,
    quality,
    readers,
    survey_reading,
)


def may_read(actor: Actor) -> bool:
    return actor.has(permissions.READING_ROLES)


def locale() -> str:
    return str(get_locale() or "vi")[:2]


def page(
    actor: Actor,
    survey: Survey,
    template: str = "surveys/show.html",
    status: int = 200,
    error: Invalid | None = None,
) -> Response:
    session = db.session()
    reading = survey_reading.read(session, actor, survey, locale())
    words = "" if error is None else (error.en if locale() == "en" else error.vi)
    may_decide = deciding.may_decide(session, actor, survey)
    body = render_template(
        template,
        reading=reading,
        survey=survey,
        error_words=words,
        may_decide=may_decide,
        reader=readers.other(session, actor, survey) if may_decide else None,
        why_held=held.why(session, survey, locale()),
        back_check=back_check_requests.asked(session, survey) if may_decide else None,
        templates=comment_templates.for_survey(session, survey) if may_decide else [],
        flag_words=lambda flag: quality.words(flag, locale()),
        changes=change_lists.of_survey(session, survey),
        closing=CLOSING,
        standards=boards.standard_names(session, survey.round, locale()),
        nav_on_phone=False,
    )
    return make_response(body, status)


def after(actor: Actor, survey: Survey, location: str) -> BaseResponse:
    """The answers and the bar of acts for htmx, the whole page for a plain form."""
    if htmx.is_htmx():
        return page(actor, survey, "surveys/_after.html")
    return htmx.go(location)


def refused(actor: Actor, survey: Survey, error: Invalid) -> Response:
    """The reading with the words of a refusal above it."""
    template = "surveys/_after.html" if htmx.is_htmx() else "surveys/show.html"
    answer = page(actor, survey, template, 422, error)
    answer.headers["X-Form"] = "reading"
    return answer
