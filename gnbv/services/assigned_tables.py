"""Two tables that a sheet may name as files and that every person has of their own: the households assigned to
them, and the members of these. They travel as media of the OpenRosa manifest; the server runs a submission with the
rows of its own household in their place, so that what the sheet picks and looks up there is checked as well."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    FormVersion,
    Household,
    Membership,
    Purpose,
    Round,
    RoundForm,
    RoundHousehold,
    RoundStatus,
    Unit,
)
from gnbv.permissions import Actor
from gnbv.services.canonical import digest
from gnbv.services.compiled import Sheet

HOUSEHOLDS = "assigned_households"
MEMBERS = "assigned_members"
HOUSEHOLD_COLUMNS = (
    "name", "label", "household_id", "round_id", "number", "code", "head", "place", "village", "area", "reason",
    "due", "member_count",
)  # fmt: skip
MEMBER_COLUMNS = (
    "name", "label", "household_id", "person_id", "position", "sex", "birth_date", "birth_year", "relation",
    "ethnicity",
)  # fmt: skip


def assigned(session: Session, actor: Actor, form_id: UUID | None = None) -> list[tuple[Household, Round]]:
    """Households whose main survey the actor has to make, each with its newest open round; only rounds that use the
    form when it is given and any round uses it."""
    rows = session.execute(
        select(Household, Round)
        .select_from(Assignment)
        .join(Household, (Household.tenant == Assignment.tenant) & (Household.id == Assignment.household_id))
        .join(Round, (Round.tenant == Assignment.tenant) & (Round.id == Assignment.round_id))
        .where(
            Assignment.tenant == actor.tenant,
            Assignment.user_id == actor.user_id,
            Assignment.purpose == Purpose.MAIN,
            Assignment.closed_at.is_(None),
            Round.status == RoundStatus.OPEN,
            Household.closed_on.is_(None),
        )
        .order_by(Household.unit_id, Household.number, Round.opens_on, Round.id)
    ).all()
    using = _rounds_of_form(session, actor.tenant, form_id) if form_id is not None else set()
    chosen = [row for row in rows if not using or row.Round.id in using]
    return list({row.Household.id: (row.Household, row.Round) for row in chosen}.values())


def households(session: Session, homes: Iterable[tuple[Household, Round | None]]) -> list[list[str]]:
    """One row a household, as ``HOUSEHOLD_COLUMNS`` says. A constant number of queries."""
    homes = list(homes)
    ids = [home.id for home, _ in homes]
    tenant = homes[0][0].tenant if homes else 0
    units = {
        unit.id: unit
        for unit in session.scalars(
            select(Unit).where(Unit.tenant == tenant, Unit.id.in_({home.unit_id for home, _ in homes}))
        )
    }
    reasons = {
        (row.household_id, row.round_id): row.reason.value
        for row in session.scalars(
            select(RoundHousehold).where(
                RoundHousehold.tenant == tenant,
                RoundHousehold.household_id.in_(ids),
                RoundHousehold.round_id.in_({round_.id for _, round_ in homes if round_}),
            )
        )
    }
    counts: dict[UUID, int] = {}
    for member in _memberships(session, tenant, ids):
        counts[member.household_id] = counts.get(member.household_id, 0) + 1
    found = []
    for home, round_ in homes:
        unit = units[home.unit_id]
        deadline = round_.village_deadline if round_ else None
        found.append(
            [
                str(home.id),
                f"{home.number:03d} – {home.head_name}",
                str(home.id),
                str(round_.id) if round_ else "",
                str(home.number),
                home.code,
                home.head_name,
                home.place,
                unit.name,
                unit.area_or_default.value,
                reasons.get((home.id, round_.id), "") if round_ else "",
                deadline.isoformat() if deadline else "",
                str(counts.get(home.id, 0)),
            ]  # fmt: skip
        )
    return found


def members(session: Session, tenant: int, household_ids: Iterable[UUID]) -> list[list[str]]:
    """One row a member, as ``MEMBER_COLUMNS`` says; ``position`` counts from 1 in each household. Numbers of
    identity papers stay out: the file lies open on the phone."""
    found = []
    place: dict[UUID, int] = {}
    for row in _memberships(session, tenant, household_ids):
        place[row.household_id] = place.get(row.household_id, 0) + 1
        person = row.person
        found.append(
            [
                str(person.id),
                person.name,
                str(row.household_id),
                str(person.id),
                str(place[row.household_id]),
                person.sex or "",
                person.birth_date.isoformat() if person.birth_date else "",
                str(person.birth_year or ""),
                row.relation,
                person.ethnicity or "",
            ]  # fmt: skip
        )
    return found


def bound(session: Session, sheet: Sheet, household: Household, round_: Round | None) -> Sheet:
    """The sheet with the rows of this household where it names the two tables; the same sheet when it does not."""
    return _with_rows(session, sheet, household.tenant, lambda: [(household, round_)])


def personal(session: Session, actor: Actor, sheet: Sheet) -> Sheet:
    """The sheet as the actor's phone carries it: with their own rows in the two tables, under a hash of its own."""
    found = _with_rows(session, sheet, actor.tenant, lambda: [*assigned(session, actor)])
    if found is sheet:
        return sheet
    own = [found.compiled["instances"].get(name) for name in (HOUSEHOLDS, MEMBERS)]
    return found._replace(sha256=digest([sheet.sha256, own]))


def _with_rows(
    session: Session, sheet: Sheet, tenant: int, homes_of: Callable[[], list[tuple[Household, Round | None]]]
) -> Sheet:
    tables = sheet.compiled.get("instances") or {}
    if HOUSEHOLDS not in tables and MEMBERS not in tables:
        return sheet
    homes = homes_of()
    own: dict[str, dict[str, Any]] = {}
    if HOUSEHOLDS in tables:
        own[HOUSEHOLDS] = {"columns": list(HOUSEHOLD_COLUMNS), "rows": households(session, homes)}
    if MEMBERS in tables:
        rows = members(session, tenant, [home.id for home, _ in homes])
        own[MEMBERS] = {"columns": list(MEMBER_COLUMNS), "rows": rows}
    return sheet._replace(compiled={**sheet.compiled, "instances": {**tables, **own}})


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A table as the file that an OpenRosa program reads: data, not a spreadsheet, so no cell is changed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def _rounds_of_form(session: Session, tenant: int, form_id: UUID) -> set[UUID]:
    versions = select(FormVersion.id).where(FormVersion.tenant == tenant, FormVersion.form_id == form_id)
    direct = select(Round.id).where(Round.tenant == tenant, Round.form_version_id.in_(versions))
    used = select(RoundForm.round_id).where(
        RoundForm.tenant == tenant, RoundForm.form_version_id.in_(versions)
    )
    return set(session.scalars(direct.union(used)))


def _memberships(session: Session, tenant: int, household_ids: Iterable[UUID]) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership)
            .where(
                Membership.tenant == tenant,
                Membership.household_id.in_(list(household_ids)),
                Membership.valid_to.is_(None),
            )
            .order_by(Membership.household_id, Membership.position, Membership.id)
        )
    )
