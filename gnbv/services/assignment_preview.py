"""What giving these households to these people would do, before anybody presses the button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from gnbv.models import Progress, Purpose, Round, User
from gnbv.permissions import Actor
from gnbv.services import assignment_bars, assignment_board
from gnbv.services.assignment_board import Home


@dataclass
class Line:
    """What one person would get; ``taken``: who has it now; ``drafts``: what lies on another's phone."""

    user: User
    homes: list[Home] = field(default_factory=list)
    taken: list[tuple[Home, str]] = field(default_factory=list)
    drafts: list[tuple[Home, User, Progress]] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """``left``: households that none of these people may have, each with the codes of the reasons."""

    lines: list[Line]
    left: list[tuple[Home, set[str]]]

    @property
    def count(self) -> int:
        return sum(len(line.homes) for line in self.lines)


def preview(
    session: Session,
    actor: Actor,
    round_: Round,
    homes: Sequence[Home],
    users: Sequence[User],
    *,
    near: bool = False,
    purpose: Purpose = Purpose.MAIN,
) -> Preview:
    """Shares ``homes`` out among ``users`` and says what that would change. Writes nothing."""
    shares = assignment_board.balance(session, actor, round_, homes, users, near=near, purpose=purpose)
    by_key = {str(home.household.id): home for home in homes}
    names = assignment_board.names(session, homes)
    lines = []
    for user in users:
        line = Line(user, [by_key[key] for key in shares.given[str(user.id)]])
        for home in line.homes if purpose is Purpose.MAIN else ():
            if home.given and home.given.user_id != user.id:
                line.taken.append((home, names[home.given.user_id]))
            line.drafts += [(home, who, row) for who, row in home.drafts if who.id != user.id]
        lines.append(line)
    left = [by_key[key] for key in shares.left]
    bars = assignment_bars.of(session, round_, [home.household for home in left], users, purpose)
    return Preview(
        lines,
        [
            (home, {bar.code for (_, home_id), bar in bars.items() if home_id == home.household.id})
            for home in left
        ],
    )
