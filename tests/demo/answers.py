"""A generated home as a filled sheet, to see what the engine makes of it."""

from __future__ import annotations

from typing import Any

from gnbv.demo.drafts import HouseholdDraft
from tests import scoring_cases


def as_answers(home: HouseholdDraft) -> dict[str, Any]:
    """Last year's facts put as this year's answers, where the sheet asks for them."""
    members = []
    for number, person in enumerate(home.persons):
        member = {
            "_id": f"m{number}", "person_id": f"p{number}", "full_name": person.name, "stays": "home",
            "sex": person.sex, "relation": person.relation, "ethnicity": person.ethnicity,
            "citizen_id": f"{number:012d}", **person.facts,
        }  # fmt: skip
        if person.birth_date:
            member |= {"birth_known": "date", "birth_date": person.birth_date.isoformat()}
        else:
            member |= {"birth_known": "year", "birth_year": str(person.birth_year), "threshold_passed": "yes"}
        members.append(member)
    answers: dict[str, Any] = {
        "area_type": "rural", "round_standards": "vn-2022-2025", "sao_m2": "500",
        "intro": {"household_change": "still_here"}, "people": {"member": members, "roster_complete": "yes"},
    }  # fmt: skip
    for key, value in home.facts.items():
        for place in _places()[key]:
            answers.setdefault(place, {})[key] = value
    return answers


def _places() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in scoring_cases.sheet()["nodes"]:
        parts = node["path"].split("/")
        if len(parts) == 4:
            found.setdefault(node["name"], []).append(parts[2])
    return found
