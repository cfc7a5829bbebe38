"""The model half of an XForm: primary instance, binds, and the problems a form is refused for."""

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NUMBER_TYPES = {"int", "decimal"}
TYPES = NUMBER_TYPES | {
    "string",
    "boolean",
    "select1",
    "select",
    "rank",
    "date",
    "time",
    "dateTime",
    "geopoint",
    "geotrace",
    "geoshape",
    "binary",
    "barcode",
    "intent",
}


@dataclass(frozen=True)
class FormProblem:
    """``path`` of the question (or a list's name), the ``part`` it stands in, and what is wrong."""

    path: str
    part: str
    code: str
    detail: str = ""


class XFormRefused(ValueError):
    def __init__(self, problems: list[FormProblem]) -> None:
        super().__init__("; ".join(f"{p.path} {p.part} {p.code} {p.detail}" for p in problems))
        self.problems = problems


@dataclass(frozen=True)
class Root:
    tag_name: str
    form: str
    version: str
    title: str


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def has_attribute(element: ET.Element, name: str) -> bool:
    return any(local(key) == name for key in element.attrib)


def below_root(path: str) -> str:
    """/data/house/walls → house/walls"""
    return path.split("/", 2)[2]


def model_of(html: ET.Element) -> ET.Element:
    found = next((element for element in html.iter() if local(element.tag) == "model"), None)
    if found is None:
        raise XFormRefused([FormProblem("", "", "xml", "model")])
    return found


def read_nodes(model: ET.Element) -> tuple[Root, list[dict[str, Any]]]:
    """The questions in document order, from the first instance; a repeat stands there once."""
    instance = next((element for element in model if local(element.tag) == "instance"), None)
    if instance is None or not len(instance):
        raise XFormRefused([FormProblem("", "", "xml", "instance")])
    root = instance[0]
    title = next((element.text or "" for element in model.iter() if local(element.tag) == "title"), "")
    nodes: list[dict[str, Any]] = []

    def walk(element: ET.Element, parent: int, path: str, repeat: int) -> None:
        seen = set()
        for child in element:
            name = local(child.tag)
            if name in seen:
                continue
            seen.add(name)
            index = len(nodes)
            node: dict[str, Any] = {
                "i": index,
                "path": f"{path}/{name}",
                "name": name,
                "parent": parent,
                "repeat": repeat,
                "kind": "group" if len(child) else "hidden",
                "type": "string",
            }
            if child.text and not len(child) and child.text.strip():
                node["default"] = unicodedata.normalize("NFC", child.text)
            nodes.append(node)
            is_repeat = has_attribute(child, "template")
            if is_repeat:
                node["kind"] = "repeat"
            walk(child, index, node["path"], index if is_repeat else repeat)

    walk(root, -1, "/" + local(root.tag), -1)
    return Root(local(root.tag), root.get("id") or "", root.get("version") or "", title.strip()), nodes


def read_binds(
    model: ET.Element,
    by_path: dict[str, dict[str, Any]],
    sheet: Mapping[str, str] | None,
    controls: dict[str, dict[str, Any]],
    problems: list[FormProblem],
) -> dict[str, dict[str, str]]:
    """Bind attributes by path; sets each node's kind, type and preload on the way."""
    binds: dict[str, dict[str, str]] = {}
    for bind in model:
        path = bind.get("nodeset", "")
        if local(bind.tag) == "bind" and path in by_path:
            binds.setdefault(path, {}).update({local(key): value for key, value in bind.attrib.items()})
    for path, node in by_path.items():
        bind_ = binds.get(path, {})
        if node["kind"] in ("group", "repeat"):
            if "/meta" in path and path.split("/")[2] == "meta":
                node["kind"] = "meta"
            continue
        control = controls.get(path)
        kind_of_data = local(bind_.get("type", "string").replace(":", "}"))
        if control and control["tag"] == "trigger" and kind_of_data.startswith("geo"):
            control = None  # background-geopoint: pyxform gives it a control, but nobody answers it
        node["type"] = (control or {}).get("type") or kind_of_data
        if node["type"] not in TYPES | {"acknowledge"}:
            problems.append(FormProblem(path, "type", "type", node["type"]))
        if node["type"] == "date" and node.get("default", "").endswith(" 00:00:00"):
            node["default"] = node["default"][:10]  # a cell that the spreadsheet made a day
        node["kind"] = _kind(node, bind_, control, sheet)
        if bind_.get("preload") and bind_["preload"] != "uid":
            node["preload"] = bind_.get("preloadParams") or bind_["preload"]
        if node["path"].split("/")[2] == "meta" or (sheet is not None and not _is_asked(path, sheet)):
            node["generated"] = True
        for name, value in bind_.items():
            if name in ("max-pixels", "quality"):
                node.setdefault("parameters", {})[name] = value
    return binds


def _kind(
    node: dict[str, Any],
    bind: dict[str, str],
    control: dict[str, Any] | None,
    sheet: Mapping[str, str] | None,
) -> str:
    path = node["path"]
    if path.split("/")[2] == "meta" or bind.get("preload"):
        return "meta"
    if control is None:
        return (
            "calculate"
            if bind.get("calculate") or (sheet or {}).get(below_root(path)) == "calculate"
            else "hidden"
        )
    is_note = (
        sheet.get(below_root(path)) == "note"
        if sheet is not None
        else control["tag"] == "input" and bind.get("readonly") == "true()" and not bind.get("calculate")
    )
    return "note" if is_note else "question"


def _is_asked(path: str, sheet: Mapping[str, str]) -> bool:
    """Whether a row of the sheet stands behind the node (pyxform adds counters and table headings)."""
    row = below_root(path)
    return row in sheet or (row.endswith("_other") and row.removesuffix("_other") in sheet)
