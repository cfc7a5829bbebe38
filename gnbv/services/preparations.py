"""The checklist before a round opens: what is done, by whom, and what is still missing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid
from gnbv.ids import new_id
from gnbv.models import (
    Grant,
    Preparation,
    PreparationKind,
    Round,
    RoundHousehold,
    RoundStatus,
    Unit,
    User,
)
from gnbv.permissions import SURVEY_ROLES, Actor
from gnbv.services import access, events

DOCUMENTS = (PreparationKind.BOARD, PreparationKind.PLAN)
MOST_MEMBERS = 40


def of_round(session: Session, round_: Round) -> dict[PreparationKind, Preparation]:
    rows = session.scalars(
        select(Preparation).where(Preparation.tenant == round_.tenant, Preparation.round_id == round_.id)
    )
    return {row.kind: row for row in rows}


def missing(session: Session, round_: Round) -> list[PreparationKind]:
    """The lines that are not done, in order. A list printed before it changed counts as not printed."""
    done = of_round(session, round_)
    found = [kind for kind in PreparationKind if kind not in done]
    printed = done.get(PreparationKind.LIST)
    if printed is not None and printed.details.get("list") != fingerprint(session, round_)[0]:
        found.append(PreparationKind.LIST)
    return found


def require(session: Session, round_: Round, reason: str) -> list[PreparationKind]:
    """What is missing, when ``reason`` says why the round opens without it. Raises ``Invalid`` naming the lines."""
    if fingerprint(session, round_)[1] == 0:
        raise Invalid(
            "round_list_empty",
            "Danh sách rà soát chưa có hộ nào nên chưa mở được đợt. Kế hoạch vẫn giữ. Lập danh sách trước.",
            "The list has no household yet, so the round was not opened. The plan is kept. Make the list first.",
        )
    lines = missing(session, round_)
    if lines and not reason.strip():
        vi = "; ".join(kind.label for kind in lines)
        raise Invalid(
            "round_not_ready",
            f"Chưa mở được đợt, còn thiếu: {vi}. Những mục đã ghi vẫn giữ. Ghi đủ, hoặc ghi lý do rồi mở.",
            f"The round was not opened; missing: {', '.join(kind.value for kind in lines)}. What was entered is kept. "
            "Complete it, or write a reason and open.",
            missing=[kind.value for kind in lines],
        )
    return lines


def record(
    session: Session,
    actor: Actor,
    round_: Round,
    kind: PreparationKind,
    *,
    number: str = "",
    on: date | None = None,
    note: str = "",
    members: Sequence[tuple[str, str, bool]] = (),
    attended: Sequence[UUID] = (),
) -> Preparation:
    """Write one line of the checklist, or change it. ``members`` of the board in order: name, post, whether they sign.
    ``attended``: collectors trained, who also read the guidance.

    Raises ``Invalid`` for a document without number or day, a board without a member, a training without anybody, an
    empty list; ``Conflict`` for a round that is closed.
    """
    if round_.status is RoundStatus.CLOSED:
        raise Conflict(
            "round_closed",
            "Đợt này đã khép nên không ghi thêm được. Những mục đã ghi vẫn giữ. Cần sửa thì mở lại đợt.",
            "This round is closed, so nothing was written. What was entered is kept. Open it again to change it.",
        )
    if kind in DOCUMENTS and (not number.strip() or on is None):
        raise _incomplete("Chưa ghi đủ số và ngày văn bản", "The document's number and day are needed")
    if on is not None and on > actor.today:
        raise _incomplete("Ngày văn bản chưa tới", "That day has not come yet")
    details = _details(session, actor, round_, kind, members, attended)
    row = of_round(session, round_).get(kind)
    if row is None:
        row = Preparation(tenant=round_.tenant, id=new_id(), round_id=round_.id, kind=kind)
        session.add(row)
    row.document_number, row.document_on = " ".join(number.split())[:100], on
    row.note, row.details = note.strip()[:2000], details
    row.done_by, row.done_at = actor.user_id, now()
    session.flush()
    events.record(session, actor, f"round.prepared_{kind.value}", "round", round_.id, unit_id=round_.unit_id)
    return row


def collectors(session: Session, round_: Round, on: date) -> list[User]:
    """Who may survey in the round's villages on the day, by name."""
    unit = access.get_unit_of(session, round_)
    below = Unit.within(round_.tenant, [unit.path]).with_only_columns(Unit.id)
    grants = session.scalars(
        select(Grant).where(
            Grant.tenant == round_.tenant, Grant.role.in_(SURVEY_ROLES), Grant.unit_id.in_(below)
        )
    )
    ids = {grant.user_id for grant in grants if grant.holds_on(on)}
    people = select(User).where(User.tenant == round_.tenant, User.id.in_(ids), User.is_active)
    return list(session.scalars(people.order_by(User.name, User.id)))


def fingerprint(session: Session, round_: Round) -> tuple[str, int]:
    """A hash of who is on the list and why, and how many they are."""
    rows = session.execute(
        select(RoundHousehold.household_id, RoundHousehold.reason).where(
            RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id
        )
    ).all()
    lines = sorted(f"{row.household_id}:{row.reason.value}" for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest(), len(lines)


def _details(
    session: Session,
    actor: Actor,
    round_: Round,
    kind: PreparationKind,
    members: Sequence[tuple[str, str, bool]],
    attended: Sequence[UUID],
) -> dict[str, Any]:
    if kind is PreparationKind.BOARD:
        named = [(" ".join(name.split()), " ".join(post.split()), signs) for name, post, signs in members]
        named = [member for member in named if member[0]]
        if not named or len(named) > MOST_MEMBERS or any(not post for _, post, _ in named):
            raise _incomplete(
                "Chưa ghi đủ thành viên Ban Chỉ đạo và chức vụ", "Members of the board need a name and a post"
            )
        return {"members": [{"name": n[:200], "post": p[:200], "signs": s} for n, p, s in named]}
    if kind is PreparationKind.TRAINING:
        known = {user.id for user in collectors(session, round_, actor.today)}
        if not attended or not known.issuperset(attended):
            raise _incomplete("Chưa chọn rà soát viên đã tập huấn", "Nobody trained is chosen")
        return {"attended": sorted({str(one) for one in attended})}
    if kind is PreparationKind.LIST:
        digest, count = fingerprint(session, round_)
        if count == 0:
            raise _incomplete("Danh sách chưa có hộ nào", "The list has no household")
        return {"list": digest, "count": count}
    return {}


def _incomplete(vi: str, en: str) -> Invalid:
    return Invalid(
        "preparation_incomplete",
        f"{vi}. Chưa ghi gì thêm, mục đã ghi vẫn giữ. Ghi đủ rồi bấm lại.",
        f"{en}. Nothing was written. Complete it and try again.",
    )
