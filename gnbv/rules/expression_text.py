"""A compiled expression as people wrote it, with questions by key: to show and to compare, never to run again."""

from __future__ import annotations

from typing import Any

OPERATORS = frozenset({"or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "|"})
AXES = {"c": "", "d": "descendant::", "p": "parent::", "s": "self::", "ds": "descendant-or-self::",
        "a": "ancestor::", "as": "ancestor-or-self::", "ps": "preceding-sibling::",
        "fs": "following-sibling::", "@": "@"}  # fmt: skip


def text_of(tree: Any, nodes: list[dict[str, Any]]) -> str:
    """``${walls} = 'brick'`` for the tree of it. ``nodes``: of the form the tree was compiled for."""
    return _Writer(nodes).write(tree)


class _Writer:
    def __init__(self, nodes: list[dict[str, Any]]) -> None:
        self.nodes = nodes

    def write(self, tree: Any, inside: bool = False) -> str:
        if isinstance(tree, bool):
            return "true()" if tree else "false()"
        if not isinstance(tree, list) or not tree:
            return str(tree)
        name, *rest = tree
        if name == "num":
            return str(rest[0])
        if name == "str":
            return f"'{rest[0]}'"
        if name in ("ref", "cref"):
            return self.question(rest[1])
        if name == "neg":
            return "-" + self.write(rest[0], True)
        if name in OPERATORS:
            whole = f" {name} ".join(self.write(part, True) for part in rest)
            return f"({whole})" if inside else whole
        if name == "ctx":
            return "."
        if name == "instance":
            return f"instance('{rest[0]}')"
        if name == "path":
            return self.path(rest)
        return f"{name}({', '.join(self.arguments(name, rest))})"

    def arguments(self, name: str, rest: list[Any]) -> list[str]:
        if name == "indexed-repeat":
            places = [
                part for repeat, index in rest[1:] for part in (self.question(repeat), self.write(index))
            ]
            return [self.question(rest[0]), *places]
        if name == "jr:choice-name":
            return [self.write(rest[0]), self.question(rest[1])]
        return [self.write(part) if isinstance(part, list) else f"'{part}'" for part in rest]

    def path(self, rest: list[Any]) -> str:
        start, *steps = rest
        written = [self.write(start)] if isinstance(start, list) else []
        for axis, name, *predicates in steps:
            inside = "".join(f"[{self.write(predicate)}]" for predicate in predicates)
            written.append(f"{AXES.get(axis, axis + '::')}{name}{inside}")
        return "/".join(written)

    def question(self, index: Any) -> str:
        if not isinstance(index, int):
            return str(index)
        return f"${{{self.nodes[index]['key']}}}" if 0 <= index < len(self.nodes) else "/"
