"""The answers of one survey as a tree of elements, in the shape of the compiled form."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from gnbv.rules.expression_values import decimal_text
from gnbv.rules.form_plan import plan_of

NUMBERS = ("int", "decimal")
GONE = -9  # the node number of a removed element that may still wait to be computed


class AnswersProblem(ValueError):
    """The answers do not have the form's shape: ``path`` and what is wrong there."""

    def __init__(self, path: str, code: str) -> None:
        super().__init__(f"{path}: {code}")
        self.path = path
        self.code = code


class Element:
    """One instance of a node. ``kept`` is the answer even while irrelevant; ``v`` is what expressions see."""

    __slots__ = ("given", "id", "kept", "kids", "kind", "n", "name", "on", "up")

    def __init__(self, n: int, name: str, kind: str, up: "Element | None", is_leaf: bool = False) -> None:
        self.n = n
        self.name = name
        self.kind = kind
        self.up = up
        self.kids: dict[int, Element | Repeat] = _NO_KIDS if is_leaf else {}
        self.kept = ""
        self.given = False
        self.on = True
        self.id = ""

    @property
    def v(self) -> str:
        if self.kids:
            return "".join(kid.v for kid in self.find("*"))
        return self.kept if self.on else ""

    def find(self, name: str) -> list["Element"]:
        """Relevant children by name."""
        found: list[Element] = []
        for kid in self.kids.values():
            if name in ("*", kid.name):
                found += (
                    [one for one in kid.all if one.on] if isinstance(kid, Repeat) else [kid] if kid.on else []
                )
        return found


_NO_KIDS: dict[int, "Element | Repeat"] = {}  # of all leaves: they never get any


class Repeat:
    """All instances of a repeat below one parent."""

    __slots__ = ("all", "n", "name", "up")

    def __init__(self, n: int, name: str, up: Element) -> None:
        self.n = n
        self.name = name
        self.up = up
        self.all: list[Element] = []


class Tree:
    """Builds elements from an answers document; nothing is computed here."""

    def __init__(self, compiled: dict[str, Any], answers: dict[str, Any], new_id: Callable[[], str]) -> None:
        self.plan = plan_of(compiled)
        self.nodes = self.plan.nodes
        self.children = self.plan.children
        self.new_id = new_id
        self.by_id: dict[str, Element] = {}
        document = Element(-2, "", "group", None)
        self.root = Element(-1, compiled["root"], "group", document)
        document.kids[-1] = self.root
        self.fill(self.root, answers, "/" + compiled["root"])

    def fill(self, parent: Element, answers: Any, path: str) -> None:
        """Give an element its children. Raises AnswersProblem for unknown keys and wrong shapes."""
        if not isinstance(answers, dict):
            raise AnswersProblem(path, "not_a_group")
        known = self.plan.names.get(parent.n, ("_id",))
        for key in answers:
            if key not in known:
                raise AnswersProblem(f"{path}/{key}", "unknown")
        for index in self.children.get(parent.n, ()):
            node = self.nodes[index]
            name = node["name"]
            there = f"{path}/{name}"
            if node["kind"] == "repeat":
                self.fill_repeat(parent, index, answers, there)
            elif self.children.get(index):
                element = parent.kids[index] = Element(index, name, "group", parent)
                self.fill(element, answers.get(name, {}), there)
            else:
                parent.kids[index] = self.leaf(parent, index, answers, there)

    def fill_repeat(self, parent: Element, index: int, answers: dict[str, Any], path: str) -> None:
        node = self.nodes[index]
        repeat = parent.kids[index] = Repeat(index, node["name"], parent)
        # Without a word about it a repeat opens with one empty instance; a count decides by itself.
        listed = answers.get(node["name"], [] if "repeat_count" in node else [{}])
        if not isinstance(listed, list):
            raise AnswersProblem(path, "not_a_list")
        for place, one in enumerate(listed, 1):
            self.add(repeat, one, f"{path}[{place}]")

    def add(self, repeat: Repeat, answers: Any, path: str) -> Element:
        element = Element(repeat.n, repeat.name, "group", repeat.up)
        given = answers.get("_id") if isinstance(answers, dict) else None
        element.id = given if isinstance(given, str) and given and given not in self.by_id else self.new_id()
        self.by_id[element.id] = element
        repeat.all.append(element)
        self.fill(element, answers, path)
        return element

    def forget(self, element: Element) -> None:
        for one in self.walk(element):
            if one.id:
                self.by_id.pop(one.id, None)
            one.n = GONE

    def leaf(self, parent: Element, index: int, answers: dict[str, Any], path: str) -> Element:
        node = self.nodes[index]
        kind = "number" if node["type"] in NUMBERS else "text"
        element = Element(index, node["name"], kind, parent, is_leaf=True)
        value = answers.get(node["name"])
        if isinstance(value, str):
            element.kept, element.given = unicodedata.normalize("NFC", value), True
            return element
        if value is None and node["name"] not in answers:
            element.kept = node.get("default", "")
            return element
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        elif isinstance(value, float):
            value = decimal_text(value)
        else:
            raise AnswersProblem(path, "not_text")
        element.kept, element.given = value, True
        return element

    def climb(self, element: Element | None, up: int) -> Element | None:
        while element is not None and element.n != up:
            element = element.up
        return element

    def find(self, start: Any, up: int, target: int, everything: bool = False) -> list[Element]:
        """All instances of ``target`` under the instance of ``up`` around ``start``; irrelevant ones if asked."""
        # An absolute path may be asked from an item of a choice list, which stands outside the answers.
        top: Element | None = self.root
        if up != -1:
            top = start
            while top is not None and top.n != up:
                top = top.up
        if top is None or target == -2:
            return [top.up] if top is not None and top.up is not None else []
        chain = self.plan.chains.get((up, target)) or self.plan.chain(up, target)
        at: Element = top
        for depth, index in enumerate(chain):
            kid = at.kids[index]
            if isinstance(kid, Repeat):
                return _spread([at], chain[depth:], everything)
            if not (everything or kid.on):
                return []
            at = kid
        return [at]

    def walk(self, element: Element) -> Iterator[Element]:
        """An element and all below it in document order."""
        yield element
        for kid in element.kids.values():
            if isinstance(kid, Repeat):
                for one in kid.all:
                    yield from self.walk(one)
            elif kid.kids:
                yield from self.walk(kid)
            else:
                yield kid

    def repeat_of(self, element: Element) -> Repeat:
        assert element.up is not None
        repeat = element.up.kids[element.n]
        assert isinstance(repeat, Repeat)
        return repeat

    def path(self, element: Element) -> str:
        """With an index on every repeat: /data/member[2]/name."""
        if element.up is None or element.n < 0:
            return "/" + element.name if element.name else ""
        kid = element.up.kids[element.n]
        place = f"[{kid.all.index(element) + 1}]" if isinstance(kid, Repeat) else ""
        return f"{self.path(element.up)}/{element.name}{place}"


def _spread(found: list[Element], chain: list[int], everything: bool) -> list[Element]:
    """Down a chain of nodes with repeats in it: every instance on the way."""
    for index in chain:
        deeper: list[Element] = []
        for element in found:
            kid = element.kids[index]
            deeper += kid.all if isinstance(kid, Repeat) else [kid]
        found = deeper if everything else [element for element in deeper if element.on]
    return found
