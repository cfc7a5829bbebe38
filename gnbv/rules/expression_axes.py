"""The axes of a path: which nodes a step leads to."""

from collections.abc import Callable
from typing import Any


def unique(nodes: list[Any]) -> list[Any]:
    seen: set[int] = set()
    return [node for node in nodes if not (id(node) in seen or seen.add(id(node)))]  # type: ignore[func-returns-value]


def _below(form: Any, node: Any, name: str) -> list[Any]:
    found = []
    for child in form.children(node, "*"):
        if name in ("*", child.name):
            found.append(child)
        found += _below(form, child, name)
    return found


def _above(node: Any, name: str) -> list[Any]:
    found = []
    while node is not None:
        if name in ("*", node.name):
            found.append(node)
        node = node.up
    return found


def _siblings(form: Any, node: Any, name: str, after: bool) -> list[Any]:
    around = form.children(node.up, "*") if node.up else [node]
    at = next((i for i, other in enumerate(around) if other is node), 0)
    # Positions in a predicate count away from the node.
    chosen = around[at + 1 :] if after else around[:at][::-1]
    return [other for other in chosen if name in ("*", other.name)]


AXES: dict[str, Callable[[Any, Any, str], list[Any]]] = {
    "c": lambda form, node, name: form.children(node, name),
    "@": lambda form, node, name: form.children(node, "@" + name),
    "p": lambda form, node, name: [node.up] if node.up else [],
    "d": _below,
    "ds": lambda form, node, name: ([node] if name in ("*", node.name) else []) + _below(form, node, name),
    "a": lambda form, node, name: _above(node.up, name),
    "as": lambda form, node, name: _above(node, name),
    "ps": lambda form, node, name: _siblings(form, node, name, False),
    "fs": lambda form, node, name: _siblings(form, node, name, True),
}
