"""Households of a round as lists show them: a few, found by ``board_signs``, with what the folded signs do not tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from gnbv.models import Household, Progress, Round, Survey, SurveyStatus, Visit
from gnbv.rules.progress import COUNTING, Stage
from gnbv.services.board_signs import MAIN, figures_of, signs_of


@dataclass(frozen=True, slots=True)
class Home:
    """A listed household. ``counts``: the figures that count it. ``survey_id``: the survey that counts. ``draft``: its
    section and their number, while no sheet has come. ``signed_at``: the newest visit, draft or sheet."""

    household_id: UUID
    number: int
    head_name: str
    unit_id: UUID
    user_id: UUID | None
    stage: Stage
    counts: frozenset[str]
    visits: int
    draft: tuple[int, int] | None
    survey_id: UUID | None
    signed_at: datetime | None


def homes(session: Session, round_: Round, rows: list[Any]) -> list[Home]:
    """``rows`` of ``board_signs.homes``, in their order: four queries, whatever their number."""
    ids = [row.household_id for row in rows]
    if not ids:
        return []
    named = {
        row.id: row
        for row in session.execute(
            select(Household.id, Household.number, Household.head_name).where(
                Household.tenant == round_.tenant, Household.id.in_(ids)
            )
        )
    }
    visits = _visits(session, round_, ids)
    drafts = _drafts(session, round_, ids)
    surveys = _surveys(session, round_, ids)
    found = []
    for row in rows:
        signs = signs_of(row.folded)
        home = named[row.household_id]
        found.append(
            Home(
                household_id=home.id,
                number=home.number,
                head_name=home.head_name,
                unit_id=row.unit_id,
                user_id=row.user_id,
                stage=signs.stage,
                counts=figures_of(row.folded),
                visits=visits.get(home.id, 0),
                draft=drafts.get(home.id) if signs.stage is Stage.DRAFT else None,
                survey_id=surveys.get(home.id),
                signed_at=row.signed_at,
            )
        )
    return found


def _visits(session: Session, round_: Round, ids: list[UUID]) -> dict[UUID, int]:
    counted: dict[UUID, int] = {}
    for household_id in session.scalars(select(Visit.household_id).where(*_of(Visit, round_, ids))):
        counted[household_id] = counted.get(household_id, 0) + 1
    return counted


def _drafts(session: Session, round_: Round, ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    rows = session.execute(
        select(Progress.household_id, Progress.section, Progress.sections)
        .where(*_of(Progress, round_, ids))
        .order_by(Progress.at)
    )
    return {household_id: (section, sections) for household_id, section, sections in rows}


def _surveys(session: Session, round_: Round, ids: list[UUID]) -> dict[UUID, UUID]:
    """The survey that counts of each household: by its status, then the first that came."""
    places = {SurveyStatus.of(status): place for place, status in enumerate(COUNTING)}
    rows = session.execute(
        select(Survey.household_id, Survey.id)
        .where(*_of(Survey, round_, ids), *MAIN)
        .order_by(case(places, value=Survey.status, else_=len(places)), Survey.first_received_at, Survey.id)
    )
    found: dict[UUID, UUID] = {}
    for household_id, survey_id in rows:
        found.setdefault(household_id, survey_id)
    return found


def _of(model: Any, round_: Round, ids: list[UUID]) -> tuple[Any, ...]:
    return model.tenant == round_.tenant, model.round_id == round_.id, model.household_id.in_(ids)
