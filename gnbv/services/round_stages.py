"""The stages of a round with their days: laid from the unit's calendar, and again when it opens on another day."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Round, RoundKind, RoundStage, Unit
from gnbv.rules import stages
from gnbv.services import access, calendars

# The sheets are made in this stage: its last day is the collectors' deadline.
AT_HOME = "survey"
NAMES = {
    "list": _("Lập danh sách"),
    "survey": _("Rà soát tại hộ"),
    "meeting": _("Họp dân"),
    "preliminary": _("Báo cáo sơ bộ"),
    "posting": _("Niêm yết, xét khiếu nại"),
    "submission": _("Trình, xin ý kiến"),
    "recognition": _("Công nhận"),
    "report": _("Báo cáo chính thức"),
}


def ends_on(unit: Unit, kind: RoundKind, opens_on: date) -> date | None:
    """The last day of such a review by the unit's calendar, or of its stages when the official one has passed; nothing
    for a kind that the calendar does not know."""
    given = _given(unit, kind, opens_on)
    if given is None:
        return None
    official = stages.window(given, opens_on)[1]
    return official if official >= opens_on else preview(unit, kind, opens_on)[-1].due_on


def preview(unit: Unit, kind: RoundKind, opens_on: date) -> list[stages.Laid]:
    """How the stages would lie. Empty for a kind that the calendar does not know: its days are given by hand."""
    given = _given(unit, kind, opens_on)
    return [] if given is None else stages.lay(stages.rules_of(given, opens_on), opens_on)


def lay(session: Session, round_: Round, opens_on: date) -> list[stages.Laid]:
    """Write the stages of ``round_`` as opened on the day, in the place of those before; the deadline follows."""
    laid = preview(access.get_unit_of(session, round_), round_.kind, opens_on)
    session.execute(
        delete(RoundStage).where(RoundStage.tenant == round_.tenant, RoundStage.round_id == round_.id)
    )
    for position, one in enumerate(laid):
        session.add(
            RoundStage(
                tenant=round_.tenant,
                id=new_id(),
                round_id=round_.id,
                code=one.rule.code,
                position=position,
                starts_on=one.starts_on,
                due_on=one.due_on,
                official_on=one.rule.latest,
                legal_basis=one.rule.basis,
            )
        )
    at_home = next((one.due_on for one in laid if one.rule.code == AT_HOME), None)
    round_.village_deadline = at_home or round_.closes_on
    return laid


def of_round(session: Session, round_: Round) -> list[RoundStage]:
    return list(
        session.scalars(
            select(RoundStage)
            .where(RoundStage.tenant == round_.tenant, RoundStage.round_id == round_.id)
            .order_by(RoundStage.position)
        )
    )


def _given(unit: Unit, kind: RoundKind, on: date) -> dict[str, object] | None:
    calendar = calendars.of_unit(unit, on)
    return None if calendar is None else calendar["kinds"].get(kind.value)
