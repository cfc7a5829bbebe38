"""What a supervisor decides of one survey: return, approve, re-open, ask for a back-check, explain a flag, read it
instead of somebody else."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.forms.surveys import DecisionForm, ReasonForm
from gnbv.models import Survey
from gnbv.permissions import Actor
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    back_check_requests,
    deciding,
    decisions,
    quality,
    queue,
    readers,
    reopenings,
)
from gnbv.views import survey_pages

blueprint = Blueprint("survey_decisions", __name__, url_prefix="/surveys")


@blueprint.post("/<uuid:survey_id>/return")
@permission("decide_surveys", survey_pages.may_read)
def create_return(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    form = _decision()
    with transaction() as session:
        decisions.send_back(session, actor, survey, form.revision_id, form.words)
    return _on(actor, survey, _("Đã trả lại. Người rà soát thấy các ý kiến ở lần có mạng tới."))


@blueprint.post("/<uuid:survey_id>/approval")
@permission("decide_surveys", survey_pages.may_read)
def create_approval(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    form = _decision()
    with transaction() as session:
        decisions.approve(
            session,
            actor,
            survey,
            form.revision_id,
            form.words,
            without_photos=bool(form.without_photos.data),
        )
    return _on(actor, survey, _("Đã duyệt phiếu. Kết quả chờ công nhận."))


@blueprint.post("/<uuid:survey_id>/reopening")
@permission("decide_surveys", survey_pages.may_read)
def create_reopening(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    form = _decision()
    try:
        with transaction() as session:
            reopenings.reopen(session, actor, survey, form.revision_id, form.words)
    except Invalid as error:
        return survey_pages.refused(actor, survey, error)
    flash(_("Đã mở lại phiếu. Kết quả đề nghị đã rút, phiếu chờ duyệt lại."), "ok")
    return htmx.go(_here(survey))


@blueprint.post("/<uuid:survey_id>/back-check")
@permission("decide_surveys", survey_pages.may_read)
def create_back_check(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    try:
        with transaction() as session:
            back_check_requests.ask(session, actor, survey, ReasonForm().words)
    except Invalid as error:
        return survey_pages.refused(actor, survey, error)
    flash(_("Đã đưa hộ vào danh sách phúc tra. Người rà soát của phiếu này không được báo."), "ok")
    return htmx.go(_here(survey))


@blueprint.post("/<uuid:survey_id>/flags/<uuid:flag_id>/explanation")
@permission("decide_surveys", survey_pages.may_read)
def create_explanation(survey_id: UUID, flag_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    deciding.require_right(db.session(), actor, survey)
    try:
        with transaction() as session:
            quality.explain(session, actor, survey, flag_id, ReasonForm().words)
    except Invalid as error:
        return survey_pages.refused(actor, survey, error)
    return survey_pages.after(actor, survey, _here(survey))


@blueprint.post("/<uuid:survey_id>/reader")
@permission("decide_surveys", survey_pages.may_read)
def create_reader(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    with transaction() as session:
        readers.take_over(session, actor, survey)
    return htmx.go(_here(survey))


def _here(survey: Survey) -> str:
    return url_for("surveys.show", survey_id=survey.id)


def _on(actor: Actor, survey: Survey, done: str) -> Response:
    """To the next sheet that waits. It looks like the one before: which home was decided is said, and that this is another."""
    home, following = survey.household, queue.following(db.session(), actor, survey)
    name = _("Hộ số %(number)s, %(village)s", number=f"{home.number:03d}", village=home.unit.name)
    words = [f"{name}.", done] + ([_("Dưới đây là phiếu tiếp theo, của hộ khác.")] if following else [])
    flash(" ".join(words), "ok")
    return htmx.go(url_for("surveys.show", survey_id=following) if following else url_for("surveys.index"))


def _decision() -> DecisionForm:
    form = DecisionForm()
    if not form.validate():
        raise NotFound()
    return form
