"""What a meeting was, as a page, a phone or a paper says it, and what of it cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from gnbv.clock import civil_day
from gnbv.errors import Invalid
from gnbv.models import Capacity, MeetingItem, Origin
from gnbv.rules import meeting as rules

MOST_PEOPLE = 5000
SIGNERS = ("chair", "secretary")


@dataclass(frozen=True)
class Attendance:
    """How many attended in one capacity; each person is counted once. ``names``: as the minutes name them."""

    capacity: Capacity
    count: int
    names: str = ""


@dataclass(frozen=True)
class Vote:
    """The hands counted over one household; both counts are missing where it was not reached."""

    household_id: UUID
    agree: int | None = None
    disagree: int | None = None
    is_block: bool = False
    remark: str = ""


@dataclass(frozen=True)
class Held:
    """``people``: ``chair`` and ``secretary`` as {name, post}, ``representatives`` of households as [{name, post}]. Times
    are instants with a zone."""

    held_on: date
    started_at: datetime
    ended_at: datetime
    place: str
    attendance: tuple[Attendance, ...]
    people: Mapping[str, Any]
    votes: tuple[Vote, ...]
    remarks: str = ""
    origin: Origin = Origin.OFFICE
    _order: tuple[Capacity, ...] = field(default=tuple(Capacity), repr=False)

    def present(self, voting: Iterable[Capacity]) -> int:
        """How many hands could be raised."""
        return sum(row.count for row in self.attendance if row.capacity in set(voting))

    def written(self, voting: frozenset[Capacity]) -> dict[str, Any]:
        """The columns of the meeting that this fills, the same for the same meeting."""
        by_capacity = {row.capacity: row for row in self.attendance if row.count}
        return {
            "held_on": self.held_on,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
            "place": " ".join(self.place.split())[:300],
            "attendance": [
                {
                    "capacity": one.value,
                    "count": by_capacity[one].count,
                    "names": " ".join(by_capacity[one].names.split())[:1000],
                    "votes": one in voting,
                }
                for one in self._order
                if one in by_capacity
            ],
            "people": {
                **{role: _person(self.people.get(role) or {}) for role in SIGNERS},
                "representatives": [
                    person
                    for given in self.people.get("representatives") or ()
                    if (person := _person(given))["name"]
                ],
            },
            "remarks": self.remarks.strip()[:4000],
            "origin": self.origin,
        }


def require_held(
    held: Held,
    items: Mapping[UUID, MeetingItem],
    opens_on: date,
    today: date,
    voting: frozenset[Capacity],
) -> int:
    """How many hands were there. Raises ``Invalid`` for a day before the round or to come, an end before the beginning,
    no place, chair or secretary, capacities twice, counts over those present, a household that was not put before this
    meeting, a block of changed households or with different counts."""
    if not opens_on <= held.held_on <= today:
        raise _impossible("day", "Ngày họp phải từ ngày mở đợt đến hôm nay", "The day lies outside the round")
    if held.ended_at <= held.started_at or civil_day(held.started_at) != held.held_on:
        raise _impossible(
            "hours", "Giờ kết thúc phải sau giờ bắt đầu của ngày họp", "The meeting ends before it begins"
        )
    if not held.place.strip():
        raise _impossible("place", "Chưa ghi nơi họp", "The place is missing")
    written = held.written(voting)
    for role, vi in (("chair", "chủ trì"), ("secretary", "thư ký")):
        if not written["people"][role]["name"]:
            raise _impossible(role, f"Chưa ghi tên {vi}", f"The {role}'s name is missing")
    capacities = Counter(row.capacity for row in held.attendance)
    if any(times > 1 for times in capacities.values()) or any(
        not 0 <= row.count <= MOST_PEOPLE for row in held.attendance
    ):
        raise _impossible("attendance", "Số người dự chưa đúng", "The attendance cannot be so")
    present = held.present(voting)
    if not present or not items:
        raise _impossible(
            "attendance",
            "Chưa có người dự hay chưa có hộ nào trong danh sách họp",
            "Nobody attended, or no household stands on the list of the meeting",
        )
    _require_counts(held.votes, items, present)
    return present


def _require_counts(votes: tuple[Vote, ...], items: Mapping[UUID, MeetingItem], present: int) -> None:
    homes = [vote.household_id for vote in votes]
    if len(set(homes)) != len(homes) or not items.keys() >= set(homes):
        raise _impossible(
            "homes",
            "Có hộ không thuộc danh sách của cuộc họp này, hay ghi hai lần",
            "A household does not belong to this meeting, or stands twice",
        )
    for vote in votes:
        number = f"{items[vote.household_id].household.number:03d}"
        agree, disagree = vote.agree, vote.disagree
        if (agree is None) != (disagree is None):
            raise _impossible(
                "counts",
                f"Hộ {number}: ghi cả số tay đồng ý và số tay không đồng ý (không có thì ghi 0)",
                f"Household {number}: both counts are needed (write 0 for none)",
            )
        if agree is None or disagree is None:
            continue
        if not rules.is_possible(agree, disagree, present):
            raise _impossible(
                "counts",
                f"Hộ {number}: đồng ý {agree} và không đồng ý {disagree} nhiều hơn {present} người dự",
                f"Household {number}: {agree} for and {disagree} against are more than the {present} present",
            )
        if vote.is_block and not rules.may_block(items[vote.household_id].group.value):
            raise _impossible(
                "block",
                f"Hộ {number} có thay đổi nên phải biểu quyết riêng",
                f"Household {number} changes, so it is voted on alone",
            )
    if not rules.block_fits([(vote.agree, vote.disagree) for vote in votes if vote.is_block]):
        raise _impossible(
            "block",
            "Các hộ biểu quyết chung phải cùng một số tay",
            "Households of one block vote have the same counts",
        )


def _person(given: Mapping[str, Any]) -> dict[str, str]:
    return {key: " ".join(str(given.get(key) or "").split())[:200] for key in ("name", "post")}


def _impossible(what: str, vi: str, en: str) -> Invalid:
    return Invalid(
        "meeting_impossible",
        f"{vi}. Cuộc họp chưa ghi, những gì đã điền vẫn còn. Sửa rồi bấm lại.",
        f"{en}. The meeting was not written; what was filled in is still there. Correct it and try again.",
        what=what,
    )
