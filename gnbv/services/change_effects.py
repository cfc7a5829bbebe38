"""What each kind of change means for the register. One function a kind; the right and the choices were checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid
from gnbv.models import (
    ChangeKind,
    ChangeState,
    Household,
    HouseholdChange,
    HouseholdClass,
    Membership,
    Unit,
)
from gnbv.services import household_classes, household_numbers, pack_files
from gnbv.services.change_deeds import Deed, elsewhere, members_of


@dataclass(frozen=True)
class Choices:
    """What the person who confirms says beyond the proposal. ``on``: the day it happened. ``village`` and
    ``collector``: where it moved to, who goes there. ``other``: the home it joined, ``relations`` of its people to the
    head there. ``head``: the new head. ``people``: who left with a part that went elsewhere. ``died``: the last member
    did."""

    on: date
    village: Unit | None = None
    collector: UUID | None = None
    other: Household | None = None
    head: UUID | None = None
    people: tuple[UUID, ...] = ()
    relations: dict[str, str] = field(default_factory=dict)
    died: bool = False


def apply(session: Session, change: HouseholdChange, choices: Choices) -> Deed:
    """Do what the confirmed change means; the deed says what that was. Raises ``Conflict`` when the register is not any
    more as the proposal found it, ``Invalid`` for what is missing or a day before somebody joined."""
    others = {change.other_id, choices.other.id if choices.other else None} - {None}
    for id_ in sorted(
        {change.household_id, *others}, key=str
    ):  # another word on the same homes waits for this one
        # As it is now, not as this request read it before it had to wait.
        session.get_one(Household, (change.tenant, id_), with_for_update=True, populate_existing=True)
    home = session.get_one(Household, (change.tenant, change.household_id))
    if home.closed_on is not None:
        raise Conflict(
            "household_closed",
            "Hộ này đã khép trong sổ. Chưa có gì thay đổi. Xem lịch sử của hộ; không cần nữa thì không xác nhận, kèm lý do.",
            "This household is closed in the register. Nothing was changed. Refuse the proposal with a reason if it is not needed.",
        )
    if home.is_pending and change.kind is not ChangeKind.UNREGISTERED:
        raise Conflict(
            "household_pending",
            "Hộ này mới được báo, chưa xác nhận. Chưa có gì thay đổi. Xác nhận hộ mới trước.",
            "This household was made on a phone and is not confirmed. Nothing was changed. Confirm the household first.",
        )
    deed = Deed(session, change.tenant, choices.on)
    _KINDS[change.kind](deed, change, home, choices)
    deed.finish()
    return deed


def class_of(session: Session, home: Household) -> HouseholdClass | None:
    """The class in which a home stands: its newest official one; a part that split off has its origin's until it gets
    one of its own."""
    known = household_classes.today(session, home.tenant, [home.id]).get(home.id)
    if known is not None:
        return known[0]
    return session.scalars(
        select(HouseholdChange.class_then)
        .where(
            HouseholdChange.tenant == home.tenant,
            HouseholdChange.other_id == home.id,
            HouseholdChange.kind == ChangeKind.SPLIT,
            HouseholdChange.state == ChangeState.CONFIRMED,
        )
        .order_by(HouseholdChange.decided_at.desc())
    ).first()


def _moved(deed: Deed, change: HouseholdChange, home: Household, choices: Choices) -> None:
    assert choices.village is not None  # checked by the service
    before, household_class = home.unit_id, class_of(deed.session, home)
    people = len(members_of(deed.session, deed.tenant, home=home.id))
    number = household_numbers.free(deed.session, choices.village)
    code = household_numbers.code(deed.session, choices.village, number)
    deed.number(home, choices.village.id, number, code)
    deed.count("out", before, household_class, 1, people)
    deed.count("in", choices.village.id, household_class, 1, people)


def _gone(deed: Deed, change: HouseholdChange, home: Household, choices: Choices) -> None:
    """Left the commune, or nobody is left."""
    household_class = class_of(deed.session, home)
    members = members_of(deed.session, deed.tenant, home=home.id)
    died = choices.died and change.kind is ChangeKind.NOBODY
    for row in members:
        deed.leave(row, "died" if died else change.kind.value)
        if died:
            deed.died(row.person)
    deed.close(home, change.kind.value)
    deed.count("out", home.unit_id, household_class, 1, len(members))


def _merged(deed: Deed, change: HouseholdChange, home: Household, choices: Choices) -> None:
    other = choices.other
    assert other is not None  # checked by the service
    household_class, there = class_of(deed.session, home), class_of(deed.session, other)
    members = members_of(deed.session, deed.tenant, home=home.id)
    last = max((row.position for row in members_of(deed.session, deed.tenant, home=other.id)), default=-1)
    deed.touch(other)
    for row in members:
        deed.leave(row, "merged")
    for place, row in enumerate(members, last + 1):
        deed.join(other, row.person_id, _relation(choices, row), place)
    deed.close(home, "merged")
    deed.link(home, other, "merged", change.evidence)
    deed.count("out", home.unit_id, household_class, 1, len(members))
    deed.count("in", other.unit_id, there, 0, len(members))


def _relation(choices: Choices, row: Membership) -> str:
    wanted = choices.relations.get(str(row.person_id), "other")
    known = {one["value"] for one in pack_files.catalogue("relations")} - {"head"}
    return wanted if wanted in known else "other"


def _split(deed: Deed, change: HouseholdChange, home: Household, choices: Choices) -> None:
    """Members move to the new home, or leave with a part that went elsewhere; who stays has a head."""
    new = deed.session.get_one(Household, (change.tenant, change.other_id)) if change.other_id else None
    leaving = {UUID(id_) for id_ in change.people} if new else set(choices.people)
    rows = {row.person_id: row for row in members_of(deed.session, deed.tenant, home=home.id)}
    if not leaving or not leaving <= rows.keys():
        raise elsewhere()
    staying = [row for id_, row in rows.items() if id_ not in leaving]
    if not staying:
        raise Invalid(
            "nobody_stays",
            "Sau khi tách, hộ cũ không còn ai. Chưa có gì thay đổi. Không xác nhận kèm lý do, để báo lại là hộ chuyển đi.",
            "Nobody would stay in the former household. Nothing was changed. Refuse with a reason, so that it is told as a move.",
        )
    household_class = class_of(deed.session, home)
    deed.touch(home)
    for id_ in leaving:
        deed.leave(rows[id_], "split")
    if new is not None:
        _settle_in(deed, change, new)
        deed.link(home, new, "split", change.evidence)
        deed.count("in", new.unit_id, household_class, 1, len(change.details["members"]))
    if home.head_id in leaving or home.head_id is None:
        heads = [row.person_id for row in staying]
        deed.lead(home, choices.head if choices.head in heads else heads[0], {})
    deed.count("out", home.unit_id, household_class, 0, len(leaving))


def _registered(deed: Deed, change: HouseholdChange, home: Household, choices: Choices) -> None:
    """A home the register never knew. It had no class, so no table counts it before one is recognised."""
    _settle_in(deed, change, home)


def _settle_in(deed: Deed, change: HouseholdChange, home: Household) -> None:
    """The home of a phone becomes one of the register, with number, code and members."""
    deed.touch(home)
    village = deed.session.get_one(Unit, (home.tenant, home.unit_id))
    number = home.number
    if not household_numbers.is_free(deed.session, village, number, home):
        number = household_numbers.free(deed.session, village)
    deed.number(home, village.id, number, household_numbers.code(deed.session, village, number))
    for place, one in enumerate(change.details["members"]):
        deed.join(home, UUID(one["person_id"]), one["relation"], place)


def _headed(deed: Deed, change: HouseholdChange, home: Household, choices: Choices) -> None:
    former = home.head_id
    rows = {row.person_id: row for row in members_of(deed.session, deed.tenant, home=home.id)}
    if choices.head is None or choices.head not in rows or choices.head == former:
        raise Invalid(
            "head_missing",
            "Chưa chọn chủ hộ mới trong những người đang ở hộ. Chưa có gì thay đổi. Chọn một người rồi xác nhận lại.",
            "No new head was chosen among the members. Nothing was changed. Choose one, then confirm again.",
        )
    household_class = class_of(deed.session, home)
    deed.touch(home)
    why = {"died": "died", "moved": "moved_out"}.get(change.details.get("why") or "")
    if former in rows and why:
        deed.leave(rows[former], why)
        if why == "died":
            deed.died(rows[former].person)
        deed.count("out", home.unit_id, household_class, 0, 1)
    deed.lead(home, choices.head, change.details.get("relations") or {})


def _away(deed: Deed, change: HouseholdChange, home: Household, choices: Choices) -> None:
    """The home stays in the register with its class: it is looked at in the next round."""


_KINDS: dict[ChangeKind, Callable[[Deed, HouseholdChange, Household, Choices], None]] = {
    ChangeKind.MOVED_VILLAGE: _moved,
    ChangeKind.MOVED_COMMUNE: _gone,
    ChangeKind.NOBODY: _gone,
    ChangeKind.MERGED: _merged,
    ChangeKind.SPLIT: _split,
    ChangeKind.UNREGISTERED: _registered,
    ChangeKind.HEAD_CHANGED: _headed,
    ChangeKind.AWAY_LONG: _away,
}
