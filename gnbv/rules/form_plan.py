"""What is the same for all surveys of one form, worked out once: children, chains, order and readers of its nodes."""

from typing import Any

MOST_KEPT = 32
COMPUTED = ("relevant", "calculate", "repeat_count")
FOLLOWED = ("dynamic_default", "triggers")
ANSWERED = ("question", "calculate", "hidden", "meta")


class Plan:
    """``rank``: place of a node in the order of calculation. ``readers``: (reader, up) by the node that is read.
    ``computed``: nodes whose state hangs on an expression; the others only follow the group around them.
    ``followed``: nodes that take, or give others, a value once the form is open. ``answered``: nodes of rows."""

    def __init__(self, compiled: dict[str, Any]) -> None:
        self.nodes: list[dict[str, Any]] = compiled["nodes"]
        self.order: list[int] = compiled["order"]
        self.by_key = {node["key"]: node["i"] for node in self.nodes}
        self.children: dict[int, list[int]] = {-1: []}
        for node in self.nodes:
            self.children.setdefault(node["parent"], []).append(node["i"])
        self.names = {
            parent: {"_id", *(self.nodes[index]["name"] for index in children)}
            for parent, children in self.children.items()
        }
        self.rank = {index: place for place, index in enumerate(self.order)}
        self.computed = self._having(COMPUTED)
        self.followed = self._having(FOLLOWED)
        self.preloaded = self._having(("preload",))
        self.answered = frozenset(
            node["i"] for node in self.nodes if node["kind"] in ANSWERED and not node.get("generated")
        )
        self.readers: dict[int, list[tuple[int, int]]] = {}
        for node in self.nodes:
            for up, target in node.get("reads", ()):
                self.readers.setdefault(target, []).append((node["i"], up))
        self.chains: dict[tuple[int, int], list[int]] = {}

    def _having(self, names: tuple[str, ...]) -> frozenset[int]:
        return frozenset(node["i"] for node in self.nodes if any(name in node for name in names))

    def chain(self, up: int, target: int) -> list[int]:
        """The nodes to go through from below ``up`` down to ``target``."""
        found = self.chains.get((up, target))
        if found is None:
            found = []
            at = target
            while at != up and at >= 0:
                found.append(at)
                at = self.nodes[at]["parent"]
            found.reverse()
            self.chains[up, target] = found
        return found


_plans: dict[int, Plan] = {}


def plan_of(compiled: dict[str, Any]) -> Plan:
    """The plan of a form. Kept as long as the same list of nodes is passed, which must not change meanwhile."""
    plan = _plans.get(id(compiled["nodes"]))
    # A plan holds its nodes, so that their id cannot come to mean another form's.
    if plan is None or plan.nodes is not compiled["nodes"] or plan.order is not compiled["order"]:
        if len(_plans) >= MOST_KEPT:
            _plans.clear()
        plan = _plans[id(compiled["nodes"])] = Plan(compiled)
    return plan
