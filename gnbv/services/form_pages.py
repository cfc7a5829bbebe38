"""A compiled form as HTML fragments, one per section (top-level group): renderer 1 of docs/forms.md.

The fragments hold no answers and no names: they travel to phones as public parts of the kit, and the office
pages use the same ones. Each fragment is in one language, so whoever asks names the locale.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template
from flask_babel import force_locale

from gnbv.services.form_parts import Part, around, control_of, steps

RENDERER = 1

# More choices than this open in a sheet with search instead of standing on the page.
CHOICES_ON_PAGE = 12

_SHOWN_KINDS = {"question", "note", "group", "repeat"}
_MEDIA = ("image", "big-image", "audio", "video")


def sections(compiled: dict[str, Any]) -> list[str]:
    """The keys of the top-level groups that show something, in the order of the form."""
    return [part.key for part in _sections(compiled, _language(compiled, "vi"))]


def titles(compiled: dict[str, Any], locale: str) -> dict[str, str]:
    """The name of each section in one language."""
    return {part.key: part.label for part in _sections(compiled, _language(compiled, locale))}


def parts(compiled: dict[str, Any], locale: str) -> list[Part]:
    """The sections with their questions as numbered on the page, for those who draw them elsewhere (print)."""
    return _sections(compiled, _language(compiled, locale))


def fragments(
    compiled: dict[str, Any], locale: str, files: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The HTML of each section by its key. Needs an application context; `locale` is `vi` or `en`.

    ``files``: addresses of pictures and sounds by the name that the sheet gives them; others are not shown.
    """
    with force_locale(locale):
        return {
            part.key: render_template("form/group.html", group=part, renderer=RENDERER)
            for part in _Reader(compiled, _language(compiled, locale), files or {}).sections()
        }


def _language(compiled: dict[str, Any], locale: str) -> str:
    names: list[str] = compiled.get("languages", [])
    wanted = (name for name in names if name == locale or name.endswith(f"({locale})"))
    return next(wanted, compiled.get("default_language") or "default")


def _sections(compiled: dict[str, Any], language: str) -> list[Part]:
    return _Reader(compiled, language, {}).sections()


class _Reader:
    """Reads the flat node list of a compiled form into nested parts, in one language."""

    def __init__(self, compiled: dict[str, Any], language: str, files: Mapping[str, str]) -> None:
        self.compiled = compiled
        self.language = language
        self.files = files
        self.speaks = len(compiled.get("languages", [])) > 1
        self.children: dict[int, list[dict[str, Any]]] = {}
        for node in compiled["nodes"]:
            self.children.setdefault(node["parent"], []).append(node)

    def sections(self) -> list[Part]:
        tops = [
            self.part(node) for node in self.children.get(self._root(), []) if node["kind"] in _SHOWN_KINDS
        ]
        shown: list[Part] = []
        is_open = False
        for part in tops:
            if part.control == "group":
                shown += [part] if part.parts else []
            elif part.control != "repeat" and is_open:
                shown[-1].parts.append(part)
            elif part.control != "repeat" or part.parts:
                shown.append(around(part, part.label if part.control == "repeat" else self.compiled["title"]))
            is_open = part.control not in {"group", "repeat"}
        lists: dict[str, list[Part]] = {part.key: [] for part in shown}
        for section in shown:
            for repeat in (part for part in section.parts if part.control == "repeat"):
                for question in repeat.lists:
                    place = next((token[3:] for token in question.tokens if token.startswith("at-")), "")
                    lists[place if place in lists else section.key].append(question)
        for index, section in enumerate(shown, 1):
            section.number = str(index)
            section.lists = lists[section.key]
            for count, question in enumerate(_numbered(section), 1):
                question.number = f"{index}.{count}"
        return shown

    def _root(self) -> int:
        """The index that top-level nodes name as their parent: -1, or the root's own when it is listed."""
        first = self.compiled["nodes"][0] if self.compiled["nodes"] else None
        if first and first["parent"] == -1 and first["path"] == f"/{self.compiled['root']}":
            return int(first["i"])
        return -1

    def part(self, node: dict[str, Any]) -> Part:
        tokens = list(node.get("appearance") or [])
        label, label_moves = self.text(node, "label")
        hint, hint_moves = self.text(node, "hint")
        in_repeat = node.get("repeat", -1) >= 0 and node["kind"] != "repeat"
        part = Part(
            key=node["key"],
            path=node["path"],
            control=control_of(node, tokens),
            type=node.get("type", ""),
            label=label,
            label_moves=label_moves,
            hint=hint,
            hint_moves=hint_moves,
            tokens=tokens,
            choices=self.choices(node),
            in_repeat=in_repeat,
            required="required" in node,
            guidance=self.text(node, "guidance")[0],
            accepts=str(node.get("media") or ""),
            parameters=node.get("parameters") or {},
            media=self.media({kind: self.text(node, kind)[0] for kind in _MEDIA}),
            choice_media=self.choice_media(node),
            speaks=self.speaks,
        )
        if part.control in {"group", "repeat"}:
            self._fill(part, node)
        elif part.control in {"one", "picker"} and "start" in part.parameters:
            part.choices = steps(part.parameters)
        elif self.is_long(part, node):
            part.control = "long"
        return part

    def is_long(self, part: Part, node: dict[str, Any]) -> bool:
        """Whether the choices open in a sheet of their own: too many, from a table or from answers, or wished so."""
        if part.control not in {"one", "many"}:
            return False
        if node.get("choices") not in self.compiled.get("lists", {}) and "choices" in node:
            return True
        if {"minimal", "search", "autocomplete"} & set(part.tokens):
            return True
        return part.control == "one" and len(part.choices) > CHOICES_ON_PAGE

    def _fill(self, part: Part, node: dict[str, Any]) -> None:
        for child in self.children.get(node["i"], []):
            if child["kind"] not in _SHOWN_KINDS and not self.text(child, "label")[0]:
                continue
            if child["kind"] in {"hidden", "meta"}:
                continue
            made = self.part(child)
            if made.control in {"group", "repeat"} and not made.parts:
                continue
            if "label" in made.tokens and made.control in {"one", "many", "long"}:
                continue  # the heading of a table: on a phone each row carries its words itself
            if "unknown-for" in made.tokens and part.parts and part.parts[-1].control == "number":
                part.parts[-1].companion = made
            elif "ask-roster" in made.tokens and part.control == "repeat":
                made.repeat = part.key
                part.lists.append(made)
            else:
                part.parts.append(made)

    def choices(self, node: dict[str, Any]) -> list[tuple[str, str]]:
        rows = self.compiled.get("lists", {}).get(node.get("choices"), [])
        return [(row["value"], self._pick(row.get("label"), row["value"])) for row in rows]

    def choice_media(self, node: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
        rows = self.compiled.get("lists", {}).get(node.get("choices"), [])
        found = {
            row["value"]: self.media({kind: self._pick(text, "") for kind, text in row["media"].items()})
            for row in rows
            if row.get("media")
        }
        return {value: media for value, media in found.items() if media}

    def media(self, texts: dict[str, str]) -> list[tuple[str, str]]:
        """What is shown of a question's files: only those that came with the sheet."""
        found = {kind: self.files.get(name.rpartition("/")[2]) for kind, name in texts.items() if name}
        if found.get("image") and found.get("big-image"):
            del found["big-image"]
        return [(kind.removeprefix("big-"), address) for kind, address in found.items() if address]

    def text(self, node: dict[str, Any], kind: str) -> tuple[str, bool]:
        """The text and whether answers change it; what answers put in shows as `…` until they are there."""
        entry = self.compiled.get("texts", {}).get(f"{node['path']}:{kind}")
        pieces = self._pick(entry, [])
        if isinstance(pieces, str):
            return pieces, False
        moves = any(not isinstance(piece, str) for piece in pieces)
        return "".join(piece if isinstance(piece, str) else "…" for piece in pieces), moves

    def _pick(self, entry: Any, otherwise: Any) -> Any:
        if not isinstance(entry, dict):
            return entry if entry is not None else otherwise
        for language in (self.language, self.compiled.get("default_language"), "default"):
            if language in entry:
                return entry[language]
        return next(iter(entry.values()), otherwise)


def _numbered(part: Part) -> Iterator[Part]:
    """The questions of a section in the order of the page: notes and groups carry no number."""
    for child in part.parts:
        if child.control in {"group", "repeat"}:
            yield from _numbered(child)
        elif child.control != "note":
            yield child
    yield from part.lists if part.number else []
