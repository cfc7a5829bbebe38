"""The clock of each petition in a round: until when it is answered, how much of that is left, how far its village is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Petition, PetitionState, Round, Unit, VillageStage
from gnbv.permissions import ROUND_ROLES, Actor
from gnbv.services import access, working_days
from gnbv.services.procedure_boards import ProcedureBoard

_ANSWERED = (VillageStage.RECOGNITION, VillageStage.CERTIFICATES)


@dataclass(frozen=True)
class Clock:
    """``days``: calendar days left, ``working``: working days of them; negative when the day has passed.
    ``is_answered``: the decision over its village is signed."""

    petition: Petition
    village: Unit | None
    stage: VillageStage | None
    days: int
    working: int
    is_answered: bool

    @property
    def is_late(self) -> bool:
        return self.days < 0 and not self.is_answered


def of_round(session: Session, actor: Actor, round_: Round, board: ProcedureBoard) -> list[Clock]:
    """The petitions on the round's list, the most urgent first; nothing for who does not run the round."""
    unit = access.get_unit_of(session, round_)
    if not actor.holds(ROUND_ROLES, unit.path):
        return []
    days = working_days.of_unit(session, unit)
    rows = session.scalars(
        select(Petition)
        .where(
            Petition.tenant == round_.tenant,
            Petition.round_id == round_.id,
            Petition.state == PetitionState.LISTED,
        )
        .order_by(Petition.answer_by, Petition.number)
    )
    at: dict[UUID, tuple[Unit, VillageStage]] = {
        row.village.id: (row.village, row.stage) for row in board.rows
    }
    found = []
    for row in rows:
        home = row.household.unit_id if row.household else row.village_id
        village, stage = at.get(home, (None, None)) if home else (None, None)
        found.append(
            Clock(
                row, village, stage, (row.answer_by - actor.today).days, days.between(actor.today, row.answer_by),
                stage in _ANSWERED,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.is_answered, one.petition.answer_by, one.petition.number))
