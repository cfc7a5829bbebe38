"""Choosing the household whose paper is typed: by number, code or name, with who has it and what came already."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from gnbv.models import (
    Assignment,
    Grant,
    Household,
    PaperDraft,
    Purpose,
    Round,
    RoundHousehold,
    RoundStatus,
    Survey,
    SurveyStatus,
    Unit,
    User,
)
from gnbv.permissions import PAPER_ROLES, SURVEY_ROLES, Actor
from gnbv.services import access, household_finding, typists

MOST_ROWS = household_finding.MOST_ROWS
MOST_DRAFTS = 100


@dataclass(frozen=True)
class HomeRow:
    """One household of a search. ``is_paper``: its survey was typed from paper; ``drafted`` is who types it now."""

    household: Household
    village: str
    is_listed: bool
    assignee: str
    status: SurveyStatus | None
    is_paper: bool
    drafted: str


@dataclass(frozen=True)
class Found:
    rows: list[HomeRow]
    is_cut: bool


def rounds(session: Session, actor: Actor) -> list[Round]:
    """Rounds whose paper the actor may type: open ones first, then closed ones, whose late paper is held."""
    return list(
        session.scalars(
            access.rounds_in_scope(actor, PAPER_ROLES)
            .where(Round.status.in_((RoundStatus.OPEN, RoundStatus.CLOSED)))
            .order_by(Round.status != RoundStatus.OPEN, Round.opens_on.desc(), Round.id)
        )
    )


def search(session: Session, actor: Actor, round_: Round, text: str) -> Found:
    """Households of the round's units in which the actor types paper: by number, code, or the start of a name's words,
    tone marks aside. Nothing for an empty text. A fixed number of queries."""
    wanted = household_finding.tidy(text)
    if not wanted:
        return Found([], False)
    above = session.get_one(Unit, (round_.tenant, round_.unit_id))
    inside = (
        access.units_in_scope(actor, PAPER_ROLES)
        .where(Unit.path.startswith(above.path, autoescape=True))
        .with_only_columns(Unit.id)
    )
    homes = session.scalars(
        household_finding.ordered(
            select(Household).where(
                Household.tenant == actor.tenant, Household.unit_id.in_(inside), Household.closed_on.is_(None)
            ),
            wanted,
        ).limit(MOST_ROWS + 1)
    ).all()
    return Found(_rows(session, round_, list(homes[:MOST_ROWS])), len(homes) > MOST_ROWS)


def drafts(session: Session, actor: Actor) -> list[PaperDraft]:
    """Sheets that somebody began and nobody handed in yet, the newest first."""
    there = access.households_in_scope(actor, PAPER_ROLES).with_only_columns(Household.id)
    return list(
        session.scalars(
            select(PaperDraft)
            .where(PaperDraft.tenant == actor.tenant, PaperDraft.household_id.in_(there))
            .options(
                joinedload(PaperDraft.household), joinedload(PaperDraft.round), joinedload(PaperDraft.editor)
            )
            .order_by(PaperDraft.saved_at.desc())
            .limit(MOST_DRAFTS)
        )
    )


def returned(session: Session, actor: Actor) -> list[Survey]:
    """Typed surveys that a supervisor sent back: to be looked up on the paper, or asked again at the door."""
    there = access.units_in_scope(actor, PAPER_ROLES).with_only_columns(Unit.id)
    return list(
        session.scalars(
            select(Survey)
            .where(
                Survey.tenant == actor.tenant,
                Survey.status == SurveyStatus.RETURNED,
                Survey.unit_id.in_(there),
                Survey.id.in_(typists.typed(actor.tenant)),
            )
            .options(joinedload(Survey.household), joinedload(Survey.round))
            .order_by(Survey.last_received_at.desc())
            .limit(MOST_DRAFTS)
        )
    )


def collectors(session: Session, village: Unit, tenant: int, also: UUID | None = None) -> list[User]:
    """Who surveys in this village now or did before, by name: one of them stands on the paper. ``also`` is named in any
    case."""
    above = [UUID(part) for part in village.path.strip("/").split("/") if part]
    there = select(Grant.user_id).where(
        Grant.tenant == tenant, Grant.role.in_(SURVEY_ROLES), Grant.unit_id.in_(above)
    )
    return list(
        session.scalars(
            select(User)
            .where(User.tenant == tenant, or_(User.id.in_(there), User.id == also))
            .order_by(User.name, User.id)
        )
    )


def _rows(session: Session, round_: Round, homes: list[Household]) -> list[HomeRow]:
    ids = [home.id for home in homes]
    here = (round_.tenant, round_.id)
    listed = set(
        session.scalars(
            select(RoundHousehold.household_id).where(
                RoundHousehold.tenant == here[0],
                RoundHousehold.round_id == here[1],
                RoundHousehold.household_id.in_(ids),
            )
        )
    )
    given = dict(
        session.execute(
            select(Assignment.household_id, User.name)
            .join(User, (User.tenant == Assignment.tenant) & (User.id == Assignment.user_id))
            .where(
                Assignment.tenant == here[0],
                Assignment.round_id == here[1],
                Assignment.household_id.in_(ids),
                Assignment.purpose == Purpose.MAIN,
                Assignment.closed_at.is_(None),
            )
        )
        .tuples()
        .all()
    )
    surveys = {
        survey.household_id: survey
        for survey in session.scalars(
            select(Survey)
            .where(
                Survey.tenant == here[0],
                Survey.round_id == here[1],
                Survey.household_id.in_(ids),
                Survey.purpose == Purpose.MAIN,
                Survey.status != SurveyStatus.WITHDRAWN,
            )
            .order_by(Survey.is_rival.desc())
        )
    }
    typed = typists.of(session, here[0], [survey.id for survey in surveys.values()])
    open_ = {
        draft.household_id: draft.editor.name
        for draft in session.scalars(
            select(PaperDraft)
            .where(
                PaperDraft.tenant == here[0],
                PaperDraft.round_id == here[1],
                PaperDraft.household_id.in_(ids),
            )
            .options(joinedload(PaperDraft.editor))
        )
    }
    found = []
    for home in homes:
        survey = surveys.get(home.id)
        found.append(
            HomeRow(
                home,
                home.unit.name,
                home.id in listed,
                given.get(home.id, ""),
                survey.status if survey else None,
                survey is not None and survey.id in typed,
                open_.get(home.id, ""),
            )
        )
    return found
