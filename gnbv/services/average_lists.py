"""The list of the average living standard: its own request, its own income sheet, never B1 or B2."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    HouseholdClass,
    IncomeSheet,
    ListReason,
    Round,
    RoundHousehold,
    Unit,
)
from gnbv.rules.recognition import REFUSED
from gnbv.services import pack_status, recognition_cover, village_results
from gnbv.services.recognition_blocks import VillageState
from gnbv.services.recognition_lists import AVERAGE, Line
from gnbv.services.recognition_road import Block
from gnbv.services.village_results import HomeResult, Proposal


def villages(session: Session, round_: Round, standard: str) -> list[VillageState]:
    """Villages with a concluded request that no decision covers yet, by name. The law's village procedure was read for
    poor and near-poor households only, so no stage of the village is asked for."""
    sheets = {
        row.household_id: row
        for row in session.scalars(
            select(IncomeSheet)
            .where(
                IncomeSheet.tenant == round_.tenant,
                IncomeSheet.round_id == round_.id,
                IncomeSheet.standard == standard,
                IncomeSheet.verdict.is_not(None),
            )
            .order_by(IncomeSheet.concluded_at)
        )
    }
    done = recognition_cover.households(session, round_, standard)
    open_ = {key: row for key, row in sheets.items() if key not in done}
    units = {
        unit.id: unit
        for unit in session.scalars(
            select(Unit).where(
                Unit.tenant == round_.tenant,
                Unit.id.in_(
                    select(RoundHousehold.unit_id).where(
                        RoundHousehold.tenant == round_.tenant,
                        RoundHousehold.round_id == round_.id,
                        RoundHousehold.household_id.in_(open_),
                    )
                ),
            )
        )
    }
    official = pack_status.is_official(session, round_.tenant, standard, "rule")
    made: dict[UUID, VillageState] = {}
    for home in village_results.of_round(session, round_, units):
        sheet = open_.get(home.household.id)
        if sheet is not None and not home.is_closed:
            unit = units[home.line.unit_id]
            state = made.setdefault(unit.id, VillageState(unit, None, [], []))
            state.lines.append(_line(home, sheet, standard, not official))
    for state in made.values():
        if any(line.is_illustrative for line in state.lines):
            state.blocks.append(
                Block(
                    "illustrative",
                    "mức sống trung bình trong bộ chuẩn chưa được hai người xác nhận (MINH HỌA)",
                    "two people have not confirmed the line of the average living standard (ILLUSTRATIVE)",
                    "packs.index",
                )
            )
    return sorted(made.values(), key=lambda one: one.unit.name)


def listed(session: Session, round_: Round) -> int:
    """How many homes of the round's list asked only for the average living standard."""
    return len(
        session.scalars(
            select(RoundHousehold.id).where(
                RoundHousehold.tenant == round_.tenant,
                RoundHousehold.round_id == round_.id,
                RoundHousehold.reason == ListReason.AVERAGE,
            )
        ).all()
    )


def _line(home: HomeResult, sheet: IncomeSheet, standard: str, is_illustrative: bool) -> Line:
    verdict = sheet.verdict or {}
    is_met = bool(verdict.get("is_met"))
    proposal = home.proposals.get(standard)
    if proposal is None:  # a refused request sets no class: the household stays what it was
        proposal = Proposal(HouseholdClass.NOT_POOR, sheet.id, None, "average", is_illustrative)
    return Line(
        home, proposal, home.was(standard), [AVERAGE] if is_met else [REFUSED], sheet.member_count,
        is_illustrative, sheet.petition, "" if is_met else str(verdict.get("reason", "")),
    )  # fmt: skip
