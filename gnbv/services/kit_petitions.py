"""Petitions of a kit: those that the person took in on a phone, with the number, the day of answer and what became of
them; and of every home of the villages whether a petition waits, so that nobody asks for the same twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from gnbv.models import Petition, PetitionState
from gnbv.services import calendars
from gnbv.services.kit_scope import Scope
from gnbv.services.petitions import PHONE

Entry = tuple[str, str, dict[str, Any]]
# What was decided long ago is the office's to look up.
DECIDED_DAYS = 180


def ids(session: Session, scope: Scope) -> list[UUID]:
    """One query; none for somebody who surveys nowhere."""
    return list(session.scalars(_own(scope).with_only_columns(Petition.id))) if scope.survey_units else []


def entries(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """The petitions of ``wanted`` that are in scope: one query. No reasons: the written answer goes to the family."""
    if not wanted or not scope.survey_units:
        return
    rows = session.scalars(
        _own(scope).where(Petition.id.in_(wanted)).options(joinedload(Petition.unit)).order_by(Petition.id)
    )
    for row in rows:
        calendar = calendars.of_unit(row.unit, row.received_on)
        yield "petition", str(row.id), {
            "id": str(row.id),
            "household": str(row.household_id) if row.household_id else None,
            "applicant": row.applicant,
            "kind": row.kind.value,
            "number": f"{row.number}/{row.year}",
            "received_on": row.received_on.isoformat(),
            "answer_by": row.answer_by.isoformat(),
            "inferred": bool(calendar and calendar["petitions"][row.kind.value].get("is_inferred")),
            "state": row.state.value,
            "answered_on": row.answered_on.isoformat() if row.answered_on else None,
        }  # fmt: skip


def waiting(session: Session, scope: Scope, households: list[UUID]) -> dict[UUID, str]:
    """The number of the oldest petition without an answer, of each of ``households`` that has one: one query."""
    rows = session.execute(
        select(Petition.household_id, Petition.number, Petition.year)
        .where(
            Petition.tenant == scope.actor.tenant,
            Petition.household_id.in_(households),
            Petition.state == PetitionState.RECEIVED,
        )
        .order_by(Petition.received_on.desc(), Petition.number.desc())
    )
    return {row.household_id: f"{row.number}/{row.year}" for row in rows}


def _own(scope: Scope) -> Select[tuple[Petition]]:
    since = scope.actor.today - timedelta(days=DECIDED_DAYS)
    return select(Petition).where(
        Petition.tenant == scope.actor.tenant,
        Petition.received_by == scope.actor.user_id,
        Petition.channel == PHONE,
        Petition.village_id.in_(scope.survey_units),
        or_(Petition.state == PetitionState.RECEIVED, Petition.received_on >= since),
    )
