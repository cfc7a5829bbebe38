"""A posting on paper: the list, the text for the loudspeaker, one page for each family; and photos of the list where it hangs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_babel import get_locale

from gnbv import permissions
from gnbv.db import db
from gnbv.models import Posting
from gnbv.rules import posting as rules
from gnbv.security import current_actor, permission
from gnbv.services import (
    family_papers,
    posting_days,
    posting_pages,
    posting_scripts,
    postings,
    procedure_files,
    reads,
)
from gnbv.views import downloads, qr_codes, shown_files

blueprint = Blueprint("posting_papers", __name__, url_prefix="/postings/<uuid:posting_id>")
sees = permission("see_postings", permissions.can_see_postings)


@blueprint.get("/list")
@sees
def show(posting_id: UUID) -> str:
    return _list(posting_id)


@blueprint.get("/list.pdf")
@sees
def pdf(posting_id: UUID) -> Response:
    answer = downloads.as_pdf(_list(posting_id, for_pdf=True))
    return downloads.name_file(answer, "danh-sach-niem-yet.pdf", shown=True)


@blueprint.get("/script")
@sees
def script(posting_id: UUID) -> str:
    return _script(posting_id)


@blueprint.get("/script.pdf")
@sees
def script_pdf(posting_id: UUID) -> Response:
    answer = downloads.as_pdf(_script(posting_id, for_pdf=True))
    return downloads.name_file(answer, "loi-doc-loa.pdf", shown=True)


@blueprint.get("/families")
@blueprint.get("/families/<uuid:household_id>")
@sees
def families(posting_id: UUID, household_id: UUID | None = None) -> str:
    """All families of the village, or one."""
    return _families(posting_id, household_id)


@blueprint.get("/families.pdf")
@blueprint.get("/families/<uuid:household_id>.pdf")
@sees
def families_pdf(posting_id: UUID, household_id: UUID | None = None) -> Response:
    answer = downloads.as_pdf(_families(posting_id, household_id, for_pdf=True))
    return downloads.name_file(answer, "ket-qua-tung-ho.pdf", shown=True)


@blueprint.get("/photos/<sha256>")
@sees
def photo(posting_id: UUID, sha256: str) -> Response:
    session, actor = db.session(), current_actor()
    posting = postings.get(session, actor, posting_id)
    row, file = procedure_files.open_file(session, actor.tenant, posting.id, sha256)
    return shown_files.show(row, file)


def _list(posting_id: UUID, **frame: Any) -> str:
    posting = _posting(posting_id)
    reads.log(
        db.engines["reads"], current_actor(), {UUID(row[rules.INSIDE]) for row in posting.rows}, "print"
    )
    return render_template(
        "postings/list.html",
        **_common(posting),
        lines=posting_pages.lines(posting),
        standards=posting_pages.standard_names(db.session(), posting),
        places=posting_pages.hangings(posting),
        pdf_url=url_for(".pdf", posting_id=posting_id),
        **frame,
    )


def _script(posting_id: UUID, **frame: Any) -> str:
    posting = _posting(posting_id)
    return render_template(
        "postings/script.html",
        **_common(posting),
        script=posting_scripts.lines(db.session(), posting),
        pdf_url=url_for(".script_pdf", posting_id=posting_id),
        **frame,
    )


def _families(posting_id: UUID, household_id: UUID | None, **frame: Any) -> str:
    session, posting = db.session(), _posting(posting_id)
    papers = family_papers.of_posting(session, posting, household_id=household_id)
    reads.log(db.engines["reads"], current_actor(), [one.household.id for one in papers], "print")
    to_pdf = url_for(".families_pdf", posting_id=posting_id, household_id=household_id)
    return render_template(
        "postings/families.html", **_common(posting), papers=papers, pdf_url=to_pdf, **frame
    )


def _posting(posting_id: UUID) -> Posting:
    return postings.get(db.session(), current_actor(), posting_id)


def _common(posting: Posting) -> dict[str, Any]:
    session, village = db.session(), posting.review.unit
    public = str(current_app.config.get("PUBLIC_ADDRESS") or "").rstrip("/")
    path = url_for("public_postings.show", token=posting.token, _external=not public)
    address = public + path
    return {
        "posting": posting,
        "review": posting.review,
        "commune": village.parent or village,
        "least": posting_days.least(session, posting.review),
        "answer_days": posting_days.answer_days(session, posting.review),
        "qr": qr_codes.drawn(address),
        "locale": _locale(),
        "back": url_for("postings.show", posting_id=posting.id),
    }


def _locale() -> str:
    return str(get_locale() or "vi")[:2]
