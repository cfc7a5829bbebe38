"""A sample that anybody can draw again: each key has a place in a line that hangs on the seed alone."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping


def place(seed: int, key: str) -> str:
    """Where ``key`` stands in the line of ``seed``: SHA-256 of ``seed/key``. Keys with the smallest are drawn first."""
    return hashlib.sha256(f"{seed}/{key}".encode()).hexdigest()


def quota(count: int, share: float) -> int:
    """How many of ``count``: the share, rounded, at least one and never more than there are."""
    return min(count, max(1, int(count * share + 0.5))) if count else 0


def draw(
    groups: Mapping[str, Collection[str]], *, share: float, seed: int, drawn: Collection[str] = ()
) -> list[str]:
    """The keys to add so that each group has its quota. What was ``drawn`` before stays and counts.

    The same groups, share and seed give the same sample whatever the order; keys that come later only add to it.
    """
    before = set(drawn)
    added: list[str] = []
    for _group, keys in sorted(groups.items()):
        missing = quota(len(keys), share) - len(before.intersection(keys))
        line = sorted(set(keys) - before, key=lambda key: place(seed, key))
        added += line[: max(0, missing)]
    return added
