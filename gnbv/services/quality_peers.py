"""What other surveys of the round say about one: a fixed number of queries on rows that hold no answer in the clear."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Attachment,
    Household,
    Membership,
    Person,
    Revision,
    Round,
    Survey,
    Trace,
    TracePerson,
    Unit,
)
from gnbv.rules.names import fold
from gnbv.rules.quality_facts import ELSEWHERE, Facts, Known, Peers, Position
from gnbv.rules.quality_people import alike
from gnbv.rules.quality_place import metres
from gnbv.services import sealing

NEWEST = 60  # a collector's last surveys: copying is done from the neighbour, not from last month
FEWEST_SHARED = 20  # answers that two sheets must have in common before their likeness says anything
HASH_LETTERS = 8
YEAR = 4
_OF_THE_ROUND = (
    select(Unit.path)
    .join(Round, (Round.tenant == Unit.tenant) & (Round.unit_id == Unit.id))
    .where(Round.tenant == bindparam("tenant"), Round.id == bindparam("round"))
    .scalar_subquery()
)
_IS_HERE = Unit.path.startswith(_OF_THE_ROUND)
_COLLEAGUES = (
    select(Trace, Household.number)
    .join(Household, (Household.tenant == Trace.tenant) & (Household.id == Trace.household_id))
    .where(
        Trace.tenant == bindparam("tenant"),
        Trace.round_id == bindparam("round"),
        Trace.collector_id == bindparam("collector"),
        Trace.household_id != bindparam("household"),
    )
    .order_by(Trace.id.desc())
    .limit(NEWEST)
)
_PHOTOS = (
    select(Attachment.sha256, Household.number, _IS_HERE)
    .join(Survey, (Survey.tenant == Attachment.tenant) & (Survey.id == Attachment.survey_id))
    .join(Household, (Household.tenant == Survey.tenant) & (Household.id == Survey.household_id))
    .join(Unit, (Unit.tenant == Household.tenant) & (Unit.id == Household.unit_id))
    .where(
        Attachment.tenant == bindparam("tenant"),
        Attachment.sha256.in_(bindparam("hashes", expanding=True)),
        Survey.household_id != bindparam("household"),
    )
    .distinct()
)
_PEOPLE = (
    select(TracePerson, Household.number)
    .join(Household, (Household.tenant == TracePerson.tenant) & (Household.id == TracePerson.household_id))
    .where(
        TracePerson.tenant == bindparam("tenant"),
        TracePerson.round_id == bindparam("round"),
        TracePerson.household_id != bindparam("household"),
        TracePerson.citizen_hash.in_(bindparam("citizens", expanding=True))
        | TracePerson.name_key.in_(bindparam("names", expanding=True)),
    )
)
_REGISTERED = (
    select(Person.id, Person.name, Person.citizen_number_hash, Household.number, _IS_HERE)
    .join(Membership, (Membership.tenant == Person.tenant) & (Membership.person_id == Person.id))
    .join(Household, (Household.tenant == Membership.tenant) & (Household.id == Membership.household_id))
    .join(Unit, (Unit.tenant == Household.tenant) & (Unit.id == Household.unit_id))
    .where(
        Person.tenant == bindparam("tenant"),
        Person.citizen_number_hash.in_(bindparam("citizens", expanding=True)),
        Membership.valid_to.is_(None),
        Membership.household_id != bindparam("household"),
    )
)


def gather(session: Session, survey: Survey, facts: Facts) -> Peers:
    """What is known beside ``facts``: four queries at the most."""
    named = {"tenant": survey.tenant, "round": survey.round_id, "household": survey.household_id}
    with session.no_autoflush:
        colleagues = session.execute(_COLLEAGUES, {**named, "collector": survey.collector_id}).all()
        photos: dict[str, list[str]] = {}
        if facts.photos:
            hashes = [sha256 for _, sha256 in facts.photos]
            for sha256, number, is_here in session.execute(_PHOTOS, {**named, "hashes": hashes}):
                photos.setdefault(sha256, []).append(_home(number, is_here))
        citizens, persons = _people(session, named, facts)
    mine = fingerprint(facts)
    return Peers(
        nearby=_nearby(facts.position, colleagues),
        photo_homes=photos,
        twins=_twins(mine, colleagues),
        same_citizen=citizens,
        same_person=persons,
    )


def keep(session: Session, survey: Survey, revision: Revision, facts: Facts, findings: list[str]) -> None:
    """Write what later surveys need of this one, in place of what its earlier revision left."""
    for model in (TracePerson, Trace):
        session.execute(delete(model).where(model.tenant == survey.tenant, model.survey_id == survey.id))
    place = facts.position
    session.add(
        Trace(
            tenant=survey.tenant,
            id=new_id(),
            survey_id=survey.id,
            revision_id=revision.id,
            round_id=survey.round_id,
            household_id=survey.household_id,
            collector_id=survey.collector_id,
            lat=place.lat if place else None,
            lon=place.lon if place else None,
            accuracy=place.accuracy if place else None,
            answers=fingerprint(facts),
            findings=findings,
        )
    )
    for member in facts.members:
        known = _as_known(member)
        number = member.get("citizen_id", "")
        session.add(
            TracePerson(
                tenant=survey.tenant,
                id=new_id(),
                survey_id=survey.id,
                round_id=survey.round_id,
                household_id=survey.household_id,
                person_id=member.get("person_id", ""),
                citizen_hash=sealing.look_up_hash(number) if number else None,
                name_folded=fold(known.name)[:200],
                born=known.born,
                name_key=name_key(known.name, known.born),
                sex=known.sex,
            )
        )


def fingerprint(facts: Facts) -> dict[str, str]:
    """A short keyed hash of each answer by key, roster rows by their place: equal answers are seen, none can be read."""
    named = dict(facts.values)
    for place, member in enumerate(facts.members):
        named |= {f"{key}@{place}": value for key, value in member.items() if not key.endswith("_id")}
    # The question is hashed in: "yes" to one question is not "yes" to another.
    return {key: sealing.look_up_hash(f"{key}={value}")[:HASH_LETTERS] for key, value in named.items()}


def name_key(name: str, born: str) -> str:
    """Initials and year of birth: what two spellings of one person nearly always share."""
    initials = "".join(word[0] for word in fold(name).split())
    return f"{initials[:12]}{born[:YEAR]}" if initials and born else ""


def _nearby(here: Position | None, colleagues: Any) -> list[tuple[str, float]]:
    if here is None:
        return []
    return [
        (f"{number:03d}", metres(here, Position(trace.lat, trace.lon)))
        for trace, number in colleagues
        if trace.lat is not None
    ]


def _twins(mine: dict[str, str], colleagues: Any) -> list[tuple[str, float]]:
    found = []
    for trace, number in colleagues:
        shared = mine.keys() & trace.answers.keys()
        if len(shared) < FEWEST_SHARED:
            continue
        equal = sum(mine[key] == trace.answers[key] for key in shared)
        found.append((f"{number:03d}", equal / max(len(mine), len(trace.answers))))
    return sorted(found, key=lambda one: -one[1])


def _people(
    session: Session, named: dict[str, Any], facts: Facts
) -> tuple[list[tuple[str, Known]], list[tuple[str, Known]]]:
    members = [(_as_known(member), member.get("citizen_id", "")) for member in facts.members]
    hashes = {sealing.look_up_hash(number): known for known, number in members if number}
    keys = {key for known, _ in members if (key := name_key(known.name, known.born))}
    if not hashes and not keys:
        return [], []
    asked = {**named, "citizens": list(hashes), "names": list(keys)}
    own = {member.get("person_id", "") for member in facts.members}
    citizens: dict[tuple[str, str], tuple[str, Known]] = {}
    persons: list[tuple[str, Known]] = []
    for row, number in session.execute(_PEOPLE, asked):
        other = Known(row.person_id or str(row.id), row.name_folded, row.born, row.sex, f"{number:03d}")
        if row.citizen_hash in hashes:
            citizens.setdefault((row.citizen_hash, other.where), (hashes[row.citizen_hash].name, other))
        # The register itself says that this one person belongs to both homes' lists: another check's matter.
        elif other.id not in own or not row.person_id:
            persons += [(known.name, other) for known, _ in members if alike(known, other)]
    if hashes:
        for person_id, name, citizen, number, is_here in session.execute(_REGISTERED, asked):
            other = Known(str(person_id) if is_here else "", name, where=_home(number, is_here))
            citizens.setdefault((citizen, other.where), (hashes[citizen].name, other))
    return list(citizens.values()), persons


def _home(number: int, is_here: bool) -> str:
    return f"{number:03d}" if is_here else ELSEWHERE


def _as_known(member: Any) -> Known:
    born = member.get("birth_date") or member.get("birth_year", "")
    return Known(member.get("person_id", ""), member.get("full_name", ""), born[:10], member.get("sex", ""))
