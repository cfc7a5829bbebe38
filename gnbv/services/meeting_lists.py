"""Which households a village meeting takes up and in which order: what is proposed for them and nobody agreed to yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Basis,
    Determination,
    HouseholdClass,
    ListReason,
    Meeting,
    MeetingGroup,
    MeetingItem,
    MeetingState,
    Result,
    Survey,
    SurveyStatus,
    Verdict,
    VillageReview,
)
from gnbv.rules import meeting as rules
from gnbv.services import village_results
from gnbv.services.village_results import HomeResult, group_of

# What the board wrote after two meetings that refused, told from the class it gave to a home without a sheet.
AFTER_MEETINGS = "after_meetings"
_UNAPPROVED = (SurveyStatus.RECEIVED, SurveyStatus.HELD, SurveyStatus.RETURNED)


@dataclass(frozen=True)
class Put:
    """A household as it would be put before a meeting. ``is_unapproved``: its sheet waits for approval, so it goes only
    with a reason."""

    home: HomeResult
    group: MeetingGroup
    classes: dict[str, str]
    before: dict[str, str]
    is_unapproved: bool = False


@dataclass
class Agenda:
    """``put``: in the order of the meeting. ``missing``: no class is proposed, so nothing can be put. ``settled``: agreed
    before, or concluded by the board. ``refused``: how many meetings did not agree, by household."""

    put: list[Put] = field(default_factory=list)
    missing: list[HomeResult] = field(default_factory=list)
    settled: list[HomeResult] = field(default_factory=list)
    refused: dict[UUID, int] = field(default_factory=dict)

    @property
    def for_board(self) -> list[Put]:
        """Refused as often as a meeting may: the steering board concludes in writing."""
        return [one for one in self.put if self._is_for_board(one)]

    @property
    def for_meeting(self) -> list[Put]:
        return [one for one in self.put if not self._is_for_board(one)]

    def _is_for_board(self, put: Put) -> bool:
        return self.refused.get(put.home.household.id, 0) >= rules.MOST_MEETINGS


def agenda(session: Session, review: VillageReview) -> Agenda:
    """Where every listed household of the village stands towards the meeting. Homes that ended need no
    class; the average living standard has a request and a list of its own."""
    homes = village_results.of_village(session, review.round, review.unit_id)
    heard = _heard(session, review)
    found = Agenda(refused=Counter(item.household_id for item in heard if item.verdict is Verdict.REJECTED))
    agreed = {item.household_id: item.classes for item in heard if item.verdict is Verdict.AGREED}
    concluded = _concluded(session, review, found.refused)
    waiting = _classes_of_sheets(session, [home for home in homes if not home.proposals])
    for home in homes:
        if home.is_closed or home.line.reason is ListReason.AVERAGE:
            continue
        classes = {standard: one.household_class.value for standard, one in home.proposals.items()}
        sheet = waiting.get(home.household.id, {})
        if not (classes or sheet):
            found.missing.append(home)
        elif home.household.id in concluded or _is_settled(home, classes or sheet, agreed):
            found.settled.append(home)
        else:
            found.put.append(_put(home, classes or sheet, is_unapproved=not classes))
    found.put.sort(key=lambda one: rules.place(one.group.value, one.home.household.number))
    return found


def refused_before(session: Session, meeting: Meeting) -> Mapping[UUID, int]:
    """How many closed meetings before this one did not agree, by household."""
    return Counter(
        session.scalars(
            select(MeetingItem.household_id)
            .join(Meeting, (Meeting.tenant == MeetingItem.tenant) & (Meeting.id == MeetingItem.meeting_id))
            .where(
                Meeting.tenant == meeting.tenant,
                Meeting.review_id == meeting.review_id,
                Meeting.state == MeetingState.CLOSED,
                Meeting.number < meeting.number,
                MeetingItem.verdict == Verdict.REJECTED,
            )
        )
    )


def _heard(session: Session, review: VillageReview) -> list[MeetingItem]:
    """What closed meetings of the village said, oldest first."""
    return list(
        session.scalars(
            select(MeetingItem)
            .join(Meeting, (Meeting.tenant == MeetingItem.tenant) & (Meeting.id == MeetingItem.meeting_id))
            .where(
                Meeting.tenant == review.tenant,
                Meeting.review_id == review.id,
                Meeting.state == MeetingState.CLOSED,
            )
            .order_by(Meeting.number, MeetingItem.position)
        )
    )


def _concluded(session: Session, review: VillageReview, refused: Mapping[UUID, int]) -> set[UUID]:
    twice = [home for home, times in refused.items() if times >= rules.MOST_MEETINGS]
    if not twice:
        return set()
    acts = session.scalars(
        select(Determination).where(
            Determination.tenant == review.tenant,
            Determination.round_id == review.round_id,
            Determination.household_id.in_(twice),
            Determination.kind == Basis.BOARD.value,
        )
    )
    return {act.household_id for act in acts if act.details.get(AFTER_MEETINGS)}


def _is_settled(home: HomeResult, classes: dict[str, str], agreed: dict[UUID, dict[str, str]]) -> bool:
    """Agreed as it stands, or changed by a re-check after a complaint: that is posted again, not put to hands again."""
    rechecked = any(one.basis == Basis.RECHECK.value for one in home.proposals.values())
    return rechecked or agreed.get(home.household.id) == classes


def _put(home: HomeResult, classes: dict[str, str], *, is_unapproved: bool) -> Put:
    groups = [
        group_of(home.was(standard), HouseholdClass.of(named)).value for standard, named in classes.items()
    ]
    before = {standard: was.value for standard in classes if (was := home.was(standard)) is not None}
    return Put(home, MeetingGroup.of(rules.foremost(groups)), classes, before, is_unapproved)


def _classes_of_sheets(session: Session, homes: list[HomeResult]) -> dict[UUID, dict[str, str]]:
    """What sheets score that nobody approved yet, by household and standard."""
    surveys = {
        home.survey.id: home.household.id
        for home in homes
        if home.survey is not None and home.survey.status in _UNAPPROVED
    }
    if not surveys:
        return {}
    found: dict[UUID, dict[str, str]] = {}
    for row in session.scalars(
        select(Result)
        .join(Survey, (Survey.tenant == Result.tenant) & (Survey.revision_id == Result.revision_id))
        .where(Result.tenant == homes[0].line.tenant, Result.survey_id.in_(surveys))
        .order_by(Result.computed_at)
    ):
        if row.household_class is not None:
            found.setdefault(surveys[row.survey_id], {})[row.standard] = row.household_class.value
    return found
