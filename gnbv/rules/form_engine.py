"""Computes relevance and values in dependency order, and again only what an answer touches."""

import heapq
import math
from typing import Any

from gnbv.rules.expression import Context, evaluate, test
from gnbv.rules.expression_values import number_of
from gnbv.rules.form_tree import Element, Repeat, Tree
from gnbv.rules.form_types import written

MAX_INSTANCES = 1000


class Engine:
    """``touched`` collects every element whose expressions read something that changed."""

    def __init__(self, tree: Tree, form: Any) -> None:
        self.nodes = tree.nodes
        self.tree = tree
        self.form = form
        self.rank = tree.plan.rank
        self.readers = tree.plan.readers
        self._heap: list[int] = []
        self._waiting: dict[int, dict[int, Element | Repeat]] = {}
        self.touched: dict[int, Element] = {}
        self._opening = False
        self._reached = -2  # the highest rank computed while opening; all above it still wait

    def open(self, elements: list[Element]) -> None:
        """Compute a form for the first time, of which these are all elements: one pass in the order of calculation."""
        computed = self.tree.plan.computed
        for element in elements:
            if element.n in computed:
                self.push(element)
            for kid in element.kids.values():
                if isinstance(kid, Repeat) and kid.n in computed:
                    self.push(kid)
        self._opening = True
        self.run()
        self._opening = False

    def push(self, element: Element | Repeat) -> None:
        rank = self.rank.get(element.n, -1)
        waiting = self._waiting.get(rank)
        if waiting is None:
            waiting = self._waiting[rank] = {}
            heapq.heappush(self._heap, rank)
        waiting[id(element)] = element

    def push_all(self, top: Element) -> None:
        for element in self.tree.walk(top):
            self.push(element)
            for kid in element.kids.values():
                if isinstance(kid, Repeat):
                    self.push(kid)

    def changed(self, element: Element) -> None:
        """Whatever reads this element is computed again."""
        self.touched[id(element)] = element
        self.node_changed(element.n, element)

    def node_changed(self, index: int, near: Element) -> None:
        for reader, up in self.readers.get(index, ()):
            if up == reader:
                continue  # a question that reads itself (".")
            if self._opening and self._waits(reader):
                continue
            for found in self.tree.find(
                near, up if self.tree.climb(near, up) else -1, reader, everything=True
            ):
                self.push(found)
                if "repeat_count" in self.nodes[reader]:
                    self.push(self.tree.repeat_of(found))
            if "repeat_count" in self.nodes[reader]:
                self.push_holders(near, up, reader)

    def _waits(self, reader: int) -> bool:
        """While opening: whether a reader is computed later anyway, or has nothing that is computed."""
        return reader not in self.tree.plan.computed or self.rank.get(reader, -1) > self._reached

    def push_holders(self, near: Element, up: int, index: int) -> None:
        parent = self.nodes[index]["parent"]
        top = up if self.tree.climb(near, up) else -1
        if up == index:
            return
        for found in self.tree.find(near, top, parent, everything=True):
            self.push(found.kids[index])

    def run(self) -> None:
        while self._heap:
            rank = heapq.heappop(self._heap)
            self._reached = max(self._reached, rank)
            for element in self._waiting.pop(rank).values():
                if isinstance(element, Repeat):
                    self.count(element)
                else:
                    self.update(element)

    def update(self, element: Element) -> None:
        if element.n < 0:
            return
        self.touched[id(element)] = element
        node = self.nodes[element.n]
        assert element.up is not None
        context = Context(self.form, element, element)
        on = element.up.on and ("relevant" not in node or test(node["relevant"], context))
        flipped = on != element.on
        if flipped:
            element.on = on
            for kid in element.kids.values():
                for one in kid.all if isinstance(kid, Repeat) else [kid]:
                    self.push(one)
        if on and "calculate" in node and not element.kids:
            value = evaluate(node["calculate"], context)
            element.kind = _kind_of(value, node, element.kind)
            text = written(node, value)
            if text != element.kept:
                element.kept = text
                flipped = True
        if flipped:
            self.changed(element)

    def count(self, repeat: Repeat) -> None:
        """Make as many instances as the count says; what is cut off is gone."""
        node = self.nodes[repeat.n]
        if "repeat_count" not in node:
            return
        number = number_of(evaluate(node["repeat_count"], Context(self.form, repeat, repeat)))
        wanted = min(math.trunc(number), MAX_INSTANCES) if math.isfinite(number) and number > 0 else 0
        while len(repeat.all) > wanted:
            self.tree.forget(repeat.all.pop())
            self.shape_changed(repeat)
        while len(repeat.all) < wanted:
            self.form.open_instance(self.tree.add(repeat, {}, ""))
            self.shape_changed(repeat)

    def shape_changed(self, repeat: Repeat) -> None:
        """Instances came or went: positions, counts and sums over any node below are computed again."""
        for element in repeat.all:
            self.push_all(element)
        todo = [repeat.n]
        while todo:
            index = todo.pop()
            self.node_changed(index, repeat.up)
            todo += self.tree.children.get(index, ())


def _kind_of(value: Any, node: dict[str, Any], kind: str) -> str:
    if isinstance(value, list):
        return str(value[0].kind) if value and value[0].kind != "group" else "text"
    return "bool" if isinstance(value, bool) else "number" if isinstance(value, float) else "text"
