"""Programs of paths: steps along the axes, predicates, rows of tables through an index."""

from typing import Any

from gnbv.rules.expression_axes import AXES, unique
from gnbv.rules.expression_context import Build, Context, Program, Tree
from gnbv.rules.expression_dates import days_of
from gnbv.rules.expression_values import boolean_of, node_value
from gnbv.rules.form_data import Item


def path(tree: Tree, build: Build) -> Program:
    start = build(tree[1])
    steps = [_step(step, build) for step in tree[2:]]

    def run(context: Context) -> list[Any]:
        nodes = start(context)
        for step in steps:
            nodes = step(nodes, context)
        return list(nodes)

    return run


def _step(step: Tree, build: Build) -> Any:
    axis, name, *predicates = step
    filters = [build(predicate) for predicate in predicates]
    column = _column(predicates[0], build) if predicates else None
    is_plain = axis in ("c", "s", "@")

    def run(nodes: list[Any], context: Context) -> list[Any]:
        found: list[Any] = []
        for node in nodes if axis != "s" else [None]:
            rest = filters
            kids = None
            if column is not None and isinstance(node, Item):
                kids = _looked_up(node, name, *column, context)
            if kids is not None:
                rest = filters[1:]
            else:
                kids = nodes if node is None else AXES[axis](context.form, node, name)
            for predicate in rest:
                kids = _filter(kids, predicate, context)
            found += kids
        return found if is_plain else unique(found)

    return run


def _column(predicate: Tree, build: Build) -> tuple[str, Program] | None:
    """Of a predicate ``[column = answer]``: the name of the column, and the answer. None for any other."""
    if predicate[0] != "=":
        return None
    column, other = sorted(predicate[1:], key=lambda side: bool(side[0] != "path"))
    if column[0] != "path" or column[1] != ["ctx"] or len(column) != 3:
        return None
    if len(column[2]) != 2 or column[2][0] != "c" or other[0] not in ("str", "ref", "cref"):
        return None
    return column[2][1], build(other)


def _looked_up(item: Item, name: str, column: str, answer: Program, context: Context) -> list[Any] | None:
    """Rows of a table through an index; None when the rows must be compared one by one.

    Only for a text that is no date and no number: those equal other writings of the same value.
    """
    value = answer(context)
    if isinstance(value, list):
        value = node_value(value[0]) if len(value) == 1 else None
    if not isinstance(value, str) or not value or days_of(value) == days_of(value):
        return None
    return item.indexed(name, column).get(value, [])


def _filter(nodes: list[Any], predicate: Program, context: Context) -> list[Any]:
    kept = []
    inner = Context(context.form, context.node, context.current, 1, len(nodes))
    for place, node in enumerate(nodes, 1):
        inner.node, inner.position = node, place
        value = predicate(inner)
        if value == place if isinstance(value, float) else boolean_of(value):
            kept.append(node)
    return kept
