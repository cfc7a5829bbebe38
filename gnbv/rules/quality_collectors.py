"""Interviewer effects: how often a collector finds something, against colleagues, with limits that widen for the few.

A funnel (Spiegelhalter 2005): limits of a binomial share around the colleagues' share, by the number of surveys. A
collector outside the limits is asked about, not accused: villages differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

SIGMAS = 3.0
FEWEST = 10


@dataclass(frozen=True)
class Effect:
    """``share`` of a collector's surveys with a finding, beside the share of all colleagues and the limits for that many."""

    collector: str
    finding: str
    count: int
    surveys: int
    share: float
    colleagues: float
    low: float
    high: float

    @property
    def is_high(self) -> bool:
        return self.share > self.high

    @property
    def is_low(self) -> bool:
        return self.share < self.low

    @property
    def is_outside(self) -> bool:
        return self.is_high or self.is_low


@dataclass(frozen=True)
class Few:
    """A collector of whom nothing can be said: too few surveys, or no colleagues to compare with."""

    collector: str
    finding: str
    count: int
    surveys: int


def effects(
    counts: Mapping[str, Mapping[str, int]],
    surveys: Mapping[str, int],
    *,
    sigmas: float = SIGMAS,
    fewest: int = FEWEST,
) -> list[Effect]:
    """Who lies outside the funnel of their colleagues. ``counts``: collector → finding → surveys with it; ``surveys``:
    collector → surveys. Collectors with fewer than ``fewest`` surveys, or without colleagues, are left out."""
    findings = sorted({finding for found in counts.values() for finding in found})
    outside = []
    for finding in findings:
        counted = {name: found.get(finding, 0) for name, found in counts.items()}
        for one in funnel(finding, counted, surveys, sigmas=sigmas, fewest=fewest):
            if isinstance(one, Effect) and one.is_outside:
                outside.append(one)
    return sorted(outside, key=lambda one: (-abs(one.share - one.colleagues), one.collector, one.finding))


def funnel(
    finding: str,
    counted: Mapping[str, int],
    surveys: Mapping[str, int],
    *,
    sigmas: float = SIGMAS,
    fewest: int = FEWEST,
) -> list[Effect | Few]:
    """Everybody of ``surveys`` with their limits, those with the fewest surveys first, so that the limits grow narrow.
    ``counted``: collector → surveys with the finding."""
    everyone, total = sum(surveys.values()), sum(counted.get(name, 0) for name in surveys)
    found: list[Effect | Few] = []
    for collector, number in sorted(surveys.items(), key=lambda one: (one[1], one[0])):
        mine, others = counted.get(collector, 0), everyone - number
        if number < fewest or others < fewest:
            found.append(Few(collector, finding, mine, number))
            continue
        rate = (total - mine) / others
        # A share of none or all has no spread of its own: one more survey that had it, and one that had not.
        steady = (total - mine + 1) / (others + 2)
        spread = sigmas * sqrt(steady * (1 - steady) * (1 / number + 1 / others))
        low, high = max(0.0, rate - spread), min(1.0, rate + spread)
        found.append(Effect(collector, finding, mine, number, mine / number, rate, low, high))
    return found
