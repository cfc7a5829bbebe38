"""How an occurrence stands: done or open by what people said of it, late or near by its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

WEEK = 7
GROUPS = ("late", "week", "later", "undated", "done", "ended")


@dataclass(frozen=True)
class Word:
    """One person's word: done, or the tick taken back. A phone's clock may run ahead, so a word counts as said at
    the moment it was received when it claims to be of later."""

    made_at: datetime
    recorded_at: datetime
    is_undo: bool

    @property
    def said_at(self) -> tuple[datetime, datetime]:
        return min(self.made_at, self.recorded_at), self.recorded_at


def is_done(words: Iterable[Word]) -> bool:
    """Whether the newest of ``words`` says done. A word that was said earlier but arrives later does not count
    against a newer one."""
    newest = max(words, key=lambda word: word.said_at, default=None)
    return newest is not None and not newest.is_undo


def group_of(due_on: date | None, *, done: bool, plan_has_ended: bool, today: date) -> str:
    """One of ``GROUPS``. Tasks of a plan whose period is over are not late; a task without a day never is."""
    if done:
        return "done"
    if plan_has_ended:
        return "ended"
    if due_on is None:
        return "undated"
    days = (due_on - today).days
    return "late" if days < 0 else "week" if days <= WEEK else "later"
