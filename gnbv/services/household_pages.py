"""One household of the register to read at the office: its people, numbers, classes, rounds, petitions and changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from gnbv.models import (
    Certificate,
    ChangeState,
    Household,
    HouseholdChange,
    HouseholdNumber,
    LedgerRow,
    Membership,
    Petition,
    Purpose,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Unit,
)
from gnbv.permissions import (
    BOARD_ROLES,
    COUNTER_ROLES,
    FILE_ROLES,
    HOME_ROLES,
    READING_ROLES,
    ROUND_ROLES,
    Actor,
)
from gnbv.services import access, certificate_pages, household_twins, pack_files
from gnbv.services.household_twins import Twin


@dataclass(frozen=True)
class InRound:
    """The household in one round: why it is on the list, and its main survey when there is one."""

    round: Round
    row: RoundHousehold
    survey: Survey | None


@dataclass(frozen=True)
class HomePage:
    """``members`` and ``left``: who lives there and who did. ``classes``: the newest row of each year and standard.
    ``certificates``: the newest first. ``reads_certificates``, ``reads_sheets``, ``sees_board``, ``reads_petitions``: what of it the reader may open."""

    household: Household
    village: Unit
    members: list[Membership]
    left: list[Membership]
    numbers: list[tuple[HouseholdNumber, Unit]]
    classes: list[LedgerRow]
    rounds: list[InRound]
    petitions: list[Petition]
    changes: list[HouseholdChange]
    certificates: list[Certificate]
    reads_certificates: bool
    reads_sheets: bool
    sees_board: bool
    reads_petitions: bool


def page(session: Session, actor: Actor, household_id: UUID) -> HomePage:
    """Raises ``NotFound`` outside the actor's units, ``NotPermitted`` inside without a role that reads there. A fixed
    number of queries."""
    home = access.get_household(session, actor, household_id)
    access.require_in_scope(session, actor, home, HOME_ROLES)
    village = access.get_unit_of(session, home)
    commune = village.parent or village
    here = (home.tenant, home.id)
    people = session.scalars(
        select(Membership)
        .where(Membership.tenant == here[0], Membership.household_id == here[1])
        .order_by(Membership.position, Membership.id)
    ).all()
    numbers = session.execute(
        select(HouseholdNumber, Unit)
        .join(Unit, (Unit.tenant == HouseholdNumber.tenant) & (Unit.id == HouseholdNumber.unit_id))
        .where(HouseholdNumber.tenant == here[0], HouseholdNumber.household_id == here[1])
        .order_by(HouseholdNumber.valid_from.desc())
    ).tuples()
    petitions = session.scalars(
        select(Petition)
        .where(Petition.tenant == here[0], Petition.household_id == here[1])
        .order_by(Petition.received_on.desc(), Petition.number.desc())
    )
    changes = session.scalars(
        select(HouseholdChange)
        .where(
            HouseholdChange.tenant == here[0],
            or_(HouseholdChange.household_id == here[1], HouseholdChange.other_id == here[1]),
            HouseholdChange.state != ChangeState.SUPERSEDED,
        )
        .order_by(HouseholdChange.proposed_at.desc())
    )
    return HomePage(
        home,
        village,
        [row for row in people if row.valid_to is None],
        [row for row in people if row.valid_to is not None],
        list(numbers),
        _classes(session, home),
        _rounds(session, home),
        list(petitions),
        list(changes),
        certificate_pages.of_household(session, home),
        reads_certificates=actor.holds(FILE_ROLES, village.path),
        reads_sheets=actor.holds(READING_ROLES, village.path),
        sees_board=actor.holds(BOARD_ROLES, village.path),
        reads_petitions=actor.holds(COUNTER_ROLES | ROUND_ROLES, commune.path),
    )


def alike(
    session: Session, village: Unit, name: str, year: int | None, citizen_numbers: list[str]
) -> list[Twin]:
    """Households of the village's commune that a new one may be. The right over the village was checked."""
    return household_twins.twins(session, village.parent or village, name, year, citizen_numbers)


def words(name: str, locale: str) -> dict[str, str]:
    """The labels of a catalogue (``relations``, ``ethnic_groups``) in the reader's language, in its order."""
    language = "en" if locale.startswith("en") else "vi"
    return {item["value"]: item[language] for item in pack_files.catalogue(name)}


def born(row: Membership) -> date | int | None:
    """The day of birth, or the year where only that is known."""
    return row.person.birth_date or row.person.birth_year


def _classes(session: Session, home: Household) -> list[LedgerRow]:
    rows = session.scalars(
        select(LedgerRow)
        .where(LedgerRow.tenant == home.tenant, LedgerRow.household_id == home.id)
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    )
    newest = {(row.year, row.standard): row for row in rows}
    return [newest[key] for key in sorted(newest, reverse=True)]


def _rounds(session: Session, home: Household) -> list[InRound]:
    surveys = {
        row.round_id: row
        for row in session.scalars(
            select(Survey).where(
                Survey.tenant == home.tenant,
                Survey.household_id == home.id,
                Survey.purpose == Purpose.MAIN,
                Survey.is_rival.is_(False),
                Survey.status != SurveyStatus.WITHDRAWN,
            )
        )
    }
    rows = session.execute(
        select(Round, RoundHousehold)
        .join(RoundHousehold, (RoundHousehold.tenant == Round.tenant) & (RoundHousehold.round_id == Round.id))
        .where(Round.tenant == home.tenant, RoundHousehold.household_id == home.id)
        .order_by(Round.opens_on.desc())
        .options(joinedload(Round.unit))
    ).tuples()
    return [InRound(round_, row, surveys.get(round_.id)) for round_, row in rows]
