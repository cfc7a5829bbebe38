"""A pack as written (YAML, already read) to the compiled pack that phones and the server run.

Expressions become the trees of ``expression_paths`` with questions named by key (``pack_binding``); sentences become lists of literals,
``{"v": name}`` values and trees. What a pack may hold is told in ``docs/packs.md``. Nothing is invented here:
an official value that is not known stays ``None`` all the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gnbv.rules.b1_table import is_mapped, rows
from gnbv.rules.expression_paths import ROOT, Compiler, Nodes
from gnbv.rules.expression_syntax import SyntaxProblem
from gnbv.rules.pack_binding import by_key

LANGUAGES = ("vi", "en")
COMPONENTS = ("b1", "indicators", "rule")
PARTS = {
    "household": ("deprived", "unknown"),
    "member": ("applies", "deprived", "unknown"),
    "tally": ("applies", "counts", "unknown"),
}
# What a B1 table says of itself where the pack has no words for it.
TABLE_WORDS = {"vi": "máy chấm theo bảng điểm đã xác nhận", "en": "scored by the confirmed table"}
_SENTENCE_PART = re.compile(r"\[\[(.+?)\]\]|\{(\w+)\}")
_QUESTION = re.compile(r"\$\{([\w.-]+)\}")
_SETTING = re.compile(r"\$(\w+)")
_LABEL = re.compile(r"label\(([\w.-]+)\)")
_COMMA = re.compile(r"comma\((\$\{[\w.-]+\})\)")


class PackRefused(ValueError):
    """A pack that cannot be used. ``problems`` are (place, reason) pairs, place like ``indicators.4.deprived``."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{place}: {reason}" for place, reason in problems))
        self.problems = problems


def compile_pack(document: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """The compiled pack for one compiled form. Raises PackRefused with every problem found."""
    return _Compilation(document, form).run()


def check_conditions(form: Mapping[str, Any], lines: list[Mapping[str, Any]]) -> None:
    """Conditions of a quick-screening sheet, which may be open. Raises PackRefused with every one that cannot be read."""
    reader = _Compilation({"settings": {}}, form)
    for line in lines:
        if line.get("when"):
            reader.condition(line["when"], ROOT, f"quick.{line['code']}")
    if reader.problems:
        raise PackRefused(reader.problems)


class _Compilation:
    def __init__(self, document: Mapping[str, Any], form: Mapping[str, Any]) -> None:
        self.document = document
        self.form = form
        self.nodes = Nodes(form["root"], form["nodes"], [*form["lists"], *form.get("instances", ())])
        self.by_key = {node["key"]: node for node in form["nodes"]}
        self.problems: list[tuple[str, str]] = []

    def run(self) -> dict[str, Any]:
        source = self.document
        member = source["member"]
        at = self.node(member["at"], "member.at")
        self.member_index = at["i"] if at else ROOT
        compiled = {
            "engine": 1,
            "pack": source["pack"],
            "kind": source["kind"],
            "version": source["version"],
            "name": source["name"],
            "form": {"form": self.form["form"], "version": self.form["version"]},
            "valid_from": source["valid_from"],
            "valid_to": source["valid_to"],
            "legal_basis": source["legal_basis"],
            "components": {
                name: {**source["components"][name], "confirmed": False}
                for name in sorted(source["components"])
            },
            "lines": source["lines"],
            "areas": source["areas"],
            "points_per_deprivation": source["points_per_deprivation"],
            "ready": self.condition(source["ready"], ROOT, "ready"),
            "member": {
                "repeat": member["repeat"],
                "at": member["at"],
                "is_member": self.condition(member["is_member"], self.member_index, "member.is_member"),
            },
            "dimensions": source["dimensions"],
            "indicators": [self.indicator(indicator) for indicator in source["indicators"]],
            "b1": self.b1(source["b1"]),
            "paper": source["paper"],
            "texts": {
                key: self.words(text, ROOT, f"texts.{key}")
                for key, text in {"table": TABLE_WORDS, **source["texts"]}.items()
            },
        }
        for key in (source["paper"] or {}).values():
            self.node(key, "paper")
        if self.problems:
            raise PackRefused(self.problems)
        return compiled

    def indicator(self, source: Mapping[str, Any]) -> dict[str, Any]:
        place = f"indicators.{source['number']}"
        per = source["per"]
        here = ROOT if per == "household" else self.member_index
        compiled = {
            "no": source["number"],
            "code": source["code"],
            "name": source["name"],
            "dimension": source["dimension"],
            "per": per,
            "override": source["override"],
            "because": {
                # Only a sentence about one member stands at that member.
                state: self.words(
                    text, here if per == "member" and state != "not" else ROOT, f"{place}.because.{state}"
                )
                for state, text in source["because"].items()
            },
        }
        for part in PARTS[per]:
            compiled[part] = self.condition(source[part], here, f"{place}.{part}")
        if per == "tally":
            compiled["deprived_when"] = source["deprived_when"]
        if source["override"]:
            self.node(source["override"], f"{place}.override")
            self.node(source["override"] + "_reason", f"{place}.override")
        return compiled

    def b1(self, source: Mapping[str, Any]) -> dict[str, Any]:
        for key in (source["source"], source["points"], *(item["question"] for item in source["items"])):
            self.node(key, "b1")
        items = []
        for item in source["items"]:
            place = f"b1.{item['code']}"
            made = dict(item)
            if rows(item):
                made["categories"] = [
                    {**one, "when": self.condition(one["when"], ROOT, f"{place}.{one['code']}")}
                    if one.get("when")
                    else one
                    for one in rows(item)
                ]
            if item.get("known"):
                made["known"] = self.condition(item["known"], ROOT, f"{place}.known")
            items.append(made)
        return {**source, "items": items, "mapped": is_mapped(source, self.document["areas"])}

    def words(self, text: Mapping[str, str], here: int, place: str) -> dict[str, list[Any]]:
        return {language: list(self.parts(text[language], here, language, place)) for language in LANGUAGES}

    def parts(self, text: str, here: int, language: str, place: str) -> Iterator[Any]:
        at = 0
        for match in _SENTENCE_PART.finditer(text):
            if match.start() > at:
                yield text[at : match.start()]
            at = match.end()
            expression, value = match.groups()
            yield {"v": value} if value else ["string", self.tree(expression, here, place, language)]
        if at < len(text):
            yield text[at:]

    def condition(self, text: str, here: int, place: str) -> Any:
        return ["boolean", self.tree(text, here, place)]

    def tree(self, text: str, here: int, place: str, language: str = "vi") -> Any:
        try:
            tree = Compiler(self.nodes, here).compile(self.expanded(text, language))
            return by_key(tree, self.form["nodes"])
        except SyntaxProblem as problem:
            self.problems.append((place, str(problem)))
        except KeyError as problem:
            self.problems.append((place, f"there is no question, setting or function {problem.args[0]} here"))
        return None

    def expanded(self, text: str, language: str) -> str:
        """Plain XPath: ``label()``, ``comma()``, questions and settings written out."""
        text = _LABEL.sub(lambda match: self.label(match[1], language), text)
        text = _COMMA.sub(lambda match: f"translate(string({match[1]}), '.', ',')", text)
        text = _QUESTION.sub(lambda match: str(self.by_key[match[1]]["path"]), text)
        return _SETTING.sub(lambda match: self.setting(match[1]), text)

    def label(self, key: str, language: str) -> str:
        """The label of a single choice as nested ``if``: it must not hang on the language of the page."""
        node = self.by_key[key]
        wanted = [name for name in self.form["languages"] if name.endswith(f"({language})")]
        expression = "''"
        # A sheet of its own may use the name for a question of another kind, or know other languages.
        for choice in reversed(self.form["lists"].get(node.get("choices"), [])):
            texts = [choice["label"][name] for name in (*wanted, *choice["label"]) if name in choice["label"]]
            label = texts[0] if texts and isinstance(texts[0], str) else choice["value"]
            expression = f"if(${{{key}}} = '{choice['value']}', '{_plain(label)}', {expression})"
        return expression

    def setting(self, name: str) -> str:
        value = self.document["settings"][name]
        if isinstance(value, Mapping):
            return self.by_year(value)
        return str(value) if isinstance(value, int | float) else f"'{value}'"

    def by_year(self, values: Mapping[str, Any]) -> str:
        """The value of the year of review; years before the first known take it, later ones the last known."""
        first, *later = sorted(values)
        expression = str(values[first])
        for year in later:
            expression = f"if(number(format-date(today(), '%Y')) >= {year}, {values[year]}, {expression})"
        return expression

    def node(self, key: str, place: str) -> dict[str, Any] | None:
        node = self.by_key.get(key)
        if node is None:
            self.problems.append((place, f"the sheet has no question {key}"))
        return node


def _plain(label: Any) -> str:
    """A choice's label as text inside single quotes; lists of literals are joined."""
    text = label if isinstance(label, str) else "".join(part for part in label if isinstance(part, str))
    return text.replace("'", "’")
