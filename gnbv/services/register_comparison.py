"""A survey beside the register: who joined, left or is not mentioned, and what is written differently there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import Membership, ProposedChange, Revision, Survey
from gnbv.models.labelled import Labelled
from gnbv.rules import merging
from gnbv.services import pending_homes
from gnbv.services.survey_words import Writer

ROSTER = "member"


class Difference(Labelled):
    JOINED = "joined", "Có trong phiếu, chưa có trong sổ"
    LEFT = "left", "Phiếu ghi không còn ở hộ"
    MISSING = "missing", "Có trong sổ, phiếu không nhắc tới"
    CORRECTED = "corrected", "Ghi khác sổ"


@dataclass(frozen=True)
class RegisterLine:
    """One difference of one person. ``label`` is the question's, of what is written differently."""

    who: str
    difference: Difference
    label: str = ""
    register: str = ""
    sheet: str = ""


def lines(
    session: Session, survey: Survey, revision: Revision, writer: Writer, answers: dict[str, Any]
) -> list[RegisterLine]:
    """Differences of the revision's roster from the register as it stands today. Three queries at most; a sheet without a roster
    differs in nothing."""
    members = session.scalars(
        select(Membership)
        .where(
            Membership.tenant == survey.tenant,
            Membership.household_id == survey.household_id,
            Membership.valid_to.is_(None),
        )
        .order_by(Membership.position)
    ).all()
    names = {row.person_id: row.person.name for row in members}
    if not names:  # a household that a phone made and nobody has confirmed
        told = pending_homes.members(session, survey.tenant, [survey.household_id])
        names = {one.person.id: one.person.name for one in told.get(survey.household_id, [])}
    changes = session.scalars(
        select(ProposedChange)
        .where(
            ProposedChange.tenant == survey.tenant,
            ProposedChange.survey_id == survey.id,
            ProposedChange.revision_id == revision.id,
        )
        .order_by(ProposedChange.id)
    )
    found: list[RegisterLine] = []
    for row in changes:
        who = names.get(row.person_id, "") if row.person_id else str(row.values.get("full_name") or "")
        found += _lines(row, who, writer)
    cells = merging.cells(writer.compiled, answers)
    if not any(ref.startswith(f"{ROSTER}@") for ref in cells):
        return found
    mentioned = _mentioned(answers)
    found += [
        RegisterLine(name, Difference.MISSING, register=name)
        for person_id, name in names.items()
        if str(person_id) not in mentioned
    ]
    return found


def _lines(row: ProposedChange, who: str, writer: Writer) -> Iterator[RegisterLine]:
    if row.kind == Difference.JOINED.value:
        yield RegisterLine(who, Difference.JOINED, sheet=who)
    elif row.kind == Difference.LEFT.value:
        yield RegisterLine(
            who,
            Difference.LEFT,
            register=who,
            sheet=writer.value("stays", str(row.values.get("reason") or "")),
        )
    elif row.kind == Difference.CORRECTED.value:
        for key, change in row.values.items():
            yield RegisterLine(
                who,
                Difference.CORRECTED,
                writer.title(key),
                writer.value(key, str(change["from"] or "")),
                writer.value(key, str(change["to"] or "")),
            )


def _mentioned(group: Any) -> set[str]:
    """Ids of registered persons anywhere in the answers."""
    found: set[str] = set()
    for value in group.values():
        inner = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
        for one in inner:
            if isinstance(one, dict):
                if one.get("person_id"):
                    found.add(str(one["person_id"]))
                found |= _mentioned(one)
    return found
