"""What follows from an income sheet: the average living standard, or why not; taken back when the sheet is put right."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, NotPermitted
from gnbv.ids import new_id
from gnbv.models import (
    Basis,
    Household,
    HouseholdClass,
    IncomeSheet,
    LedgerRow,
    Petition,
    Round,
    Standing,
    Unit,
)
from gnbv.permissions import CONCLUDING_ROLES, Actor
from gnbv.rules import income
from gnbv.services import determinations, events, ledger, pack_status, packs, petition_bars

_BELOW = (HouseholdClass.POOR, HouseholdClass.NEAR_POOR)


def lines_of(session: Session, sheet_standard: str, home: Household) -> dict[str, int | None]:
    """The two lines of the standard for the household's area, in dong per head and month; ``average`` may be unknown."""
    unit = session.get_one(Unit, (home.tenant, home.unit_id))
    area: dict[str, Any] = packs.get(session, home.tenant, sheet_standard).data["lines"][
        str(unit.area_or_default)
    ]
    return {"poor": area.get("income"), "average": area.get("average")}


def conclude(session: Session, actor: Actor, sheet: IncomeSheet) -> IncomeSheet:
    """Conclude the sheet: the class is determined and proposed, or the request refused with its reason. A second time
    changes nothing.

    Raises ``NotPermitted`` (also for the home of the actor's own family), ``Conflict`` where the standard's line is not
    known, or the household is proposed as poor or near-poor by its sheet.
    """
    petition = session.get_one(Petition, (sheet.tenant, sheet.petition_id))
    if not actor.holds(CONCLUDING_ROLES, petition.unit.path):
        raise NotPermitted()
    home = session.get_one(Household, (sheet.tenant, sheet.household_id))
    petition_bars.require_no_family(session, actor, home)
    if sheet.verdict is not None:
        return sheet
    round_ = session.get_one(Round, (sheet.tenant, sheet.round_id))
    lines = lines_of(session, sheet.standard, home)
    poor, average = lines["poor"], lines["average"]
    if poor is None or average is None:
        raise Conflict(
            "line_unknown",
            "Bộ chuẩn này chưa có mức sống trung bình nên chưa kết luận được. Phiếu thu nhập vẫn giữ. "
            "Chờ văn bản, cập nhật bộ chuẩn rồi kết luận.",
            "This standard does not say the average living standard yet, so nothing was concluded. The sheet is kept. "
            "Update the standard when the text is known, then conclude.",
        )
    there = ledger.proposed(session, round_, home.id, sheet.standard)
    if there is not None and there.household_class in _BELOW:
        raise Conflict(
            "income_against_sheet",
            f"Phiếu rà soát đang đề nghị “{there.household_class.label}” cho hộ này nên không kết luận mức sống trung bình. "
            "Cả hai phiếu vẫn giữ. Xem lại hai phiếu trước khi kết luận.",
            "The review sheet proposes this household as poor or near-poor, so the average living standard is not concluded. "
            "Both sheets are kept. Look at both first.",
        )
    code = income.verdict(sheet.total, sheet.member_count, poor=poor, average=average, is_farm=sheet.is_farm)
    figure = income.per_head(sheet.total, sheet.member_count)
    reason = reason_of(code, figure, poor, average)
    sheet.verdict = {
        "code": code, "is_met": code == income.MET, "per_head": figure, "poor": poor, "average": average,
        "reason": reason, "pack_version": packs.get(session, sheet.tenant, sheet.standard).version,
    }  # fmt: skip
    sheet.concluded_by, sheet.concluded_at = actor.user_id, now()
    if code == income.MET:
        determinations.determine(
            session, actor, round_, home, sheet.standard, HouseholdClass.AVERAGE, basis=Basis.AVERAGE, reason=reason,
            is_illustrative=not pack_status.is_official(session, sheet.tenant, sheet.standard, "rule"),
            document_number=f"{petition.number}/{petition.year}", details={"sheet": str(sheet.id), "version": sheet.version},
        )  # fmt: skip
    events.record(
        session, actor, "income.concluded", "household", home.id, unit_id=home.unit_id, code=code, sheet=str(sheet.id)
    )  # fmt: skip
    return sheet


def take_back(session: Session, actor: Actor, sheet: IncomeSheet) -> None:
    """The sheet is put right: what it proposed is withdrawn, nothing is deleted."""
    if sheet.verdict is None:
        return
    round_ = session.get_one(Round, (sheet.tenant, sheet.round_id))
    there = ledger.proposed(session, round_, sheet.household_id, sheet.standard)
    if sheet.verdict.get("is_met") and there is not None and there.basis is Basis.AVERAGE:
        session.add(
            LedgerRow(
                tenant=there.tenant, id=new_id(), household_id=there.household_id, round_id=there.round_id,
                year=there.year, standard=there.standard, household_class=there.household_class,
                standing=Standing.WITHDRAWN, basis=Basis.AVERAGE, is_illustrative=there.is_illustrative,
                decision_id=there.decision_id, recorded_at=now(), supersedes_id=there.id,
            )
        )  # fmt: skip
    sheet.verdict, sheet.concluded_by, sheet.concluded_at = None, None, None
    events.record(
        session, actor, "income.reopened", "household", sheet.household_id, unit_id=sheet.unit_id, sheet=str(sheet.id)
    )  # fmt: skip


def reason_of(code: str, figure: int, poor: int, average: int) -> str:
    """The verdict in words, with the figures behind it."""
    said = f"Thu nhập bình quân {_dong(figure)} đồng một người một tháng"
    if code == income.BELOW:
        return f"{said}, không quá chuẩn {_dong(poor)} đồng: hộ làm giấy đề nghị xét hộ nghèo, hộ cận nghèo"
    if code == income.ABOVE:
        return f"{said}, trên mức {_dong(average)} đồng"
    if code == income.NOT_FARM:
        return f"{said}, nhưng hộ không làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp"
    return f"{said}, trên {_dong(poor)} đồng và không quá {_dong(average)} đồng; hộ làm nông, lâm, ngư hoặc diêm nghiệp"


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
