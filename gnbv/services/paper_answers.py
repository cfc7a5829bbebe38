"""What was typed from paper, as the answers that the sheet keeps, and answers as they would be typed.

A document of typed paper: ``fields`` {ref: text as typed}, ``rows`` {repeat: [ids in order]}, ``scans`` [{sha256, size,
type}], ``paper`` {on, collector, name}, ``replies`` {comment: {kind, reason}}, ``files`` (attachments of the revision
that is corrected). A question for a photo is answered by the number of a scan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from gnbv.rules import typed
from gnbv.rules.form import Instance
from gnbv.services import instance_ids

Document = dict[str, Any]
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
SCAN_REF = "paper_scan.{}"
UNTYPED = ("note", "calculate", "meta")


def empty() -> Document:
    return {"fields": {}, "rows": {}, "scans": [], "paper": {}, "replies": {}, "files": []}


class Reader:
    """Between typed text and answers, under one compiled form. ``locale`` decides the words that a choice may be typed
    by; its numbers are the same in every language."""

    def __init__(self, compiled: dict[str, Any], locale: str = "vi") -> None:
        self.compiled = compiled
        self.language = language_of(compiled, locale)
        self.children: dict[int, list[dict[str, Any]]] = {}
        self.by_key: dict[str, dict[str, Any]] = {}
        for node in compiled["nodes"]:
            self.children.setdefault(node["parent"], []).append(node)
            self.by_key[node["key"]] = node
        self._choices: dict[str, list[tuple[str, str]]] = {}

    @property
    def can_be_typed(self) -> bool:
        """A sheet whose repeats stand one below the other, and whose rows nobody counts, fits on the page."""
        repeats = [node for node in self.compiled["nodes"] if node["kind"] == "repeat"]
        inside = {node["i"] for node in repeats}
        return not any("repeat_count" in node or inside & set(self._above(node)) for node in repeats)

    def choices(self, node: dict[str, Any]) -> list[tuple[str, str]]:
        """Value and words in the order of the paper; empty for what is chosen from a table."""
        name = str(node.get("choices") or "")
        if name not in self._choices:
            self._choices[name] = [
                (str(one["value"]), self.words(one.get("label")) or str(one["value"]))
                for one in self.compiled["lists"].get(name, [])
            ]
        return self._choices[name]

    def words(self, by_language: Any) -> str:
        """A text of the sheet; what answers put in is "…"."""
        if isinstance(by_language, dict):
            by_language = by_language.get(self.language) or next(iter(by_language.values()), "")
        if isinstance(by_language, str):
            return by_language
        return "".join(part if isinstance(part, str) else "…" for part in by_language or ()).strip()

    def is_typed(self, node: dict[str, Any]) -> bool:
        """Whether the page has a field for this question."""
        return (
            node["kind"] == "question"
            and "calculate" not in node
            and not node.get("generated")
            and node.get("readonly") is not True
            and not self.children.get(node["i"])
        )

    def answers(self, document: Document) -> dict[str, Any]:
        """Everything typed in the shape of the sheet, what is not asked any more too: the sheet's own rules drop it."""
        return self._group(-1, "", document)

    def value(self, node: dict[str, Any], text: str, scans: list[dict[str, Any]]) -> str:
        if node["kind"] == "hidden":
            return text
        if node["type"] == "binary":
            place = int(text) if text.isascii() and text.isdigit() else 0
            return file_name(scans[place - 1]) if 0 < place <= len(scans) else text.strip()
        return typed.read(node, self.choices(node), text)

    def typed_from(self, answers: dict[str, Any], scans: list[dict[str, Any]]) -> Document:
        """``fields`` and ``rows`` of an answers document: the start of typing, or of a correction."""
        document = empty() | {"scans": scans}
        self._fill(-1, "", answers, document)
        return document

    def attachments(self, document: Document, answers: dict[str, Any]) -> list[dict[str, Any]]:
        """Files that the answers name: each scan as itself, and at every question that is answered by one."""
        scans = {file_name(scan): scan for scan in document["scans"]}
        found = [_promise(SCAN_REF.format(place), scan) for place, scan in enumerate(document["scans"], 1)]
        kept = {file["ref"]: file for file in document["files"]}
        for ref, value in self._files(-1, "", answers):
            if value in scans:
                found.append(_promise(ref, scans[value]))
            elif ref in kept and value.startswith(kept[ref]["sha256"]):
                found.append(kept[ref])
        return found

    def _group(self, parent: int, instance: str, document: Document) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for node in self.children.get(parent, ()):
            if node["kind"] == "repeat":
                ids = document["rows"].get(node["key"], [])
                found[node["name"]] = [{"_id": one, **self._group(node["i"], one, document)} for one in ids]
            elif self.children.get(node["i"]):
                inner = self._group(node["i"], instance, document)
                if inner:
                    found[node["name"]] = inner
            elif node["kind"] == "hidden" or self.is_typed(node):
                text = document["fields"].get(_ref(node, instance), "")
                value = self.value(node, text, document["scans"])
                if value:
                    found[node["name"]] = value
        return found

    def _fill(self, parent: int, instance: str, answers: dict[str, Any], document: Document) -> None:
        for node in self.children.get(parent, ()):
            given = answers.get(node["name"])
            if node["kind"] == "repeat":
                rows = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
                document["rows"][node["key"]] = [str(one["_id"]) for one in rows]
                for one in rows:
                    self._fill(node["i"], str(one["_id"]), one, document)
            elif self.children.get(node["i"]):
                self._fill(node["i"], instance, given if isinstance(given, dict) else {}, document)
            elif given and node["kind"] not in UNTYPED and "calculate" not in node:
                document["fields"][_ref(node, instance)] = self._shown(node, str(given), document["scans"])

    def _shown(self, node: dict[str, Any], value: str, scans: list[dict[str, Any]]) -> str:
        if node["kind"] == "hidden":
            return value
        if node["type"] == "binary":
            names = [file_name(scan) for scan in scans]
            return str(names.index(value) + 1) if value in names else value
        return typed.shown(node, self.choices(node), value)

    def _files(self, parent: int, instance: str, answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for node in self.children.get(parent, ()):
            given = answers.get(node["name"])
            if node["kind"] == "repeat":
                for one in given if isinstance(given, list) else []:
                    yield from self._files(node["i"], str(one["_id"]), one)
            elif isinstance(given, dict):
                yield from self._files(node["i"], instance, given)
            elif node["type"] == "binary" and given:
                yield _ref(node, instance), str(given)

    def _above(self, node: dict[str, Any]) -> Iterator[int]:
        while node["parent"] >= 0:
            node = self.compiled["nodes"][node["parent"]]
            yield int(node["i"])


def instance(reader: Reader, document: Document, today: date) -> Instance:
    """The sheet run over what was typed, on the day of the paper."""
    return Instance(reader.compiled, reader.answers(document), today=today, language=reader.language)


def day_of(document: Document, otherwise: date) -> date:
    """The day that stands on the paper, ``otherwise`` while it is not typed or cannot be read."""
    return written_day(document) or otherwise


def written_day(document: Document) -> date | None:
    text = typed.read({"type": "date"}, (), str(document["paper"].get("on") or ""))
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_row_id(text: str) -> bool:
    return instance_ids.INSTANCE_ID.fullmatch(text) is not None


def file_name(scan: dict[str, Any]) -> str:
    """How an answer names a file: as the phone names its photos."""
    return f"{scan['sha256']}.{ENDINGS[scan['type']]}"


def language_of(compiled: dict[str, Any], locale: str) -> str:
    names: list[str] = compiled.get("languages") or []
    fitting = (name for name in names if name == locale or name.endswith(f"({locale})"))
    return next(fitting, compiled.get("default_language") or "default")


def _ref(node: dict[str, Any], instance: str) -> str:
    return f"{node['key']}@{instance}" if instance else str(node["key"])


def _promise(ref: str, scan: dict[str, Any]) -> dict[str, Any]:
    return {"ref": ref, "sha256": scan["sha256"], "size": scan["size"], "type": scan["type"]}
