"""Two states of one survey side by side, question by question, and a third one made of picks from both.

Repeat instances are the same when they have one id, or one ``person_id``: two phones that open the roster of a
household give the same person two ids.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

Answers = dict[str, Any]
Form = dict[str, Any]
PRESENT = "1"


class Difference(NamedTuple):
    """One question (or repeat instance) that is not the same on both sides; ``None`` is no answer. ``base`` is what
    stood there before either side changed it, when that is known."""

    ref: str
    here: str | None
    came: str | None
    base: str | None

    @property
    def changed_by(self) -> str:
        """``came`` or ``here`` when only that side differs from the base, else empty: a person has to look."""
        if self.here == self.base:
            return "came"
        return "here" if self.came == self.base else ""


def cells(form: Form, answers: Answers) -> dict[str, str]:
    """Every answer by its ref, in the order of the form. A repeat instance itself is a cell ``repeat@id``."""
    return dict(_cells(_children(form), -1, answers, None))


def aligned(form: Form, here: Answers, came: Answers) -> tuple[Answers, dict[str, str]]:
    """A copy of ``came`` whose persons have the instance ids that they have in ``here``, and the ids that changed."""
    made = copy.deepcopy(came)
    renamed: dict[str, str] = {}
    _align(_children(form), -1, here, made, renamed)
    return made, renamed


def differences(form: Form, here: Answers, came: Answers, base: Answers | None) -> list[Difference]:
    """What is not the same, in the order of the form. ``came`` is aligned. An instance that stands on one side only is
    one difference: its answers go with it."""
    mine, theirs = cells(form, here), cells(form, came)
    before = cells(form, base) if base is not None else {}
    repeats = {node["key"] for node in form["nodes"] if node["kind"] == "repeat"}
    alone = {
        ref.split("@")[1]
        for ref in mine.keys() ^ theirs.keys()
        if ref.split("@")[0] in repeats and "@" in ref
    }
    found = []
    for ref in cells(form, merged(form, here, came, [ref for ref in theirs if ref not in mine])):
        key, _, instance = ref.partition("@")
        if mine.get(ref) == theirs.get(ref) or (instance in alone and key not in repeats):
            continue
        found.append(Difference(ref, mine.get(ref), theirs.get(ref), before.get(ref)))
    return found


def merged(form: Form, here: Answers, came: Answers, picked: Collection[str]) -> Answers:
    """``here`` with the answers of ``came`` at the refs ``picked``: an answer that came has not is taken away, an
    instance that stands on one side only is added or removed whole. ``came`` is aligned; refs of neither side and of
    questions that the form does not have are passed over."""
    made = copy.deepcopy(here)
    nodes = {node["key"]: node for node in form["nodes"]}
    theirs = cells(form, came)
    order = {ref: place for place, ref in enumerate(theirs)}
    for ref in sorted(picked, key=lambda one: order.get(one, -1)):
        key, _, instance = ref.partition("@")
        node = nodes.get(key)
        if node is None:
            continue
        if node["kind"] == "repeat":
            _pick_instance(form, node, made, came, instance)
        else:
            _pick_answer(form, node, made, theirs.get(ref), instance)
    return made


def with_answer(form: Form, answers: Answers, ref: str, value: str | None) -> Answers:
    """``answers`` with another value at one ref; ``None`` takes the answer away. A ref of a question or an instance
    that is not there changes nothing."""
    made = copy.deepcopy(answers)
    key, _, instance = ref.partition("@")
    node = next((node for node in form["nodes"] if node["key"] == key and node["kind"] == "question"), None)
    if node is not None:
        _pick_answer(form, node, made, value, instance)
    return made


def name_of(answers: Answers, instance: str) -> str:
    """The name that an instance carries, as rosters have it; empty without one."""
    found = _find(answers, instance)[0] or {}
    return str(found.get("full_name") or found.get("name") or "")


def _children(form: Form) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for node in form["nodes"]:
        found.setdefault(node["parent"], []).append(node)
    return found


def _cells(
    children: dict[int, list[dict[str, Any]]], parent: int, group: Answers, instance: str | None
) -> Iterator[tuple[str, str]]:
    for node in children.get(parent, ()):
        value = group.get(node["name"])
        if node["kind"] == "repeat":
            for one in value if isinstance(value, list) else ():
                yield f"{node['key']}@{one.get('_id')}", PRESENT
                yield from _cells(children, node["i"], one, str(one.get("_id")))
        elif node["kind"] == "group":
            yield from _cells(children, node["i"], value if isinstance(value, dict) else {}, instance)
        # What the sheet works out by itself follows from the others.
        elif node["kind"] == "question" and "calculate" not in node and value not in (None, ""):
            yield f"{node['key']}@{instance}" if instance else node["key"], str(value)


def _align(
    children: dict[int, list[dict[str, Any]]],
    parent: int,
    here: Answers,
    came: Answers,
    renamed: dict[str, str],
) -> None:
    for node in children.get(parent, ()):
        mine, theirs = here.get(node["name"]), came.get(node["name"])
        if node["kind"] == "group" and isinstance(theirs, dict):
            _align(children, node["i"], mine if isinstance(mine, dict) else {}, theirs, renamed)
        if node["kind"] != "repeat" or not isinstance(theirs, list):
            continue
        known = {one.get("_id"): one for one in mine} if isinstance(mine, list) else {}
        persons = {one["person_id"]: id_ for id_, one in known.items() if one.get("person_id")}
        taken = {one.get("_id") for one in theirs}
        for one in theirs:
            target = persons.get(one.get("person_id"))
            if one.get("_id") not in known and target is not None and target not in taken:
                renamed[str(one["_id"])] = target
                one["_id"] = target
            _align(children, node["i"], known.get(one.get("_id"), {}), one, renamed)


def _pick_instance(form: Form, node: dict[str, Any], made: Answers, came: Answers, instance: str) -> None:
    theirs, above = _find(came, instance)
    mine, _ = _find(made, instance)
    if theirs is not None and mine is None:
        around = _home(form, node, made, above)
        if around is not None:
            around.setdefault(node["name"], []).append(copy.deepcopy(theirs))
    elif theirs is None and mine is not None:
        around = _home(form, node, made, _find(made, instance)[1])
        if around is not None:
            left = [one for one in around[node["name"]] if one.get("_id") != instance]
            around[node["name"]] = left
            if not left:
                del around[node["name"]]


def _pick_answer(form: Form, node: dict[str, Any], made: Answers, value: str | None, instance: str) -> None:
    group = _home(form, node, made, instance)
    if group is None:
        return
    if value is None:
        group.pop(node["name"], None)
    else:
        group[node["name"]] = value


def _home(form: Form, node: dict[str, Any], answers: Answers, instance: str) -> Answers | None:
    """The group or instance that holds the answer of ``node``, made when it is not there; ``None`` without the
    instance."""
    names: list[str] = []
    place = node["parent"]
    while place != -1 and form["nodes"][place]["kind"] != "repeat":
        names.insert(0, form["nodes"][place]["name"])
        place = form["nodes"][place]["parent"]
    group = answers if place == -1 else _find(answers, instance)[0]
    for name in names:
        if group is not None:
            group = group.setdefault(name, {})
    return group


def _find(group: Answers, instance: str, above: str = "") -> tuple[Answers | None, str]:
    """The instance with that id anywhere below, and the id of the instance around it (empty at the top)."""
    for value in group.values():
        inner = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
        for one in inner:
            if not isinstance(one, dict):
                continue
            if one.get("_id") == instance:
                return one, above
            found = _find(one, instance, str(one.get("_id") or above))
            if found[0] is not None:
                return found
    return None, ""
