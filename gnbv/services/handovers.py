"""Taking in "giao phiếu": finished work of a phone without a network, brought to the office as one file.

Each item goes the way of sync under its owner's name, so that it counts once whichever way it comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from gnbv.clock import now, today
from gnbv.errors import GnbvError, Invalid, NotFound
from gnbv.ids import new_id
from gnbv.models import DepositToken, Device, Grant, Origin, Outcome, User
from gnbv.permissions import HANDOVER_ROLES, Actor, actor_for
from gnbv.services import causes, devices, events, handover_photos, sync, sync_items, sync_schema
from gnbv.services.handover_file import Head, Part

SUBJECT = "handover"
TAKEN = "handover.taken"


@dataclass(frozen=True)
class Sender:
    """Whose file it is. ``is_late``: the token was withdrawn or the account closed, so everything waits for a person.
    ``unit_id`` is a unit of theirs over which the person at the office holds a role."""

    actor: Actor
    unit_id: UUID
    is_late: bool


@dataclass(frozen=True)
class Row:
    """What became of one line: ``outcome`` is the word of sync, or ``stored`` and ``known`` for a photo. Nothing here
    is an answer; ``household`` is kept for a name that is looked up when the page is shown."""

    kind: str
    outcome: str
    id: str | None = None
    subject: str | None = None
    household: str | None = None
    made_at: str | None = None
    cause: dict[str, Any] | None = None


def sender_of(session: Session, actor: Actor, head: Head) -> Sender:
    """The person whose phone made a file. Raises ``NotFound`` for a device that is not here and for one of people
    outside the actor's units, in the same words; ``Invalid`` when no token of the device made the file, or when it
    was given more than 180 days ago."""
    device_id = sync_schema.as_uuid(head.device)
    device = session.scalar(select(Device).where(Device.tenant == actor.tenant, Device.id == device_id))
    unit_id = _common_unit(session, actor, device.user_id) if device else None
    if device is None or unit_id is None:
        raise _foreign()
    token = next((one for one in _tokens(session, device) if head.is_made_with(one.token_hash)), None)
    if token is None:
        raise _unproven()
    if token.expires_at <= now():
        raise _expired()
    acting = actor_for(token.user, today(), device_id=device.id, by_deposit=True)
    return Sender(acting, unit_id, devices.is_late(token))


def take_in(
    session: Session, sender: Sender, parts: Iterable[Part], *, item_limit: int, file_limit: int
) -> list[Row]:
    """Take items and photos under their owner's name, each once whatever happens. The caller commits."""
    return [_take(session, sender, part, item_limit, file_limit) for part in parts]


def record(session: Session, actor: Actor, sender: Sender, head: Head, name: str, rows: list[Row]) -> UUID:
    """Write the import into the history. Returns the id under which its result is shown."""
    made = new_id()
    counts: dict[str, int] = {}
    for row in rows:
        place = "photo" if row.kind == "photo" else "item"
        counts[f"{place}.{row.outcome}"] = counts.get(f"{place}.{row.outcome}", 0) + 1
    events.record(
        session, actor, TAKEN, SUBJECT, made, unit_id=sender.unit_id,
        sender=str(sender.actor.user_id), device=head.device, made_at=_text(head.made_at), file=_text(name, 120),
        counts=counts, rows=[{key: value for key, value in asdict(row).items() if value} for row in rows],
    )  # fmt: skip
    return made


def _take(session: Session, sender: Sender, part: Part, item_limit: int, file_limit: int) -> Row:
    if "item" in part:
        return _take_item(session, sender, part["item"], item_limit)
    if "file" in part:
        outcome, cause = handover_photos.take(session, sender.actor, part["file"], limit=file_limit)
        return Row("photo", outcome, subject=_text(part["file"].get("survey")), cause=cause)
    return Row("unknown", Outcome.REJECTED.value, cause=sync_schema.malformed("line", "unknown").as_cause())


def _take_item(session: Session, sender: Sender, raw: dict[str, Any], limit: int) -> Row:
    known = {key: _text(raw.get(key)) for key in ("id", "subject", "made_at")}
    try:
        if "sealed" not in raw:
            raise _not_sealed()
        item = sync_items.read(raw, limit)
    except GnbvError as error:
        return Row("item", Outcome.REJECTED.value, **known, cause=error.as_cause())
    hold = causes.LATE if sender.is_late else None
    answer = sync.take(session, sender.actor, replace(item, origin=Origin.HANDOVER), hold=hold)
    household = item.payload.get("household") if item.kind == "survey" else None
    if item.kind in ("visit", "access", "progress"):
        household = str(item.subject)
    said = {key: answer.cause[key] for key in ("code", "vi", "en")} if answer.cause else None
    return Row(item.kind, answer.outcome.value, **known, household=household, cause=said)


def _text(value: Any, most: int = 60) -> str | None:
    """What a file says by itself, fit for any database: no control characters, nothing that is half a letter."""
    return (
        "".join(letter for letter in value if letter.isprintable())[:most] if isinstance(value, str) else None
    )


def _common_unit(session: Session, actor: Actor, user_id: UUID) -> UUID | None:
    """A unit where the sender holds or held a grant, inside what the actor looks after."""
    grants = session.scalars(
        select(Grant).where(Grant.tenant == actor.tenant, Grant.user_id == user_id).order_by(Grant.valid_from)
    ).all()
    inside = [grant.unit_id for grant in grants if actor.holds(HANDOVER_ROLES, grant.unit.path)]
    return inside[-1] if inside else None


def _tokens(session: Session, device: Device) -> list[DepositToken]:
    query = (
        select(DepositToken)
        .where(DepositToken.tenant == device.tenant, DepositToken.device_id == device.id)
        .options(joinedload(DepositToken.user).joinedload(User.grants))
        .order_by(DepositToken.created_at.desc())
    )
    return list(session.scalars(query).unique())


def _foreign() -> NotFound:
    return NotFound(
        "handover_foreign",
        "Tệp này không phải của điện thoại nào thuộc địa bàn này, nên chưa nhận gì. Phiếu vẫn giữ trên điện thoại. "
        "Nộp tệp ở xã đã giao việc cho người đó.",
        "This file is not from a phone of this area, so nothing was taken. Work is kept on the phone. "
        "Hand it in at the commune that gave the person the work.",
    )


def _unproven() -> Invalid:
    return Invalid(
        "handover_unproven",
        "Không kiểm chứng được điện thoại nào đã làm ra tệp này, nên chưa nhận gì. Phiếu vẫn giữ trên điện thoại. "
        "Chép lại tệp từ điện thoại; nếu vẫn vậy thì đăng nhập lại trên điện thoại rồi làm tệp mới.",
        "It cannot be proven which phone made this file, so nothing was taken. Work is kept on the phone. "
        "Copy the file again; if that does not help, sign in again on the phone and make a new file.",
    )


def _expired() -> Invalid:
    return Invalid(
        "handover_expired",
        "Quyền gửi của điện thoại này đã hết hạn, nên chưa nhận gì. Phiếu vẫn giữ trên điện thoại. "
        "Đăng nhập lại trên điện thoại khi có mạng rồi gửi, hoặc làm tệp mới.",
        "This phone's right to send has run out, so nothing was taken. Work is kept on the phone. "
        "Sign in again on the phone where there is a network, then send or make a new file.",
    )


def _not_sealed() -> Invalid:
    return Invalid(
        "not_sealed",
        "Mục này không được niêm phong nên chưa nhận qua tệp. Bản trên điện thoại vẫn giữ nguyên. "
        "Cập nhật dữ liệu trên điện thoại rồi gửi khi có mạng.",
        "This item is not sealed and was not taken from a file. The copy on the phone is kept. "
        "Update the data on the phone and send it over a network.",
    )
