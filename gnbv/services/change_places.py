"""Where a household stands in its round after the word on a change: list, assignments, phones, and the household that
a phone made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gnbv import permissions
from gnbv.clock import now
from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import (
    Assignment,
    ChangeKind,
    Household,
    HouseholdChange,
    HouseholdClass,
    ListReason,
    Outcome,
    Progress,
    Purpose,
    Round,
    RoundHousehold,
    RoundStatus,
    Survey,
    SurveyStatus,
    SyncItem,
    Unit,
)
from gnbv.permissions import Actor
from gnbv.services import (
    assignments,
    causes,
    change_rights,
    change_sheets,
    events,
    pending_homes,
    round_list_lines,
)
from gnbv.services.change_effects import Choices

MOVED = "moved_village"
REFUSED = "refused"
_REASONS = {HouseholdClass.POOR: ListReason.POOR, HouseholdClass.NEAR_POOR: ListReason.NEAR_POOR}


def require_choices(session: Session, actor: Actor, change: HouseholdChange, choices: Choices) -> None:
    """Raises ``Invalid`` when the village it moved to or the home it joined is missing or cannot be, ``NotPermitted``
    for a relative's home."""
    if change.kind is ChangeKind.MOVED_VILLAGE:
        here, there = session.get_one(Unit, (change.tenant, change.household.unit_id)), choices.village
        fits = there is not None and there.id != here.id and there.parent_id == here.parent_id
        if there is None or not fits or not permissions.can_assign_in(actor, there.path):
            raise Invalid(
                "village_missing",
                "Chưa chọn thôn mới, hoặc không phải thôn khác trong xã. Chưa có gì thay đổi. Chọn thôn rồi xác nhận.",
                "No other village of the commune was chosen. Nothing was changed. Choose the village, then confirm.",
            )
    if change.kind is ChangeKind.MERGED:
        other = choices.other
        here = session.get_one(Unit, (change.tenant, change.household.unit_id))
        there = session.get_one(Unit, (change.tenant, other.unit_id)) if other else here
        is_open = other is not None and not other.closed_on and not other.is_pending
        if (
            other is None
            or other.id == change.household_id
            or not is_open
            or there.parent_id != here.parent_id
        ):
            raise Invalid(
                "other_missing",
                "Không thấy hộ nhập vào với thôn và số này, hoặc hộ đó đã khép. Chưa có gì thay đổi. Xem lại số hộ.",
                "There is no open household of this village and number to join. Nothing was changed. Check the number.",
            )
        change_rights.require_no_family(session, actor, other)


def follow(session: Session, actor: Actor, change: HouseholdChange, choices: Choices) -> dict[str, Any]:
    """Let list and assignments follow a confirmed change; answers what was done, as JSON."""
    session.flush()
    round_ = session.get_one(Round, (change.tenant, change.round_id))
    home = session.get_one(Household, (change.tenant, pending_homes.home_of(change)))
    if "item" in change.details:
        return _list_reason(session, change, round_, home)
    if change.kind is not ChangeKind.MOVED_VILLAGE:
        return {}
    home = session.get_one(Household, (change.tenant, change.household_id))
    done: dict[str, Any] = {"assignments_closed": _close(session, actor, round_, home, MOVED)}
    # What the old phone said of its draft is over: the sheet was sent, and is withdrawn with the move.
    session.execute(
        delete(Progress).where(
            Progress.tenant == home.tenant, Progress.round_id == round_.id, Progress.household_id == home.id
        )
    )
    row = round_list_lines.get(session, round_, home.id)
    if row is None:
        return done
    done["line"] = _line(row)
    row.unit_id = home.unit_id
    return done


def assign(session: Session, actor: Actor, change: HouseholdChange, choices: Choices) -> list[str]:
    """Give a household that moved to whoever was chosen in its new village; answers the ids of the assignments."""
    round_ = session.get_one(Round, (change.tenant, change.round_id))
    if choices.collector is None or round_.status is RoundStatus.CLOSED:
        return []
    session.flush()
    if round_list_lines.get(session, round_, change.household_id) is None:
        return []
    given = assignments.assign(session, actor, round_, [change.household_id], choices.collector)
    return [str(row.id) for row in given]


def give_up(session: Session, actor: Actor, change: HouseholdChange, reason: str) -> dict[str, Any]:
    """The household that a phone made is none: closed, off the list, nobody goes there; its sheets are withdrawn.
    Raises ``Conflict`` while one of them is approved."""
    home = session.get_one(Household, (change.tenant, pending_homes.home_of(change)))
    round_ = session.get_one(Round, (change.tenant, change.round_id))
    sheets = _sheets(session, change, home)
    if any(row.status in (SurveyStatus.APPROVED, SurveyStatus.RECOGNISED) for row in sheets):
        raise Conflict(
            "sheet_decided",
            "Phiếu của hộ mới đã được duyệt. Chưa có gì thay đổi. Mở lại phiếu trước, rồi không xác nhận hộ này.",
            "The survey of the new household is approved. Nothing was changed. Open it again first.",
        )
    waited = [str(row.id) for row in sheets if row.status is SurveyStatus.RECEIVED]
    for row in sheets:
        change_sheets.withdraw(session, actor, row, reason)
    done: dict[str, Any] = {
        "assignments_closed": _close(session, actor, round_, home, REFUSED),
        "sheets": waited,
    }
    line = round_list_lines.get(session, round_, home.id)
    if line is not None:
        done["line"] = _line(line)
        session.delete(line)
    home.closed_on, home.close_reason = actor.today, REFUSED
    _receipt(session, change, Outcome.HELD, {**causes.household_refused(reason), "by": actor.name})
    events.changed(session, home.tenant, "household", home.id, unit_id=home.unit_id)
    return done


def take_up(session: Session, actor: Actor, change: HouseholdChange, reason: str) -> None:
    """The refused household waits for a word again, with its list line, its collector and its sheet. Raises
    ``Conflict`` when its phone has told it anew since."""
    newest = pending_homes.proposal_of(session, change.tenant, pending_homes.home_of(change))
    if newest is not None and newest.id != change.id:
        raise Conflict(
            "told_anew",
            "Hộ này đã được báo lại sau đó. Chưa có gì thay đổi. Mở lần báo mới nhất để xác nhận hoặc không.",
            "This household was told anew since. Nothing was changed. Open the newest telling and confirm or refuse that.",
        )
    home = session.get_one(Household, (change.tenant, pending_homes.home_of(change)))
    home.closed_on = home.close_reason = None
    line = change.effects.get("line")
    if line:
        session.add(
            RoundHousehold(
                tenant=change.tenant, id=new_id(), round_id=change.round_id, household_id=home.id,
                unit_id=UUID(line["unit"]), reason=ListReason.of(line["reason"]), note=line["note"],
                added_at=datetime.fromisoformat(line["added_at"]),
            )
        )  # fmt: skip
    for id_ in change.effects.get("assignments_closed") or []:
        row = session.get_one(Assignment, (change.tenant, UUID(id_)))
        row.closed_at = row.close_reason = None
    for id_ in change.effects.get("sheets") or []:
        change_sheets.reopen(session, actor, session.get_one(Survey, (change.tenant, UUID(id_))), reason)
    _receipt(session, change, Outcome.ACCEPTED, None)
    events.changed(session, home.tenant, "household", home.id, unit_id=home.unit_id)


def tell_phones(session: Session, change: HouseholdChange, homes: list[Household]) -> None:
    """Of every village a home was or is in."""
    before = change.effects.get("before") or {}
    for home in homes:
        was = before.get(str(home.id), {}).get("unit_id")
        for unit_id in {home.unit_id, UUID(was) if was else home.unit_id}:
            events.changed(session, home.tenant, "household", home.id, unit_id=unit_id)


def _list_reason(session: Session, change: HouseholdChange, round_: Round, home: Household) -> dict[str, Any]:
    """A part of a poor household is on the list as poor, too: that is why it is looked at."""
    row = round_list_lines.get(session, round_, home.id)
    if row is None:
        return {}
    done = {"line": _line(row)}
    if change.class_then in _REASONS:
        row.reason = _REASONS[change.class_then]
    row.note = (
        f"Tách từ hộ {change.household.number:03d}."
        if change.other_id
        else "Hộ chưa có trong sổ, đã xác nhận."
    )
    return done


def _line(row: RoundHousehold) -> dict[str, Any]:
    return {"id": str(row.id), "unit": str(row.unit_id), "reason": row.reason.value, "note": row.note,
            "added_at": row.added_at.isoformat()}  # fmt: skip


def _close(session: Session, actor: Actor, round_: Round, home: Household, reason: str) -> list[str]:
    open_ = session.scalars(
        select(Assignment.id).where(
            Assignment.tenant == home.tenant,
            Assignment.round_id == round_.id,
            Assignment.household_id == home.id,
            Assignment.closed_at.is_(None),
        )
    ).all()
    assignments.close_for(session, actor, round_, home, reason)
    return [str(id_) for id_ in open_]


def _sheets(session: Session, change: HouseholdChange, home: Household) -> list[Survey]:
    return list(
        session.scalars(
            select(Survey).where(
                Survey.tenant == home.tenant,
                Survey.round_id == change.round_id,
                Survey.household_id == home.id,
                Survey.purpose == Purpose.MAIN,
                Survey.status != SurveyStatus.WITHDRAWN,
            )
        )
    )


def _receipt(
    session: Session, change: HouseholdChange, outcome: Outcome, cause: dict[str, Any] | None
) -> None:
    row = session.get(SyncItem, (change.tenant, UUID(change.details["item"])))
    if row is not None:
        row.outcome, row.cause, row.settled_at = outcome, cause, now()
        events.changed(session, row.tenant, "receipt", row.id, user_id=row.user_id)
