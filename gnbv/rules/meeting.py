"""How a village meeting goes and what its hands decide (QĐ 24/2021/QĐ-TTg, step 3): newly arisen and escaping households
first, two counts a household, a block vote only for unchanged ones, at least half of those present must agree.

Share and voting capacities are data (``packs/calendars``); nothing here knows a unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

ORDER = ("new", "escaping", "changed", "unchanged")
AGREED, REJECTED, NOT_REACHED = "agreed", "rejected", "not_reached"
# After so many meetings that did not agree the steering board concludes in writing.
MOST_MEETINGS = 2
USUAL_PERCENT = 50


def foremost(groups: Iterable[str]) -> str:
    """The group in which a household is taken up when its standards put it into several: the earliest."""
    found = set(groups)
    return next((group for group in ORDER if group in found), ORDER[-1])


def place(group: str, number: int) -> tuple[int, int]:
    """What the list is ordered by: the group, then the number of the house."""
    return ORDER.index(group), number


def may_block(group: str) -> bool:
    """Whether one show of hands may stand for several households: only where nothing changes."""
    return group == ORDER[-1]


def needed(present: int, percent: int = USUAL_PERCENT) -> int:
    """The least number of hands that agrees with ``percent`` of ``present``."""
    return -(-present * percent // 100)


def verdict(agree: int | None, disagree: int | None, present: int, percent: int = USUAL_PERCENT) -> str:
    """What the hands say of one household. Nothing was decided where nobody counted or nobody was there."""
    if agree is None or disagree is None or present <= 0:
        return NOT_REACHED
    return AGREED if agree >= needed(present, percent) else REJECTED


def is_possible(agree: int, disagree: int, present: int) -> bool:
    """No hand was counted twice: both counts together are never more than those present who vote."""
    return agree >= 0 and disagree >= 0 and agree + disagree <= present


def block_fits(counts: Sequence[tuple[int | None, int | None]]) -> bool:
    """A block is one show of hands: every household in it has the same two counts."""
    return len(set(counts)) <= 1


@dataclass(frozen=True)
class Outcome:
    """What a closed meeting leaves. ``again``: step 2 is redone for them and a second meeting is held over them;
    ``board``: refused twice, the steering board concludes in writing; ``unheard``: the next meeting takes them up."""

    again: list[UUID] = field(default_factory=list)
    board: list[UUID] = field(default_factory=list)
    unheard: list[UUID] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not (self.again or self.board or self.unheard)


def outcome(verdicts: Mapping[UUID, str], refused_before: Mapping[UUID, int]) -> Outcome:
    """``refused_before``: how many earlier meetings did not agree to the household."""
    found = Outcome()
    for home, said in verdicts.items():
        if said == NOT_REACHED:
            found.unheard.append(home)
        elif said == REJECTED:
            is_last = refused_before.get(home, 0) + 1 >= MOST_MEETINGS
            (found.board if is_last else found.again).append(home)
    return found
