"""What the official tables count of a sheet's home, read out when it arrives: T8, T10 and T11 ask it of every household
and may not open thousands of sealed sheets for it. Numbers and keys, no name."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from gnbv.rules.form import Instance

BELOW = 16
SCHOOL_FROM = 3
WITHOUT_CARD = ("none", "expired")
MALNOURISHED = ("stunted", "underweight")
NO_MERIT = ("", "no", "unknown")


def of(instance: Instance) -> dict[str, Any]:
    """The figures of a sheet with the questions of the official one (``docs/sheet.md``); what a sheet does not ask is
    ``None``. Children are below 16; out of school counts from 3 years (indicator 6)."""
    answers = instance.answers()
    people = answers.get("people")
    members = people.get("member") if isinstance(people, dict) else None
    closing = answers.get("closing")
    living = [one for one in members if _lives_there(one)] if isinstance(members, list) else []
    return {
        **children(living),
        "no_capacity": _no_capacity(instance),
        "merit": any(one.get("merit", "") not in NO_MERIT for one in living) if living else None,
        "causes": str(closing.get("causes") or "").split() if isinstance(closing, dict) else None,
    }


def children(members: list[dict[str, Any]]) -> dict[str, int]:
    """How many children, and how many of them without a card, malnourished, not at school. ``age`` in full years."""
    found = dict.fromkeys(("children", "uninsured", "malnourished", "out_of_school"), 0)
    for one in members:
        age = str(one.get("age", ""))
        if not age.isdigit() or int(age) >= BELOW:
            continue
        found["children"] += 1
        found["uninsured"] += one.get("insurance") in WITHOUT_CARD
        found["malnourished"] += one.get("nutrition") in MALNOURISHED
        found["out_of_school"] += int(age) >= SCHOOL_FROM and one.get("at_school") == "no"
    return found


def _lives_there(member: dict[str, Any]) -> bool:
    return member.get("stays") not in ("died", "moved_out", "married_out")


def _no_capacity(instance: Instance) -> bool | None:
    """Nobody of working age is able to work, as the sheet derives it; who filled it may have said otherwise."""
    with suppress(KeyError):
        derived = {"yes": True, "no": False}.get(instance.value("no_capacity"))
        return not derived if derived is not None and _disagrees(instance) else derived
    return None


def _disagrees(instance: Instance) -> bool:
    with suppress(KeyError):
        return instance.value("no_capacity_agree") == "no"
    return False
