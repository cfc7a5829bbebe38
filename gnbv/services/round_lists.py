"""The list of a round: today's poor and near-poor, petitions put on it, a random sample, and what people add.

QĐ 24/2021/QĐ-TTg, step 1. Each household has its reason; who was left out is counted and can be looked for
(``round_list_pages``).
"""

from __future__ import annotations

import random
from collections import Counter
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict, Invalid, NotFound
from gnbv.models import (
    Household,
    HouseholdClass,
    ListReason,
    Petition,
    PetitionState,
    Round,
    RoundHousehold,
    RoundStatus,
    Unit,
    VillageReview,
    VillageStage,
)
from gnbv.permissions import Actor
from gnbv.services import access, events, household_classes
from gnbv.services.round_list_lines import Line, get, joined, petition_line, put

MOST_SHARE = 50
MOST_SEED = 2**31
_BY_CLASS = {
    HouseholdClass.POOR: ListReason.POOR,
    HouseholdClass.NEAR_POOR: ListReason.NEAR_POOR,
}


def build(session: Session, actor: Actor, round_: Round, *, share: int, seed: int) -> Counter[ListReason]:
    """Make the list of a planned round from today's register; returns how many by reason. The same register, petitions,
    share (percent of those not listed otherwise, 0–50) and seed give the same list. What people added stays, what they
    took off stays off. Raises ``Conflict`` once the round is open, ``Invalid`` for share or seed."""
    _require_planned(round_)
    if not 0 <= share <= MOST_SHARE or not 0 <= seed < MOST_SEED:
        raise Invalid(
            "bad_sample",
            "Mẫu kiểm tra phải từ 0 đến 50 %, số gốc là số không âm. Danh sách vẫn như cũ. Sửa rồi lập lại.",
            "The sample is 0 to 50 percent and the seed a number of zero or more. The list is unchanged. Correct it.",
        )
    homes = _homes(session, round_)
    rows = {row.household_id: row for row in _rows(session, round_)}
    off = round_.settings.get("taken_off", {})
    wanted = {home: line for home, line in _named(session, round_, homes).items() if str(home) not in off}
    by_hand = {home for home, row in rows.items() if row.reason is ListReason.HAND}
    rest = sorted(
        home for home in homes if home not in wanted and home not in by_hand and str(home) not in off
    )
    size = -(-len(rest) * share // 100)
    drawn = random.Random(seed).sample(rest, size)
    wanted |= {home: Line(ListReason.SAMPLE) for home in drawn}
    for home, row in rows.items():
        if home not in wanted and home not in by_hand:
            session.delete(row)
    for home, line in wanted.items():
        put(session, round_, home, homes[home], line, rows.get(home))
    round_.settings = {
        **round_.settings,
        "sample": {
            "share": share,
            "seed": seed,
            "drawn": size,
            "of": len(rest),
            "on": actor.today.isoformat(),
        },
    }
    session.flush()
    counts = Counter(row.reason for row in _rows(session, round_))
    events.record(
        session, actor, "round.listed", "round", round_.id, unit_id=round_.unit_id,
        counts={reason.value: count for reason, count in sorted(counts.items())}, seed=seed, share=share,
    )  # fmt: skip
    return counts


def add(
    session: Session,
    actor: Actor,
    round_: Round,
    household: Household,
    reason: str,
    *,
    petition: Petition | None = None,
) -> RoundHousehold:
    """Put one household on the list of a planned or open round, with the reason in words or a petition. One that is
    there already keeps its line; a petition is noted on it. Raises ``NotFound`` for a household elsewhere,
    ``Invalid`` without a reason, ``Conflict`` for a closed round and for a village over which the decision is signed: no
    meeting and no decision of this round would reach the household any more."""
    if not access.get_unit_of(session, household).path.startswith(access.get_unit_of(session, round_).path):
        raise NotFound()
    if round_.status is RoundStatus.CLOSED:
        raise _closed()
    if petition is None and not reason.strip():
        raise _no_reason()
    session.refresh(round_, ["settings"], with_for_update=True)  # what somebody else writes there stays
    there = get(session, round_, household.id)
    line = petition_line(petition) if petition else Line(ListReason.HAND, note=reason.strip())
    if there is not None and petition is None:
        return there
    if line.reason is not ListReason.AVERAGE and is_decided(session, round_, household.unit_id):
        raise _decided()
    if there is not None:
        line = Line(there.reason, petition, joined(there.note, line.note))
    off = dict(round_.settings.get("taken_off", {}))
    off.pop(str(household.id), None)
    round_.settings = {**round_.settings, "taken_off": off}
    row = put(session, round_, household.id, household.unit_id, line, there)
    events.record(
        session, actor, "round.household_added", "round", round_.id, unit_id=household.unit_id,
        household=str(household.id), reason=line.reason.value,
    )  # fmt: skip
    events.changed(session, round_.tenant, "household", household.id, unit_id=household.unit_id)
    session.flush()
    return row


def is_decided(session: Session, round_: Round, village_id: UUID) -> bool:
    """Whether the decision of this round over the village is signed."""
    stage = session.scalar(
        select(VillageReview.stage).where(
            VillageReview.tenant == round_.tenant,
            VillageReview.round_id == round_.id,
            VillageReview.unit_id == village_id,
        )
    )
    return stage in (VillageStage.RECOGNITION, VillageStage.CERTIFICATES)


def take_off(session: Session, actor: Actor, round_: Round, household_id: UUID, reason: str) -> None:
    """Take one household off the list before the round opens; building again leaves it off. Taking off what is off
    changes nothing. Raises ``Conflict`` once the round is open, ``Invalid`` without a reason."""
    _require_planned(round_)
    row = get(session, round_, household_id)
    if row is None:
        return
    if not reason.strip():
        raise _no_reason()
    said = {"reason": reason.strip()[:500], "by": actor.name, "on": actor.today.isoformat()}
    off = {**round_.settings.get("taken_off", {}), str(household_id): said}
    round_.settings = {**round_.settings, "taken_off": off}
    events.record(
        session, actor, "round.household_taken_off", "round", round_.id, unit_id=row.unit_id,
        household=str(household_id), reason=said["reason"],
    )  # fmt: skip
    session.delete(row)
    session.flush()


def _homes(session: Session, round_: Round) -> dict[UUID, UUID]:
    """The village of each open household of the round's unit."""
    below = Unit.within(round_.tenant, [access.get_unit_of(session, round_).path])
    query = select(Household.id, Household.unit_id).where(
        Household.tenant == round_.tenant,
        Household.unit_id.in_(below.with_only_columns(Unit.id)),
        Household.closed_on.is_(None),
        Household.code != "",  # one that a phone made waits to be confirmed
    )
    return {row.id: row.unit_id for row in session.execute(query)}


def _rows(session: Session, round_: Round) -> list[RoundHousehold]:
    query = select(RoundHousehold).where(
        RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id
    )
    return list(session.scalars(query))


def _named(session: Session, round_: Round, homes: dict[UUID, UUID]) -> dict[UUID, Line]:
    """The households that are on the list by their class or by a petition."""
    below = Unit.within(round_.tenant, [access.get_unit_of(session, round_).path])
    ids = select(Household.id).where(
        Household.tenant == round_.tenant, Household.unit_id.in_(below.with_only_columns(Unit.id))
    )
    classes = household_classes.today(session, round_.tenant, ids)
    found = {
        home: Line(_BY_CLASS[row[0]])
        for home, row in classes.items()
        if home in homes and row[0] in _BY_CLASS
    }
    asked = select(Petition).where(
        Petition.tenant == round_.tenant,
        Petition.round_id == round_.id,
        Petition.state == PetitionState.LISTED,
    )
    for petition in session.scalars(asked.order_by(Petition.received_on, Petition.number)):
        home = petition.household_id
        if home is None or home not in homes:
            continue
        line, known = petition_line(petition), found.get(home)
        found[home] = line if known is None else Line(known.reason, petition, joined(known.note, line.note))
    return found


def _require_planned(round_: Round) -> None:
    if round_.status is not RoundStatus.PLANNED:
        raise Conflict(
            "round_open",
            "Đợt này đã mở nên không lập lại danh sách, không đưa hộ ra được. Danh sách vẫn như cũ. Vẫn thêm được từng hộ.",
            "This round is open, so its list is not made again and nobody is taken off. It is unchanged. Single households can be added.",
        )


def _closed() -> Conflict:
    return Conflict(
        "round_closed",
        "Đợt này đã khép nên không thêm hộ được. Danh sách vẫn như cũ. Cần thêm thì mở lại đợt.",
        "This round is closed, so no household is added. The list is unchanged. Open it again first.",
    )


def _decided() -> Conflict:
    return Conflict(
        "village_decided",
        "Thôn này đã có quyết định công nhận trong đợt nên không thêm hộ được nữa. Danh sách và giấy đề nghị vẫn giữ. "
        "Đưa hộ vào đợt rà soát thường xuyên tháng sau.",
        "The decision over this village is signed in this round, so no household is added. The list and the petition are kept. "
        "Put the household into next month's regular review.",
    )


def _no_reason() -> Invalid:
    return Invalid(
        "no_reason",
        "Chưa ghi lý do. Danh sách vẫn như cũ. Ghi lý do rồi bấm lại.",
        "The reason is missing. The list is unchanged. Write the reason and try again.",
    )
