"""The posted lists of a village: made, put up, read out, taken down, and the word that nobody complains."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import clock, htmx, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid
from gnbv.ids import new_id
from gnbv.models import Posting, VillageReview
from gnbv.permissions import FILE_ROLES, MEETING_ROLES
from gnbv.rules import posting as rules
from gnbv.security import current_actor, permission
from gnbv.services import posting_pages, posting_scripts, postings, procedure_files, reads, village_reviews
from gnbv.views import fields
from gnbv.views.procedures import find_round

blueprint = Blueprint("postings", __name__)
sees = permission("see_postings", permissions.can_see_postings)
posts = permission("post_lists", permissions.can_post)


@blueprint.get("/rounds/<uuid:round_id>/villages/<uuid:unit_id>/postings")
@sees
def index(round_id: UUID, unit_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    review = village_reviews.of(session, actor, find_round(round_id), unit_id, FILE_ROLES)
    found = postings.of_review(session, review)
    return _page(review, found, found[0] if found else None)


@blueprint.post("/rounds/<uuid:round_id>/villages/<uuid:unit_id>/postings")
@posts
def create(round_id: UUID, unit_id: UUID) -> Response:
    actor, posting_id = current_actor(), fields.uuid("id")
    with transaction() as session:
        review = village_reviews.of(session, actor, find_round(round_id), unit_id, MEETING_ROLES, lock=True)
        postings.make(session, actor, review, posting_id, reason=fields.text("reason"))
    return _done(posting_id, _("Đã lập danh sách niêm yết. In ra, đem treo rồi ghi ngày giờ treo."))


@blueprint.get("/postings/<uuid:posting_id>")
@sees
def show(posting_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    posting = postings.get(session, actor, posting_id)
    return _page(posting.review, postings.of_review(session, posting.review), posting)


@blueprint.post("/postings/<uuid:posting_id>/up")
@posts
def create_up(posting_id: UUID) -> Response:
    actor, files = current_actor(), _files()
    with transaction() as session:
        posting = postings.get(session, actor, posting_id, MEETING_ROLES, lock=True)
        note = _photo_or_note(files)
        postings.put_up(session, actor, posting, fields.text("place"), fields.instant("on", "time"), note)
        for content in files:
            procedure_files.store(session, actor, posting.id, posting_pages.UP_PHOTO, content)
        until = posting.until
    words = _("Đã ghi nơi treo.")
    if until:
        words += " " + _("Niêm yết đến hết ngày %(day)s.", day=f"{until.day}/{until.month}/{until.year}")
    return _done(posting_id, words)


@blueprint.post("/postings/<uuid:posting_id>/down")
@posts
def create_down(posting_id: UUID) -> Response:
    actor, files = current_actor(), _files()
    with transaction() as session:
        posting = postings.get(session, actor, posting_id, MEETING_ROLES, lock=True)
        note = _photo_or_note(files)
        postings.take_down(session, actor, posting, fields.text("place"), fields.instant("on", "time"), note)
        for content in files:
            procedure_files.store(session, actor, posting.id, posting_pages.DOWN_PHOTO, content)
    return _done(posting_id, _("Đã ghi gỡ danh sách."))


@blueprint.post("/postings/<uuid:posting_id>/broadcasts")
@posts
def create_broadcast(posting_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        posting = postings.get(session, actor, posting_id, MEETING_ROLES, lock=True)
        postings.broadcast(session, actor, posting, fields.instant("on", "time"), fields.text("by"))
    return _done(posting_id, _("Đã ghi lần đọc loa."))


@blueprint.post("/postings/<uuid:posting_id>/quiet")
@posts
def create_quiet(posting_id: UUID) -> Response:
    actor = current_actor()
    with transaction() as session:
        posting = postings.get(session, actor, posting_id, MEETING_ROLES, lock=True)
        postings.confirm_quiet(session, actor, posting)
    return _done(posting_id, _("Đã xác nhận. Thôn sang bước trình công nhận."))


def _page(review: VillageReview, found: list[Posting], posting: Posting | None) -> str:
    session, actor, locale = db.session(), current_actor(), str(get_locale() or "vi")[:2]
    shown = posting_pages.shown(session, actor, posting, locale) if posting else None
    if posting is not None:
        reads.log(db.engines["reads"], actor, {UUID(row[rules.INSIDE]) for row in posting.rows}, "posting")
    may_act = actor.holds(MEETING_ROLES, review.unit.path)
    is_latest = posting is None or posting.id == found[0].id
    return render_template(
        "postings/index.html",
        review=review,
        round=review.round,
        shown=shown,
        script=posting_scripts.lines(session, posting) if posting else [],
        others=[one for one in found if posting is None or one.id != posting.id],
        gaps=posting_pages.before_posting(session, review) if may_act and is_latest else [],
        may_act=may_act and is_latest,
        may_make=may_act and is_latest and posting_pages.may_make(session, review),
        new_id=new_id(),
        at=clock.local(clock.now()),
    )


def _files() -> list[bytes]:
    limit = current_app.config["ATTACHMENT_MAX_BYTES"]
    return [file.stream.read(limit + 1) for file in request.files.getlist("photo") if file.filename]


def _photo_or_note(files: list[bytes]) -> str:
    """Why there is no photo, when there is none. Raises ``Invalid`` without both."""
    note = fields.text("note")
    if files or note:
        return note
    raise Invalid(
        "posting_photo",
        "Chưa có ảnh danh sách nên chưa ghi. Bản niêm yết vẫn như cũ. Chọn ảnh, hoặc ghi vì sao không chụp được rồi bấm lại.",
        "There is no photo of the list, so nothing was recorded. The list is as it was. Choose a photo, or say why there is none.",
    )


def _done(posting_id: UUID, words: str) -> Response:
    flash(words, "ok")
    return htmx.go(url_for(".show", posting_id=posting_id))
