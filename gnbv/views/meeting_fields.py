"""What the form of a meeting sends, read as what a meeting was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID

from flask import request

from gnbv.clock import VIETNAM
from gnbv.errors import Invalid
from gnbv.models import Capacity, MeetingItem, Origin
from gnbv.services.meetings import Attendance, Held, Vote
from gnbv.views import fields

SIGNERS = ("chair", "secretary")


def held(items: Iterable[MeetingItem]) -> Held:
    """The meeting as it was typed. An unchanged household without counts of its own takes those of the block vote.
    Raises ``Invalid`` for what is no day, time or number."""
    held_on = fields.needed_day("held_on")
    block = (_count("block_agree"), _count("block_disagree"))
    names, posts = request.form.getlist("signer"), request.form.getlist("signer_post")
    return Held(
        held_on=held_on,
        started_at=_instant(held_on, "started"),
        ended_at=_instant(held_on, "ended"),
        place=fields.text("place"),
        attendance=tuple(
            Attendance(one, _count(f"count_{one.value}") or 0, fields.text(f"names_{one.value}"))
            for one in Capacity
        ),
        people={
            **{
                role: {"name": fields.text(f"{role}_name"), "post": fields.text(f"{role}_post")}
                for role in SIGNERS
            },
            "representatives": [
                {"name": name.strip(), "post": post.strip()}
                for name, post in zip(names, posts, strict=False)
                if name.strip()
            ],
        },
        votes=tuple(_vote(item, block) for item in items),
        remarks=fields.text("remarks"),
        origin=Origin.OFFICE,
    )


def unapproved() -> dict[UUID, str]:
    """Reasons for which sheets that nobody approved go to the meeting, by household."""
    found = {}
    for name in request.form:
        if name.startswith("unapproved_") and fields.text(name):
            try:
                found[UUID(name.removeprefix("unapproved_"))] = fields.text(name)
            except ValueError as error:
                raise _unreadable() from error
    return found


def _vote(item: MeetingItem, block: tuple[int | None, int | None]) -> Vote:
    own = (_count(f"agree_{item.household_id}"), _count(f"disagree_{item.household_id}"))
    remark = fields.text(f"remark_{item.household_id}")
    if item.group.value == "unchanged" and own == (None, None) and block != (None, None):
        return Vote(item.household_id, *block, is_block=True, remark=remark)
    return Vote(item.household_id, *own, remark=remark)


def _count(name: str) -> int | None:
    given = fields.text(name)
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > 6:
        raise _unreadable()
    return int(given)


def _instant(day: date, name: str) -> datetime:
    try:
        return datetime.combine(day, time.fromisoformat(fields.text(name)).replace(tzinfo=VIETNAM))
    except ValueError as error:
        raise _unreadable() from error


def _unreadable() -> Invalid:
    return Invalid(
        "form_incomplete",
        "Có ô chưa điền hoặc điền chưa đúng số, giờ. Cuộc họp chưa ghi, chữ vừa gõ vẫn còn. Quay lại, sửa rồi bấm lại.",
        "A field is empty or holds no number or time. The meeting was not written; what was typed is still there. Go back, "
        "correct it and try again.",
    )
