"""A village's meetings: planned, called off, looked at; whose hands are counted."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.ids import new_id
from gnbv.models import Capacity, MeetingState, Role, VillageReview
from gnbv.permissions import CONCLUDING_ROLES, FILE_ROLES, MEETING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import meeting_pages, meeting_settings, meetings, reads, village_reviews
from gnbv.views import fields, meeting_fields
from gnbv.views.procedures import find_round

blueprint = Blueprint("meetings", __name__)
VILLAGE = "/rounds/<uuid:round_id>/villages/<uuid:unit_id>/meetings"
sees = permission("see_meetings", permissions.can_see_meetings)
holds = permission("hold_meetings", permissions.can_hold_meetings)


@blueprint.get(VILLAGE)
@sees
def index(round_id: UUID, unit_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    review = village_reviews.of(session, actor, find_round(round_id), unit_id, FILE_ROLES)
    page = meeting_pages.village(session, actor, review)
    shown = [*(one.home for one in page.agenda.put), *page.agenda.missing]
    reads.log(db.engines["reads"], actor, [one.household.id for one in shown], "meeting")
    return render_template(
        "meetings/index.html",
        page=page,
        round=review.round,
        village=review.unit,
        counts=meeting_pages.counts(session, review),
        capacities=list(Capacity),
        fresh=new_id(),
    )


@blueprint.post(VILLAGE)
@holds
def create(round_id: UUID, unit_id: UUID) -> Response:
    with transaction() as session:
        review = _review(session, round_id, unit_id)
        meeting_id = fields.uuid("id")
        _plan(session, review, meeting_id)
    flash(_("Đã định ngày họp và chốt danh sách đưa ra họp."), "ok")
    return htmx.go(url_for(".show", meeting_id=meeting_id))


@blueprint.post("/rounds/<uuid:round_id>/villages/<uuid:unit_id>/meetings/voting")
@permission("set_voting", permissions.can_conclude_for_board)
def set_voting(round_id: UUID, unit_id: UUID) -> Response:
    with transaction() as session:
        review = _review(session, round_id, unit_id, CONCLUDING_ROLES)
        named = frozenset(fields.one_of(Capacity, key) for key in request.form.getlist("voting"))
        meeting_settings.save(session, current_actor(), review.round, named)
    flash(_("Đã ghi ai được tính khi biểu quyết. Các biên bản đã có vẫn như cũ."), "ok")
    return htmx.go(url_for(".index", round_id=round_id, unit_id=unit_id))


@blueprint.get("/meetings/<uuid:meeting_id>")
@sees
def show(meeting_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    meeting = meetings.get(session, actor, meeting_id, FILE_ROLES)
    page = meeting_pages.one(session, actor, meeting, i18n.current())
    reads.log(db.engines["reads"], actor, [item.household_id for item in page.items], "meeting")
    is_planned = meeting.state is MeetingState.PLANNED
    return render_template(
        "meetings/show.html",
        page=page,
        meeting=meeting,
        round=meeting.review.round,
        village=meeting.review.unit,
        class_names=page.class_names,
        village_page=meeting_pages.village(session, actor, meeting.review) if is_planned else None,
    )


@blueprint.post("/meetings/<uuid:meeting_id>/plan")
@holds
def update(meeting_id: UUID) -> Response:
    with transaction() as session:
        meeting = meetings.get(session, current_actor(), meeting_id, MEETING_ROLES, lock=True)
        _plan(session, meeting.review, meeting.id)
    flash(_("Đã ghi ngày họp và chốt lại danh sách."), "ok")
    return htmx.go(url_for(".show", meeting_id=meeting_id))


@blueprint.post("/meetings/<uuid:meeting_id>/void")
@holds
def destroy(meeting_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        meeting = meetings.get(session, actor, meeting_id, MEETING_ROLES, lock=True)
        meetings.void(session, actor, meeting, fields.text("reason"))
        round_id, unit_id = meeting.review.round_id, meeting.review.unit_id
    flash(_("Đã huỷ cuộc họp. Lý do nằm trong lịch sử."), "ok")
    return htmx.go(url_for(".index", round_id=round_id, unit_id=unit_id))


def _plan(session: Session, review: VillageReview, meeting_id: UUID) -> None:
    meetings.plan(
        session, current_actor(), review, meeting_id, fields.needed_day("planned_on"), fields.text("place"),
        unapproved=meeting_fields.unapproved(),
    )  # fmt: skip


def _review(
    session: Session, round_id: UUID, unit_id: UUID, roles: frozenset[Role] = MEETING_ROLES
) -> VillageReview:
    return village_reviews.of(session, current_actor(), find_round(round_id), unit_id, roles, lock=True)
