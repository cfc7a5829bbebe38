"""The office page of tasks: what is due, who leads, what to show for it; ticking and taking back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from gnbv import clock, htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.ids import new_id
from gnbv.permissions import Actor
from gnbv.security import current_actor, permission
from gnbv.services import task_lists, tasks

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")


def _may_see(actor: Actor) -> bool:
    return actor.has(permissions.TASK_ROLES) or permissions.can_see_plans(actor)


@blueprint.get("")
@permission("see_tasks", _may_see)
def index() -> str:
    found = task_lists.task_list(
        db.session(),
        current_actor(),
        plan_id=_uuid(request.args.get("plan")),
        text=request.args.get("q", ""),
        shows=request.args.get("show", "open"),
    )
    return render_template(
        "tasks/_list.html" if htmx.is_htmx() else "tasks/index.html", found=found, new_id=new_id
    )


@blueprint.get("/<uuid:occurrence_id>")
@permission("see_tasks", _may_see)
def show(occurrence_id: UUID) -> Response:
    return _page(occurrence_id, "tasks/_row.html" if htmx.is_htmx() else "tasks/show.html")


@blueprint.post("/<uuid:occurrence_id>/completions")
@permission("tick_tasks", _may_see)
def create_completion(occurrence_id: UUID) -> BaseResponse:
    actor = current_actor()
    is_undo = request.form.get("undo") == "yes"
    try:
        done_on = clock.today() if is_undo else _day(request.form.get("done_on", ""))
        with transaction() as session:
            tasks.complete(
                session,
                actor,
                occurrence_id,
                completion_id=_uuid(request.form.get("id")) or new_id(),
                note=request.form.get("note", ""),
                done_on=done_on,
                is_undo=is_undo,
                made_at=clock.now(),
            )
    except Invalid as error:
        answer = _page(occurrence_id, "tasks/_row.html" if htmx.is_htmx() else "tasks/show.html", 422, error)
        answer.headers["X-Form"] = "completion"
        return answer
    if htmx.is_htmx():
        return _page(occurrence_id, "tasks/_row.html", focus=True)
    flash(gettext("Đã bỏ đánh dấu.") if is_undo else gettext("Đã đánh dấu hoàn thành."), "ok")
    return htmx.go(url_for(".show", occurrence_id=occurrence_id))


def _page(
    occurrence_id: UUID, template: str, status: int = 200, error: Invalid | None = None, focus: bool = False
) -> Response:
    actor = current_actor()
    occurrence = tasks.get_occurrence(db.session(), actor, occurrence_id)
    row = task_lists.row(actor, occurrence, occurrence.task, occurrence.task.plan)
    words = "" if error is None else error.en if str(get_locale()) == "en" else error.vi
    body = render_template(
        template, row=row, error_words=words, focus=focus, new_id=new_id, sent=request.form
    )
    return make_response(body, status)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            "done_on",
            "Chưa có ngày xong. Việc vẫn như cũ, chưa đánh dấu. Chọn ngày rồi làm lại.",
            "The day it was done is missing. The task is unchanged. Choose a day and try again.",
        ) from error
