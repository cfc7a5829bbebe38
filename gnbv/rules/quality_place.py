"""Checks of place: far from the house, no position though it was agreed to, several homes from one spot."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from gnbv.rules.quality_facts import Evidence, Facts, Peers, Position, Settings, rule

EARTH_METRES = 6_371_000


def metres(one: Position, other: Position) -> float:
    """The great-circle distance (haversine), in metres."""
    lat, other_lat = radians(one.lat), radians(other.lat)
    lon = radians(other.lon - one.lon)
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin(lon / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(half)))


@rule(
    "far",
    weight=2,
    vi="Làm cách nhà {metres} m.",
    en="Done {metres} m from the house.",
    metres=300,
)
def far(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    if facts.position is None or facts.home is None or _not_at_home(facts):
        return None
    distance = metres(facts.position, facts.home)
    doubt = (facts.position.accuracy or 0) + (facts.home.accuracy or 0)
    return {"metres": round(distance)} if distance - doubt > settings["metres"] else None


@rule(
    "no_position",
    weight=1,
    vi="Gia đình đồng ý ghi vị trí nhưng phiếu không có vị trí.",
    en="The family agreed to the position, but the sheet has none.",
)
def no_position(facts: Facts, _peers: Peers, _settings: Settings) -> Evidence | None:
    if facts.closing or facts.position is not None or facts.position_refused or _not_at_home(facts):
        return None
    return {} if facts.values.get("consent_location") == "yes" else None


@rule(
    "one_spot",
    weight=2,
    vi="Cùng một chỗ với {count} hộ khác: {homes}.",
    en="From the same spot as {count} other homes: {homes}.",
    metres=15,
    homes=2,
)
def one_spot(facts: Facts, peers: Peers, settings: Settings) -> Evidence | None:
    if facts.position is None or _not_at_home(facts):
        return None
    homes = [number for number, distance in peers.nearby if distance <= settings["metres"]]
    return {"count": len(homes), "homes": homes[:10]} if len(homes) >= settings["homes"] else None


def _not_at_home(facts: Facts) -> bool:
    """By telephone or copied from paper nobody stands at the house."""
    return facts.values.get("mode", "home") not in ("", "home")


RULES = (far, no_position, one_spot)
