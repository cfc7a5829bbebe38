"""Ties the questions of a compiled pack to one form: the pack names them by key, the engine wants node numbers.

So one pack serves every version of a sheet that is in use, and a draft on an older version is scored by its own
questions. What the sheet does not ask is an empty answer, and an empty answer leaves a mark open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_BOUND = 64
_bound: dict[tuple[int, int], tuple[Any, Any, dict[str, Any]]] = {}


def by_key(tree: Any, nodes: list[dict[str, Any]]) -> Any:
    """The tree with keys for node numbers, ``""`` for the root. Raises KeyError for what cannot be named by a key."""
    if not isinstance(tree, list) or not tree:
        return tree
    if tree[0] in ("ref", "cref"):
        return [tree[0], *(nodes[index]["key"] if index >= 0 else "" for index in tree[1:])]
    if tree[0] in ("jr:choice-name", "indexed-repeat"):
        raise KeyError(tree[0])
    return [by_key(part, nodes) for part in tree]


def bound(pack: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """The pack with node numbers of ``form``. Kept as long as the same two objects are passed."""
    pair = (id(pack), id(form))
    if pair not in _bound:
        if len(_bound) >= MOST_BOUND:
            _bound.clear()
        numbers = {"": -1, **{node["key"]: node["i"] for node in form["nodes"]}}
        # Both stay referenced, so that their ids cannot come to mean others.
        _bound[pair] = (pack, form, {key: _bind(part, numbers) for key, part in pack.items()})
    return _bound[pair][2]


def _bind(part: Any, numbers: dict[str, int]) -> Any:
    if isinstance(part, dict):
        return {key: _bind(value, numbers) for key, value in part.items()}
    if not isinstance(part, list):
        return part
    if len(part) == 3 and part[0] in ("ref", "cref"):
        known = part[1] in numbers and part[2] in numbers
        return [part[0], numbers[part[1]], numbers[part[2]]] if known else ["str", ""]
    return [_bind(value, numbers) for value in part]
