"""Village meetings (QĐ 24/2021/QĐ-TTg, step 3): planned with a frozen list, recorded with hands counted, closed on the
signed page. What a meeting refused is surveyed again and put before a second one; then the steering board concludes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import Meeting, MeetingItem, MeetingState, Verdict, VillageReview, VillageStage
from gnbv.permissions import Actor
from gnbv.rules import meeting as rules
from gnbv.services import (
    meeting_lists,
    meeting_settings,
    meeting_words,
    procedure_files,
    village_reviews,
)
from gnbv.services.meeting_held import Attendance, Held, Vote, require_held
from gnbv.services.meeting_plans import OPEN, plan, void
from gnbv.services.meeting_records import get, items_of, of_review, require_open, require_role, written

__all__ = [
    "SIGNED_PAGE",
    "Attendance",
    "Held",
    "Vote",
    "close",
    "get",
    "items_of",
    "of_review",
    "plan",
    "record",
    "void",
]
# Photos of the signed minutes: ``signed_page``, ``signed_page2`` …
SIGNED_PAGE = "signed_page"


def record(
    session: Session, actor: Actor, meeting: Meeting, held: Held, *, seen: int | None = None
) -> Meeting:
    """Write what the meeting was: when, where, who by capacity, and the two counts of each household. Until it is closed
    it may be written again, which replaces all of it; the same again changes nothing.

    ``seen``: the revision that the sender had before them; a later one is not overwritten. Raises ``NotPermitted``,
    ``Conflict`` (closed, void, changed meanwhile), ``Invalid`` for what cannot be: see ``meeting_held``.
    """
    require_role(actor, meeting)
    voting = meeting_settings.of(session, meeting.review.round)
    items = {item.household_id: item for item in items_of(session, meeting)}
    present = require_held(held, items, meeting.review.round.opens_on, actor.today, voting.voting)
    votes = {vote.household_id: vote for vote in held.votes}
    said = held.written(voting.voting) | {"present": present}
    if meeting.state is not MeetingState.PLANNED and _is_written(meeting, said, items, votes):
        return meeting
    if meeting.state not in OPEN:
        raise meeting_words.closed(meeting.state)
    require_open(session, actor, meeting.review)
    if seen is not None and seen != meeting.revision:
        raise meeting_words.changed_meanwhile()
    for name, value in said.items():
        setattr(meeting, name, value)
    for household_id, item in items.items():
        vote = votes.get(household_id, Vote(household_id))
        item.agree, item.disagree, item.is_block = vote.agree, vote.disagree, vote.is_block
        item.remark = vote.remark.strip()[:2000]
        item.verdict = Verdict.of(rules.verdict(vote.agree, vote.disagree, present, voting.percent))
    meeting.state, meeting.revision = MeetingState.HELD, meeting.revision + 1
    meeting.recorded_by, meeting.recorded_at = actor.user_id, now()
    written(session, actor, meeting, "recorded", present=present, origin=held.origin.value)
    return meeting


def close(session: Session, actor: Actor, meeting: Meeting) -> rules.Outcome:
    """The minutes are signed: the counts are final. All agreed and nobody left out: the village has its minutes. Otherwise
    the village goes back to the survey for the households refused, and a second meeting is held over them alone; who was
    refused twice waits for the steering board (``meeting_conclusions``). Closed already: the same answer, no change.

    Raises ``NotPermitted``, ``Conflict`` before the meeting was held or after it was void, ``Invalid`` without a photo of
    the signed page, without those who sign, and naming the households that have neither counts nor a remark why.
    """
    require_role(actor, meeting)
    items = items_of(session, meeting)
    found = outcome(session, meeting, items)
    if meeting.state is MeetingState.CLOSED:
        return found
    if meeting.state is not MeetingState.HELD:
        raise meeting_words.not_held()
    require_open(session, actor, meeting.review)
    silent = [item for item in items if item.verdict is Verdict.NOT_REACHED and not item.remark]
    if silent:
        raise meeting_words.not_counted([item.household.number for item in silent])
    if not meeting.people.get("representatives"):
        raise meeting_words.nobody_signs()
    if not signed_pages(session, meeting):
        raise meeting_words.no_signed_page()
    meeting.state = MeetingState.CLOSED
    meeting.revision += 1
    session.flush()
    written(
        session, actor, meeting, "closed",
        again=len(found.again), board=len(found.board), unheard=len(found.unheard),
    )  # fmt: skip
    move_on(session, actor, meeting.review, meeting, found)
    return found


def move_on(
    session: Session, actor: Actor, review: VillageReview, meeting: Meeting | None, found: rules.Outcome
) -> None:
    """Take the village where its meetings leave it: to the minutes when every household is agreed to or concluded, back to
    the survey while some are surveyed again, and nowhere while only the board's word is missing."""
    left = meeting_lists.agenda(session, review)
    if not (left.put or left.missing):
        if review.stage is VillageStage.SURVEY:
            reason = meeting_words.went_unapproved([] if meeting is None else items_of(session, meeting))
            village_reviews.reach(session, actor, review, VillageStage.MEETING, reason=reason)
        village_reviews.reach(session, actor, review, VillageStage.MINUTES)
    elif found.again and review.stage is VillageStage.MEETING and meeting is not None:
        numbers = sorted(
            item.household.number for item in items_of(session, meeting) if item.household_id in found.again
        )
        village_reviews.step_back(
            session, actor, review, VillageStage.SURVEY, meeting_words.redo(meeting.number, numbers)
        )


def outcome(session: Session, meeting: Meeting, items: Iterable[MeetingItem]) -> rules.Outcome:
    """What the counts say, and what follows for whom. Before closing: what would follow."""
    verdicts = {item.household_id: item.verdict.value for item in items}
    return rules.outcome(verdicts, meeting_lists.refused_before(session, meeting))


def signed_pages(session: Session, meeting: Meeting) -> list[UUID]:
    """The photos of the signed minutes that are here whole."""
    files = procedure_files.of(session, meeting.tenant, [meeting.id]).get(meeting.id, [])
    return [file.id for file in files if file.question.startswith(SIGNED_PAGE)]


def _is_written(
    meeting: Meeting,
    said: Mapping[str, object],
    items: Mapping[UUID, MeetingItem],
    votes: Mapping[UUID, Vote],
) -> bool:
    if any(getattr(meeting, name) != value for name, value in said.items() if name != "origin"):
        return False
    return all(
        (item.agree, item.disagree, item.is_block, item.remark)
        == (
            (vote := votes.get(home, Vote(home))).agree,
            vote.disagree,
            vote.is_block,
            vote.remark.strip()[:2000],
        )
        for home, item in items.items()
    )
