"""Last year's facts of a person, in the names and values of the review sheet."""

from __future__ import annotations

from random import Random
from typing import Any

from gnbv.demo.drafts import HouseholdDraft, PersonDraft

RETIRED = {"male": 62, "female": 57}
LEVELS = ["below_primary", "primary", "lower_secondary", "upper_secondary", "elementary", "intermediate",
          "college", "university"]  # fmt: skip


def school_of(age: int) -> str:
    """Where a child of ``age`` goes to school when it goes to the right level."""
    for upper, level in ((2, "no"), (5, "preschool"), (10, "primary"), (14, "lower_secondary")):
        if age <= upper:
            return level
    return "upper_secondary" if age <= 17 else "no"


def works(person: PersonDraft) -> bool:
    """Whether the person is of working age and able; the sheet asks them about work."""
    return 16 <= person.age < RETIRED[person.sex] and person.facts.get("no_work", "no") == "no"


def fill(rng: Random, home: HouseholdDraft) -> None:
    """Give every person facts so that exactly the marks of ``home`` show (indicators 1–6 and 11)."""
    for person in home.persons:
        _body(rng, home, person)
    for person in home.persons:
        _school(rng, home, person)
        _work(rng, home, person)
    _spread(rng, home)


def _body(rng: Random, home: HouseholdDraft, person: PersonDraft) -> None:
    facts: dict[str, Any] = {"insurance": "valid", "merit": "no"}
    frail = home.kind == "poor" and 2 in home.marks and home.head.age >= 69
    grown_disabled = frail and person.relation == "child"
    facts["disability"] = "severe" if grown_disabled else "no"
    if person.age >= 16:
        facts["no_work"] = "disability" if grown_disabled else "no"
        if person.age >= 78 or (frail and person.age >= 70):
            facts["no_work"] = "other"
    if grown_disabled:
        facts["benefits"] = "assist_disabled"
    elif person.age >= 75 or (home.kind == "poor" and person.age >= 68):
        facts["benefits"] = "social_pension"
    elif person.age >= RETIRED[person.sex] and home.kind != "poor" and rng.random() < 0.15:
        facts["benefits"] = "pension"
    else:
        facts["benefits"] = "none"
    if person.age < 16:
        facts["nutrition"] = "no"
    person.facts = facts


def _school(rng: Random, home: HouseholdDraft, person: PersonDraft) -> None:
    if person.age <= 30:
        person.facts["at_school"] = school_of(person.age)
    if person.age < 15:
        return
    if person.age > 55:
        level = rng.choices(LEVELS[:4], [4, 4, 4, 1])[0]
    elif person.age > 30:
        level = rng.choices(LEVELS[1:6], [2, 6, 4, 1, 1])[0]
    elif person.age >= 18:
        level = rng.choices(LEVELS[3:7], [6, 2, 2, 1])[0]
        if 5 in home.marks:
            level = "lower_secondary"
            person.facts["employer_training"] = "no"
    else:
        level = "lower_secondary"
    person.facts["education"] = level


def _work(rng: Random, home: HouseholdDraft, person: PersonDraft) -> None:
    if not works(person):
        return
    if person.facts.get("at_school", "no") != "no":
        person.facts["work"] = "not_looking"
    elif 1 in home.marks and person.relation == "head":
        person.facts.update(work="wage", contract="no", employer="casual")
    elif person.relation in ("head", "spouse") or rng.random() < 0.4:
        person.facts["work"] = rng.choices(["farm", "self"], [4, 1])[0]
    else:
        person.facts.update(work="wage", contract="yes", employer="firm")


def _spread(rng: Random, home: HouseholdDraft) -> None:
    """Marks that one member carries: nutrition, insurance, school; and who uses the internet."""
    children = [person for person in home.persons if person.age < 16]
    if 3 in home.marks and children:
        children[-1].facts["nutrition"] = "stunted"
    if 6 in home.marks:
        child = next((person for person in children if 6 <= person.age <= 14), None)
        if child is not None:
            child.facts["at_school"] = "no"
    if 4 in home.marks:
        home.persons[0].facts["insurance"] = "expired"
    for person in home.persons:
        uses = 11 not in home.marks and (9 <= person.age <= 60 or person.relation == "head")
        person.facts["internet"] = "yes" if uses else "no"
        if person.age >= 15:
            wants = works(person) and person.age < 45 and rng.random() < 0.15
            person.facts["wants_training"] = rng.choice(["in_province", "abroad"]) if wants else "no"
