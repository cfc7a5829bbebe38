"""Checks of persons: the same citizen number or the same person in two homes, and how alike two names are."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from gnbv.rules.names import fold
from gnbv.rules.quality_facts import Evidence, Facts, Known, Peers, Settings, rule

YEAR = 4
DATE = 10


@rule(
    "citizen_twice",
    weight=3,
    vi="Số định danh của {names} đã có ở hộ {homes}.",
    en="The citizen number of {names} stands already at home {homes}.",
)
def citizen_twice(_facts: Facts, peers: Peers, _settings: Settings) -> Evidence | None:
    return _evidence(peers.same_citizen)


@rule(
    "person_twice",
    weight=2,
    vi="{names} có thể là người đã ghi ở hộ {homes}.",
    en="{names} may be a person who is already listed at home {homes}.",
)
def person_twice(_facts: Facts, peers: Peers, _settings: Settings) -> Evidence | None:
    # Whoever shares a citizen number is told above, with more weight.
    sure = {(name, known.id) for name, known in peers.same_citizen}
    return _evidence([(name, known) for name, known in peers.same_person if (name, known.id) not in sure])


def _evidence(pairs: Sequence[tuple[str, Known]]) -> Evidence | None:
    if not pairs:
        return None
    return {
        "names": list(dict.fromkeys(name for name, _ in pairs))[:10],
        "homes": list(dict.fromkeys(known.where for _, known in pairs))[:10],
        "people": [known.id for _, known in pairs][:10],
    }


def alike(one: Known, other: Known, *, least: float = 0.9) -> bool:
    """Whether two entries may be one person: names alike without tone marks, births that do not speak against it
    and at least agree on the year, the same sex where both are known. Symmetric."""
    if one.sex and other.sex and one.sex != other.sex:
        return False
    if not one.born or not other.born or one.born[:YEAR] != other.born[:YEAR]:
        return False
    if len(one.born) == len(other.born) == DATE and one.born != other.born:
        return False
    first, second = sorted((fold(one.name), fold(other.name)))
    return bool(first) and (first == second or SequenceMatcher(None, first, second).ratio() >= least)


RULES = (citizen_twice, person_twice)
