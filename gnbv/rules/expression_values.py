"""Casts of XPath values, the same in ``static/js/rules/values.js`` to the last digit.

A value is ``str``, ``float``, ``bool`` or a list of nodes; dates are ISO text. A node is anything with ``v``
(its text) and ``kind``: "number" for a number question or a computed number, "bool" for a computed truth,
"group" for one with questions below, else "text".
"""

import math
import re
from typing import Any

from gnbv.rules.expression_dates import days_of

NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)\Z")
NAN = math.nan

Value = Any


def string_of(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return str(value[0].v) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return decimal_text(value)


def number_of(value: Value) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return number_of_text(string_of(value))


def number_of_text(text: str) -> float:
    text = text.strip()
    if not text:
        return NAN
    return float(text) if NUMBER.match(text) else days_of(text)


def boolean_of(value: Value) -> bool:
    if value is True or value is False:
        return bool(value)
    if isinstance(value, list) and value and value[0].kind == "bool":
        return bool(value[0].v == "true")
    value = atom(value)
    if isinstance(value, float):
        return value == value and value != 0.0
    return bool(value)


def atom(value: Value) -> Value:
    """A node list as the value of its first node: a number for a number question, else its text."""
    if not isinstance(value, list):
        return value
    if not value:
        return ""
    return node_value(value[0])


def node_value(node: Any) -> Value:
    text: str = node.v
    if node.kind == "number" and NUMBER.match(text):
        return float(text)
    # A group, or a whole repeat, is "there" even when none of its questions has an answer.
    return True if node.kind == "group" and not text else text


def decimal_text(number: float) -> str:
    """Shortest decimal digits that read back as the same double, never with an exponent."""
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    sign, digits, point = decimal_parts(number)
    if point <= 0:
        text = "0." + "0" * -point + digits
    elif point >= len(digits):
        text = digits + "0" * (point - len(digits))
    else:
        text = digits[:point] + "." + digits[point:]
    return sign + text


def decimal_parts(number: float) -> tuple[str, str, int]:
    """Sign, significant digits without zeros at the ends, and the place of the point before them."""
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    return sign, stripped.rstrip("0"), point - (len(digits) - len(stripped))


def round_half_up(number: float, places: float) -> float:
    """Round on the decimal digits people see: a half goes up, -2.5 to -2 (XPath 1.0)."""
    if not math.isfinite(number) or number == 0 or places != places:
        return number if places == places else NAN
    if abs(places) > 30:
        return NAN
    sign, digits, point = decimal_parts(number)
    drop = len(digits) - point - int(places)
    if drop <= 0:
        return number
    unit = 10**drop
    quotient, rest = divmod(int(digits), unit)
    if rest * 2 > unit or (rest * 2 == unit and not sign):
        quotient += 1
    return float(f"{sign}{quotient}e{-int(places)}")
