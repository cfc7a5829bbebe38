"""The approved (or re-checked) sheets of a decision beside the register as it stands now: one plan a household."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from gnbv.models import (
    FormVersion,
    Household,
    Membership,
    Origin,
    Purpose,
    Revision,
    Round,
    Survey,
    SurveyStatus,
)
from gnbv.rules import register_plan
from gnbv.rules.form import Instance
from gnbv.rules.register_plan import Member, Plan
from gnbv.services import compiled, surveys


@dataclass
class HomePlan:
    """One household: the sheet that speaks for it, what follows for its members (``plan``) and its facts (``facts``;
    nothing when they are the same)."""

    household: Household
    survey: Survey
    made_on: date
    members: dict[str, Membership]
    plan: Plan
    facts: dict[str, Any] | None
    form_version_id: UUID

    @property
    def is_empty(self) -> bool:
        made = self.plan
        changes = (
            made.left,
            made.joined,
            made.corrected,
            made.relations,
            made.numbers,
            made.facts,
            made.head,
        )
        return self.facts is None and not any(changes)


def of_villages(session: Session, round_: Round, villages: Iterable[UUID]) -> list[HomePlan]:
    """What a decision over ``villages`` would change, for the preview before the signature."""
    rows = session.scalars(
        select(Survey).where(
            Survey.tenant == round_.tenant,
            Survey.round_id == round_.id,
            Survey.unit_id.in_(list(villages)),
            Survey.status == SurveyStatus.APPROVED,
            Survey.purpose.in_([Purpose.MAIN, Purpose.RECHECK]),
            Survey.is_rival.is_(False),
        )
    )
    return of_surveys(session, round_.tenant, list(rows))


def of_surveys(session: Session, tenant: int, given: list[Survey]) -> list[HomePlan]:
    """One plan a household, by village and number: the newest re-check speaks for it, else its main sheet. Five
    statements, whatever the number; a household that is closed, or a sheet that ended without answers, has none."""
    chosen: dict[UUID, Survey] = {}
    for survey in sorted(given, key=lambda one: (one.purpose is Purpose.RECHECK, one.last_received_at)):
        chosen[survey.household_id] = survey
    revisions = {
        row.id: row
        for row in session.scalars(
            select(Revision)
            .options(undefer(Revision.answers_sealed))
            .where(Revision.tenant == tenant, Revision.id.in_([one.revision_id for one in chosen.values()]))
        )
    }
    homes = {
        row.id: row
        for row in session.scalars(
            select(Household).where(
                Household.tenant == tenant, Household.id.in_(chosen), Household.closed_on.is_(None)
            )
        )
    }
    members: dict[UUID, list[Membership]] = {}
    for row in session.scalars(
        select(Membership)
        .where(Membership.tenant == tenant, Membership.household_id.in_(homes), Membership.valid_to.is_(None))
        .order_by(Membership.household_id, Membership.position, Membership.id)
    ):
        members.setdefault(row.household_id, []).append(row)
    made = []
    for home in sorted(homes.values(), key=lambda one: (str(one.unit_id), one.number)):
        survey = chosen[home.id]
        revision = revisions.get(survey.revision_id) if survey.revision_id else None
        if revision is None or not revision.answers_sealed or revision.outcome is not None:
            continue
        answers = _answers(session, revision)
        people = answers.get("people")
        roster = people.get("member") if isinstance(people, dict) else None
        here = members.get(home.id, [])
        plan = (
            register_plan.plan([_member(one) for one in here], roster, str(home.head_id))
            if isinstance(roster, list)
            else Plan()
        )
        made.append(
            HomePlan(
                home, survey, revision.made_on, {str(one.person_id): one for one in here}, plan,
                _facts(home, answers), revision.form_version_id,
            )
        )  # fmt: skip
    return made


def _answers(session: Session, revision: Revision) -> dict[str, Any]:
    """The answers that counted. Phones, office and hand-over files keep relevant answers only, worked out by the same
    engine; another program's are run through it again."""
    document = surveys.document_of(session, revision)
    answers: dict[str, Any] = document.get("answers") or {}
    if revision.origin is Origin.OPENROSA:
        version = session.get_one(FormVersion, (revision.tenant, revision.form_version_id))
        sheet = compiled.sheets_by_id(session, revision.tenant, {version.id})[0]
        answers = Instance(sheet.compiled, answers, today=revision.made_on).answers()
    return answers


def _facts(home: Household, answers: dict[str, Any]) -> dict[str, Any] | None:
    found = register_plan.home_facts(answers)
    # Another sheet may not ask everything: what it does not ask stays as it was.
    asked = [keys for group, keys in register_plan.HOME_FACTS.items() if isinstance(answers.get(group), dict)]
    known = {key for keys in asked for key in keys}
    kept = {key: value for key, value in home.facts.items() if key not in known}
    wanted = {**kept, **found}
    return None if not found or wanted == home.facts else wanted


def _member(row: Membership) -> Member:
    person = row.person
    return Member(
        str(row.person_id), row.relation, person.name, person.sex or "", person.ethnicity or "",
        person.birth_date.isoformat() if person.birth_date else "", str(person.birth_year or ""),
        person.citizen_number_hash is not None, person.facts,
    )  # fmt: skip
