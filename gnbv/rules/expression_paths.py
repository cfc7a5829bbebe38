"""Ties the paths of a parsed expression to the nodes of a form and gives the JSON tree that is run.

Most paths become ``["ref", up, target]``: climb from the node at hand to the instance of node ``up``, then
take every instance of ``target`` below it (-1 is the root). ``"cref"`` climbs from ``current()`` instead.
Paths with predicates, wildcards or other instances become ``["path", start, step…]``, a step being
``[axis, name, predicate…]``.
"""

from collections.abc import Callable
from typing import Any

from gnbv.rules.expression_functions import ARITY, GATHERING, NODESETS
from gnbv.rules.expression_nodes import DOCUMENT, ROOT, Nodes
from gnbv.rules.expression_regex import portable
from gnbv.rules.expression_regex_safety import RegexProblem
from gnbv.rules.expression_syntax import Syntax, SyntaxProblem, parse

MAX_TREE_DEPTH = 200
__all__ = ["DOCUMENT", "ROOT", "Compiler", "Nodes"]

Tree = list[Any]


class Compiler:
    """Compiles expressions of one node; ``reads`` collects ``(up, target)`` of all it reads."""

    def __init__(self, nodes: Nodes, context: int) -> None:
        self.nodes = nodes
        self.context = context
        self.reads: set[tuple[int, int]] = set()
        self.functions: set[str] = set()
        self.depth = 0
        self.loose = False  # picks instances by index or predicate
        self.gathering = False  # in the arguments of a function over all instances
        self.inside = (
            0  # how many predicates deep: there "the node at hand" is not the node of the expression
        )

    def compile(self, text: str) -> Tree:
        """Raises SyntaxProblem: bad syntax, unknown function, wrong number of arguments, unknown path."""
        return self.tree(parse(text), self.context)

    def tree(self, syntax: Syntax, here: int | None) -> Tree:
        self.depth += 1
        if self.depth > MAX_TREE_DEPTH:
            raise SyntaxProblem("too_deep")
        tree = self.shallow(syntax, here)
        self.depth -= 1
        return tree

    def shallow(self, syntax: Syntax, here: int | None) -> Tree:
        kind = syntax[0]
        if kind in ("num", "str"):
            return [kind, syntax[1]]
        if kind == "call":
            return self.call(syntax[1], syntax[2], here)
        if kind == "path":
            return self.path(syntax[1], syntax[2], here)
        if kind == "filter":
            start, where = self.start(syntax[1], here)
            return ["path", start, ["s", "*", *self.predicates(syntax[2], where)]]
        return [kind, *(self.tree(part, here) for part in syntax[1:])]

    def call(self, name: str, arguments: list[Syntax], here: int | None) -> Tree:
        if name not in ARITY:
            raise SyntaxProblem("function", name)
        fewest, most = ARITY[name]
        if len(arguments) < fewest or (most is not None and len(arguments) > most):
            raise SyntaxProblem("arguments", name)
        self.functions.add(name)
        special: Callable[[list[Syntax], int | None], Tree] | None = {
            "regex": self.regex,
            "indexed-repeat": self.indexed_repeat,
            "jr:choice-name": self.choice_name,
            "pulldata": self.pulldata,
            "current": lambda *_: self.ref(self.context, self.context, "cref"),
            "instance": lambda args, _: self.instance(args),
        }.get(name)
        if special:
            return special(arguments, here)
        outside, self.gathering = self.gathering, name in GATHERING
        trees = [self.tree(argument, here) for argument in arguments]
        self.gathering = outside
        if name in NODESETS and trees[0][0] not in ("ref", "cref", "path", "|", "randomize", "instance"):
            raise SyntaxProblem("nodeset", name)
        return [name, *trees]

    def regex(self, arguments: list[Syntax], here: int | None) -> Tree:
        if arguments[1][0] != "str":
            raise SyntaxProblem("regex_text")
        try:
            pattern = portable(arguments[1][1])
        except RegexProblem as problem:
            raise SyntaxProblem("regex_" + problem.code, problem.detail) from problem
        return ["regex", self.tree(arguments[0], here), pattern]

    def instance(self, arguments: list[Syntax]) -> Tree:
        if arguments[0][0] != "str" or arguments[0][1] not in self.nodes.instances:
            raise SyntaxProblem("instance", str(arguments[0][1]))
        return ["instance", arguments[0][1]]

    def pulldata(self, arguments: list[Syntax], here: int | None) -> Tree:
        name = self.instance(arguments[:1])[1]
        return ["pulldata", name, *(self.tree(argument, here) for argument in arguments[1:])]

    def choice_name(self, arguments: list[Syntax], here: int | None) -> Tree:
        named = arguments[1]
        syntax = parse(named[1]) if named[0] == "str" else named
        found = self.static(syntax, here)
        if found is None or "choices" not in self.nodes.nodes[found]:
            raise SyntaxProblem("choice_name", str(named[1]))
        return ["jr:choice-name", self.tree(arguments[0], here), found]

    def indexed_repeat(self, arguments: list[Syntax], here: int | None) -> Tree:
        target = self.static(arguments[0], here)
        if target is None or len(arguments) % 2 == 0:
            raise SyntaxProblem("arguments", "indexed-repeat")
        pairs = []
        for group, index in zip(arguments[1::2], arguments[2::2], strict=True):
            repeat = self.static(group, here)
            is_around = repeat is not None and repeat in self.nodes.ancestors(target)
            if repeat is None or not is_around or self.nodes.nodes[repeat]["kind"] != "repeat":
                raise SyntaxProblem("indexed_repeat")
            pairs.append([repeat, self.tree(index, here)])
        self.reads.add((ROOT, target))
        self.loose = True
        return ["indexed-repeat", target, *pairs]

    def static(self, syntax: Syntax, here: int | None) -> int | None:
        """The one node a plain path names, without its being read."""
        if syntax[0] != "path" or any(step[2] for step in syntax[2]):
            return None
        at: int | None = DOCUMENT if syntax[1] == "/" else here if syntax[1] == "." else None
        if syntax[1] == ("call", "current", []):
            at = self.context
        for axis, name, _ in syntax[2]:
            if at is None:
                return None
            if axis == "p":
                at = self.nodes.parent(at)
            elif axis != "s":
                at = next(iter(self.nodes.child(at, name)), None) if axis == "c" else None
        return None if at in (ROOT, DOCUMENT) else at

    def ref(self, up: int, target: int, kind: str) -> Tree:
        self.reads.add((ROOT if self.inside and kind == "ref" else up, target))
        return [kind, up, target]

    def start(self, syntax: Syntax, here: int | None) -> tuple[Tree, set[int] | None]:
        """A tree that gives nodes, and which nodes of the form it may give (None: of another instance)."""
        tree = self.tree(syntax, here)
        if tree[0] in ("ref", "cref"):
            return tree, {tree[2]}
        if tree[0] not in ("path", "instance", "randomize", "|"):
            raise SyntaxProblem("nodeset", str(syntax[1]) if isinstance(syntax[1], str) else "")
        return tree, None

    def predicates(self, predicates: list[Syntax], where: set[int] | None) -> list[Tree]:
        here = next(iter(where)) if where and len(where) == 1 else None
        self.loose = self.loose or bool(predicates)
        gathering, self.gathering = self.gathering, False
        self.inside += 1
        trees = [self.tree(predicate, here) for predicate in predicates]
        self.inside -= 1
        self.gathering = gathering
        return trees

    def path(self, start: Any, steps: list[Syntax], here: int | None) -> Tree:
        kind, at, up = "ref", here, here
        if start == "/":
            kind, at = ("cref" if self.inside else "ref"), DOCUMENT
        elif start == ("call", "current", []):
            kind, at, up = "cref" if self.inside else "ref", self.context, self.context
        elif start != ".":
            tree, where = self.start(start, here)
            return self.walk(tree, where, steps)
        elif here is None:
            return self.walk(["ctx"], None, steps)
        assert at is not None
        row = here if start == "/" and self.inside and not self.gathering else None
        for index, (axis, name, predicates) in enumerate(steps):
            if predicates or axis not in ("c", "p", "s") or (axis == "c" and name == "*"):
                return self.walk(self.resolved(kind, start, at, up, walked=True), {at}, steps[index:])
            if axis == "p":
                at = self.nodes.parent(at)
                up = at if up is not None and at in self.nodes.ancestors(up) else up
            elif axis == "c":
                at = self.one_child(at, name)
            if at == DOCUMENT and axis == "p":
                raise SyntaxProblem("path", "..")
        if row is not None and at != DOCUMENT:
            # ${member}[${age} > 16]: in a condition on instances, a question of the repeat is this instance's.
            own = self.nodes.common_repeat(at, row)
            if own not in self.nodes.ancestors(self.context):
                return self.ref(own, at, "ref")
        return self.resolved(kind, start, at, up)

    def resolved(self, kind: str, start: Any, at: int, up: int | None, walked: bool = False) -> Tree:
        if at == DOCUMENT:
            return ["ref", ROOT, DOCUMENT]
        if start == "/":
            up = self.nodes.common_repeat(at, self.context, walked)
        assert up is not None
        return self.ref(up, at, "ref" if up == ROOT else kind)

    def one_child(self, parent: int, name: str) -> int:
        found = self.nodes.child(parent, name)
        if not found:
            raise SyntaxProblem(
                "path", (self.nodes.path_text(parent) if parent != DOCUMENT else "") + "/" + name
            )
        return found[0]

    def walk(self, start: Tree, where: set[int] | None, steps: list[Syntax]) -> Tree:
        tree: Tree = ["path", start]
        for place, (axis, name, predicates) in enumerate(steps, 1):
            if where is not None:
                where = self.move(where, axis, name)
                # What // merely passes through is not read: count(//age) would read itself.
                passing = axis == "ds" and name == "*" and place < len(steps) and not predicates
                self.reads.update(
                    (ROOT, i) for i in where if i >= 0 and not (passing and i not in self.nodes.children)
                )
            tree.append([axis, name, *self.predicates(predicates, where)])
        return tree

    def move(self, where: set[int], axis: str, name: str) -> set[int]:
        if axis == "s":
            return where
        if axis == "c":
            found = {child for index in where for child in self.nodes.child(index, name)}
        elif axis in ("d", "ds"):
            starts = {ROOT if index == DOCUMENT else index for index in where}
            found = {deep for index in starts for deep in self.nodes.below(index)}
            found = {i for i in found if name == "*" or (i >= 0 and self.nodes.nodes[i]["name"] == name)}
        elif axis in ("ps", "fs"):
            found = {i for index in where for i in self.nodes.child(self.nodes.parent(index), name)}
        elif axis in ("p", "a", "as"):
            found = {
                up
                for index in where
                for up in self.nodes.ancestors(index)[axis != "as" :][: 1 if axis == "p" else None]
            }
        else:
            found = set()
        if not found:
            raise SyntaxProblem("path", name)
        return found
