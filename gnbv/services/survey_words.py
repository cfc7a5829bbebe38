"""Answers of a survey in the words of their sheet, in one language: sections with rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gnbv.models import Comment
from gnbv.rules.form import Instance

HIDDEN_KINDS = ("hidden", "meta", "calculate", "note")


# An answer of these can be typed at the commune: no photo, no position, nothing worked out.
TYPED = ("select1", "select", "int", "decimal", "string", "date")


def is_correctable(node: dict[str, Any]) -> bool:
    """Whether an answer of this question can be corrected at the commune."""
    typed = node["kind"] == "question" and node.get("type") in TYPED and "calculate" not in node
    return typed and "notice" not in node.get("appearance", ())


@dataclass(frozen=True)
class Correction:
    """What the commune changed of an answer: ``before`` is the collector's own, in words."""

    before: str
    collector: str
    by: str
    reason: str


@dataclass
class AnswerRow:
    """One answer of one question (of one member). ``last`` is last year's in words, empty when unknown."""

    key: str
    instance_id: str | None
    label: str
    who: str
    text: str
    last: str
    is_file: bool
    comments: list[Comment] = field(default_factory=list)
    draft: Comment | None = None
    can_correct: bool = False
    correction: Correction | None = None

    @property
    def ref(self) -> str:
        return f"{self.key}@{self.instance_id}" if self.instance_id else self.key

    @property
    def changed(self) -> bool:
        return bool(self.last) and self.last != self.text

    @property
    def same(self) -> bool:
        return bool(self.last) and self.last == self.text


@dataclass
class Section:
    key: str
    title: str
    rows: list[AnswerRow] = field(default_factory=list)


def sections(
    compiled: dict[str, Any], answers: dict[str, Any], today: date, locale: str = "vi"
) -> list[Section]:
    """Answers in the words of their sheet alone, without last year or remarks. ``today`` is the survey's own day."""
    return writer(compiled, answers, today, locale).sections(answers)


def writer(compiled: dict[str, Any], answers: dict[str, Any], today: date, locale: str = "vi") -> Writer:
    """What turns these answers into words."""
    return Writer(compiled, locale, {}, Instance(compiled, answers, today=today))


class Writer:
    """Turns an answers document into rows of words, in one language."""

    def __init__(
        self, compiled: dict[str, Any], locale: str, last: dict[str, dict[str, str]], instance: Instance
    ) -> None:
        self.compiled = compiled
        self.instance = instance
        self.language = self._language(locale)
        self.last = last
        self.children: dict[int, list[dict[str, Any]]] = {}
        for node in compiled["nodes"]:
            self.children.setdefault(node["parent"], []).append(node)

    def sections(self, answers: dict[str, Any]) -> list[Section]:
        made = []
        for node in self.children.get(-1, []):
            if node["kind"] not in ("group", "repeat"):
                continue
            rows = list(self._rows(node, answers.get(node["name"]), None, "", ""))
            if rows:
                made.append(Section(node["key"], self._text(node, "label") or node["name"], rows))
        return made

    def title(self, key: str) -> str:
        """A question by its label, without what stands in it of other answers; the key for an unknown one."""
        node = self._node(key)
        return (self._text(node, "label") if node else "") or key

    def value(self, key: str, value: str) -> str:
        """A value of a question in words."""
        node = self._node(key)
        return self._words(node, value) if node else value

    def choices(self, key: str) -> list[tuple[str, str]]:
        """The choices of a question with their words; empty for one that is typed."""
        node = self._node(key) or {}
        return [
            (choice["value"], self._of(choice.get("label")) or choice["value"])
            for choice in self.compiled["lists"].get(node.get("choices") or "", [])
        ]

    def _node(self, key: str) -> dict[str, Any] | None:
        return next((node for node in self.compiled["nodes"] if node["key"] == key), None)

    def _rows(
        self, node: dict[str, Any], value: Any, instance: str | None, who: str, person: str
    ) -> Iterator[AnswerRow]:
        if node["kind"] == "repeat":
            for item in value if isinstance(value, list) else []:
                name = str(item.get("full_name") or item.get("name") or "")
                for child in self.children.get(node["i"], []):
                    yield from self._rows(
                        child,
                        item.get(child["name"]),
                        str(item.get("_id")),
                        name,
                        str(item.get("person_id") or ""),
                    )
        elif node["kind"] == "group":
            inner = value if isinstance(value, dict) else {}
            for child in self.children.get(node["i"], []):
                yield from self._rows(child, inner.get(child["name"]), instance, who, person)
        elif node["kind"] not in HIDDEN_KINDS and value not in (None, ""):
            last = self.last.get(person, {}).get(node["key"])
            yield AnswerRow(
                key=node["key"],
                instance_id=instance,
                label=self._label(node, instance),
                who=who,
                text=self._words(node, str(value)),
                last="" if last is None else self._words(node, str(last)),
                is_file=node.get("type") == "binary",
                can_correct=is_correctable(node),
            )

    def _words(self, node: dict[str, Any], value: str) -> str:
        labels = {
            choice["value"]: self._of(choice.get("label")) or choice["value"]
            for choice in self.compiled["lists"].get(node.get("choices") or "", [])
        }
        if labels:
            return ", ".join(labels.get(part, part) for part in value.split())
        if node.get("type") == "acknowledge":
            # The form's own value for a tick is an English word.
            return "Yes" if self.language.endswith("(en)") else "Đúng"
        if node.get("type") == "date" and len(value) == 10 and value[4] == "-":
            return "/".join(str(int(part)) for part in reversed(value.split("-")))
        return value

    def _label(self, node: dict[str, Any], instance: str | None) -> str:
        """The question in words; the notice, a page of text, is named by its short hint."""
        if "notice" in node.get("appearance", ()):
            return self._text(node, "hint") or node["name"]
        parts = self._of(self.compiled["texts"].get(f"{node['path']}:label")) or []
        if "unknown-for" in node.get("appearance", ()):
            return ": ".join(filter(None, (self._asked_before(node), self._text(node, "label"))))
        if isinstance(parts, str):
            return parts
        near = self.instance.element(f"{node['key']}@{instance}" if instance else node["key"])
        return self.instance.text(parts, near).strip() or str(node["name"])

    def _asked_before(self, node: dict[str, Any]) -> str:
        """The question whose answer is unknown: its tick says "none yet" and not of what."""
        before = [one for one in self.children[node["parent"]] if one["i"] < node["i"]]
        return self._text(before[-1], "label") if before else ""

    def _text(self, node: dict[str, Any], kind: str) -> str:
        parts = self._of(self.compiled["texts"].get(f"{node['path']}:{kind}")) or []
        if isinstance(parts, str):
            return parts
        return "".join(part if isinstance(part, str) else "…" for part in parts).strip()

    def _of(self, by_language: Any) -> Any:
        if not isinstance(by_language, dict):
            return by_language
        return by_language.get(self.language) or next(iter(by_language.values()), "")

    def _language(self, locale: str) -> str:
        names: list[str] = self.compiled.get("languages") or []
        fitting = (name for name in names if name == locale or name.endswith(f"({locale})"))
        return next(fitting, self.compiled.get("default_language") or "default")
