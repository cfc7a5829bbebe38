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
    everyone = sum(surveys.values())
    outside = []
    for finding in findings:
        total = sum(found.get(finding, 0) for found in counts.values())
        for collector, number in sorted(surveys.items()):
            others = everyone - number
            if number < fewest or others < fewest:
                continue
            mine = counts.get(collector, {}).get(finding, 0)
            rate = (total - mine) / others
            # A share of none or all has no spread of its own: one more survey that had it, and one that had not.
            steady = (total - mine + 1) / (others + 2)
            spread = sigmas * sqrt(steady * (1 - steady) * (1 / number + 1 / others))
            effect = Effect(
                collector,
                finding,
                mine,
                number,
                mine / number,
                rate,
                max(0.0, rate - spread),
                min(1.0, rate + spread),
            )
            if not effect.low <= effect.share <= effect.high:
                outside.append(effect)
    return sorted(outside, key=lambda one: (-abs(one.share - one.colleagues), one.collector, one.finding))
