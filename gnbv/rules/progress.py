"""How far a household of a round is: in exactly one stage, so that the stages add up to the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """In the order of need: what somebody must do stands first."""

    RETURNED = "returned"
    DRAFT = "draft"
    TODO = "todo"
    HELD = "held"
    RECEIVED = "received"
    CONCLUDED = "concluded"
    APPROVED = "approved"


# Nothing of the home has reached the commune yet.
LEFT = frozenset({Stage.TODO, Stage.DRAFT})
# Somebody has to go there (again).
AWAITED = LEFT | {Stage.RETURNED}
_OF_STATUS = {
    "approved": Stage.APPROVED,
    "recognised": Stage.APPROVED,
    "returned": Stage.RETURNED,
    "received": Stage.RECEIVED,
    "held": Stage.HELD,
}
# Of several surveys of one home the one that is decided counts, then the one that waits to be.
_WEIGHT = {status: weight for weight, status in enumerate(_OF_STATUS)}


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of one household: its assignee, visits, the newest sign of life and the survey that counts."""

    status: str | None
    has_draft: bool
    is_concluded: bool
    is_assigned: bool
    visits: int
    photos_missing: bool
    last_sign: date | None

    @property
    def stage(self) -> Stage:
        """A survey says it; without one a conclusion of the board, then a draft on a phone. A status that is none of
        ours (withdrawn) counts as no survey."""
        found = _OF_STATUS.get(self.status or "")
        if found is not None:
            return found
        if self.is_concluded:
            return Stage.CONCLUDED
        return Stage.DRAFT if self.has_draft else Stage.TODO


def counting(statuses: list[str]) -> str | None:
    """The status of the survey that counts among those of one household."""
    known = [status for status in statuses if status in _WEIGHT]
    return min(known, key=_WEIGHT.__getitem__) if known else None


def is_unseen(signs: Signs, today: date, since: date, days: int) -> bool:
    """Whether somebody must go there and nobody was, by visit, draft or survey, for ``days``; without any sign the days
    count from ``since``."""
    return signs.stage in AWAITED and (today - (signs.last_sign or since)).days >= days


# What a figure of the board counts; ``unseen`` is asked apart because it needs the day.
COUNTS = (
    "listed", "assigned", "unassigned", "visited", "todo", "draft", "received", "held", "returned", "approved",
    "concluded", "photos", "unseen", "left",
)  # fmt: skip


def counts_of(signs: Signs, unseen: bool) -> frozenset[str]:
    """The figures in which a household is counted."""
    stage = signs.stage
    found = {"listed", stage.value, "assigned" if signs.is_assigned else "unassigned"}
    if signs.visits or stage not in (Stage.TODO, Stage.CONCLUDED):
        found.add("visited")
    if signs.photos_missing:
        found.add("photos")
    if unseen:
        found.add("unseen")
    if stage in LEFT:
        found.add("left")
    return frozenset(found)
