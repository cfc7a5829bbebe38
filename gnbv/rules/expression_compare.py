"""Comparing XPath values: node sets by any of their nodes, dates by days, answers of number questions as numbers."""

from gnbv.rules.expression_dates import days_of
from gnbv.rules.expression_values import NAN, Value, node_value, number_of, number_of_text


def atoms(value: Value) -> list[Value]:
    return [node_value(node) for node in value] or [""] if isinstance(value, list) else [value]


def same(left: Value, right: Value) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        # An empty answer is not a number: it differs from all of them.
        return number_of(left) == number_of(right)
    if left == right:
        return True
    a = days_of(left) if isinstance(left, str) else NAN
    return bool(a == a and isinstance(right, str) and a == days_of(right))


def numbers(value: Value) -> list[float]:
    return [number_of_text(node.v) for node in value] if isinstance(value, list) else [number_of(value)]
