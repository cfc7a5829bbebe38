"""Finding things in a form: by ref, by the path of an expression, in its lists. The base of ``Instance``."""

import hashlib
import re
from collections.abc import Callable, Collection
from typing import Any

from gnbv.rules.expression import Context, evaluate
from gnbv.rules.expression_values import string_of
from gnbv.rules.form_data import Data, Item
from gnbv.rules.form_plan import plan_of
from gnbv.rules.form_tree import Element, Repeat
from gnbv.rules.form_tree import Tree as AnswerTree

_PATTERNS: dict[str, re.Pattern[str]] = {}


class Lookups:
    tree: AnswerTree
    find: Callable[..., list[Element]]  # the tree's own: expressions ask it most
    new_id: Callable[[], str]

    def __init__(self, compiled: dict[str, Any], language: str | None, today: str, now: str) -> None:
        self.compiled = compiled
        self.plan = plan_of(compiled)
        self.nodes = self.plan.nodes
        self.by_key = self.plan.by_key
        self.data = Data(compiled, language or compiled["default_language"])
        self._today = today
        self._now = now

    def text(self, parts: list[Any], element: Element | None = None) -> str:
        context = self._context(element or self.tree.root)
        return "".join(
            part if isinstance(part, str) else string_of(evaluate(part, context)) for part in parts
        )

    def message(self, element: Element, kind: str) -> str:
        """The form's own words for a broken constraint or a missing answer, or ""."""
        by_language = self.compiled["texts"].get(f"{self.nodes[element.n]['path']}:{kind}", {})
        parts = by_language.get(self.data.language) or by_language.get(self.compiled["default_language"], [])
        return self.text(parts, element)

    def ref(self, element: Element) -> str:
        key = str(self.nodes[element.n]["key"])
        around: Element | None = element
        while around is not None and not around.id:
            around = around.up
        return f"{key}@{around.id}" if around is not None else key

    def element(self, ref: str) -> Element:
        """By ``key`` or ``key@instance``; without an instance the first one. Raises KeyError."""
        key, _, instance_id = ref.partition("@")
        above = self.tree.by_id[instance_id] if instance_id else self.tree.root
        found = self.tree.find(above, above.n, self.by_key[key], everything=True)
        if not found:
            raise KeyError(ref)
        return found[0]

    def offered(self, element: Element) -> list[str] | None:
        """The values a choice question offers now, None when it is no choice question."""
        taken = self.taken(element)
        return None if taken is None else list(taken)

    def taken(self, element: Element) -> Collection[str] | None:
        """``offered``, to look values up in."""
        node = self.nodes[element.n]
        if "choices" not in node:
            return None
        column = node.get("value_ref", "name")
        if "choice_filter" in node:
            found = evaluate(node["choice_filter"], self._context(element))
        elif column != ".":
            return self.data.values(node["choices"], column)
        else:
            found = self.data.items(node["choices"])
        return [value for value in (self._cell(one, column) for one in found) if value]

    def choices(self, element: Element) -> list[tuple[str, str]]:
        """Value and label of the choices after the filter."""
        node = self.nodes[element.n]
        nodes = evaluate(node["choice_filter"], self._context(element)) if "choice_filter" in node else None
        if nodes is None:
            nodes = self.data.items(node["choices"])
        value, label = node.get("value_ref", "name"), node.get("label_ref", "label")
        label = "label" if label == "itextId" else label
        found = [(self._cell(one, value), self._cell(one, label)) for one in nodes]
        return [
            (value, label or self._computed_label(node, value) or value) for value, label in found if value
        ]

    def _computed_label(self, node: dict[str, Any], value: str) -> str:
        """The label of a choice that has ``${…}`` in it."""
        for choice in self.compiled["lists"].get(node["choices"], ()):
            label = self.data.label(choice)
            if choice["value"] == value and isinstance(label, list):
                return self.text(label)
        return ""

    # What expressions ask of the form.

    def children(self, node: Any, name: str) -> list[Any]:
        found: list[Any] = node.find(name)
        return found

    def at_places(self, target: int, near: Any, places: dict[int, int]) -> list[Element]:
        """``indexed-repeat``: down to the target, by number where one is given, else beside ``near``."""
        at: Element = self.tree.root
        for index in self.plan.chain(-1, target):
            kid = at.kids[index]
            if isinstance(kid, Repeat):
                beside = self.tree.climb(near, index)
                place = (
                    places[index] - 1
                    if index in places
                    else kid.all.index(beside)
                    if beside in kid.all
                    else 0
                )
                if not 0 <= place < len(kid.all):
                    return []
                at = kid.all[place]
            else:
                at = kid
        return [at] if at.on else []

    def place(self, node: Any) -> int:
        if isinstance(node, Element) and node.id:
            return self.tree.repeat_of(node).all.index(node) + 1
        around = [one for one in node.up.find("*") if one.name == node.name] if node.up else [node]
        return next((place for place, one in enumerate(around, 1) if one is node), 1)

    def instance(self, name: str) -> list[Item]:
        return [self.data.root(name)]

    def lookup(self, name: str, column: str, key: str) -> Item | None:
        return self.data.lookup(name, column, key)

    def choice_label(self, index: int, value: str, near: Any) -> str:
        node = self.nodes[index]
        if node.get("choices"):
            item = self.data.lookup(node["choices"], node.get("value_ref", "name"), value)
            label = node.get("label_ref", "label")
            found = "" if item is None else self._cell(item, "label" if label == "itextId" else label)
            return found or self._computed_label(node, value)
        top = self.tree.find(near, -1, index)
        return next((label for one, label in (self.choices(top[0]) if top else []) if one == value), "")

    def item_text(self, identity: str) -> str:
        return self.data.item_text(identity)

    def pattern(self, text: str) -> re.Pattern[str]:
        if text not in _PATTERNS:
            _PATTERNS[text] = re.compile(text, re.ASCII)
        return _PATTERNS[text]

    def today(self) -> str:
        return self._today

    def now(self) -> str:
        return self._now

    def version(self) -> str:
        return str(self.compiled["version"])

    def random(self) -> float:
        """From 0 to below 1, out of a fresh id: chance comes from the caller, too."""
        digest = hashlib.sha256(self.new_id().encode()).digest()
        return (int.from_bytes(digest[:7], "big") >> 3) / 2**53

    def uuid(self, length: float | None) -> str:
        fresh = self.new_id()
        return (
            fresh
            if length is None or length != length
            else (fresh.replace("-", "") * 4)[: max(0, int(length))]
        )

    def _context(self, element: Element) -> Context:
        return Context(self, element, element)

    def _cell(self, node: Any, name: str) -> str:
        label = node if name == "." else next(iter(node.find(name)), None)
        return "" if label is None else str(label.v)
