"""What every decision of a conflict asks first and writes last: is it still open, may this person decide it, was the
page up to date, is there a reason; and how it ended, for the phone to read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotFound, NotPermitted
from gnbv.models import Origin, Outcome, Revision, Survey, SyncItem
from gnbv.permissions import Actor
from gnbv.services import causes, conflicts, deciding, events, inbox
from gnbv.services.sync_items import Item

LONGEST_REASON = 500


def open_row(session: Session, actor: Actor, item_id: UUID) -> SyncItem:
    """The conflict, locked and not yet settled. Raises as ``conflicts.get``, ``Conflict`` when somebody was faster."""
    conflicts.get(session, actor, item_id)
    row = session.scalars(
        select(SyncItem)
        .where(SyncItem.tenant == actor.tenant, SyncItem.id == item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if row.settled_at is not None:
        by = (row.cause or {}).get("by")
        raise Conflict(
            "settled",
            f"{by or 'Người khác'} vừa quyết định xong hai bản này. Chưa có gì thay đổi thêm. Tải lại trang để xem.",
            f"{by or 'Somebody else'} has just settled these two copies. Nothing more was changed. Reload the page.",
        )
    return row


def survey_of(session: Session, row: SyncItem) -> Survey | None:
    """The survey that stands here under the same id, locked."""
    if row.kind != "survey":
        return None
    return session.scalar(
        select(Survey).where(Survey.tenant == row.tenant, Survey.id == row.subject).with_for_update()
    )


def require_right(session: Session, actor: Actor, row: SyncItem, survey: Survey | None) -> None:
    """Raises ``NotPermitted`` for the actor's own and their family's work."""
    if row.user_id == actor.user_id or (
        survey is not None and not deciding.may_decide(session, actor, survey)
    ):
        raise own_work()


def require_seen(survey: Survey | None, seen: UUID | None) -> None:
    """Raises ``Conflict`` when the page did not show the current revision."""
    if survey is not None and survey.revision_id != seen:
        raise Conflict(
            "newer_revision",
            "Vừa có bản mới hơn bản đang xem. Chưa quyết định gì, các bản vẫn giữ nguyên. Tải lại trang để xem bản mới.",
            "A newer copy arrived while this page was read. Nothing was decided, all copies are kept. Reload the page.",
        )


def revision_here(session: Session, survey: Survey | None) -> Revision | None:
    """The current revision of the survey that stands here."""
    return (
        session.get(Revision, (survey.tenant, survey.revision_id)) if survey and survey.revision_id else None
    )


def is_same_home(survey: Survey, owner: UUID, item: Item) -> bool:
    """Whether what ``owner`` sent is about the same household and round, and the survey is theirs. What came on paper is
    that of the one who asked, whoever typed it."""
    homes = (UUID(item.payload["household"]), UUID(item.payload["round"]))
    asked = item.payload.get("paper", {}).get("collector") if item.origin is Origin.PAPER else None
    return (
        survey.collector_id == (UUID(asked) if asked else owner)
        and (survey.household_id, survey.round_id) == homes
    )


def came(row: SyncItem) -> Item:
    """The whole item that came. Raises ``NotFound`` for a rival, which is a survey of its own."""
    item = conflicts.kept_item(row)
    if item is None:
        raise NotFound()
    return item


def words_of(text: str) -> str:
    """The reason, as it goes into a sentence. Raises ``Invalid`` without one."""
    words = text.strip()
    if not words:
        raise Invalid(
            "reason_missing",
            "Chưa ghi lý do nên chưa quyết định. Hai bản vẫn giữ nguyên. Ghi lý do để người gửi hiểu rồi bấm lại.",
            "There is no reason yet, so nothing was decided. Both copies are kept. Give a reason for the sender.",
        )
    return words[:LONGEST_REASON].rstrip(". ")


def settle(session: Session, actor: Actor, row: SyncItem, outcome: Outcome, cause: dict[str, Any]) -> None:
    """Write how it ended: the outcome and the sentence for the phone, who decided, the event."""
    met = (row.cause or {}).get("code")
    named = {key: (row.cause or {})[key] for key in ("item",) if key in (row.cause or {})}
    row.outcome, row.cause, row.settled_at = outcome, signed(actor, {**cause, **named}, met), now()
    if row.user_id != actor.user_id:
        inbox.tell(session, row.tenant, row.user_id, "settled", row.kind, row.subject)
    events.record(
        session, actor, "conflict.settled", row.kind, row.subject, item=str(row.id), cause=cause["code"]
    )
    events.changed(session, row.tenant, "receipt", row.id, user_id=row.user_id)


def became_rival(session: Session, row: SyncItem, item: Item) -> None:
    """What was taken is a second survey of its household now: it waits as one, stored as a survey of its own."""
    named = {key: (row.cause or {})[key] for key in ("item",) if key in (row.cause or {})}
    row.subject, row.body_sealed = item.subject, None
    row.outcome, row.cause = Outcome.CONFLICT, {**causes.RIVAL, **named}
    events.changed(session, row.tenant, "receipt", row.id, user_id=row.user_id)


def signed(actor: Actor, cause: dict[str, Any], met: str | None) -> dict[str, Any]:
    """The cause with what it had been before and who decided."""
    return {**cause, "met": met, "by": actor.name}


def own_work() -> NotPermitted:
    """The refusal to whoever would decide for themselves."""
    return NotPermitted(
        "own_sheet",
        "Không ai tự quyết định phiếu của mình hay của người nhà. Hai bản vẫn giữ nguyên. Nhờ người duyệt khác của xã.",
        "Nobody decides their own or their family's work. Both copies are kept. Ask another supervisor.",
    )
