"""Secondary instances: choice lists of the sheet, and tables that stand in files beside it."""

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from gnbv.rules.xform_model import FormProblem, local
from gnbv.rules.xform_texts import Texts, plain

MEDIA = ("image", "big-image", "audio", "video")


def read_lists(
    model: ET.Element, texts: Texts, files: Mapping[str, dict[str, Any]], problems: list[FormProblem]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """``lists`` of choices and other ``instances``, both by instance id."""
    lists: dict[str, Any] = {}
    instances: dict[str, Any] = {}
    secondary = [element for element in model if local(element.tag) == "instance"][1:]
    for element in secondary:
        name = element.get("id") or ""
        source = element.get("src") or ""
        if source.startswith("jr://instance"):
            problems.append(FormProblem("last-saved", "file", "last_saved"))
            lists[name] = []
        elif name in files:
            instances[name] = files[name]
        elif source:
            problems.append(FormProblem(name, "file", "file", source.rpartition("/")[2]))
        elif len(element):
            lists[name] = [_choice(item, texts) for item in element[0] if local(item.tag) == "item"]
    for name, table in files.items():
        instances.setdefault(name, table)
    return lists, instances


def _choice(item: ET.Element, texts: Texts) -> dict[str, Any]:
    fields = {local(field.tag): unicodedata.normalize("NFC", field.text or "") for field in item}
    choice: dict[str, Any] = {"value": fields.pop("name", ""), "label": {}}
    identity = fields.pop("itextId", "")
    if identity:
        forms = texts.by_id.get(identity, {})
        choice["label"] = plain(forms.get("", {}))
        media = {form: plain(forms[form]) for form in MEDIA if form in forms}
        if media:
            choice["media"] = media
    elif "label" in fields:
        choice["label"] = {texts.default: fields["label"]}
    fields.pop("label", None)
    if fields:
        choice["columns"] = fields
    return choice
