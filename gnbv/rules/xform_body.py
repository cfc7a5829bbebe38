"""The body of an XForm: which control shows which question, with choices, appearance and parameters."""

import unicodedata
import xml.etree.ElementTree as ET
from typing import Any

from gnbv.rules.xform_model import FormProblem, attribute, local

_TYPES = {
    "select1": "select1",
    "select": "select",
    "rank": "rank",
    "trigger": "acknowledge",
    "upload": "binary",
}
_CONTROLS = {"input", "range", "secret", *_TYPES}
_PARAMETERS = (
    "start",
    "end",
    "step",
    "accuracyThreshold",
    "unacceptableAccuracyThreshold",
    "rows",
    "tick-interval",
)


def read_body(html: ET.Element, root: str, problems: list[FormProblem]) -> dict[str, dict[str, Any]]:
    """Controls, groups and repeats by the path of their question."""
    body = next((element for element in html.iter() if local(element.tag) == "body"), None)
    found: dict[str, dict[str, Any]] = {}
    if body is None:
        return found
    for element in body.iter():
        tag = local(element.tag)
        path = element.get("ref") or element.get("nodeset") or ""
        if tag in _CONTROLS:
            found[path] = _control(element, tag, path, problems)
        elif tag in ("group", "repeat"):
            kept = found.setdefault(path, {"path": path, "tag": tag, "label": None, "hint": None})
            kept["label"] = _child(element, "label") if kept["label"] is None else kept["label"]
            kept["appearance"] = kept.get("appearance") or (element.get("appearance") or "").split()
            _refuse_other_apps(element, path, problems)
            if tag == "repeat":
                kept["count"] = attribute(element, "count").strip()
                kept["fixed"] = attribute(element, "noAddRemove") == "true()"
    found.pop("", None)
    return found


def _child(element: ET.Element, name: str) -> ET.Element | None:
    return next((child for child in element if local(child.tag) == name), None)


def _control(element: ET.Element, tag: str, path: str, problems: list[FormProblem]) -> dict[str, Any]:
    appearance = element.get("appearance") or ""
    control: dict[str, Any] = {
        "path": path,
        "tag": tag,
        "label": _child(element, "label"),
        "hint": _child(element, "hint"),
        "appearance": appearance.split(),
        "type": _TYPES.get(tag),
        "media": element.get("mediatype"),
        "parameters": {key: element.get(key) for key in _PARAMETERS if element.get(key)},
    }
    if "search(" in appearance.replace(" ", ""):
        problems.append(FormProblem(path, "appearance", "search", appearance))
    if "ex:" in appearance:
        problems.append(FormProblem(path, "appearance", "external_app", appearance))
    _refuse_other_apps(element, path, problems)
    itemset = _child(element, "itemset")
    query = element.get("query")
    if query:
        control["type"] = "select1"
        _choices(control, query, "name", "label")
    elif itemset is not None:
        value, label = _child(itemset, "value"), _child(itemset, "label")
        _choices(
            control,
            itemset.get("nodeset") or "",
            value.get("ref", "name") if value is not None else "name",
            label.get("ref", "label") if label is not None else "label",
        )
    elif tag in ("select1", "select", "rank"):
        control["items"] = [_item(item) for item in element if local(item.tag) == "item"]
    return control


def _refuse_other_apps(element: ET.Element, path: str, problems: list[FormProblem]) -> None:
    intent = attribute(element, "intent")
    if intent:
        problems.append(FormProblem(path, "intent", "external_app", intent))


def _choices(control: dict[str, Any], nodeset: str, value: str, label: str) -> None:
    """``filtered``: the choices must be computed; else they are the whole list."""
    control["nodeset"] = nodeset
    control["value_ref"] = value.strip()
    control["label_ref"] = "itextId" if "itextId" in label else label.strip()
    before, _, after = nodeset.partition("instance('")
    control["list"] = after.partition("'")[0] if after else ""
    control["filtered"] = nodeset.strip() != f"instance('{control['list']}')/root/item"


def _item(item: ET.Element) -> dict[str, Any]:
    value, label = _child(item, "value"), _child(item, "label")
    text = "" if label is None else "".join(label.itertext()).strip()
    return {
        "value": (value.text or "").strip() if value is not None else "",
        "label": {"default": unicodedata.normalize("NFC", text)},
    }
