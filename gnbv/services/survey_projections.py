"""What is read out of a sealed sheet at its arrival: typed columns, consents, proposed changes of the register.

The names are those of the official sheet (``docs/sheet.md``); a sheet without them projects nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.models import Consent, Household, Membership, Person, ProposedChange, Purpose, Revision, Survey
from gnbv.permissions import Actor
from gnbv.rules.form import Instance
from gnbv.services import change_proposals, pending_homes, rows, survey_figures, sync_schema

LEGAL_BASIS = "Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP"
CONSENTS = {"consent_photo": "photo", "consent_location": "location", "consent_phone": "phone"}
LEAVING = ("died", "moved_out", "married_out")
COMPARED = ("full_name", "sex", "birth_date", "birth_year", "ethnicity")
_CONSENTS = insert(Consent.__table__)  # type: ignore[arg-type]
_PROPOSALS = insert(ProposedChange.__table__)  # type: ignore[arg-type]
_MEMBERS = select(Membership).where(
    Membership.tenant == bindparam("tenant"),
    Membership.household_id == bindparam("household"),
    Membership.valid_to.is_(None),
)


def fill(revision: Revision, instance: Instance, payload: dict[str, Any]) -> None:
    """Write the typed columns of a revision. The answers were checked."""
    meta = payload["meta"]
    count = _value(instance, "member_count")
    revision.member_count = int(count) if count.isdigit() else None
    revision.outcome = _value(instance, "household_change") or None
    if _value(instance, "surveyed") in ("", "1"):
        revision.outcome = None
    revision.problem_count = len(meta.get("later") or [])
    revision.changed_after_score = len(meta.get("changed_after_score") or [])
    revision.seconds = _seconds(meta.get("started_at"), meta.get("finished_at"))
    revision.notes = {"notes": len(meta.get("notes") or {}), "later": len(meta.get("later") or [])}
    revision.figures = survey_figures.of(instance)


def record(session: Session, actor: Actor, survey: Survey, revision: Revision, instance: Instance) -> None:
    """Consents given at the door, and what this sheet proposes for the register. It never edits the register:
    one named service applies proposals at recognition. A back-check proposes nothing. Proposals of earlier revisions are superseded."""
    answers = instance.answers()
    _record_consents(session, survey, revision, _group(answers, "intro"))
    if survey.purpose is not Purpose.MAIN:
        return
    if revision.number > 1:
        session.execute(
            update(ProposedChange)
            .where(
                ProposedChange.tenant == survey.tenant,
                ProposedChange.survey_id == survey.id,
                ProposedChange.state == "proposed",
            )
            .values(state="superseded")
        )
    members = _group(answers, "people").get("member")
    found = _member_changes(_register(session, survey), members if isinstance(members, list) else [])
    if found:
        session.execute(_PROPOSALS, [_proposal(survey, revision, *one) for one in found])
    change_proposals.propose(session, survey, revision, instance)


def _group(answers: dict[str, Any], name: str) -> dict[str, Any]:
    """A group of the official sheet; another sheet may have a question of that name."""
    found = answers.get(name)
    return found if isinstance(found, dict) else {}


def _value(instance: Instance, key: str) -> str:
    try:
        return instance.value(key)
    except KeyError:
        return ""


def _seconds(started: str | None, finished: str | None) -> int | None:
    if not started or not finished:
        return None
    seconds = (sync_schema.instant(finished) - sync_schema.instant(started)).total_seconds()
    return int(seconds) if 0 <= seconds < 2**31 else None


def _record_consents(session: Session, survey: Survey, revision: Revision, intro: dict[str, Any]) -> None:
    given = {kind: intro[key] == "yes" for key, kind in CONSENTS.items() if intro.get(key) in ("yes", "no")}
    if intro.get("notice"):
        given["notice"] = True
    at: datetime = now()
    given_rows = [
        {
            "tenant": survey.tenant,
            "household_id": survey.household_id,
            "kind": kind,
            "is_given": is_given,
            "legal_basis": LEGAL_BASIS,
            "revision_id": revision.id,
            "recorded_at": at,
        }
        for kind, is_given in given.items()
    ]
    if given_rows:
        session.execute(_CONSENTS, given_rows)


def _register(session: Session, survey: Survey) -> dict[str, tuple[Person, str]]:
    """Who lives there by the register, with the relation; of a household that is not confirmed, who is said to."""
    with session.no_autoflush:  # nothing of this survey is a member yet; one flush for all of it follows
        found = session.scalars(_MEMBERS, {"tenant": survey.tenant, "household": survey.household_id})
        members = {str(row.person_id): (row.person, row.relation) for row in found}
        home = rows.by_key(session, Household, survey.tenant, survey.household_id)
        if home is not None and home.is_pending:
            told = pending_homes.members(session, survey.tenant, [home.id]).get(home.id, [])
            members.update({str(one.person.id): (one.person, one.relation) for one in told})
        return members


def _member_changes(
    register: dict[str, tuple[Person, str]], members: list[dict[str, Any]]
) -> list[tuple[str, UUID | None, dict[str, Any]]]:
    found: list[tuple[str, UUID | None, dict[str, Any]]] = []
    for member in members:
        known = register.get(str(member.get("person_id") or ""))
        if known is None:
            # The citizen number stays in the sealed answers: this table is read by more people.
            values = {key: member[key] for key in (*COMPARED, "relation", "joined") if member.get(key)}
            found.append(("joined", None, {"instance": member.get("_id"), **values}))
            continue
        person, relation = known
        if member.get("stays") in LEAVING:
            found.append(("left", person.id, {"reason": member["stays"], "on": member.get("left_on")}))
            continue
        differences = _differences(person, relation, member)
        if differences:
            found.append(("corrected", person.id, differences))
    return found


def _differences(person: Person, relation: str, member: dict[str, Any]) -> dict[str, Any]:
    registered = {
        "full_name": person.name,
        "sex": person.sex or "",
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "birth_year": str(person.birth_year) if person.birth_year and not person.birth_date else "",
        "ethnicity": person.ethnicity or "",
        "relation": relation,
    }
    return {
        key: {"from": old, "to": member[key]}
        for key, old in registered.items()
        if member.get(key) and member[key] != old
    }


def _proposal(
    survey: Survey, revision: Revision, kind: str, person_id: UUID | None, values: dict[str, Any]
) -> dict[str, Any]:
    return {
        "tenant": survey.tenant,
        "household_id": survey.household_id,
        "survey_id": survey.id,
        "revision_id": revision.id,
        "person_id": person_id,
        "kind": kind,
        "values": values,
        "state": "proposed",
        "recorded_at": now(),
    }
