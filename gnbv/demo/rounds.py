"""The open annual round, its list with reasons, and who visits whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gnbv.demo import day
from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    FormVersion,
    Household,
    HouseholdClass,
    LedgerRow,
    ListReason,
    Purpose,
    Round,
    RoundForm,
    RoundHousehold,
    RoundKind,
    RoundStatus,
    Unit,
    User,
)
from gnbv.services import events

NAME = "Rà soát định kỳ năm 2026"
OPENED = datetime(2026, 8, 31, 23, 0, tzinfo=UTC)
ASSIGNED = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
STANDARDS = ["vn-2022-2025"]
LAST_YEAR = 2025


def load(session: Session, commune: Unit, form: FormVersion, today: date) -> Round:
    """Open the round of ``commune`` on ``form`` and list its homes, unless that was done before."""
    found = session.scalar(
        select(Round).where(Round.tenant == commune.tenant, Round.unit_id == commune.id, Round.name == NAME)
    )
    if found is not None:
        return found
    tenant = commune.tenant
    drive = Round(
        tenant=tenant, unit_id=commune.id, name=NAME, kind=RoundKind.ANNUAL, year=2026, status=RoundStatus.OPEN,
        opens_on=day.SEASON[0], closes_on=day.SEASON[1], village_deadline=day.village_deadline(today),
        form_version_id=form.id, standards=list(STANDARDS), settings={}, opened_at=OPENED,
    )  # fmt: skip
    session.add(drive)
    session.flush()
    session.add(RoundForm(tenant=tenant, round_id=drive.id, form_version_id=form.id, used_from=OPENED))
    events.record(session, None, "round.opened", "round", drive.id, tenant=tenant, unit_id=commune.id)
    events.changed(session, tenant, "round", drive.id)
    return drive


def list_homes(session: Session, drive: Round, villages: list[Unit], petitions: set[UUID]) -> None:
    """Put last year's poor and near-poor homes and those in ``petitions`` on the list, once."""
    tenant = drive.tenant
    listed = set(
        session.scalars(
            select(RoundHousehold.household_id).where(
                RoundHousehold.tenant == tenant, RoundHousehold.round_id == drive.id
            )
        )
    )
    classes = select(LedgerRow.household_id, LedgerRow.household_class).where(
        LedgerRow.tenant == tenant, LedgerRow.year == LAST_YEAR
    )
    last = {row.household_id: row.household_class for row in session.execute(classes)}
    reasons = {HouseholdClass.POOR: ListReason.POOR, HouseholdClass.NEAR_POOR: ListReason.NEAR_POOR}
    rows = []
    for home in _homes(session, villages):
        reason = ListReason.PETITION if home.id in petitions else reasons.get(last.get(home.id))  # type: ignore[arg-type]
        if reason is None or home.id in listed:
            continue
        asked = reason is ListReason.PETITION
        rows.append(
            {
                "tenant": tenant,
                "id": new_id(),
                "round_id": drive.id,
                "household_id": home.id,
                "unit_id": home.unit_id,
                "reason": reason,
                "added_at": ASSIGNED,
                "petition_number": f"{home.code}/ĐN" if asked else None,
                "petition_on": date(2026, 8, 20) if asked else None,
            }  # fmt: skip
        )
    if rows:
        session.execute(insert(RoundHousehold), rows)


def assign(
    session: Session, drive: Round, villages: list[Unit], collector: Callable[[Unit, int], User], by: User
) -> None:
    """Give every listed home without a collector to ``collector(village, place in the village's list)``."""
    tenant = drive.tenant
    taken = set(
        session.scalars(
            select(Assignment.household_id).where(
                Assignment.tenant == tenant, Assignment.round_id == drive.id
            )
        )
    )
    listed = set(
        session.scalars(
            select(RoundHousehold.household_id).where(
                RoundHousehold.tenant == tenant, RoundHousehold.round_id == drive.id
            )
        )
    )
    by_id = {village.id: village for village in villages}
    places: dict[UUID, int] = {}
    rows = []
    for home in _homes(session, villages):
        if home.id not in listed:
            continue
        place = places[home.unit_id] = places.get(home.unit_id, 0) + 1
        if home.id in taken:
            continue
        user = collector(by_id[home.unit_id], place)
        rows.append(
            {
                "tenant": tenant,
                "id": new_id(),
                "round_id": drive.id,
                "household_id": home.id,
                "user_id": user.id,
                "purpose": Purpose.MAIN,
                "due_on": drive.village_deadline,
                "assigned_at": ASSIGNED,
                "assigned_by": by.id,
            }  # fmt: skip
        )
    if rows:
        session.execute(insert(Assignment), rows)


def _homes(session: Session, villages: list[Unit]) -> list[Household]:
    order = {village.id: place for place, village in enumerate(villages)}
    homes = session.scalars(
        select(Household).where(
            Household.tenant == villages[0].tenant,
            Household.unit_id.in_(list(order)),
            Household.closed_on.is_(None),
        )
    )
    return sorted(homes, key=lambda home: (order[home.unit_id], home.number))
