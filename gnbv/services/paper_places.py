"""Whose paper in which round: found before it is typed, and asked again when it is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import NotFound, NotPermitted
from gnbv.models import (
    Assignment,
    Household,
    Membership,
    Purpose,
    Revision,
    Round,
    RoundHousehold,
    RoundStatus,
    Survey,
    SurveyStatus,
    Unit,
    User,
)
from gnbv.permissions import Actor, can_type_paper_of
from gnbv.services import access, assigned_tables, assignment_bars, causes, compiled, rows, typists
from gnbv.services.compiled import Sheet
from gnbv.services.survey_checks import Place

OPEN = (SurveyStatus.RECEIVED, SurveyStatus.RETURNED, SurveyStatus.HELD)


@dataclass(frozen=True)
class Entry:
    """The household and round of a sheet of paper. ``survey`` is the survey that was typed before and that this one
    corrects; ``others`` are those that came another way, beside which this one would be a second."""

    round: Round
    household: Household
    unit: Unit
    survey: Survey | None
    others: list[Survey]

    @property
    def is_decided(self) -> bool:
        """Whether the typed survey can no longer be corrected here."""
        return self.survey is not None and self.survey.status not in OPEN


def find(session: Session, actor: Actor, round_id: UUID, household_id: UUID) -> Entry:
    """Raises ``NotFound`` outside the actor's units or for a round of another unit, ``NotPermitted`` inside without the
    right to type paper, for the actor's own home, and for one that they interview anew in this round."""
    household = access.get_household(session, actor, household_id)
    unit = access.get_unit_of(session, household)
    round_ = access.get_round_of(session, round_id, household)
    _require_right(session, actor, household, unit)
    if assignment_bars.is_checker(session, round_, household, actor.user_id):
        raise NotPermitted(
            "own_check",
            "Hộ này do người đang đăng nhập phúc tra nên không xem được phiếu đầu. Chưa có gì thay đổi. Nhờ cán bộ khác nhập tờ này.",
            "Whoever is signed in interviews this household anew and does not see its first sheet. Nothing was changed. "
            "Ask another officer.",
        )
    found = session.scalars(
        select(Survey)
        .where(
            Survey.tenant == actor.tenant,
            Survey.round_id == round_.id,
            Survey.household_id == household.id,
            Survey.purpose == Purpose.MAIN,
            Survey.status != SurveyStatus.WITHDRAWN,
        )
        .order_by(Survey.first_received_at, Survey.id)
    ).all()
    typed = typists.of(session, actor.tenant, [survey.id for survey in found])
    survey = next((row for row in found if row.id in typed), None)
    return Entry(round_, household, unit, survey, [row for row in found if row is not survey])


def sheet_of(session: Session, entry: Entry, form_version_id: UUID | None = None) -> Sheet:
    """The version of the sheet that is typed, with the household's own tables. ``form_version_id`` is that of a draft;
    without one it is the survey's, else the round's."""
    if form_version_id is None and entry.survey is not None and entry.survey.revision_id is not None:
        revision = session.get_one(Revision, (entry.round.tenant, entry.survey.revision_id))
        form_version_id = revision.form_version_id
    wanted = form_version_id or entry.round.form_version_id
    (sheet,) = compiled.sheets_by_id(session, entry.round.tenant, {wanted})
    return assigned_tables.bound(session, sheet, entry.household, entry.round)


def find_place(session: Session, actor: Actor, payload: dict[str, Any]) -> Place:
    """The place of a sheet of paper that is handed in: the right is that of who typed it, the survey is that of who
    asked. ``hold`` when the household is neither on the round's list nor assigned to anybody, and for a closed round.

    Raises ``NotFound`` and ``NotPermitted`` as ``find`` does.
    """
    household = session.scalar(
        select(Household)
        .where(Household.tenant == actor.tenant, Household.id == UUID(payload["household"]))
        .with_for_update()  # two surveys of one household at the same moment: the second sees the first
    )
    if household is None:
        raise NotFound()
    unit = access.get_unit_of(session, household)
    if not actor.reaches(unit.path):
        raise NotFound()
    _require_right(session, actor, household, unit)
    round_ = rows.by_key(session, Round, actor.tenant, UUID(payload["round"]))
    if round_ is not None and not unit.path.startswith(access.get_unit_of(session, round_).path):
        raise NotFound()
    given = payload["paper"].get("collector")
    collector = rows.by_key(session, User, actor.tenant, UUID(given)) if given else None
    collector_id = collector.id if collector is not None else actor.user_id
    if round_ is None:
        return Place(household, unit.area_or_default, None, None, None, collector_id=collector_id)
    assigned = _assignments(session, round_, household)
    hold = None
    if not assigned and not _is_listed(session, round_, household):
        hold = causes.UNASSIGNED
    if hold is None and round_.status is not RoundStatus.OPEN:
        hold = causes.ROUND_CLOSED
    own = next((row.id for row in assigned if row.user_id == collector_id), None)
    return Place(household, unit.area_or_default, round_, own, hold, collector_id=collector_id)


def is_expected(session: Session, entry: Entry) -> bool:
    """Whether the household is on the round's list or assigned to somebody; a survey of any other is held."""
    return _is_listed(session, entry.round, entry.household) or bool(
        _assignments(session, entry.round, entry.household)
    )


def assignee(session: Session, entry: Entry) -> User | None:
    """Who has the household to survey now."""
    row = next(iter(_assignments(session, entry.round, entry.household)), None)
    return rows.by_key(session, User, entry.round.tenant, row.user_id) if row is not None else None


def _require_right(session: Session, actor: Actor, household: Household, unit: Unit) -> None:
    if not can_type_paper_of(actor, unit.path):
        raise NotPermitted()
    if actor.person_id is not None and session.scalar(
        select(Membership.id).where(
            Membership.tenant == household.tenant,
            Membership.household_id == household.id,
            Membership.person_id == actor.person_id,
        )
    ):
        raise NotPermitted(
            "own_home",
            "Không ai nhập phiếu của nhà mình hay của người nhà. Chưa có gì thay đổi. Nhờ cán bộ khác của xã nhập tờ này.",
            "Nobody types the sheet of their own or their family's home. Nothing was changed. Ask another officer.",
        )


def _assignments(session: Session, round_: Round, household: Household) -> list[Assignment]:
    return list(
        session.scalars(
            select(Assignment)
            .where(
                Assignment.tenant == round_.tenant,
                Assignment.round_id == round_.id,
                Assignment.household_id == household.id,
                Assignment.purpose == Purpose.MAIN,
                Assignment.closed_at.is_(None),
            )
            .order_by(Assignment.id)
        )
    )


def _is_listed(session: Session, round_: Round, household: Household) -> bool:
    found = session.scalar(
        select(RoundHousehold.id).where(
            RoundHousehold.tenant == round_.tenant,
            RoundHousehold.round_id == round_.id,
            RoundHousehold.household_id == household.id,
        )
    )
    return found is not None
