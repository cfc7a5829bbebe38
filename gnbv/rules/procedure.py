"""The road of a village through a round: which stages a kind of round has, in order, and what a switch leaves out.

The stages come from a calendar (``gnbv/packs/calendars``, ``procedure``), never from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANY, NO_HOLIDAY, WORKING = "any", "no_holiday", "working"


@dataclass(frozen=True)
class StageRule:
    """One stage. ``ends_with``: the stage of the round whose last day holds; ``least``: working days it lasts at least;
    ``answer``: working days in which what comes up in it is answered; ``held_on``: on which days its act may fall."""

    code: str
    ends_with: str = ""
    least: int = 0
    answer: int = 0
    held_on: str = ANY
    basis: str = ""
    is_inferred: bool = False


@dataclass(frozen=True)
class Switch:
    """What a unit may switch by kind of round. ``stages`` are left out where it is off."""

    code: str
    is_on: bool
    stages: tuple[str, ...]
    name: Mapping[str, str]
    note: Mapping[str, str]


@dataclass(frozen=True)
class Procedure:
    """The stages that a round has, in order, and how its switches stand."""

    stages: tuple[StageRule, ...]
    switches: tuple[Switch, ...] = ()

    def codes(self) -> tuple[str, ...]:
        return tuple(rule.code for rule in self.stages)

    def has(self, code: str) -> bool:
        return code in self.codes()

    def rule(self, code: str) -> StageRule:
        """The stage named ``code``; one without days for a stage that this round leaves out."""
        return next((rule for rule in self.stages if rule.code == code), StageRule(code))

    def is_on(self, switch: str) -> bool:
        return any(one.is_on for one in self.switches if one.code == switch)

    def after(self, code: str, order: tuple[str, ...]) -> str | None:
        """The stage that follows ``code``; nothing after the last. ``order`` places a stage that is left out."""
        later = order[order.index(code) + 1 :]
        return next((one for one in later if self.has(one)), None)


def read(given: Mapping[str, Any], switched: Mapping[str, bool]) -> Procedure:
    """The procedure of one kind of round in a calendar. ``switched``: what a unit or a round says of its switches."""
    switches = tuple(
        Switch(
            one["code"], bool(switched.get(one["code"], one["is_on"])), tuple(one["stages"]), one["name"], one["note"]
        )
        for one in given.get("switches", ())
    )  # fmt: skip
    out = {code for one in switches if not one.is_on for code in one.stages}
    return Procedure(tuple(StageRule(**one) for one in given["stages"] if one["code"] not in out), switches)
