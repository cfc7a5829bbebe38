"""The word of a person on what became of a household during a round: confirmed, refused, or taken back.

Proposals come from sheets (``change_proposals``) and from phones that made a household (``household_proposals``).
Confirming edits the register by date and settles the sheet that says so: closed where nobody is asked further,
withdrawn where the household moved to another village and is surveyed anew there.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid
from gnbv.models import CLOSING, ChangeKind, ChangeState, HouseholdChange
from gnbv.permissions import Actor
from gnbv.services import (
    change_effects,
    change_places,
    change_rights,
    change_sheets,
    change_undoing,
    events,
)
from gnbv.services.change_effects import Choices
from gnbv.services.change_places import tell_phones


def confirm(session: Session, actor: Actor, change: HouseholdChange, choices: Choices) -> HouseholdChange:
    """Say that it happened: register, list, assignments and sheet follow. A change that is confirmed stays as it is.

    ``change`` was found by ``change_rights.get`` to be decided. Raises ``NotPermitted`` (also for one's own or a
    relative's home and one's own proposal), ``Conflict`` for a change that another revision replaced or that was
    refused, a sheet that waits for something else, a register that changed meanwhile; ``Invalid`` for what is missing.
    """
    change_rights.require(session, actor, change)
    if change.state is ChangeState.CONFIRMED:
        return change
    _require_waiting(change)
    if choices.on > actor.today:
        raise Invalid(
            "change_day",
            "Ngày thay đổi chưa tới. Chưa có gì thay đổi. Chọn lại ngày rồi xác nhận.",
            "The day of the change is still to come. Nothing was changed. Choose the day again, then confirm.",
        )
    survey = change_sheets.of(session, actor, change)
    change_places.require_choices(session, actor, change, choices)
    change.class_then = change_effects.class_of(session, change.household)
    deed = change_effects.apply(session, change, choices)
    change.on = choices.on
    change.other_id = choices.other.id if choices.other else change.other_id
    change.to_unit_id = choices.village.id if choices.village else None
    change.state = ChangeState.CONFIRMED  # the sheet that is withdrawn lets go of what waits
    change.effects = {**deed.effects, **change_places.follow(session, actor, change, choices)}
    if survey is not None and change.kind in CLOSING:
        change.effects = {**change.effects, **change_sheets.close(session, actor, change, survey)}
    if change.kind is ChangeKind.MOVED_VILLAGE:
        given = change_places.assign(session, actor, change, choices)
        change.effects = {**change.effects, "assignments_opened": given}
    change_sheets.settle_lines(session, change, applied=True)
    _write(session, actor, change, ChangeState.CONFIRMED, "")
    tell_phones(session, change, list(deed.homes.values()))
    return change


def refuse(session: Session, actor: Actor, change: HouseholdChange, reason: str) -> HouseholdChange:
    """Say that it did not happen. The sheet that told it goes back with the reason; the household that a phone made is
    closed and its sheet withdrawn, readable as before. A second time changes nothing. Raises as ``confirm``."""
    change_rights.require(session, actor, change)
    if change.state is ChangeState.REFUSED:
        return change
    _require_waiting(change)
    words = _reason(reason)
    if "item" in change.details:
        change.effects = change_places.give_up(session, actor, change, words)
    else:
        change.effects = change_sheets.send_back(session, actor, change, words)
    _write(session, actor, change, ChangeState.REFUSED, words)
    return change


def undo(session: Session, actor: Actor, change: HouseholdChange, reason: str) -> HouseholdChange:
    """Take a confirmation or refusal back: the change waits again. Raises as ``confirm``, and ``Conflict`` when something
    has followed from it, ``Invalid`` without a reason; a change that waits is left alone."""
    change_rights.require(session, actor, change)
    if change.state is ChangeState.PROPOSED:
        return change
    words = _reason(reason)
    if change.state is ChangeState.CONFIRMED:
        change_undoing.require_nothing_followed(session, change)
        homes = change_undoing.take_back(session, change)
        change_sheets.settle_lines(session, change, applied=False)
        change_sheets.reopen_of(session, actor, change, words)
        tell_phones(session, change, homes)
    elif change.state is ChangeState.REFUSED and "item" in change.details:
        change_places.take_up(session, actor, change, words)
    else:
        raise _not_waiting(change)
    _write(session, actor, change, ChangeState.PROPOSED, words)  # the event keeps what is taken back
    change.effects = {}
    if change.kind is ChangeKind.MERGED:
        change.other_id = None
    change.to_unit_id = None
    return change


def _write(session: Session, actor: Actor, change: HouseholdChange, state: ChangeState, reason: str) -> None:
    change.state, change.reason = state, reason
    change.decided_by, change.decided_at = actor.user_id, now()
    act = {ChangeState.CONFIRMED: "confirmed", ChangeState.REFUSED: "refused"}.get(state, "undone")
    events.record(
        session, actor, f"change.{act}", "household", change.household_id,
        unit_id=change.unit_id, change=str(change.id), kind=change.kind.value, reason=reason,
        effects={key: value for key, value in change.effects.items() if key not in ("before", "after")},
    )  # fmt: skip
    change_sheets.tell(session, actor, change, act)
    session.flush()


def _require_waiting(change: HouseholdChange) -> None:
    if change.state is not ChangeState.PROPOSED:
        raise _not_waiting(change)


def _not_waiting(change: HouseholdChange) -> Conflict:
    return Conflict(
        "change_not_waiting",
        f"Thay đổi này đang là “{change.state.label}”. Chưa có gì thay đổi. Tải lại trang để xem bản mới nhất.",
        f"This change is “{change.state.value}” now. Nothing was changed. Reload the page to see the newest.",
    )


def _reason(text: str) -> str:
    words = " ".join(text.split()).rstrip(". ")
    if not words:
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do. Chưa có gì thay đổi. Ghi lý do để người báo hiểu rồi bấm lại.",
            "There is no reason yet. Nothing was changed. Give a reason that whoever told it understands, then press again.",
        )
    return words
