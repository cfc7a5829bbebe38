"""Where every village of a round stands: village × stage, until when, how late, what is next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import PostingState, Round, RoundStatus, Unit, VillageReview, VillageStage
from gnbv.permissions import FILE_ROLES, Actor
from gnbv.rules.procedure import Procedure
from gnbv.services import (
    access,
    posting_days,
    procedure_facts,
    procedures,
    round_stages,
    village_reviews,
    working_days,
)
from gnbv.services.procedure_facts import Facts
from gnbv.services.working_days import Days

DONE, NOW, LATE, AHEAD, LEFT_OUT = "done", "now", "late", "ahead", "left_out"
# The village's own stages; what follows waits for the commune, whose deadline it is.
_ENDLESS = (VillageStage.CERTIFICATES,)


@dataclass(frozen=True)
class Cell:
    stage: VillageStage
    state: str


@dataclass(frozen=True)
class Row:
    """One village. ``place``: its stage's place among those of this round, from 1; ``days_left``: working days after
    today up to the deadline, negative when it has passed; ``posted``: working days that the list has been up, ``down_from``:
    the day from which it may be taken down."""

    village: Unit
    review: VillageReview
    facts: Facts
    cells: tuple[Cell, ...]
    place: int
    places: int
    due_on: date | None
    days_left: int | None
    posted: int
    down_from: date | None
    next_stage: VillageStage | None
    is_done: bool

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.days_left is not None and self.days_left < 0

    @property
    def stage(self) -> VillageStage:
        return self.review.stage


@dataclass(frozen=True)
class ProcedureBoard:
    road: Procedure
    stages: tuple[VillageStage, ...]
    rows: tuple[Row, ...]

    @property
    def late(self) -> list[Row]:
        return [row for row in self.rows if row.is_late]

    @property
    def done(self) -> int:
        return sum(1 for row in self.rows if row.is_done)

    def row(self, village_id: UUID) -> Row | None:
        return next((row for row in self.rows if row.village.id == village_id), None)


def board(session: Session, actor: Actor, round_: Round, roles: frozenset = FILE_ROLES) -> ProcedureBoard:  # type: ignore[type-arg]
    """The villages of the round over which the actor holds any of ``roles``. Raises ``NotFound`` for a kind of round
    without a procedure. Some twelve statements, whatever the number of villages."""
    road = village_reviews.procedure_of(session, round_)
    reviews = village_reviews.ensure(session, round_)
    ids = [review.unit_id for review in reviews]
    mine = access.units_in_scope(actor, roles).where(Unit.id.in_(ids))
    villages = {unit.id: unit for unit in session.scalars(mine)}
    facts = procedure_facts.of_round(session, round_, reviews)
    due = steps_table(session, round_)
    days = working_days.of_unit(session, access.get_unit_of(session, round_))
    shown = [review for review in reviews if review.unit_id in villages]
    shown.sort(key=lambda review: _natural(villages[review.unit_id].name))
    rows = tuple(
        _row(session, villages[one.unit_id], one, round_, facts[one.unit_id], road, due, days, actor.today)
        for one in shown
    )
    return ProcedureBoard(road, tuple(VillageStage.of(code) for code in road.codes()), rows)


def current(session: Session, actor: Actor) -> Round | None:
    """The newest round with a procedure that the actor may look at; open ones first."""
    return next(_with_procedure(session, actor), None)


def others(session: Session, actor: Actor, round_: Round) -> list[Round]:
    """Rounds beside this one whose villages are on their way, too: a month's regular review beside the season's."""
    return [
        row
        for row in _with_procedure(session, actor)
        if row.id != round_.id and row.status is RoundStatus.OPEN
    ]


def _with_procedure(session: Session, actor: Actor) -> Iterator[Round]:
    query = access.rounds_in_scope(actor, FILE_ROLES).order_by(
        Round.status != RoundStatus.OPEN, Round.opens_on.desc()
    )
    return (row for row in session.scalars(query) if procedures.of_round(session, row))


def steps_table(session: Session, round_: Round) -> dict[str, date]:
    """The last day of each stage of a village. A round without laid stages has the collectors' deadline and its own end."""
    due = {stage.code: stage.due_on for stage in round_stages.of_round(session, round_)}
    road = village_reviews.procedure_of(session, round_)
    at_home = {round_stages.AT_HOME: round_.village_deadline or round_.closes_on}
    return {
        rule.code: due.get(rule.ends_with) or at_home.get(rule.ends_with, round_.closes_on)
        for rule in road.stages
    }


def _row(
    session: Session,
    village: Unit,
    review: VillageReview,
    round_: Round,
    facts: Facts,
    road: Procedure,
    due: dict[str, date],
    days: Days,
    today: date,
) -> Row:
    order = list(VillageStage)
    codes = road.codes()
    is_done = village_reviews.is_done(session, review)
    down_from = posting_days.may_come_down(facts.posting) if facts.posting else None
    due_on = None if is_done else _due(review, facts, due, days.following(down_from) if down_from else None)
    left = None if due_on is None else days.between(today, due_on)
    late = left is not None and left < 0
    cells = []
    for stage in order:
        if stage.value not in codes:
            continue
        at = order.index(stage) - order.index(review.stage)
        state = DONE if at < 0 or is_done else AHEAD if at > 0 else LATE if late else NOW
        cells.append(Cell(stage, state))
    place = sum(1 for cell in cells if order.index(cell.stage) <= order.index(review.stage))
    posting = facts.posting
    is_up = posting is not None and posting.state is PostingState.UP and posting.up_on is not None
    posted = days.between(posting.up_on, today) if is_up and posting and posting.up_on else 0
    following = village_reviews.next_stage(session, review) if round_.status is RoundStatus.OPEN else None
    return Row(
        village,
        review,
        facts,
        tuple(cells),
        place,
        len(cells),
        due_on,
        left,
        posted,
        down_from,
        following,
        is_done,
    )


def _due(review: VillageReview, facts: Facts, due: dict[str, date], taken_down: date | None) -> date | None:
    """What is answered or taken down on a day of its own goes before the day of the round's stage."""
    if review.stage is VillageStage.POSTING and taken_down is not None:
        return taken_down
    if review.stage is VillageStage.COMPLAINTS and facts.complaints_due is not None:
        return facts.complaints_due
    if review.stage in _ENDLESS and facts.papers and facts.handed == facts.papers:
        return None
    return due.get(review.stage.value)


def _natural(name: str) -> tuple[object, ...]:
    """ "Thôn 2" before "Thôn 10"."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in name.split())


def round_in_scope(session: Session, actor: Actor, round_id: UUID) -> Round | None:
    """A round whose villages' procedure the actor may look at, or nothing."""
    return session.scalar(
        select(Round)
        .where(Round.id == round_id)
        .where(Round.id.in_(access.rounds_in_scope(actor, FILE_ROLES).with_only_columns(Round.id)))
    )
