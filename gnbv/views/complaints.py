"""Complaints about posted results: the book, one of them, taking one in at the counter."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gnbv import htmx, permissions
from gnbv.db import db, transaction
from gnbv.ids import new_id
from gnbv.models import ComplaintState
from gnbv.security import current_actor, permission
from gnbv.services import complaint_pages, complaints, posting_pages, procedure_files, reads
from gnbv.services.complaint_pages import PAPER, Filters
from gnbv.services.complaints import Told
from gnbv.views import fields, shown_files

blueprint = Blueprint("complaints", __name__, url_prefix="/complaints")
sees = permission("see_complaints", permissions.can_see_complaints)
takes = permission("take_complaints", permissions.can_take_complaints)


@blueprint.get("")
@sees
def index() -> str:
    session, actor = db.session(), current_actor()
    state = fields.one_of(ComplaintState, request.args["state"]) if request.args.get("state") else None
    filters = Filters(request.args.get("round", type=UUID), request.args.get("village", type=UUID), state)
    book = complaint_pages.book(session, actor, filters, request.args.get("page", 1, type=int))
    homes = {row.household_id for row in book.rows if row.household_id is not None}
    reads.log(db.engines["reads"], actor, homes, "complaint")
    return render_template(
        "complaints/index.html",
        book=book,
        filters=filters,
        states=ComplaintState,
        villages=complaint_pages.villages_of(session, book.rows),
        overdue=complaint_pages.overdue(session, actor),
        may_take=permissions.can_take_complaints(actor),
    )


@blueprint.get("/new")
@takes
def new() -> str:
    """First the list that it is about, when there are several; then the words."""
    session, actor = db.session(), current_actor()
    found = complaint_pages.postings_here(session, actor)
    asked = request.args.get("posting", type=UUID)
    posting = complaint_pages.open_posting(session, actor, asked) if asked else None
    if posting is None and len(found) == 1:
        posting = found[0]
    lines = posting_pages.lines(posting, _locale()) if posting else []
    return render_template("complaints/new.html", found=found, posting=posting, lines=lines, new_id=new_id())


@blueprint.post("")
@takes
def create() -> Response:
    actor, complaint_id = current_actor(), fields.uuid("id")
    limit = current_app.config["ATTACHMENT_MAX_BYTES"]
    papers = [file.stream.read(limit + 1) for file in request.files.getlist("paper") if file.filename]
    with transaction() as session:
        posting = complaint_pages.open_posting(session, actor, fields.uuid("posting"))
        home = None
        if fields.text("number"):
            village = posting.review.unit_id
            home = complaint_pages.household(session, village, actor.tenant, fields.number("number"))
        told = Told(
            complainant=fields.text("complainant"),
            text=fields.text("text"),
            received_on=fields.needed_day("received_on"),
            contact=fields.text("contact"),
            about=fields.text("about"),
            household_id=home.id if home else None,
        )
        row = complaints.take_in(session, actor, complaint_id, posting, told)
        for content in papers:
            procedure_files.store(session, actor, row.id, PAPER, content)
        number = complaints.number(row)
    flash(_("Đã nhận khiếu nại số %(n)s. In biên nhận đưa cho người khiếu nại.", n=number), "ok")
    return htmx.go(url_for(".show", complaint_id=complaint_id))


@blueprint.get("/<uuid:complaint_id>")
@sees
def show(complaint_id: UUID) -> str:
    return page(complaint_id)


@blueprint.post("/<uuid:complaint_id>/contact")
@sees
def create_contact(complaint_id: UUID) -> str:
    """Opening it is written down; it stands on the answer alone and in no address."""
    actor = current_actor()
    with transaction() as session:
        row = complaints.get(session, actor, complaint_id, lock=True)
        contact = complaints.open_contact(session, actor, row)
    return page(complaint_id, contact=contact or _("Không ghi cách liên hệ."), place="contact")


@blueprint.get("/<uuid:complaint_id>/papers/<sha256>")
@sees
def paper(complaint_id: UUID, sha256: str) -> Response:
    session, actor = db.session(), current_actor()
    row = complaints.get(session, actor, complaint_id)
    found, file = procedure_files.open_file(session, actor.tenant, row.id, sha256)
    return shown_files.show(found, file)


def page(complaint_id: UUID, *, contact: str = "", place: str = "complaint") -> str:
    session, actor = db.session(), current_actor()
    row = complaints.get(session, actor, complaint_id)
    if row.household_id is not None:
        reads.log(db.engines["reads"], actor, [row.household_id], place)
    shown = complaint_pages.shown(session, actor, row, _locale())
    return render_template("complaints/show.html", shown=shown, complaint=row, contact=contact)


def _locale() -> str:
    return str(get_locale() or "vi")[:2]
