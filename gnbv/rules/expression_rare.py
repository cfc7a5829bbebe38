"""Functions that few forms call: digests, places on the earth, shuffling. On the phone they load on demand."""

import base64
import binascii
import hashlib
import math
from typing import Any

from gnbv.rules.expression_values import NUMBER, round_half_up

EARTH_RADIUS_METRES = 6_378_100.0
_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = _DIGESTS.get(algorithm.upper())
    if name is None or encoding.lower() not in ("base64", "hex"):
        return ""
    raw = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
    return raw.hex() if encoding.lower() == "hex" else base64.b64encode(raw).decode()


def base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def points_of(texts: list[str]) -> list[tuple[float, float]] | None:
    """Latitude and longitude of each point of one or several "lat lon alt acc; …" texts, None when one is bad."""
    points: list[tuple[float, float]] = []
    for text in texts:
        for part in text.split(";") if len(texts) == 1 else [text]:
            words = part.split()
            if not words:
                if len(texts) == 1 and points:
                    continue  # the text of a trace may end with a semicolon
                return None
            if not 2 <= len(words) <= 4 or not all(NUMBER.match(word) for word in words):
                return None
            latitude, longitude = float(words[0]), float(words[1])
            if abs(latitude) > 90 or abs(longitude) > 180:
                return None
            points.append((latitude, longitude))
    return points


def distance(texts: list[str]) -> float:
    """Metres along the line through all points, to the centimetre."""
    points = points_of(texts)
    if points is None:
        return math.nan
    total = 0.0
    for one, other in zip(points, points[1:], strict=False):
        a, b = math.radians(one[0]), math.radians(other[0])
        turn = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(
            math.radians(one[1] - other[1])
        )
        total += math.acos(max(-1.0, min(1.0, turn))) * EARTH_RADIUS_METRES if one != other else 0.0
    return round_half_up(total, 2)


def area(texts: list[str]) -> float:
    """Square metres inside the line through all points."""
    points = points_of(texts)
    if points is None:
        return math.nan
    total = 0.0
    if len(points) > 2:
        for one, other in zip(points, points[1:] + points[:1], strict=True):
            total += math.radians(other[1] - one[1]) * (
                2 + math.sin(math.radians(one[0])) + math.sin(math.radians(other[0]))
            )
    return round_half_up(abs(total * EARTH_RADIUS_METRES * EARTH_RADIUS_METRES / 2), 2)


def geofence(point: str, texts: list[str]) -> bool:
    """Whether the point is inside the shape (even-odd rule)."""
    at, points = points_of([point]), points_of(texts)
    if not at or not points or len(points) < 3:
        return False
    (y, x), inside = at[0], False
    for (y1, x1), (y2, x2) in zip(points, points[1:] + points[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def shuffled(items: list[Any], seed: float | str) -> list[Any]:
    """Fisher-Yates from the inside out with the Park-Miller generator that ODK's clients share: one seed, one order everywhere."""
    if isinstance(seed, str):
        # A text seed counts by the first eight bytes of its SHA-256, as ODK's clients do.
        number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big", signed=True) if seed else 0
    else:
        number = math.trunc(seed) if math.isfinite(seed) else 0
    state = math.fmod(float(number), 2147483647)
    if state <= 0:
        state += 2147483646
    out: list[Any] = []
    for place, item in enumerate(items):
        state = state * 16807 % 2147483647
        other = math.floor((state - 1) / 2147483646 * (place + 1))
        out.append(item)
        out[place], out[other] = out[other], item
    return out
