"""The plain functions of XPath and ODK: all arguments are evaluated first; the context comes as the first one."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from gnbv.rules import expression_rare as rare
from gnbv.rules.expression_date_calls import (
    date_call,
    date_time_call,
    decimal_date_time_call,
    decimal_time_call,
    format_call,
)
from gnbv.rules.expression_values import NAN, Value, boolean_of, number_of, round_half_up, string_of

_SPACES = re.compile(r"[ \t\n\r]+")


def _values(values: tuple[Value, ...]) -> Iterator[Value]:
    """Node sets opened into their nodes, so that concat(${name}) takes all instances."""
    for value in values:
        if isinstance(value, list):
            for node in value:
                yield [node]
        else:
            yield value


def _numbers(values: tuple[Value, ...]) -> list[float]:
    """The numbers that are there: an empty answer neither counts nor spoils a sum."""
    return [number for number in map(number_of, _values(values)) if number == number]


def _sum(numbers: list[float]) -> float:
    """Plain addition from the left: the built-in sum() corrects rounding from Python 3.12 on."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def _words(value: Value) -> list[str]:
    return string_of(value).split()


def _selected(context: Any, value: Value, word: Value) -> bool:
    wanted, words = string_of(word).strip(), _words(value)
    return wanted in words if wanted else not words


def _selected_at(context: Any, value: Value, index: Value) -> str:
    at, words = number_of(index), _words(value)
    return words[int(at)] if at == at and 0 <= at < len(words) else ""


def _substr(context: Any, value: Value, start: Value, end: Value | None = None) -> str:
    """From place ``start`` (0 is the first) to before ``end``; places below 0 count from the end."""
    text = string_of(value)
    low = number_of(start)
    high = len(text) if end is None else number_of(end)
    return text[_whole(low) : _whole(high)] if low == low and high == high else ""


def _whole(number: float) -> int:
    return math.trunc(max(-1e9, min(1e9, number)))


def _substring(context: Any, value: Value, start: Value, length: Value | None = None) -> str:
    """XPath 1.0: the first character is number 1, places are rounded."""
    text = string_of(value)
    low = round_half_up(number_of(start), 0)
    high = math.inf if length is None else low + round_half_up(number_of(length), 0)
    return "".join(char for place, char in enumerate(text, 1) if low <= place < high)


def _before(context: Any, value: Value, mark: Value) -> str:
    text, found, _ = string_of(value).partition(string_of(mark)) if string_of(mark) else ("", "", "")
    return text if found else ""


def _after(context: Any, value: Value, mark: Value) -> str:
    return string_of(value).partition(string_of(mark))[2] if string_of(mark) else string_of(value)


def _translate(context: Any, value: Value, old: Value, new: Value) -> str:
    table: dict[str, str] = {}
    to = string_of(new)
    for place, char in enumerate(string_of(old)):
        table.setdefault(char, to[place] if place < len(to) else "")
    return "".join(table.get(char, char) for char in string_of(value))


def _checklist(context: Any, least: Value, most: Value, *values: Value) -> bool:
    return _between(sum(boolean_of(value) for value in _values(values)), least, most)


def _weighted_checklist(context: Any, least: Value, most: Value, *values: Value) -> bool:
    total = 0.0
    for value, weight in zip(values[::2], values[1::2], strict=False):
        for one, each in zip(_values((value,)), _values((weight,)), strict=False):
            total += number_of(each) if boolean_of(one) else 0.0
    return _between(total, least, most)


def _between(number: float, least: Value, most: Value) -> bool:
    low, high = number_of(least), number_of(most)
    return (low < 0 or number >= low) and (high < 0 or number <= high)


def _real(function: Callable[..., float]) -> Callable[..., float]:
    def call(context: Any, *values: Value) -> float:
        numbers = [number_of(value) for value in values]
        if any(number != number for number in numbers):
            return NAN
        try:
            return float(function(*numbers))
        except (ValueError, ZeroDivisionError):
            return NAN
        except OverflowError:
            return math.inf

    return call


def _log(logarithm: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: logarithm(x) if x > 0 else -math.inf if x == 0 else NAN


def _pow(x: float, y: float) -> float:
    if abs(x) == 1 and math.isinf(y):
        return NAN  # as JavaScript has it
    if x == 0 and y < 0:
        return math.copysign(math.inf, x) if y % 2 == 1 else math.inf
    try:
        return math.pow(x, y)
    except OverflowError:
        return -math.inf if x < 0 and y % 2 == 1 else math.inf


def _whole_number(cut: Callable[[float], int]) -> Callable[[float], float]:
    # The sign stays, as in JavaScript: int(-0.5) is -0, and 1 div -0 is -Infinity.
    return lambda x: math.copysign(abs(cut(x)), cut(x) or x) if math.isfinite(x) else x


_trunc = _whole_number(math.trunc)


CALLS: dict[str, Callable[..., Value]] = {
    "selected": _selected,
    "is-selected": _selected,
    "selected-at": _selected_at,
    "count-selected": lambda c, v: float(len(_words(v))),
    "jr:itext": lambda c, v: c.form.item_text(string_of(v)),
    "count": lambda c, v: float(len(v)) if isinstance(v, list) else NAN,
    "count-non-empty": lambda c, v: float(sum(1 for node in v if node.v)) if isinstance(v, list) else NAN,
    "sum": lambda c, v: _sum(_numbers((v,))),
    "max": lambda c, *v: max(_numbers(v), default=NAN),
    "min": lambda c, *v: min(_numbers(v), default=NAN),
    "not": lambda c, v: not boolean_of(v),
    "true": lambda c: True,
    "false": lambda c: False,
    "boolean": lambda c, v: boolean_of(v),
    "boolean-from-string": lambda c, v: string_of(v).lower() in ("true", "1"),
    "checklist": _checklist,
    "weighted-checklist": _weighted_checklist,
    "depend": lambda c, v, *_: v,
    "string": lambda c, v: string_of(v),
    "concat": lambda c, *v: "".join(map(string_of, _values(v))),
    "join": lambda c, by, *v: string_of(by).join(map(string_of, _values(v))),
    "substr": _substr,
    "substring": _substring,
    "substring-before": _before,
    "substring-after": _after,
    "translate": _translate,
    "contains": lambda c, v, w: string_of(w) in string_of(v),
    "starts-with": lambda c, v, w: string_of(v).startswith(string_of(w)),
    "ends-with": lambda c, v, w: string_of(v).endswith(string_of(w)),
    "string-length": lambda c, v: float(len(string_of(v))),
    "normalize-space": lambda c, v: _SPACES.sub(" ", string_of(v)).strip(" "),
    "uuid": lambda c, *v: c.form.uuid(number_of(v[0]) if v else None),
    "version": lambda c: c.form.version(),
    "number": lambda c, v: number_of(v),
    "int": lambda c, v: _trunc(number_of(v)),
    "round": lambda c, v, p=0.0: round_half_up(number_of(v), _trunc(number_of(p))),
    "floor": _real(_whole_number(math.floor)),
    "ceiling": _real(_whole_number(math.ceil)),
    "abs": _real(abs),
    "pow": _real(_pow),
    "sqrt": _real(math.sqrt),
    "exp": _real(math.exp),
    "exp10": _real(lambda x: _pow(10.0, x)),
    "log": _real(_log(math.log)),
    "log10": _real(_log(math.log10)),
    "sin": _real(math.sin),
    "cos": _real(math.cos),
    "tan": _real(math.tan),
    "asin": _real(math.asin),
    "acos": _real(math.acos),
    "atan": _real(math.atan),
    "atan2": _real(math.atan2),
    "pi": lambda c: math.pi,
    "random": lambda c: c.form.random(),
    "today": lambda c: c.form.today(),
    "now": lambda c: c.form.now(),
    "date": date_call,
    "date-time": date_time_call,
    "decimal-date-time": decimal_date_time_call,
    "decimal-time": decimal_time_call,
    "format-date": format_call,
    "format-date-time": format_call,
    "digest": lambda c, *v: rare.digest(*map(string_of, v)),
    "base64-decode": lambda c, v: rare.base64_decode(string_of(v)),
    "distance": lambda c, *v: rare.distance([string_of(one) for one in _values(v)]),
    "area": lambda c, v: rare.area([string_of(one) for one in _values((v,))]),
    "enclosed-area": lambda c, v: rare.area([string_of(one) for one in _values((v,))]),
    "geofence": lambda c, p, v: rare.geofence(string_of(p), [string_of(one) for one in _values((v,))]),
}
