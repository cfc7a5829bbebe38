"""Recognition (công nhận, QĐ 24/2021/QĐ-TTg, step 6): drafted over the villages that are ready, submitted by the
coordinator, signed by the commune's chair. One row a standard: where the table of one is missing, its list waits and the
other does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.ids import new_id
from gnbv.models import Recognition, RecognitionState, Role, Round, Unit
from gnbv.permissions import CONCLUDING_ROLES, FILE_ROLES, Actor
from gnbv.services import (
    access,
    average_lists,
    events,
    recognition_blocks,
    recognition_lists,
    working_days,
)
from gnbv.services.recognition_blocks import VillageState
from gnbv.services.recognition_lists import AVERAGE, REVIEW, Line
from gnbv.services.recognition_road import Block


def get_round(session: Session, actor: Actor, round_id: UUID, roles: Iterable[Role] = FILE_ROLES) -> Round:
    """A round whose decisions the actor reads, or acts on with ``roles``. ``NotFound`` outside the actor's units,
    ``NotPermitted`` inside without the right over the whole commune."""
    found = session.scalar(access.rounds_in_scope(actor).where(Round.id == round_id))
    if found is None:
        raise NotFound()
    if not actor.holds(roles, access.get_unit_of(session, found).path):
        raise NotPermitted()
    return found


def get(
    session: Session,
    actor: Actor,
    recognition_id: UUID,
    roles: Iterable[Role] = FILE_ROLES,
    *,
    lock: bool = False,
) -> Recognition:
    """One decision to read, or to act on with ``roles``; ``lock`` for an act. Raises as :func:`get_round`."""
    query = in_scope(actor).where(Recognition.id == recognition_id)
    found = session.scalar(query.with_for_update(of=Recognition) if lock else query)
    if found is None:
        raise NotFound()
    if not actor.holds(roles, session.get_one(Unit, (found.tenant, found.unit_id)).path):
        raise NotPermitted()
    return found


def in_scope(actor: Actor) -> Select[tuple[Recognition]]:
    """Decisions of the rounds that reach the actor's units."""
    rounds = access.rounds_in_scope(actor).with_only_columns(Round.id)
    return select(Recognition).where(Recognition.tenant == actor.tenant, Recognition.round_id.in_(rounds))


def of_round(session: Session, round_: Round) -> list[Recognition]:
    """The decisions of a round, drafts first, then the newest."""
    return list(
        session.scalars(
            select(Recognition)
            .where(Recognition.tenant == round_.tenant, Recognition.round_id == round_.id)
            .order_by((Recognition.state != RecognitionState.DRAFT), Recognition.recorded_at.desc())
        )
    )


def unsigned(session: Session, round_: Round) -> list[Recognition]:
    """Lists of a round that were submitted and wait for the signature."""
    found = of_round(session, round_)
    return [one for one in found if one.state is RecognitionState.DRAFT and one.submitted_on is not None]


def blocks(
    session: Session, round_: Round, standard: str, kind: str = REVIEW
) -> tuple[list[Block], list[VillageState]]:
    """What stands in the way of any decision, and every village with what blocks it."""
    found = recognition_blocks.of_round(session, round_, standard)
    if kind == AVERAGE:
        return found, average_lists.villages(session, round_, standard)
    return found, recognition_blocks.villages(session, round_, standard)


def lines(session: Session, recognition: Recognition) -> list[Line]:
    """The households of a draft as they stand now, by village and number."""
    round_ = session.get_one(Round, (recognition.tenant, recognition.round_id))
    _, states = blocks(session, round_, recognition.standard, recognition.kind)
    wanted = set(recognition.villages)
    return [line for state in states if str(state.unit.id) in wanted for line in state.lines]


def draft(session: Session, actor: Actor, round_: Round, standard: str, kind: str = REVIEW) -> Recognition:
    """Gather every village that is ready into one decision. A draft that was not submitted takes in what became ready
    since; one that was stays as it was submitted.

    Raises ``NotPermitted``, ``Conflict`` naming what blocks when no village is ready.
    """
    unit = access.get_unit_of(session, round_)
    if not actor.holds(CONCLUDING_ROLES, unit.path):
        raise NotPermitted()
    events.in_line(session, round_.tenant)  # two people at it come one after the other
    there = session.scalar(
        select(Recognition).where(
            Recognition.tenant == round_.tenant,
            Recognition.round_id == round_.id,
            Recognition.standard == standard,
            Recognition.kind == kind,
            Recognition.state == RecognitionState.DRAFT,
        )
    )
    if there is not None and there.submitted_on is not None:
        return there
    whole, states = blocks(session, round_, standard, kind)
    ready = [str(state.unit.id) for state in states if state.is_ready]
    if whole or not ready:
        raise not_ready(whole, states)
    if there is not None:
        if there.villages != ready:
            there.villages = ready
            _record(session, actor, there, "recognition.gathered", villages=len(ready))
        return there
    row = Recognition(
        tenant=round_.tenant, id=new_id(), unit_id=unit.id, round_id=round_.id, standard=standard, kind=kind,
        year=round_.year, state=RecognitionState.DRAFT, villages=ready, opinion={}, recorded_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    _record(session, actor, row, "recognition.drafted", villages=len(ready), standard=standard, of=kind)
    return row


def submit(session: Session, actor: Actor, row: Recognition, number: str, on: date) -> Recognition:
    """Submit the lists to the chair (tờ trình) with number and day. The same again changes nothing; another number or day
    before the signature submits anew.

    Raises ``NotPermitted``, ``Conflict`` for a decision that is signed or dropped or whose villages are not ready any
    more, ``Invalid`` without a number, for a day to come or a day off.
    """
    unit = session.get_one(Unit, (row.tenant, row.unit_id))
    if not actor.holds(CONCLUDING_ROLES, unit.path):
        raise NotPermitted()
    require_draft(row)
    words = " ".join(number.split())[:100]
    if not words or on > actor.today:
        raise Invalid(
            "submission_incomplete",
            "Tờ trình cần có số, và ngày không được sau hôm nay. Danh sách vẫn giữ. Sửa rồi bấm lại.",
            "The submission needs its number, and a day that is not to come. The lists are kept. Correct it and try again.",
        )
    working_days.require(session, unit, on)
    found = require_ready(session, row)
    said = recognition_lists.digest(found)
    if (row.submission_number, row.submitted_on, row.digest) == (words, on, said):
        return row
    row.submission_number, row.submitted_on, row.submitted_by, row.digest = words, on, actor.user_id, said
    row.opinion = {}
    _record(session, actor, row, "recognition.submitted", number=words, households=len(found))
    return row


def drop(session: Session, actor: Actor, row: Recognition, reason: str) -> Recognition:
    """Give a draft up; its villages can be gathered again. A second time changes nothing. Raises ``NotPermitted``,
    ``Conflict`` for one that is signed, ``Invalid`` without a reason."""
    if not actor.holds(CONCLUDING_ROLES, session.get_one(Unit, (row.tenant, row.unit_id)).path):
        raise NotPermitted()
    if row.state is RecognitionState.DROPPED:
        return row
    require_draft(row)
    words = " ".join(reason.split())
    if not words:
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do bỏ tờ trình. Tờ trình vẫn giữ. Ghi lý do rồi bấm lại.",
            "There is no reason yet. The submission is kept. Give a reason, then press again.",
        )
    row.state = RecognitionState.DROPPED
    _record(session, actor, row, "recognition.dropped", reason=words[:500])
    return row


def require_draft(row: Recognition) -> None:
    """Raises ``Conflict`` for a decision that is signed or given up, saying what is next."""
    if row.state is RecognitionState.SIGNED:
        raise Conflict(
            "recognition_signed",
            f"Quyết định số {row.number} đã ký ngày {row.decided_on:%d/%m/%Y}. Quyết định giữ nguyên, không ký hay sửa lần "
            "nữa. Sai hộ nào thì dùng “Đính chính” cho hộ đó; việc tiếp theo là cấp giấy chứng nhận.",
            f"Decision {row.number} was signed on {row.decided_on:%d/%m/%Y}. It stays as it is and is not signed or changed "
            "again. For a wrong household use “Correction”; what is next are the certificates.",
        )
    if row.state is RecognitionState.DROPPED:
        raise Conflict(
            "recognition_dropped",
            "Tờ trình này đã bỏ. Chưa có gì thay đổi. Mở trang “Công nhận” của đợt để lập tờ trình mới.",
            "This submission was given up. Nothing was changed. Open “Recognition” of the round to make a new one.",
        )


def require_ready(session: Session, row: Recognition) -> list[Line]:
    """The lines of a draft, when each of its villages is still ready. Raises ``Conflict`` naming what blocks."""
    round_ = session.get_one(Round, (row.tenant, row.round_id))
    whole, states = blocks(session, round_, row.standard, row.kind)
    mine = [state for state in states if str(state.unit.id) in row.villages]
    found = [line for state in mine for line in state.lines]
    if whole or any(not state.is_ready for state in mine) or not found:
        raise not_ready(whole, mine)
    return found


def not_ready(whole: list[Block], states: list[VillageState]) -> Conflict:
    """The words that say why nothing can be decided and what is next."""
    said = [recognition_blocks.words(whole)] if whole else []
    said += [
        (f"{state.unit.name}: {vi}", f"{state.unit.name}: {en}")
        for state in states
        if state.blocks
        for vi, en in [recognition_blocks.words(state.blocks)]
    ]
    said += [
        (f"{state.unit.name} đã có quyết định số {state.signed.number}", f"{state.unit.name} has decision {state.signed.number}")
        for state in states
        if state.signed
    ]  # fmt: skip
    vi = ". ".join(one for one, _ in said[:4]) or "Chưa có hộ nào trong danh sách"
    en = ". ".join(one for _, one in said[:4]) or "There is no household on the list"
    return Conflict(
        "villages_not_ready",
        f"Chưa công nhận được. {vi[0].upper()}{vi[1:]}. Chưa có gì thay đổi. Làm xong việc đó rồi quay lại trang “Công nhận”.",
        f"Nothing can be recognised yet. {en[0].upper()}{en[1:]}. Nothing was changed. Do that, then come back to “Recognition”.",
    )


def _record(session: Session, actor: Actor, row: Recognition, action: str, **details: Any) -> None:
    events.record(session, actor, action, "recognition", row.id, unit_id=row.unit_id, **details)
