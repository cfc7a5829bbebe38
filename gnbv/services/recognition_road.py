"""What blocks a village's decision although it came to be submitted: a class that changed after its meeting or its posting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from gnbv.models import Round, Unit, VillageStage
from gnbv.services import procedures, village_settled
from gnbv.services.village_results import HomeResult

SHOWN = 5


@dataclass(frozen=True)
class Block:
    """One thing that stands in the way, as a clause. ``endpoint`` with ``values`` is the page where it is mended, ``other``
    with ``other_values`` the one for who may not open that."""

    code: str
    vi: str
    en: str
    endpoint: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    other: str = ""
    other_values: dict[str, Any] = field(default_factory=dict)


class Off(NamedTuple):
    """Households whose class no meeting agreed to, and those whose class is not the one that was posted."""

    unagreed: set[UUID]
    unposted: set[UUID]


def off(session: Session, round_: Round, standard: str, homes: Sequence[HomeResult]) -> Off:
    """Read once for all villages: two statements. A kind of round without the stage asks nothing of it."""
    road = procedures.of_round(session, round_)
    unagreed: list[HomeResult] = []
    unposted: list[HomeResult] = []
    if road is not None and road.has(VillageStage.MEETING.value):
        unagreed = village_settled.unagreed(session, round_, homes, [standard])
    if road is not None and road.has(VillageStage.POSTING.value):
        unposted = village_settled.unposted(session, round_, homes, [standard])
    first = {one.household.id for one in unagreed}
    return Off(first, {one.household.id for one in unposted} - first)


def blocks(round_: Round, village: Unit, homes: Sequence[HomeResult], found: Off) -> list[Block]:
    """For a village at its submission; an earlier one reads on its own page what is missing."""
    here = {"round_id": round_.id, "unit_id": village.id}
    made = []
    if some := [one for one in homes if one.household.id in found.unagreed]:
        made.append(
            Block(
                "not_agreed",
                f"{len(some)} hộ có phân loại mà họp dân chưa thống nhất (hộ {named(some)}): lùi thôn về bước họp dân",
                f"no meeting agreed to the class of {len(some)} households ({named(some)}): take the village back to its meeting",
                "procedures.show", here,
            )
        )  # fmt: skip
    if some := [one for one in homes if one.household.id in found.unposted]:
        made.append(
            Block(
                "not_posted",
                f"{len(some)} hộ có phân loại khác bản đã niêm yết (hộ {named(some)}): lùi thôn về bước khiếu nại rồi niêm yết lại",
                f"the class of {len(some)} households is not the one that was posted ({named(some)}): take the village back to "
                "complaints and post again",
                "procedures.show", here,
            )
        )  # fmt: skip
    return made


def named(homes: Sequence[HomeResult]) -> str:
    numbers = ", ".join(f"{one.household.number:03d}" for one in homes[:SHOWN])
    return f"{numbers}, …" if len(homes) > SHOWN else numbers
