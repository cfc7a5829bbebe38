"""One answer corrected at the commune, with a reason."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.forms.surveys import CorrectionForm
from gnbv.models import Survey
from gnbv.permissions import Actor
from gnbv.security import current_actor, permission
from gnbv.services import access, corrections, deciding, reads
from gnbv.views.survey_pages import locale, may_read

blueprint = Blueprint("survey_corrections", __name__, url_prefix="/surveys")


@blueprint.get("/<uuid:survey_id>/correction")
@permission("decide_surveys", may_read)
def show(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    deciding.require_waiting(db.session(), actor, survey)
    reads.log(db.engines["reads"], actor, [survey.household_id], "survey")
    return _page(survey, request.args.get("ref", ""))


@blueprint.post("/<uuid:survey_id>/correction")
@permission("decide_surveys", may_read)
def create(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    deciding.require_right(db.session(), actor, survey)
    form = CorrectionForm()
    if not form.validate():
        raise NotFound()
    ref, value = form.ref.data or "", " ".join(request.form.getlist("value"))
    try:
        _correct(actor, survey, form, ref, value)
    except Invalid as error:
        return _page(survey, ref, 422, error.en if locale() == "en" else error.vi)
    flash(_("Đã sửa tại xã. Câu trả lời của người rà soát vẫn được giữ."), "ok")
    return htmx.go(url_for("surveys.show", survey_id=survey.id))


def _correct(actor: Actor, survey: Survey, form: CorrectionForm, ref: str, value: str) -> None:
    with transaction() as session:
        corrections.correct(session, actor, survey, form.revision_id, ref, value, form.words)


def _page(survey: Survey, ref: str, status: int = 200, error_words: str = "") -> Response:
    answer = corrections.open_answer(db.session(), survey, ref, locale())
    body = render_template(
        "surveys/correction.html",
        survey=survey,
        answer=answer,
        error_words=error_words,
        reason=request.form.get("note", ""),
        nav_on_phone=False,
    )
    return make_response(body, status)
