"""The public page of a posted list and its complaint form: no account, no cookie, no script, only while the list hangs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request
from flask_babel import get_locale

from gnbv import clock
from gnbv.db import db, transaction
from gnbv.errors import GnbvError, Invalid, NotFound
from gnbv.ids import new_id
from gnbv.models import Complaint, Posting
from gnbv.rules import posting as rules
from gnbv.security import csrf, permission
from gnbv.services import complaints, posting_days, posting_pages, public_postings
from gnbv.services.complaints import PUBLIC, Told
from gnbv.services.public_postings import Gone
from gnbv.views import fields
from gnbv.views.origins import require_same_origin

blueprint = Blueprint("public_postings", __name__, url_prefix="/p/<token>")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
TYPED = ("complainant", "contact", "number", "about", "text")


@blueprint.get("")
@permission("public")
def show(token: str) -> Response:
    posting = _find(token)
    locale = str(get_locale() or "vi")[:2]
    session = db.session()
    return _page(
        "show",
        posting,
        lines=posting_pages.lines(posting, locale),
        standards=posting_pages.standard_names(session, posting, locale),
        answer_days=posting_days.answer_days(session, posting.review),
    )


@blueprint.get("/complaint")
@permission("public")
def new(token: str) -> Response:
    return _form(_find(token), {"number": request.args.get("number", "")}, new_id())


@blueprint.post("/complaint")
@permission("public")
def create(token: str) -> Response:
    require_same_origin()
    posting, complaint_id = _find(token), fields.uuid("id")
    typed = {name: fields.text(name) for name in TYPED}
    try:
        with transaction() as session:
            found = public_postings.find(session, current_app.config["TENANT"], token)
            if session.get(Complaint, (found.tenant, complaint_id)) is None:
                public_postings.count(session, found, request.remote_addr or "")
            row = complaints.take_in(session, None, complaint_id, found, _told(found, typed), channel=PUBLIC)
            facts = {"number": complaints.number(row), "due_on": row.due_on}
    except GnbvError as error:
        db.session.rollback()
        return _form(_find(token), typed, complaint_id, error)
    answer = _page("taken", posting, **facts)
    answer.status_code = 201
    return answer


def _told(posting: Posting, typed: dict[str, str]) -> Told:
    """What the form says; a home of the list is named by its number there."""
    home = next((row for row in posting.rows if str(row["number"]) == typed["number"]), None)
    return Told(
        complainant=typed["complainant"],
        text=typed["text"],
        received_on=clock.today(),
        contact=typed["contact"],
        about=typed["about"] or (home["name"] if home else ""),
        household_id=UUID(home[rules.INSIDE]) if home else None,
    )


def _find(token: str) -> Posting:
    return public_postings.find(db.session(), current_app.config["TENANT"], token)


def _form(
    posting: Posting, typed: dict[str, str], complaint_id: UUID, error: GnbvError | None = None
) -> Response:
    answer = _page(
        "complaint",
        posting,
        lines=posting_pages.lines(posting),
        typed=typed,
        id=complaint_id,
        error=error,
        answer_days=posting_days.answer_days(db.session(), posting.review),
    )
    if error is not None:
        answer.status_code = error.status
        if "retry_after" in error.details:
            answer.headers["Retry-After"] = str(error.details["retry_after"])
    return answer


def _page(name: str, posting: Posting | None, **facts: Any) -> Response:
    village = posting.review.unit if posting else None
    answer = make_response(
        render_template(
            f"public_postings/{name}.html",
            posting=posting,
            review=posting.review if posting else None,
            commune=(village.parent or village) if village else None,
            **facts,
        )
    )
    headers = answer.headers
    headers["Content-Security-Policy"] = POLICY
    headers["Cache-Control"] = "no-store"
    # Not "no-referrer": a browser would then not say that the form is ours. To others nothing of the address goes.
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


@blueprint.errorhandler(GnbvError)
def refused(error: GnbvError) -> Response:
    """In words of its own: the pages of the office would set a cookie."""
    if not isinstance(error, NotFound | Gone | Invalid) and error.status >= 500:
        raise error
    db.session.rollback()
    answer = _page("over", None, error=error)
    answer.status_code = error.status
    return answer


def init_app(app: Flask) -> None:
    csrf.exempt(blueprint)
