"""A meeting held on paper, typed at the office: attendance, counts, the signed page, the minutes closed."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.models import Capacity
from gnbv.permissions import FILE_ROLES, MEETING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import meeting_pages, meetings, procedure_files, reads
from gnbv.views import fields, meeting_fields, shown_files

blueprint = Blueprint("meeting_records", __name__, url_prefix="/meetings/<uuid:meeting_id>")
holds = permission("hold_meetings", permissions.can_hold_meetings)


@blueprint.get("/record")
@holds
def edit(meeting_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    meeting = meetings.get(session, actor, meeting_id, MEETING_ROLES)
    page = meeting_pages.one(session, actor, meeting, i18n.current())
    reads.log(db.engines["reads"], actor, [item.household_id for item in page.items], "meeting")
    return render_template(
        "meetings/record.html",
        page=page,
        class_names=page.class_names,
        meeting=meeting,
        village=meeting.review.unit,
        round=meeting.review.round,
        capacities=list(Capacity),
        time_of=meeting_pages.time_of,
    )


@blueprint.post("/record")
@holds
def update(meeting_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        meeting = meetings.get(session, actor, meeting_id, MEETING_ROLES, lock=True)
        held = meeting_fields.held(meetings.items_of(session, meeting))
        meetings.record(session, actor, meeting, held, seen=fields.number("seen"))
    flash(_("Đã ghi cuộc họp. In biên bản ra ký, rồi chụp trang đã ký."), "ok")
    return _done(meeting_id)


@blueprint.post("/pages")
@holds
def add_page(meeting_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        meeting = meetings.get(session, actor, meeting_id, MEETING_ROLES, lock=True)
        files = [file for file in request.files.getlist("page") if file.filename]
        if not files:
            raise _no_file()
        for file in files:
            procedure_files.store(session, actor, meeting.id, meetings.SIGNED_PAGE, file.stream)  # type: ignore[arg-type]
    flash(_("Đã đính kèm trang biên bản."), "ok")
    return _done(meeting_id)


@blueprint.get("/pages/<sha256>")
@permission("see_meetings", permissions.can_see_meetings)
def page(meeting_id: UUID, sha256: str) -> Response:
    session, actor = db.session(), current_actor()
    meeting = meetings.get(session, actor, meeting_id, FILE_ROLES)
    row, content = procedure_files.open_file(session, actor.tenant, meeting.id, sha256)
    homes = [item.household_id for item in meetings.items_of(session, meeting)]
    reads.log(db.engines["reads"], actor, homes, "photo")
    return shown_files.show(row, content)


@blueprint.post("/closing")
@holds
def close(meeting_id: UUID) -> BaseResponse:
    actor = current_actor()
    with transaction() as session:
        meeting = meetings.get(session, actor, meeting_id, MEETING_ROLES, lock=True)
        found = meetings.close(session, actor, meeting)
    if found.passed:
        flash(_("Đã khép biên bản. Mọi hộ trong cuộc họp đều được thống nhất."), "ok")
    else:
        flash(_("Đã khép biên bản. Xem ở dưới hộ nào phải làm tiếp."), "info")
    return _done(meeting_id)


def _done(meeting_id: UUID) -> BaseResponse:
    return htmx.go(url_for("meetings.show", meeting_id=meeting_id))


def _no_file() -> Invalid:
    return Invalid(
        "no_file",
        "Chưa chọn tệp nên chưa đính kèm. Những gì đã ghi vẫn giữ. Chọn ảnh hoặc PDF của trang đã ký rồi bấm lại.",
        "No file was chosen, so nothing was attached. What was written is kept. Choose a picture or PDF of the page.",
    )
