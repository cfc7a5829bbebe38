"""Which households must not be given to which people, and the words that say why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import clock
from gnbv.models import (
    Assignment,
    Household,
    Membership,
    Purpose,
    Round,
    RoundHousehold,
    Survey,
    SurveyStatus,
    Unit,
    User,
)
from gnbv.permissions import PAPER_ROLES, READING_ROLES, SURVEY_ROLES, actor_for


class Bar(NamedTuple):
    """Why not. The texts have places for ``{name}`` and ``{homes}``."""

    code: str
    vi: str
    en: str


NO_ROLE = Bar(
    "cannot_survey",
    "{name} không có quyền rà soát ở thôn của hộ {homes} nên chưa giao. Phân công vẫn như cũ. Chọn người khác.",
    "{name} may not survey in the village of household {homes}, so nothing was assigned. Choose somebody else.",
)
OWN_HOME = Bar(
    "own_home",
    "Hộ {homes} là nhà của {name} hoặc của người nhà nên chưa giao. Phân công vẫn như cũ. Bỏ hộ đó ra, giao người khác.",
    "Household {homes} is the home of {name} or their family, so nothing was assigned. Give it to somebody else.",
)
HAS_SURVEY = Bar(
    "has_survey",
    "Hộ {homes} đã có phiếu ở xã nên chưa giao cho {name}. Phân công vẫn như cũ. Bỏ hộ đó ra rồi giao lại.",
    "Household {homes} already has a survey at the commune, so nothing was assigned to {name}. Leave it out.",
)
CONCLUDED = Bar(
    "concluded",
    "Hộ {homes} đã được kết luận không cần phiếu nên chưa giao cho {name}. Muốn rà soát lại thì huỷ kết luận trước.",
    "Household {homes} was concluded without a sheet, so nothing was assigned to {name}. Undo the conclusion first.",
)
OWN_CHECK = Bar(
    "own_check",
    "{name} là người rà soát hộ {homes}; không ai tự phúc tra phiếu của mình. Phân công vẫn như cũ. Chọn người khác.",
    "{name} surveys household {homes}, and nobody back-checks their own survey. Choose somebody else.",
)
WAS_CHECKER = Bar(
    "was_checker",
    "{name} đang phúc tra hộ {homes} nên không làm phiếu chính của hộ đó được. Phân công vẫn như cũ. Chọn người khác.",
    "{name} back-checks household {homes} and cannot make its main survey. Choose somebody else.",
)
READS_IT = Bar(
    "reads_it",
    "{name} đọc được phiếu của hộ {homes} nên không phúc tra hộ đó được. Phân công vẫn như cũ. Chọn người khác.",
    "{name} can read the first survey of household {homes} and cannot back-check it. Choose somebody else.",
)
# Whoever types paper reads the sheets that came on it.
SEES_SHEETS = READING_ROLES | PAPER_ROLES
# At the commune, whatever became of it: a second main survey would only be a conflict.
AT_THE_COMMUNE = (SurveyStatus.RECEIVED, SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)


def of(
    session: Session, round_: Round, homes: Sequence[Household], users: Sequence[User], purpose: Purpose
) -> dict[tuple[UUID, UUID], Bar]:
    """``{(person, household): why not}`` of these. A fixed number of queries, whatever the numbers."""
    ids = [home.id for home in homes]
    here = (round_.tenant, round_.id)
    paths = dict(
        session.execute(
            select(Unit.id, Unit.path).where(
                Unit.tenant == round_.tenant, Unit.id.in_({home.unit_id for home in homes})
            )
        )
        .tuples()
        .all()
    )
    families = _families(session, round_.tenant, ids, users)
    surveyed = _surveyors(session, here, ids, Purpose.MAIN)
    checked = _surveyors(session, here, ids, Purpose.BACK_CHECK)
    rechecked = _surveyors(session, here, ids, Purpose.RECHECK)
    # Whoever asks anew after a complaint has been there for nothing else; a second complaint needs a third person.
    known = surveyed | checked | _deciders(session, here, ids) if purpose is Purpose.RECHECK else surveyed
    at_commune, concluded = _settled(session, here, ids) if purpose is Purpose.MAIN else (set(), set())
    found: dict[tuple[UUID, UUID], Bar] = {}
    today = clock.today()
    for user in users:
        acts = actor_for(user, today)
        for home in homes:
            if not acts.holds(SURVEY_ROLES, paths[home.unit_id]):
                bar = NO_ROLE
            elif (user.person_id, home.id) in families:
                bar = OWN_HOME
            elif home.id in concluded:
                bar = CONCLUDED
            elif home.id in at_commune:
                bar = HAS_SURVEY
            elif purpose.is_second and (user.id, home.id) in known:
                bar = OWN_CHECK
            elif purpose.is_second and acts.holds(SEES_SHEETS, paths[home.unit_id]):
                bar = READS_IT
            elif purpose is Purpose.MAIN and (user.id, home.id) in checked | rechecked:
                bar = WAS_CHECKER
            else:
                continue
            found[user.id, home.id] = bar
    return found


def is_family(session: Session, user: User, home: Household) -> bool:
    """Whether the person is or was registered in this household."""
    return bool(_families(session, home.tenant, [home.id], [user]))


def is_checker(session: Session, round_: Round, home: Household, user_id: UUID) -> bool:
    """Whether the person interviews this household anew in the round, or has done so."""
    here = (round_.tenant, round_.id)
    found = [_surveyors(session, here, [home.id], one) for one in Purpose if one.is_second]
    return any((user_id, home.id) in pairs for pairs in found)


def _families(
    session: Session, tenant: int, ids: list[UUID], users: Sequence[User]
) -> set[tuple[UUID, UUID]]:
    persons = [user.person_id for user in users if user.person_id is not None]
    if not persons:
        return set()
    rows = session.execute(
        select(Membership.person_id, Membership.household_id).where(
            Membership.tenant == tenant, Membership.household_id.in_(ids), Membership.person_id.in_(persons)
        )
    )
    return {(row.person_id, row.household_id) for row in rows}


def _surveyors(
    session: Session, here: tuple[int, UUID], ids: list[UUID], purpose: Purpose
) -> set[tuple[UUID, UUID]]:
    """Who has the household for this purpose now, or has sent a survey of it."""
    tenant, round_id = here
    given = select(Assignment.user_id, Assignment.household_id).where(
        Assignment.tenant == tenant,
        Assignment.round_id == round_id,
        Assignment.household_id.in_(ids),
        Assignment.purpose == purpose,
        Assignment.closed_at.is_(None),
    )
    sent = select(Survey.collector_id, Survey.household_id).where(
        Survey.tenant == tenant,
        Survey.round_id == round_id,
        Survey.household_id.in_(ids),
        Survey.purpose == purpose,
    )
    return {(user_id, home_id) for user_id, home_id in session.execute(given.union(sent))}


def _deciders(session: Session, here: tuple[int, UUID], ids: list[UUID]) -> set[tuple[UUID, UUID]]:
    """Whose re-check after an earlier complaint was approved."""
    rows = session.execute(
        select(Survey.collector_id, Survey.household_id).where(
            Survey.tenant == here[0],
            Survey.round_id == here[1],
            Survey.household_id.in_(ids),
            Survey.purpose == Purpose.RECHECK,
            Survey.status.in_((SurveyStatus.APPROVED, SurveyStatus.RECOGNISED)),
        )
    )
    return {(user_id, home_id) for user_id, home_id in rows}


def _settled(session: Session, here: tuple[int, UUID], ids: list[UUID]) -> tuple[set[UUID], set[UUID]]:
    tenant, round_id = here
    surveys = session.scalars(
        select(Survey.household_id).where(
            Survey.tenant == tenant,
            Survey.round_id == round_id,
            Survey.household_id.in_(ids),
            Survey.purpose == Purpose.MAIN,
            Survey.is_rival.is_(False),
            Survey.status.in_(AT_THE_COMMUNE),
        )
    )
    rows = session.scalars(
        select(RoundHousehold).where(
            RoundHousehold.tenant == tenant,
            RoundHousehold.round_id == round_id,
            RoundHousehold.household_id.in_(ids),
        )
    )
    return set(surveys), {row.household_id for row in rows if row.conclusion}
