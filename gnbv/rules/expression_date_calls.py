"""The date functions of ODK; a date is ISO text, an instant counts at UTC+7."""

import math
from typing import Any

from gnbv.rules.expression_dates import (
    DAY_MS,
    OFFSET_MINUTES,
    date_text,
    format_moment,
    moment_of,
    moment_text,
    time_of,
)
from gnbv.rules.expression_values import NAN, Value, number_of, string_of


def _moment(value: Value) -> int | None:
    """Any date, number of days or date text as civil milliseconds."""
    if isinstance(value, float):
        return math.floor(value * DAY_MS + 0.5) if abs(value) < 3e6 else None
    text = string_of(value).strip()
    moment = moment_of(text)
    if moment is None and text:
        number = number_of(text)
        return _moment(number) if number == number else None
    return moment


def date_call(context: Any, value: Value) -> str:
    moment = _moment(value)
    return "" if moment is None else date_text(moment // DAY_MS)


def date_time_call(context: Any, value: Value) -> str:
    moment = _moment(value)
    return "" if moment is None else moment_text(moment)


def decimal_date_time_call(context: Any, value: Value) -> float:
    moment = _moment(value)
    if moment is None:
        return NAN
    # A written time is an instant, counted in UTC; a day alone is that civil day.
    shift = OFFSET_MINUTES * 60_000 if "T" in string_of(value) else 0
    return (moment - shift) / DAY_MS


def decimal_time_call(context: Any, value: Value) -> float:
    text = string_of(value).strip()
    time = time_of(text)
    moment = moment_of(text) if time is None else time
    return NAN if moment is None else moment % DAY_MS / DAY_MS


def format_call(context: Any, value: Value, pattern: Value) -> str:
    text = string_of(value).strip()
    moment = _moment(value)
    if moment is None:
        moment = time_of(text)
    return "" if moment is None else format_moment(moment, string_of(pattern))
