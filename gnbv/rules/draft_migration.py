"""Moves the answers of a draft to another version of its form. Nothing is lost: what has no place any more is told
and kept in ``meta.left_behind``. ``static/js/rules/migration.js`` is the twin; both give the same JSON
(``tests/parity/vectors/migration.json``).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from gnbv.rules.form_comparison import matched

Form = dict[str, Any]
Node = dict[str, Any]

SHAPES = {
    "int": re.compile(r"-?[0-9]+"),
    "decimal": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "acknowledge": re.compile(r"OK"),
}
FREE = ("string", "barcode")
LISTS = ("select1", "select", "rank")


def migrate(answers: dict[str, Any], meta: dict[str, Any], old: Form, new: Form) -> dict[str, Any]:
    """``{"answers", "meta", "report": {"kept": n, "moved": […], "changed": […], "left": […]}}``.

    ``answers`` is the document of a draft on ``old``. Each line of the report names the ``ref`` in the new form
    (``left``: in the old one), the ``label`` and the ``value``; ``left`` lines say why: gone, place, type, choice,
    computed, note. Calculated answers are not carried: the new form computes its own. Neither argument is changed.
    """
    return _Migration(old, new).run(answers, meta)


class _Migration:
    def __init__(self, old: Form, new: Form) -> None:
        self.old = old
        self.new = new
        self.pairs = matched(old, new)
        self.children: dict[int, list[Node]] = {}
        for node in old["nodes"]:
            self.children.setdefault(node["parent"], []).append(node)
        self.parents = {node["parent"] for node in new["nodes"]}
        self.answers: dict[str, Any] = {}
        self.kept = 0
        self.moved: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self.left: list[dict[str, Any]] = []

    def run(self, answers: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
        self.walk(-1, answers, {-1: self.answers}, "")
        made = self.meta(copy.deepcopy(meta))
        if self.left:
            source = {"form": self.old["form"], "version": self.old["version"]}
            made["left_behind"] = [*made.get("left_behind", []), *({**source, **line} for line in self.left)]
        report = {"kept": self.kept, "moved": self.moved, "changed": self.changed, "left": self.left}
        return {"answers": self.answers, "meta": made, "report": report}

    def walk(self, parent: int, answers: Any, places: dict[int, dict[str, Any]], instance: str) -> None:
        """``places``: number of a repeat of the new form → its instance at hand, -1 → the document."""
        if not isinstance(answers, dict):
            return
        for node in self.children.get(parent, ()):
            given = answers.get(node["name"])
            if given is None:
                continue
            if node["kind"] == "repeat":
                self.repeat(node, given, places)
            elif node["i"] in self.children:
                self.walk(node["i"], given, places, instance)
            elif isinstance(given, str):
                self.leaf(node, given, places, instance)

    def repeat(self, node: Node, instances: Any, places: dict[int, dict[str, Any]]) -> None:
        target = self.target(node)
        fits = target is not None and target["kind"] == "repeat" and target["repeat"] in places
        around = self.pairs.get(node["repeat"]) if node["repeat"] >= 0 else -1
        fits = fits and target is not None and target["repeat"] == around
        row: list[Any] = []
        if fits and target is not None and isinstance(instances, list):
            self.group(target, places)[target["name"]] = row
        for one in instances if isinstance(instances, list) else []:
            given = one.get("_id", "") if isinstance(one, dict) else ""
            inside = {"_id": given} if given else {}
            row.append(inside)
            here = {**places, target["i"]: inside} if fits and target is not None else places
            self.walk(node["i"], one, here, given)

    def leaf(self, node: Node, value: str, places: dict[int, dict[str, Any]], instance: str) -> None:
        if node["kind"] == "calculate" or "calculate" in node:
            return
        target = self.target(node)
        if not value:  # an answer that was emptied on purpose: it keeps the default away
            return self.emptied(node, target, places)
        if target is None or target["i"] in self.parents or target["kind"] in ("note", "group", "repeat"):
            return self.leave(node, value, instance, "gone")
        around = self.pairs.get(node["repeat"]) if node["repeat"] >= 0 else -1
        if target["repeat"] != around or around not in places:
            return self.leave(node, value, instance, "place")
        if target["kind"] == "calculate" or "calculate" in target:
            return self.leave(node, value, instance, "computed")
        if node["type"] == "binary" and node["key"] != target["key"]:
            return self.leave(node, value, instance, "place")
        taken, rest, reason = self.fitting(node, target, value)
        if rest:
            self.leave(node, rest, instance, reason)
        if not taken:
            return None
        self.group(target, places)[target["name"]] = taken
        self.kept += 1
        line = {"ref": _ref(target, instance), "label": self.label(self.new, target), "value": taken}
        sections = self.section(self.old, node), self.section(self.new, target)
        if self.pairs.get(node["parent"], -1) != target["parent"]:
            self.moved.append({**line, "from": sections[0], "to": sections[1]})
        what = list(self.meanings(node, target, taken))
        if what:
            self.changed.append({**line, "was": self.label(self.old, node), "what": what})
        return None

    def emptied(self, node: Node, target: Node | None, places: dict[int, dict[str, Any]]) -> None:
        around = self.pairs.get(node["repeat"]) if node["repeat"] >= 0 else -1
        if (
            target
            and target["kind"] in ("question", "hidden")
            and target["repeat"] == around
            and around in places
        ):
            self.group(target, places)[target["name"]] = ""

    def fitting(self, node: Node, target: Node, value: str) -> tuple[str, str, str]:
        """What of a value the new question takes, what it does not, and why not."""
        kind = target["type"]
        if kind in LISTS:
            known = self.choices(self.new, target)
            if not known:
                return (value, "", "") if node["type"] in LISTS else ("", value, "type")
            tokens = [value] if kind == "select1" else value.split(" ")
            taken = [token for token in tokens if token in known]
            rest = [token for token in tokens if token not in known]
            if kind == "rank" and rest:
                taken, rest = [], tokens
            return " ".join(taken), " ".join(rest), "choice"
        if kind in FREE:
            return (value, "", "") if node["type"] != "binary" else ("", value, "type")
        if kind in SHAPES:
            return (value, "", "") if SHAPES[kind].fullmatch(value) else ("", value, "type")
        return (value, "", "") if node["type"] == kind else ("", value, "type")

    def meanings(self, node: Node, target: Node, value: str) -> Iterator[str]:
        """In what a taken answer may mean something else: label, type, choice, unit."""
        for before, after in self.languages():
            kept = [self.words(form, f"{one['path']}:label", language)
                    for form, one, language in ((self.old, node, before), (self.new, target, after))]  # fmt: skip
            if kept[0] != kept[1]:
                yield "label"
                break
        if node["type"] != target["type"]:
            yield "type"
        were, are = self.choices(self.old, node), self.choices(self.new, target)
        tokens = value.split(" ")
        if any(
            were.get(token) and are.get(token) and self.said(were[token], a) != self.said(are[token], b)
            for token in tokens
            for a, b in self.languages()
        ):
            yield "choice"
        if _unit(node) != _unit(target):
            yield "unit"

    def meta(self, meta: dict[str, Any]) -> dict[str, Any]:
        notes = {}
        for ref, text in meta.get("notes", {}).items():
            there = self.moved_ref(ref)
            if there:
                notes[there] = text
            else:
                key = ref.split("@")[0]
                node = next((node for node in self.old["nodes"] if node["key"] == key), None)
                label = self.label(self.old, node) if node else key
                self.left.append({"ref": ref, "label": label, "value": text, "reason": "note"})
        if "notes" in meta:
            meta["notes"] = notes
        if "later" in meta:
            meta["later"] = [there for there in map(self.moved_ref, meta["later"]) if there]
        if "changed_after_score" in meta:
            meta["changed_after_score"] = [self.moved_ref(ref) or ref for ref in meta["changed_after_score"]]
        return meta

    def moved_ref(self, ref: str) -> str:
        key, at, instance = ref.partition("@")
        node = next((node for node in self.old["nodes"] if node["key"] == key), None)
        target = self.target(node) if node else None
        return f"{target['key']}{at}{instance}" if target else ""

    def target(self, node: Node) -> Node | None:
        index = self.pairs.get(node["i"])
        return None if index is None else self.new["nodes"][index]

    def group(self, target: Node, places: dict[int, dict[str, Any]]) -> dict[str, Any]:
        """The document of the groups around a node, made when they are not there yet."""
        names = []
        above = target["parent"]
        while above != target["repeat"] and above >= 0:
            names.append(self.new["nodes"][above]["name"])
            above = self.new["nodes"][above]["parent"]
        at = places[target["repeat"]]
        for name in reversed(names):
            at = at.setdefault(name, {})
        return at

    def leave(self, node: Node, value: str, instance: str, reason: str) -> None:
        line = {
            "ref": _ref(node, instance),
            "label": self.label(self.old, node),
            "value": value,
            "reason": reason,
        }
        self.left.append(line)

    def languages(self) -> list[tuple[str, str]]:
        both = [name for name in self.old["languages"] if name in self.new["languages"]]
        return [(name, name) for name in both] or [
            (self.old["default_language"], self.new["default_language"])
        ]

    def section(self, form: Form, node: Node) -> str:
        above = node["parent"]
        return self.label(form, form["nodes"][above]) if above >= 0 else ""

    def label(self, form: Form, node: Node) -> str:
        return self.words(form, f"{node['path']}:label", form["default_language"]) or str(node["name"])

    def words(self, form: Form, place: str, language: str) -> str:
        return self.said(form["texts"].get(place, {}), language)

    def said(self, entry: Any, language: str) -> str:
        parts = entry.get(language, "") if isinstance(entry, dict) else entry
        if isinstance(parts, str):
            return parts
        return "".join(part if isinstance(part, str) else "…" for part in parts or [])

    def choices(self, form: Form, node: Node) -> dict[str, Any]:
        rows = form.get("lists", {}).get(node.get("choices") or "", [])
        return {row["value"]: row.get("label") or {} for row in rows}


def _ref(node: Node, instance: str) -> str:
    return f"{node['key']}@{instance}" if instance and node["repeat"] >= 0 else str(node["key"])


def _unit(node: Node) -> str:
    return next((token for token in node.get("appearance") or [] if token.startswith("unit-")), "")
