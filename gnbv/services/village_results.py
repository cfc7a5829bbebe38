"""What the procedure of a village is about: each listed household with its class before and the class proposed for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Household,
    HouseholdClass,
    LedgerRow,
    MeetingGroup,
    Purpose,
    Round,
    RoundHousehold,
    Standing,
    Survey,
    SurveyStatus,
)
from gnbv.services import ledger

_BELOW = (HouseholdClass.POOR, HouseholdClass.NEAR_POOR)
# Kept as a conflict, or taken back: it is not the household's sheet.
_NOT_COUNTED = (SurveyStatus.WITHDRAWN,)


@dataclass(frozen=True)
class Proposal:
    """The proposed class under one standard. ``ledger_id`` names the row that stands."""

    household_class: HouseholdClass
    ledger_id: UUID
    result_id: UUID | None
    basis: str
    is_illustrative: bool


@dataclass
class HomeResult:
    """One listed household. ``before``: newest official class of an earlier year (or earlier decision), by standard and,
    under ``""``, whatever the standard. ``proposals``: by standard, only what stands. ``survey``: its counted main sheet.
    """

    line: RoundHousehold
    household: Household
    before: dict[str, HouseholdClass] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    survey: Survey | None = None

    @property
    def is_closed(self) -> bool:
        """It ended without a class: moved away, nobody left, joined another home."""
        return self.household.closed_on is not None

    def was(self, standard: str) -> HouseholdClass | None:
        """The class before: under the standard, else under the one that held before it."""
        return self.before.get(standard, self.before.get(""))

    def group(self, standard: str) -> MeetingGroup | None:
        """Where a meeting takes it up; nothing while no class is proposed."""
        proposal = self.proposals.get(standard)
        return None if proposal is None else group_of(self.was(standard), proposal.household_class)


def group_of(before: HouseholdClass | None, after: HouseholdClass) -> MeetingGroup:
    """Newly arisen: not poor nor near-poor before and so now. Escaping: the other way. Changed: between the two."""
    was, becomes = before in _BELOW, after in _BELOW
    if becomes and not was:
        return MeetingGroup.NEW
    if was and not becomes:
        return MeetingGroup.ESCAPING
    return MeetingGroup.UNCHANGED if not was or before is after else MeetingGroup.CHANGED


def of_round(session: Session, round_: Round, villages: Iterable[UUID]) -> list[HomeResult]:
    """The listed households of ``villages`` (which the caller found in scope) in the order of village and number.
    Four statements, whatever their number."""
    wanted = list(villages)
    found = {
        household.id: HomeResult(line, household)
        for line, household in session.execute(
            select(RoundHousehold, Household)
            .join(
                Household,
                (Household.tenant == RoundHousehold.tenant) & (Household.id == RoundHousehold.household_id),
            )
            .where(
                RoundHousehold.tenant == round_.tenant,
                RoundHousehold.round_id == round_.id,
                RoundHousehold.unit_id.in_(wanted),
            )
            .order_by(RoundHousehold.unit_id, Household.number, Household.id)
        )
    }
    listed = select(RoundHousehold.household_id).where(
        RoundHousehold.tenant == round_.tenant,
        RoundHousehold.round_id == round_.id,
        RoundHousehold.unit_id.in_(wanted),
    )
    for survey in session.scalars(
        select(Survey).where(
            Survey.tenant == round_.tenant,
            Survey.round_id == round_.id,
            Survey.purpose == Purpose.MAIN,
            Survey.is_rival.is_(False),
            Survey.status.not_in(_NOT_COUNTED),
            Survey.household_id.in_(listed),
        )
    ):
        if survey.household_id in found:
            found[survey.household_id].survey = survey
    rows = session.scalars(
        select(LedgerRow)
        .where(
            LedgerRow.tenant == round_.tenant,
            LedgerRow.household_id.in_(listed),
            LedgerRow.year <= round_.year,
        )
        .where(ledger.stands())
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    )
    for row in rows:
        one = found[row.household_id]
        if row.standing is Standing.OFFICIAL and row.round_id != round_.id:
            one.before[row.standard] = one.before[""] = row.household_class
        elif row.round_id == round_.id and row.standing in (Standing.PROPOSED, Standing.OFFICIAL):
            one.proposals[row.standard] = Proposal(
                row.household_class, row.id, row.result_id, row.basis.value, row.is_illustrative
            )
    return list(found.values())


def of_village(session: Session, round_: Round, village_id: UUID) -> list[HomeResult]:
    """The same for one village."""
    return of_round(session, round_, [village_id])
