"""Runs a compiled expression over a form's answers; ``static/js/rules/expression.js`` gives identical results.

``evaluate(tree, context)`` never raises for a tree that the compiler made: what cannot be computed is NaN or "".
"""

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any

from gnbv.rules.expression_axes import AXES, unique
from gnbv.rules.expression_calls import CALLS
from gnbv.rules.expression_compare import atoms, numbers, same
from gnbv.rules.expression_dates import days_of
from gnbv.rules.expression_rare import shuffled
from gnbv.rules.expression_values import (
    NAN,
    NUMBER,
    Value,
    atom,
    boolean_of,
    node_value,
    number_of,
    string_of,
)
from gnbv.rules.form_data import Item

Tree = list[Any]


@dataclass(slots=True)
class Context:
    """Where an expression stands: the form, the node at hand, ``current()``, position and size of the set."""

    form: Any
    node: Any
    current: Any
    position: int = 1
    size: int = 1


def evaluate(tree: Tree, context: Context) -> Value:
    handler = _OPERATIONS.get(tree[0])
    if handler:
        return handler(tree, context)
    return CALLS[tree[0]](context, *[evaluate(part, context) for part in tree[1:]])


def test(tree: Tree, context: Context) -> bool:
    return boolean_of(evaluate(tree, context))


def _equal(tree: Tree, context: Context) -> bool:
    left, right = evaluate(tree[1], context), evaluate(tree[2], context)
    if isinstance(left, bool) or isinstance(right, bool):
        return bool((boolean_of(left) == boolean_of(right)) == (tree[0] == "="))
    wanted = tree[0] == "="
    return any(same(a, b) == wanted for a in atoms(left) for b in atoms(right))


def _compare(tree: Tree, context: Context) -> bool:
    operator = tree[0]
    for a in numbers(evaluate(tree[1], context)):
        for b in numbers(evaluate(tree[2], context)):
            if (a < b, a <= b, a > b, a >= b)[("<", "<=", ">", ">=").index(operator)]:
                return True
    return False


def _arithmetic(tree: Tree, context: Context) -> float:
    a, b = number_of(evaluate(tree[1], context)), number_of(evaluate(tree[2], context))
    if tree[0] == "-":
        return a - b
    if tree[0] == "*":
        return a * b
    if tree[0] == "div":
        if b == 0:
            return NAN if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)
        return a / b
    return NAN if b == 0 or math.isinf(a) else math.fmod(a, b)


def _union(tree: Tree, context: Context) -> list[Any]:
    found = list(evaluate(tree[1], context))
    return found + [node for node in evaluate(tree[2], context) if not any(node is other for other in found)]


def _path(tree: Tree, context: Context) -> list[Any]:
    nodes = evaluate(tree[1], context)
    for axis, name, *predicates in tree[2:]:
        found: list[Any] = []
        for node in nodes if axis != "s" else [None]:
            rest = predicates
            step = _looked_up(node, name, rest[0], context) if rest and isinstance(node, Item) else None
            if step is not None:
                rest = rest[1:]
            else:
                step = nodes if node is None else AXES[axis](context.form, node, name)
            for predicate in rest:
                step = _filter(step, predicate, context)
            found += step
        nodes = unique(found) if axis not in ("c", "s", "@") else found
    return list(nodes)


def _looked_up(item: Item, name: str, predicate: Tree, context: Context) -> list[Any] | None:
    """Rows of a table by ``[column = answer]`` through an index; None when the rows must be compared one by one.

    Only for a text that is no date and no number: those equal other writings of the same value.
    """
    if predicate[0] != "=":
        return None
    sides = sorted(predicate[1:], key=lambda side: side[0] != "path")
    column, other = sides
    if (
        column[0] != "path"
        or column[1] != ["ctx"]
        or len(column) != 3
        or len(column[2]) != 2
        or column[2][0] != "c"
    ):
        return None
    if other[0] not in ("str", "ref", "cref"):
        return None
    value = evaluate(other, context)
    if isinstance(value, list):
        value = node_value(value[0]) if len(value) == 1 else None
    if not isinstance(value, str) or not value or days_of(value) == days_of(value):
        return None
    return item.indexed(name, column[2][1]).get(value, [])


def _filter(nodes: list[Any], predicate: Tree, context: Context) -> list[Any]:
    kept = []
    inner = replace(context, size=len(nodes))
    for place, node in enumerate(nodes, 1):
        inner.node, inner.position = node, place
        value = evaluate(predicate, inner)
        if value == place if isinstance(value, float) else boolean_of(value):
            kept.append(node)
    return kept


def _indexed_repeat(tree: Tree, context: Context) -> list[Any]:
    places = {}
    for repeat, index in tree[2:]:
        number = number_of(evaluate(index, context))
        places[repeat] = math.trunc(number) if math.isfinite(number) else 0
    found: list[Any] = context.form.at_places(tree[1], context.current, places)
    return found


def _pulldata(tree: Tree, context: Context) -> str:
    column, key_column, key = (string_of(evaluate(part, context)) for part in tree[2:])
    if not key:
        return ""
    row = context.form.lookup(tree[1], key_column, key)
    return "" if row is None else string_of(context.form.children(row, column))


def _if(tree: Tree, context: Context) -> Value:
    return evaluate(tree[2] if test(tree[1], context) else tree[3], context)


def _coalesce(tree: Tree, context: Context) -> Value:
    value: Value = ""
    for part in tree[1:]:
        value = evaluate(part, context)
        if string_of(value) and value == value:
            return value
    return value


def _once(tree: Tree, context: Context) -> Value:
    return context.current.kept or evaluate(tree[1], context)


def _position(tree: Tree, context: Context) -> float:
    if len(tree) == 1:
        return float(context.position)
    nodes = evaluate(tree[1], context)
    return float(context.form.place(nodes[0])) if isinstance(nodes, list) and nodes else NAN


def _randomize(tree: Tree, context: Context) -> list[Any]:
    nodes = evaluate(tree[1], context)
    if len(tree) == 2:
        return shuffled(nodes, context.form.random() * 2147483646)
    seed = evaluate(tree[2], context)
    text = string_of(seed).strip()
    return shuffled(nodes, number_of(seed) if NUMBER.match(text) or isinstance(seed, float) else text)


def _name(tree: Tree, context: Context) -> str:
    nodes = evaluate(tree[1], context) if len(tree) > 1 else [context.node]
    return str(nodes[0].name) if nodes else ""


def _here(tree: Tree, context: Context) -> Value:
    """Functions that take the node at hand when they are given no argument."""
    return CALLS[tree[0]](context, evaluate(tree[1], context) if len(tree) > 1 else [context.node])


_OPERATIONS: dict[str, Callable[[Tree, Context], Value]] = {
    "num": lambda t, c: float(t[1]),
    "str": lambda t, c: unicodedata.normalize("NFC", t[1]),
    "ref": lambda t, c: c.form.find(c.node, t[1], t[2]),
    "cref": lambda t, c: c.form.find(c.current, t[1], t[2]),
    "ctx": lambda t, c: [c.node],
    "instance": lambda t, c: c.form.instance(t[1]),
    "path": _path,
    "or": lambda t, c: any(test(part, c) for part in t[1:]),
    "and": lambda t, c: all(test(part, c) for part in t[1:]),
    "+": lambda t, c: reduce(add, (number_of(evaluate(part, c)) for part in t[1:])),
    "=": _equal,
    "!=": _equal,
    **dict.fromkeys(("<", "<=", ">", ">="), _compare),
    **dict.fromkeys(("-", "*", "div", "mod"), _arithmetic),
    "neg": lambda t, c: -number_of(evaluate(t[1], c)),
    "|": _union,
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "position": _position,
    "last": lambda t, c: float(c.size),
    "indexed-repeat": _indexed_repeat,
    "pulldata": _pulldata,
    "jr:choice-name": lambda t, c: c.form.choice_label(t[2], string_of(evaluate(t[1], c)), c.current),
    "regex": lambda t, c: c.form.pattern(t[2]).fullmatch(string_of(evaluate(t[1], c))) is not None,
    "randomize": _randomize,
    "name": _name,
    "local-name": _name,
    **dict.fromkeys(("string", "number", "string-length", "normalize-space"), _here),
}


__all__ = ["Context", "atom", "evaluate", "test"]
