"""Sharing households out among collectors: nobody twice, nobody left out who can be given, loads as even as can be.

Villages are shared out one after the other, so that a collector has few of them; inside a village the homes go out in
the order given (house numbers), or, where positions are known, as clusters of neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians

Point = tuple[float, float]


@dataclass(frozen=True)
class Home:
    """A household to give away. ``point``: latitude and longitude in degrees, where an earlier survey was done."""

    key: str
    village: str
    point: Point | None = None


@dataclass(frozen=True)
class Carrier:
    """Somebody who may survey in ``villages``, has ``load`` homes already and must not be given ``barred`` ones."""

    key: str
    villages: frozenset[str]
    load: int = 0
    barred: frozenset[str] = frozenset()


@dataclass
class Shares:
    """Who gets what; ``left``: the homes that nobody here may survey."""

    given: dict[str, list[str]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def share(homes: Sequence[Home], carriers: Sequence[Carrier], *, near: bool = False) -> Shares:
    """Every home of ``homes`` once, to the carrier with the least load; ``near`` clusters neighbours.

    Where everybody may survey everywhere and nobody is barred, loads that differed by at most one before differ by at
    most one after.
    """
    shares = Shares({carrier.key: [] for carrier in carriers})
    loads = {carrier.key: carrier.load for carrier in carriers}
    villages: dict[str, list[Home]] = {}
    for home in {home.key: home for home in homes}.values():
        villages.setdefault(home.village, []).append(home)
    able = {village: [one for one in carriers if village in one.villages] for village in villages}
    # The village with the least choice first; the others even out what that made uneven.
    for village in sorted(villages, key=lambda name: len(able[name])):
        _share_village(villages[village], able[village], loads, shares, near)
    return shares


def _share_village(
    homes: list[Home], able: list[Carrier], loads: dict[str, int], shares: Shares, near: bool
) -> None:
    quotas = _quotas(len(homes), {carrier.key: loads[carrier.key] for carrier in able})
    parts = _clusters(homes, quotas) if near else _chunks(homes, quotas)
    by_key = {carrier.key: carrier for carrier in able}
    for home in _unbar(parts, by_key):
        takers = [one for one in able if home.key not in one.barred]
        if takers:
            taker = min(takers, key=lambda one: loads[one.key] + len(parts[one.key]))
            parts[taker.key].append(home)
        else:
            shares.left.append(home.key)
    if not able:
        shares.left.extend(home.key for home in homes)
    for key, part in parts.items():
        shares.given[key].extend(home.key for home in part)
        loads[key] += len(part)


def _quotas(count: int, loads: dict[str, int]) -> dict[str, int]:
    """How many of ``count`` each gets, so that the smallest loads fill up first."""
    quotas = dict.fromkeys(loads, 0)
    for _ in range(count if loads else 0):
        least = min(loads, key=lambda key: loads[key] + quotas[key])
        quotas[least] += 1
    return quotas


def _chunks(homes: list[Home], quotas: dict[str, int]) -> dict[str, list[Home]]:
    """Homes side by side stay together: each carrier takes the next ones of the order given."""
    parts, start = {}, 0
    for key, quota in quotas.items():
        parts[key] = homes[start : start + quota]
        start += quota
    return parts


def _clusters(homes: list[Home], quotas: dict[str, int]) -> dict[str, list[Home]]:
    """Each carrier begins at the home farthest from the middle of what is left and goes on to the nearest neighbour.

    Homes of unknown place go where there is room. Greedy: good enough to walk by, not the shortest way.
    """
    placed = {home.key: home.point for home in homes if home.point is not None}
    parts: dict[str, list[Home]] = {key: [] for key in quotas}
    rest = [home for home in homes if home.key in placed]
    unknown = [home for home in homes if home.key not in placed]
    for key, quota in quotas.items():
        while rest and len(parts[key]) < quota:
            part = parts[key]
            if part:
                here = placed[part[-1].key]
                found = min(rest, key=lambda home: _apart(here, placed[home.key]))
            else:
                middle = _middle([placed[home.key] for home in rest])
                found = max(rest, key=lambda home: _apart(middle, placed[home.key]))
            rest.remove(found)
            part.append(found)
    for key, quota in quotas.items():
        room = quota - len(parts[key])
        parts[key], unknown = parts[key] + unknown[:room], unknown[room:]
    return parts


def _unbar(parts: dict[str, list[Home]], carriers: dict[str, Carrier]) -> list[Home]:
    """Change barred homes against another's, which keeps the loads; what nobody can change is taken out."""
    out = []
    for key, part in parts.items():
        for home in [one for one in part if one.key in carriers[key].barred]:
            change = next(
                (
                    (other, place)
                    for other in parts
                    if other != key and home.key not in carriers[other].barred
                    for place, theirs in enumerate(parts[other])
                    if theirs.key not in carriers[key].barred
                ),
                None,
            )
            if change is None:
                part.remove(home)
                out.append(home)
            else:
                other, place = change
                part[part.index(home)], parts[other][place] = parts[other][place], home
    return out


def _middle(points: list[Point]) -> Point:
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def _apart(one: Point | None, other: Point | None) -> float:
    """Flat distance in degrees of latitude: inside a village the earth is flat."""
    assert one is not None and other is not None  # only homes of known place come here
    return hypot(one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0])))
