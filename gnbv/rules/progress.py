"""How far a household of a round is: in exactly one stage, so that the stages add up to the list."""

from __future__ import annotations

from dataclasses import dataclass
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
# Of several surveys of one home the one that is decided counts, then the one that waits to be: in this order. Another
# status (withdrawn) counts as no survey.
COUNTING = tuple(_OF_STATUS)


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of one household: the status of the survey that counts, and whether there was a sign of life (visit,
    draft, survey) of late: ``is_quiet`` when there was none."""

    status: str | None
    has_draft: bool
    is_concluded: bool
    is_assigned: bool
    is_visited: bool
    photos_missing: bool
    is_quiet: bool

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

    @property
    def is_unseen(self) -> bool:
        """Whether somebody must go there and nobody was of late."""
        return self.is_quiet and self.stage in AWAITED


# What a figure of the board counts; ``unseen`` is asked apart because it needs the day.
COUNTS = (
    "listed", "assigned", "unassigned", "visited", "todo", "draft", "received", "held", "returned", "approved",
    "concluded", "photos", "unseen", "left",
)  # fmt: skip


def counts_of(signs: Signs) -> frozenset[str]:
    """The figures in which a household is counted."""
    stage = signs.stage
    found = {"listed", stage.value, "assigned" if signs.is_assigned else "unassigned"}
    if signs.is_visited or stage not in (Stage.TODO, Stage.CONCLUDED):
        found.add("visited")
    if signs.photos_missing:
        found.add("photos")
    if signs.is_unseen:
        found.add("unseen")
    if stage in LEFT:
        found.add("left")
    return frozenset(found)
