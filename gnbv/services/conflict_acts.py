"""What a person decides of a conflict: keep what is here, take what came, pick answer by answer, or choose one of two
surveys. Nothing is overwritten: every outcome is a revision or a decision more, and the phone reads how it ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.clock import civil_day
from gnbv.errors import Conflict, NotFound
from gnbv.ids import new_id
from gnbv.models import Completion, DecisionKind, Outcome, Survey, SurveyStatus, SyncItem
from gnbv.permissions import Actor
from gnbv.services import (
    causes,
    completions,
    conflict_rules,
    deciding,
    decisions,
    events,
    late_senders,
    meeting_items,
    office_revisions,
    overtaken,
    rivals,
    survey_replies,
    surveys,
)
from gnbv.services.sync_items import Answer, Item


def keep(session: Session, actor: Actor, item_id: UUID, seen: UUID | None, reason: str) -> None:
    """Keep what the commune has; what came stays stored and is not used. ``seen`` is the revision that the page showed.

    Raises ``NotFound``, ``NotPermitted`` (also for the actor's own work), ``Invalid`` without a reason, ``Conflict``
    when it was settled or a newer revision came meanwhile.
    """
    row = conflict_rules.open_row(session, actor, item_id)
    words = conflict_rules.words_of(reason)
    survey = conflict_rules.survey_of(session, row)
    conflict_rules.require_right(session, actor, row, survey)
    conflict_rules.require_seen(survey, seen)
    kept = conflict_rules.revision_here(session, survey)
    day = civil_day(kept.made_at if kept else row.received_at)
    conflict_rules.settle(
        session, actor, row, Outcome.CONFLICT, causes.kept_here(f"{day.day}/{day.month}/{day.year}", words)
    )


def take(session: Session, actor: Actor, item_id: UUID, seen: UUID | None, reason: str) -> Answer:
    """Take what came as the next revision on the current one, checked and scored as at any arrival. A second survey
    under another's id becomes a survey of its own (and waits as a rival when the household has one); a tick becomes
    one more word about its task; a meeting replaces what was recorded, while its minutes are not signed.

    Raises as :func:`keep`; ``Conflict`` too for a survey that was decided, ``Invalid`` for answers the sheet refuses.
    """
    row = conflict_rules.open_row(session, actor, item_id)
    words = conflict_rules.words_of(reason)
    survey = conflict_rules.survey_of(session, row)
    conflict_rules.require_right(session, actor, row, survey)
    conflict_rules.require_seen(survey, seen)
    item = conflict_rules.came(row)
    sender = late_senders.sender_of(session, actor, row)
    if row.kind == "meeting":
        answer = meeting_items.take_over(session, sender, item)
    elif row.kind != "survey":
        answer = completions.receive(session, sender, replace(item, id=_free_id(session, row)))
    else:
        if survey is not None and not conflict_rules.is_same_home(survey, row.user_id, item):
            survey, item = None, replace(item, subject=new_id(), base=None)
        answer = _take_survey(session, actor, sender, survey, item, words)
        if answer.outcome is Outcome.CONFLICT:
            conflict_rules.became_rival(session, row, item)
            return answer
    conflict_rules.settle(session, actor, row, Outcome.ACCEPTED, causes.taken_here(words))
    if row.kind == "survey":
        overtaken.release_for(session, actor, row.user_id, item.subject, item.id)
    return answer


def choose(session: Session, actor: Actor, item_id: UUID, chosen: UUID, reason: str) -> None:
    """Of the surveys of one household make ``chosen`` the one that counts; the others are withdrawn with the reason.

    Raises as :func:`keep`, ``NotFound`` for a survey that is none of them, ``Conflict`` when another is approved.
    """
    row = conflict_rules.open_row(session, actor, item_id)
    words = conflict_rules.words_of(reason)
    survey = conflict_rules.survey_of(session, row)
    if survey is None or row.body_sealed is not None:
        raise NotFound()
    all_of_them = [survey, *rivals.others(session, survey)]
    if any(not deciding.may_decide(session, actor, one) for one in all_of_them):
        raise conflict_rules.own_work()
    winner = next((one for one in all_of_them if one.id == chosen), None)
    if winner is None:
        raise NotFound()
    met = (row.cause or {}).get("code")
    rivals.choose(session, actor, winner, [one for one in all_of_them if one is not winner], words)
    row.cause = conflict_rules.signed(actor, {**(row.cause or {})}, met)
    events.record(
        session, actor, "conflict.settled", "survey", survey.id,
        unit_id=survey.unit_id, item=str(row.id), chosen=str(chosen),
    )  # fmt: skip


def _take_survey(
    session: Session, actor: Actor, sender: Actor, survey: Survey | None, item: Item, reason: str
) -> Answer:
    was = survey.status if survey is not None else None
    if survey is not None:
        if was not in office_revisions.OPEN:
            raise office_revisions.decided(survey)
        payload = _answered(session, survey, item.payload, reason)
        item = replace(item, base=survey.revision_id, payload=payload)
    answer = surveys.receive(session, sender, item)
    if answer.keep_body:
        cause = answer.cause or causes.UNMATCHED
        raise Conflict(cause["code"], cause["vi"], cause["en"])
    if survey is not None and was is not SurveyStatus.HELD and survey.status is SurveyStatus.HELD:
        # Held for the sender's sake (moved, round closed): the person who took it has looked.
        decisions.write_decision(session, actor, survey, DecisionKind.RELEASE, SurveyStatus.RECEIVED, reason)
    return answer


def _answered(session: Session, survey: Survey, payload: dict[str, Any], reason: str) -> dict[str, Any]:
    """The payload with a reply to every comment that is open: what came may not have known all of them."""
    replies = list(payload.get("replies") or [])
    given = {reply["comment"].lower() for reply in replies}
    for comment in survey_replies.open_comments(session, survey.tenant, survey.id):
        if str(comment.id) not in given:
            replies.append({"comment": str(comment.id), "kind": "kept", "reason": reason})
    return {**payload, "replies": replies}


def _free_id(session: Session, row: SyncItem) -> UUID:
    return row.id if session.get(Completion, (row.tenant, row.id)) is None else new_id()
