"""Sheets on paper: blank with the members filled in, finished with room to sign. As a page to print and as PDF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from flask_babel import get_locale
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.db import db
from gnbv.errors import NotFound
from gnbv.models import Household, Round
from gnbv.permissions import Actor
from gnbv.security import current_actor, permission
from gnbv.services import access, documents, reads
from gnbv.services.documents import SheetDocument
from gnbv.views import downloads

blueprint = Blueprint("prints", __name__)
PRINTING_ROLES = permissions.SURVEY_ROLES | permissions.READING_ROLES


def _may_print(actor: Actor) -> bool:
    return actor.has(PRINTING_ROLES)


def _may_read(actor: Actor) -> bool:
    return actor.has(permissions.READING_ROLES)


@blueprint.get("/rounds/<uuid:round_id>/sheets")
@permission("print_blank_sheet", _may_print)
def index(round_id: UUID) -> str:
    actor = current_actor()
    round_ = _round(actor, round_id)
    villages = documents.listed(db.session(), actor, round_, PRINTING_ROLES)
    return render_template("print/index.html", round=round_, villages=villages)


@blueprint.get("/rounds/<uuid:round_id>/households/<uuid:household_id>/sheet")
@permission("print_blank_sheet", _may_print)
def blank(round_id: UUID, household_id: UUID) -> str:
    document = _blank(current_actor(), round_id, household_id)
    back = url_for("prints.index", round_id=round_id)
    return _page(
        document, back=back, pdf_url=url_for("prints.blank_pdf", round_id=round_id, household_id=household_id)
    )


@blueprint.get("/rounds/<uuid:round_id>/households/<uuid:household_id>/sheet.pdf")
@permission("print_blank_sheet", _may_print)
def blank_pdf(round_id: UUID, household_id: UUID) -> Response:
    return _pdf(_blank(current_actor(), round_id, household_id))


@blueprint.get("/surveys/<uuid:survey_id>/sheet")
@permission("print_survey", _may_read)
def survey(survey_id: UUID) -> str:
    document = _finished(current_actor(), survey_id)
    back = f"/surveys/{survey_id}"
    return _page(document, back=back, pdf_url=url_for("prints.survey_pdf", survey_id=survey_id))


@blueprint.get("/surveys/<uuid:survey_id>/sheet.pdf")
@permission("print_survey", _may_read)
def survey_pdf(survey_id: UUID) -> Response:
    return _pdf(_finished(current_actor(), survey_id))


def _round(actor: Actor, round_id: UUID) -> Round:
    found = db.session.scalar(access.rounds_in_scope(actor, PRINTING_ROLES).where(Round.id == round_id))
    if found is None:
        raise NotFound()
    return found


def _blank(actor: Actor, round_id: UUID, household_id: UUID) -> SheetDocument:
    session: Session = db.session()
    household: Household = access.get_household(session, actor, household_id)
    access.require_in_scope(session, actor, household, PRINTING_ROLES)
    round_ = _round(actor, round_id)
    reads.log(db.engines["reads"], actor, [household.id], "print")
    return documents.blank(session, actor, household, round_, locale=_locale())


def _finished(actor: Actor, survey_id: UUID) -> SheetDocument:
    session: Session = db.session()
    survey = access.get_survey(session, actor, survey_id)
    reads.log(db.engines["reads"], actor, [survey.household_id], "print")
    return documents.finished(session, survey, locale=_locale())


def _page(document: SheetDocument, **links: Any) -> str:
    return render_template("print/sheet.html", document=document, locale=_locale(), **links)


def _pdf(document: SheetDocument) -> Response:
    answer = downloads.as_pdf(_page(document, for_pdf=True))
    name = f"phieu-ra-soat-{document.household.number:03d}{'-trang' if document.is_blank else ''}.pdf"
    return downloads.name_file(answer, name, shown=True)


def _locale() -> str:
    return str(get_locale() or "vi")[:2]
