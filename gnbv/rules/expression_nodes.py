"""The shape of a form, as the paths of expressions see it."""

from collections.abc import Sequence
from typing import Any

ROOT, DOCUMENT = -1, -2


class Nodes:
    """The shape of a form: names, parents and repeats, by node index."""

    def __init__(self, root: str, nodes: Sequence[dict[str, Any]], instances: Sequence[str] = ()) -> None:
        self.root = root
        self.nodes = nodes
        self.instances = set(instances)
        self.children: dict[int, list[int]] = {ROOT: []}
        for node in nodes:
            self.children.setdefault(node["parent"], []).append(node["i"])

    def child(self, parent: int, name: str) -> list[int]:
        if parent == DOCUMENT:
            return [ROOT] if name in (self.root, "*") else []
        return [i for i in self.children.get(parent, []) if name in (self.nodes[i]["name"], "*")]

    def parent(self, index: int) -> int:
        return DOCUMENT if index == ROOT else int(self.nodes[index]["parent"])

    def ancestors(self, index: int) -> list[int]:
        """From the node itself up to the root."""
        found = []
        while index != DOCUMENT:
            found.append(index)
            index = self.parent(index)
        return found

    def below(self, index: int) -> list[int]:
        return [index] + [deep for child in self.children.get(index, []) for deep in self.below(child)]

    def common_repeat(self, target: int, context: int, itself: bool = False) -> int:
        """The innermost repeat around both: an absolute path stays within the instance it is read from."""
        around = set(self.ancestors(context))
        for index in self.ancestors(target)[0 if itself else 1 :]:
            if index in around and index != ROOT and self.nodes[index]["kind"] == "repeat":
                return index
        return ROOT

    def path_text(self, index: int) -> str:
        return "/" + self.root if index == ROOT else str(self.nodes[index]["path"])
