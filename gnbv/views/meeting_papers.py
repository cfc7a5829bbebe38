"""Papers of a meeting: the list to be discussed, and the minutes as a page, PDF and DOCX with the same text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for

from gnbv import i18n, permissions
from gnbv.db import db
from gnbv.models import Meeting
from gnbv.permissions import FILE_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import meeting_minutes, meetings, reads
from gnbv.views import downloads

blueprint = Blueprint("meeting_papers", __name__, url_prefix="/meetings/<uuid:meeting_id>")
sees = permission("see_meetings", permissions.can_see_meetings)


@blueprint.get("/list")
@sees
def agenda(meeting_id: UUID) -> str:
    return _agenda(_meeting(meeting_id))


@blueprint.get("/list.pdf")
@sees
def agenda_pdf(meeting_id: UUID) -> Response:
    meeting = _meeting(meeting_id)
    answer = downloads.as_pdf(_agenda(meeting, for_pdf=True))
    return downloads.name_file(answer, _name(meeting, "Danh sách họp dân", "pdf"), shown=True)


@blueprint.get("/minutes")
@sees
def minutes(meeting_id: UUID) -> str:
    return _minutes(_meeting(meeting_id))


@blueprint.get("/minutes.pdf")
@sees
def minutes_pdf(meeting_id: UUID) -> Response:
    meeting = _meeting(meeting_id)
    answer = downloads.as_pdf(_minutes(meeting, for_pdf=True))
    return downloads.name_file(answer, _name(meeting, "Biên bản họp dân", "pdf"), shown=True)


@blueprint.get("/minutes.docx")
@sees
def minutes_docx(meeting_id: UUID) -> Response:
    meeting = _meeting(meeting_id)
    blocks = meeting_minutes.blocks(db.session(), meeting)
    name = _name(meeting, "Biên bản họp dân", "docx")
    return downloads.name_file(downloads.as_docx(blocks, name.removesuffix(".docx")), name)


def _meeting(meeting_id: UUID) -> Meeting:
    session, actor = db.session(), current_actor()
    meeting = meetings.get(session, actor, meeting_id, FILE_ROLES)
    homes = [item.household_id for item in meetings.items_of(session, meeting)]
    reads.log(db.engines["reads"], actor, homes, "print")
    return meeting


def _agenda(meeting: Meeting, **frame: Any) -> str:
    facts = meeting_minutes.facts(db.session(), meeting)
    return render_template(
        "meetings/agenda.html",
        facts=facts,
        groups=meeting_minutes.agenda_groups(facts),
        meeting=meeting,
        locale=i18n.current(),
        back=url_for("meetings.show", meeting_id=meeting.id),
        pdf_url=url_for(".agenda_pdf", meeting_id=meeting.id),
        **frame,
    )


def _minutes(meeting: Meeting, **frame: Any) -> str:
    return render_template(
        "meetings/minutes.html",
        blocks=meeting_minutes.blocks(db.session(), meeting),
        locale=i18n.current(),
        back=url_for("meetings.show", meeting_id=meeting.id),
        pdf_url=url_for(".minutes_pdf", meeting_id=meeting.id),
        **frame,
    )


def _name(meeting: Meeting, what: str, ending: str) -> str:
    return f"{what} {meeting.review.unit.name}, cuộc họp {meeting.number}.{ending}"
