"""What one person may carry on a phone, and a hash that changes whenever that changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    Assignment,
    Household,
    Purpose,
    Revision,
    Round,
    RoundForm,
    RoundStatus,
    Survey,
    SurveyStatus,
    Unit,
    UnitKind,
)
from gnbv.permissions import SURVEY_ROLES, Actor
from gnbv.services import access, assigned_tables, calendars, commune_keys, compiled, form_pictures, recovery
from gnbv.services.canonical import digest
from gnbv.services.compiled import Sheet, Standard
from gnbv.services.form_pages import RENDERER

COMMUNES = (UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE)
UNDECIDED = (SurveyStatus.RECEIVED, SurveyStatus.HELD, SurveyStatus.RETURNED)


class Given(NamedTuple):
    """One household given to the person. Columns only: a phone may carry thousands."""

    id: UUID
    round_id: UUID
    household_id: UUID
    purpose: Purpose
    due_on: date | None


@dataclass(frozen=True)
class Scope:
    """Everything small that a kit holds, loaded once a request; lists of households and surveys come by page."""

    actor: Actor
    units: list[Unit]
    survey_units: set[UUID]
    communes: list[Unit]
    rounds: list[Round]
    assignments: list[Given]
    assigned: dict[UUID, Given]
    sheets: list[Sheet]
    packs: list[Standard]
    keys: list[dict[str, object]]
    pictures: dict[UUID, dict[str, str]]
    restores: list[dict[str, object]]
    hash: str

    def sheet_of(self, round_: Round) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.id == round_.form_version_id), None)


def scope_of(session: Session, actor: Actor) -> Scope:
    """The scope of an actor. A constant number of queries."""
    inside = list(session.scalars(access.units_in_scope(actor)))
    above = {UUID(part) for unit in inside for part in unit.path.strip("/").split("/")}
    above -= {unit.id for unit in inside}
    over = session.scalars(select(Unit).where(Unit.tenant == actor.tenant, Unit.id.in_(above)))
    units = sorted([*inside, *over], key=lambda unit: (len(unit.path), unit.code, str(unit.id)))
    communes = [unit for unit in units if unit.kind in COMMUNES]
    survey_paths = actor.paths(SURVEY_ROLES)
    survey_units = {unit.id for unit in inside if any(unit.path.startswith(path) for path in survey_paths)}
    rounds = _rounds(session, actor) if survey_paths else []
    assignments = _assignments(session, actor, rounds) if rounds else []
    published = compiled.sheets_by_id(session, actor.tenant, _sheet_ids(session, actor, rounds))
    sheets = [assigned_tables.personal(session, actor, sheet) for sheet in published]
    packs = _packs(session, actor, rounds, sheets)
    keys: list[dict[str, object]] = [commune_keys.current(unit.id) for unit in communes]
    pictures = {
        sheet.id: form_pictures.addresses(session, actor.tenant, sheet.id, sheet.compiled) for sheet in sheets
    }
    restores = recovery.recent(session, actor)
    assigned = {row.household_id: row for row in assignments}
    scope = Scope(
        actor,
        units,
        survey_units,
        communes,
        rounds,
        assignments,
        assigned,
        sheets,
        packs,
        keys,
        pictures,
        restores,
        "",
    )
    return Scope(**{**vars(scope), "hash": _hash(scope)})


def _rounds(session: Session, actor: Actor) -> list[Round]:
    open_ = access.rounds_in_scope(actor, SURVEY_ROLES).where(Round.status == RoundStatus.OPEN)
    return list(session.scalars(open_.order_by(Round.opens_on, Round.id)))


def _assignments(session: Session, actor: Actor, rounds: list[Round]) -> list[Given]:
    rows = session.execute(
        select(
            Assignment.id,
            Assignment.round_id,
            Assignment.household_id,
            Assignment.purpose,
            Assignment.due_on,
        )
        .join(
            Household,
            (Household.tenant == Assignment.tenant) & (Household.id == Assignment.household_id),
        )
        .where(
            Assignment.tenant == actor.tenant,
            Assignment.user_id == actor.user_id,
            Assignment.closed_at.is_(None),
            Assignment.round_id.in_([row.id for row in rounds]),
            Household.closed_on.is_(None),
        )
        .order_by(Assignment.id)
    )
    return [Given(*row) for row in rows]


def _sheet_ids(session: Session, actor: Actor, rounds: list[Round]) -> set[UUID]:
    """Sheets of open rounds, older versions too, and those of the person's own undecided surveys."""
    ids = [row.id for row in rounds]
    used = select(RoundForm.form_version_id).where(
        RoundForm.tenant == actor.tenant, RoundForm.round_id.in_(ids)
    )
    own = (
        select(Revision.form_version_id)
        .join(Survey, (Survey.tenant == Revision.tenant) & (Survey.revision_id == Revision.id))
        .where(
            Survey.tenant == actor.tenant,
            Survey.collector_id == actor.user_id,
            Survey.status.in_(UNDECIDED),
        )
    )
    return {row.form_version_id for row in rounds} | set(session.scalars(used.union(own)))


def _packs(session: Session, actor: Actor, rounds: list[Round], sheets: list[Sheet]) -> list[Standard]:
    """Packs of the newest round's standards, compiled for its sheet."""
    for row in reversed(rounds):
        sheet = next((sheet for sheet in sheets if sheet.id == row.form_version_id), None)
        if sheet is not None:
            return compiled.packs(session, actor.tenant, row.standards, sheet)
    return []


def _hash(scope: Scope) -> str:
    actor = scope.actor
    return digest(
        {
            "user": [str(actor.user_id), actor.name, actor.username, actor.locale],
            "grants": sorted([grant.role.value, str(grant.unit_id)] for grant in actor.grants),
            "units": [[str(unit.id), unit.name, unit.code, unit.settings] for unit in scope.units],
            "answers": [calendars.answer_days(unit, actor.today) for unit in scope.communes],
            "rounds": [
                [str(row.id), row.name, row.status.value, str(row.form_version_id), row.standards,
                 row.opens_on.isoformat(), row.closes_on.isoformat(), str(row.village_deadline)]
                for row in scope.rounds
            ],
            "assignments": [[str(row.id), str(row.due_on)] for row in scope.assignments],
            "sheets": [sheet.sha256 for sheet in scope.sheets],
            "packs": [pack.sha256 for pack in scope.packs],
            "keys": [key["kid"] for key in scope.keys],
            "renderer": RENDERER,
            "restores": scope.restores,
        }
    )  # fmt: skip
