"""The supervisor's pages: the queue, one survey to read, remarks, return and approval."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.forms.surveys import CommentForm, DecisionForm
from gnbv.models import Survey
from gnbv.permissions import Actor
from gnbv.security import current_actor, permission
from gnbv.services import access, boards, comments, deciding, decisions, queue, reads, survey_reading

blueprint = Blueprint("surveys", __name__, url_prefix="/surveys")


def _may_read(actor: Actor) -> bool:
    return actor.has(permissions.READING_ROLES)


def _locale() -> str:
    return str(get_locale() or "vi")[:2]


def _page(
    actor: Actor,
    survey: Survey,
    template: str = "surveys/show.html",
    status: int = 200,
    error: Invalid | None = None,
) -> Response:
    reading = survey_reading.read(db.session(), actor, survey, _locale())
    words = "" if error is None else (error.en if _locale() == "en" else error.vi)
    body = render_template(
        template,
        reading=reading,
        survey=survey,
        error_words=words,
        may_decide=deciding.may_decide(db.session(), actor, survey),
        standards=boards.standard_names(db.session(), survey.round, _locale()),
        nav_on_phone=False,
    )
    return make_response(body, status)


@blueprint.get("")
@permission("read_surveys", _may_read)
def index() -> str:
    actor = current_actor()
    page = queue.page(
        db.session(),
        actor,
        unit_id=_uuid(request.args.get("unit")),
        status=request.args.get("status", "received"),
        order=request.args.get("order", "need"),
        number=request.args.get("page", 1, type=int),
    )
    return render_template("surveys/index.html", page=page)


@blueprint.get("/<uuid:survey_id>")
@permission("read_surveys", _may_read)
def show(survey_id: UUID) -> Response:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    reads.log(db.engines["reads"], actor, [survey.household_id], "survey")
    return _page(actor, survey)


@blueprint.post("/<uuid:survey_id>/comments")
@permission("decide_surveys", _may_read)
def create_comment(survey_id: UUID) -> BaseResponse:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    reading = survey_reading.read(db.session(), actor, survey, _locale())
    form = CommentForm()
    row = reading.row(form.ref.data or "") if form.validate() else None
    if row is None:
        raise NotFound()
    try:
        with transaction() as session:
            comments.write(session, actor, survey, row.key, row.instance_id, form.words)
    except Invalid as error:
        answer = _page(
            actor, survey, "surveys/_after.html" if htmx.is_htmx() else "surveys/show.html", 422, error
        )
        answer.headers["X-Form"] = "reading"
        return answer
    return _after(actor, survey)


@blueprint.post("/<uuid:survey_id>/comments/<uuid:comment_id>/removal")
@permission("decide_surveys", _may_read)
def destroy_comment(survey_id: UUID, comment_id: UUID) -> BaseResponse:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    with transaction() as session:
        comments.withdraw(session, actor, survey, comment_id)
    return _after(actor, survey)


@blueprint.post("/<uuid:survey_id>/return")
@permission("decide_surveys", _may_read)
def create_return(survey_id: UUID) -> BaseResponse:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    form = _decision()
    with transaction() as session:
        decisions.send_back(session, actor, survey, form.revision_id, form.words)
    flash(gettext("Đã trả lại. Người rà soát thấy các ý kiến ở lần có mạng tới."), "ok")
    return htmx.go(_next(actor, survey))


@blueprint.post("/<uuid:survey_id>/approval")
@permission("decide_surveys", _may_read)
def create_approval(survey_id: UUID) -> BaseResponse:
    actor = current_actor()
    survey = access.get_survey(db.session(), actor, survey_id)
    form = _decision()
    with transaction() as session:
        decisions.approve(session, actor, survey, form.revision_id, form.words)
    flash(gettext("Đã duyệt phiếu. Kết quả chờ công nhận."), "ok")
    return htmx.go(_next(actor, survey))


def _after(actor: Actor, survey: Survey) -> BaseResponse:
    if htmx.is_htmx():
        return _page(actor, survey, "surveys/_after.html")
    return htmx.go(url_for("surveys.show", survey_id=survey.id))


def _next(actor: Actor, survey: Survey) -> str:
    following = queue.following(db.session(), actor, survey)
    return url_for("surveys.show", survey_id=following) if following else url_for("surveys.index")


def _decision() -> DecisionForm:
    form = DecisionForm()
    if not form.validate():
        raise NotFound()
    return form


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
