"""The class that B1 and B2 give (TT 07/2021/TT-BLĐTBXH; lines come from the pack, never from here)."""

from __future__ import annotations

from typing import Literal

HouseholdVerdict = Literal["poor", "near_poor", "not_poor"]


def classify(
    b1: int | None, b2: int | None, *, b1_max: int | None, b2_min: int | None
) -> HouseholdVerdict | None:
    """Poor: B1 ≤ line and B2 ≥ line; near-poor: B1 ≤ line and B2 below; else not poor.

    ``None`` when a figure or a line is not known: a missing fact never counts in anybody's favour or against.
    "Average living standard" is never computed here: it is a determination of its own.
    """
    if b1 is None or b2 is None or b1_max is None or b2_min is None:
        return None
    if b1 > b1_max:
        return "not_poor"
    return "poor" if b2 >= b2_min else "near_poor"
