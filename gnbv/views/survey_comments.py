"""Remarks on single answers, and the words that a commune uses again for them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.forms.surveys import CommentForm, ReasonForm
from gnbv.models import Survey
from gnbv.permissions import Actor
from gnbv.security import current_actor, permission
from gnbv.services import access, comment_templates, comments, survey_reading
from gnbv.views import survey_pages

blueprint = Blueprint("survey_comments", __name__, url_prefix="/surveys")


@blueprint.post("/<uuid:survey_id>/comments")
@permission("decide_surveys", survey_pages.may_read)
def create(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    reading = survey_reading.read(db.session(), actor, survey, survey_pages.locale())
    form = CommentForm()
    row = reading.row(form.ref.data or "") if form.validate() else None
    if row is None:
        raise NotFound()
    try:
        with transaction() as session:
            comments.write(session, actor, survey, row.key, row.instance_id, form.words)
            if form.keep.data:
                comment_templates.keep(session, actor, survey, form.words)
    except Invalid as error:
        return survey_pages.refused(actor, survey, error)
    return _after(actor, survey)


@blueprint.post("/<uuid:survey_id>/comments/<uuid:comment_id>/removal")
@permission("decide_surveys", survey_pages.may_read)
def destroy(survey_id: UUID, comment_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    with transaction() as session:
        comments.withdraw(session, actor, survey, comment_id)
    return _after(actor, survey)


@blueprint.post("/<uuid:survey_id>/comment-templates")
@permission("decide_surveys", survey_pages.may_read)
def create_template(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    try:
        with transaction() as session:
            comment_templates.keep(session, actor, survey, ReasonForm().words)
    except Invalid as error:
        return survey_pages.refused(actor, survey, error)
    return _after(actor, survey)


@blueprint.post("/<uuid:survey_id>/comment-templates/<uuid:template_id>/removal")
@permission("decide_surveys", survey_pages.may_read)
def destroy_template(survey_id: UUID, template_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    with transaction() as session:
        comment_templates.remove(session, actor, survey, template_id)
    return _after(actor, survey)


def _after(actor: Actor, survey: Survey) -> Response:
    return survey_pages.after(actor, survey, url_for("surveys.show", survey_id=survey.id))
