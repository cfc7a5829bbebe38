"""Two versions of a form, question by question: added, removed, moved, changed, and what changes meaning.

Questions are the same when they have the same path, or else the same name where both forms have it once.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from gnbv.rules.expression_text import text_of

Form = dict[str, Any]
Node = dict[str, Any]

# What an old answer may no longer mean under the new version.
MEANING = frozenset({"label", "type", "choice_removed", "choice_label", "unit", "repeat"})
TREES = ("relevant", "constraint", "required", "calculate", "choice_filter", "readonly", "repeat_count")
WORDS = ("label", "hint", "guidance", "constraint", "required")
SHOWN = ("question", "note", "calculate", "hidden", "group", "repeat")


@dataclass(frozen=True)
class Difference:
    """One thing that differs; ``before`` and ``after`` as people read it, ``language`` when it is a text."""

    what: str
    before: str
    after: str
    language: str = ""

    @property
    def is_meaning(self) -> bool:
        return self.what in MEANING


@dataclass
class Row:
    """One question. ``change``: added, removed, changed or moved."""

    change: str
    key: str
    kind: str
    label: str
    section: str
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_meaning(self) -> bool:
        return self.change == "removed" or any(one.is_meaning for one in self.differences)


def compare(old: Form, new: Form, locale: str = "vi") -> list[Row]:
    """All rows that differ, in the order of the new form; removed ones stand last. Same forms give no row."""
    pairs = matched(old, new)
    came_from = {after: before for before, after in pairs.items()}
    shifted = _shifted(old, new, came_from)
    rows = []
    for node in new["nodes"]:
        if node["kind"] not in SHOWN:
            continue
        if node["i"] not in came_from:
            rows.append(_row("added", new, node, locale))
            continue
        before = old["nodes"][came_from[node["i"]]]
        found = differences(old, before, new, node)
        if pairs.get(before["parent"], -1) != node["parent"]:
            found.insert(0, Difference("place", _place(old, before, locale), _place(new, node, locale)))
        elif node["i"] in shifted:
            found.insert(0, Difference("order", "", ""))
        if found:
            is_moved = all(one.what in ("place", "order") for one in found)
            rows.append(_row("moved" if is_moved else "changed", new, node, locale, found))
    gone = [node for node in old["nodes"] if node["i"] not in pairs and node["kind"] in SHOWN]
    return rows + [_row("removed", old, node, locale) for node in gone]


def matched(old: Form, new: Form) -> dict[int, int]:
    """Number of a node in the old form → its number in the new one."""
    by_path = {node["path"]: node for node in new["nodes"]}
    names = _once(new)
    alone = _once(old)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for node in old["nodes"]:
        same = by_path.get(node["path"])
        if same is not None:
            pairs[node["i"]] = same["i"]
            taken.add(same["i"])
    for node in old["nodes"]:
        named = names.get(node["name"])
        if node["i"] not in pairs and node["name"] in alone and named is not None and named["i"] not in taken:
            pairs[node["i"]] = named["i"]
            taken.add(named["i"])
    return pairs


def differences(old: Form, before: Node, new: Form, after: Node) -> list[Difference]:
    """What differs between two nodes that are the same question, place and order left aside."""
    found = []
    kinds = [f"{node['kind']} {node.get('type', '')}".strip() for node in (before, after)]
    if kinds[0] != kinds[1]:
        found.append(Difference("type", *kinds))
    if _repeat(old, before) != _repeat(new, after):
        found.append(Difference("repeat", _repeat(old, before), _repeat(new, after)))
    found += _texts(old, before, new, after)
    found += _choices(old, before, new, after)
    for part in TREES:
        values = [_tree(form, node, part) for form, node in ((old, before), (new, after))]
        if values[0] != values[1]:
            found.append(Difference(part + "_rule", *values))
    for part in ("default", "parameters", "appearance"):
        values = [_plain(node.get(part)) for node in (before, after)]
        if values[0] != values[1]:
            units = [_unit(node) for node in (before, after)]
            found.append(Difference("unit" if units[0] != units[1] else part, *values))
    return found


def label_of(form: Form, node: Node, locale: str = "vi") -> str:
    """The question in words, "…" for what answers put in; its name when it has no label."""
    return words(form, form["texts"].get(f"{node['path']}:label"), locale) or str(node["name"])


def words(form: Form, entry: Any, locale: str = "vi") -> str:
    """A text of a form in the language of ``locale``, else in its first one."""
    if not isinstance(entry, dict):
        return _said(form, entry)
    fitting = [name for name in entry if name == locale or name.endswith(f"({locale})")]
    chosen = next(iter([*fitting, form.get("default_language"), *entry]), None)
    return _said(form, entry.get(chosen))


def _said(form: Form, parts: Any) -> str:
    if not isinstance(parts, list):
        return parts if isinstance(parts, str) else ""
    return "".join(part if isinstance(part, str) else "…" for part in parts).strip()


def _row(change: str, form: Form, node: Node, locale: str, found: list[Difference] | None = None) -> Row:
    return Row(
        change,
        str(node["key"]),
        str(node["kind"]),
        label_of(form, node, locale),
        _place(form, node, locale),
        found or [],
    )


def _place(form: Form, node: Node, locale: str) -> str:
    """The group around a question, in words."""
    return label_of(form, form["nodes"][node["parent"]], locale) if node["parent"] >= 0 else ""


def _once(form: Form) -> dict[str, Node]:
    count: dict[str, int] = {}
    for node in form["nodes"]:
        count[node["name"]] = count.get(node["name"], 0) + 1
    return {node["name"]: node for node in form["nodes"] if count[node["name"]] == 1}


def _shifted(old: Form, new: Form, came_from: dict[int, int]) -> set[int]:
    """Nodes that stand elsewhere among the same neighbours: all but a longest run that kept its order."""
    shifted: set[int] = set()
    groups: dict[int, list[int]] = {}
    for node in new["nodes"]:
        if node["i"] in came_from:
            groups.setdefault(node["parent"], []).append(node["i"])
    for members in groups.values():
        stay = [i for i in members if _parent(old, came_from[i]) == _parent(new, i)]
        shifted |= set(stay) - set(_longest_run([(came_from[i], i) for i in stay]))
    return shifted


def _parent(form: Form, index: int) -> str:
    return str(form["nodes"][index]["path"].rpartition("/")[0])


def _longest_run(pairs: list[tuple[int, int]]) -> list[int]:
    tails: list[int] = []
    ends: list[int] = []
    back: dict[int, int] = {}
    for place, (value, _) in enumerate(pairs):
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [place]
        back[place] = ends[at - 1] if at else -1
    found = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(pairs[place][1])
        place = back[place]
    return found


def _texts(old: Form, before: Node, new: Form, after: Node) -> list[Difference]:
    found = []
    for kind in WORDS:
        were, are = (
            form["texts"].get(f"{node['path']}:{kind}", {}) for form, node in ((old, before), (new, after))
        )
        for language in dict.fromkeys([*were, *are]):
            said = _raw(old, were.get(language)), _raw(new, are.get(language))
            if said[0] != said[1]:
                # A language that came or went says nothing else than before.
                is_new = language not in old["languages"] or language not in new["languages"]
                name = kind if kind in ("label", "hint", "guidance") else f"{kind}_words"
                found.append(Difference("translation" if is_new else name, *said, language))
    return found


def _raw(form: Form, parts: Any) -> str:
    if not isinstance(parts, list):
        return parts if isinstance(parts, str) else ""
    return "".join(part if isinstance(part, str) else text_of(part, form["nodes"]) for part in parts)


def choices_of(form: Form, node: Node) -> dict[str, Any]:
    """Value → label entry of the choices written in the sheet; empty for computed ones."""
    rows = form.get("lists", {}).get(node.get("choices") or "", [])
    return {row["value"]: row.get("label") for row in rows}


def _choices(old: Form, before: Node, new: Form, after: Node) -> list[Difference]:
    were, are = choices_of(old, before), choices_of(new, after)
    found = [
        Difference("choice_removed", f"{words(old, were[value])} [{value}]", "")
        for value in were
        if value not in are
    ]
    found += [
        Difference("choice_added", "", f"{words(new, are[value])} [{value}]")
        for value in are
        if value not in were
    ]
    for value in [value for value in were if value in are]:
        said = words(old, were[value]), words(new, are[value])
        if said[0] != said[1]:
            found.append(Difference("choice_label", f"{said[0]} [{value}]", f"{said[1]} [{value}]"))
    return found


def _tree(form: Form, node: Node, part: str) -> str:
    return text_of(node[part], form["nodes"]) if part in node else ""


def _repeat(form: Form, node: Node) -> str:
    return str(form["nodes"][node["repeat"]]["name"]) if node["repeat"] >= 0 else ""


def _unit(node: Node) -> str:
    return next((token for token in node.get("appearance") or [] if token.startswith("unit-")), "")


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(f"{key}={value[key]}" for key in sorted(value))
    return "" if value is None else str(value)
