"""Surveys as the queue shows them, with what lies about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from gnbv.clock import now
from gnbv.models import (
    Flag,
    Household,
    HouseholdClass,
    LedgerRow,
    Result,
    Revision,
    Standing,
    Survey,
    SurveyStatus,
    Unit,
    User,
)
from gnbv.permissions import Actor
from gnbv.services import quality, readers, survey_files, typists
from gnbv.services.survey_files import Photos


class Score(NamedTuple):
    """What the commune computed, under the first standard of the round."""

    b1: int | None
    b2: int | None
    household_class: HouseholdClass | None


@dataclass
class QueueRow:
    """One survey of the list. ``flags`` stand heaviest first; ``photos`` only while some have not arrived; ``reader``
    is the name of somebody else who has it open; ``is_paper``: typed at the commune."""

    survey: Survey
    outcome: str | None
    village: str
    collector: str
    score: Score | None
    last_class: HouseholdClass | None
    waiting_days: int
    flags: list[Flag]
    photos: Photos | None = None
    reader: str = ""
    is_own: bool = False
    is_paper: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether it may be approved together with others; the act asks again."""
        return (
            self.survey.status is SurveyStatus.RECEIVED
            and not (self.flags or self.photos or self.survey.is_rival or self.is_own or self.reader)
            and self.score is not None
            and self.score.household_class is not None
        )


def load(session: Session, actor: Actor, ids: list[UUID]) -> list[QueueRow]:
    """The rows of ``ids``, in their order: a fixed number of queries, columns where no whole row is needed."""
    if not ids:
        return []
    tenant = actor.tenant
    found = {
        survey.id: survey
        for survey in session.scalars(
            select(Survey)
            .join(Survey.household)
            .options(contains_eager(Survey.household))
            .where(Survey.tenant == tenant, Survey.id.in_(ids), Household.tenant == tenant)
        )
    }
    surveys = [found[survey_id] for survey_id in ids]
    revisions = [survey.revision_id for survey in surveys if survey.revision_id]
    outcomes: dict[Any, str | None] = _pairs(session, Revision.outcome, tenant, revisions)
    people = _pairs(
        session,
        User.name,
        tenant,
        [one for row in surveys for one in (row.collector_id, row.reader_id) if one],
    )
    villages = _pairs(session, Unit.name, tenant, [survey.unit_id for survey in surveys])
    scores: dict[UUID, Score] = {}
    for revision_id, *score in session.execute(
        select(Result.revision_id, Result.b1, Result.b2, Result.household_class)
        .where(Result.tenant == tenant, Result.revision_id.in_(revisions))
        .order_by(Result.standard)
    ):
        scores.setdefault(revision_id, Score(*score))
    last = _last_classes(session, tenant, surveys)
    typed = typists.of(session, tenant, ids)
    flags = quality.flags_of(session, tenant, revisions)
    waited_for = survey_files.waited_for(session, tenant, ids)
    rows = []
    for survey in surveys:
        if survey.revision_id is None:
            continue
        taken = not readers.is_free(actor, survey) and survey.reader_id not in (None, actor.user_id)
        rows.append(
            QueueRow(
                survey=survey,
                outcome=outcomes[survey.revision_id],
                village=villages[survey.unit_id],
                collector=people[survey.collector_id],
                score=scores.get(survey.revision_id),
                last_class=last.get(survey.household_id),
                waiting_days=max(0, (now() - survey.last_received_at) // timedelta(days=1)),
                flags=flags.get(survey.revision_id, []),
                photos=waited_for.get(survey.id),
                reader=people[survey.reader_id] if taken and survey.reader_id else "",
                is_own=actor.user_id in {survey.collector_id, *typed.get(survey.id, ())},
                is_paper=survey.id in typed,
            )
        )
    return rows


def _last_classes(session: Session, tenant: int, surveys: list[Survey]) -> dict[UUID, HouseholdClass]:
    """The newest official class of each household before the round's year."""
    rows = session.execute(
        select(LedgerRow.household_id, LedgerRow.household_class)
        .where(
            LedgerRow.tenant == tenant,
            LedgerRow.household_id.in_({survey.household_id for survey in surveys}),
            LedgerRow.standing == Standing.OFFICIAL,
        )
        .order_by(LedgerRow.year, LedgerRow.recorded_at)
    )
    return {household_id: household_class for household_id, household_class in rows}  # noqa: C416 (later rows win)


def _pairs(session: Session, column: Any, tenant: int, ids: list[UUID]) -> dict[UUID, Any]:
    """One column by id: a whole row is not needed, and many are made."""
    model = column.class_
    rows = session.execute(select(model.id, column).where(model.tenant == tenant, model.id.in_(set(ids))))
    return {identifier: value for identifier, value in rows}  # noqa: C416
