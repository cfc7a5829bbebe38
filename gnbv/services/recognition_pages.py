"""A decision to look at: its lists as they stand (draft) or as they were frozen (signed), and what its register changes are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    FormVersion,
    Household,
    HouseholdClass,
    ListReason,
    Petition,
    Recognition,
    RecognitionList,
    RecognitionRow,
    RecognitionState,
    Round,
    Unit,
)
from gnbv.services import recognitions, register_people, register_plans, survey_words
from gnbv.services.recognition_lists import AVERAGE
from gnbv.services.register_plans import HomePlan


@dataclass(frozen=True)
class Entry:
    """One household of a decision. ``row_id``: its frozen row, once signed; ``petition``: the request that was refused."""

    household_id: UUID
    number: int
    head_name: str
    village: Unit
    before: HouseholdClass | None
    after: HouseholdClass
    lists: tuple[str, ...]
    members: int
    reason: str = ""
    is_illustrative: bool = False
    row_id: UUID | None = None
    petition: Petition | None = None


def entries(session: Session, row: Recognition) -> list[Entry]:
    """The households by village and number."""
    if row.state is RecognitionState.SIGNED:
        return list(_frozen(session, row))
    units = _units(session, row)
    return [
        Entry(
            line.household_id, line.home.household.number, line.home.household.head_name,
            units[line.home.line.unit_id], line.before,
            HouseholdClass.AVERAGE if AVERAGE in line.lists else line.after, tuple(line.lists), line.members,
            line.reason, line.is_illustrative, None, line.petition,
        )
        for line in recognitions.lines(session, row)
    ]  # fmt: skip


def by_list(found: list[Entry]) -> dict[RecognitionList, list[Entry]]:
    """The lists in print order; a household may stand on two."""
    lists = {one: [entry for entry in found if one.value in entry.lists] for one in RecognitionList}
    return {name: rows for name, rows in lists.items() if rows}


def _frozen(session: Session, row: Recognition) -> Iterator[Entry]:
    units = _units(session, row)
    rows = session.execute(
        select(RecognitionRow, Household, Petition)
        .join(
            Household,
            (Household.tenant == RecognitionRow.tenant) & (Household.id == RecognitionRow.household_id),
        )
        .outerjoin(
            Petition, (Petition.tenant == RecognitionRow.tenant) & (Petition.id == RecognitionRow.petition_id)
        )
        .where(RecognitionRow.tenant == row.tenant, RecognitionRow.recognition_id == row.id)
        .order_by(RecognitionRow.number)
    )
    for line, home, petition in rows:
        yield Entry(
            home.id, home.number, line.head_name, units[line.unit_id], line.before, line.after, tuple(line.lists),
            line.member_count, line.reason, False, line.id, petition,
        )  # fmt: skip


def _units(session: Session, row: Recognition) -> dict[UUID, Unit]:
    ids = [UUID(village) for village in row.villages]
    return {
        unit.id: unit
        for unit in session.scalars(
            select(Unit).where(Unit.tenant == row.tenant, Unit.id.in_(ids)).order_by(Unit.name)
        )
    }


@dataclass
class RegisterLine:
    """One household whose register the signature changes: what was told, in words. ``facts``: how many facts of the home
    differ. ``open``: what a person should look at, because the sheet does not say enough."""

    household: Household
    village: Unit
    changes: list[tuple[str, str, str, str]] = field(default_factory=list)
    facts: int = 0
    open: list[str] = field(default_factory=list)


@dataclass
class RegisterPage:
    lines: list[RegisterLine]
    counts: Counter[str]
    homes: int


def register(session: Session, row: Recognition, today: date, locale: str) -> RegisterPage:
    """What the signature will change in the register, household by household. Nothing is changed here."""
    round_ = session.get_one(Round, (row.tenant, row.round_id))
    units = _units(session, row)
    plans = [] if row.kind == AVERAGE else register_plans.of_villages(session, round_, units)
    counts: Counter[str] = Counter()
    lines = []
    writers: dict[UUID, survey_words.Writer] = {}
    for one in plans:
        if one.form_version_id not in writers:
            version = session.get_one(FormVersion, (row.tenant, one.form_version_id))
            writers[one.form_version_id] = survey_words.writer(version.compiled, {}, today, locale)
        line = _line(one, units, writers[one.form_version_id], counts)
        if line.changes or line.facts or line.open:
            lines.append(line)
    return RegisterPage(lines, counts, len(plans))


def _line(
    one: HomePlan, units: dict[UUID, Unit], writer: survey_words.Writer, counts: Counter[str]
) -> RegisterLine:
    line, plan = RegisterLine(one.household, units[one.survey.unit_id]), one.plan
    names = {key: row.person.name for key, row in one.members.items()}
    names |= {str(said.get("_id")): str(said.get("full_name")) for said in plan.joined}
    for person, reason, on in plan.left:
        line.changes.append(("left", names[person], writer.value("stays", reason), _day(on)))
    for said in plan.joined:
        line.changes.append(
            ("joined", str(said["full_name"]), writer.value("joined", str(said.get("joined") or "")), "")
        )
    for person, fields in plan.corrected.items():
        for key, (old, new) in fields.items():
            line.changes.append(
                ("corrected", f"{names[person]}: {writer.title(key)}", writer.value(key, old), writer.value(key, new))
            )  # fmt: skip
    for person, relation in plan.relations.items():
        line.changes.append(
            ("corrected", f"{names[person]}: {writer.title('relation')}", writer.value("relation", one.members[person].relation), writer.value("relation", relation))
        )  # fmt: skip
    if plan.head:
        line.changes.append(("head", names.get(plan.head, ""), one.household.head_name, ""))
    counts.update(kind for kind, *_ in line.changes)
    line.facts = 0 if one.facts is None else _differing(one)
    counts["facts"] += bool(line.facts)
    line.open = [names[person] for person in plan.unmentioned]
    return line


def _day(text: str) -> str:
    day = register_people.as_day(text)
    return f"{day:%d/%m/%Y}" if day else ""


def _differing(one: HomePlan) -> int:
    before, after = one.household.facts, one.facts or {}
    return sum(1 for key in {*before, *after} if before.get(key) != after.get(key))


def asked_words(entry: Entry) -> str:
    """What a refused household had asked for."""
    return entry.petition.kind.label if entry.petition else ListReason.PETITION.label
