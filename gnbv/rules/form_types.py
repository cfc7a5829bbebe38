"""Whether a text is an answer of its type, and how a computed value is written down."""

import re
from collections.abc import Collection
from typing import Any

from gnbv.rules.expression_dates import DAY_MS, date_text, moment_of, moment_text, time_of
from gnbv.rules.expression_rare import points_of
from gnbv.rules.expression_values import Value, atom, decimal_text, number_of, round_half_up, string_of

_INT = re.compile(r"-?[0-9]{1,15}\Z")
_DECIMAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
CHOICES = ("select1", "select", "rank")
_LEAST_POINTS = {"geopoint": 1, "geotrace": 2, "geoshape": 3}


def fits(node: dict[str, Any], text: str, offered: Collection[str] | None = None) -> bool:
    """Whether a non-empty text is of the question's type; ``offered``: the choices that may be taken."""
    kind = node["type"]
    if kind in ("int", "decimal"):
        return bool((_INT if kind == "int" else _DECIMAL).match(text)) and _in_range(node, float(text))
    if kind == "date":
        return bool(_DATE.match(text)) and moment_of(text) is not None
    if kind == "dateTime":
        return "T" in text and moment_of(text) is not None
    if kind == "time":
        return time_of(text) is not None
    if kind in _LEAST_POINTS:
        points = points_of([text])
        if points is None or len(points) < _LEAST_POINTS[kind]:
            return False
        if kind == "geoshape":
            return len(points) > 3 and points[0] == points[-1]
        return kind != "geopoint" or (len(points) == 1 and ";" not in text)
    if kind == "acknowledge":
        return text == "OK"
    if kind in CHOICES and offered is not None:
        words = [text] if kind == "select1" else text.split()
        return len(set(words)) == len(words) and all(word in offered for word in words)
    return True


def _in_range(node: dict[str, Any], number: float) -> bool:
    """A range question takes only the steps between its ends."""
    limits = node.get("parameters") or {}
    if "start" not in limits or "end" not in limits:
        return True
    low, high = sorted((float(limits["start"]), float(limits["end"])))
    if not low <= number <= high:
        return False
    step = abs(float(limits.get("step", "1")))
    steps = (number - float(limits["start"])) / step if step else 0.0
    return abs(steps - round_half_up(steps, 0)) < 1e-9


def written(node: dict[str, Any], value: Value) -> str:
    """The text of a computed value for its question: no number is an empty answer, int cuts the fraction."""
    kind = node["type"]
    value = atom(value) if isinstance(value, list) and kind in ("int", "decimal") else value
    if isinstance(value, float):
        if not abs(value) < float("inf"):
            return "" if value != value else decimal_text(value)
        if kind == "date":
            return date_text(int(value // 1))
        if kind in ("dateTime", "time"):
            return _clock(kind, int(round_half_up(value * DAY_MS, 0)))
        return decimal_text(float(int(value)) if kind == "int" else value)
    text = string_of(value)
    if kind in ("int", "decimal") and text:
        number = number_of(value)
        return text if number != number else written(node, number)
    moment = (
        moment_of(text)
        if kind in ("date", "dateTime", "time") and ("T" in text or kind == "dateTime")
        else None
    )
    if moment is not None:
        return date_text(moment // DAY_MS) if kind == "date" else _clock(kind, moment)
    return "" if text == "NaN" else text


def _clock(kind: str, ms: int) -> str:
    text = moment_text(ms)
    return text[11:] if kind == "time" else text
