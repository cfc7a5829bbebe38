"""The average living standard: the list of requests of a round, one income sheet, its conclusion."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gnbv import htmx, i18n, permissions
from gnbv.db import db, transaction
from gnbv.errors import Invalid, NotFound
from gnbv.models import Petition, PetitionKind, Round
from gnbv.permissions import CONCLUDING_ROLES
from gnbv.security import current_actor, permission
from gnbv.services import (
    access,
    board_classes,
    income_pages,
    income_sheets,
    income_verdicts,
    petitions,
    reads,
    recognitions,
)
from gnbv.services.income_sheets import Income
from gnbv.views import fields

blueprint = Blueprint("income_sheets", __name__)
keeps = permission("keep_income_sheets", permissions.can_keep_income_sheets)


@blueprint.get("/rounds/<uuid:round_id>/average")
@permission("see_recognitions", permissions.can_see_recognitions)
def index(round_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    round_ = recognitions.get_round(session, actor, round_id)
    known = income_pages.standards(session, round_)
    standard = (
        request.args.get("standard", "") if request.args.get("standard") in known else (known or [""])[0]
    )
    found = income_pages.requests(session, round_, standard)
    reads.log(db.engines["reads"], actor, income_pages.homes(found), "petition")
    path = access.get_unit_of(session, round_).path
    return render_template(
        "income_sheets/index.html",
        round=round_,
        known=known,
        standard=standard,
        names=board_classes.standard_names(session, round_, i18n.current()),
        found=found,
        ready=income_pages.ready(found),
        may_submit=actor.holds(CONCLUDING_ROLES, path),
        may_write=permissions.can_keep_income_sheets(actor),
    )  # fmt: skip


@blueprint.get("/petitions/<uuid:petition_id>/income")
@keeps
def edit(petition_id: UUID) -> str:
    session, actor = db.session(), current_actor()
    row, round_ = _found(session, petition_id)
    standard = _standard(session, round_, request.args.get("standard", ""))
    assert row.household is not None  # on a list, so it is known
    reads.log(db.engines["reads"], actor, [row.household.id], "petition")
    sheet = income_sheets.of_petition(session, row, standard)
    year = actor.today.year - 1
    return render_template(
        "income_sheets/edit.html",
        petition=row,
        home=row.household,
        round=round_,
        standard=standard,
        name=board_classes.standard_names(session, round_, i18n.current()).get(standard, standard),
        sheet=sheet,
        amounts={one["code"]: one["amount"] for one in sheet.sources} if sheet else {},
        sources=income_sheets.sources(),
        lines=income_verdicts.lines_of(session, standard, row.household),
        usual=date(year, actor.today.month, 1),
        locale=i18n.current(),
        may_conclude=actor.holds(CONCLUDING_ROLES, row.unit.path),
    )


@blueprint.post("/petitions/<uuid:petition_id>/income")
@keeps
def update(petition_id: UUID) -> Response:
    actor, standard = current_actor(), fields.text("standard")
    with transaction() as session:
        row, round_ = _found(session, petition_id)
        told = Income(
            _month(), fields.number("members"), _amounts(), fields.text("is_farm") == "yes",
            fields.text("farm_work"), fields.needed_day("asked_on"), fields.text("asked_by"), fields.text("note"),
        )  # fmt: skip
        income_sheets.write(session, actor, row, round_, standard, told)
    flash(_("Đã ghi phiếu thu nhập."), "ok")
    return htmx.go(url_for(".edit", petition_id=petition_id, standard=standard))


@blueprint.post("/petitions/<uuid:petition_id>/income/conclusion")
@permission("submit_recognitions", permissions.can_submit_recognitions)
def conclude(petition_id: UUID) -> Response:
    actor, standard = current_actor(), fields.text("standard")
    with transaction() as session:
        row, _round = _found(session, petition_id)
        sheet = income_sheets.of_petition(session, row, standard, lock=True)
        if sheet is None:
            raise NotFound()
        income_verdicts.conclude(session, actor, sheet)
    flash(_("Đã kết luận. Hộ nằm trong danh sách chờ công nhận của mức sống trung bình."), "ok")
    return htmx.go(url_for(".edit", petition_id=petition_id, standard=standard))


def _found(session: Session, petition_id: UUID) -> tuple[Petition, Round]:
    row = petitions.get(session, current_actor(), petition_id)
    if row.kind is not PetitionKind.AVERAGE or row.round_id is None or row.household is None:
        raise NotFound()
    return row, session.get_one(Round, (row.tenant, row.round_id))


def _standard(session: Session, round_: Round, asked: str) -> str:
    known = income_pages.standards(session, round_)
    if not known:
        raise NotFound()
    return asked if asked in known else known[0]


def _month() -> date:
    given = fields.text("from_month")
    try:
        return date.fromisoformat(f"{given}-01" if len(given) == 7 else given)
    except ValueError as error:
        raise Invalid(
            "form_incomplete",
            "Chưa chọn tháng bắt đầu. Chưa ghi, phiếu trước vẫn giữ. Chọn tháng rồi bấm lại.",
            "The first month is missing. Nothing was written. Choose it and try again.",
        ) from error


def _amounts() -> dict[str, int]:
    """Thousands of dong as typed, in dong; an empty source is none."""
    found = {}
    for one in income_sheets.sources():
        name = f"amount-{one['value']}"
        if fields.text(name):
            found[one["value"]] = fields.number(name) * 1000
    return found
