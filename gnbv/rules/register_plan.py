"""What an approved sheet means for the register: who joins, leaves or is written differently, who heads the home, facts.

Pure: works on plain values. Nothing is deleted; a person who is not mentioned stays and is only named. What another act
(a confirmed change of the household) has done already is not done twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

HEAD = "head"
LEAVING = ("died", "moved_out", "married_out")
IDENTITY = ("full_name", "sex", "ethnicity")
# What is shown as last year's beside this year's question, and no other answer: no words in free text, no photo.
PERSON_FACTS = (
    "at_school", "education", "employer_training", "no_work", "work", "contract", "employer", "benefits", "insurance",
    "nutrition", "disability", "merit", "internet", "wants_training",
)  # fmt: skip
HOME_FACTS = {
    "house": ("dwelling", "walls", "columns", "roof", "floor_area", "repairs"),
    "utilities": ("electricity", "electricity_kwh", "water", "latrine", "waste"),
    "belongings": ("shared_devices", "personal_devices", "signal", "assets"),
    "livelihood": (
        "land_garden", "land_annual", "land_perennial", "land_water", "cattle", "pigs", "poultry", "income_source",
        "income_band", "support_received",
    ),
    "paper": ("b1_source", "b1_total"),
    "outcome": ("no_capacity",),
    "closing": ("causes", "needs", "need_housing", "exit_registration"),
}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A member as the register has them now, in the order of the household."""

    person: str
    relation: str
    full_name: str
    sex: str = ""
    ethnicity: str = ""
    birth_date: str = ""
    birth_year: str = ""
    has_number: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What follows. ``head``: the person (or the instance of one who joins) that becomes the head; empty for no change.
    ``unmentioned``: members of whom the sheet says nothing. ``gone``: people of the sheet who are no members any more."""

    left: list[tuple[str, str, str]] = field(default_factory=list)
    joined: list[dict[str, Any]] = field(default_factory=list)
    corrected: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    head: str = ""
    unmentioned: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    nobody_stays: bool = False


def plan(register: Sequence[Member], roster: Sequence[Mapping[str, Any]], head: str) -> Plan:
    """Compare the roster of a sheet with the register. ``head``: the person who is the head now."""
    made, known = Plan(), {one.person: one for one in register}
    told = {str(one["person_id"]): one for one in roster if one.get("person_id")}
    new = [one for one in roster if not one.get("person_id") and one.get("stays") not in LEAVING and one.get("full_name")]  # fmt: skip
    made.gone = [person for person, one in told.items() if person not in known and one.get("stays") not in LEAVING]  # fmt: skip
    made.unmentioned = [one.person for one in register if one.person not in told]
    leaving = [one for one in register if told.get(one.person, {}).get("stays") in LEAVING]
    made.joined = [dict(one) for one in new if not _is_there(one, register)]
    staying = [one for one in register if one not in leaving]
    if not staying and not made.joined:
        made.nobody_stays = bool(leaving)
        return made
    for one in leaving:
        said = told[one.person]
        made.left.append((one.person, str(said["stays"]), str(said.get("left_on") or "")))
    for one in staying:
        if one.person in told:
            _compare(made, one, told[one.person])
    _lead(made, staying, told, head)
    return made


def home_facts(answers: Mapping[str, Any]) -> dict[str, str]:
    """The facts of the home that the register keeps, out of a sheet's answers."""
    found: dict[str, str] = {}
    for group, keys in HOME_FACTS.items():
        inner = answers.get(group)
        if isinstance(inner, dict):
            found.update({key: str(inner[key]) for key in keys if inner.get(key) not in (None, "")})
            if group == "paper" and found.get("b1_source") == "items" and inner.get("b1_points"):
                found["b1_total"] = str(inner["b1_points"])
    return found


def person_facts(said: Mapping[str, Any]) -> dict[str, str]:
    """The same of one member of the roster."""
    return {key: str(said[key]) for key in PERSON_FACTS if said.get(key) not in (None, "")}


def is_born(said: Mapping[str, Any]) -> tuple[str, str]:
    """Day and year of birth as the sheet says them: a year alone where the day is not known."""
    day = str(said.get("birth_date") or "")
    return day, "" if day else str(said.get("birth_year") or "")


def _compare(made: Plan, one: Member, said: Mapping[str, Any]) -> None:
    found = {
        key: (getattr(one, key), str(said[key])) for key in IDENTITY if said.get(key) and said[key] != getattr(one, key)
    }  # fmt: skip
    day, year = is_born(said)
    if day and day != one.birth_date:
        found["birth_date"] = (one.birth_date or one.birth_year, day)
    elif year and year != (one.birth_date[:4] or one.birth_year):
        found["birth_year"] = (one.birth_date or one.birth_year, year)
    if found:
        made.corrected[one.person] = found
    relation = str(said.get("relation") or "")
    if relation and relation != one.relation and HEAD not in (relation, one.relation):
        made.relations[one.person] = relation
    number = str(said.get("citizen_id") or "")
    if number and not one.has_number:
        made.numbers[one.person] = number
    facts = person_facts(said)
    if facts != {key: str(one.facts[key]) for key in PERSON_FACTS if one.facts.get(key) not in (None, "")}:
        made.facts[one.person] = facts


def _lead(made: Plan, staying: list[Member], told: Mapping[str, Mapping[str, Any]], head: str) -> None:
    here = {one.person for one in staying}
    said = [one.person for one in staying if told.get(one.person, {}).get("relation") == HEAD]
    said += [str(one.get("_id") or "") for one in made.joined if one.get("relation") == HEAD]
    wanted = said[0] if len(said) == 1 else ""
    if not wanted and head not in here:  # the head left and nobody was named: the next of the register
        wanted = staying[0].person if staying else str(made.joined[0].get("_id") or "")
    if not wanted or wanted == head:
        return
    made.head = wanted
    if head in here:
        relation = str(told.get(head, {}).get("relation") or "")
        made.relations[head] = relation if relation not in ("", HEAD) else "other"


def _is_there(said: Mapping[str, Any], register: Sequence[Member]) -> bool:
    """Whether somebody who is told as new is a member already, by an act between the sheet and now."""
    day, year = is_born(said)
    return any(
        one.full_name.casefold() == str(said.get("full_name")).casefold()
        and (one.birth_date[:4] or one.birth_year) == (day[:4] or year)
        and one.relation == said.get("relation")
        for one in register
    )
