"""From the XML of a submission to the answers document that the phone would have sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from gnbv.errors import Invalid
from gnbv.services.openrosa_xml import Node

# Names that the house reads by itself; the form computes them anew where it wants to.
HOUSE_META = ("instanceID", "instanceName", "deprecatedID")
# What OpenRosa lets a program say in the block meta of any form.
OPEN_GROUP = "meta"


@dataclass
class Reading:
    """``files``: name of a file as the answers say it → refs of the questions that name it.

    ``stamps``: ``start``, ``end`` and ``today`` where the form asks for them.
    """

    answers: dict[str, Any]
    files: dict[str, list[str]] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)


def read(compiled: dict[str, Any], root: Node, subject: UUID) -> Reading:
    """The answers by the shape of the form. An instance of a repeat is named by survey and place, so the same
    submission gives the same names. Raises ``Invalid`` for elements that the form does not have."""
    return _Reader(compiled, subject).read(root)


def read_loosely(root: Node, subject: UUID) -> Reading:
    """All that was sent when the version of the form is not here: a person has to look, so nothing is lost."""
    reading = Reading({})
    reading.answers = _loose(root, "/" + root.name, subject, "", reading)
    return reading


class _Reader:
    def __init__(self, compiled: dict[str, Any], subject: UUID) -> None:
        self.compiled = compiled
        self.subject = subject
        self.reading = Reading({})
        self.children: dict[int, dict[str, dict[str, Any]]] = {}
        for node in compiled["nodes"]:
            self.children.setdefault(node["parent"], {})[node["name"]] = node

    def read(self, root: Node) -> Reading:
        if root.name != self.compiled["root"]:
            raise _not_in_form(f"/{root.name}")
        self.reading.answers = self._group(root, -1, f"/{root.name}", "")
        return self.reading

    def _group(self, given: Node, index: int, path: str, instance: str) -> dict[str, Any]:
        known = self.children.get(index, {})
        if given.text.strip() and given.children:
            raise _not_in_form(f"{path}/text()")
        found: dict[str, Any] = {
            name: []
            for name, node in known.items()
            if node["kind"] == "repeat" and "repeat_count" not in node
        }
        for child in given.children:
            there = f"{path}/{child.name}"
            node = known.get(child.name)
            if node is None:
                if (
                    index == -1
                    and child.name == OPEN_GROUP
                    or path.count("/") == 2
                    and path.endswith("/meta")
                ):
                    continue
                raise _not_in_form(there)
            if node["kind"] == "repeat":
                if "template" not in child.attributes:
                    listed = found.setdefault(child.name, [])
                    listed.append(self._instance(child, node, f"{there}[{len(listed) + 1}]"))
                continue
            if child.name in found:
                raise _not_in_form(f"{there}[2]")
            value = self._value(child, node, there, instance)
            if value is not None:
                found[child.name] = value
        return found

    def _instance(self, given: Node, node: dict[str, Any], path: str) -> dict[str, Any]:
        made = str(uuid5(self.subject, path))
        return {"_id": made, **self._group(given, node["i"], path, made)}

    def _value(self, given: Node, node: dict[str, Any], path: str, instance: str) -> Any:
        if self.children.get(node["i"]):
            return self._group(given, node["i"], path, instance)
        if given.children:
            raise _not_in_form(f"{path}/{given.children[0].name}")
        if node["kind"] == "note" or (node["path"].count("/") == 3 and given.name in HOUSE_META):
            return None
        text = given.text if given.text.strip() else ""
        if node["type"] == "binary" and text:
            self.reading.files.setdefault(text, []).append(_ref(node["key"], instance))
        if node.get("preload") in ("start", "end", "today") and text:
            self.reading.stamps[node["preload"]] = text
        # An emptied default is an answer; every other empty element says nothing.
        return text if text or "default" in node or "dynamic_default" in node else None


def _loose(given: Node, path: str, subject: UUID, instance: str, reading: Reading) -> dict[str, Any]:
    names = [one.name for one in given.children]
    found: dict[str, Any] = {}
    for child in given.children:
        if names.count(child.name) > 1 and child.children:
            listed = found.setdefault(child.name, [])
            there = f"{path}/{child.name}[{len(listed) + 1}]"
            made = str(uuid5(subject, there))
            listed.append({"_id": made, **_loose(child, there, subject, made, reading)})
        elif child.children:
            found[child.name] = _loose(child, f"{path}/{child.name}", subject, instance, reading)
        elif child.text.strip():
            found[child.name] = child.text
            reading.files.setdefault(child.text, []).append(_ref(child.name, instance))
            if child.name in ("start", "end", "today"):
                reading.stamps[child.name] = child.text
    return found


def _ref(key: str, instance: str) -> str:
    return f"{key}@{instance}" if instance else key


def _not_in_form(path: str) -> Invalid:
    short = path[:120]
    return Invalid(
        "not_in_form",
        f"Phiếu gửi lên có mục “{short}” mà mẫu phiếu không có, nên chưa nhận. Phiếu vẫn giữ trên máy. "
        "Tải lại mẫu phiếu trong ứng dụng, hoặc báo cán bộ xã.",
        f"What was sent has “{short}”, which the sheet does not have, so it was not taken. It is kept on the phone. "
        "Get the sheet again in the app, or tell the commune's officer.",
        path=short,
    )
