"""Programs of the operators of XPath: comparison, arithmetic, logic, union."""

import math
import operator
import unicodedata
from collections.abc import Callable
from typing import Any

from gnbv.rules.expression_compare import atoms, numbers, same
from gnbv.rules.expression_context import Build, Context, Program, Tree
from gnbv.rules.expression_dates import days_of
from gnbv.rules.expression_values import NAN, boolean_of, node_value, number_of
from gnbv.rules.form_data import Item

_NOTHING = (Item(""),)  # no node compares as an empty text
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(tree: Tree, build: Build) -> Program:
    wanted = tree[0] == "="
    left, right = build(tree[1]), build(tree[2])
    if tree[1][0] in ("ref", "cref") and tree[2][0] == "str":
        return _equal_to_text(left, unicodedata.normalize("NFC", tree[2][1]), wanted)
    if tree[1][0] in ("ref", "cref") and tree[2][0] == "num":
        return _equal_to_number(left, float(tree[2][1]), wanted)

    def run(context: Context) -> bool:
        one, other = left(context), right(context)
        if isinstance(one, bool) or isinstance(other, bool):
            return bool((boolean_of(one) == boolean_of(other)) == wanted)
        ones, others = atoms(one), atoms(other)
        if len(ones) == 1 == len(others):
            return bool(same(ones[0], others[0]) == wanted)
        return any(same(a, b) == wanted for a in ones for b in others)

    return run


def _equal_to_text(nodes: Program, text: str, wanted: bool) -> Program:
    """``${walls} = 'brick'``, what sheets ask most: only a text that is a date has other writings."""
    is_date = days_of(text) == days_of(text)

    def run(context: Context) -> bool:
        for node in nodes(context) or _NOTHING:
            value = node_value(node)
            is_same = value == text if isinstance(value, str) and not is_date else same(value, text)
            if is_same == wanted:
                return True
        return False

    return run


def _equal_to_number(nodes: Program, number: float, wanted: bool) -> Program:
    def run(context: Context) -> bool:
        for node in nodes(context) or _NOTHING:  # noqa: SIM110  (any() with a generator takes twice as long)
            if (number_of(node_value(node)) == number) == wanted:
                return True
        return False

    return run


def compare(tree: Tree, build: Build) -> Program:
    left, right, holds = build(tree[1]), build(tree[2]), _COMPARISONS[tree[0]]

    def run(context: Context) -> bool:
        one, other = numbers(left(context)), numbers(right(context))
        if len(one) == 1 == len(other):
            return holds(one[0], other[0])
        return any(holds(a, b) for a in one for b in other)

    return run


def arithmetic(tree: Tree, build: Build) -> Program:
    left, right, calculate = build(tree[1]), build(tree[2]), _ARITHMETIC[tree[0]]
    return lambda context: calculate(number_of(left(context)), number_of(right(context)))


def plus(tree: Tree, build: Build) -> Program:
    first, *rest = [build(part) for part in tree[1:]]

    def run(context: Context) -> float:
        total = number_of(first(context))
        for part in rest:
            total += number_of(part(context))
        return total

    return run


def negative(tree: Tree, build: Build) -> Program:
    part = build(tree[1])
    return lambda context: -number_of(part(context))


def either(tree: Tree, build: Build) -> Program:
    parts = [build(part) for part in tree[1:]]

    def run(context: Context) -> bool:
        for part in parts:  # noqa: SIM110
            if boolean_of(part(context)):
                return True
        return False

    return run


def both(tree: Tree, build: Build) -> Program:
    parts = [build(part) for part in tree[1:]]

    def run(context: Context) -> bool:
        for part in parts:  # noqa: SIM110
            if not boolean_of(part(context)):
                return False
        return True

    return run


def union(tree: Tree, build: Build) -> Program:
    left, right = build(tree[1]), build(tree[2])

    def run(context: Context) -> list[Any]:
        found = list(left(context))
        return found + [node for node in right(context) if not any(node is other for other in found)]

    return run


def _divide(a: float, b: float) -> float:
    if b == 0:
        return NAN if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


def _remainder(a: float, b: float) -> float:
    return NAN if b == 0 or math.isinf(a) else math.fmod(a, b)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _remainder,
}

OPERATORS: dict[str, Callable[[Tree, Build], Program]] = {
    "or": either,
    "and": both,
    "=": equal,
    "!=": equal,
    **dict.fromkeys(_COMPARISONS, compare),
    **dict.fromkeys(_ARITHMETIC, arithmetic),
    "+": plus,
    "neg": negative,
    "|": union,
}
