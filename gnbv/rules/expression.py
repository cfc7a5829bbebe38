"""Runs a compiled expression over a form's answers; ``static/js/rules/expression.js`` gives identical results.

A tree becomes a program (nested Python functions) the first time it is run, and the program is kept.
``evaluate(tree, context)`` never raises for a tree that the compiler made: what cannot be computed is NaN or "".
"""

import math
import unicodedata
from collections.abc import Callable
from typing import Any

from gnbv.rules.expression_calls import CALLS
from gnbv.rules.expression_context import Build, Context, Program, Tree
from gnbv.rules.expression_operators import OPERATORS
from gnbv.rules.expression_rare import shuffled
from gnbv.rules.expression_steps import path
from gnbv.rules.expression_values import NAN, NUMBER, Value, boolean_of, number_of, string_of

MOST_KEPT = 10_000
_programs: dict[int, tuple[Tree, Program]] = {}


def evaluate(tree: Tree, context: Context) -> Value:
    return program(tree)(context)


def test(tree: Tree, context: Context) -> bool:
    return boolean_of(program(tree)(context))


def program(tree: Tree) -> Program:
    """The program of a tree. Kept as long as the same tree is passed, which must not change meanwhile."""
    kept = _programs.get(id(tree))
    # The tree is held beside its program, so that its id cannot come to mean another.
    if kept is None or kept[0] is not tree:
        if len(_programs) >= MOST_KEPT:
            _programs.clear()
        kept = _programs[id(tree)] = (tree, build(tree))
    return kept[1]


def build(tree: Tree) -> Program:
    builder = _BUILDERS.get(tree[0])
    return builder(tree, build) if builder else _call(tree, build)


def _call(tree: Tree, build: Build) -> Program:
    """A plain function: all arguments first."""
    function = CALLS[tree[0]]
    parts = [build(part) for part in tree[1:]]
    if len(parts) == 1:
        (only,) = parts
        return lambda context: function(context, only(context))
    if len(parts) == 2:
        one, other = parts
        return lambda context: function(context, one(context), other(context))
    return lambda context: function(context, *[part(context) for part in parts])


def _here(tree: Tree, build: Build) -> Program:
    """Functions that take the node at hand when they are given no argument."""
    return _call(tree if len(tree) > 1 else [tree[0], ["ctx"]], build)


def _constant(value: Value) -> Program:
    return lambda context: value


def _ref(tree: Tree, build: Build) -> Program:
    _, up, target = tree
    if tree[0] == "cref":
        return lambda context: context.form.find(context.current, up, target)
    return lambda context: context.form.find(context.node, up, target)


def _instance(tree: Tree, build: Build) -> Program:
    name = tree[1]
    return lambda context: context.form.instance(name)


def _indexed_repeat(tree: Tree, build: Build) -> Program:
    target = tree[1]
    indexes = [(repeat, build(index)) for repeat, index in tree[2:]]

    def run(context: Context) -> Value:
        places = {}
        for repeat, index in indexes:
            number = number_of(index(context))
            places[repeat] = math.trunc(number) if math.isfinite(number) else 0
        return context.form.at_places(target, context.current, places)

    return run


def _pulldata(tree: Tree, build: Build) -> Program:
    name = tree[1]
    parts = [build(part) for part in tree[2:]]

    def run(context: Context) -> str:
        column, key_column, key = (string_of(part(context)) for part in parts)
        if not key:
            return ""
        row = context.form.lookup(name, key_column, key)
        return "" if row is None else string_of(context.form.children(row, column))

    return run


def _if(tree: Tree, build: Build) -> Program:
    condition, yes, no = (build(part) for part in tree[1:])
    return lambda context: yes(context) if boolean_of(condition(context)) else no(context)


def _coalesce(tree: Tree, build: Build) -> Program:
    parts = [build(part) for part in tree[1:]]

    def run(context: Context) -> Value:
        value: Value = ""
        for part in parts:
            value = part(context)
            if string_of(value) and value == value:
                return value
        return value

    return run


def _once(tree: Tree, build: Build) -> Program:
    part = build(tree[1])
    return lambda context: context.current.kept or part(context)


def _position(tree: Tree, build: Build) -> Program:
    if len(tree) == 1:
        return lambda context: float(context.position)
    part = build(tree[1])

    def run(context: Context) -> float:
        nodes = part(context)
        return float(context.form.place(nodes[0])) if isinstance(nodes, list) and nodes else NAN

    return run


def _choice_name(tree: Tree, build: Build) -> Program:
    part, index = build(tree[1]), tree[2]
    return lambda context: context.form.choice_label(index, string_of(part(context)), context.current)


def _regex(tree: Tree, build: Build) -> Program:
    part, text = build(tree[1]), tree[2]
    return lambda context: context.form.pattern(text).fullmatch(string_of(part(context))) is not None


def _randomize(tree: Tree, build: Build) -> Program:
    part = build(tree[1])
    chosen = build(tree[2]) if len(tree) > 2 else None

    def run(context: Context) -> list[Any]:
        nodes = part(context)
        if chosen is None:
            return shuffled(nodes, context.form.random() * 2147483646)
        seed = chosen(context)
        text = string_of(seed).strip()
        return shuffled(nodes, number_of(seed) if NUMBER.match(text) or isinstance(seed, float) else text)

    return run


def _name(tree: Tree, build: Build) -> Program:
    part = build(tree[1] if len(tree) > 1 else ["ctx"])

    def run(context: Context) -> str:
        nodes = part(context)
        return str(nodes[0].name) if nodes else ""

    return run


_BUILDERS: dict[str, Callable[[Tree, Build], Program]] = {
    "num": lambda tree, build: _constant(float(tree[1])),
    "str": lambda tree, build: _constant(unicodedata.normalize("NFC", tree[1])),
    "ref": _ref,
    "cref": _ref,
    "ctx": lambda tree, build: lambda context: [context.node],
    "instance": _instance,
    "path": path,
    **OPERATORS,
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "position": _position,
    "last": lambda tree, build: lambda context: float(context.size),
    "indexed-repeat": _indexed_repeat,
    "pulldata": _pulldata,
    "jr:choice-name": _choice_name,
    "regex": _regex,
    "randomize": _randomize,
    "name": _name,
    "local-name": _name,
    **dict.fromkeys(("string", "number", "string-length", "normalize-space"), _here),
}


__all__ = ["Context", "Tree", "evaluate", "program", "test"]
